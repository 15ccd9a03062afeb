# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What is audited: regions, compartments, types, tags or single resources, by the options and by what there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from .._core import ocid, regions, tenancy
from .._core.errors import BadOption
from .._core.options import parse_tags
from .._core.quoting import quoted
from .._core.session import Session
from .._resources.access import Readable
from .._resources.registry import TYPES
from . import matching
from .items import Item
from .places import Places

ALL = "all"

BUCKET = "bucket"

BY_OCID: Mapping[str, type[Readable]] = {each.facts.ocid_kind: each for each in TYPES}


@dataclass(frozen=True)
class Selection:
    """What the options select. No regions, compartments, types or tags stand for all of them.

    Compartments are paths, a tag is its namespace (empty for freeform tags), its key and its value.
    """

    regions: tuple[str, ...]
    compartments: tuple[tuple[str, ...], ...]
    children: bool
    excluded: tuple[tuple[str, ...], ...]
    types: tuple[str, ...]
    tags: frozenset[tuple[str, str, str]]
    resources: tuple[str, ...]

    def as_result(self) -> dict[str, Any]:
        """The filters as reports show them."""
        return {
            "regions": list(self.regions) or [ALL],
            "compartments": [tenancy.SEPARATOR.join(each) for each in self.compartments] or [ALL],
            "include_children": self.children,
            "exclude_compartments": [tenancy.SEPARATOR.join(each) for each in self.excluded],
            "types": list(self.types) or [ALL],
            "tags": [
                f"{space}.{key}={value}" if space else f"{key}={value}" for space, key, value in sorted(self.tags)
            ],
            "resources": list(self.resources),
        }


def parse(params: Mapping[str, Any]) -> Selection:
    """The selection of the options. Raises BadOption."""
    found = parse_tags({"freeform_tags": params["freeform_tags"], "defined_tags": params["defined_tags"]})
    defined = {
        (space.casefold(), key.casefold(), value)
        for space, tags in (found.defined or {}).items()
        for key, value in tags.items()
    }
    selection = Selection(
        regions=_regions(params["regions"] or ()),
        compartments=_paths("compartments", params["compartments"] or ()),
        children=params["include_children"],
        excluded=_paths("exclude_compartments", params["exclude_compartments"] or ()),
        types=tuple(dict.fromkeys(matching.check_types("types", params["types"] or ()))),
        tags=frozenset(defined | {("", key, value) for key, value in (found.freeform or {}).items()}),
        resources=tuple(dict.fromkeys(_resource(f"resources[{at}]", each) for at, each in _all(params["resources"]))),
    )
    others = {
        "compartments": selection.compartments,
        "exclude_compartments": selection.excluded,
        "types": selection.types,
        "freeform_tags": params["freeform_tags"],
        "defined_tags": params["defined_tags"],
    }
    for option, value in others.items():
        if selection.resources and value:
            raise BadOption(
                f"resources and {option} both select what is audited", advice=(f"Omit {option}.",), option=option
            )
    return selection


def _all(given: Optional[Sequence[Any]]) -> Iterator[tuple[int, str]]:
    return enumerate(str(each).strip() for each in given or ())


def _regions(given: Sequence[str]) -> tuple[str, ...]:
    if [each.strip().lower() for each in given] == [ALL]:
        return ()
    return tuple(dict.fromkeys(regions.required_region(f"regions[{at}]", each) for at, each in _all(given)))


def _paths(option: str, given: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tenancy.parsed(f"{option}[{at}]", each) for at, each in _all(given))


def _resource(option: str, name: str) -> str:
    if "/" in name and not name.startswith("ocid1."):
        if name.count("/") != 1 or not all(name.split("/")):
            raise BadOption(f"{option} must be <namespace>/<name> for a bucket, not {quoted(name)}", option=option)
        return name
    named = ocid.parse(name)
    if named is None or named.kind not in BY_OCID:
        raise BadOption(
            f"{option} is {quoted(name)}, which is the OCID of no type that is audited",
            advice=(f"The types are {', '.join(matching.TYPE_NAMES)}; a bucket may be <namespace>/<name>.",),
            option=option,
        )
    return name


class Area:
    """The regions and compartments of a selection in a tenancy. Raises BadOption for what does not exist there."""

    def __init__(self, selection: Selection, places: Places, subscribed: tenancy.Regions) -> None:
        self.selection = selection
        self.places = places
        self.all_regions = tuple(sorted(subscribed.names))
        for at, each in enumerate(selection.regions):
            subscribed.require(f"regions[{at}]", each)
        self.regions = tuple(each for each in self.all_regions if each in selection.regions) or self.all_regions
        self._chosen = frozenset(
            places.find(f"compartments[{at}]", path) for at, path in enumerate(selection.compartments)
        )
        self._excluded = frozenset(
            places.find(f"exclude_compartments[{at}]", path) for at, path in enumerate(selection.excluded)
        )
        self.compartments = tuple(each for each in places.ids if self.has_compartment(each))
        if not self.compartments:
            raise BadOption(
                "exclude_compartments leaves no compartment to audit",
                advice=("Correct compartments or exclude_compartments.",),
                option="exclude_compartments",
            )

    def has_compartment(self, compartment_id: str) -> bool:
        """Whether a compartment is selected."""
        children = self.selection.children
        if self.places.within(compartment_id, self._excluded, children=True):
            return False
        return not self._chosen or self.places.within(compartment_id, self._chosen, children=children)


class Scope(Area):
    """The selection in the tenancy of a session."""

    def __init__(self, session: Session, selection: Selection, places: Places, subscribed: tenancy.Regions) -> None:
        super().__init__(selection, places, subscribed)
        self.session = session
        self._sessions = {each: session.in_region(each) for each in self.all_regions}

    def has_type(self, name: str) -> bool:
        """Whether a type is selected."""
        return not self.selection.types or name in self.selection.types

    def has_tags(self, item: Item) -> bool:
        """Whether a resource has the tags that are selected; what could not be read may have them."""
        return item.problem is not None or self.selection.tags <= matching.tags_of(item)

    def kinds(self) -> list[Readable]:
        """The selected types in the selected regions, those first of which each resource has to be read."""
        chosen = [each for each in TYPES if self.has_type(each.facts.name)]
        chosen.sort(key=lambda each: each.facts.list_shows_key)
        return [kind(self._sessions[region]) for kind in chosen for region in self.regions]

    def kind_of(self, at: int, name: str) -> Readable:
        """The type of a single resource, in its region. Raises BadOption for one that is not in a selected region."""
        if not name.startswith("ocid1."):
            return self._of_name(BUCKET, self.regions[0] if len(self.regions) == 1 else self.session.region)
        named = ocid.require(f"resources[{at}]", name, {each: each for each in BY_OCID})
        region = ocid.region_of(named) or self.session.region
        if region not in self.regions:
            raise BadOption(
                f"resources[{at}] is in {region}, which is not one of the regions {', '.join(self.regions)}",
                advice=("Correct regions, or omit them.",),
                option=f"resources[{at}]",
                resource=name,
            )
        return self._of_name(BY_OCID[named.kind].facts.name, region)

    def _of_name(self, name: str, region: str) -> Readable:
        return next(each for each in TYPES if each.facts.name == name)(self._sessions[region])

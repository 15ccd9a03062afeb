# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The scopes of a tenancy as hosts of an inventory: one for each compartment in each region."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Optional

from .._core import tenancy
from .._core.errors import BadOption, Failure, NotFoundOrDenied
from .._core.session import Session
from .._core.tenancy import Compartment, Directory, Regions
from .places import read_places
from .scope import Area

# Characters that a host and a group cannot have in their names, or that Ansible would read as a pattern.
NOT_IN_HOSTS, NOT_IN_GROUPS = re.compile(r"[^A-Za-z0-9._-]"), re.compile(r"[^A-Za-z0-9_]")

# Raised when what is kept in a cache has another form, so that a cache of an earlier release is not read.
CACHE_VERSION = 1


@dataclass(frozen=True)
class Answers:
    """What OCI answers about the regions and compartments of a tenancy, which a cache can keep."""

    tenancy: str
    regions: Regions
    directory: Directory

    def as_data(self) -> dict[str, Any]:
        """The answers as JSON can hold them."""
        return {
            "version": CACHE_VERSION,
            "tenancy": self.tenancy,
            "regions": asdict(self.regions),
            "compartments": [asdict(each) for each in self.directory.compartments],
            "gone": dict(self.directory.gone),
        }


def from_data(data: Any) -> Optional[Answers]:
    """The answers that a cache has kept; `None` if it holds something else."""
    if not isinstance(data, Mapping) or data.get("version") != CACHE_VERSION:
        return None
    compartments = [Compartment(**{**each, "path": tuple(each["path"])}) for each in data["compartments"]]
    regions = Regions(data["regions"]["home"], tuple(data["regions"]["names"]))
    return Answers(data["tenancy"], regions, Directory(tuple(compartments), data["gone"]))


def read_answers(session: Session, *, strict: bool) -> tuple[Answers, list[Failure]]:
    """Read the regions and compartments, and return with them what was denied. With `strict`, that is a failure."""
    denials: list[Failure] = []
    try:
        regions = tenancy.regions(session)
    except NotFoundOrDenied as denial:
        denials.append(denial)
        regions = Regions(session.region, (session.region,))
    places = read_places(session)
    if places.denial is not None:
        denials.append(places.denial)
    if strict and denials:
        raise denials[0].advise("Or specify strict_permissions=false for what your group may see.")
    return Answers(session.tenancy, regions, places.directory), denials


@dataclass(frozen=True)
class ScopeHost:
    """A scope as a host: its name, its variables as data, and the groups that it is in."""

    name: str
    variables: Mapping[str, Any]
    groups: tuple[str, ...]


def scope_hosts(area: Area, answers: Answers, *, max_depth: Optional[int]) -> list[ScopeHost]:
    """The scopes of an area, in the order of their names. Raises BadOption if there are none."""
    if max_depth is not None and max_depth < 0:
        raise BadOption(f"max_depth must be 0 or more, not {max_depth}", option="max_depth")
    found = sorted(_hosts(area, answers, max_depth), key=lambda host: host.name)
    if not found:
        raise BadOption(
            f"No compartment is within {max_depth} levels below the root",
            advice=("Increase max_depth, or correct compartments.",),
            option="max_depth",
        )
    return found


def _hosts(area: Area, answers: Answers, max_depth: Optional[int]) -> Iterator[ScopeHost]:
    by_id = {each.id: each for each in answers.directory.compartments}
    for compartment_id in area.compartments:
        each = by_id[compartment_id]
        depth = 0 if each is answers.directory.root else len(each.path)
        if max_depth is not None and depth > max_depth:
            continue
        path = area.places.path(compartment_id) or compartment_id
        for region in area.regions:
            yield ScopeHost(
                name=host_name(region, path, compartment_id),
                variables={
                    "oci_region": region,
                    "oci_compartment_id": compartment_id,
                    "oci_compartment_name": each.name,
                    "oci_compartment_path": path,
                    "oci_compartment_depth": depth,
                    "oci_compartment_tags": {
                        "freeform": dict(each.freeform_tags),
                        "defined": {name: dict(tags) for name, tags in each.defined_tags.items()},
                    },
                    "oci_tenancy": answers.tenancy,
                },
                groups=(group_name(f"region_{region}"), f"depth_{depth}"),
            )


def host_name(region: str, path: str, compartment_id: str) -> str:
    """A name that begins with the region, so that neighbors by name, which slices separate, are in one region."""
    digest = hashlib.sha256(compartment_id.encode()).hexdigest()[:6]
    return f"{region}__{NOT_IN_HOSTS.sub('_', path.replace(tenancy.SEPARATOR, '.'))}_{digest}"


def group_name(text: str) -> str:
    """A text as the name of a group."""
    return NOT_IN_GROUPS.sub("_", text)

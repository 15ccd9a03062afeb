# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds compartments by their names, as a path from the root, or by their OCIDs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from . import ocid, pages
from .errors import BadOption, NotFoundOrDenied
from .home_region import identity
from .quoting import quoted
from .session import Session
from .tenancy import GONE, compartment, refuse_gone

# As in policy statements: https://docs.oracle.com/en-us/iaas/Content/Identity/Concepts/policysyntax.htm
SEPARATOR = ":"

# No tenancy is deeper than this; some answers name the root as its own parent.
DEEPEST = 12


@dataclass(frozen=True)
class Compartment:
    """A compartment. `path` are the names from the root to it, as far as those above it may be seen.

    The root compartment has no `compartment_id`, and no name or description where it may not be read. Its path is the
    name of the tenancy, which the paths of others do not begin with.
    """

    id: str
    name: Optional[str]
    compartment_id: Optional[str]
    description: Optional[str]
    path: tuple[str, ...]


@dataclass(frozen=True)
class Directory:
    """The compartments that can be used, the root first, and the states of those that are deleted."""

    compartments: tuple[Compartment, ...]
    gone: Mapping[str, str]

    @property
    def root(self) -> Compartment:
        """The root compartment."""
        return self.compartments[0]


def directory(session: Session) -> Directory:
    """The root, and the compartments in which the caller may see anything, with those above; that takes no policy."""
    tenancy = session.tenancy
    client = identity(session, session.region)
    with session.doing(
        "list the compartments of the tenancy", service="identity", operation="ListCompartments", resource=tenancy
    ):
        options = {"compartment_id_in_subtree": True, "access_level": "ACCESSIBLE"}
        listed = list(pages.items(client.list_compartments, tenancy, **options))
    gone = {each.id: each.lifecycle_state for each in listed if each.lifecycle_state in GONE}
    by_id = {each.id: each for each in listed if each.id not in gone}

    found = [_compartment(each, _path(each, by_id)) for each in by_id.values()]
    return Directory((_root(session), *sorted(found, key=_folded)), gone)


def _path(data: Any, by_id: Mapping[str, Any]) -> tuple[str, ...]:
    names: list[str] = []
    while data is not None and len(names) < DEEPEST:
        names.insert(0, data.name)
        data = by_id.get(data.compartment_id)
    return tuple(names)


def _compartment(data: Any, path: tuple[str, ...]) -> Compartment:
    return Compartment(data.id, data.name, data.compartment_id, data.description, path)


def _root(session: Session) -> Compartment:
    try:
        data = compartment(session, session.tenancy)
    except NotFoundOrDenied:
        return Compartment(session.tenancy, None, None, None, ())
    return Compartment(session.tenancy, data.name, None, data.description, (data.name,))


def parsed(option: str, text: str) -> tuple[str, ...]:
    """The names in a path, or one OCID. Raises BadOption."""
    if text.strip().startswith("ocid1."):
        return (ocid.require(option, text.strip(), ocid.COMPARTMENT_KINDS).text,)
    names = tuple(each.strip() for each in text.split(SEPARATOR))
    if not all(names):
        raise BadOption(
            f"{option} must hold names of compartments, those above it before it and separated by '{SEPARATOR}', or "
            f"OCIDs, and not {quoted(text)}."
        )
    return names


def find(option: str, path: Sequence[str], known: Directory) -> Compartment:
    """The one compartment that a path, or the end of one, leads to. Raises BadOption when it is none or several."""
    asked = SEPARATOR.join(path)
    if asked.startswith("ocid1."):
        return _by_ocid(option, asked, known)
    wanted = tuple(name.casefold() for name in path)
    there = [each for each in known.compartments if _from_root(each, known.root)[-len(wanted) :] == wanted]
    exact = [each for each in there if wanted in (_folded(each), _from_root(each, known.root))]
    found = exact or there
    if not found:
        raise BadOption(f"There is no compartment {quoted(asked)} that you may see anything in: correct {option}.")
    if len(found) > 1:
        each_of_them = ", ".join(f"{SEPARATOR.join(each.path)} ({each.id})" for each in found)
        raise BadOption(
            f"{quoted(asked)} may be any of {len(found)} compartments: {each_of_them}; specify the whole path or the "
            f"OCID in {option}."
        )
    return found[0]


def _by_ocid(option: str, asked: str, known: Directory) -> Compartment:
    refuse_gone(option, asked, known.gone.get(asked))
    for each in known.compartments:
        if each.id == asked:
            return each
    raise BadOption(f"There is no compartment {asked} that you may see anything in: correct {option}.", resource=asked)


def _folded(compartment: Compartment) -> tuple[str, ...]:
    return tuple(name.casefold() for name in compartment.path)


def _from_root(compartment: Compartment, root: Compartment) -> tuple[str, ...]:
    """The path with the name of the tenancy before it, where that is known."""
    return _folded(root) if compartment is root else (*_folded(root), *_folded(compartment))

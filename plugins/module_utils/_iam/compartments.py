# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds compartments by their names, as a path from the root."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .._core import pages
from .._core.clients import Session
from .._core.errors import BadOption
from .._core.quoting import quoted
from .home_region import identity

# As in policy statements: https://docs.oracle.com/en-us/iaas/Content/Identity/Concepts/policysyntax.htm
SEPARATOR = ":"


@dataclass(frozen=True)
class Compartment:
    """A compartment. C(path) are the names from the root to it, as far as those above it may be seen."""

    id: str
    name: str
    compartment_id: str
    description: str
    path: tuple[str, ...]


def every(session: Session) -> list[Compartment]:
    """The compartments in which the caller may see anything, with those above them; that takes no policy."""
    tenancy = session.tenancy
    client = identity(session, session.region)
    with session.doing(
        "list the compartments of the tenancy", service="identity", operation="ListCompartments", resource=tenancy
    ):
        options = {"compartment_id_in_subtree": True, "access_level": "ACCESSIBLE"}
        listed = [
            each
            for each in pages.items(client.list_compartments, tenancy, **options)
            if each.lifecycle_state not in ("DELETING", "DELETED")
        ]
    by_id = {each.id: each for each in listed}

    def path(compartment_id: str) -> tuple[str, ...]:
        each = by_id.get(compartment_id)
        return (*path(each.compartment_id), each.name) if each is not None else ()

    return [Compartment(each.id, each.name, each.compartment_id, each.description, path(each.id)) for each in listed]


def parsed(option: str, text: str) -> tuple[str, ...]:
    """The names in a path. Raises BadOption."""
    names = tuple(each.strip() for each in text.split(SEPARATOR))
    if not all(names):
        raise BadOption(
            f"{option} must hold names of compartments, those above it before it and separated by '{SEPARATOR}', and "
            f"not {quoted(text)}."
        )
    return names


def find(path: Sequence[str], compartments: Iterable[Compartment]) -> Compartment:
    """The one compartment that a path, or the end of one, leads to. Raises BadOption when it is none or several."""
    wanted, asked = tuple(name.casefold() for name in path), SEPARATOR.join(path)
    there = [each for each in compartments if _folded(each)[-len(wanted) :] == wanted]
    exact = [each for each in there if len(each.path) == len(wanted)]
    found = exact or there
    if not found:
        raise BadOption(f"There is no compartment {quoted(asked)} that you may see anything in: correct its name.")
    if len(found) > 1:
        each_of_them = ", ".join(f"{SEPARATOR.join(each.path)} ({each.id})" for each in found)
        raise BadOption(
            f"{quoted(asked)} may be any of {len(found)} compartments: {each_of_them}; give the whole path."
        )
    return found[0]


def _folded(compartment: Compartment) -> tuple[str, ...]:
    return tuple(name.casefold() for name in compartment.path)

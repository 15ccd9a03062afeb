# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows one resource with the internal state of its service, and changes it directly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..catalog.models import UnfitBody, check_field
from ..tenancy.resource import Resource
from ..tenancy.store import Store
from . import validation

# The store indexes resources by these fields.
_FIXED = frozenset({"id"})
# State that a service reads from a resource of a kind and that no operation of OCI's API sets.
_SWITCHES: Mapping[str, Mapping[str, bool]] = {
    "bucket": {"security_zone": False},
    "compartment": {"security_zone": False},
    "tenancy": {"security_zone": False},
}


def seen(resource: Resource) -> dict[str, Any]:
    """The fields of the resource, and the internal state of the service."""
    return {"data": resource.data, "hidden": _plain(resource), "etag": resource.etag, "region": resource.region}


def change_by_hand(store: Store, resource: Resource, body: Mapping[str, Any]) -> dict[str, Any]:
    """Set fields of the SDK model (`set`) and known internal state (`hidden`); all of them or none."""
    fields = _checked_fields(resource, validation.mapping(body, "set"))
    hidden = _checked_hidden(resource, validation.mapping(body, "hidden"))
    try:
        with store.transaction():
            store.change(resource, fields, **hidden)
    except KeyError as missed:
        # Watchers of such resources require the field that was to be removed.
        raise ValueError(f"'set': a {resource.kind.name} requires {missed}") from None
    return resource.data


def _checked_fields(resource: Resource, requested: Mapping[str, Any]) -> dict[str, Any]:
    """Each must be a field of the model and of its type; null removes a field. Unlisted enum values are accepted."""
    known = resource.kind.schema
    for wire, value in requested.items():
        if wire not in known.fields or wire in _FIXED:
            raise ValueError(
                f"'set': {resource.kind.model} has no field '{validation.shortened(wire)}' that can be set"
            )
        if value is None:
            continue
        try:
            check_field(known, wire, value)
        except UnfitBody as unfit:
            raise ValueError(f"'set': {unfit}") from None
    return dict(requested)


def _checked_hidden(resource: Resource, requested: Mapping[str, Any]) -> dict[str, Any]:
    known = {**_SWITCHES.get(resource.kind.name, {}), **_plain(resource)}
    for name, value in requested.items():
        if name not in known:
            there_are = f"; it has {', '.join(known)}" if known else ""
            raise ValueError(f"'hidden': a {resource.kind.name} has no '{validation.shortened(name)}'{there_are}")
        if type(value) is not type(known[name]):
            expected = type(known[name]).__name__
            raise ValueError(f"'hidden': '{name}' must be of type {expected}, not {validation.shown(value)}")
    return dict(requested)


def _plain(resource: Resource) -> dict[str, Any]:
    return {name: value for name, value in resource.hidden.items() if isinstance(value, str | int | float | bool)}

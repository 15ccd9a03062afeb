# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts bodies and patches of SCIM to changes of the tenancy's users and groups."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...protocol.problems import ServiceProblem
from ...tenancy.resource import Resource
from .directory import CAPABILITIES, CREDENTIALS, GROUP_EXTENSION, MFA, STATE, TAGS, USER_EXTENSION
from .filters import InvalidFilter, Test, parse
from .scim import Attribute, attributes

_SERVED = frozenset(
    {
        "id",
        "ocid",
        "schemas",
        "meta",
        "idcsCreatedBy",
        "idcsLastModifiedBy",
        "domainOcid",
        "compartmentOcid",
        "tenancyOcid",
        "password",
        TAGS,
    }
)
CLASSIC = {
    "User": _SERVED
    | {"userName", "active", "description", "emails", "groups", USER_EXTENSION, STATE, MFA, CAPABILITIES, CREDENTIALS},
    "Group": _SERVED | {"members", GROUP_EXTENSION},
}
"""By model, the attributes that the classic API stores or that cannot be set; the others are stored for SCIM only."""

_PATH = re.compile(r"(?P<attribute>[^\[\]]+?)(?:\[(?P<filter>.+)\])?(?:\.(?P<inner>[A-Za-z$]\w*))?")


def created(create: Callable[[], Resource]) -> Resource:
    """Create through the classic API; its error for an existing name in the form of SCIM (message id assumed)."""
    try:
        return create()
    except ServiceProblem as problem:
        if problem.status == 409:
            raise ServiceProblem(409, "error.common.validation.duplicateResource", problem.message) from None
        raise


def tags_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The tags of the body in the form of the classic API, if it has any."""
    tags = body.get(TAGS)
    if tags is None:
        return {}
    defined: dict[str, dict[str, str]] = {}
    for tag in tags.get("definedTags", ()):
        defined.setdefault(tag["namespace"], {})[tag["key"]] = tag["value"]
    return {
        "freeformTags": {tag["key"]: tag["value"] for tag in tags.get("freeformTags", ())},
        "definedTags": defined,
    }


def kept_apart(body: Mapping[str, Any], classic: frozenset[str]) -> dict[str, Any]:
    """The attributes of a body that only SCIM has."""
    return {wire: value for wire, value in body.items() if wire not in classic}


def changed(resource: Mapping[str, Any], model: str, operations: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The resource after a patch (RFC 7644, section 3.5.2); raises SCIM's 400."""
    result = copy.deepcopy(dict(resource))
    for each in operations:
        _change(result, model, str(each["op"]).lower(), str(each["path"]), each.get("value"))
    return result


def _change(resource: dict[str, Any], model: str, verb: str, path: str, value: Any) -> None:
    attribute, rest = _resolved(model, path)
    if rest.startswith(("urn:", ":")) or (rest and not rest.startswith("[") and attribute.model):
        inner = resource.setdefault(attribute.wire, {})
        _change(inner, attribute.model or model, verb, rest.lstrip(":."), value)
        return
    match = _PATH.fullmatch(f"{attribute.wire}{rest}")
    selected = _selection(attribute, match["filter"] if match else None)
    items = resource.get(attribute.wire)
    if selected is not None or isinstance(items, list) or isinstance(value, list):
        resource[attribute.wire] = _items(verb, list(items or ()), selected, match["inner"] if match else None, value)
    elif verb == "remove":
        resource.pop(attribute.wire, None)
    elif isinstance(value, Mapping) and isinstance(items, Mapping):
        resource[attribute.wire] = {**items, **value}
    else:
        resource[attribute.wire] = value


def _items(verb: str, items: list[Any], selected: Test | None, inner: str | None, value: Any) -> list[Any]:
    """A list of values after one operation."""
    values = value if isinstance(value, list) else [value] if value is not None else []
    if selected is None:
        if verb == "add":
            return [*items, *(item for item in values if item not in items)]
        return values if verb == "replace" else []
    if verb == "remove":
        return [item for item in items if not selected(item)]
    new = {inner: value} if inner else dict(values[0]) if values and isinstance(values[0], Mapping) else {}
    return [{**item, **new} if selected(item) else item for item in items]


def _selection(attribute: Attribute, condition: str | None) -> Test | None:
    if condition is None:
        return None
    try:
        return parse(condition, attribute.model or "")
    except (InvalidFilter, AttributeError) as error:
        raise _invalid(str(error)) from None


def _resolved(model: str, path: str) -> tuple[Attribute, str]:
    """The attribute at the start of a path, and the rest of the path."""
    lowered = path.lower()
    for name, attribute in attributes(model).items():
        if lowered == name or lowered.startswith((f"{name}.", f"{name}:", f"{name}[")):
            return attribute, path[len(name) :]
    raise _invalid(f"There is no attribute '{path}'.")


def _invalid(message: str) -> ServiceProblem:
    """The message id is assumed."""
    return ServiceProblem(400, "error.common.validation.invalidPatch", message)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Compares the body of an answer with the type that the SDK declares for it, before the SDK builds that type.

The SDK is the specification: the types of all fields, at any depth, and which of them it documents as required. Of the
latter only those count that this collection relies on, since services leave out others; few are relied on beyond them.
That OCI answers with those types shows in its SDKs for other languages, which accept no other ones.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Optional

from . import ocid

Check = Callable[[Any], Optional[str]]

TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)")

# Fields that say which key something is under: the OCID of a key, or a word for one that Oracle manages.
KEY_FIELDS = frozenset(("kms_key_id", "xrc_kms_key_id"))

# Fields without which an answer is of no use, wherever the SDK documents them as required.
RELIED_ON = frozenset(
    (
        "algorithm",
        "asset_id",
        "availability_domain",
        "compartment_id",
        "current_key_version",
        "display_name",
        "group_id",
        "id",
        "identifier",
        "is_home_region",
        "items",
        "key_shape",
        "length",
        "lifecycle_state",
        "matching_rule",
        "name",
        "namespace",
        "policy_id",
        "protection_mode",
        "region",
        "region_name",
        "resource_type",
        "statements",
        "status",
        "vault_id",
        "vault_type",
        "volume_backup_ids",
    )
)

# Further fields of single types, also where the SDK does not document them as required: without its state nobody knows
# whether a version is in use.
RELIED_ON_IN: Mapping[str, tuple[str, ...]] = {
    "KeyVersion": ("time_created", "lifecycle_state"),
    "KeyVersionSummary": ("time_created", "lifecycle_state"),
    "ReplicaDetails": ("status", "region"),
    "VaultReplicaSummary": ("status", "region"),
    "WorkRequest": ("status",),
}

# No infinity, no NaN, and no integer that a float cannot hold.
LARGEST = 1e300

REQUIRED = "**[Required]**"

# How OCI says "no customer-managed key" where it does not say null or 404 (oci-facts.md trap 1).
ORACLE_MANAGED_WORDS = ("", "ORACLE_MANAGED_KEY")


class Shapes:
    """The declared types of one client: `types` maps their names to classes, as the SDK has them."""

    def __init__(self, types: Mapping[str, Any]) -> None:
        self._types = types
        self._checks: dict[str, Check] = {}

    def problem(self, body: Any, declared: str) -> Optional[str]:
        """What is wrong with a body, to follow "the answer"; `None` if it is of the declared type."""
        if body is None:
            return "is null"
        return self._check(declared)(body)

    def _check(self, declared: str) -> Check:
        if declared not in self._checks:

            def later(value: Any) -> Optional[str]:
                # A type may refer to itself, before its own check is there.
                return self._checks[declared](value)

            self._checks[declared] = later
            self._checks[declared] = self._compiled(declared)
        return self._checks[declared]

    def _compiled(self, declared: str) -> Check:
        inside = re.fullmatch(r"list\[(.*)\]", declared)
        if inside:
            return _list_of(self._check(inside.group(1)))
        inside = re.fullmatch(r"dict\([^,]*, (.*)\)", declared)
        if inside:
            return _map_of(self._check(inside.group(1)))
        if declared in PRIMITIVES:
            return PRIMITIVES[declared]
        known = self._types.get(declared)
        # Enumerations are texts, and the SDK has no class for them here.
        return _text if known is None else self._model(known)

    def _model(self, model: Any) -> Check:
        types, names = model().swagger_types, model().attribute_map
        fields = {wire: self._check_of_field(name, types[name]) for name, wire in names.items()}
        simple = {wire: SIMPLE[check] for wire, check in fields.items() if check in SIMPLE}
        needed = tuple(wire for name, wire in names.items() if _is_relied_on(model, name))
        choose = getattr(model, "get_subtype", None)

        def check(value: Any) -> Optional[str]:
            if not isinstance(value, dict):
                return "is of another type than the operation documents"
            chosen = _subtype(choose, value) if choose else model.__name__
            if chosen is None:
                return "does not contain the field that determines its type"
            return self._check(chosen)(value) if chosen != model.__name__ else _of_fields(value, fields, simple, needed)

        return check

    def _check_of_field(self, name: str, declared: str) -> Check:
        return _key if declared == "str" and name in KEY_FIELDS else self._check(declared)


def _subtype(choose: Callable[[Any], str], value: Mapping[str, Any]) -> Optional[str]:
    try:
        return choose(value)
    except (KeyError, TypeError, AttributeError):
        return None


def _of_fields(
    value: Mapping[str, Any], fields: Mapping[str, Check], simple: Mapping[str, type], needed: Sequence[str]
) -> Optional[str]:
    for wire in needed:
        if value.get(wire) in (None, ""):
            return f"does not contain {wire}"
    for wire, found in value.items():
        # Most fields end here, which are tens of thousands on a page.
        if found is None or found.__class__ is simple.get(wire):
            continue
        check = fields.get(wire)
        problem = None if check is None else check(found)
        if problem is not None:
            return problem if problem.startswith("does not contain") else f"has a field {wire} of another type"
    return None


def _is_relied_on(model: Any, name: str) -> bool:
    described = getattr(getattr(model, name, None), "__doc__", None) or ""
    return name in RELIED_ON_IN.get(model.__name__, ()) or (name in RELIED_ON and REQUIRED in described)


def _list_of(check: Check) -> Check:
    def check_all(value: Any) -> Optional[str]:
        if not isinstance(value, list):
            return "is no list"
        for each in value:
            problem = "has an empty entry" if each is None else check(each)
            if problem is not None:
                return problem
        return None

    return check_all


def _map_of(check: Check) -> Check:
    def check_all(value: Any) -> Optional[str]:
        if not isinstance(value, dict):
            return "is no map"
        return next((problem for each in value.values() if each is not None and (problem := check(each))), None)

    return check_all


def _anything(_value: Any) -> Optional[str]:
    return None


def _text(value: Any) -> Optional[str]:
    return None if isinstance(value, str) else "is no text"


def _key(value: Any) -> Optional[str]:
    """Any other value would pass for the key of something else, and its resource for one that does not use the key."""
    return None if isinstance(value, str) and _is_key(value.strip()) else "is no key"


@functools.lru_cache(maxsize=256)  # a page names few keys many times
def _is_key(text: str) -> bool:
    named = ocid.parse(text)
    return text in ORACLE_MANAGED_WORDS or (named is not None and named.kind == "key")


def _integer(value: Any) -> Optional[str]:
    return None if isinstance(value, int) and not isinstance(value, bool) else "is no integer"


def _number(value: Any) -> Optional[str]:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return None if is_number and abs(value) < LARGEST else "is no number"


def _flag(value: Any) -> Optional[str]:
    return None if isinstance(value, bool) else "is neither true nor false"


def _time(value: Any) -> Optional[str]:
    return None if isinstance(value, str) and TIME.fullmatch(value) else "is no time"


# What a value of a type is, for certain, when it is an instance of this class itself.
SIMPLE: Mapping[Check, type] = {_text: str, _integer: int, _flag: bool}

PRIMITIVES: Mapping[str, Check] = {
    "str": _text,
    "int": _integer,
    "float": _number,
    "bool": _flag,
    "date": _text,
    "datetime": _time,
    "object": _anything,
}

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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from . import ocid

Check = Callable[[Any], Optional[str]]

TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)")

# Fields that hold the key by which something is encrypted: its OCID, or a word for one that Oracle manages.
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

# Further fields of single types, also where the SDK does not document them as required: without its state it is not
# known whether a version is in use.
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

# How OCI writes "no customer-managed key" where it is not null or 404 (oci-facts.md trap 1).
ORACLE_MANAGED_WORDS = ("", "ORACLE_MANAGED_KEY")


# A value, the type that it is declared as, and the field of the body that it is in, if any.
Entry = tuple[Any, str, Optional[str]]

ABSENT = "does not contain"


def problem(body: Any, declared: str, types: Mapping[str, Any]) -> Optional[str]:
    """What is wrong with a body, to follow "the answer"; `None` if it is of the declared type.

    `types` maps the names of a client's types to their classes, as the SDK has them.
    """
    if body is None:
        return "is null"
    entries: list[Entry] = [(body, declared, None)]
    for value, each, place in entries:  # which grow: what is nested is added
        container, inside = _parsed(each)
        if container is not None:
            found = _problem_in_container(value, container, inside, place, entries)
        elif inside in PRIMITIVES or inside not in types:
            # Enumerations are texts, and the SDK has no class for them here.
            found = PRIMITIVES.get(inside, _text)(value)
        else:
            found = _problem_in_model(value, types[inside], place, entries)
        if found is not None:
            return found if place is None or found.startswith(ABSENT) else f"has a field {place} of another type"
    return None


def _problem_in_container(
    value: Any, container: type[Any], inside: str, place: Optional[str], entries: list[Entry]
) -> Optional[str]:
    if value.__class__ is not container:
        return "is no list" if container is list else "is no map"
    if container is dict:
        entries.extend((each, inside, place) for each in value.values() if each is not None)
    elif None in value:
        return "has an empty entry"
    else:
        entries.extend((each, inside, place) for each in value)
    return None


def _problem_in_model(value: Any, model: Any, place: Optional[str], entries: list[Entry]) -> Optional[str]:
    if not isinstance(value, dict):
        return "is of another type than the operation documents"
    fields = _fields(model)
    if fields.choose is not None:
        chosen = _subtype(fields.choose, value)
        if chosen is None:
            return f"{ABSENT} the field that determines its type"
        if chosen != model.__name__:
            entries.append((value, chosen, place))
            return None
    for wire in fields.needed:
        if value.get(wire) in (None, ""):
            return f"{ABSENT} {wire}"
    entries.extend(
        (found, fields.declared[wire], place or wire)
        for wire, found in value.items()
        # Nothing can be wrong in most fields, which are tens of thousands on a page.
        if found is not None
        and found.__class__ is not fields.simple.get(wire)
        and not (found == {} and wire in fields.maps)
        and not (wire in fields.times and found.__class__ is str and TIME.fullmatch(found))
        and not (wire in fields.keys and found.__class__ is str and _is_key(found))
        and wire in fields.declared
    )
    return None


@dataclass(frozen=True)
class _Fields:
    """The fields of one class by their names in bodies; `simple` are those whose class alone proves the value."""

    declared: Mapping[str, str]
    simple: Mapping[str, type]
    maps: frozenset[str]
    times: frozenset[str]
    keys: frozenset[str]
    needed: tuple[str, ...]
    choose: Optional[Callable[[Any], str]]


@functools.cache  # as many as the SDK has classes, and equal in all threads
def _fields(model: Any) -> _Fields:
    types, names = model().swagger_types, model().attribute_map
    declared = {
        wire: KEY if types[name] == "str" and name in KEY_FIELDS else types[name] for name, wire in names.items()
    }
    relied_on = RELIED_ON_IN.get(model.__name__, ())
    return _Fields(
        declared=declared,
        simple={wire: SIMPLE[each] for wire, each in declared.items() if each in SIMPLE},
        maps=frozenset(wire for wire, each in declared.items() if each.startswith("dict(")),
        times=frozenset(wire for wire, each in declared.items() if each == "datetime"),
        keys=frozenset(wire for wire, each in declared.items() if each == KEY),
        needed=tuple(
            wire
            for name, wire in names.items()
            if name in relied_on or (name in RELIED_ON and REQUIRED in (getattr(model, name).__doc__ or ""))
        ),
        choose=getattr(model, "get_subtype", None),
    )


@functools.cache
def _parsed(declared: str) -> tuple[Optional[type[Any]], str]:
    """The container that a declaration names, and what is inside of it."""
    inside = re.fullmatch(r"list\[(.*)\]", declared)
    if inside:
        return list, inside.group(1)
    inside = re.fullmatch(r"dict\([^,]*, (.*)\)", declared)
    return (dict, inside.group(1)) if inside else (None, declared)


def _subtype(choose: Callable[[Any], str], value: Mapping[str, Any]) -> Optional[str]:
    try:
        return choose(value)
    except (KeyError, TypeError, AttributeError):
        return None


def _anything(_value: Any) -> Optional[str]:
    return None


def _text(value: Any) -> Optional[str]:
    return None if isinstance(value, str) else "is no text"


def _key(value: Any) -> Optional[str]:
    """Any other value would pass for the key of something else, and its resource for one that does not use the key."""
    return None if isinstance(value, str) and _is_key(value) else "is no key"


@functools.lru_cache(maxsize=256)  # a page names few keys many times
def _is_key(text: str) -> bool:
    named = ocid.parse(text.strip())
    return text.strip() in ORACLE_MANAGED_WORDS or (named is not None and named.kind == "key")


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
SIMPLE: Mapping[str, type] = {"str": str, "int": int, "bool": bool, "date": str}

# The type of fields that hold a key; the SDK declares texts.
KEY = "key"

PRIMITIVES: Mapping[str, Check] = {
    "str": _text,
    "int": _integer,
    "float": _number,
    "bool": _flag,
    "date": _text,
    "datetime": _time,
    "object": _anything,
    KEY: _key,
}

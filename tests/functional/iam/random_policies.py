# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws policies for a tenancy: who, what, where, on which conditions; allowed or denied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

Policies = list[tuple[str, tuple[str, ...]]]
"""The compartment of each policy by its name in `Tenancy.places`, and its statements."""


@dataclass(frozen=True)
class Names:
    """What statements can name, by OCID or otherwise; the same in every copy of a cloud."""

    places: Mapping[str, str]
    """The OCIDs of compartments by their paths from the root; the tenancy's under `tenancy`."""
    groups: Mapping[str, str]
    dynamic_groups: Mapping[str, str]
    keys: Mapping[str, str]
    vaults: Mapping[str, str]
    users: Mapping[str, str]
    region: str


GROUP, OTHER_GROUP = "projx-admin-group", "projy-admin-group"

VERBS = ("inspect", "read", "use", "use", "use", "manage")
TYPES = ("keys", "keys", "key-delegate", "vaults", "volumes", "key-family", "volume-family", "all-resources", "buckets")
LISTS = (
    "KEY_INSPECT, KEY_READ, KEY_ENCRYPT, KEY_DECRYPT, KEY_EXPORT, KEY_SIGN, KEY_VERIFY",
    "KEY_ASSOCIATE, KEY_DISASSOCIATE",
    "VOLUME_INSPECT, VOLUME_UPDATE, VOLUME_WRITE",
)
PARTS = (
    "KEY_READ, KEY_ENCRYPT, KEY_DECRYPT",
    "KEY_ENCRYPT, KEY_DECRYPT",
    "KEY_INSPECT, KEY_EXPORT, KEY_SIGN, KEY_VERIFY",
    "KEY_READ",
    "KEY_ASSOCIATE",
    "KEY_DISASSOCIATE",
    "VOLUME_UPDATE",
    "VOLUME_INSPECT, VOLUME_WRITE",
    "VAULT_READ, VAULT_INSPECT",
    "BUCKET_UPDATE",
)
UNKNOWABLE = (
    "request.utc-timestamp before '2020-01-01T00:00Z'",
    "request.utc-timestamp.day-of-week in ('monday', 'tuesday', 'wednesday', 'thursday', 'friday')",
    "request.utc-timestamp.time-of-day between '01:00:00Z' and '23:59:00Z'",
    "request.networkSource.name = 'office'",
    "request.networkSource.name != 'office'",
    "target.resource.tag.finance.owner = 'x'",
    "target.resource.compartment.tag.finance.owner != 'x'",
    "request.principal.group.tag.finance.owner = 'x'",
    "request.user.mfaTotpVerified = 'true'",
    "target.bucket.name != 'bucket'",
    "request.user.id = target.user.id",
    "!request.principal.type",
    "!target.key.id",
    "request.ad != 'AD-1'",
)


def _subjects(names: Names) -> st.SearchStrategy[str]:
    services = st.lists(
        st.sampled_from(("blockstorage", "BlockStorage", f"objectstorage-{names.region}", "oke")),
        min_size=1,
        max_size=3,
    )
    groups = [form for name, ocid in names.groups.items() for form in (name, f"'{name.upper()}'", f"id {ocid}")]
    groups += [f"'Default'/'{name}'" for name in names.groups]
    dynamic = [form for name, ocid in names.dynamic_groups.items() for form in (name, f"id {ocid}")]
    return st.one_of(
        services.map(lambda each: f"service {', '.join(each)}"),
        st.lists(st.sampled_from(groups), min_size=1, max_size=2).map(lambda each: f"group {', '.join(each)}"),
        st.sampled_from(dynamic).map(lambda each: f"dynamic-group {each}"),
        st.sampled_from(("any-user", "any-group", "any-user", "any-group")),
    )


def _actions(*, knowable: bool) -> st.SearchStrategy[str]:
    lists = LISTS if knowable else (*LISTS, *PARTS)
    types = [each for each in TYPES if not knowable or each != "key-family"]
    return st.one_of(
        st.builds("{} {}".format, st.sampled_from(VERBS), st.sampled_from(types)),
        st.sampled_from(lists).map(lambda each: f"{{{each}}}"),
    )


def _locations(names: Names, place: str) -> st.SearchStrategy[str]:
    """Locations of a policy in a place, by path and by OCID: those that OCI takes there."""
    if place == "tenancy":
        below = {path: path for path in names.places if path != "tenancy"}
    else:
        own = place.rpartition(":")[2]
        below = {path: own + path.removeprefix(place) for path in names.places if f"{path}:".startswith(f"{place}:")}
    by_path = [f"compartment {path}" for path in below.values()]
    # A path may also begin below the policy's own compartment.
    by_path += [
        f"compartment {path.partition(':')[2]}" for path in below.values() if place != "tenancy" and ":" in path
    ]
    by_ocid = [f"compartment id {names.places[path]}" for path in below]
    return st.sampled_from([*by_path, *by_ocid, *(("tenancy",) * 4 if place == "tenancy" else ())])


def _knowable(names: Names) -> list[str]:
    """Comparisons of which something is known for everybody."""
    comparisons = ["request.permission != 'KEY_DELETE'", "request.permission = /key_*/", "request.permission != /KEY*/"]
    comparisons += [
        f"request.permission {sign} {value}"
        for value in (
            "'KEY_ASSOCIATE'",
            "'key_disassociate'",
            "/*_ASSOCIATE/",
            "/KEY_D*/",
            "'KEY_ENCRYPT'",
            "'KEY_READ'",
        )
        for sign in ("=", "!=")
    ]
    for variable, ocids in (("target.key.id", names.keys), ("target.vault.id", names.vaults)):
        for ocid in ocids.values():
            comparisons += [f"{variable} = '{ocid}'", f"{variable} = '{ocid.upper()}'", f"{variable} != '{ocid}'"]
    for ocid in names.keys.values():
        comparisons += [
            f"target.key.id = /{ocid[:60]}*/",
            f"target.key.id != /*{ocid[-9:]}/",
            f"TARGET.KEY.ID = {ocid}",
        ]
    return comparisons


def _known_of_users(names: Names) -> list[str]:
    """Comparisons of which something is known for the caller, or for requests about volumes."""
    comparisons = [
        "request.principal.type = 'user'",
        "request.principal.type != 'user'",
        "request.operation = 'UpdateVolumeKmsKey'",
        "request.operation != 'updatevolumekmskey'",
        "request.operation = /Update*/",
        "request.region = 'IAD'",
        "request.region != 'iad'",
        "request.region = 'phx'",
        "target.compartment.name = 'projx'",
        "target.compartment.name != /proj*/",
    ]
    comparisons += [f"target.compartment.id {sign} '{names.places['projx']}'" for sign in ("=", "!=")]
    for variable in ("request.user.id", "request.principal.id"):
        comparisons += [f"{variable} {sign} '{ocid}'" for ocid in names.users.values() for sign in ("=", "!=")]
    comparisons += [f"request.groups.id {sign} '{ocid}'" for ocid in names.groups.values() for sign in ("=", "!=")]
    return comparisons


def _conditions(names: Names, *, knowable: bool) -> st.SearchStrategy[str]:
    known = st.sampled_from(_knowable(names))
    leaves = (
        known if knowable else st.one_of(known, st.sampled_from(_known_of_users(names)), st.sampled_from(UNKNOWABLE))
    )

    def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        kinds = st.sampled_from(("any", "all", "ALL"))
        return st.builds(
            lambda kind, parts: f"{kind} {{{', '.join(parts)}}}", kinds, st.lists(inner, min_size=1, max_size=3)
        )

    whole = st.recursive(leaves, combined, max_leaves=5)
    return st.one_of(st.just(""), whole.map(lambda each: f" where {each}"))


def _part_of(actions: Sequence[str]) -> tuple[str, ...]:
    """Lists of what a request may ask for, which is less than the verb has."""
    requested = {
        "keys": PARTS[0],
        "key-delegate": "KEY_ASSOCIATE",
        "volumes": "VOLUME_UPDATE",
        "buckets": "BUCKET_UPDATE",
    }
    return tuple(f"{{{permissions}}}" for each, permissions in requested.items() if f"use {each}" in actions)


def _denials(names: Names, *, knowable: bool) -> st.SearchStrategy[tuple[str, ...]]:
    """Statements of the root that deny everybody, or some, what they may need."""
    denial = st.builds(
        "Deny {} to {} {} in tenancy{}".format,
        st.sampled_from(("any-user", "any-user", "any-group", f"group {GROUP}", "service blockstorage")),
        st.sampled_from(("inspect", "read", "use", "manage", "manage")),
        st.sampled_from(("keys", "key-delegate", "vaults", "volumes", "all-resources")),
        st.one_of(st.just(""), _conditions(names, knowable=knowable)),
    )
    return st.lists(denial, max_size=2).map(tuple)


def _enough(names: Names, *, knowable: bool) -> st.SearchStrategy[tuple[str, ...]]:
    """Statements of the root that let everybody do their part, most of the time and in many words."""
    group, other = (names.groups[each] for each in (GROUP, OTHER_GROUP))
    (dynamic,) = names.dynamic_groups
    key_place = names.places["projy:security"]
    parts = (
        (("service blockstorage", "any-user", "service oke, blockstorage"), ("use keys", f"{{{LISTS[0]}}}")),
        ((f"service objectstorage-{names.region}", "any-user"), ("manage keys", "use all-resources")),
        (
            (f"group {GROUP}", f"group id {group}", f"group 'default'/{OTHER_GROUP}"),
            ("use key-delegate", f"{{{LISTS[1]}}}"),
        ),
        (
            (f"group id {other}", f"group {GROUP}, auditors", "any-group"),
            ("use volumes", "manage volume-family", f"{{{LISTS[2]}}}"),
        ),
        ((f"group id {other}", f"group {GROUP}, auditors"), ("use buckets", "manage object-family")),
        ((f"dynamic-group {dynamic}", "any-user"), ("use keys", "manage all-resources")),
        ((f"dynamic-group {dynamic}", "any-group"), ("use vaults", "manage vaults")),
    )
    condition = st.one_of(st.just(""), _conditions(names, knowable=knowable))
    statements = []
    for subjects, actions in parts:
        is_about_keys = not any(word in " ".join(actions) for word in ("volume", "buckets"))
        there = ("tenancy", "compartment projy", "compartment projy:security", f"compartment id {key_place}")
        elsewhere = ("tenancy", "compartment projx", f"compartment id {names.places['projx']}")
        whole = st.builds(
            "Allow {} to {} in {}{}".format,
            st.sampled_from(subjects),
            st.sampled_from(actions if knowable else (*actions, *_part_of(actions))),
            st.sampled_from(there if is_about_keys else elsewhere),
            condition,
        )
        statements.append(st.one_of(whole, whole, whole, whole, st.just("")))
    return st.tuples(*statements).map(lambda drawn: tuple(each for each in drawn if each))


@st.composite
def policies(draw: st.DrawFn, names: Names, *, knowable: bool) -> Policies:
    """Some policies; `knowable` ones say only what can be evaluated for everybody, and list whole verbs."""
    drawn: Policies = []
    enough = draw(_enough(names, knowable=knowable)) if draw(st.integers(0, 3)) else ()
    if enough:
        drawn.append(("tenancy", enough))
        drawn.append(("tenancy", draw(_denials(names, knowable=knowable))))
    effects = ("Allow", "allow", "Deny")
    others = st.lists(st.sampled_from(sorted(names.places)), min_size=1, max_size=2)
    for place in draw(others) if not enough or draw(st.booleans()) else ():
        statement = st.builds(
            "{} {} to {} in {}{}".format,
            st.sampled_from(effects),
            _subjects(names),
            _actions(knowable=knowable),
            _locations(names, place),
            _conditions(names, knowable=knowable),
        )
        drawn.append((place, tuple(draw(st.lists(statement, min_size=1, max_size=4)))))
    return drawn

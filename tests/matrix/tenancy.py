# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tenancy holds, looked up in the simulated services themselves and not asked of any module."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.cloud import Cloud
from simulator.tenancy.resource import Resource
from simulator.tenancy.store import WORK_REQUESTS

Place = tuple[str, str, str]
"""Kind, OCID and region of a resource."""

GONE = frozenset({"TERMINATING", "TERMINATED", "DELETING", "DELETED"})
OUT_OF_USE = frozenset({"DISABLING", "DISABLED", "SCHEDULING_DELETION", "PENDING_DELETION", "DELETING", "DELETED"})
_KEY_FIELDS = ("kmsKeyId", "xrcKmsKeyId")
# The keys of whoever runs the task become known when they log in.
_OF_THE_TEST = frozenset({"api_key"})
_NO_USERS = WORK_REQUESTS | {"key", "key_version", "vault"}


@dataclass(frozen=True)
class Holding:
    """One resource at one time."""

    etag: str
    data: Mapping[str, Any]

    @property
    def state(self) -> str:
        """Its lifecycle state."""
        return str(self.data.get("lifecycleState", ""))

    @property
    def name(self) -> str:
        """What people call it."""
        return str(self.data.get("displayName") or self.data.get("name") or "")

    @property
    def keys(self) -> set[str]:
        """The customer-managed keys that it is under."""
        return {key for field in _KEY_FIELDS if (key := customer_managed(self.data.get(field)))}


Tenancy = Mapping[Place, Holding]


def customer_managed(key_id: Any) -> str | None:
    """The OCID of a key; None for what stands for Oracle's."""
    return key_id if isinstance(key_id, str) and key_id.startswith("ocid1.key.") else None


def held(cloud: Cloud) -> dict[Place, Holding]:
    """Everything there is."""
    cloud.tenancy.store.catch_up()
    resources: dict[int, Resource] = {id(each): each for each in cloud.tenancy.store._by_id.values()}
    found = {
        (each.kind.name, each.id, each.region): (each.etag, each.data)
        for each in resources.values()
        if each.kind.name not in _OF_THE_TEST
    }
    return {place: Holding(etag, data) for place, (etag, data) in pickle.loads(pickle.dumps(found)).items()}


def users_of(tenancy: Tenancy, key_ids: set[str]) -> list[Place]:
    """The resources that are under one of these keys."""
    return [
        place
        for place, holding in tenancy.items()
        if place[0] not in _NO_USERS and holding.state not in GONE and holding.keys & key_ids
    ]


def taken_out_of_use(before: Tenancy, after: Tenancy) -> Iterator[tuple[Place, set[str]]]:
    """The keys and vaults that were disabled or scheduled for deletion meanwhile, with the keys that takes away."""
    for place, holding in after.items():
        if place[0] not in ("key", "vault") or holding.state not in OUT_OF_USE or place not in before:
            continue
        if before[place].state in OUT_OF_USE:
            continue
        yield place, {place[1]} if place[0] == "key" else keys_in(after, place[1])


def keys_in(tenancy: Tenancy, vault_id: str) -> set[str]:
    """The keys of a vault."""
    return {
        id for (kind, id, _region), holding in tenancy.items() if kind == "key" and holding.data["vaultId"] == vault_id
    }


@dataclass(frozen=True)
class Difference:
    """What happened between two looks, apart from what time alone does."""

    added: frozenset[Place]
    removed: frozenset[Place]
    changed: Mapping[Place, frozenset[str]]
    """The fields that differ, by resource."""
    touched: bool
    """Whether any request had an effect, be it one that nothing shows any more."""

    @property
    def is_change(self) -> bool:
        """Whether anything is other than it was."""
        return bool(self.added or self.removed or self.changed)


def difference(before: Tenancy, after: Tenancy, *, ageing: frozenset[Place] = frozenset()) -> Difference:
    """What differs; work requests tell of changes and are none."""
    added = {place for place in after if place not in before}
    changed = {}
    for place in before.keys() & after.keys() - ageing:
        one, other = before[place].data, after[place].data
        fields = frozenset(field for field in one.keys() | other.keys() if one.get(field) != other.get(field))
        if fields - {"etag"} and place[0] not in WORK_REQUESTS:
            changed[place] = fields - {"etag"}
    return Difference(
        added=frozenset(place for place in added if place[0] not in WORK_REQUESTS),
        removed=frozenset(place for place in before if place not in after) - ageing,
        changed=changed,
        touched=bool(added)
        or any(before[place].etag != after[place].etag for place in before.keys() & after.keys() - ageing)
        or bool(before.keys() - after.keys() - ageing),
    )

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of a shaped tenancy: one of each condition in each region, and how they reach it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..tenancy.clock import timestamp
from ..tenancy.resource import Resource
from .access import policy
from .builder import Builder
from .hostile import display_names
from .shape import GOOD, ORACLE_MANAGED, Shape

_DAY = 24 * 3600.0
OLD_SECONDS = 400 * _DAY
RECENT_SECONDS = 30 * _DAY
"""How long before the present the other keys and the resources are created."""

_AES = {"algorithm": "AES", "length": 32}
_VERSIONS = 3
# The conditions of no key of this tenancy.
_WITHOUT_KEY = frozenset({ORACLE_MANAGED, "foreign"})


def name_of(condition: str) -> str:
    """The name of a key in `tenancy.json`, without its region."""
    return "cmk" if condition == GOOD else f"cmk-{condition}"


class ShapedKeys:
    """The keys by condition and region; `cmk` exists in any case."""

    def __init__(self, builder: Builder, shape: Shape, regions: Iterable[str]) -> None:
        self._builder = builder
        self._shape = shape
        self._regions = tuple(regions)
        self._conditions = [GOOD, *(name for name, parts in shape.keys.items() if parts and name != GOOD)]
        self._vaults: dict[str, Resource] = {}
        self._keys: dict[tuple[str, str], Resource] = {}
        self._foreign: dict[str, tuple[str, str]] = {}
        self._display_names = display_names()

    def create_old(self) -> None:
        """The vaults, and the keys that are to be old. The clock is then 30 days before the present."""
        for region in self._regions:
            self._vaults[region] = self._builder.create(
                "vaults",
                self._named("security-vault", region),
                "key_management.create_vault",
                region=region,
                body=self._body("security-vault", vaultType="DEFAULT"),
            )
        self._builder.wait(60)
        self._create("old")
        self._builder.reach_present(before=RECENT_SECONDS)

    def create(self) -> None:
        """All other keys, ENABLED: resources must be assigned to a key before it is disabled."""
        for condition in self._conditions:
            if condition not in _WITHOUT_KEY | {"old", "replicated"}:
                self._create(condition)
        if "replicated" in self._conditions:
            self._create_replicated()
        identifiers = self._builder.tenancy.identifiers
        for region in self._regions:
            part = self._builder.tenancy.regions[region].ocid_part
            vault_id = identifiers.ocid("vault", part)
            short = identifiers.letters(13)
            self._foreign[region] = (vault_id, f"ocid1.key.oc1.{part}.{short}.{identifiers.letters(60)}")
        self._builder.wait(10)
        for key in self._of("several-versions"):
            for _version in range(1, _VERSIONS):
                self._act("create_key_version", key)
                self._builder.wait(10)

    def id(self, condition: str, region: str) -> str | None:
        """The OCID to create a resource with; `None` for Oracle's key, and for that of another tenancy."""
        return None if condition in _WITHOUT_KEY else self._keys[condition, region].id

    def vault_id(self, condition: str, region: str) -> str:
        """The OCID of the vault of a key."""
        return str(self._keys[condition, region].data["vaultId"])

    def make_foreign(self, resource: Resource) -> None:
        """Show a key of another tenancy on a resource.

        No operation can assign one here, because statements across tenancies are not evaluated. That types other than
        databases accept such a key is assumed.
        """
        vault_id, key_id = self._foreign[resource.region]
        changes: dict[str, Any] = {"kmsKeyId": key_id}
        if resource.kind.name == "autonomous_database":
            changes["vaultId"] = vault_id
            changes["encryptionKey"] = {"provider": "OCI", **changes}
        self._builder.tenancy.store.change(resource, changes)

    def delete(self) -> None:
        """Delete the keys that are to be deleted, as soon as OCI allows: after seven days."""
        keys = list(self._of("deleted"))
        now = self._builder.tenancy.clock.now()
        for key in keys:
            self._act("schedule_key_deletion", key, {"timeOfDeletion": timestamp(now + 7 * _DAY)})
        if keys:
            self._builder.wait(8 * _DAY)

    def disable(self) -> None:
        """Disable the keys that are to be disabled."""
        for key in self._of("disabled"):
            self._act("disable_key", key)

    def schedule_deletion(self) -> None:
        """Schedule the deletion of the keys that are to be pending."""
        for key in self._of("pending-deletion"):
            self._act("schedule_key_deletion", key)

    def start_dying(self) -> None:
        """Disable the dying keys some time from now."""
        for key in self._of("dying"):
            self._builder.tenancy.store.after(self._shape.dies_after, key, {"lifecycleState": "DISABLED"})

    def _of(self, condition: str) -> Iterator[Resource]:
        yield from (key for (of, _region), key in self._keys.items() if of == condition)

    def _create(self, condition: str) -> None:
        if condition not in self._conditions:
            return
        for region in self._regions:
            self._keys[condition, region] = self._builder.create(
                "keys",
                self._named(name_of(condition), region),
                "key_management.create_key",
                region=region,
                vault=self._vaults[region],
                body=self._body(
                    next(self._display_names) if self._shape.hostile else name_of(condition),
                    keyShape=_AES,
                    protectionMode="SOFTWARE" if condition == "software" else "HSM",
                ),
            )
        self._builder.wait(10)

    def _create_replicated(self) -> None:
        """A key of the home region in a vault that is replicated to the other region."""
        policy(self._builder, "vaults-are-replicated", "Allow service keymanagementservice to manage vaults in tenancy")
        home, other = self._regions
        vault = self._builder.create(
            "vaults",
            "replicated-vault",
            "key_management.create_vault",
            region=home,
            body=self._body("replicated-vault", vaultType="VIRTUAL_PRIVATE"),
        )
        self._builder.wait(60)
        key = self._builder.create(
            "keys",
            name_of("replicated"),
            "key_management.create_key",
            region=home,
            vault=vault,
            body=self._body(name_of("replicated"), keyShape=_AES, protectionMode="HSM"),
        )
        self._builder.wait(10)
        self._builder.call(
            "key_management.create_vault_replica",
            region=home,
            path={"vaultId": vault.id},
            body={"replicaRegion": other},
        )
        self._builder.wait(60)
        self._keys.update({("replicated", region): key for region in self._regions})

    def _act(self, operation: str, key: Resource, body: Mapping[str, Any] | None = None) -> None:
        self._builder.call(
            f"key_management.{operation}",
            region=key.region,
            vault=self._vaults[key.region],
            path={"keyId": key.id},
            body=dict(body or {}),
        )
        self._builder.wait(10)

    def _body(self, name: str, **more: Any) -> dict[str, Any]:
        return {"compartmentId": self._builder.id("compartments", "security"), "displayName": name, **more}

    def _named(self, name: str, region: str) -> str:
        return f"{name}{suffix(self._builder, region)}"


def suffix(builder: Builder, region: str) -> str:
    """What distinguishes names in `tenancy.json` by region: nothing in the home region, otherwise its key."""
    return "" if region == builder.home else f"-{builder.tenancy.regions[region].key.lower()}"


def conditions(shape: Shape, *, seed: int, of: str, without: frozenset[str] = frozenset()) -> Iterator[str]:
    """An endless series of conditions in the proportions of the shape, in an order that the seed determines.

    Every series of as many as there are parts contains each condition as often as it has parts.
    """
    parts = [name for name, count in shape.keys.items() if name not in without for _part in range(count)]
    parts = parts or [ORACLE_MANAGED]
    order = random.Random(f"{seed}/{of}")
    while True:
        order.shuffle(parts)
        yield from parts

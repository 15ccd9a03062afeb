# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of verbs, resource types and permissions."""

from __future__ import annotations

import itertools

import pytest

from simulator.iam.permissions import FAMILIES, RESOURCE_TYPES, granted


@pytest.mark.parametrize(
    ("verb", "resource_type", "expected"),
    [
        ("inspect", "volumes", {"VOLUME_INSPECT"}),
        ("read", "volumes", {"VOLUME_INSPECT"}),
        ("use", "volumes", {"VOLUME_INSPECT", "VOLUME_UPDATE", "VOLUME_WRITE"}),
        ("inspect", "keys", {"KEY_INSPECT"}),
        (
            "use",
            "keys",
            {"KEY_INSPECT", "KEY_READ", "KEY_ENCRYPT", "KEY_DECRYPT", "KEY_EXPORT", "KEY_SIGN", "KEY_VERIFY"},
        ),
        ("read", "key-delegate", set()),
        ("use", "key-delegate", {"KEY_ASSOCIATE", "KEY_DISASSOCIATE"}),
        ("use", "policies", {"POLICY_READ"}),
        ("read", "vaults", {"VAULT_INSPECT", "VAULT_READ"}),
        ("use", "autonomous-backups", {"AUTONOMOUS_DB_BACKUP_INSPECT", "AUTONOMOUS_DB_BACKUP_CONTENT_READ"}),
        ("manage", "virtual-network-family", set()),
        ("manage", "key-delegates", set()),
    ],
)
def test_granted_permissions(verb: str, resource_type: str, expected: set[str]) -> None:
    assert granted(verb, resource_type) == expected


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_grants_the_permissions_of_its_members(family: str) -> None:
    assert granted("use", family) == frozenset().union(*(granted("use", member) for member in FAMILIES[family]))
    assert set(FAMILIES[family]) <= set(RESOURCE_TYPES)


@pytest.mark.parametrize("resource_type", [*RESOURCE_TYPES, *FAMILIES, "all-resources"])
def test_every_verb_includes_the_one_before(resource_type: str) -> None:
    levels = [granted(verb, resource_type) for verb in ("inspect", "read", "use", "manage")]
    assert levels == sorted(levels, key=len)
    assert all(lower <= higher for lower, higher in itertools.pairwise(levels))
    assert levels[-1]


def test_managing_volumes_grants_no_access_to_keys_or_backups() -> None:
    permissions = granted("manage", "volumes")
    assert not any(name.startswith(("KEY_", "VOLUME_BACKUP", "BOOT_VOLUME_BACKUP")) for name in permissions)


def test_all_resources_reaches_every_type() -> None:
    assert {"VOLUME_INSPECT", "KEY_INSPECT", "BUCKET_INSPECT", "POLICY_READ"} <= granted("inspect", "all-resources")
    assert "KEY_ASSOCIATE" not in granted("read", "all-resources")
    assert "KEY_ASSOCIATE" in granted("use", "all-resources")

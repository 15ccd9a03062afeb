# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The default tenancy: resources of each type with the Oracle-managed key, the required key and another one."""

from __future__ import annotations

from typing import Any

from ..services.block_volume.boot_volumes import seed_boot_volume
from ..tenancy.resource import Resource
from .access import empty_compartment, group_policies, security_policies, users
from .builder import Builder
from .founded import REGIONS, found
from .scenario import Scenario

_DAY = 24 * 3600.0
HISTORY_SECONDS = 30 * _DAY

# `cmk` is the key that project resources should have, `cmk-other` another one; the rest cover special cases.
_SHAPES = {
    "cmk": {"algorithm": "AES", "length": 32},
    "cmk-other": {"algorithm": "AES", "length": 32},
    "cmk-disabled": {"algorithm": "AES", "length": 32},
    "cmk-pending-deletion": {"algorithm": "AES", "length": 32},
    "cmk-two-versions": {"algorithm": "AES", "length": 32},
    "cmk-aes-128": {"algorithm": "AES", "length": 16},
    "cmk-rsa": {"algorithm": "RSA", "length": 256},
}

_UNDER = {"oracle-managed": None, "right-key": "cmk", "wrong-key": "cmk-other"}
_UNDER_ODD_KEYS = {"disabled-key": "cmk-disabled", "pending-deletion-key": "cmk-pending-deletion"}


def vault(builder: Builder, name: str, region: str) -> Resource:
    """A vault in the security compartment, ready for keys."""
    created = builder.create(
        "vaults",
        name,
        "key_management.create_vault",
        region=region,
        body={
            "compartmentId": builder.id("compartments", "security"),
            "displayName": name,
            "vaultType": "DEFAULT",
        },
    )
    builder.wait(60)
    return created


def key(builder: Builder, name: str, shape: dict[str, Any], *, of_vault: str = "security-vault") -> Resource:
    """A key in the security compartment."""
    home = builder.named["vaults"][of_vault]
    created = builder.create(
        "keys",
        name,
        "key_management.create_key",
        region=home.region,
        vault=home,
        body={
            "compartmentId": builder.id("compartments", "security"),
            "displayName": name,
            "keyShape": shape,
            "protectionMode": "HSM",
        },
    )
    builder.wait(10)
    return created


def keys(builder: Builder) -> None:
    """Create all keys, still ENABLED: resources must be assigned to a key before it is disabled."""
    for name, shape in _SHAPES.items():
        key(builder, name, shape)


def _keyed(builder: Builder, key_name: str | None) -> dict[str, str]:
    return {"kmsKeyId": builder.id("keys", key_name)} if key_name else {}


def block_volumes(builder: Builder) -> None:
    """Volumes, boot volumes, backups of both and a group, in the first project."""
    project = builder.id("compartments", "projx")
    domain = builder.tenancy.regions[builder.home].availability_domains[0]
    under = {**_UNDER, **_UNDER_ODD_KEYS}
    for name, key_name in under.items():
        volume = builder.create(
            "volumes",
            f"data-{name}",
            "core.create_volume",
            body={
                "compartmentId": project,
                "availabilityDomain": domain,
                "displayName": f"data-{name}",
                "sizeInGBs": 50,
                **_keyed(builder, key_name),
            },
        )
        builder.wait(30)
        builder.create(
            "volume_backups",
            f"backup-{name}",
            "core.create_volume_backup",
            body={"volumeId": volume.id, "displayName": f"backup-{name}", "type": "FULL"},
        )
    for name, key_name in under.items():
        boot_volume = seed_boot_volume(
            builder.tenancy,
            region=builder.home,
            compartment_id=project,
            availability_domain=domain,
            display_name=f"boot-{name}",
            kms_key_id=builder.id("keys", key_name) if key_name else None,
        )
        builder.remember("boot_volumes", f"boot-{name}", boot_volume)
        builder.wait(30)
        builder.create(
            "boot_volume_backups",
            f"boot-backup-{name}",
            "core.create_boot_volume_backup",
            body={"bootVolumeId": boot_volume.id, "displayName": f"boot-backup-{name}", "type": "FULL"},
        )
    builder.wait(60)
    _group(builder, project, domain)


def _group(builder: Builder, project: str, domain: str) -> None:
    members = [builder.id("volumes", f"data-{name}") for name in ("oracle-managed", "wrong-key")]
    group = builder.create(
        "volume_groups",
        "group-mixed",
        "core.create_volume_group",
        body={
            "compartmentId": project,
            "availabilityDomain": domain,
            "displayName": "group-mixed",
            "sourceDetails": {"type": "volumeIds", "volumeIds": members},
        },
    )
    builder.wait(30)
    builder.create(
        "volume_group_backups",
        "group-backup-mixed",
        "core.create_volume_group_backup",
        body={"volumeGroupId": group.id, "displayName": "group-backup-mixed", "type": "FULL"},
    )


def backup_policies(builder: Builder) -> None:
    """A backup policy of the first project with copies in the other region. It is not assigned."""
    weekly = {"backupType": "INCREMENTAL", "period": "ONE_WEEK", "retentionSeconds": 28 * int(_DAY)}
    builder.create(
        "volume_backup_policies",
        "weekly-with-copies",
        "core.create_volume_backup_policy",
        body={
            "compartmentId": builder.id("compartments", "projx"),
            "displayName": "weekly-with-copies",
            "destinationRegion": list(builder.tenancy.regions)[1],
            "schedules": [weekly],
        },
    )


def second_project(builder: Builder) -> None:
    """Volumes of the second project, one of them in the other region."""
    for name, region in (("projy-data", builder.home), ("projy-data-phx", list(builder.tenancy.regions)[1])):
        builder.create(
            "volumes",
            name,
            "core.create_volume",
            region=region,
            body={
                "compartmentId": builder.id("compartments", "projy"),
                "availabilityDomain": builder.tenancy.regions[region].availability_domains[0],
                "displayName": name,
                "sizeInGBs": 50,
            },
        )


def buckets(builder: Builder) -> None:
    """Buckets, one of them in a security zone."""
    under = {**_UNDER, "disabled-key": "cmk-disabled", "security-zone": "cmk"}
    for name, key_name in under.items():
        bucket = builder.create(
            "buckets",
            f"bucket-{name}",
            "object_storage.create_bucket",
            path={"namespaceName": builder.tenancy.namespace},
            body={
                "compartmentId": builder.id("compartments", "projx"),
                "name": f"bucket-{name}",
                **_keyed(builder, key_name),
            },
        )
        if name == "security-zone":
            builder.tenancy.store.change(bucket, {}, security_zone=True)


def file_systems(builder: Builder) -> None:
    """File systems of the first project."""
    for name, key_name in {**_UNDER, "disabled-key": "cmk-disabled"}.items():
        builder.create(
            "file_systems",
            f"fs-{name}",
            "file_storage.create_file_system",
            body={
                "compartmentId": builder.id("compartments", "projx"),
                "availabilityDomain": builder.tenancy.regions[builder.home].availability_domains[0],
                "displayName": f"fs-{name}",
                **_keyed(builder, key_name),
            },
        )
    builder.wait(30)


def databases(builder: Builder) -> None:
    """Autonomous Databases, among them a refreshable clone and a stopped one."""
    for name, key_name in _UNDER.items():
        _database(builder, f"adb-{name}", {}, key_name)
    _database(builder, "adb-stopped", {}, None)
    builder.wait(600)
    source = builder.id("autonomous_databases", "adb-oracle-managed")
    _database(
        builder,
        "adb-refreshable-clone",
        {"source": "CLONE_TO_REFRESHABLE", "sourceId": source, "refreshableMode": "AUTOMATIC"},
        None,
    )
    builder.call(
        "database.stop_autonomous_database",
        path={"autonomousDatabaseId": builder.id("autonomous_databases", "adb-stopped")},
    )


def _database(builder: Builder, name: str, source: dict[str, Any], key_name: str | None) -> None:
    keyed = {"vaultId": builder.id("vaults", "security-vault"), **_keyed(builder, key_name)} if key_name else {}
    builder.create(
        "autonomous_databases",
        name,
        "database.create_autonomous_database",
        body={
            "compartmentId": builder.id("compartments", "projx"),
            "displayName": name,
            "dbName": name.replace("-", "").upper()[:14],
            "dbWorkload": "OLTP",
            "computeModel": "ECPU",
            "computeCount": 2.0,
            "dataStorageSizeInTBs": 1,
            "adminPassword": "Simulated#Passw0rd",
            **source,
            **keyed,
        },
    )


def retire_keys(builder: Builder) -> None:
    """Disable, rotate or schedule the deletion of the keys for special cases."""
    home = builder.named["vaults"]["security-vault"]

    def act(operation: str, name: str) -> None:
        builder.call(
            f"key_management.{operation}",
            vault=home,
            path={"keyId": builder.id("keys", name)},
        )
        builder.wait(10)

    act("create_key_version", "cmk-two-versions")
    act("disable_key", "cmk-disabled")
    act("schedule_key_deletion", "cmk-pending-deletion")


def _build(builder: Builder) -> None:
    found(builder)
    other_region = list(builder.tenancy.regions)[1]
    vault(builder, "security-vault", builder.home)
    vault(builder, "security-vault-phx", other_region)
    keys(builder)
    key(builder, "cmk-phx", {"algorithm": "AES", "length": 32}, of_vault="security-vault-phx")
    users(builder)
    security_policies(builder)
    group_policies(builder)
    block_volumes(builder)
    second_project(builder)
    buckets(builder)
    file_systems(builder)
    databases(builder)
    empty_compartment(builder)
    backup_policies(builder)
    builder.wait(600)
    # The deletion is scheduled last, so that it stays pending during the lifetime of the tenancy.
    builder.reach_present(before=60)
    retire_keys(builder)
    builder.reach_present()


DEFAULT = Scenario(
    name="default",
    tenancy_name="example",
    namespace="axexample",
    region_names=REGIONS,
    build=_build,
    history_seconds=HISTORY_SECONDS,
)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The makers under contract: one row for each task that creates something, with the facts its promises need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_backup_copy,
    oci_backup_policy_assignment,
    oci_dynamic_group,
    oci_kms_key,
    oci_kms_policy,
    oci_kms_vault,
    oci_volume,
    oci_volume_replication,
)

HOME, PHX = "us-ashburn-1", "us-phoenix-1"
NEW = "created-once"


@dataclass(frozen=True)
class Maker:
    """One task that creates something. Texts in braces are entries of the catalogue of seeded resources."""

    name: str
    task: ModuleType
    options: Mapping[str, Any]
    """Of the task that creates it."""
    create: str
    """The operation that creates it, a method of the SDK."""
    request: tuple[str, str]
    """The verb of that operation, and what its path ends with."""
    lists: tuple[str, ...]
    """The operations that show whether it is there."""
    kind: str
    """Under which kind the service holds it."""
    user: str
    """Who may create it."""
    denied: str
    """Who may not."""
    statements: tuple[str, ...]
    """All that a denial names, in its order."""
    region: str = HOME
    """Where the service holds it."""
    allowed: tuple[str, ...] = ()
    """What the seeded policy of the user lacks."""
    denied_options: Mapping[str, Any] = field(default_factory=dict)
    """What the options are besides, for who may not."""
    unpredictable: tuple[str, ...] = ("id",)
    """The fields of the resource that only the service knows."""
    name_option: str = ""
    """The option whose value several of its kind may have; empty with a reason."""
    chosen_by: str = ""
    """The option that says which, by its OCID."""
    unambiguous: str = ""
    """Why no name can be ambiguous."""
    states: tuple[str, ...] = ("present",)
    """The values of the option `state` for which the name is looked up."""
    passing_state: str = ""
    """The state in which it is until it is ready; empty with a reason."""
    ready_at_once: str = ""
    """Why nothing is waited for once it can be read."""
    shown_at_once: bool = False
    """Whether the one look of a task that does not wait shows it ready."""
    conditional: bool = False
    """Whether it is written on condition of an etag, so that one of several tasks changes it and the others find it."""
    replaced: bool = False
    """Whether each creation takes the place of the one before it."""
    indexed: bool = False
    """Whether it is looked up in Resource Search where the list lacks it; otherwise with a reason."""
    no_second: str = ""
    """Why a list that lacks it cannot lead to a second one."""
    backup_policy: bool = False
    """Whether the tenancy needs a backup policy that copies, the entry `policy` of the catalogue."""


VAULT = Maker(
    name="vault",
    task=oci_kms_vault,
    options={"display_name": NEW, "compartment_id": "{compartments[security]}"},
    create="create_vault",
    request=("POST", "/vaults"),
    lists=("list_vaults",),
    kind="vault",
    user="security-officer",
    denied="auditor",
    statements=("Allow group <your group> to manage vaults in compartment id {compartments[security]}",),
    unpredictable=("id", "management_endpoint", "crypto_endpoint", "time_created", "time_of_deletion"),
    name_option="display_name",
    chosen_by="vault_id",
    states=("present", "absent"),
    passing_state="CREATING",
    indexed=True,
)
KEY = Maker(
    name="key",
    task=oci_kms_key,
    options={"display_name": NEW, "vault_id": "{vaults[security-vault][id]}"},
    create="create_key",
    request=("POST", "/keys"),
    lists=("list_keys", "search_resources"),
    kind="key",
    user="security-officer",
    denied="auditor",
    statements=(
        "Allow group <your group> to manage keys in compartment id {compartments[security]}",
        "Allow group <your group> to use vaults in compartment id {compartments[security]}",
    ),
    unpredictable=("id", "current_key_version", "time_created", "time_of_deletion"),
    name_option="display_name",
    chosen_by="key_id",
    states=("present", "disabled", "absent"),
    passing_state="CREATING",
    indexed=True,
)

_KEY = "in compartment <compartment of the key> where target.key.id = '{keys[%s]}'"
TO_USE_A_KEY = (
    f"Allow service blockstorage to use keys {_KEY}",
    f"Allow group <your group> to use key-delegate {_KEY}",
)
"""For a caller who may not read the key either, so that nobody can know its compartment."""


def to_use(key: str) -> tuple[str, ...]:
    """The statements that a seeded key requires."""
    return tuple(each % key for each in TO_USE_A_KEY)


VOLUME = Maker(
    name="volume",
    task=oci_volume,
    options={
        "display_name": NEW,
        "compartment_id": "{compartments[projx]}",
        "availability_domain": "{availability_domains[us-ashburn-1][0]}",
        "kms_key_id": "{keys[cmk]}",
    },
    create="create_volume",
    request=("POST", "/volumes"),
    lists=("list_volumes",),
    kind="volume",
    user="projx-operator",
    denied="newcomer",
    statements=(
        "Allow group <your group> to manage volumes in compartment id {compartments[projx]}",
        *to_use("cmk"),
    ),
    unpredictable=("id", "size_in_gbs", "vpus_per_gb", "is_hydrated"),
    name_option="display_name",
    chosen_by="volume_id",
    passing_state="PROVISIONING",
    indexed=True,
)


def created_from(kind: str, source: str, source_kind: str, statement: str) -> Maker:
    """The row of a volume of a kind that has a source."""
    read = f"Allow group <your group> to {statement} in compartment <compartment of the {source_kind}>"
    return replace(
        VOLUME,
        name=f"{kind.replace('_', ' ')} from a {source_kind}",
        options={**VOLUME.options, "source_id": f"{{{source}}}"},
        create=f"create_{kind}",
        request=("POST", {"volume": "/volumes", "boot_volume": "/bootVolumes"}[kind]),
        lists=(f"list_{kind}s",),
        kind=kind,
        statements=(VOLUME.statements[0], read, *VOLUME.statements[1:]),
    )


COPY = Maker(
    name="volume backup copy",
    task=oci_backup_copy,
    options={
        "backup_id": "{volume_backups[backup-right-key]}",
        "destination_region": PHX,
        "kms_key_id": "{keys[cmk-phx]}",
    },
    create="copy_volume_backup",
    request=("POST", "/actions/copy"),
    lists=("list_volume_backups",),
    kind="volume_backup",
    region=PHX,
    user="projx-operator",
    allowed=("Allow group projx-admin-group to inspect volume-family in tenancy",),
    denied="newcomer",
    statements=(
        "Allow group <your group> to manage volume-backups in compartment id {compartments[projx]}",
        *to_use("cmk-phx"),
    ),
    unpredictable=("id",),
    unambiguous="A copy is found by the backup it is a copy of.",
    passing_state="CREATING",
    indexed=True,
)
BOOT_COPY = replace(
    COPY,
    name="boot volume backup copy",
    options={**COPY.options, "backup_id": "{boot_volume_backups[boot-backup-right-key]}"},
    create="copy_boot_volume_backup",
    lists=("list_boot_volume_backups",),
    kind="boot_volume_backup",
    statements=(COPY.statements[0].replace("volume-", "boot-volume-"), *COPY.statements[1:]),
)
GROUP_COPY = replace(
    COPY,
    name="volume group backup copy",
    options={**COPY.options, "backup_id": "{volume_group_backups[group-backup-mixed]}"},
    create="copy_volume_group_backup",
    lists=("list_volume_group_backups",),
    kind="volume_group_backup",
    statements=(
        COPY.statements[0].replace("volume-", "volume-group-"),
        COPY.statements[0],
        BOOT_COPY.statements[0],
        *COPY.statements[1:],
    ),
)

REPLICA = Maker(
    name="volume replica",
    task=oci_volume_replication,
    options={
        "source_id": "{volumes[data-right-key]}",
        "availability_domain": "{availability_domains[us-phoenix-1][0]}",
        "kms_key_id": "{keys[cmk-phx]}",
    },
    create="update_volume",
    request=("PUT", ""),
    lists=("list_block_volume_replicas", "get_volume"),
    kind="block_volume_replica",
    region=PHX,
    user="projx-operator",
    denied="newcomer",
    statements=(
        "Allow group <your group> to use volumes in compartment id {compartments[projx]}",
        *to_use("cmk-phx"),
    ),
    unpredictable=("id", "display_name", "time_last_synced", "member_replica_ids"),
    unambiguous="A replica is found by its source and its availability domain.",
    passing_state="PROVISIONING",
    no_second="The source itself shows its replicas, and an update specifies all of them.",
    conditional=True,
)
BOOT_REPLICA = replace(
    REPLICA,
    name="boot volume replica",
    options={**REPLICA.options, "source_id": "{boot_volumes[boot-right-key]}"},
    create="update_boot_volume",
    lists=("list_boot_volume_replicas", "get_boot_volume"),
    kind="boot_volume_replica",
)
GROUP_REPLICA = replace(
    REPLICA,
    name="volume group replica",
    options={**REPLICA.options, "source_id": "{volume_groups[group-mixed]}"},
    create="update_volume_group",
    lists=("list_volume_group_replicas", "get_volume_group"),
    kind="volume_group_replica",
    statements=(
        "Allow group <your group> to manage volume-groups in compartment id {compartments[projx]}",
        *REPLICA.statements[1:],
    ),
)

VOLUME_POLICY = Maker(
    name="backup policy of a volume",
    task=oci_backup_policy_assignment,
    options={
        "asset_id": "{volumes[data-right-key]}",
        "policy_name": "copies",
        "policy_compartment_id": "{compartments[projx]}",
        "kms_key_id": "{keys[cmk-phx]}",
    },
    create="create_volume_backup_policy_assignment",
    request=("POST", "/volumeBackupPolicyAssignments"),
    lists=("get_volume_backup_policy_asset_assignment",),
    kind="volume_backup_policy_assignment",
    user="projx-operator",
    allowed=("Allow group projx-admin-group to inspect backup-policies in tenancy",),
    denied="newcomer",
    statements=(
        "Allow group <your group> to manage backup-policy-assignments in compartment id {compartments[projx]}",
        "Allow group <your group> to inspect volumes in compartment id {compartments[projx]}",
        *to_use("cmk-phx"),
    ),
    name_option="policy_name",
    chosen_by="policy_id",
    ready_at_once="An assignment has no state.",
    no_second="A resource has one assignment, and a new one replaces it.",
    shown_at_once=True,
    replaced=True,
    backup_policy=True,
)
BOOT_VOLUME_POLICY = replace(
    VOLUME_POLICY,
    name="backup policy of a boot volume",
    options={**VOLUME_POLICY.options, "asset_id": "{boot_volumes[boot-right-key]}"},
)
GROUP_POLICY = replace(
    VOLUME_POLICY,
    name="backup policy of a volume group",
    options={**VOLUME_POLICY.options, "asset_id": "{volume_groups[group-mixed]}"},
    statements=tuple(each.replace("inspect volumes", "inspect volume-groups") for each in VOLUME_POLICY.statements),
)

POLICY = Maker(
    name="policy",
    task=oci_kms_policy,
    options={
        "policy_name": NEW,
        "key_compartment_id": "{compartments[security]}",
        "services": ["block_volume", "object_storage"],
        "groups": ["projx-admin-group"],
        "dynamic_groups": ["project-databases"],
    },
    create="create_policy",
    request=("POST", "/policies"),
    lists=("list_policies",),
    kind="policy",
    user="admin",
    denied="auditor",
    denied_options={"home_region": HOME},
    statements=("Allow group <your group> to manage policies in compartment id {compartments[security]}",),
    unambiguous="OCI creates no second policy of a name.",
    no_second="OCI creates no second policy of a name.",
    ready_at_once="A policy that can be read as written is what was waited for.",
)
DYNAMIC_GROUP = Maker(
    name="dynamic group",
    task=oci_dynamic_group,
    options={"name": NEW, "resource_ids": ["ocid1.filesystem.oc1.iad.a"]},
    create="create_dynamic_group",
    request=("POST", "/dynamicGroups"),
    lists=("list_dynamic_groups",),
    kind="dynamic_group",
    user="admin",
    denied="auditor",
    denied_options={"home_region": HOME},
    statements=("Allow group <your group> to manage dynamic-groups in tenancy",),
    unambiguous="OCI creates no second dynamic group of a name.",
    no_second="OCI creates no second dynamic group of a name.",
    ready_at_once="A dynamic group that can be read as written is what was waited for.",
)

MAKERS = (
    VAULT,
    KEY,
    VOLUME,
    created_from("volume", "volume_backups[backup-right-key]", "volume backup", "read volume-backups"),
    created_from("volume", "volumes[data-right-key]", "block volume", "inspect volumes"),
    created_from(
        "boot_volume", "boot_volume_backups[boot-backup-right-key]", "boot volume backup", "read boot-volume-backups"
    ),
    created_from("boot_volume", "boot_volumes[boot-right-key]", "boot volume", "inspect volumes"),
    COPY,
    BOOT_COPY,
    GROUP_COPY,
    REPLICA,
    BOOT_REPLICA,
    GROUP_REPLICA,
    VOLUME_POLICY,
    BOOT_VOLUME_POLICY,
    GROUP_POLICY,
    POLICY,
    DYNAMIC_GROUP,
)

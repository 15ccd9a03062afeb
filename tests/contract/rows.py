# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The types under contract. A new type is one row here; every promise is then tested for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Body, Task
from ansible_collections.cmk.oci.plugins.module_utils._resources.access import Assignable
from ansible_collections.cmk.oci.plugins.module_utils._resources.autonomous_database import AutonomousDatabaseKeys
from ansible_collections.cmk.oci.plugins.module_utils._resources.bucket import BucketKeys
from ansible_collections.cmk.oci.plugins.module_utils._resources.file_system import FileSystemKeys
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume import BootVolumeKeys, VolumeKeys
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume_backup import (
    BootVolumeBackupKeys,
    VolumeBackupKeys,
)
from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_adb_encryption_key,
    oci_backup_kms_key,
    oci_bucket_kms_key,
    oci_kms_key_assignments,
    oci_volume_kms_key,
)
from simulator.services.block_volume.variants import VARIANTS as BLOCK_VOLUME
from simulator.services.database.variants import FAILS_LATER
from simulator.services.database.variants import VARIANTS as DATABASE
from simulator.services.file_storage import VARIANTS as FILE_STORAGE
from simulator.services.identity.variants import VARIANTS as IDENTITY
from simulator.services.key_management.variants import VARIANTS as KEY_MANAGEMENT
from simulator.services.object_storage.variants import VARIANTS as OBJECT_STORAGE
from simulator.services.resource_search import VARIANTS as RESOURCE_SEARCH
from simulator.tenancy.variants import Variant

EVERYWHERE = (*IDENTITY, *KEY_MANAGEMENT, *RESOURCE_SEARCH)
"""Unsettled behaviours of what every key change involves: policies, keys, and the search for a key's vault."""

NOT_ABOUT_KEY_CHANGES = frozenset(
    {
        "adb_clone_inherits_key",
        "adb_standby_without_vault",
        "auto_rotation_vaults",
        "block_backup_copy_times",
        "block_clone_without_key",
        "block_group_replica_key_change",
        "block_list_without_compartment",
        "block_member_replica_left_out",
        "boot_volume_backup_copy_key",
        "deny_policies",
        "matching_rule_without_quotes",
        "replica_of_a_creating_vault",
        "statements_about_deleted_compartments",
        "statements_about_unknown_services",
        "statements_per_policy",
        "unsigned_private_bucket",
        "virtual_private_vault_limit",
        "vault_replication_policy",
    }
)
"""Unsettled behaviours of the same services that no change of a key meets; they are played where they matter."""


def about_key_changes(*variants: Variant) -> tuple[Variant, ...]:
    """The unsettled behaviours that a change of a key can meet, those of every type included."""
    return tuple(each for each in (*variants, *EVERYWHERE) if each.name not in NOT_ABOUT_KEY_CHANGES)


@dataclass(frozen=True)
class Row:
    """One type: the body of the module that serves it, and what the default scenario seeds of it."""

    name: str
    access: type[Assignable]
    run: Body
    argument_spec: Mapping[str, Any]
    id_option: str
    kind: str
    """Under which kind `tenancy.json` has its resources."""
    seeds: str
    """What the names of those resources begin with."""
    missing: str
    """An OCID or name of the right form that names nothing."""
    read: str
    """The operation that reads it, `<SDK package>.<SDK method>`."""
    assign: str
    unassign: str
    variants: tuple[Variant, ...]
    """The unsettled behaviours that can matter to it."""
    refused_ids: Mapping[str, str]
    """Values of the id option that are refused, and the option, module or kind that the failure has to name."""
    by_name: bool = False
    """Whether the id option takes its name."""
    not_found_code: str = "NotAuthorizedOrNotFound"
    unfit_keys: Mapping[str, str] | None = None
    """Seeded keys that will not do beyond those that do for no type, and what is said of them."""
    checks_versions: bool = True
    delegate_variant: str = ""
    """What settles whether the caller needs `use key-delegate`, `yes` or `no`; empty where that is documented."""
    usual_passing_state: str = "PROVISIONING"
    """The state in which it is while its key is changed; empty when it has no such state."""
    failed_states: tuple[str, ...] = ("FAULTY", "TERMINATED", "TERMINATING")
    """States that no waiting ends; a change that fails ends in the first."""
    has_pending_deletion_key: bool = True
    rewraps: bool = False
    plans_first: bool = False
    """Whether the module reads a resource once to check it, and again to change it."""
    works: bool = False
    """Whether a key change is a work request."""
    dropped: Mapping[str, str] | None = None
    """The variants in which the service accepts a change and drops it."""
    plays: Mapping[str, str] = field(default_factory=dict)
    """The choices of its variants that a test is played in; the defaults where none is named."""

    def choice(self, variant: str) -> str:
        """What is played of a variant, by its name; empty if the type has no such variant."""
        default = next((each.choices[0] for each in self.variants if each.name == variant), "")
        return self.plays.get(variant, default)

    @property
    def needs_delegate(self) -> bool:
        """Whether the caller needs `use key-delegate`."""
        return not self.delegate_variant or self.choice(self.delegate_variant) == "yes"

    @property
    def passing_state(self) -> str:
        """The state in which it is while its key is changed; empty when it has no such state."""
        return (self.choice("block_kms_key_change_state") if self.has_passing_state else "") or self.usual_passing_state

    @property
    def settled_state(self) -> str:
        """The state in which a change of key ends; empty when it has no such state."""
        return next(iter(self.access.facts.settled_states), "")

    @property
    def has_passing_state(self) -> bool:
        """Whether its state tells that its key is being changed."""
        return bool(self.usual_passing_state)

    @property
    def change_seconds(self) -> int:
        """How long a change of key may take at most."""
        return int(self.choice("block_kms_key_change_seconds") or 60) if self.has_passing_state else 0

    @property
    def reads_key_apart(self) -> bool:
        """Whether the module asks another operation about the key as well before it writes."""
        return self.access.confirm is not Assignable.confirm

    @property
    def is_dropped(self) -> bool:
        """Whether the service accepts changes and drops them."""
        return bool(self.dropped) and all(self.choice(name) == choice for name, choice in (self.dropped or {}).items())

    @property
    def rehearsal_shows_grants(self) -> bool:
        """Whether check mode can know what only the service knows: who else may use the key."""
        return self.works and self.choice("adb_grant_missing") != FAILS_LATER

    @property
    def oracle_managed(self) -> str:
        """The seeded resource without a customer-managed key."""
        return f"{self.seeds}-oracle-managed"

    @property
    def right_key(self) -> str:
        """The seeded resource under the key `cmk`."""
        return f"{self.seeds}-right-key"

    @property
    def wrong_key(self) -> str:
        """The seeded resource under the key `cmk-other`."""
        return f"{self.seeds}-wrong-key"

    @property
    def defaults(self) -> dict[str, Any]:
        """What Ansible gives for options that a task does not name."""
        return {option: spec.get("default") for option, spec in self.argument_spec.items()}


_SINGLE_VERSION = {"cmk-two-versions": "version"}

VOLUME = Row(
    name="block volume",
    access=VolumeKeys,
    run=oci_volume_kms_key.run,
    argument_spec=oci_volume_kms_key.ARGUMENT_SPEC,
    id_option="volume_id",
    kind="volumes",
    seeds="data",
    missing="ocid1.volume.oc1.iad.nosuchvolume",
    read="core.get_volume",
    assign="core.update_volume_kms_key",
    unassign="core.delete_volume_kms_key",
    variants=about_key_changes(*BLOCK_VOLUME),
    refused_ids={
        "data-1": "'data-1'",
        "ocid1.bucket.oc1.iad.unique": "'bucket'",
        "ocid1.volumebackup.oc1.iad.unique": "oci_backup_kms_key",
        "ocid1.key.oc1.iad.short.unique": "kms_key_id",
        "": "volume_id",
    },
    unfit_keys=_SINGLE_VERSION,
    rewraps=True,
)
BOOT_VOLUME = replace(
    VOLUME,
    name="boot volume",
    access=BootVolumeKeys,
    kind="boot_volumes",
    seeds="boot",
    missing="ocid1.bootvolume.oc1.iad.nosuchvolume",
    read="core.get_boot_volume",
    assign="core.update_boot_volume_kms_key",
    unassign="core.delete_boot_volume_kms_key",
)
VOLUME_BACKUP = Row(
    name="volume backup",
    access=VolumeBackupKeys,
    run=oci_backup_kms_key.run,
    argument_spec=oci_backup_kms_key.ARGUMENT_SPEC,
    id_option="backup_id",
    kind="volume_backups",
    seeds="backup",
    missing="ocid1.volumebackup.oc1.iad.nosuchbackup",
    read="core.get_volume_backup",
    assign="core.update_volume_backup",
    unassign="core.update_volume_backup",
    variants=about_key_changes(*BLOCK_VOLUME),
    refused_ids={
        "backup-1": "'backup-1'",
        "ocid1.volume.oc1.iad.unique": "oci_volume_kms_key",
        "ocid1.volumegroup.oc1.iad.unique": "'volumegroup'",
        "ocid1.key.oc1.iad.short.unique": "kms_key_id",
        "": "backup_id",
    },
    unfit_keys=_SINGLE_VERSION,
    usual_passing_state="",
)
BOOT_VOLUME_BACKUP = replace(
    VOLUME_BACKUP,
    name="boot volume backup",
    access=BootVolumeBackupKeys,
    kind="boot_volume_backups",
    seeds="boot-backup",
    missing="ocid1.bootvolumebackup.oc1.iad.nosuchbackup",
    read="core.get_boot_volume_backup",
    assign="core.update_boot_volume_backup",
    unassign="core.update_boot_volume_backup",
    dropped={"boot_volume_backup_key": "ignored"},
)
BUCKET = Row(
    name="bucket",
    access=BucketKeys,
    run=oci_bucket_kms_key.run,
    argument_spec=oci_bucket_kms_key.ARGUMENT_SPEC,
    id_option="bucket_name",
    by_name=True,
    kind="buckets",
    seeds="bucket",
    missing="no-such-bucket",
    not_found_code="BucketNotFound",
    read="object_storage.get_bucket",
    assign="object_storage.update_bucket",
    unassign="object_storage.update_bucket",
    variants=about_key_changes(*OBJECT_STORAGE),
    refused_ids={
        "ocid1.bucket.oc1.iad.unique": "bucket_name",
        "my bucket": "'my bucket'",
        "": "bucket_name",
    },
    checks_versions=False,
    delegate_variant="update_bucket_needs_delegate",
    usual_passing_state="",
    failed_states=(),
    has_pending_deletion_key=False,
)


def of_one(task: Task) -> dict[str, Any]:
    """The result of `oci_kms_key_assignments` for one resource, in the form of the modules for single resources."""
    parameters = {**task.parameters, "resources": [task.parameters["resources"]]}
    try:
        result = oci_kms_key_assignments.run(replace(task, parameters=parameters))
    except Failure as failure:
        if "resources" in failure.results:
            (only,) = failure.results["resources"]
            left = ("changed", "previous_kms_key_id", "verified")
            failure.results = {name: only[name] for name in left if name in only}
        raise
    (only,) = result["resources"]
    apart = {name: only.pop(name) for name in ("previous_kms_key_id", "verified", "previous_key_still_needed")}
    only.pop("changed")
    diff = {side: shown["resources"][0] for side, shown in result["diff"].items()}
    return {**result, **apart, "resource": only, "diff": diff}


FILE_SYSTEM = Row(
    name="file system",
    access=FileSystemKeys,
    run=of_one,
    argument_spec=oci_kms_key_assignments.ARGUMENT_SPEC,
    id_option="resources",
    kind="file_systems",
    seeds="fs",
    missing="ocid1.filesystem.oc1.iad.nosuchfilesystem",
    read="file_storage.get_file_system",
    assign="file_storage.update_file_system",
    unassign="file_storage.update_file_system",
    variants=about_key_changes(*FILE_STORAGE),
    refused_ids={
        "fs-1": "'fs-1'",
        "ocid1.mounttarget.oc1.iad.unique": "'mounttarget'",
        "ocid1.volumegroup.oc1.iad.unique": "'volumegroup'",
        "ocid1.key.oc1.iad.short.unique": "kms_key_id",
        "": "resources",
    },
    checks_versions=False,
    usual_passing_state="",
    failed_states=("DELETING", "DELETED"),
    has_pending_deletion_key=False,
    plans_first=True,
)
AUTONOMOUS_DATABASE = Row(
    name="autonomous database",
    access=AutonomousDatabaseKeys,
    run=oci_adb_encryption_key.run,
    argument_spec=oci_adb_encryption_key.ARGUMENT_SPEC,
    id_option="autonomous_database_id",
    kind="autonomous_databases",
    seeds="adb",
    missing="ocid1.autonomousdatabase.oc1.iad.nosuchdatabase",
    read="database.get_autonomous_database",
    assign="database.configure_autonomous_database_vault_key",
    unassign="database.configure_autonomous_database_vault_key",
    variants=about_key_changes(*DATABASE),
    refused_ids={
        "adb-1": "'adb-1'",
        "ocid1.dbsystem.oc1.iad.unique": "'dbsystem'",
        "ocid1.key.oc1.iad.short.unique": "kms_key_id",
        "": "autonomous_database_id",
    },
    unfit_keys={"cmk-aes-128": "AES-256"},
    checks_versions=False,
    delegate_variant="adb_needs_delegate",
    usual_passing_state="UPDATING",
    failed_states=("UNAVAILABLE", "INACCESSIBLE", "TERMINATED", "TERMINATING"),
    has_pending_deletion_key=False,
    works=True,
)

ROWS = (VOLUME, BOOT_VOLUME, VOLUME_BACKUP, BOOT_VOLUME_BACKUP, BUCKET, FILE_SYSTEM, AUTONOMOUS_DATABASE)

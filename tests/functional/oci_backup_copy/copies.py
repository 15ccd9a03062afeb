# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs oci_backup_copy for the seeded backups, and looks at the copies they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from oci.key_management.models import CreateKeyDetails, KeyShape

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_backup_copy as task
from simulator.tenancy.resource import Resource
from tests.failures import is_rendered
from tests.officer import Officer

HOME, PHX = "us-ashburn-1", "us-phoenix-1"
MANAGED = "ORACLE_MANAGED_KEY"
SEES_ALL = "Allow group projx-admin-group to inspect volume-family in tenancy"


@dataclass(frozen=True)
class Kind:
    """One kind of backup, with a seeded one."""

    name: str
    seeded: str
    of: str
    is_group: bool = False

    @property
    def copy(self) -> str:
        """The operation that copies one."""
        return f"copy_{self.name}"


VOLUME = Kind("volume_backup", "backup-right-key", "sourceVolumeBackupId")
BOOT = Kind("boot_volume_backup", "boot-backup-right-key", "sourceBootVolumeBackupId")
GROUP = Kind("volume_group_backup", "group-backup-mixed", "sourceVolumeGroupBackupId", is_group=True)
KINDS = [VOLUME, BOOT, GROUP]


def source_id(operator: Officer, kind: Kind = VOLUME) -> str:
    return str(operator.cloud.catalogue[f"{kind.name}s"][kind.seeded])


def copy(operator: Officer, kind: Kind = VOLUME, *, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module for the seeded backup, to the other region and under its key unless said otherwise."""
    said = {"kms_key_id", "kms_key_ids", "kms_key_name"} & options.keys()
    key = {} if said else {"kms_key_id": operator.key_id("cmk-phx")}
    defaults = {"backup_id": source_id(operator, kind), "destination_region": PHX, **key}
    return operator.run(task, check=check, **{**defaults, **options})


def refused(operator: Officer, kind: Kind = VOLUME, **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        copy(operator, kind, **options)
    assert is_rendered(caught.value)
    return caught.value


def there(operator: Officer, kind: Kind = VOLUME) -> list[Resource]:
    """The copies that the service holds, gone or not."""
    operator.cloud.tenancy.store.catch_up()
    listing = operator.cloud.tenancy.store.listing(kind.name, region=PHX)
    return [each for each in listing if each.data.get(kind.of) == source_id(operator, kind)]


def keys_there(operator: Officer, kind: Kind) -> set[str | None]:
    """The keys of the copies, or of what is in them."""
    if not kind.is_group:
        return {each.data.get("kmsKeyId") for each in there(operator, kind)}
    members = [member for each in there(operator, kind) for member in each.data["volumeBackupIds"]]
    return {operator.stored(member, PHX).data.get("kmsKeyId") for member in members}


def resources(result: dict[str, Any]) -> list[dict[str, Any]]:
    """What has the key: the copy, or each backup in it."""
    return list(result["resources"]) if "resources" in result else [result["resource"]]


def set_state(operator: Officer, resource: Resource, state: str) -> None:
    operator.cloud.tenancy.store.change(resource, {"lifecycleState": state})


def vault_there(operator: Officer) -> Any:
    """The security officer's client for the vault in the other region."""
    session = Officer(operator.cloud, "security-officer", region=PHX).session
    endpoint = operator.stored(operator.vault_id("security-vault-phx"), PHX).data["managementEndpoint"]
    return session.client("key_management", "KmsManagementClient", endpoint=endpoint)


def second_key(operator: Officer) -> str:
    """Another key of the destination, made by the security officer."""
    details = CreateKeyDetails(
        compartment_id=operator.compartment(),
        display_name="cmk-phx-other",
        key_shape=KeyShape(algorithm="AES", length=32),
    )
    made = vault_there(operator).create_key(details).data
    operator.cloud.clock.advance(10)
    return str(made.id)

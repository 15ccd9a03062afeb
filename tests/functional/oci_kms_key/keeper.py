# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An officer who may look everywhere, with a key that something can be encrypted with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from simulator.cloud import Cloud
from tests.officer import NEEDED_TO_LOOK, Officer

REGION, PHX = "us-ashburn-1", "us-phoenix-1"
HARM = {"disable_key", "schedule_key_deletion", "schedule_vault_deletion", "create_key_version"}

# What can be under a key: the list that must show it, and what there is of it in the seeded tenancy, if anything.
LISTS: Mapping[str, tuple[str, tuple[str, str] | None]] = {
    "volume": ("list_volumes", ("volumes", "projy-data")),
    "boot_volume": ("list_boot_volumes", ("boot_volumes", "boot-oracle-managed")),
    "volume_backup": ("list_volume_backups", ("volume_backups", "backup-oracle-managed")),
    "boot_volume_backup": ("list_boot_volume_backups", ("boot_volume_backups", "boot-backup-oracle-managed")),
    "bucket": ("list_buckets", ("buckets", "bucket-oracle-managed")),
    "autonomous_database": ("list_autonomous_databases", ("autonomous_databases", "adb-oracle-managed")),
    "block_volume_replica": ("list_block_volume_replicas", None),
    "boot_volume_replica": ("list_boot_volume_replicas", None),
    "file_system": ("list_file_systems", None),
}


class Keeper:
    """An officer who may look everywhere, with a vault and a key of which nothing is known to be unused."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._turn = 0
        self.officer = Officer(cloud)
        self.officer.allow(*NEEDED_TO_LOOK)
        self.officer.let_bucket_be_read()
        made = self.officer.run(vault_task, display_name="kept", compartment_id=self.officer.compartment())
        self.vault_id = str(made["resource"]["id"])
        self.key_id = str(self.key(key_id=None, display_name="kept", vault_id=self.vault_id)["resource"]["id"])
        cloud.clock.advance(3600)

    def key(self, *, check: bool = False, **options: Any) -> dict[str, Any]:
        return self.officer.run(task, check=check, **{"key_id": getattr(self, "key_id", None), **options})

    def vault(self, **options: Any) -> dict[str, Any]:
        return self.officer.run(vault_task, vault_id=self.vault_id, state="absent", **options)

    def use(self, kind: str) -> str:
        """Something of a kind under the key."""
        store, (dummy, seeded) = self.cloud.tenancy.store, LISTS[kind]
        if seeded is not None:
            found = self.officer.stored(str(self.cloud.catalogue[seeded[0]][seeded[1]]))
            store.change(found, {"kmsKeyId": self.key_id})
            return found.id
        data = {
            "compartmentId": self.officer.compartment("projy"),
            "availabilityDomain": self.cloud.tenancy.regions[REGION].availability_domains[0],
            "displayName": f"{kind} of projy",
            "kmsKeyId": self.key_id,
            "lifecycleState": "AVAILABLE" if "replica" in kind else "ACTIVE",
        }
        return str(store.add(kind, data, region=REGION).id)

    def every_harm(self, **options: Any) -> list[Callable[[], Any]]:
        """Whatever makes what is under the key unusable."""
        return [
            lambda: self.key(state="absent", **options),
            lambda: self.key(state="disabled", **options),
            lambda: self.key(state="absent", check=True, **options),
            lambda: self.vault(**options),
        ]

    def one_refuses(self, what: str, **options: Any) -> Failure:
        """The failure of something harmful, in turn; nothing is written."""
        self._turn += 1
        (failure,) = self.all_refuse(what, only=self._turn, **options)
        return failure

    def all_refuse(self, what: str, *, only: int | None = None, **options: Any) -> list[Failure]:
        """The failures of all that is harmful; nothing is written."""
        failures, so_far = [], self.officer.now
        harms = self.every_harm(**options)
        for act in harms if only is None else [harms[only % len(harms)]]:
            try:
                act()
            except Failure as failure:
                failures.append(failure)
            else:
                pytest.fail(f"went on although a list was answered by {what}")
        assert not HARM & set(self.officer.writes(after=so_far)), what
        return failures

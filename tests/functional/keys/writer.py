# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A write of vaults and keys, and an officer who may do everything to make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as key_task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from simulator.cloud import Cloud
from simulator.tenancy.resource import Resource
from tests.officer import NEEDED_TO_LOOK, Officer

NEW, PHX = "new", "us-phoenix-1"
DAY = 24 * 3600
# Seconds beyond wait_timeout that the last request and its one pause may take.
GRACE = 60


@dataclass(frozen=True)
class Write:
    """A write: the operation, the task that makes it, and the state before."""

    operation: str
    task: ModuleType
    options: Mapping[str, Any]
    first: Mapping[str, Any] | None = None

    @property
    def kind(self) -> str:
        return "vault" if self.task is vault_task else "key"


WRITES = {
    each.operation: each
    for each in (
        Write("create_vault", vault_task, {}),
        Write("update_vault", vault_task, {"freeform_tags": {"a": "b"}}, {}),
        Write("create_vault_replica", vault_task, {"replica_region": PHX}, {}),
        Write("schedule_vault_deletion", vault_task, {"state": "absent"}, {}),
        Write("cancel_vault_deletion", vault_task, {}, {"state": "absent"}),
        Write("create_key", key_task, {}),
        Write("update_key", key_task, {"freeform_tags": {"a": "b"}}, {}),
        Write("disable_key", key_task, {"state": "disabled"}, {}),
        Write("enable_key", key_task, {}, {"state": "disabled"}),
        Write("schedule_key_deletion", key_task, {"state": "absent"}, {}),
        Write("cancel_key_deletion", key_task, {}, {"state": "absent"}),
        Write("create_key_version", key_task, {"rotate_after_days": 1}, {}),
    )
}


class Writer:
    """An officer who may do everything, with one vault or key of a name."""

    def __init__(self, cloud: Cloud, write: Write) -> None:
        self.cloud, self.write = cloud, write
        self.officer = Officer(cloud)
        self.officer.allow(*NEEDED_TO_LOOK, "Allow service keymanagementservice to manage vaults in tenancy")
        self.officer.let_bucket_be_read()
        if write.first is not None:
            self.run()
            self.run(**write.first)
            cloud.clock.advance(2 * DAY)

    def run(self, **options: Any) -> dict[str, Any]:
        where: dict[str, Any] = (
            {"compartment_id": self.officer.compartment()}
            if self.write.kind == "vault"
            else {"vault_id": self.officer.vault_id()}
        )
        return self.officer.run(self.write.task, display_name=NEW, **where, **options)

    def again(self, **options: Any) -> dict[str, Any]:
        return self.run(**self.write.options, **options)

    def fails(self, **options: Any) -> Failure:
        with pytest.raises(Failure) as caught:
            self.again(**options)
        return caught.value

    @property
    def there(self) -> list[Resource]:
        return self.officer.named(self.write.kind, NEW)

    @property
    def versions(self) -> int:
        return sum(int(each.hidden.get("version_count", 0)) for each in self.there)

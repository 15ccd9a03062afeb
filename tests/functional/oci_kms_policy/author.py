# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An administrator who writes policies for keys."""

from __future__ import annotations

from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._core.task import Task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_policy as kms_policy
from simulator.cloud import Cloud
from tests.contract.rows import VOLUME
from tests.operator import Operator
from tests.results import rendered


class Author:
    """An administrator who writes policies for keys."""

    def __init__(self, cloud: Cloud, user: str = "admin") -> None:
        self.cloud = cloud
        self.operator = Operator(cloud, VOLUME, user=user)
        self.security = str(cloud.catalogue["compartments"]["security"])
        self.key = self.operator.key("cmk")

    def run(self, *, check: bool = False, **options: Any) -> dict[str, Any]:
        params: dict[str, Any] = {option: spec.get("default") for option, spec in kms_policy.ARGUMENT_SPEC.items()}
        params.update({"policy_name": "cmk", "key_compartment_id": self.security, **options})
        return rendered(kms_policy.run(Task(params, lambda: self.operator.session, check)))

    @property
    def statements(self) -> list[str]:
        policies = [each for each in self.cloud.tenancy.store.listing("policy") if each.data["name"] == "cmk"]
        return list(policies[0].data["statements"]) if policies else []

    def writes(self) -> list[str]:
        return self.operator.writes()


INTENT: dict[str, Any] = {
    "services": ["block_volume", "object_storage"],
    "groups": ["projx-admin-group"],
    "dynamic_groups": ["project-databases"],
}

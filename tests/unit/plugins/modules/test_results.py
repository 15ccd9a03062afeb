# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules as wholes: what they return is what they document, and what they say in check mode is what they do."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
import yaml

from ansible_collections.cmk.oci.plugins.modules import (
    oci_adb_encryption_key,
    oci_backup_kms_key,
    oci_bucket_kms_key,
    oci_volume_kms_key,
)
from simulator.cloud import Cloud

RunModule = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Task:
    """A module, the option that names a resource, and what of the seeded tenancy it is to be."""

    module: ModuleType
    option: str
    kind: str
    seeds: str

    def options(self, cloud: Cloud, name: str) -> dict[str, str]:
        """The option for one of the seeded resources."""
        named = f"{self.seeds}-{name}"
        return {self.option: named if self.kind == "buckets" else ocid(cloud, self.kind, named)}

    @functools.cached_property
    def documented(self) -> dict[str, Any]:
        """The return values in the module's documentation."""
        return dict(yaml.safe_load(self.module.RETURN))


TASKS = [
    Task(oci_volume_kms_key, "volume_id", "volumes", "data"),
    Task(oci_volume_kms_key, "boot_volume_id", "boot_volumes", "boot"),
    Task(oci_backup_kms_key, "backup_id", "volume_backups", "backup"),
    Task(oci_backup_kms_key, "boot_volume_backup_id", "boot_volume_backups", "boot-backup"),
    Task(oci_bucket_kms_key, "name", "buckets", "bucket"),
    Task(oci_adb_encryption_key, "id", "autonomous_databases", "adb"),
]

pytestmark = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.kind)


def ocid(cloud: Cloud, kind: str, name: str) -> str:
    entry: Any = cloud.catalogue[kind][name]
    return str(entry["id"] if isinstance(entry, dict) else entry)


def reported(result: dict[str, Any], task: Task) -> dict[str, Any]:
    """What of a result its users look at."""
    return {key: value for key, value in result.items() if key in (*task.documented, "changed", "diff")}


def test_life_of_an_assignment(run_module: RunModule, cloud: Cloud, credentials: dict[str, str], task: Task) -> None:
    key = ocid(cloud, "keys", "cmk")
    named = {**credentials, "module": task.module, **task.options(cloud, "oracle-managed")}
    assign = {**named, "kms_key_id": key}
    predicted = run_module(check_mode=True, **assign)
    done = run_module(**assign)
    again = run_module(**assign)
    assert reported(predicted, task) == reported(done, task)
    assert done["changed"]
    assert done["resource"]["kms_key_id"] == key
    assert done["resource"]["kms_key_name"] == "cmk"
    assert done["previous_kms_key_id"] is None
    assert done["diff"]["before"]["kms_key_id"] is None
    assert done["diff"]["after"] == done["resource"]
    assert not again["changed"]
    assert again["resource"] == done["resource"]
    back = {**named, "state": "absent"}
    assert reported(run_module(check_mode=True, **back), task) == reported(cleared := run_module(**back), task)
    assert cleared["previous_kms_key_id"] == key
    assert cleared["diff"]["before"]["kms_key_name"] == "cmk"
    assert not run_module(**back)["changed"]


def test_result_is_documented_to_the_letter(
    run_module: RunModule, cloud: Cloud, credentials: dict[str, str], task: Task
) -> None:
    named = {**credentials, "module": task.module, **task.options(cloud, "right-key")}
    done = run_module(**named, kms_key_id=ocid(cloud, "keys", "cmk"))
    documented = task.documented
    own = set(done) - {"changed", "diff", "invocation", "warnings"}
    assert own == {key for key, value in documented.items() if value["returned"].startswith("success")}
    assert set(done["resource"]) == set(documented["resource"]["contains"])
    for entry in done.get("key_history", []):
        assert set(entry) == set(documented["key_history"]["contains"])
    failed = run_module(**named, kms_key_id=ocid(cloud, "keys", "cmk-rsa"))
    assert set(failed["failure"]) == set(documented["failure"]["contains"])
    assert failed["failure"]["kind"] == "KeyUnusable"
    assert failed["failure"]["resource"] == ocid(cloud, "keys", "cmk-rsa")


def test_no_secret_in_any_result(run_module: RunModule, cloud: Cloud, credentials: dict[str, str], task: Task) -> None:
    named = {"module": task.module, **task.options(cloud, "right-key"), "kms_key_id": ocid(cloud, "keys", "cmk")}
    wrong = {**credentials, "api_user": credentials["api_user"] + "x"}
    printed = repr([run_module(**credentials, **named), run_module(**wrong, **named)])
    for line in credentials["api_user_key_content"].splitlines():
        assert line.startswith("-----") or line not in printed
    assert credentials["api_user_fingerprint"] not in printed


def test_wrong_credentials(run_module: RunModule, cloud: Cloud, credentials: dict[str, str], task: Task) -> None:
    wrong = {**credentials, "api_user": credentials["api_user"] + "x"}
    failed = run_module(module=task.module, **wrong, **task.options(cloud, "right-key"), state="absent")
    assert failed["failure"]["kind"] == "NotAuthenticated"
    assert failed["failure"]["status"] == 401
    assert wrong["api_user"] in failed["failure"]["reason"]
    assert failed["failure"]["opc_request_id"] not in failed["msg"]
    assert "exception" not in failed

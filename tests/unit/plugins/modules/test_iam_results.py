# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules for policies, dynamic groups and compartments as wholes: what they return is what they document."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import oci.base_client
import pytest
import yaml
from ansible.module_utils.common import warnings as ansible_warnings

from ansible_collections.cmk.oci.plugins.module_utils._ansible import module as entry
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure, Refused
from ansible_collections.cmk.oci.plugins.module_utils._core.notices import Notice, keep
from ansible_collections.cmk.oci.plugins.modules import (
    oci_compartment_info,
    oci_dynamic_group,
    oci_kms_policy,
    oci_kms_policy_info,
)
from simulator.cloud import Cloud
from simulator.in_process import InProcess

RunModule = Callable[..., dict[str, Any]]


@pytest.fixture
def admin(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, no_credentials: object) -> dict[str, str]:
    """What an administrator needs to log in."""
    monkeypatch.setattr(oci.base_client, "OCIHTTPAdapter", lambda: InProcess(cloud))
    config = cloud.config("admin")
    return {
        "tenancy": config["tenancy"],
        "region": config["region"],
        "api_user": config["user"],
        "api_user_fingerprint": config["fingerprint"],
        "api_user_key_content": config["key_content"],
    }


@pytest.fixture
def place(cloud: Cloud) -> str:
    return str(cloud.catalogue["compartments"]["security"])


def assert_documented(result: dict[str, Any], module: ModuleType, *, when: str = "success") -> None:
    assert not result.get("failed"), result.get("msg")
    documented: dict[str, Any] = yaml.safe_load(module.RETURN)
    own = set(result) - {"changed", "diff", "invocation", "warnings", "deprecations"}
    assert own == {name for name, value in documented.items() if value["returned"].startswith(when)} | {"notices"}
    for name in own & {"resource", "resources"}:
        for each in result[name] if isinstance(result[name], list) else [result[name]]:
            assert each is None or set(each) == set(documented[name]["contains"])


def test_a_policy(run_module: RunModule, admin: dict[str, str], place: str) -> None:
    task = {**admin, "module": oci_kms_policy, "name": "cmk", "key_compartment_id": place, "services": ["block_volume"]}
    for result in (run_module(**task, check_mode=True), run_module(**task), run_module(**task, state="absent")):
        assert_documented(result, oci_kms_policy)
        assert result["changed"]
        assert "deprecations" not in result


@pytest.fixture
def own_warnings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ansible keeps them for the process, and would return them from every module that runs later in it."""
    monkeypatch.setattr(ansible_warnings, "_global_warnings", type(ansible_warnings._global_warnings)())


@pytest.mark.usefixtures("own_warnings")
def test_notices_are_data_and_one_warning_for_each_code(
    run_module: RunModule, admin: dict[str, str], place: str
) -> None:
    task = {**admin, "module": oci_kms_policy, "name": "cmk", "key_compartment_id": place}
    result = run_module(**task, dynamic_groups=["one", "two", "three"], check_mode=True)
    assert [each["code"] for each in result["notices"]] == ["DynamicGroupNotFound"] * 3
    described = yaml.safe_load(oci_kms_policy.RETURN)["notices"]["contains"]
    assert all(set(each) == set(described) for each in result["notices"])
    (warning,) = result["warnings"]
    assert result["notices"][0]["text"] in repr(warning)
    assert "2 more: see notices." in repr(warning)


@pytest.mark.usefixtures("own_warnings")
def test_notices_hold_no_secret(run_module: RunModule, admin: dict[str, str]) -> None:
    secret = admin["api_user_key_content"].splitlines()[3]

    def body(*_: Any) -> dict[str, Any]:
        failure = Failure(f"It sent {secret}", service_message=secret, operation="GetKey")
        return {"changed": False, "notices": [Notice("Odd", f"A server sent {secret}.", failure=failure)]}

    result = run_module(module=SimpleNamespace(main=lambda: entry.run(body, {})), **admin)
    assert [each["code"] for each in result["notices"]] == ["Odd"]
    assert result["notices"][0]["failure"]["operation"] == "GetKey"
    assert secret not in repr(result)


@pytest.mark.usefixtures("own_warnings")
def test_a_failure_returns_the_notices_before_it(run_module: RunModule, admin: dict[str, str]) -> None:
    """And warns once per code."""
    secret = admin["api_user_key_content"].splitlines()[3]

    def body(*_: Any) -> dict[str, Any]:
        failure = Refused("It is not so")
        keep(failure, [Notice("Odd", f"A server sent {secret}."), Notice("Odd", "And again."), Notice("Even", "Two.")])
        raise failure

    result = run_module(module=SimpleNamespace(main=lambda: entry.run(body, {})), **admin)
    assert (result["failed"], result["failure"]["kind"]) == (True, "Refused")
    assert [each["code"] for each in result["notices"]] == ["Odd", "Odd", "Even"]
    assert len(result["warnings"]) == 2
    assert secret not in repr(result)


def test_a_failure_without_notices_says_so(run_module: RunModule, admin: dict[str, str]) -> None:
    def body(*_: Any) -> dict[str, Any]:
        raise Refused("It is not so")

    assert run_module(module=SimpleNamespace(main=lambda: entry.run(body, {})), **admin)["notices"] == []


@pytest.fixture
def own_deprecations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ansible keeps them for the process, and would return them from every module that runs later in it."""
    monkeypatch.setattr(ansible_warnings, "_global_deprecations", type(ansible_warnings._global_deprecations)())


@pytest.mark.usefixtures("own_deprecations")
def test_to_look_by_state_is_deprecated(run_module: RunModule, admin: dict[str, str], place: str) -> None:
    task = {**admin, "name": "cmk", "key_compartment_id": place, "services": ["block_volume"]}
    result = run_module(module=oci_kms_policy, **task, state="check")
    assert_documented(result, oci_kms_policy, when="when O(state=check)")
    (deprecation,) = result["deprecations"]
    assert "oci_kms_policy_info" in repr(deprecation)
    assert "1.0.0" in repr(deprecation)


def test_policies_looked_up(run_module: RunModule, admin: dict[str, str], place: str) -> None:
    task = {**admin, "module": oci_kms_policy_info}
    result = run_module(**task, key_compartment_id=place, services=["block_volume"], kms_key_id="ocid1.key.oc1.iad.v.k")
    assert_documented(result, oci_kms_policy_info)
    assert result["changed"] is False
    failed = run_module(**task, key_compartment_id="security", services=["block_volume"])
    assert failed["failure"]["kind"] == "BadOption"


def test_a_dynamic_group(run_module: RunModule, admin: dict[str, str]) -> None:
    task = {**admin, "module": oci_dynamic_group, "dynamic_group_name": "stores", "resource_types": ["file_system"]}
    for result in (run_module(**task, check_mode=True), run_module(**task), run_module(**task, state="absent")):
        assert_documented(result, oci_dynamic_group)
        assert result["changed"]


def test_compartments(run_module: RunModule, cloud: Cloud, admin: dict[str, str]) -> None:
    task = {**admin, "module": oci_compartment_info}
    tasks: tuple[dict[str, Any], ...] = ({}, {"paths": []}, {"paths": ["security", cloud.tenancy.id]})
    for options in tasks:
        result = run_module(**task, **options)
        assert_documented(result, oci_compartment_info)
        assert result["changed"] is False


def test_a_domain_is_no_region(run_module: RunModule, cloud: Cloud, admin: dict[str, str], place: str) -> None:
    intent = {"name": "cmk", "key_compartment_id": place, "services": ["object_storage"]}
    domain = {"region": "us-ashburn-1.oraclecloud.com"}
    for wrong in (domain, {"regions": list(domain.values())}, {"home_region": domain["region"]}):
        result = run_module(module=oci_kms_policy, **{**admin, **intent, **wrong})
        assert result["failure"]["kind"] == "BadOption"
        assert "OCI_REGION_METADATA" in result["msg"]
    assert list(cloud.gateway.journal.entries(after=0)) == []

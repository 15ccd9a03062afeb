# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules for vaults and keys as wholes: what they return is what they document, to the letter."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import oci.base_client
import pytest
import yaml

from ansible_collections.cmk.oci.plugins.modules import oci_kms_key, oci_kms_key_info, oci_kms_vault
from simulator.cloud import Cloud
from simulator.gateway.faults import rule_from
from simulator.in_process import InProcess
from tests.public_texts import ordinary_text, public_text

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
def vault_id(cloud: Cloud) -> str:
    return str(cloud.catalogue["vaults"]["security-vault"]["id"])


def documented(module: ModuleType) -> dict[str, Any]:
    return dict(yaml.safe_load(module.RETURN))


def assert_documented(reported: Any, described: Mapping[str, Any], where: str) -> None:
    """Every key is described and every described key is there, all the way down."""
    if "contains" not in described or reported is None:
        return
    for each in reported if isinstance(reported, list) else [reported]:
        assert set(each) == set(described["contains"]), where
        for name, value in each.items():
            assert_documented(value, described["contains"][name], f"{where}.{name}")


def assert_result(result: dict[str, Any], module: ModuleType) -> None:
    assert not result.get("failed"), result.get("msg")
    described = documented(module)
    own = set(result) - {"changed", "diff", "invocation", "warnings"}
    assert own == {name for name, value in described.items() if value["returned"].startswith("success")}
    for name in own:
        assert_documented(result[name], described[name], name)


def assert_failure(result: dict[str, Any], module: ModuleType) -> None:
    assert result["failed"]
    assert "exception" not in result
    described = documented(module)
    for name in set(result) - {"failed", "msg", "changed", "invocation", "warnings"}:
        assert_documented(result[name], described[name], name)


def test_a_vault(run_module: RunModule, cloud: Cloud, admin: dict[str, str], vault_id: str) -> None:
    task = {**admin, "module": oci_kms_vault}
    new = {"display_name": "new", "compartment_id": cloud.catalogue["compartments"]["security"]}
    assert_result(run_module(**task, **new, check_mode=True), oci_kms_vault)
    made = run_module(**task, **new)
    assert_result(made, oci_kms_vault)
    assert made["changed"]
    assert made["diff"]["after"] == made["resource"]
    assert not run_module(**task, **new)["changed"]
    in_use = run_module(**task, vault_id=vault_id, state="absent")
    assert_failure(in_use, oci_kms_vault)
    assert in_use["failure"]["kind"] == "InUse"
    assert len(in_use["users"]) == 10
    assert_failure(run_module(**task, vault_id="mine"), oci_kms_vault)
    cloud.gateway.faults.add(rule_from({"operation": "create_vault_replica", "status": 400}))
    half = run_module(**task, **{**new, "display_name": "half"}, replica_region="us-phoenix-1")
    assert_failure(half, oci_kms_vault)
    assert half["changed"]
    assert half["resource"]["display_name"] == "half"


def test_a_key(run_module: RunModule, cloud: Cloud, admin: dict[str, str], vault_id: str) -> None:
    task = {**admin, "module": oci_kms_key, "vault_id": vault_id}
    assert_result(run_module(**task, name="new", check_mode=True), oci_kms_key)
    made = run_module(**task, name="new", services=["block_volume"], length=32)
    assert_result(made, oci_kms_key)
    assert made["resource"]["shape"] == "AES-256"
    again = run_module(**task, id=made["resource"]["id"])
    assert not again["changed"]
    assert again["resource"] == made["resource"]
    in_use = run_module(**task, display_name="cmk", state="absent")
    assert_failure(in_use, oci_kms_key)
    assert in_use["failure"]["kind"] == "InUse"
    assert in_use["users"]
    assert_result(run_module(**task, name="none", state="absent"), oci_kms_key)
    cloud.gateway.faults.add(rule_from({"operation": "create_key", "ends_in": "DELETED"}))
    lost = run_module(**task, name="lost")
    assert_failure(lost, oci_kms_key)
    assert lost["changed"]
    assert lost["resource"]["lifecycle_state"] == "DELETED"


def test_keys_looked_at(run_module: RunModule, cloud: Cloud, admin: dict[str, str], vault_id: str) -> None:
    task = {**admin, "module": oci_kms_key_info}
    found = run_module(**task, vault_id=vault_id)
    assert_result(found, oci_kms_key_info)
    assert not found["changed"]
    assert len(found["resources"]) == 7
    assert_failure(run_module(**task), oci_kms_key_info)


def test_no_secret_in_any_result(run_module: RunModule, admin: dict[str, str], vault_id: str) -> None:
    wrong = {**admin, "api_user": admin["api_user"] + "x"}
    printed = repr(
        [
            run_module(**given, module=module, vault_id=vault_id, **more)
            for given in (admin, wrong)
            for module, more in ((oci_kms_vault, {}), (oci_kms_key, {"name": "cmk"}), (oci_kms_key_info, {}))
        ]
    )
    for line in admin["api_user_key_content"].splitlines():
        assert line.startswith("-----") or line not in printed
    assert admin["api_user_fingerprint"] not in printed


def test_texts_that_are_no_secrets_are_written_and_returned(
    run_module: RunModule, cloud: Cloud, admin: dict[str, str]
) -> None:
    """Public keys, checksums and long names, as far as a tag can hold them."""
    seed = random.SystemRandom().randrange(10**9)
    chance = random.Random(seed)
    drawn = [each(chance)[1] for _round in range(20) for each in (public_text, ordinary_text)]
    tags = {f"tag{number}": text for number, text in enumerate([each for each in drawn if len(each) <= 256][:8])}
    new = {"display_name": "a" * 255, "compartment_id": cloud.catalogue["compartments"]["security"]}
    task = {**admin, "module": oci_kms_vault, **new, "freeform_tags": tags}
    made = run_module(**task)
    assert not made.get("failed"), f"{seed}: {made['msg']}"
    assert made["resource"]["freeform_tags"] == tags, seed
    assert made["resource"]["display_name"] == new["display_name"]
    assert not run_module(**task)["changed"]

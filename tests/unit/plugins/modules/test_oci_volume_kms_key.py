# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module as a whole: what it returns is what it documents, and what it says in check mode is what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci.base_client
import pytest
import yaml

from ansible_collections.cmk.oci.plugins.modules import oci_volume_kms_key
from simulator.cloud import Cloud
from simulator.in_process import InProcess

RunModule = Callable[..., dict[str, Any]]
DOCUMENTED = yaml.safe_load(oci_volume_kms_key.RETURN)


@pytest.fixture(scope="module")
def cloud() -> Cloud:
    """In this one time runs by itself, a thousand times as fast, because the module sleeps for real."""
    return Cloud(scenario="default", speed=1000.0)


@pytest.fixture
def credentials(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, no_credentials: object) -> dict[str, str]:
    """What a task needs to log in; the SDK's transport leads into the cloud instead of the network."""
    cloud.reset(scenario="default")
    monkeypatch.setattr(oci.base_client, "OCIHTTPAdapter", lambda: InProcess(cloud))
    config = cloud.config("projx-operator")
    return {
        "tenancy": config["tenancy"],
        "region": config["region"],
        "api_user": config["user"],
        "api_user_fingerprint": config["fingerprint"],
        "api_user_key_content": config["key_content"],
    }


def ocid(cloud: Cloud, kind: str, name: str) -> str:
    entry: Any = cloud.catalogue[kind][name]
    return str(entry["id"] if isinstance(entry, dict) else entry)


def result_of(result: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in result.items() if key in DOCUMENTED or key in ("changed", "diff")}


@pytest.mark.parametrize(
    ("kind", "name"), [("volumes", "data"), ("boot_volumes", "boot")], ids=["volume", "boot volume"]
)
def test_life_of_an_assignment(
    run_module: RunModule, cloud: Cloud, credentials: dict[str, str], kind: str, name: str
) -> None:
    volume, key = ocid(cloud, kind, f"{name}-oracle-managed"), ocid(cloud, "keys", "cmk")
    task = {**credentials, "volume_id": volume, "kms_key_id": key}
    predicted = run_module(check_mode=True, **task)
    done = run_module(**task)
    again = run_module(**task)
    assert result_of(predicted) == result_of(done)
    assert done["changed"]
    assert done["resource"]["kms_key_id"] == key
    assert done["resource"]["kms_key_name"] == "cmk"
    assert done["previous_kms_key_id"] is None
    assert done["diff"]["before"]["kms_key_id"] is None
    assert done["diff"]["after"] == done["resource"]
    assert not again["changed"]
    assert again["resource"] == done["resource"]
    back = {**credentials, "volume_id": volume, "state": "absent"}
    assert result_of(run_module(check_mode=True, **back)) == result_of(cleared := run_module(**back))
    assert cleared["previous_kms_key_id"] == key
    assert cleared["diff"]["before"]["kms_key_name"] == "cmk"
    assert not run_module(**back)["changed"]


def test_result_is_documented_to_the_letter(run_module: RunModule, cloud: Cloud, credentials: dict[str, str]) -> None:
    task = {
        **credentials,
        "volume_id": ocid(cloud, "volumes", "data-right-key"),
        "kms_key_id": ocid(cloud, "keys", "cmk"),
    }
    done = run_module(**task)
    own = set(done) - {"changed", "diff", "invocation", "warnings"}
    assert own == {key for key, value in DOCUMENTED.items() if value["returned"] == "success"}
    assert set(done["resource"]) == set(DOCUMENTED["resource"]["contains"])
    failed = run_module(**{**task, "kms_key_id": ocid(cloud, "keys", "cmk-rsa")})
    assert set(failed["failure"]) == set(DOCUMENTED["failure"]["contains"])
    assert failed["failure"]["code"] == "KeyUnusable"
    assert "it is an RSA key, and only AES keys can" in failed["msg"]


def test_no_secret_in_any_result(run_module: RunModule, cloud: Cloud, credentials: dict[str, str]) -> None:
    task = {
        **credentials,
        "volume_id": ocid(cloud, "volumes", "data-right-key"),
        "kms_key_id": ocid(cloud, "keys", "cmk"),
    }
    printed = repr([run_module(**task), run_module(**{**task, "api_user": task["api_user"] + "x"})])
    for line in credentials["api_user_key_content"].splitlines():
        assert line.startswith("-----") or line not in printed
    assert credentials["api_user_fingerprint"] not in printed


def test_wrong_credentials(run_module: RunModule, cloud: Cloud, credentials: dict[str, str]) -> None:
    task = {**credentials, "volume_id": ocid(cloud, "volumes", "data-right-key"), "state": "absent"}
    failed = run_module(**{**task, "api_user": task["api_user"] + "x"})
    assert failed["failure"]["code"] == "NotAuthenticated"
    assert failed["failure"]["status"] == 401
    assert "api_user ocid1.user" in failed["msg"]
    assert "exception" not in failed

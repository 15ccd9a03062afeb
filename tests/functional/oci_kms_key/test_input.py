# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_key names missing statements and rejects wrong options, and reports alike in every variant."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from simulator.cloud import Cloud
from simulator.services.key_management.variants import VARIANTS
from simulator.services.resource_search import VARIANTS as SEARCH
from tests.clouds import MakeCloud
from tests.failures import lacks, names
from tests.functional.oci_kms_key.keys import (
    DAY,
    NEW,
    able_to_look,
    key,
    predictable,
    refused,
    replicated_vault,
)
from tests.mixtures import SEED, mixtures
from tests.officer import Officer

# -- denied and wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_denied_names_the_statement_that_is_missing(cloud: Cloud, check: bool) -> None:
    failure = refused(Officer(cloud, "newcomer"), check=check)
    assert (failure.status, failure.operation) == (404, "GetVault")
    assert lacks(failure, "Allow group <your group> to read vaults")
    assert failure.opc_request_id


def test_who_may_only_read_gets_the_missing_statements(cloud: Cloud) -> None:
    auditor = Officer(cloud, "auditor")
    assert key(auditor, check=True)["changed"]
    failure = refused(auditor)
    assert failure.operation == "CreateKey"
    assert lacks(failure, "to manage keys in compartment id ")
    assert lacks(failure, "to use vaults in compartment id ")
    assert refused(auditor, name="cmk", state="disabled").kind == "InUse"
    assert refused(auditor, name="cmk", state="disabled", force_disable=True).operation == "DisableKey"


def test_auditors_may_look_but_not_retire(cloud: Cloud) -> None:
    """The look itself takes no right to change anything."""
    auditor = Officer(cloud, "auditor")
    failure = refused(auditor, name="cmk", state="absent", ignore_unreadable=True, check=True)
    assert failure.kind == "InUse"
    assert len(failure.results["users"]) > 5


KEY = "ocid1.key.oc1.iad.short.unique"
VAULT = "ocid1.vault.oc1.iad.short.unique"
COMPARTMENT = "ocid1.compartment.oc1..unique"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, ("key_id", "display_name")),
        ({"display_name": NEW}, ("vault_id", "vault_name")),
        ({"display_name": "", "vault_id": VAULT}, ("display_name",)),
        ({"key_id": "cmk"}, ("key_id", "'cmk'")),
        ({"key_id": VAULT}, ("key_id", VAULT, "vault_id")),
        ({"key_id": "ocid1.keyversion.oc1.iad.short.unique"}, ("key_id", "ocid1.keyversion.oc1.iad.short.unique")),
        ({"key_id": ""}, ("key_id",)),
        ({"display_name": NEW, "vault_id": "my vault"}, ("vault_id", "'my vault'")),
        ({"display_name": NEW, "vault_name": "v"}, ("vault_name", "vault_compartment_id")),
        ({"display_name": NEW, "vault_name": "v", "vault_id": VAULT}, ("vault_name", "vault_id")),
        (
            {"display_name": NEW, "vault_id": VAULT, "vault_compartment_id": COMPARTMENT},
            ("vault_compartment_id", "vault_name"),
        ),
        ({"key_id": KEY, "compartment_id": "security"}, ("compartment_id", "'security'")),
        ({"key_id": KEY, "length": 2048}, ("length", "128", "192", "256", "2048")),
        ({"key_id": KEY, "algorithm": "AES", "length": 512}, ("length", "16", "24", "32", "512")),
        ({"key_id": KEY, "algorithm": "RSA", "length": 128}, ("length", "2048", "3072", "4096", "128")),
        ({"key_id": KEY, "algorithm": "RSA", "curve_id": "NIST_P256"}, ("curve_id", "ECDSA", "RSA")),
        ({"key_id": KEY, "curve_id": "NIST_P256", "length": 384}, ("NIST_P256", "384", "length")),
        ({"key_id": KEY, "algorithm": "RSA", "length": 2048, "services": ["object_storage"]}, ("RSA-2048", "AES")),
        ({"key_id": KEY, "length": 128, "services": ["autonomous_database"]}, ("AES-128", "AES-256")),
        ({"key_id": KEY, "services": ["block_volume"], "rotate_after_days": 90}, ("rotate_after_days",)),
        (
            {"key_id": KEY, "services": ["block_volume"], "auto_rotation_interval_days": 90},
            ("auto_rotation_interval_days",),
        ),
        ({"key_id": KEY, "auto_rotation_interval_days": 59}, ("auto_rotation_interval_days", "60", "365", "59")),
        ({"key_id": KEY, "auto_rotation_interval_days": 366}, ("auto_rotation_interval_days", "60", "365", "366")),
        ({"key_id": KEY, "auto_rotation_interval_days": -1}, ("auto_rotation_interval_days", "60", "365", "-1")),
        ({"key_id": KEY, "rotate_after_days": 0}, ("rotate_after_days", "0")),
        ({"key_id": KEY, "deletion_days": 31}, ("deletion_days", "7", "30", "31")),
        ({"key_id": KEY, "freeform_tags": {"a": None}}, ("freeform_tags.a",)),
        ({"key_id": KEY, "wait_timeout": 0}, ("wait_timeout", "0")),
    ],
)
def test_wrong_options_are_refused_before_any_request(
    officer: Officer, options: dict[str, Any], named: tuple[str, ...]
) -> None:
    with pytest.raises(Failure) as caught:
        officer.run(task, **options)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, *named)
    assert officer.requests() == []


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"algorithm": "RSA"}, "length"),
        ({"algorithm": "ECDSA"}, "curve_id"),
        ({"algorithm": "ECDSA", "length": 256, "services": ["object_storage"]}, "AES"),
    ],
)
def test_a_new_key_needs_a_whole_shape(officer: Officer, options: dict[str, Any], named: str) -> None:
    for check in (True, False):
        failure = refused(officer, check=check, **options)
        assert failure.kind == "BadOption"
        assert names(failure, named)
    assert "create_key" not in officer.sent()


UNSETTLED = (*VARIANTS, *SEARCH)
COMBINED = mixtures(UNSETTLED, 2)


# -- whatever OCI really does ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", COMBINED, ids=lambda chosen: f"seed {SEED} " + "+".join(chosen.values()))
def test_the_life_of_a_key(make_cloud: MakeCloud, chosen: dict[str, str]) -> None:
    """Told the same in every variant, in mixtures of them, in a vault that is replicated."""
    officer = able_to_look(Officer(make_cloud(**chosen)))
    named: dict[str, Any] = {"display_name": NEW, "vault_id": replicated_vault(officer)}

    def step(expected: bool, **options: Any) -> None:
        predicted = officer.run(task, check=True, **named, **options)
        done = officer.run(task, **named, **options)
        assert predicted["changed"] is done["changed"] is expected
        assert predictable(predicted["resource"]) == predictable(done["resource"])
        assert done["verified"]

    step(True, services=["block_volume", "autonomous_database"])
    step(False, length=256)
    step(True, freeform_tags={"a": "b"})
    step(True, state="disabled")
    step(False, state="disabled")
    step(True)
    officer.cloud.clock.advance(2 * DAY)
    step(True, rotate_after_days=1)
    step(False, rotate_after_days=1)
    step(True, state="absent")
    step(False, state="absent")
    step(True)
    assert len(officer.named("key", NEW)) == 1
    for entry in officer.requests():
        assert entry.status < 500

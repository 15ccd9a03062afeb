# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_vault names missing statements and limits, rejects wrong options, and reports alike in every variant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as task
from simulator.cloud import Cloud
from simulator.services.key_management.variants import VARIANTS
from tests.clouds import MakeCloud
from tests.failures import advises, lacks, names
from tests.functional.oci_kms_vault.vaults import (
    NEW,
    PHX,
    predictable,
    refused,
    vault,
    with_replication,
)
from tests.mixtures import SEED, mixtures
from tests.officer import Officer

# -- denied and wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_denied_names_the_statement_that_is_missing(cloud: Cloud, check: bool) -> None:
    failure = refused(Officer(cloud, "newcomer"), check=check)
    assert (failure.status, failure.operation) == (404, "ListVaults")
    assert lacks(failure, "Allow group <your group> to inspect vaults in compartment id ")
    assert failure.opc_request_id


def test_who_may_only_read_gets_the_missing_statements(cloud: Cloud) -> None:
    auditor = Officer(cloud, "auditor")
    assert vault(auditor, check=True)["changed"]
    failure = refused(auditor)
    assert failure.operation == "CreateVault"
    assert lacks(failure, "to manage vaults in compartment id ")


def test_a_vault_that_is_not_there(officer: Officer) -> None:
    missing = officer.vault_id()[:-4] + "beef"
    for state in ("present", "absent"):
        failure = refused(officer, vault_id=missing, state=state)
        assert failure.status == 404
        assert failure.resource == missing
        assert names(failure, missing)


def test_the_limit_of_private_vaults(make_cloud: MakeCloud) -> None:
    officer = Officer(make_cloud(virtual_private_vault_limit="0"))
    failure = refused(officer, vault_type="VIRTUAL_PRIVATE")
    assert failure.code == "LimitExceeded"
    assert advises(failure, "us-ashburn-1")
    assert advises(failure, "vault_type=DEFAULT")
    assert vault(officer)["changed"]


def test_the_limit_of_private_vaults_where_the_replica_is_to_be(officer: Officer) -> None:
    with_replication(officer)
    vault(officer, vault_type="VIRTUAL_PRIVATE")
    officer.fault(operation="create_vault_replica", status=400, code="LimitExceeded", message="The limit is reached.")
    failure = refused(officer, replica_region=PHX)
    assert failure.code == "LimitExceeded"
    assert advises(failure, PHX)
    assert advises(failure, "replica_region")


def test_another_limit_gets_no_advice_about_private_vaults(officer: Officer) -> None:
    officer.fault(operation="create_vault", status=400, code="LimitExceeded", message="The limit is reached.")
    failure = refused(officer)
    assert (failure.code, failure.advice) == ("LimitExceeded", ())


VAULT = "ocid1.vault.oc1.iad.short.unique"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, ("vault_id", "display_name", "compartment_id")),
        ({"display_name": NEW}, ("compartment_id",)),
        ({"display_name": " ", "compartment_id": "ocid1.compartment.oc1..unique"}, ("display_name",)),
        ({"display_name": NEW, "compartment_id": "security"}, ("compartment_id", "'security'")),
        ({"display_name": NEW, "compartment_id": VAULT}, ("compartment_id", VAULT, "vault_id")),
        ({"vault_id": "my vault"}, ("vault_id", "'my vault'")),
        ({"vault_id": ""}, ("vault_id",)),
        ({"vault_id": "ocid1.key.oc1.iad.short.unique"}, ("vault_id", "'key'")),
        ({"vault_id": VAULT, "deletion_days": 6}, ("deletion_days", "7", "30", "6")),
        ({"vault_id": VAULT, "deletion_days": 31}, ("deletion_days", "7", "30", "31")),
        ({"vault_id": VAULT, "replica_region": "phoenix, please"}, ("replica_region", "'phoenix, please'")),
        ({"vault_id": VAULT, "replica_region": ""}, ("replica_region",)),
        ({"vault_id": VAULT, "freeform_tags": {"a": True}}, ("freeform_tags.a",)),
        ({"vault_id": VAULT, "freeform_tags": {"a": ["b"]}}, ("freeform_tags.a",)),
        ({"vault_id": VAULT, "defined_tags": {"a": "b"}}, ("defined_tags.a",)),
        ({"vault_id": VAULT, "defined_tags": {"a": {"b": None}}}, ("defined_tags.a.b",)),
        ({"vault_id": VAULT, "wait_timeout": 0}, ("wait_timeout", "0")),
        ({"vault_id": VAULT, "wait_interval": 0}, ("wait_interval", "0")),
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


COMBINED = mixtures(VARIANTS, 2)


# -- whatever OCI really does ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", COMBINED, ids=lambda chosen: f"seed {SEED} " + "+".join(chosen.values()))
def test_the_life_of_a_vault(make_cloud: MakeCloud, chosen: dict[str, str]) -> None:
    """Reported alike in every variant, in mixtures of them."""
    officer = with_replication(Officer(make_cloud(**chosen)))

    def step(expected: bool, **options: Any) -> dict[str, Any]:
        predicted = vault(officer, check=True, **options)
        done = vault(officer, **options)
        assert predicted["changed"] is done["changed"] is expected
        assert predictable(predicted["resource"]) == predictable(done["resource"])
        return done

    steps: list[Callable[[], Any]] = [
        lambda: step(True),
        lambda: step(False),
        lambda: step(True, freeform_tags={"a": "b"}),
        lambda: step(True, replica_region=PHX),
        lambda: step(False, replica_region=PHX, freeform_tags={"a": "b"}),
        lambda: step(True, state="absent"),
        lambda: step(False, state="absent"),
        lambda: step(True, replica_region=PHX),
        lambda: step(False),
    ]
    for each in steps:
        each()
    assert len(officer.named("vault", NEW)) == 1
    for entry in officer.requests():
        assert entry.status < 500

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the document on Autonomous Databases (002), and the answers that it prints."""

from __future__ import annotations

from typing import Any

from tests.conformance.cli import Cli
from tests.conformance.printed import A_COMPARTMENT, A_DATABASE, A_KEY, A_VAULT, AN_ENDPOINT


def test_finding_the_databases_without_a_customer_managed_key(cli: Cli, tenancy: dict[str, Any]) -> None:
    first, *others = cli.printed("002:39")
    assert first == tenancy["tenancy_id"]
    assert set(others) == set(tenancy["compartments"].values())
    databases = tenancy["autonomous_databases"]
    found = cli.printed("002:53", {A_COMPARTMENT: tenancy["compartments"]["projx"]})
    assert sorted(found) == sorted(databases.values())
    assert cli.printed("002:67", {A_DATABASE: databases["adb-oracle-managed"]}) == "ORACLE_MANAGED_KEY"


def test_giving_a_database_a_key_of_a_new_vault(cli: Cli, tenancy: dict[str, Any]) -> None:
    compartment_id, database_id = tenancy["compartments"]["security"], tenancy["autonomous_databases"]["adb-wrong-key"]

    answer = cli.printed("002:126", {A_COMPARTMENT: compartment_id})
    made = answer["data"]
    vault_id = made["id"]
    assert vault_id.startswith("ocid1.vault.oc1.")
    assert answer["etag"]
    del made["time-created"]  # of which the document says nothing
    assert made == {
        "compartment-id": compartment_id,
        "crypto-endpoint": None,
        "defined-tags": {},
        "display-name": "cc-project5-oci-vault",
        "external-key-manager-metadata-summary": None,
        "freeform-tags": {},
        "id": vault_id,
        "is-primary": True,
        "is-vault-replicable": None,
        "lifecycle-state": "CREATING",
        "management-endpoint": None,
        "replica-details": None,
        "restored-from-vault-id": None,
        "time-of-deletion": None,
        "vault-type": "DEFAULT",
        "wrappingkey-id": "",
    }

    cli.until(f"oci kms management vault get --vault-id {vault_id}", "ACTIVE")
    endpoint = cli.printed("002:157", {A_VAULT: vault_id})
    prefix = vault_id.split(".")[4]
    assert endpoint == f"https://{prefix}-management.kms.{tenancy['home_region']}.oraclecloud.com"

    key_id = cli.printed("002:167", {AN_ENDPOINT: endpoint, A_COMPARTMENT: compartment_id})
    assert key_id.startswith(f"ocid1.key.oc1.iad.{prefix}.")
    cli.until(f"oci kms management key get --key-id {key_id} --endpoint {endpoint}", "ENABLED")

    answer = cli.printed("002:181", {A_DATABASE: database_id, A_VAULT: vault_id, A_KEY: key_id})
    assert answer.keys() == {"etag", "opc-work-request-id"}
    assert answer["opc-work-request-id"].startswith("ocid1.coreservicesworkrequest.oc1.")
    cli.until(f"oci db autonomous-database get --autonomous-database-id {database_id}", "AVAILABLE")
    assert cli.printed("002:67", {A_DATABASE: database_id}) == key_id

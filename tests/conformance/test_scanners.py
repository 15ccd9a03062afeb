# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What scanners look at beyond keys: every type of Resource Search, and the users of the identity domain."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.cli import Cli, CommandFailed


@pytest.mark.parametrize("types", ["capturefilter", "quota", "VCN, instance, database, dbsystem", "ormstack"])
def test_types_of_which_there_are_none(cli: Cli, types: str) -> None:
    found = cli(f'oci search resource structured-search --query-text "query {types} resources"')
    assert found["data"]["items"] == []


def test_every_type_is_listed(cli: Cli) -> None:
    names = {each["name"].lower() for each in cli("oci search resource-type list --all")["data"]}
    assert {"capturefilter", "quota", "volume", "bucket", "vaultsecret", "zprpolicy"} <= names


def test_a_type_that_does_not_exist(cli: Cli) -> None:
    with pytest.raises(CommandFailed) as caught:
        cli('oci search resource structured-search --query-text "query nothing resources"')
    assert caught.value.error["status"] == 400


def test_the_users_of_the_domain_are_those_of_the_tenancy(cli: Cli, tenancy: dict[str, Any]) -> None:
    root = tenancy["tenancy_id"]
    (domain,) = cli(f"oci iam domain list --compartment-id {root}")["data"]
    users = cli(f"oci identity-domains users list --no-retry --endpoint {domain['url']} --attribute-sets all")["data"]
    known = {user["id"]: user["name"] for user in cli(f"oci iam user list --compartment-id {root} --all")["data"]}
    assert users["total-results"] >= len(tenancy["users"]) > 1
    assert {user["ocid"]: user["user-name"] for user in users["resources"]} == known
    (admin,) = (user for user in users["resources"] if user["user-name"] == "admin")
    assert [group["display"] for group in admin["groups"]] == ["Administrators"]


def test_a_user_that_the_domain_does_not_have(cli: Cli, tenancy: dict[str, Any]) -> None:
    (domain,) = cli(f"oci iam domain list --compartment-id {tenancy['tenancy_id']}")["data"]
    with pytest.raises(CommandFailed) as caught:
        cli(f"oci identity-domains user get --endpoint {domain['url']} --user-id nobody")
    assert (caught.value.error["status"], caught.value.error["code"]) == (404, None)
    assert caught.value.error["schemas"][0] == "urn:ietf:params:scim:api:messages:2.0:Error"


def test_the_host_of_no_domain_does_not_resolve(cli: Cli) -> None:
    with pytest.raises(CommandFailed) as caught:
        cli(f"oci identity-domains users list --no-retry --endpoint https://idcs-{'0' * 32}.identity.oraclecloud.com")
    assert caught.value.output.startswith("RequestException")

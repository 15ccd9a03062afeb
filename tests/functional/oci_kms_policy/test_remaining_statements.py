# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a policy still allows after `state=absent` is removed or reported, however its statements are written."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clouds import MakeCloud
from tests.functional.oci_kms_policy.author import Author
from tests.functional.oci_kms_policy.test_missing_statements import held_by
from tests.results import codes

GROUP: dict[str, Any] = {"groups": ["projx-admin-group"]}
DATABASES: dict[str, Any] = {"dynamic_groups": ["project-databases"]}


def holding(author: Author, *statements: str) -> tuple[str, ...]:
    """The statements of a policy `cmk` in the compartment of the keys, with the OCIDs of the tenancy."""
    written = tuple(each.format(**_ocids(author)) for each in statements)
    author.run(services=["block_volume"])
    store = author.cloud.tenancy.store
    policy = next(each for each in store.listing("policy") if each.data["name"] == "cmk")
    store.change(policy, {"statements": list(written)})
    return written


def _ocids(author: Author) -> dict[str, str]:
    store = author.cloud.tenancy.store
    groups = [*store.listing("group"), *store.listing("dynamic_group")]
    ids = {str(each.data["name"]).replace("-", "_"): each.id for each in groups}
    return {**ids, "security": author.security, "key": author.key}


@pytest.mark.parametrize(
    ("options", "statements"),
    [
        (GROUP, ["Allow group id {projx_admin_group} to use key-delegate in compartment id {security}"]),
        (
            DATABASES,
            [
                "Allow dynamic-group id {project_databases} to use keys in compartment id {security}",
                "Allow dynamic-group id {project_databases} to use vaults in compartment id {security}",
            ],
        ),
    ],
    ids=["group", "dynamic group"],
)
def test_a_statement_with_the_ocid_of_the_group_is_removed(
    author: Author, options: dict[str, Any], statements: list[str]
) -> None:
    written = holding(author, *statements)
    predicted = author.run(check=True, **options, state="absent")
    done = author.run(**options, state="absent")
    assert predicted["removed_statements"] == done["removed_statements"] == list(written)
    assert done["remaining_statements"] == done["notices"] == author.statements == []


def test_a_statement_with_the_name_of_the_group_is_removed_by_its_ocid(author: Author) -> None:
    author.run(**GROUP)
    done = author.run(groups=[_ocids(author)["projx_admin_group"]], state="absent")
    assert (done["changed"], author.statements) == (True, [])


@pytest.mark.parametrize(
    "statements",
    [
        [
            "Allow group projx-admin-group to {{KEY_ASSOCIATE}} in compartment security",
            "Allow group id {projx_admin_group} to {{KEY_DISASSOCIATE}} in compartment security",
        ],
        ["Allow group projx-admin-group, auditors to use key-delegate in compartment id {security}"],
        ["Allow group id {projx_admin_group} to manage key-delegate in tenancy"],
        ["Allow any-user to use key-delegate in compartment security where request.principal.type = 'user'"],
    ],
    ids=["together", "with another group", "by OCID and wider", "any user"],
)
def test_what_still_allows_it_is_reported(author: Author, statements: list[str]) -> None:
    written = holding(author, *statements)
    for check in (True, False):
        result = author.run(check=check, **GROUP, state="absent")
        assert result["changed"] is False
        assert codes(result) == ["StatementNotRemoved"] * len(written)
        assert result["remaining_statements"] == list(written)
        assert all(text in each["text"] for text, each in zip(written, result["notices"], strict=True))
    assert author.statements == list(written)


@pytest.mark.parametrize(
    "statement",
    [
        "Allow any-user to use key-delegate in compartment security where request.groups.id = '{projx_admin_group}'",
        "Allow group projx-admin-group to use key-delegate in compartment security where target.key.id = '{key}'",
        "Allow group projx-admin-group to use key-delegate in compartment security where request.user.name = 'x'",
    ],
    ids=["group in a condition", "one key of all", "another condition"],
)
def test_what_may_still_allow_it_is_reported(author: Author, statement: str) -> None:
    (written,) = holding(author, statement)
    for check in (True, False):
        result = author.run(check=check, **GROUP, state="absent")
        assert codes(result) == ["StatementMayRemain"]
        assert result["remaining_statements"] == [written]
        assert written in result["notices"][0]["text"]


def test_what_may_allow_the_rest_is_reported_with_what_allows_a_part(author: Author) -> None:
    written = holding(
        author,
        "Allow group projx-admin-group to {{KEY_ASSOCIATE}} in compartment security",
        "Allow group projx-admin-group to {{KEY_DISASSOCIATE}} in compartment security where request.user.name = 'x'",
    )
    result = author.run(**GROUP, state="absent")
    assert codes(result) == ["StatementMayRemain"] * 2
    assert result["remaining_statements"] == list(written)


def test_an_ocid_that_cannot_be_looked_up_may_be_the_group(author: Author) -> None:
    (written,) = holding(author, "Allow group id {projx_admin_group} to use key-delegate in compartment id {security}")
    author.operator.fault(operation="list_groups", status=404, code="NotAuthorizedOrNotFound")
    result = author.run(**GROUP, state="absent")
    assert codes(result) == ["StatementMayRemain"]
    assert result["remaining_statements"] == author.statements == [written]


@pytest.mark.parametrize(
    "statement",
    [
        "Allow group auditors to use key-delegate in compartment id {security}",
        "Allow group projx-admin-group to use key-delegate in compartment id {security} where target.key.id = 'other'",
        "Allow group projx-admin-group to read keys in compartment id {security}",
    ],
    ids=["another group", "another key", "other permissions"],
)
def test_what_allows_something_else_is_not_reported(author: Author, statement: str) -> None:
    holding(author, statement)
    result = author.run(**GROUP, kms_key_ids=[author.key], state="absent")
    assert result["remaining_statements"] == result["notices"] == []


def test_what_the_policy_denies_as_well_is_not_allowed(author: Author) -> None:
    holding(
        author,
        "Allow any-user to use key-delegate in compartment security",
        "Deny group projx-admin-group to use key-delegate in compartment security",
    )
    assert author.run(**GROUP, state="absent")["remaining_statements"] == []


@pytest.fixture
def guarded(make_cloud: MakeCloud) -> Author:
    """An author whose policy denies what it is to allow."""
    author = Author(make_cloud(deny_policies="enabled"))
    holding(
        author,
        "Deny group projx-admin-group to use key-delegate in compartment id {security}",
        "Allow group auditors to inspect keys in compartment id {security}",
    )
    return author


def test_purge_keeps_what_denies(guarded: Author) -> None:
    denial, other = guarded.statements
    predicted = guarded.run(check=True, **GROUP, purge=True)
    done = guarded.run(**GROUP, purge=True)
    assert predicted["resource"] == done["resource"]
    assert done["removed_statements"] == [other]
    assert guarded.statements == [denial, *done["added_statements"]]
    for result in (predicted, done, guarded.run(**GROUP, purge=True)):
        assert codes(result) == ["DenialNotRemoved", "StatementDenied"]
        assert all(denial in each["text"] for each in result["notices"])


def test_purge_keeps_the_definitions_of_what_denies(guarded: Author) -> None:
    written = holding(
        guarded,
        "Define tenancy partner as ocid1.tenancy.oc1..partner",
        "Deny endorse group projx-admin-group to manage buckets in tenancy partner",
    )
    assert guarded.run(**GROUP, purge=True)["removed_statements"] == []
    assert guarded.statements[:2] == list(written)


def test_a_statement_that_is_denied_is_reported(guarded: Author) -> None:
    denial = guarded.statements[0]
    for check in (True, False, False):
        result = guarded.run(check=check, **GROUP)
        assert codes(result) == ["StatementDenied"]
        assert denial in result["notices"][0]["text"]
    assert result["changed"] is False


def test_a_statement_that_another_policy_may_deny_is_reported(author: Author) -> None:
    denial = "Deny group projx-admin-group to use key-delegate in tenancy where request.user.name = 'x'"
    held_by(author, author.cloud.tenancy.id, denial)
    for check in (True, False, False):
        result = author.run(check=check, **GROUP)
        assert codes(result) == ["StatementUncertain"]
        assert denial in result["notices"][0]["text"]

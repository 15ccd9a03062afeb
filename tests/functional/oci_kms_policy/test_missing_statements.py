# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of an intent is missing is reported, however the policies that are there put it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.oci_kms_policy.author import INTENT, Author
from tests.results import codes, noted


def test_what_is_missing(author: Author) -> None:
    missing = author.run(**INTENT, state="check")
    assert missing["changed"] is False
    assert missing["missing_statements"] == missing["needed_statements"]
    assert len(missing["missing_statements"]) == 5
    author.run(**{**INTENT, "groups": []})
    left = author.run(**INTENT, state="check")
    assert left["missing_statements"] == [
        f"Allow group 'projx-admin-group' to use key-delegate in compartment id {author.security}"
    ]
    assert set(left) - {"changed", "notices", "warnings", "deprecations"} == {
        "missing_statements",
        "needed_statements",
        "uncertain_statements",
    }


def held_by(author: Author, compartment_id: str, *statements: str) -> None:
    """Another policy, which somebody wrote by hand."""
    store = author.cloud.tenancy.store
    data = {
        "compartmentId": compartment_id,
        "name": f"by-hand-{len(store)}",
        "description": "by hand",
        "statements": list(statements),
        "lifecycleState": "ACTIVE",
    }
    store.add("policy", data, hidden={"effective_statements": statements})


def missing(author: Author, **intent: Any) -> list[str]:
    return list(author.run(**intent, state="check")["missing_statements"])


KINDS_OF_GROUP = [
    ("groups", "group", "projx-admin-group", "use key-delegate"),
    ("dynamic_groups", "dynamic-group", "project-databases", "use keys"),
]


@pytest.mark.parametrize(("option", "kind", "name", "access"), KINDS_OF_GROUP, ids=["group", "dynamic group"])
@pytest.mark.parametrize("asked_by", ["name", "ocid"])
def test_a_group_is_the_same_by_name_and_by_ocid(
    author: Author, option: str, kind: str, name: str, access: str, asked_by: str
) -> None:
    catalogue = author.cloud.catalogue
    made = catalogue["groups" if kind == "group" else "dynamic_groups"]
    ocid = str(made[name])
    other = f"{ocid[:-4]}zzzz"
    subject = {"name": f"id {ocid}", "ocid": f"'Default'/'{name.upper()}'"}[asked_by]
    intent: dict[str, Any] = {option: [{"name": name, "ocid": ocid}[asked_by]]}
    written = [
        f"Allow {kind} {subject} to {each} in compartment id {author.security}" for each in (access, "use vaults")
    ]
    wrong = [
        each.replace(subject, f"id {other}" if asked_by == "name" else f"'other-domain'/'{name}'") for each in written
    ]
    held_by(author, author.security, *wrong)
    assert len(missing(author, **intent)) == (1 if kind == "group" else 2), "another group is another group"
    author.run(services=["block_volume"])
    policy = next(each for each in author.cloud.tenancy.store.listing("policy") if each.data["name"] == "cmk")
    author.cloud.tenancy.store.change(policy, {"statements": [*author.statements, *written]})
    assert missing(author, **intent) == []
    so_far = author.operator.now
    assert author.run(**intent)["changed"] is False
    assert author.operator.writes(after=so_far) == []


def test_groups_are_looked_up_only_where_names_and_ocids_meet(author: Author) -> None:
    author.run(**INTENT)
    so_far = author.operator.now
    author.run(**INTENT)
    author.run(**INTENT, state="check")
    assert not {"identity.list_groups", "identity.list_dynamic_groups"} & {
        each.operation for each in author.operator.requests(after=so_far)
    }


def test_who_may_not_see_groups_gets_notice_that_the_answer_may_be_wrong(author: Author) -> None:
    held_by(
        author,
        author.security,
        f"Allow group id {author.cloud.catalogue['groups']['projx-admin-group']} to use key-delegate in tenancy",
    )
    author.operator.fault(operation="list_groups", status=404, code="NotAuthorizedOrNotFound")
    result = author.run(groups=["projx-admin-group"], state="check")
    assert result["missing_statements"] == []
    assert len(result["uncertain_statements"]) == 1
    assert codes(result) == ["PoliciesNotRead", "StatementUncertain"]
    unread, reason = result["notices"]
    assert any("inspect groups in tenancy" in each for each in unread["failure"]["missing_statements"])
    assert "Allow group id" in reason["text"]


@pytest.mark.parametrize(
    ("granted", "lacking"),
    [
        ("use key-delegate in tenancy where request.permission = 'KEY_ASSOCIATE'", "KEY_DISASSOCIATE"),
        ("{{KEY_READ, KEY_DISASSOCIATE}} in tenancy where target.key.id = '{key}'", "KEY_ASSOCIATE"),
        ("use key-delegate in tenancy where request.permission != /KEY_ASS*/", "KEY_ASSOCIATE"),
    ],
)
def test_what_is_held_in_part_is_missing_and_says_so(author: Author, granted: str, lacking: str) -> None:
    statement = f"Allow group projx-admin-group to {granted.format(key=author.key)}"
    held_by(author, author.cloud.tenancy.id, statement)
    result = author.run(groups=["projx-admin-group"], kms_key_ids=[author.key], state="check")
    assert result["uncertain_statements"] == []
    assert result["missing_statements"] == result["needed_statements"]
    assert codes(result) == ["StatementMissing"]
    assert lacking in result["notices"][0]["text"]


@pytest.mark.parametrize(
    "wider",
    [
        "manage keys in compartment security",
        "use keys in compartment id {security}",
        "manage key-family in tenancy",
        "use all-resources in tenancy",
        "use keys in compartment id {security} where any {{target.key.id = 'x', target.key.id = '{key}'}}",
    ],
)
def test_what_allows_more_is_not_missing(author: Author, wider: str) -> None:
    intent = {"services": ["block_volume"], "kms_key_ids": [author.key]}
    assert len(missing(author, **intent)) == 1
    statement = f"Allow service blockstorage to {wider.format(security=author.security, key=author.key)}"
    held_by(author, author.cloud.tenancy.id, statement)
    assert missing(author, **intent) == []


@pytest.mark.parametrize(
    "other",
    [
        "read keys in compartment security",
        "use vaults in compartment security",
        "use keys in compartment projx",
        "use keys in compartment security where target.key.id = 'another'",
        "use keys in compartment security where all {{target.key.id = 'another', request.region = 'iad'}}",
        "use volume-family in tenancy",
    ],
)
def test_what_allows_less_or_else_leaves_it_missing(author: Author, other: str) -> None:
    statement = f"Allow service blockstorage to {other.format(key=author.key)}"
    held_by(author, author.cloud.tenancy.id, statement)
    assert len(missing(author, services=["block_volume"], kms_key_ids=[author.key])) == 1


@pytest.mark.parametrize(
    "condition",
    [
        "target.resource.tag.a.b = 'c'",
        "request.utc-timestamp before '2030-01-01T00:00Z'",
        "all {{target.key.id = '{key}', request.region = 'iad'}}",
        "any {{target.key.id = 'another', request.networkSource.name = 'office'}}",
    ],
)
def test_what_cannot_be_decided_is_neither_missing_nor_held(author: Author, condition: str) -> None:
    statement = f"Allow service blockstorage to use keys in tenancy where {condition.format(key=author.key)}"
    held_by(author, author.cloud.tenancy.id, statement)
    result = author.run(services=["block_volume"], kms_key_ids=[author.key], state="check")
    assert result["missing_statements"] == []
    assert result["uncertain_statements"] == result["needed_statements"]
    assert codes(result) == ["StatementUncertain"]
    assert statement in result["notices"][0]["text"]
    assert result["needed_statements"][0] in result["notices"][0]["text"]
    assert author.run(services=["block_volume"], kms_key_ids=[author.key])["changed"] is True
    assert author.run(services=["block_volume"], kms_key_ids=[author.key], state="check")["uncertain_statements"] == []


@pytest.mark.parametrize(
    "other",
    [
        "use keys in tenancy where target.vault.id = '{vault}'",
        "{{KEY_INSPECT, KEY_READ, KEY_ENCRYPT, KEY_DECRYPT, KEY_EXPORT, KEY_SIGN, KEY_VERIFY}} in tenancy",
        "use keys in tenancy where target.key.id != 'another'",
        "use keys in tenancy where target.key.id = /{key}*/",
    ],
)
def test_what_is_put_in_other_words_is_held(author: Author, other: str) -> None:
    held_by(
        author,
        author.cloud.tenancy.id,
        f"Allow service blockstorage to {other.format(key=author.key, vault=author.operator.vault)}",
    )
    result = author.run(services=["block_volume"], kms_key_ids=[author.key], state="check")
    assert (result["missing_statements"], result["uncertain_statements"]) == ([], [])


def test_what_is_denied_is_missing_and_the_denial_is_named(author: Author) -> None:
    author.run(services=["block_volume"])
    denial = "Deny service blockstorage to use keys in compartment security"
    held_by(author, author.cloud.tenancy.id, denial)
    result = author.run(services=["block_volume"], state="check")
    assert result["missing_statements"] == result["needed_statements"]
    assert codes(result) == ["StatementDenied"]
    assert denial in result["notices"][0]["text"]


def test_policies_above_what_may_be_seen_are_not_forgotten(author: Author) -> None:
    """The root's policies count even where the compartment between may not be read, and that is said."""
    held_by(author, author.cloud.tenancy.id, "Allow service blockstorage to use keys in tenancy")
    author.operator.fault(operation="get_compartment", status=404, code="NotAuthorizedOrNotFound")
    result = author.run(services=["block_volume"], groups=["projx-admin-group"], state="check")
    assert [each.split(" to ")[0] for each in result["uncertain_statements"]] == ["Allow group 'projx-admin-group'"]
    assert result["missing_statements"] == []
    assert author.security in noted(result, "PoliciesNotRead")

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every type keeps every promise of the collection: idempotent, honest in check mode, verified, clear."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from simulator.cloud import Cloud
from tests.contract.operator import Operator
from tests.contract.rows import Row


def test_reads_unset(operator: Operator, row: Row) -> None:
    result = operator.unassign(operator.id(row.oracle_managed))
    assert result["changed"] is False
    assert result["resource"]["kms_key_id"] is None
    assert result["previous_kms_key_id"] is None
    assert operator.writes() == []


def test_assigns_and_verifies(operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.oracle_managed)
    result = operator.assign(resource_id, "cmk")
    assert result["changed"] is True
    assert result["verified"] is True
    assert result["resource"]["kms_key_id"] == operator.key("cmk") == operator.key_of(resource_id)
    assert result["resource"]["kms_key_name"] == "cmk"
    assert result["previous_kms_key_id"] is None
    assert result["warnings"] == []
    assert operator.writes() == [row.assign]
    reads_after = [entry.operation for entry in operator.requests() if entry.operation == row.read]
    assert operator.requests()[-1].operation == row.read, "the last thing it did was to look"
    assert len(reads_after) >= 2


def test_the_same_again_writes_nothing(operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.oracle_managed)
    first = operator.assign(resource_id, "cmk")
    so_far = operator.now
    again = operator.assign(resource_id, "cmk")
    assert again["changed"] is False
    assert again["resource"] == first["resource"]
    assert operator.writes(after=so_far) == []


def test_changes_from_one_key_to_another(operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.wrong_key)
    result = operator.assign(resource_id, "cmk")
    assert result["changed"] is True
    assert result["previous_kms_key_id"] == operator.key("cmk-other")
    assert operator.key_of(resource_id) == operator.key("cmk")


def test_unassigns_and_again(operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.right_key)
    result = operator.unassign(resource_id)
    assert result["changed"] is True
    assert result["previous_kms_key_id"] == operator.key("cmk")
    assert result["resource"]["kms_key_id"] is None
    assert operator.key_of(resource_id) is None
    assert operator.writes() == [row.unassign]
    so_far = operator.now
    assert operator.unassign(resource_id)["changed"] is False
    assert operator.writes(after=so_far) == []


@pytest.mark.parametrize("start", ["oracle_managed", "right_key", "wrong_key"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_check_mode_writes_nothing_and_predicts_what_the_run_returns(
    operator: Operator, row: Row, start: str, state: str
) -> None:
    resource_id = operator.id(getattr(row, start))
    options = {"kms_key_id": operator.key("cmk")} if state == "present" else {}
    key_before = operator.key_of(resource_id)
    predicted = operator.run(resource_id, state=state, check=True, **options)
    assert operator.writes() == []
    assert operator.key_of(resource_id) == key_before
    assert operator.run(resource_id, state=state, **options) == predicted


def test_the_diff_equals_the_reads(operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.wrong_key)
    seen_before = operator.run(resource_id, kms_key_id=operator.key("cmk-other"))["resource"]
    result = operator.assign(resource_id, "cmk")
    seen_after = operator.run(resource_id, kms_key_id=operator.key("cmk"))["resource"]
    assert result["diff"] == {"before": seen_before, "after": seen_after}
    assert seen_before["kms_key_name"] == "cmk-other"
    assert seen_after["kms_key_name"] == "cmk"


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_missing_resource_is_an_error_in_check_mode_too(operator: Operator, row: Row, check: bool) -> None:
    with pytest.raises(Failure) as caught:
        operator.run(row.missing, kms_key_id=operator.key("cmk"), check=check)
    failure = caught.value
    assert (failure.status, failure.code, failure.resource) == (404, "NotAuthorizedOrNotFound", row.missing)
    assert failure.opc_request_id
    assert failure.opc_request_id in str(failure)
    assert row.missing in str(failure)
    assert operator.writes() == []


def test_denied_names_the_statement_that_is_missing(cloud: Cloud, row: Row) -> None:
    newcomer = Operator(cloud, row, user="newcomer")
    resource_id = newcomer.id(row.oracle_managed)
    with pytest.raises(Failure) as caught:
        newcomer.assign(resource_id, "cmk")
    message = str(caught.value)
    assert caught.value.status in (400, 404)
    assert caught.value.opc_request_id in message
    assert "use key-delegate" in message
    assert f"target.key.id = '{newcomer.key('cmk')}'" in message
    assert "to use keys" in message, "the service may be what is not allowed"
    assert newcomer.key_of(resource_id) is None


def test_a_key_that_may_be_delegated_but_not_read_is_assigned_with_a_warning(cloud: Cloud, row: Row) -> None:
    """A separate security compartment need not let projects see its keys (oci-facts.md, section 9)."""
    policy = next(each for each in cloud.tenancy.store.listing("policy") if each.data["name"] == "projx-operators")
    blind = tuple(each for each in policy.data["statements"] if " read " not in each)
    cloud.tenancy.store.change(policy, {"statements": list(blind)}, effective_statements=blind)
    operator = Operator(cloud, row)
    resource_id = operator.id(row.oracle_managed)
    result = operator.assign(resource_id, "cmk")
    assert result["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")
    assert len(result["warnings"]) == 1
    assert "could not be" in result["warnings"][0] or "not be read" in result["warnings"][0]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("cmk-disabled", "DISABLED"),
        ("cmk-pending-deletion", "PENDING_DELETION"),
        ("cmk-rsa", "RSA"),
        ("cmk-two-versions", "version"),
        ("cmk-phx", "us-ashburn-1"),
    ],
    ids=["disabled", "pending deletion", "RSA", "two versions", "other region"],
)
def test_a_key_that_will_not_do_is_refused_before_anything_is_written(
    operator: Operator, row: Row, key: str, says: str, check: bool
) -> None:
    resource_id = operator.id(row.oracle_managed)
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, key, check=check)
    assert caught.value.code == "KeyUnusable"
    assert says in str(caught.value)
    assert operator.key(key) in str(caught.value)
    assert operator.writes() == []


def test_a_key_pending_deletion_cannot_even_be_unassigned(operator: Operator, row: Row) -> None:
    with pytest.raises(Failure) as caught:
        operator.unassign(operator.id(row.pending_deletion_key))
    assert "cancel" in str(caught.value)
    assert operator.writes() == []


def test_rewrap_is_explicit_and_writes_every_time(operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.right_key)
    for _run in range(2):
        so_far = operator.now
        result = operator.assign(resource_id, "cmk", rewrap=True)
        assert result["changed"] is True
        assert operator.writes(after=so_far) == [row.assign]
    assert operator.assign(resource_id, "cmk", rewrap=True, check=True)["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "needs kms_key_id"),
        ({"kms_key_id": ""}, "state=absent"),
        ({"kms_key_id": "cmk"}, "kms_key_id"),
        ({"kms_key_id": "ocid1.vault.oc1.iad.short.unique"}, "vault"),
        ({"kms_key_id": "ocid1.key.oc1.iad.short.unique", "state": "absent"}, "absent"),
        ({"state": "absent", "rewrap": True}, "rewrap"),
        ({"kms_key_id": "ocid1.key.oc1.iad.short.unique", "wait_timeout": 0}, "wait_timeout"),
        ({"kms_key_id": "ocid1.key.oc1.iad.short.unique", "vault_id": "my vault"}, "vault_id"),
    ],
    ids=["no key", "empty key", "a name", "a vault", "key with absent", "rewrap with absent", "no patience", "vault"],
)
def test_wrong_options_are_refused_before_anything_is_asked(
    operator: Operator, row: Row, options: dict[str, object], says: str
) -> None:
    with pytest.raises(Failure) as caught:
        operator.run(operator.id(row.oracle_managed), **options)
    assert caught.value.code == "BadOption"
    assert says in str(caught.value)
    assert operator.requests() == []


@pytest.mark.parametrize(
    ("resource_id", "says"),
    [
        ("data-1", "OCID"),
        ("ocid1.bucket.oc1.iad.unique", "bucket"),
        ("ocid1.volumebackup.oc1.iad.unique", "a backup has a key of its own"),
        ("ocid1.key.oc1.iad.short.unique", "kms_key_id"),
        ("", "volume_id"),
    ],
    ids=["a name", "a bucket", "a backup", "a key", "nothing"],
)
def test_an_id_that_is_none_is_refused(operator: Operator, resource_id: str, says: str) -> None:
    with pytest.raises(Failure) as caught:
        operator.run(resource_id, kms_key_id=operator.key("cmk"))
    assert caught.value.code == "BadOption"
    assert says in str(caught.value)
    assert operator.requests() == []

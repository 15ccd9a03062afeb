# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every type keeps every promise of the collection: idempotent, honest in check mode, verified, clear."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._resources.assignment import Assignment
from ansible_collections.cmk.oci.plugins.module_utils._resources.registry import assignable
from simulator.cloud import Cloud
from tests.contract.cases import before_any_request, rows_that
from tests.contract.rows import ROWS, Row
from tests.failures import lacks, names
from tests.operator import Operator
from tests.results import codes, noted


def test_every_registered_type_is_under_contract() -> None:
    assert {row.access for row in ROWS} == set(assignable().values())


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
    assert result["notices"] == []
    assert operator.writes() == [row.assign]
    operations = [entry.operation for entry in operator.requests()]
    written = operations.index(row.assign)
    assert row.read in operations[:written], "it looked before it wrote"
    assert row.read in operations[written:], "it looked at what came of it"


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


@pytest.mark.parametrize("way", ["word", "small word", "map", "map by key", "word and absent"])
def test_the_oracle_managed_key_goes_by_one_name(operator: Operator, row: Row, way: str) -> None:
    ways: dict[str, dict[str, Any]] = {
        "word": {"kms_key_id": "ORACLE_MANAGED_KEY"},
        "small word": {"kms_key_id": " oracle_managed_key "},
        "map": {"kms_key_ids": {"us-ashburn-1": "ORACLE_MANAGED_KEY", "us-phoenix-1": operator.key("cmk-phx")}},
        "map by key": {"kms_key_ids": {"iad": "ORACLE_MANAGED_KEY"}},
        "word and absent": {"kms_key_id": "ORACLE_MANAGED_KEY", "state": "absent"},
    }
    resource_id = operator.id(row.right_key)
    result = operator.run(resource_id, **ways[way])
    assert (result["changed"], result["previous_kms_key_id"]) == (True, operator.key("cmk"))
    assert operator.key_of(resource_id) is None
    assert operator.run(resource_id, **ways[way])["changed"] is False


def test_the_key_of_the_own_region_is_taken_from_a_map(operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.oracle_managed)
    keys = {"phx": operator.key("cmk-phx"), "us-ashburn-1": operator.key("cmk")}
    assert operator.run(resource_id, kms_key_ids=keys)["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")
    with pytest.raises(Failure) as caught:
        operator.run(resource_id, kms_key_ids={"phx": operator.key("cmk-phx")})
    assert caught.value.kind == "BadOption"
    assert names(caught.value, "kms_key_ids", "us-ashburn-1")


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
    options: dict[str, Any] = {"kms_key_id": operator.key("cmk")} if state == "present" else {}
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
    assert (failure.status, failure.code, failure.resource) == (404, row.not_found_code, failure.resource)
    assert failure.opc_request_id
    assert names(failure, row.missing)
    assert operator.writes() == []


def test_denied_names_the_statement_that_is_missing(cloud: Cloud, row: Row) -> None:
    newcomer = Operator(cloud, row, user="newcomer")
    resource_id = newcomer.id(row.oracle_managed)
    # Who may not read the key cannot find its vault either.
    options: dict[str, Any] = {"vault_id": newcomer.vault} if row.access.facts.needs_vault else {}
    if not row.needs_delegate:
        assert newcomer.assign(resource_id, "cmk", **options)["changed"] is True
        return
    with pytest.raises(Failure) as caught:
        newcomer.assign(resource_id, "cmk", **options)
    failure = caught.value
    assert failure.status in (400, 404) or failure.kind == "WorkFailed"
    assert failure.opc_request_id
    assert lacks(failure, "use key-delegate", f"target.key.id = '{newcomer.key('cmk')}'")
    assert lacks(failure, "to use keys"), "the service may be what is not allowed"
    assert newcomer.key_of(resource_id) is None


def test_denied_names_the_statement_about_the_former_key_too(cloud: Cloud, row: Row) -> None:
    newcomer = Operator(cloud, row, user="newcomer")
    resource_id = newcomer.id(row.wrong_key)
    options: dict[str, Any] = {"vault_id": newcomer.vault} if row.access.facts.needs_vault else {}
    if not row.needs_delegate:
        assert newcomer.assign(resource_id, "cmk", **options)["changed"] is True
        return
    with pytest.raises(Failure) as caught:
        newcomer.assign(resource_id, "cmk", **options)
    for key in ("cmk", "cmk-other"):
        assert lacks(caught.value, "to use key-delegate in", f" where target.key.id = '{newcomer.key(key)}'")
    assert newcomer.key_of(resource_id) == newcomer.key("cmk-other")


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_denied_to_the_service_names_the_statement_too(operator: Operator, row: Row, check: bool) -> None:
    """Nobody but OCI knows the grants of a service; only for databases can it be asked in check mode."""
    operator.revoke("services-use-keys")
    resource_id = operator.id(row.oracle_managed)
    if check and not row.rehearsal_shows_grants:
        assert operator.assign(resource_id, "cmk", check=True)["changed"] is True
        return
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, "cmk", check=check)
    assert lacks(caught.value, "to use keys in compartment id ", f"where target.key.id = '{operator.key('cmk')}'")
    assert caught.value.opc_request_id
    assert operator.key_of(resource_id) is None


def test_a_key_that_may_be_delegated_but_not_read_is_assigned_with_a_notice(operator: Operator, row: Row) -> None:
    """A separate security compartment need not let projects see its keys (oci-facts.md, section 9)."""
    operator.revoke("projx-operators", unless=lambda statement: " read " not in statement)
    resource_id = operator.id(row.oracle_managed)
    result = operator.assign(resource_id, "cmk", vault_id=operator.vault)
    assert result["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")
    assert codes(result) == ["KeyNotChecked"]
    assert noted(result, "KeyNotChecked") == [operator.key("cmk")]
    failure = result["notices"][0]["failure"]
    assert (failure["operation"], failure["status"]) in (("GetKey", 404), ("GetVault", 404))
    assert any("to read " in each for each in failure["missing_statements"])


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("cmk-disabled", "DISABLED"),
        ("cmk-pending-deletion", "PENDING_DELETION"),
        ("cmk-rsa", "RSA"),
        ("cmk-phx", "us-ashburn-1"),
    ],
    ids=["disabled", "pending deletion", "RSA", "other region"],
)
def test_a_key_that_will_not_do_is_refused_before_anything_is_written(
    operator: Operator, row: Row, key: str, says: str, check: bool
) -> None:
    assert_refused(operator, row, key, says, check=check)


@rows_that(lambda row: row.unfit_keys)
def test_a_key_that_will_not_do_for_the_type_is_refused_as_well(operator: Operator, row: Row) -> None:
    for key, says in (row.unfit_keys or {}).items():
        assert_refused(operator, row, key, says, check=False)


def assert_refused(operator: Operator, row: Row, key: str, says: str, *, check: bool) -> None:
    resource_id = operator.id(row.oracle_managed)
    with pytest.raises(Failure) as caught:
        operator.assign(resource_id, key, check=check)
    assert caught.value.kind == "KeyUnusable"
    assert names(caught.value, says, operator.key(key))
    assert operator.writes() == []


def test_a_key_that_the_service_refuses_is_refused_clearly(operator: Operator, row: Row) -> None:
    """Whatever code the service has for it: without our own check of the key, its refusal is still one sentence."""
    resource_id = operator.id(row.oracle_managed)
    for key in ("cmk-disabled", "cmk-rsa"):
        with pytest.raises(Failure) as caught:
            operator.assign(resource_id, key, validate_key=False, vault_id=operator.vault)
        assert caught.value.opc_request_id
        assert names(caught.value, operator.key(key))
    assert operator.key_of(resource_id) is None


@rows_that(lambda row: row.has_pending_deletion_key)
def test_a_key_pending_deletion_cannot_even_be_unassigned(operator: Operator, row: Row) -> None:
    with pytest.raises(Failure) as caught:
        operator.unassign(operator.id(f"{row.seeds}-pending-deletion-key"))
    assert caught.value.kind == "KeyUnusable"
    assert names(caught.value, operator.key("cmk-pending-deletion"), "PENDING_DELETION")
    assert operator.writes() == []


@rows_that(lambda row: row.rewraps)
def test_rewrap_is_explicit_and_writes_every_time(operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.right_key)
    for _run in range(2):
        so_far = operator.now
        result = operator.assign(resource_id, "cmk", rewrap=True)
        assert result["changed"] is True
        assert operator.writes(after=so_far) == [row.assign]
    assert operator.assign(resource_id, "cmk", rewrap=True, check=True)["changed"] is True
    assert operator.key_of(resource_id) == operator.key("cmk")


def test_lists_show_what_reads_show(operator: Operator, row: Row) -> None:
    """Every resource of a compartment is there once: with its key, or with the reason why that cannot be told."""
    access = row.access(operator.session)
    if row.access.facts.per_domain:
        operator.allow("Allow group projx-admin-group to inspect compartments in tenancy")
    listed = list(access.list(operator.cloud.catalogue["compartments"]["projx"]))
    keys = {
        each.attributes.get("id", each.resource_id): each.kms_key_id for each in listed if isinstance(each, Assignment)
    }
    unread = [each for each in listed if isinstance(each, Failure)]
    for name in (row.oracle_managed, row.right_key, row.wrong_key):
        assert keys[operator.id(name)] == operator.key_of(operator.id(name))
    assert len(keys) == len(listed) - len(unread)
    assert [failure.kind for failure in unread] == ["KeyUnusable"] * len(unread)
    assert row.by_name == bool(unread), "only buckets are kept shut by their keys"


@before_any_request()
@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, ("kms_key_id",)),
        ({"kms_key_id": ""}, ("kms_key_id", "state=absent")),
        ({"kms_key_id": "cmk"}, ("kms_key_id", "'cmk'")),
        ({"kms_key_id": "none"}, ("kms_key_id", "'none'", "state=absent")),
        ({"kms_key_ids": {"mars!": "ORACLE_MANAGED_KEY"}}, ("kms_key_ids", "mars!")),
        ({"kms_key_ids": {"iad": "cmk"}}, ("kms_key_ids.iad", "'cmk'", "ORACLE_MANAGED_KEY")),
        ({"kms_key_ids": {"iad": 7}}, ("kms_key_ids.iad",)),
        (
            {"kms_key_ids": {"iad": "ORACLE_MANAGED_KEY"}, "kms_key_id": "ORACLE_MANAGED_KEY"},
            ("kms_key_ids", "kms_key_id "),
        ),
        ({"kms_key_ids": {"iad": "ORACLE_MANAGED_KEY"}, "state": "absent"}, ("kms_key_ids", "state=absent")),
        ({"kms_key_id": "ocid1.vault.oc1.iad.short.unique"}, ("kms_key_id", "ocid1.vault.oc1.iad.short.unique")),
        ({"kms_key_id": "ocid1.key.oc1.iad.short.unique", "state": "absent"}, ("kms_key_id", "state=absent")),
        ({"state": "absent", "vault_id": "my vault"}, ("vault_id",)),
        ({"kms_key_name": "cmk"}, ("kms_key_name", "vault_id")),
        (
            {"kms_key_name": "cmk", "kms_key_id": "ocid1.key.oc1.iad.short.unique"},
            ("kms_key_name", "kms_key_id"),
        ),
        ({"kms_key_name": "cmk", "state": "absent"}, ("kms_key_name", "state=absent")),
        ({"kms_key_id": "ocid1.key.oc1.iad.short.unique", "wait_timeout": 0}, ("wait_timeout", "0")),
        ({"kms_key_id": "ocid1.key.oc1.iad.short.unique", "vault_id": "my vault"}, ("vault_id", "'my vault'")),
    ],
    ids=[
        "no key",
        "empty key",
        "a name",
        "none",
        "no region",
        "a name in a map",
        "a number in a map",
        "a key and a map",
        "a map with absent",
        "a vault",
        "key with absent",
        "vault with absent",
        "name without vault",
        "two keys",
        "name with absent",
        "no patience",
        "vault",
    ],
)
def test_wrong_options_are_refused_before_any_request(
    operator: Operator, row: Row, options: dict[str, Any], named: tuple[str, ...]
) -> None:
    with pytest.raises(Failure) as caught:
        operator.run(operator.id(row.oracle_managed), **options)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, *named)
    assert operator.requests() == []


REFUSED_IDS = [
    pytest.param((row, 0), given, named, id=f"{row.name}: {given or 'nothing'}")
    for row in ROWS
    for given, named in row.refused_ids.items()
]


@pytest.mark.parametrize(("row", "given", "named"), REFUSED_IDS, indirect=["row"])
def test_an_id_that_is_none_is_refused(operator: Operator, given: str, named: str) -> None:
    with pytest.raises(Failure) as caught:
        operator.run(given, kms_key_id=operator.key("cmk"))
    assert caught.value.kind == "BadOption"
    assert names(caught.value, operator.row.id_option, given, named)
    assert operator.requests() == []


@rows_that(lambda row: row.rewraps)
def test_rewrap_goes_with_a_key_only(operator: Operator, row: Row) -> None:
    with pytest.raises(Failure) as caught:
        operator.unassign(operator.id(row.right_key), rewrap=True)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, "rewrap", "state=absent")


def test_a_key_may_be_given_by_its_name(operator: Operator, row: Row) -> None:
    resource_id = operator.id(row.oracle_managed)
    named: dict[str, Any] = {"kms_key_name": "cmk", "vault_id": operator.vault}
    predicted = operator.run(resource_id, check=True, **named)
    assert operator.run(resource_id, **named) == predicted
    assert operator.key_of(resource_id) == operator.key("cmk")
    assert operator.run(resource_id, **named)["changed"] is False


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_name_that_no_key_has_is_refused(operator: Operator, row: Row, check: bool) -> None:
    with pytest.raises(Failure) as caught:
        operator.run(operator.id(row.oracle_managed), check=check, kms_key_name="cmkk", vault_id=operator.vault)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, "'cmkk'", operator.vault)
    assert names(caught.value, "'cmk-other'"), "it lists the existing names"
    assert operator.writes() == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_vault_that_is_not_the_keys_is_refused(operator: Operator, row: Row, check: bool) -> None:
    other = operator.vault[:-4] + "beef"
    with pytest.raises(Failure) as caught:
        operator.assign(operator.id(row.oracle_managed), "cmk", check=check, vault_id=other)
    assert caught.value.kind == "BadOption"
    assert names(caught.value, other, operator.vault)
    assert operator.writes() == []

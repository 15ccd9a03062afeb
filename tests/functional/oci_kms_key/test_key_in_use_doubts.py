# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only other keys, vaults and witnesses show keeps a key from being disabled or retired."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from simulator.cloud import Cloud
from tests.bad_answers import MALFORMED, with_entries, with_fields, without_fields
from tests.failures import names
from tests.functional.oci_kms_key.keeper import HARM, LISTS, PHX, REGION, Keeper
from tests.officer import NEEDED_TO_LOOK, Officer

# -- vaults ----------------------------------------------------------------------------------------------------------


def test_keys_that_no_list_shows_are_counted(keeper: Keeper) -> None:
    """Software keys are counted on their own, as the SDK documents it."""
    for usage in ({"keyCount": 2}, {"keyCount": 0, "softwareKeyCount": 2}):
        keeper.officer.rewrite("get_vault_usage", with_fields(**usage))
        with pytest.raises(Failure) as caught:
            keeper.vault()
        assert caught.value.kind == "InUse"
        assert names(caught.value, keeper.vault_id)
        keeper.officer.behave()
    for change in (MALFORMED["an object"], without_fields("keyCount"), MALFORMED["a sign-in page"]):
        keeper.officer.rewrite("get_vault_usage", change)
        with pytest.raises(Failure):
            keeper.vault()
        keeper.officer.behave()
    assert "schedule_vault_deletion" not in keeper.officer.writes()


def test_a_vault_of_which_the_keys_are_not_listed_is_not_empty(keeper: Keeper) -> None:
    keeper.use("volume")
    keeper.officer.rewrite("list_keys", with_entries(lambda entries: []))
    keeper.officer.fault(operation="search_resources", status=404, code="NotAuthorizedOrNotFound")
    with pytest.raises(Failure) as caught:
        keeper.vault(ignore_unreadable=True)
    assert caught.value.results["users"]


NO_KEYS: Mapping[str, Callable[[str], Any]] = {
    "in capitals": str.upper,
    "a word": lambda key_id: "hello",
    "of a vault": lambda key_id: key_id.replace("ocid1.key.", "ocid1.vault."),
    "in quotes": lambda key_id: f'"{key_id}"',
    "a version": lambda key_id: f"{key_id}/version/1",
    "a number": lambda key_id: 7,
    "true": lambda key_id: True,
}
"""What stands where the OCID of a key should, and is none."""


@pytest.mark.parametrize("kind", [each for each in LISTS if each != "bucket"])
def test_what_is_no_key_is_not_taken_for_another_key(keeper: Keeper, kind: str) -> None:
    keeper.use(kind)
    for what, spoil in NO_KEYS.items():

        def spoiled(entries: list[dict[str, Any]], spoil: Callable[[str], Any] = spoil) -> list[dict[str, Any]]:
            own = keeper.key_id
            return [{**each, "kmsKeyId": spoil(own)} if each.get("kmsKeyId") == own else each for each in entries]

        keeper.officer.rewrite(LISTS[kind][0], with_entries(spoiled))
        assert keeper.one_refuses(what, ignore_unreadable=True).kind in ("InUse", "BadAnswer"), what
        keeper.officer.behave()


def test_what_is_no_key_is_not_taken_for_another_key_of_a_bucket(keeper: Keeper) -> None:
    keeper.use("bucket")
    for what, spoil in NO_KEYS.items():
        keeper.officer.rewrite("get_bucket", with_fields(kmsKeyId=spoil(keeper.key_id)))
        keeper.one_refuses(what, ignore_unreadable=True)
        keeper.officer.behave()


@pytest.mark.parametrize("region", [REGION, f"{REGION} ", REGION.upper(), "iad", "IAD", "", 7, None])
def test_a_replica_where_the_vault_is_cannot_be(keeper: Keeper, region: Any) -> None:
    keeper.officer.allow("Allow service keymanagementservice to manage vaults in tenancy")
    keeper.officer.run(vault_task, vault_id=keeper.vault_id, replica_region=PHX)
    keeper.officer.rewrite(
        "list_vault_replicas", with_entries(lambda entries: [{**each, "region": region} for each in entries])
    )
    for failure in keeper.all_refuse("a replica in the region of the vault", ignore_unreadable=True):
        assert failure.kind == "BadAnswer"


def test_a_replica_that_no_list_shows_is_missed(keeper: Keeper) -> None:
    keeper.officer.allow("Allow service keymanagementservice to manage vaults in tenancy")
    keeper.officer.run(vault_task, vault_id=keeper.vault_id, replica_region=PHX)
    keeper.cloud.clock.advance(60)
    keeper.officer.rewrite("list_vault_replicas", with_entries(lambda entries: []))
    for failure in keeper.all_refuse("no replicas"):
        assert failure.kind == "InUse"
        assert len(failure.results["unreadable"]) == 1


# -- disabling -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_key_in_use_is_disabled_on_request_only(keeper: Keeper, check: bool) -> None:
    volume = keeper.use("volume")
    with pytest.raises(Failure) as caught:
        keeper.key(state="disabled", check=check)
    assert caught.value.kind == "InUse"
    assert names(caught.value, "force_disable=true")
    done = keeper.key(state="disabled", force_disable=True, check=check)
    assert done["changed"]
    assert done["resource"]["lifecycle_state"] == "DISABLED"
    assert [each["id"] for each in done["users"]] == [volume]
    assert done["unreadable"] == []
    assert done["notices"] == []
    if not check:
        so_far = keeper.officer.now
        assert not keeper.key(state="disabled")["changed"]
        assert keeper.key(state="present")["changed"]
        assert "list_compartments" not in keeper.officer.sent(after=so_far)


def test_what_stands_in_the_way_of_looking_prevents_no_one_from_disabling_on_request(keeper: Keeper) -> None:
    keeper.officer.rewrite("list_volumes", MALFORMED["a sign-in page"])
    done = keeper.key(state="disabled", force_disable=True)
    assert done["changed"]
    assert "ListVolumes" in done["unreadable"][0]


def test_force_disable_retires_nothing(keeper: Keeper) -> None:
    keeper.use("volume")
    with pytest.raises(Failure) as caught:
        keeper.key(state="absent", force_disable=True)
    assert caught.value.kind == "InUse"


# -- advice ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_off", [False, True])
def test_a_bucket_that_its_own_key_keeps_shut(keeper: Keeper, is_off: bool) -> None:
    off = keeper.officer.stored(keeper.officer.key_id("cmk-disabled"))
    if is_off:
        keeper.key(state="disabled")
    keeper.cloud.tenancy.store.change(off, {"lifecycleState": "DISABLED"})
    with pytest.raises(Failure) as caught:
        keeper.key(state="absent")
    assert (caught.value.kind, caught.value.missing_statements) == ("InUse", ())
    assert names(caught.value, "bucket-disabled-key", "ignore_unreadable=true")


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ({"status": 404, "code": "NotAuthorizedOrNotFound"}, "InUse"),
        ({"status": 501, "code": "NotImplemented"}, "InUse"),
        ({"status": 429, "code": "TooManyRequests"}, "Throttled"),
        ({"status": 503, "code": "ServiceUnavailable"}, "Unavailable"),
        ({"reset": "before"}, "Unreachable"),
    ],
    ids=str,
)
def test_each_trouble_has_its_own_advice(keeper: Keeper, trouble: dict[str, Any], kind: str) -> None:
    keeper.officer.fault(operation="list_volumes", **trouble)
    failure = keeper.one_refuses(str(trouble))
    assert failure.kind == kind
    assert names(failure, "ignore_unreadable") is (trouble.get("status") in (404, 501))


IN_USE = "ENABLED"


def ended(keeper: Keeper, *, check: bool, **options: Any) -> tuple[Any, ...]:
    """What a task comes to, as far as check mode can foresee it."""
    try:
        result = keeper.key(check=check, **options)
    except Failure as failure:
        return (failure.code,)
    return (result["changed"], result["resource"]["lifecycle_state"])


WRONG_READS = [
    (IN_USE, "PENDING_DELETION"),
    (IN_USE, "SCHEDULING_DELETION"),
    (IN_USE, "DISABLED"),
    (IN_USE, "DISABLING"),
    ("DISABLED", "PENDING_DELETION"),
    ("PENDING_DELETION", "DISABLED"),
]
"""The state of the key, and the one that is read: one for which a key is in use is read twice, the next for ever."""


# -- reads of the key that are wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "truth", "wrong", "times"),
    [
        (state, truth, wrong, 2 * ((first + second) % 2))
        for first, state in enumerate(("disabled", "present", "absent"))
        for second, (truth, wrong) in enumerate(WRONG_READS)
    ],
)
def test_a_wrong_read_of_the_key_is_found_out(keeper: Keeper, truth: str, wrong: str, times: int, state: str) -> None:
    """Check mode and the run end alike, and what is in use stays so. With no `times` the read goes on being wrong."""
    keeper.use("volume")
    stored = keeper.officer.stored(keeper.key_id)
    keeper.cloud.tenancy.store.change(stored, {"lifecycleState": truth})
    ways = []
    for check in (True, False):
        keeper.officer.fault(operation="get_key", set_fields={"lifecycleState": wrong}, times=times)
        ways.append(ended(keeper, check=check, state=state))
        keeper.cloud.gateway.faults.clear()
    assert stored.data["lifecycleState"] == truth or (truth != IN_USE and state != "absent")
    assert ways[0] == ways[1]
    if truth == IN_USE and state != "present":
        assert ways[1] == ("InUse",) if times else ("Conflict",)


@pytest.mark.parametrize("wrong", ["PENDING_DELETION", "SCHEDULING_DELETION", "DISABLING"])
@pytest.mark.parametrize("second", [{"status": 404, "code": "NotAuthorizedOrNotFound"}, "wrong", {"body": []}])
def test_a_wrong_read_without_a_second_witness(keeper: Keeper, wrong: str, second: dict[str, Any] | str) -> None:
    """The cancellation that is refused shows it, or the state to which it settles."""
    keeper.use("volume")
    lie = {"set_fields": {"lifecycleState": wrong}}
    keeper.officer.fault(operation="get_key", times=2, **lie)
    keeper.officer.fault(operation="list_keys", **(second if isinstance(second, dict) else lie))
    so_far = keeper.officer.now
    assert ended(keeper, check=False, state="disabled") == ("InUse",)
    assert not HARM & set(keeper.officer.writes(after=so_far))


def test_a_key_that_comes_back_into_use_under_the_run_is_not_disabled(keeper: Keeper) -> None:
    """Someone else cancels its deletion a moment before this run does."""
    keeper.use("volume")
    stored, change = keeper.officer.stored(keeper.key_id), keeper.cloud.tenancy.store.change
    change(stored, {"lifecycleState": "PENDING_DELETION"})
    keeper.cloud.clock.advance(600)
    keeper.officer.before("POST", "/cancelDeletion", lambda: change(stored, {"lifecycleState": IN_USE}))
    assert ended(keeper, check=False, state="disabled") == ("InUse",)
    assert stored.data["lifecycleState"] == IN_USE


@pytest.mark.parametrize("wrong", ["PENDING_DELETION", "DISABLED"])
@pytest.mark.parametrize("state", ["disabled", "present"])
def test_a_wrong_read_in_the_region_of_a_replica(cloud: Cloud, wrong: str, state: str) -> None:
    officer = Officer(cloud)
    officer.allow("Allow service keymanagementservice to manage vaults in tenancy", *NEEDED_TO_LOOK)
    officer.let_bucket_be_read()
    named: dict[str, Any] = {
        "display_name": "replicated",
        "compartment_id": officer.compartment(),
        "replica_region": PHX,
    }
    vault_id = officer.run(vault_task, **named)["resource"]["id"]
    key_id = officer.run(task, display_name="kept", vault_id=vault_id)["resource"]["id"]
    cloud.clock.advance(600)
    there, ways = Officer(cloud, region=PHX), []
    for check in (True, False):
        officer.fault(operation="get_key", region=PHX, set_fields={"lifecycleState": wrong}, times=2)
        try:
            ways.append(there.run(task, check=check, key_id=key_id, vault_id=vault_id, state=state)["changed"])
        except Failure as failure:
            ways.append((failure.kind, names(failure, PHX)))
        cloud.gateway.faults.clear()
    assert ways[0] == ways[1]
    assert ways[0] == (False if state == "present" else ("CannotDo", True))

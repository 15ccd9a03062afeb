# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing in use is disabled or retired, whatever the lists say: what is not known to be unused may be in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from simulator.cloud import Cloud
from simulator.protocol.messages import Response
from simulator.tenancy.clock import timestamp
from tests.contract.bad_answers import MALFORMED, SHORTENED, with_entries, with_fields, without_fields
from tests.contract.conftest import MakeCloud
from tests.contract.failures import advises, names
from tests.contract.officer import NEEDED_TO_LOOK, Officer
from tests.results import codes

REGION, PHX = "us-ashburn-1", "us-phoenix-1"
HARM = {"disable_key", "schedule_key_deletion", "schedule_vault_deletion", "create_key_version"}

# What can be under a key: the list that must show it, and what there is of it in the seeded tenancy, if anything.
LISTS: Mapping[str, tuple[str, tuple[str, str] | None]] = {
    "volume": ("list_volumes", ("volumes", "projy-data")),
    "boot_volume": ("list_boot_volumes", ("boot_volumes", "boot-oracle-managed")),
    "volume_backup": ("list_volume_backups", ("volume_backups", "backup-oracle-managed")),
    "boot_volume_backup": ("list_boot_volume_backups", ("boot_volume_backups", "boot-backup-oracle-managed")),
    "bucket": ("list_buckets", ("buckets", "bucket-oracle-managed")),
    "autonomous_database": ("list_autonomous_databases", ("autonomous_databases", "adb-oracle-managed")),
    "block_volume_replica": ("list_block_volume_replicas", None),
    "boot_volume_replica": ("list_boot_volume_replicas", None),
    "file_system": ("list_file_systems", None),
}


class Keeper:
    """An officer who may look everywhere, with a vault and a key of which nothing is known to be unused."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._turn = 0
        self.officer = Officer(cloud)
        self.officer.allow(*NEEDED_TO_LOOK)
        self.officer.let_bucket_be_read()
        made = self.officer.run(vault_task, display_name="kept", compartment_id=self.officer.compartment())
        self.vault_id = str(made["resource"]["id"])
        self.key_id = str(self.key(key_id=None, display_name="kept", vault_id=self.vault_id)["resource"]["id"])
        cloud.clock.advance(3600)

    def key(self, *, check: bool = False, **options: Any) -> dict[str, Any]:
        return self.officer.run(task, check=check, **{"key_id": getattr(self, "key_id", None), **options})

    def vault(self, **options: Any) -> dict[str, Any]:
        return self.officer.run(vault_task, vault_id=self.vault_id, state="absent", **options)

    def use(self, kind: str) -> str:
        """Something of a kind under the key."""
        store, (dummy, seeded) = self.cloud.tenancy.store, LISTS[kind]
        if seeded is not None:
            found = self.officer.stored(str(self.cloud.catalogue[seeded[0]][seeded[1]]))
            store.change(found, {"kmsKeyId": self.key_id})
            return found.id
        data = {
            "compartmentId": self.officer.compartment("projy"),
            "availabilityDomain": self.cloud.tenancy.regions[REGION].availability_domains[0],
            "displayName": f"{kind} of projy",
            "kmsKeyId": self.key_id,
            "lifecycleState": "AVAILABLE" if "replica" in kind else "ACTIVE",
        }
        return str(store.add(kind, data, region=REGION).id)

    def every_harm(self, **options: Any) -> list[Callable[[], Any]]:
        """Whatever makes what is under the key unusable."""
        return [
            lambda: self.key(state="absent", **options),
            lambda: self.key(state="disabled", **options),
            lambda: self.key(state="absent", check=True, **options),
            lambda: self.vault(**options),
        ]

    def one_refuses(self, what: str, **options: Any) -> Failure:
        """The failure of something harmful, in turn; nothing is written."""
        self._turn += 1
        (failure,) = self.all_refuse(what, only=self._turn, **options)
        return failure

    def all_refuse(self, what: str, *, only: int | None = None, **options: Any) -> list[Failure]:
        """The failures of all that is harmful; nothing is written."""
        failures, so_far = [], self.officer.now
        harms = self.every_harm(**options)
        for act in harms if only is None else [harms[only % len(harms)]]:
            try:
                act()
            except Failure as failure:
                failures.append(failure)
            else:
                pytest.fail(f"went on although a list was answered by {what}")
        assert not HARM & set(self.officer.writes(after=so_far)), what
        return failures


@pytest.fixture
def keeper(cloud: Cloud) -> Keeper:
    return Keeper(cloud)


def test_what_nothing_is_under_is_retired(keeper: Keeper) -> None:
    """Or else nothing below would prove anything."""
    assert keeper.key(state="disabled")["changed"]
    assert keeper.key(state="absent")["changed"]
    assert keeper.vault()["changed"]


@pytest.mark.parametrize("kind", LISTS)
def test_no_answer_of_a_list_hides_a_user(keeper: Keeper, kind: str) -> None:
    """Each list meets every second answer, its neighbours the others; the fault matrix plays all of them."""
    keeper.use(kind)
    for number, (what, change) in enumerate({**MALFORMED, **SHORTENED}.items(), start=list(LISTS).index(kind)):
        if number % 2 and what != "an empty list":
            continue
        for times in (1, 0) if what in ("a sign-in page", "an empty list") else (0,):
            keeper.officer.rewrite(LISTS[kind][0], change, times=times)
            assert keeper.one_refuses(what, ignore_unreadable=True).kind in ("InUse", "BadAnswer"), what
            keeper.officer.behave()
    assert keeper.one_refuses("what it is", ignore_unreadable=True).kind == "InUse"


@pytest.mark.parametrize(
    "operation",
    ["get_namespace", "get_bucket", "list_availability_domains", "list_compartments", "list_vault_replicas"],
)
def test_no_answer_that_a_look_depends_on_is_taken_for_another(keeper: Keeper, operation: str) -> None:
    for what, change in MALFORMED.items():
        if operation == "get_namespace" and what == "a text":
            continue
        keeper.officer.rewrite(operation, change)
        keeper.one_refuses(what, ignore_unreadable=True)
        keeper.officer.behave()


def test_domains_cannot_be_none(keeper: Keeper) -> None:
    keeper.officer.rewrite("list_availability_domains", with_entries(lambda entries: []))
    for failure in keeper.all_refuse("no domains", ignore_unreadable=True):
        assert failure.kind == "BadAnswer"


# -- what the lists lack ---------------------------------------------------------------------------------------------


def without(key: str, *values: str) -> Callable[[Response], None]:
    return with_entries(lambda entries: [each for each in entries if each[key] not in values])


def test_the_list_of_compartments_must_be_whole(keeper: Keeper) -> None:
    own, projx, projy = (keeper.officer.compartment(name) for name in ("security", "projx", "projy"))
    keeper.cloud.tenancy.store.change(keeper.officer.stored(projy), {"compartmentId": projx})
    keeper.officer.fault(operation="search_resources", status=404, code="NotAuthorizedOrNotFound")
    lacking: dict[str, Callable[[Response], None]] = {
        "nothing": with_entries(lambda entries: []),
        "no compartment of the key": without("id", own),
        "no parents": without("id", projx),
        "the first half": with_entries(lambda entries: entries[: len(entries) // 2]),
    }
    for what, change in lacking.items():
        keeper.officer.rewrite("list_compartments", change)
        failure = keeper.one_refuses(what, ignore_unreadable=True)
        assert failure.kind == "InUse"
        assert not names(failure, "ignore_unreadable")
        keeper.cloud.gateway.__dict__.pop("handle", None)
    keeper.officer.behave()
    keeper.officer.rewrite("list_compartments", without("id", projy))
    failure = keeper.one_refuses("no compartment of volumes", ignore_unreadable=True)
    assert (failure.kind, names(failure, projy)) == ("InUse", True)


@pytest.mark.parametrize("state", ["DELETED", "DELETING"])
def test_compartments_that_are_deleted_may_hold_users(keeper: Keeper, state: str) -> None:
    volume = keeper.use("volume")
    projy = keeper.officer.stored(keeper.officer.compartment("projy"))
    keeper.cloud.tenancy.store.change(projy, {"lifecycleState": state})
    for failure in keeper.all_refuse(state, ignore_unreadable=True):
        assert failure.results["users"][0]["id"] == volume


@pytest.mark.parametrize("kind", LISTS)
def test_what_only_the_index_shows_is_not_ignored(keeper: Keeper, kind: str) -> None:
    """It is under another key, and the list lacks it: so what else does it lack?"""
    id = keeper.use(kind)
    keeper.cloud.tenancy.store.change(keeper.officer.stored(id), {"kmsKeyId": keeper.officer.key_id("cmk")})
    keeper.cloud.clock.advance(3600)
    keeper.officer.rewrite(LISTS[kind][0], with_entries(lambda entries: []))
    # Who may only inspect file systems cannot read one, and is told that.
    options = {"ignore_unreadable": kind != "file_system"}
    told = keeper.one_refuses("an empty list", **options).results["unreadable"]
    assert any("which Resource Search shows and no list" in each and REGION in each for each in told)


def test_what_was_just_created_and_is_not_listed_yet_is_read(keeper: Keeper) -> None:
    data = {"compartmentId": keeper.officer.compartment("projy"), "displayName": "new", "sizeInGBs": 50}
    domain = keeper.cloud.tenancy.regions[REGION].availability_domains[0]
    data.update(availabilityDomain=domain, lifecycleState="AVAILABLE", timeCreated=timestamp(keeper.cloud.clock.now()))
    made = keeper.cloud.tenancy.store.add("volume", data, region=REGION)
    keeper.officer.rewrite("list_volumes", without("id", made.id))
    assert keeper.key(state="absent", check=True)["changed"]
    keeper.cloud.tenancy.store.change(made, {"kmsKeyId": keeper.key_id})
    assert keeper.all_refuse("a list that lags")[0].results["users"][0]["id"] == made.id


def test_what_an_index_that_lags_still_shows_is_read(make_cloud: MakeCloud) -> None:
    """Volumes that are under another key by now, and one that is gone."""
    keeper = Keeper(make_cloud(search_lag_seconds="60"))
    store = keeper.cloud.tenancy.store
    one, other = keeper.officer.stored(keeper.use("volume")), keeper.officer.stored(keeper.use("boot_volume"))
    keeper.cloud.clock.advance(120)
    store.change(one, {"kmsKeyId": keeper.officer.key_id("cmk")})
    store.change(other, {"lifecycleState": "TERMINATED"})
    assert keeper.key(state="absent")["changed"]


@pytest.mark.parametrize("other", ["none", "cmk"])
@pytest.mark.parametrize("kind", [each for each in LISTS if each != "bucket"])
def test_what_a_list_tells_of_another_key_is_not_believed_alone(keeper: Keeper, kind: str, other: str) -> None:
    """By the key that the index has, or by that which the resource itself has."""
    used, shown = keeper.use(kind), None if other == "none" else keeper.officer.key_id(other)
    keeper.officer.rewrite(
        LISTS[kind][0], with_entries(lambda entries: [{**each, "kmsKeyId": shown} for each in entries])
    )
    for failure in keeper.all_refuse("another key"):
        # What is needed to look does not include reading a file system.
        found = failure.results["unreadable" if kind == "file_system" else "users"]
        assert [used in str(each) for each in found] == [True]


@pytest.mark.parametrize("kind", ["volume_backup", "boot_volume_backup", "block_volume_replica", "boot_volume_replica"])
def test_what_could_not_be_read_in_time_may_be_under_the_key(keeper: Keeper, kind: str) -> None:
    store = keeper.cloud.tenancy.store
    for _number in range(4):
        found = keeper.officer.stored(keeper.use(kind))
        store.change(found, {"kmsKeyId": None})
        store.add(kind, {name: value for name, value in found.data.items() if name != "id"}, region=REGION)
    keeper.officer.fault(operation=f"get_{kind}", delay=25)
    for failure in keeper.all_refuse("reads that take long", wait_timeout=50):
        assert failure.kind == "InUse"
        assert names(failure, "wait_timeout")
        assert "some of the" in failure.results["unreadable"][0]
    assert keeper.key(state="absent", wait_timeout=1200)["changed"]


def test_what_is_listed_without_the_key_is_read_once(keeper: Keeper) -> None:
    """But for what Resource Search has the keys of, and what was read already."""
    so_far = keeper.officer.now
    keeper.key(state="absent")
    asked, kinds = keeper.officer.asked(after=so_far), keeper.cloud.tenancy.store.listing
    gone = ("TERMINATED", "DELETED")
    for kind in ("volume_backup", "boot_volume_backup", "autonomous_database"):
        assert asked.count(f"get_{kind}") == sum(each.state not in gone for each in kinds(kind)), kind
    assert not {"get_volume", "get_boot_volume", "get_file_system"} & set(asked)


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 400, "code": "InvalidParameter"},
        {"status": 404, "code": "NotAuthorizedOrNotFound"},
        {"status": 503, "code": "ServiceUnavailable"},
        {"reset": "before"},
    ],
    ids=str,
)
def test_without_the_index_the_lists_alone_are_witnesses(keeper: Keeper, trouble: dict[str, Any]) -> None:
    keeper.officer.fault(operation="search_resources", **trouble)
    result = keeper.key(state="absent")
    assert "ResourceSearchUnavailable" in codes(result)
    assert trouble.get("status") in [(each["failure"] or {}).get("status") for each in result["notices"]]


def test_an_index_that_is_no_index_refuses(keeper: Keeper) -> None:
    keeper.officer.rewrite("search_resources", MALFORMED["a sign-in page"], skip=1)
    with pytest.raises(Failure) as caught:
        keeper.key(state="absent", ignore_unreadable=True)
    assert caught.value.kind == "BadAnswer"
    assert advises(caught.value, keeper.key_id)


# -- what is being changed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["PROVISIONING", "UPDATE_PENDING"])
@pytest.mark.parametrize("kind", ["volume", "boot_volume", "autonomous_database"])
def test_what_is_about_to_be_under_the_key_is_waited_for(keeper: Keeper, kind: str, state: str) -> None:
    store = keeper.cloud.tenancy.store
    found = keeper.officer.stored(keeper.use(kind))
    store.change(found, {"kmsKeyId": None, "lifecycleState": state})
    store.after(20, found, {"kmsKeyId": keeper.key_id, "lifecycleState": "AVAILABLE"})
    with pytest.raises(Failure) as caught:
        keeper.key(state="absent")
    assert caught.value.results["users"][0]["id"] == found.id


def test_what_goes_on_changing_may_be_about_to_be_under_the_key(keeper: Keeper) -> None:
    found = keeper.officer.stored(keeper.use("volume"))
    keeper.cloud.tenancy.store.change(found, {"kmsKeyId": None, "lifecycleState": "PROVISIONING"})
    for failure in keeper.all_refuse("PROVISIONING"):
        assert failure.results["unreadable"] == [f"the block volume {found.id} in {REGION}, which is PROVISIONING"]
        assert names(failure, "ignore_unreadable=true")
    assert keeper.key(state="absent", ignore_unreadable=True)["changed"]


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


NO_KEYS = {
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
        assert "list_compartments" not in keeper.officer.asked(after=so_far)


def test_what_stands_in_the_way_of_looking_keeps_nobody_from_disabling_on_request(keeper: Keeper) -> None:
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


# -- reads of the key that are wrong ---------------------------------------------------------------------------------

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
    named = {"display_name": "replicated", "compartment_id": officer.compartment(), "replica_region": PHX}
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

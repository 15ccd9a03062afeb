# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_backup_copy keeps the promises: one copy in the other region, under a key that works there."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

import pytest
from oci.core import models
from oci.key_management.models import CreateKeyDetails, KeyShape

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Accepted, Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_backup_copy as task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from simulator.cloud import Cloud
from simulator.services.block_volume.variants import VARIANTS
from simulator.tenancy.resource import Resource
from tests.clouds import MakeCloud
from tests.failures import advises, is_rendered, lacks, names
from tests.officer import Officer
from tests.policies import assert_only_the_service_is_missing, work_after
from tests.results import codes, noted

HOME, PHX = "us-ashburn-1", "us-phoenix-1"
MANAGED = "ORACLE_MANAGED_KEY"
SEES_ALL = "Allow group projx-admin-group to inspect volume-family in tenancy"


@dataclass(frozen=True)
class Kind:
    """One kind of backup, with a seeded one."""

    name: str
    seeded: str
    of: str
    is_group: bool = False

    @property
    def copy(self) -> str:
        """The operation that copies one."""
        return f"copy_{self.name}"


VOLUME = Kind("volume_backup", "backup-right-key", "sourceVolumeBackupId")
BOOT = Kind("boot_volume_backup", "boot-backup-right-key", "sourceBootVolumeBackupId")
GROUP = Kind("volume_group_backup", "group-backup-mixed", "sourceVolumeGroupBackupId", is_group=True)
KINDS = [VOLUME, BOOT, GROUP]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param


@pytest.fixture
def operator(cloud: Cloud) -> Officer:
    """An operator who sees the backups of all compartments, so that no copy is overlooked."""
    operator = Officer(cloud, "projx-operator")
    operator.allow(SEES_ALL, policy="projx-operators")
    return operator


def source_id(operator: Officer, kind: Kind = VOLUME) -> str:
    return str(operator.cloud.catalogue[f"{kind.name}s"][kind.seeded])


def copy(operator: Officer, kind: Kind = VOLUME, *, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module for the seeded backup, to the other region and under its key unless said otherwise."""
    said = {"kms_key_id", "kms_key_ids", "kms_key_name"} & options.keys()
    key = {} if said else {"kms_key_id": operator.key_id("cmk-phx")}
    defaults = {"backup_id": source_id(operator, kind), "destination_region": PHX, **key}
    return operator.run(task, check=check, **{**defaults, **options})


def refused(operator: Officer, kind: Kind = VOLUME, **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        copy(operator, kind, **options)
    assert is_rendered(caught.value)
    return caught.value


def there(operator: Officer, kind: Kind = VOLUME) -> list[Resource]:
    """The copies that the service holds, gone or not."""
    operator.cloud.tenancy.store.catch_up()
    listing = operator.cloud.tenancy.store.listing(kind.name, region=PHX)
    return [each for each in listing if each.data.get(kind.of) == source_id(operator, kind)]


def keys_there(operator: Officer, kind: Kind) -> set[str | None]:
    """The keys of the copies, or of what is in them."""
    if not kind.is_group:
        return {each.data.get("kmsKeyId") for each in there(operator, kind)}
    members = [member for each in there(operator, kind) for member in each.data["volumeBackupIds"]]
    return {operator.stored(member, PHX).data.get("kmsKeyId") for member in members}


def resources(result: dict[str, Any]) -> list[dict[str, Any]]:
    """What has the key: the copy, or each backup in it."""
    return list(result["resources"]) if "resources" in result else [result["resource"]]


def predictable(result: Any) -> Any:
    """A result without what only the service can tell: OCIDs of what is new."""
    if isinstance(result, dict):
        return {name: predictable(value) for name, value in result.items() if name != "id"}
    return [predictable(each) for each in result] if isinstance(result, list) else result


def set_state(operator: Officer, resource: Resource, state: str) -> None:
    operator.cloud.tenancy.store.change(resource, {"lifecycleState": state})


def vault_there(operator: Officer) -> Any:
    """The security officer's client for the vault in the other region."""
    session = Officer(operator.cloud, "security-officer", region=PHX).session
    endpoint = operator.stored(operator.vault_id("security-vault-phx"), PHX).data["managementEndpoint"]
    return session.client("key_management", "KmsManagementClient", endpoint=endpoint)


def second_key(operator: Officer) -> str:
    """Another key of the destination, made by the security officer."""
    details = CreateKeyDetails(
        compartment_id=operator.compartment(),
        display_name="cmk-phx-other",
        key_shape=KeyShape(algorithm="AES", length=32),
    )
    made = vault_there(operator).create_key(details).data
    operator.cloud.clock.advance(10)
    return str(made.id)


# -- making ----------------------------------------------------------------------------------------------------------


def test_makes_a_copy_once_under_the_key(operator: Officer, kind: Kind) -> None:
    predicted = copy(operator, kind, check=True)
    assert operator.writes() == []
    made = copy(operator, kind)
    assert made["changed"]
    assert made["verified"]
    assert made["notices"] == []
    assert made["resource"]["type"] == kind.name
    assert made["resource"]["region"] == PHX
    assert made["resource"]["lifecycle_state"] == "AVAILABLE"
    assert made["resource"]["display_name"] == kind.seeded
    assert {each["kms_key_name"] for each in resources(made)} == {"cmk-phx"}
    assert {each["kms_key_id"] for each in resources(made)} == {operator.key_id("cmk-phx")}
    assert keys_there(operator, kind) == {operator.key_id("cmk-phx")}
    assert made["diff"]["before"] == {}
    assert predicted["resource"]["id"] is None
    assert predictable(predicted) == predictable(made)
    assert operator.writes() == [kind.copy]

    mark = operator.now
    again = copy(operator, kind)
    assert not again["changed"]
    assert again["verified"]
    assert again["resource"] == made["resource"]
    assert again["diff"]["before"] == again["diff"]["after"]
    assert copy(operator, kind, check=True) == again
    assert operator.writes(after=mark) == []
    assert len(there(operator, kind)) == 1


def test_each_backup_in_a_group_has_its_result(operator: Officer) -> None:
    made = copy(operator, GROUP)
    assert [each["type"] for each in made["resources"]] == ["volume_backup"] * 2
    assert [(each["changed"], each["previous_kms_key_id"], each["verified"]) for each in made["resources"]] == [
        (True, None, True)
    ] * 2
    assert [each["id"] for each in made["resources"]] == there(operator, GROUP)[0].data["volumeBackupIds"]
    assert "previous_kms_key_id" not in made
    again = copy(operator, GROUP)
    assert [(each["changed"], each["previous_kms_key_id"]) for each in again["resources"]] == [
        (False, operator.key_id("cmk-phx"))
    ] * 2


def test_the_network_is_asked_as_little_as_possible(operator: Officer) -> None:
    copy(operator)
    mark = operator.now
    copy(operator)
    asked = operator.asked(after=mark)
    assert asked == [
        "get_volume_backup",
        "get_key",
        "list_key_versions",
        "list_volume_backups",
        "get_volume_backup",
    ]
    assert f"sourceVolumeBackupId={source_id(operator)}" in operator.requests(after=mark)[3].path
    regions = [entry.region for entry in operator.requests(after=mark)]
    assert regions == [HOME, PHX, PHX, PHX, PHX], "the key is asked for where the copy is"


def test_a_name_can_be_given_and_is_kept(operator: Officer, kind: Kind) -> None:
    made = copy(operator, kind, display_name="disaster-recovery")
    assert made["resource"]["display_name"] == "disaster-recovery"
    again = copy(operator, kind, display_name="other")
    assert not again["changed"]
    assert again["resource"]["display_name"] == "disaster-recovery"
    assert noted(again, "OptionNotApplied") == [again["resource"]["id"]]


def test_the_oracle_managed_key_takes_a_word(operator: Officer, kind: Kind) -> None:
    assert names(refused(operator, kind, kms_key_id=None), f"kms_key_id={MANAGED}")
    made = copy(operator, kind, kms_key_id=MANAGED)
    assert made["verified"]
    assert {each["kms_key_id"] for each in resources(made)} == {None}
    assert keys_there(operator, kind) == {None}


def test_the_key_may_be_one_of_a_map_or_named(operator: Officer) -> None:
    keys = {"phx": operator.key_id("cmk-phx"), HOME: operator.key_id("cmk")}
    assert copy(operator, kms_key_ids=keys)["changed"]
    assert not copy(operator, kms_key_name="cmk-phx", vault_id=operator.vault_id("security-vault-phx"))["changed"]
    failure = refused(operator, kms_key_ids={HOME: operator.key_id("cmk")})
    assert failure.kind == "BadOption"
    assert names(failure, "kms_key_ids", PHX)


@pytest.mark.parametrize("key", ["cmk", None], ids=["its own region's", "Oracle's"])
def test_a_copy_under_another_key_is_brought_under_the_right_one(
    operator: Officer, kind: Kind, key: str | None
) -> None:
    wrong = second_key(operator) if key else MANAGED
    made = copy(operator, kind, kms_key_id=wrong)
    mark = operator.now
    predicted = copy(operator, kind, check=True)
    changed = copy(operator, kind)
    assert changed == predicted
    assert changed["changed"]
    assert changed["verified"]
    assert changed["resource"]["id"] == made["resource"]["id"]
    before = changed["resources"][0] if kind.is_group else changed
    assert before["previous_kms_key_id"] == (wrong if key else None)
    assert {each["kms_key_name"] for each in resources(changed)} == {"cmk-phx"}
    assert set(operator.writes(after=mark)) == {f"update_{'volume_backup' if kind.is_group else kind.name}"}
    assert keys_there(operator, kind) == {operator.key_id("cmk-phx")}
    assert len(there(operator, kind)) == 1


def test_a_copy_may_go_back_to_the_oracle_managed_key(operator: Officer, kind: Kind) -> None:
    copy(operator, kind)
    returned = copy(operator, kind, kms_key_id=MANAGED)
    assert returned["changed"]
    assert keys_there(operator, kind) == {None}
    assert len(there(operator, kind)) == 1


# -- which copy ------------------------------------------------------------------------------------------------------


def made_elsewhere(operator: Officer, kind: Kind, kms_key_id: str | None) -> str:
    """The OCID of a copy that another tool made."""
    details = getattr(models, "".join(part.title() for part in ("copy", *kind.name.split("_"), "details")))
    client = operator.session.client("core", "BlockstorageClient")
    request = details(destination_region=PHX, kms_key_id=kms_key_id)
    made = getattr(client, kind.copy)(source_id(operator, kind), request).data
    operator.cloud.clock.advance(60)
    return str(made.id)


def test_a_copy_of_another_tool_is_found(operator: Officer, kind: Kind) -> None:
    made = made_elsewhere(operator, kind, operator.key_id("cmk-phx"))
    result = copy(operator, kind)
    assert not result["changed"]
    assert result["resource"]["id"] == made


def test_of_several_copies_the_one_under_the_key_counts(operator: Officer) -> None:
    right = made_elsewhere(operator, VOLUME, operator.key_id("cmk-phx"))
    newer = made_elsewhere(operator, VOLUME, None)
    result = copy(operator)
    assert not result["changed"]
    assert result["resource"]["id"] == right
    assert codes(result) == ["OtherCopyNotChanged"]
    assert noted(result, "OtherCopyNotChanged") == [newer]


def test_of_several_copies_under_other_keys_the_newest_is_changed(operator: Officer) -> None:
    older, newer = (made_elsewhere(operator, VOLUME, None) for _ in range(2))
    result = copy(operator)
    assert result["changed"]
    assert result["resource"]["id"] == newer
    assert noted(result, "OtherCopyNotChanged") == [older]
    assert operator.stored(older, PHX).data.get("kmsKeyId") is None


@pytest.mark.parametrize("key", ["cmk-phx", None], ids=["ours", "Oracle's"])
def test_of_several_copies_of_a_group_the_newest_counts(operator: Officer, key: str | None) -> None:
    key_id = operator.key_id(key) if key else None
    older, newer = (made_elsewhere(operator, GROUP, key_id) for _ in range(2))
    result = copy(operator, GROUP, kms_key_id=key_id or MANAGED)
    assert not result["changed"]
    assert result["resource"]["id"] == newer
    assert noted(result, "OtherCopyNotChanged") == [older]


@pytest.mark.parametrize("state", ["FAULTY", "TERMINATING", "TERMINATED"])
def test_a_copy_that_is_of_no_use_does_not_count(operator: Officer, kind: Kind, state: str) -> None:
    first = copy(operator, kind)["resource"]["id"]
    set_state(operator, there(operator, kind)[0], state)
    mark = operator.now
    made = copy(operator, kind)
    assert made["changed"]
    assert made["resource"]["id"] != first
    assert operator.writes(after=mark) == [kind.copy]
    assert noted(made, "CopyFaulty") == ([first] if state == "FAULTY" else [])
    assert not copy(operator, kind)["changed"]


def test_a_copy_of_another_backup_is_another_copy(operator: Officer, kind: Kind) -> None:
    store = operator.cloud.tenancy.store
    other = store.add(kind.name, dict(operator.stored(source_id(operator, kind)).data), region=HOME).id
    first = copy(operator, kind, backup_id=other)["resource"]["id"]
    made = copy(operator, kind)
    assert made["changed"]
    assert made["resource"]["id"] != first
    assert len(there(operator, kind)) == 1


# -- never twice -----------------------------------------------------------------------------------------------------


def test_a_broken_connection_makes_no_second_copy(operator: Officer, kind: Kind) -> None:
    operator.fault(operation=kind.copy, times=1, reset="after")
    assert copy(operator, kind)["changed"]
    assert operator.writes() == [kind.copy] * 2
    assert len(there(operator, kind)) == 1


class Killed(Exception):
    """The end of a run in the middle of its work."""


def kill(operator: Officer, kind: Kind) -> None:
    """Kill a run when it begins to wait for the copy."""

    def die(seconds: float) -> None:
        raise Killed

    killed = Officer(operator.cloud, "projx-operator")
    killed.session.clock = replace(killed.session.clock, sleep=die)
    with pytest.raises(Killed):
        copy(killed, kind)
    assert len(there(operator, kind)) == 1


def test_killed_in_the_middle_and_run_again_while_lists_lag_it_makes_no_second_copy(
    operator: Officer, kind: Kind
) -> None:
    kill(operator, kind)
    assert there(operator, kind)[0].state == "CREATING"
    operator.fault(operation=f"list_{kind.name}s", times=1, stale=True)
    again = copy(operator, kind)
    assert again["verified"]
    assert operator.writes() == [kind.copy] * 2, "asked again, under the same token"
    assert [each.id for each in there(operator, kind)] == [again["resource"]["id"]]


@pytest.mark.parametrize("otherwise", ["key", "name"])
def test_killed_and_run_again_with_other_options_it_makes_no_second_copy(
    operator: Officer, kind: Kind, otherwise: str
) -> None:
    kill(operator, kind)
    operator.fault(operation=f"list_{kind.name}s", stale=True)
    options = {"kms_key_id": second_key(operator)} if otherwise == "key" else {"display_name": "other"}
    again = copy(operator, kind, **options)
    assert again["verified"]
    assert again["changed"] is (otherwise == "key")
    assert [each.id for each in there(operator, kind)] == [again["resource"]["id"]]
    assert keys_there(operator, kind) == {options.get("kms_key_id", operator.key_id("cmk-phx"))}


@pytest.mark.parametrize(
    ("is_listed", "seconds", "otherwise"),
    [
        pytest.param(*each, bool(number % 2), id=f"{each[0]} listed-{each[1]} s later-{number % 2} other key")
        for number, each in enumerate(itertools.product((True, False), (0, 300, 8 * 3600)))
    ],
)
def test_a_copy_that_was_deleted_is_made_anew(
    operator: Officer, kind: Kind, is_listed: bool, seconds: int, otherwise: bool
) -> None:
    """How long what has ended stays in lists is not known."""
    first = copy(operator, kind)["resource"]["id"]
    client = Officer(operator.cloud, "admin", region=PHX).session.client("core", "BlockstorageClient")
    getattr(client, f"delete_{kind.name}")(first)
    if not is_listed:
        operator.cloud.tenancy.store.remove(operator.stored(first, PHX))
    operator.cloud.clock.advance(seconds)
    options = {"kms_key_id": MANAGED} if otherwise else {}
    made = copy(operator, kind, **options)
    assert made["changed"]
    assert made["verified"]
    assert made["resource"]["id"] != first
    assert {each["kms_key_id"] for each in resources(made)} == {None if otherwise else operator.key_id("cmk-phx")}
    assert not copy(operator, kind, **options)["changed"]


@pytest.mark.parametrize("times", ["own", "of_request", "of_original"])
@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
def test_a_copy_that_no_read_shows_is_replaced_only_if_it_is_older_for_certain(
    make_cloud: MakeCloud, kind: Kind, times: str, wait: bool
) -> None:
    """The service answers a known token with a copy that reads do not show: it may still come, unless it is old."""
    operator = Officer(make_cloud(block_backup_copy_times=times), "projx-operator")
    operator.allow(SEES_ALL, policy="projx-operators")
    first = copy(operator, kind)["resource"]["id"]
    operator.cloud.tenancy.store.remove(operator.stored(first, PHX))
    operator.cloud.clock.advance(3600)
    if times != "of_original":
        made = copy(operator, kind, wait=wait)
        assert made["changed"]
        assert [each.id for each in there(operator, kind)] == [made["resource"]["id"]]
        return
    failure = refused(operator, kind, wait=wait)
    assert failure.kind == "TimedOut"
    assert names(failure, first)
    assert failure.results["resource"]["id"] == first
    assert there(operator, kind) == []


@pytest.mark.parametrize("times", ["own", "of_request", "of_original"])
@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
def test_reads_that_never_show_the_copy_make_no_second_one(
    make_cloud: MakeCloud, kind: Kind, times: str, wait: bool
) -> None:
    operator = Officer(make_cloud(block_backup_copy_times=times), "projx-operator")
    operator.allow(SEES_ALL, policy="projx-operators")
    operator.fault(operation=f"get_{kind.name}", region=PHX, status=404, code="NotAuthorizedOrNotFound")
    operator.fault(operation=f"list_{kind.name}s", region=PHX, stale=True)
    began = operator.cloud.clock.now()
    failure = refused(operator, kind, wait=wait, wait_timeout=120)
    (made,) = there(operator, kind)
    assert failure.results == {"changed": True, "resource": {"id": made.id}}
    assert operator.cloud.clock.now() - began <= 130
    mark = operator.now
    assert not refused(operator, kind, wait=wait, wait_timeout=120).results.get("changed")
    assert operator.writes(after=mark) in ([], [kind.copy]), "under the same token, if at all"
    assert [each.id for each in there(operator, kind)] == [made.id]


@pytest.mark.parametrize("trouble", [{"truncated": True}, {"reset": "after"}, {"status": 500}], ids=str)
def test_an_unreadable_list_makes_no_copy(operator: Officer, kind: Kind, trouble: dict[str, Any]) -> None:
    """More than a day later, when tokens are forgotten, only the list tells that there is a copy."""
    first = copy(operator, kind)["resource"]["id"]
    operator.cloud.clock.advance(25 * 3600)
    mark = operator.now
    operator.fault(operation=f"list_{kind.name}s", region=PHX, **trouble)
    failure = refused(operator, kind)
    assert not failure.results.get("changed")
    assert operator.writes(after=mark) == []
    assert [each.id for each in there(operator, kind)] == [first]


def move(operator: Officer, resource_id: str, region: str, to: str) -> None:
    """Another project's compartment gets the backup."""
    store, target = operator.cloud.tenancy.store, operator.compartment(to)
    store.change(operator.stored(resource_id, region), {"compartmentId": target})


@pytest.mark.parametrize("hours", [0, 25])
@pytest.mark.parametrize("moved", ["copy", "original", "to the root compartment"])
def test_what_was_moved_makes_no_second_copy(operator: Officer, kind: Kind, moved: str, hours: int) -> None:
    operator.allow("Allow group projx-admin-group to manage volume-family in tenancy", policy="projx-operators")
    made = copy(operator, kind)["resource"]["id"]
    if moved == "to the root compartment":
        store = operator.cloud.tenancy.store
        store.change(operator.stored(made, PHX), {"compartmentId": operator.cloud.tenancy.id})
    else:
        moves = (made, PHX) if moved == "copy" else (source_id(operator, kind), HOME)
        move(operator, *moves, "projy")
    operator.cloud.clock.advance(hours * 3600)
    mark = operator.now
    told = copy(operator, kind)
    assert not told["changed"]
    assert told["notices"] == []
    assert told["resource"]["id"] == made
    assert operator.writes(after=mark) == []
    assert copy(operator, kind, kms_key_id=MANAGED)["changed"]
    assert [each.id for each in there(operator, kind)] == [made]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_an_existing_copy_that_cannot_be_seen_is_reported_as_possible(
    operator: Officer, kind: Kind, check: bool
) -> None:
    operator.revoke("projx-operators", SEES_ALL)
    made = copy(operator, kind)["resource"]["id"]
    move(operator, made, PHX, "projy")
    operator.cloud.clock.advance(25 * 3600)
    told = copy(operator, kind, check=check)
    assert told["changed"]
    assert told["existing_copies_complete"] is False
    assert told["notices"] == []
    assert copy(operator, kind)["changed"] is check


def test_a_copy_is_found_while_the_index_lags_behind(make_cloud: MakeCloud) -> None:
    """Within a day the retry token tells of it."""
    operator = Officer(make_cloud(search_lag_seconds="60"), "projx-operator")
    operator.allow(SEES_ALL, policy="projx-operators")
    made = copy(operator)["resource"]["id"]
    move(operator, made, PHX, "projy")
    assert copy(operator)["resource"]["id"] == made
    assert len(there(operator)) == 1


@pytest.mark.parametrize("trouble", [{"status": 404, "code": "NotAuthorizedOrNotFound"}, {"status": 400}])
def test_without_the_search_it_goes_on_and_says_so(operator: Officer, trouble: dict[str, Any]) -> None:
    operator.fault(operation="search_resources", **trouble)
    told = copy(operator)
    assert told["verified"]
    assert told["existing_copies_complete"] is False
    assert codes(told) == ["ResourceSearchUnavailable"]
    assert told["notices"][0]["failure"]["status"] == trouble["status"]


def test_a_copy_under_way_is_waited_for(operator: Officer, kind: Kind) -> None:
    begun = copy(operator, kind, wait=False)
    assert begun["changed"]
    assert not begun["verified"]
    assert begun["resource"]["lifecycle_state"] == "CREATING"
    assert begun["notices"] == []
    unsure = copy(operator, kind, wait=False)
    assert not unsure["changed"]
    assert not unsure["verified"]
    seen = copy(operator, kind)
    assert not seen["changed"]
    assert seen["verified"]
    assert seen["resource"]["lifecycle_state"] == "AVAILABLE"
    assert operator.writes() == [kind.copy]


def test_reads_that_lag_behind_are_waited_for(operator: Officer, kind: Kind) -> None:
    operator.fault(operation=f"get_{kind.name}", region=PHX, times=3, stale=True)
    made = copy(operator, kind)
    assert made["verified"]
    assert len(there(operator, kind)) == 1


def test_a_copy_that_cannot_be_read_yet_is_waited_for(operator: Officer, kind: Kind) -> None:
    operator.fault(
        operation=f"get_{kind.name}", region=PHX, times=3, status=404, code="NotAuthorizedOrNotFound", message="No."
    )
    assert copy(operator, kind)["verified"]
    assert len(there(operator, kind)) == 1


def test_a_group_copy_that_does_not_tell_yet_what_is_in_it_is_not_verified(operator: Officer) -> None:
    copy(operator, GROUP, wait=False)
    operator.cloud.tenancy.store.change(there(operator, GROUP)[0], {"volumeBackupIds": []})
    result = copy(operator, GROUP, wait=False)
    assert result["resources"] == []
    assert not result["verified"]


# -- the original ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_an_original_that_is_not_ready_is_waited_for(operator: Officer, kind: Kind, check: bool) -> None:
    original = operator.stored(source_id(operator, kind))
    set_state(operator, original, "CREATING")
    failure = refused(operator, kind, check=check, wait=False)
    assert failure.kind == "CannotDo"
    assert names(failure, "CREATING", "wait=true")
    assert operator.writes() == []
    operator.cloud.tenancy.store.after(50, original, {"lifecycleState": "AVAILABLE"})
    assert copy(operator, kind, check=check)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("state", ["FAULTY", "TERMINATED"])
def test_an_original_that_is_of_no_use_is_not_waited_for(
    operator: Officer, kind: Kind, state: str, check: bool
) -> None:
    set_state(operator, operator.stored(source_id(operator, kind)), state)
    begun = operator.cloud.clock.now()
    failure = refused(operator, kind, check=check)
    assert failure.kind == "ResourceFailed"
    assert names(failure, state)
    assert operator.cloud.clock.now() - begun < 5
    assert operator.writes() == []


def test_a_copy_outlives_its_original(operator: Officer, kind: Kind) -> None:
    copy(operator, kind)
    set_state(operator, operator.stored(source_id(operator, kind)), "TERMINATED")
    result = copy(operator, kind)
    assert not result["changed"]


# -- keys that will not do -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("has_copy", [False, True], ids=["no copy yet", "a copy"])
def test_a_key_of_the_wrong_region_is_refused(operator: Officer, kind: Kind, check: bool, has_copy: bool) -> None:
    if has_copy:
        copy(operator, kind, kms_key_id=MANAGED)
    mark = operator.now
    failure = refused(operator, kind, check=check, kms_key_id=operator.key_id("cmk"))
    assert failure.kind == "KeyUnusable"
    assert names(failure, operator.key_id("cmk"), PHX)
    assert operator.writes(after=mark) == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"lifecycleState": "DISABLED"}, "DISABLED"),
        ({"lifecycleState": "PENDING_DELETION"}, "PENDING_DELETION"),
        ({"keyShape": {"algorithm": "RSA", "length": 256}}, "RSA"),
    ],
    ids=["disabled", "pending deletion", "RSA"],
)
def test_a_key_that_will_not_do_is_refused(
    operator: Officer, kind: Kind, changes: dict[str, Any], why: str, check: bool
) -> None:
    operator.cloud.tenancy.store.change(operator.stored(operator.key_id("cmk-phx"), PHX), changes)
    failure = refused(operator, kind, check=check)
    assert failure.kind == "KeyUnusable"
    assert names(failure, operator.key_id("cmk-phx"), why)
    assert operator.writes() == []


def test_a_key_with_two_versions_is_refused(operator: Officer, kind: Kind) -> None:
    vault_there(operator).create_key_version(operator.key_id("cmk-phx"))
    operator.cloud.clock.advance(30)
    mark = operator.now
    failure = refused(operator, kind)
    assert failure.kind == "KeyUnusable"
    assert names(failure, operator.key_id("cmk-phx"), "2")
    assert operator.writes(after=mark) == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_backup_under_a_disabled_key_cannot_be_copied(operator: Officer, kind: Kind, check: bool) -> None:
    members = operator.stored(source_id(operator, kind)).data.get("volumeBackupIds", [source_id(operator, kind)])
    keys = [operator.stored(each).data.get("kmsKeyId") for each in members]
    key = operator.stored(next(each for each in keys if each))
    operator.cloud.tenancy.store.change(key, {"lifecycleState": "DISABLED"})
    failure = refused(operator, kind, check=check)
    assert failure.kind == "KeyUnusable"
    assert names(failure, key.id, "DISABLED")
    assert operator.writes() == []


def test_a_replicated_key_is_judged_by_the_replica_and_not_by_its_ocid(operator: Officer, kind: Kind) -> None:
    admin = Officer(operator.cloud, "admin")
    admin.allow("Allow service keymanagementservice to manage vaults in tenancy")
    refused(operator, kind, kms_key_id=operator.key_id("cmk"))
    admin.run(vault_task, vault_id=operator.vault_id(), replica_region=PHX)
    made = copy(operator, kind, kms_key_id=operator.key_id("cmk"))
    assert made["verified"]
    assert {each["kms_key_id"] for each in resources(made)} == {operator.key_id("cmk")}


def test_an_unknown_key_is_left_to_the_service(operator: Officer) -> None:
    missing = operator.key_id("cmk-phx")[:-6] + "absent"
    failure = refused(operator, kms_key_id=missing)
    assert str(failure).index(missing) < str(failure).index(f"{failure.status} {failure.code}")
    assert advises(failure, "GetKey")
    assert failure.status == 404
    assert failure.operation == "CopyVolumeBackup"


# -- places ----------------------------------------------------------------------------------------------------------


def test_the_own_region_is_no_destination(operator: Officer, kind: Kind) -> None:
    failure = refused(operator, kind, destination_region="iad", kms_key_id=operator.key_id("cmk"))
    assert failure.kind == "BadOption"
    assert names(failure, "destination_region", HOME)
    assert operator.requests() == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize(("region", "full"), [("fra", "eu-frankfurt-1"), ("eu-mars-1", "eu-mars-1")])
def test_a_region_without_subscription_is_told(
    operator: Officer, kind: Kind, region: str, full: str, check: bool
) -> None:
    failure = refused(operator, kind, destination_region=region, kms_key_id=MANAGED, check=check)
    assert failure.kind == "BadOption"
    assert names(failure, "destination_region", f"'{full}'", HOME, PHX)
    assert operator.writes() == []


def test_a_region_is_judged_by_its_answer_where_subscriptions_may_not_be_read(operator: Officer, kind: Kind) -> None:
    operator.revoke("projx-operators", "tenancies")
    failure = refused(operator, kind, destination_region="eu-frankfurt-1", kms_key_id=MANAGED)
    assert failure.status == 401
    assert failure.kind == "NotAuthenticated"
    assert advises(failure, "destination_region")
    assert advises(failure, "eu-frankfurt-1")


def test_a_map_may_name_regions_that_exist_and_no_others(operator: Officer) -> None:
    keys = {"phx": operator.key_id("cmk-phx"), "fra": MANAGED}
    failure = refused(operator, kms_key_ids={**keys, "eu-moon-1": MANAGED})
    assert failure.kind == "BadOption"
    assert names(failure, "kms_key_ids", "'eu-moon-1'", HOME, PHX)
    assert operator.writes() == []
    mark = operator.now
    assert copy(operator, kms_key_ids=keys)["changed"]
    assert "list_region_subscriptions" not in operator.asked(after=mark)


@pytest.mark.parametrize(
    ("backup", "option"),
    [(("volumes", "data-right-key"), "backup_id"), (("keys", "cmk-phx"), "kms_key_id")],
    ids=["volume", "key"],
)
def test_what_is_no_backup_is_refused_before_anything_is_asked(
    operator: Officer, backup: tuple[str, str], option: str
) -> None:
    given = operator.cloud.catalogue[backup[0]][backup[1]]
    failure = refused(operator, backup_id=given)
    assert failure.kind == "BadOption"
    assert names(failure, given, option)
    assert operator.requests() == []


# -- denied ----------------------------------------------------------------------------------------------------------


def test_a_missing_backup_is_not_told_from_a_denied_one(operator: Officer, kind: Kind) -> None:
    failure = refused(operator, kind, backup_id=source_id(operator, kind)[:-6] + "absent")
    assert failure.status == 404
    assert lacks(failure, f"inspect {kind.name.replace('_', '-')}s in compartment")


def test_who_may_not_copy_is_told_what_is_missing(operator: Officer, kind: Kind) -> None:
    operator.revoke("projx-operators", "volume-family")
    operator.allow("Allow group projx-admin-group to inspect volume-family in compartment projx", policy="auditors")
    failure = refused(operator, kind)
    assert failure.operation == "".join(part.title() for part in ("copy", *kind.name.split("_")))
    place = f"in compartment id {operator.compartment('projx')}"
    assert lacks(failure, f"Allow group <your group> to manage {kind.name.replace('_', '-')}s {place}")
    assert there(operator, kind) == []


def test_who_may_not_use_the_key_is_told_what_is_missing(cloud: Cloud, kind: Kind) -> None:
    newcomer = Officer(cloud, "newcomer")
    failure = refused(newcomer, kind)
    assert failure.status == 404
    where = f"where target.key.id = '{newcomer.key_id('cmk-phx')}'"
    assert lacks(failure, "Allow service blockstorage to use keys in", where)
    assert lacks(failure, "to use key-delegate in", where)


def test_a_service_that_may_use_keys_in_one_region_only(operator: Officer, kind: Kind) -> None:
    """Two regions with different policies: what works at home need not work where the copy goes."""
    operator.revoke("services-use-keys", "blockstorage")
    operator.allow(
        f"Allow service blockstorage to use keys in compartment id {operator.compartment()} "
        "where request.region = 'iad'"
    )
    failure = refused(operator, kind)
    assert failure.status == 404
    assert lacks(failure, "Allow service blockstorage to use keys")
    assert there(operator, kind) == []
    assert copy(operator, kind, kms_key_id=MANAGED)["changed"]


# -- bad days --------------------------------------------------------------------------------------------------------


def test_a_copy_that_fails_ends_the_waiting_at_once(operator: Officer, kind: Kind) -> None:
    operator.fault(operation=kind.copy, times=1, ends_in="FAULTY")
    begun = operator.cloud.clock.now()
    failure = refused(operator, kind)
    assert failure.kind == "ResourceFailed"
    assert names(failure, "FAULTY")
    assert operator.cloud.clock.now() - begun < 120
    assert failure.results["changed"] is True
    made = there(operator, kind)[0]
    assert failure.results["resource"] == {"id": made.id, "type": kind.name}
    assert failure.opc_request_id is not None
    again = copy(operator, kind)
    assert again["changed"], "it makes another one, since that one is of no use"
    assert again["verified"]


def test_a_timeout_tells_what_was_made(operator: Officer, kind: Kind) -> None:
    failure = refused(operator, kind, wait_timeout=5)
    assert failure.kind == "TimedOut"
    assert names(failure, "CREATING")
    assert failure.results["resource"]["id"] == there(operator, kind)[0].id
    seen = copy(operator, kind)
    assert not seen["changed"]
    assert len(there(operator, kind)) == 1


@pytest.mark.parametrize(
    "trouble",
    [{"status": 429, "code": "TooManyRequests"}, {"status": 500}, {"reset": "before"}],
    ids=["throttled", "broken", "cut off"],
)
def test_passing_trouble_is_sat_out(operator: Officer, kind: Kind, trouble: dict[str, Any]) -> None:
    operator.fault(operation="core.*", times=2, **trouble)
    operator.fault(operation=kind.copy, times=2, **trouble)
    operator.fault(operation="core.*", region=PHX, times=2, **trouble)
    assert copy(operator, kind)["verified"]
    assert len(there(operator, kind)) == 1


def test_lasting_trouble_is_told(operator: Officer, kind: Kind) -> None:
    operator.fault(operation=kind.copy, status=500)
    failure = refused(operator, kind)
    assert failure.status == 500
    assert failure.operation == "".join(part.title() for part in ("copy", *kind.name.split("_")))


def test_a_change_of_key_that_the_service_drops_is_told(make_cloud: MakeCloud) -> None:
    operator = Officer(make_cloud(boot_volume_backup_key="ignored"), "projx-operator")
    copy(operator, BOOT, kms_key_id=MANAGED)
    failure = refused(operator, BOOT)
    assert failure.kind == "NotApplied"
    assert names(failure, "oci-go-sdk/issues/567")
    assert failure.results == {"changed": False, "previous_kms_key_id": None}


def test_a_new_copy_that_never_takes_its_key_is_told(make_cloud: MakeCloud) -> None:
    ignoring = {"boot_volume_backup_key": "ignored", "boot_volume_backup_copy_key": "ignored"}
    operator = Officer(make_cloud(**ignoring), "projx-operator")
    failure = refused(operator, BOOT)
    assert failure.kind == "NotApplied"
    made = there(operator, BOOT)[0].id
    assert failure.results["changed"] is True
    assert failure.results["resource"] == {"id": made, "type": "boot_volume_backup"}
    written = {each.operation: each.request_id for each in operator.requests() if each.writes}
    copied = Accepted("CopyBootVolumeBackup", written["core.copy_boot_volume_backup"])
    updated = Accepted("UpdateBootVolumeBackup", written["core.update_boot_volume_backup"], earlier=copied)
    assert failure.accepted == updated


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
def test_a_backup_of_a_new_group_copy_that_did_not_take_its_key_gets_it(make_cloud: MakeCloud, wait: bool) -> None:
    operator = Officer(make_cloud(boot_volume_backup_copy_key="ignored"), "projx-operator")
    group_backup = operator.stored(source_id(operator, GROUP))
    members = [*group_backup.data["volumeBackupIds"], source_id(operator, BOOT)]
    operator.cloud.tenancy.store.change(group_backup, {"volumeBackupIds": members})
    made = copy(operator, GROUP, wait=wait)
    assert made["verified"] is wait
    assert [each["verified"] for each in made["resources"]] == [wait] * 3
    assert {each["changed"] for each in made["resources"]} == {True}
    writes = ["copy_volume_group_backup"]
    assert operator.writes() == ([*writes, "update_boot_volume_backup"] if wait else writes)
    assert keys_there(operator, GROUP) == {operator.key_id("cmk-phx"), *([] if wait else [None])}


def test_a_backup_of_a_new_group_copy_that_never_takes_its_key_is_told_once(make_cloud: MakeCloud) -> None:
    ignoring = {"boot_volume_backup_key": "ignored", "boot_volume_backup_copy_key": "ignored"}
    operator = Officer(make_cloud(**ignoring), "projx-operator")
    members = {"volumeBackupIds": [source_id(operator, BOOT)]}
    operator.cloud.tenancy.store.change(operator.stored(source_id(operator, GROUP)), members)
    failure = refused(operator, GROUP)
    assert failure.kind == "NotApplied"
    (copied,) = (each for each in operator.requests() if each.operation == "core.copy_volume_group_backup")
    assert failure.accepted is not None
    assert failure.accepted.operation == "UpdateBootVolumeBackup"
    assert failure.accepted.earlier == Accepted("CopyVolumeGroupBackup", copied.request_id)


def test_a_group_tells_what_became_of_each_when_one_fails(operator: Officer) -> None:
    copy(operator, GROUP, kms_key_id=MANAGED)
    members = there(operator, GROUP)[0].data["volumeBackupIds"]
    operator.fault(operation="update_volume_backup", resource=members[1], not_applied=True)
    failure = refused(operator, GROUP)
    assert failure.kind == "NotApplied"
    assert [each["changed"] for each in failure.results["resources"]] == [True, False]


def test_a_group_copy_that_lacks_a_backup_is_told(operator: Officer) -> None:
    copy(operator, GROUP)
    made = there(operator, GROUP)[0]
    operator.cloud.tenancy.store.change(made, {"volumeBackupIds": made.data["volumeBackupIds"][:1]})
    result = copy(operator, GROUP)
    assert noted(result, "CopyIncomplete") == [made.id]


VARIANTS_IN_PLAY = [
    (variant.name, choice)
    for variant in VARIANTS
    for choice in variant.choices[1:]
    if variant.name.startswith(("boot_volume_backup", "block_key_not", "block_key_un"))
]


@pytest.mark.parametrize(("variant", "choice"), VARIANTS_IN_PLAY)
def test_copies_are_right_in_every_variant(make_cloud: MakeCloud, kind: Kind, variant: str, choice: str) -> None:
    operator = Officer(make_cloud(**{variant: choice}), "projx-operator")
    made = copy(operator, kind)
    assert made["verified"]
    assert keys_there(operator, kind) == {operator.key_id("cmk-phx")}
    assert len(there(operator, kind)) == 1
    denied = refused(Officer(operator.cloud, "newcomer"), kind, kms_key_id=second_key(operator))
    assert lacks(denied, "use key-delegate in")


def test_fifty_volumes_of_a_group(operator: Officer) -> None:
    group_backup = operator.stored(source_id(operator, GROUP))
    pattern = operator.stored(group_backup.data["volumeBackupIds"][0])
    store = operator.cloud.tenancy.store
    more = [store.add("volume_backup", dict(pattern.data), region=HOME).id for _ in range(48)]
    store.change(group_backup, {"volumeBackupIds": [*group_backup.data["volumeBackupIds"], *more]})
    copy(operator, GROUP, kms_key_id=MANAGED)
    changed = copy(operator, GROUP)
    assert [each["changed"] for each in changed["resources"]] == [True] * 50
    assert keys_there(operator, GROUP) == {operator.key_id("cmk-phx")}
    mark = operator.now
    assert not copy(operator, GROUP)["changed"]
    assert len(operator.requests(after=mark)) == 5 + 50


def test_a_policy_written_a_moment_ago_is_waited_for(operator: Officer, kind: Kind) -> None:
    work_after(operator.cloud, 10)
    assert copy(operator, kind)["verified"]


def test_a_denial_names_what_is_missing_and_no_more(operator: Officer) -> None:
    assert_only_the_service_is_missing(operator, refused)

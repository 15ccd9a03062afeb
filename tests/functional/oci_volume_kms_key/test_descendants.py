# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume_kms_key names the backups and clones that stay under another key, or moves the backups along."""

from __future__ import annotations

import gc
from typing import Any

import oci
import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core import pages
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._resources import access, volume
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_volume_kms_key as task
from simulator.cloud import Cloud
from tests.clouds import MakeCloud
from tests.failures import names
from tests.officer import Officer
from tests.results import codes, noted

models = oci.core.models


@pytest.fixture(params=["volume", "boot_volume"])
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Family:
    """A volume under the key cmk-other, with two backups and a clone under that key."""

    def __init__(self, operator: Officer, kind: str) -> None:
        self.operator = operator
        self._is_boot = kind == "boot_volume"
        self._block = operator.session.client("core", "BlockstorageClient")
        seeded = operator.cloud.catalogue["boot_volumes" if self._is_boot else "volumes"]
        self.id = self._cloned(str(seeded["boot-oracle-managed" if self._is_boot else "data-oracle-managed"]))
        self.backups = [self._backed_up(name) for name in ("one", "two")]
        self.clone = self._cloned(self.id)
        self.began = operator.now

    def _cloned(self, source_id: str) -> str:
        common = {"compartment_id": self.operator.compartment("projx"), "kms_key_id": self.key("cmk-other")}
        if self._is_boot:
            boot = models.BootVolumeSourceFromBootVolumeDetails(id=source_id)
            answer = self._block.create_boot_volume(models.CreateBootVolumeDetails(source_details=boot, **common))
        else:
            source = models.VolumeSourceFromVolumeDetails(id=source_id)
            answer = self._block.create_volume(models.CreateVolumeDetails(source_details=source, **common))
        self.operator.cloud.clock.advance(600)
        return str(answer.data.id)

    def _backed_up(self, name: str) -> str:
        if self._is_boot:
            of_boot = models.CreateBootVolumeBackupDetails(boot_volume_id=self.id, display_name=name)
            answer = self._block.create_boot_volume_backup(of_boot)
        else:
            details = models.CreateVolumeBackupDetails(volume_id=self.id, display_name=name)
            answer = self._block.create_volume_backup(details)
        self.operator.cloud.clock.advance(600)
        return str(answer.data.id)

    def key(self, name: str) -> str:
        return self.operator.key_id(name)

    def assign(self, *, check: bool = False, **options: Any) -> dict[str, Any]:
        wanted = {} if options.get("state") == "absent" else {"kms_key_id": self.key("cmk")}
        return self.operator.run(task, check=check, volume_id=self.id, **{**wanted, **options})

    def scatter(self) -> None:
        """Moves the clone and the first backup to a project that the operator has no rights in."""
        for each in (self.clone, self.backups[0]):
            elsewhere = {"compartmentId": self.operator.compartment("projy")}
            self.operator.cloud.tenancy.store.change(self.operator.stored(each), elsewhere)

    def keys(self) -> list[str | None]:
        return [self.operator.stored(each).data.get("kmsKeyId") for each in (self.id, *self.backups)]


SEES_ALL = "Allow group projx-admin-group to inspect volume-family in tenancy"


@pytest.fixture
def made(cloud: Cloud, family: str) -> Family:
    return Family(Officer(cloud, "projx-operator"), family)


def test_what_stays_under_the_former_key_is_named(made: Family) -> None:
    predicted = made.assign(check=True)
    reported = made.assign()
    assert reported == predicted
    assert {each["id"] for each in reported["under_other_keys"]} == {*made.backups, made.clone}
    assert {each["kms_key_id"] for each in reported["under_other_keys"]} == {made.key("cmk-other")}
    assert reported["backups"] is None
    again = made.assign()
    assert not again["changed"]
    assert again["under_other_keys"] is None


def test_what_is_under_the_new_key_already_is_not_named(made: Family) -> None:
    moved = made.operator.stored(made.backups[0])
    made.operator.cloud.tenancy.store.change(moved, {"kmsKeyId": made.key("cmk")})
    assert {each["id"] for each in made.assign()["under_other_keys"]} == {made.backups[1], made.clone}


def test_the_backups_move_along(made: Family) -> None:
    predicted = made.assign(check=True, include_backups=True)
    assert made.operator.writes(after=made.began) == []
    reported = made.assign(include_backups=True)
    assert reported == predicted
    assert reported["verified"]
    assert made.keys() == [made.key("cmk")] * 3
    assert {each["id"] for each in reported["backups"]} == set(made.backups)
    assert all(each["changed"] for each in reported["backups"])
    assert [each["id"] for each in reported["under_other_keys"]] == [made.clone]
    mark = made.operator.now
    again = made.assign(include_backups=True)
    assert not again["changed"]
    assert made.operator.writes(after=mark) == []


def test_a_backup_that_differs_is_a_change_though_the_volume_is_as_wanted(made: Family) -> None:
    made.assign()
    reported = made.assign(include_backups=True)
    assert reported["changed"]
    assert reported["previous_kms_key_id"] == made.key("cmk")
    assert made.keys() == [made.key("cmk")] * 3


def test_they_return_to_the_oracle_managed_key_together(made: Family) -> None:
    reported = made.assign(state="absent", include_backups=True)
    assert reported["changed"]
    assert made.keys() == [None] * 3


def test_to_renew_the_data_key_is_about_the_volume_alone(made: Family) -> None:
    made.assign(include_backups=True)
    mark = made.operator.now
    reported = made.assign(include_backups=True, rewrap=True)
    assert reported["changed"]
    assert not any(each["changed"] for each in reported["backups"])
    assert len(made.operator.writes(after=mark)) == 1


def test_a_backup_that_cannot_be_moved_stops_everything_before_it_begins(made: Family) -> None:
    backup = made.operator.stored(made.backups[0])
    made.operator.cloud.tenancy.store.change(backup, {"lifecycleState": "FAULTY"})
    reported = []
    for check in (True, False):
        with pytest.raises(Failure) as caught:
            made.assign(include_backups=True, check=check)
        assert (caught.value.kind, caught.value.resource) == ("ResourceFailed", made.backups[0])
        assert names(caught.value, "1 of the 2")
        assert caught.value.results["changed"] is False
        assert [each["changed"] for each in caught.value.results["backups"]] == [False, False]
        reported.append((str(caught.value), caught.value.results))
    assert reported[0] == reported[1], "check mode predicts the refusal"
    assert made.operator.writes(after=made.began) == []


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "run"])
def test_a_backup_whose_key_is_to_be_deleted_stops_everything_as_well(made: Family, check: bool) -> None:
    stuck = made.operator.stored(made.backups[0])
    made.operator.cloud.tenancy.store.change(stuck, {"kmsKeyId": made.key("cmk-pending-deletion")})
    with pytest.raises(Failure) as caught:
        made.assign(include_backups=True, check=check)
    assert caught.value.kind == "KeyUnusable"
    assert caught.value.results["changed"] is False
    assert not any(each["changed"] for each in caught.value.results["backups"])


@pytest.mark.parametrize("moved", [0, 1])
def test_a_backup_that_fails_leaves_a_record_of_what_was_done(made: Family, moved: int) -> None:
    made.operator.fault(operation="update_*volume_backup", status=400, code="InvalidParameter", skip=moved)
    with pytest.raises(Failure) as caught:
        made.assign(include_backups=True)
    results = caught.value.results
    assert results["changed"] is True
    assert results["resource"]["kms_key_id"] == made.key("cmk")
    assert results["previous_kms_key_id"] == made.key("cmk-other")
    assert [each["changed"] for each in results["backups"]].count(True) == moved
    assert made.keys().count(made.key("cmk")) == 1 + moved


def test_a_volume_that_cannot_be_changed_leaves_its_backups_alone(made: Family) -> None:
    made.operator.fault(operation="update_*volume_kms_key", status=409, code="Conflict")
    with pytest.raises(Failure):
        made.assign(include_backups=True)
    assert made.keys() == [made.key("cmk-other")] * 3


def test_lists_that_are_denied_are_a_notice_after_the_change(made: Family) -> None:
    made.operator.fault(operation="list_*volume_backups", status=404, code="NotAuthorizedOrNotFound")
    reported = made.assign()
    assert reported["changed"]
    assert reported["under_other_keys"] is None
    assert reported["under_other_keys_complete"] is False
    assert codes(reported) == ["CompartmentNotListed"]
    assert reported["notices"][0]["failure"]["status"] == 404


def test_what_is_in_other_compartments_is_named_too(made: Family) -> None:
    made.operator.allow(SEES_ALL, policy="projx-operators")
    made.scatter()
    predicted = made.assign(check=True)
    reported = made.assign()
    assert reported == predicted
    assert {each["id"] for each in reported["under_other_keys"]} == {*made.backups, made.clone}
    assert reported["under_other_keys_complete"] is True
    assert reported["notices"] == []


def test_backups_in_other_compartments_are_named_and_not_moved(made: Family) -> None:
    made.operator.allow(SEES_ALL, policy="projx-operators")
    made.scatter()
    reported = made.assign(include_backups=True)
    assert [each["id"] for each in reported["backups"]] == [made.backups[1]]
    assert {each["id"] for each in reported["under_other_keys"]} == {made.backups[0], made.clone}


def test_what_is_not_seen_may_need_the_former_key(made: Family) -> None:
    made.scatter()
    reported = made.assign()
    assert [each["id"] for each in reported["under_other_keys"]] == [made.backups[1]]
    assert reported["under_other_keys_complete"] is False
    assert reported["notices"] == []


def test_without_a_former_key_nothing_is_lost(made: Family) -> None:
    made.operator.cloud.tenancy.store.change(made.operator.stored(made.id), {"kmsKeyId": None})
    assert made.assign()["notices"] == []


def test_a_compartment_that_cannot_be_listed_is_named(made: Family) -> None:
    made.operator.allow(SEES_ALL, policy="projx-operators")
    made.scatter()
    # The first compartment is the volume's own, the second the root.
    made.operator.fault(operation="list_*volumes", skip=2, status=404, code="NotAuthorizedOrNotFound")
    reported = made.assign()
    assert {each["id"] for each in reported["under_other_keys"]} == set(made.backups)
    assert reported["under_other_keys_complete"] is False
    assert noted(reported, "CompartmentNotListed") == [made.operator.compartment("projy")]


@pytest.mark.parametrize("trouble", [{"reset": "before"}, {"status": 404, "code": "NotAuthorizedOrNotFound"}], ids=str)
def test_without_resource_search_it_says_where_it_looked(made: Family, trouble: dict[str, Any]) -> None:
    made.operator.allow(SEES_ALL, policy="projx-operators")
    made.scatter()
    made.operator.fault(operation="search_resources", **trouble)
    reported = made.assign()
    assert reported["changed"]
    assert [each["id"] for each in reported["under_other_keys"]] == [made.backups[1]]
    assert reported["under_other_keys_complete"] is False
    assert codes(reported) == ["ResourceSearchUnavailable"]
    assert reported["notices"][0]["failure"]["status"] == trouble.get("status")


def test_no_more_compartments_are_looked_in_than_a_task_can_wait_for(
    made: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task, "MOST_COMPARTMENTS", 2)
    made.operator.allow(SEES_ALL, policy="projx-operators")
    made.scatter()
    reported = made.assign()
    assert [each["id"] for each in reported["under_other_keys"]] == [made.backups[1]]
    assert reported["under_other_keys_complete"] is False
    assert codes(reported) == ["SearchLimited"]


def test_no_more_requests_are_sent_than_a_task_can_wait_for(made: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found until then is reported, and that the search has ended."""
    monkeypatch.setattr(task, "MOST_REQUESTS", 3)
    made.operator.allow(SEES_ALL, policy="projx-operators")
    made.scatter()
    reported = made.assign()
    assert reported["changed"]
    assert reported["under_other_keys_complete"] is False
    assert {each["failure"]["kind"] for each in reported["notices"]} == {"GaveUp"}


def test_the_search_ends_with_the_task(made: Family) -> None:
    made.operator.fault(operation="list_*volumes", delay=60.0)
    reported = made.assign(wait_timeout=90)
    assert reported["changed"]
    assert reported["under_other_keys_complete"] is False
    assert {each["failure"]["kind"] for each in reported["notices"]} == {"OutOfTime"}


@pytest.mark.parametrize("include_backups", [False, True])
def test_the_search_can_be_turned_off(made: Family, include_backups: bool) -> None:
    mark = made.operator.now
    reported = made.assign(report_other_keys=False, include_backups=include_backups)
    assert reported["changed"]
    assert reported["under_other_keys"] is None
    lists = [each for each in made.operator.sent(after=mark) if each.startswith(("list_boot", "list_vol", "search"))]
    assert len(lists) == (1 if include_backups else 0), "the backups that are to be changed are listed"


# Smaller than what is asked for otherwise, or the tenancy would be large before it has many pages.
PAGE = 100
ENTRIES = (models.Volume, models.VolumeBackup, oci.resource_search.models.ResourceSummary)


def most_entries_at_once(cloud: Cloud, count: int) -> int:
    """How many entries of lists are in memory at most, when a request is sent, in a tenancy of so many volumes.

    What the simulated services hold is in the same memory, so objects of the SDK are counted, and not bytes.
    """
    operator = Officer(cloud, "admin")
    held = Family(operator, "volume")
    like = operator.stored(held.clone).data
    for number in range(count):
        where = operator.compartment(("projx", "projy", "security")[number % 3])
        data = {**like, "displayName": f"volume-{number}", "sourceDetails": None, "compartmentId": where}
        cloud.tenancy.store.add("volume", data, region=operator.region)
    counts, handle = [], cloud.gateway.handle
    gc.freeze()  # so that only what is created from here on is looked through

    def counting(request: Any) -> Any:
        counts.append(sum(isinstance(each, ENTRIES) for each in gc.get_objects()))
        return handle(request)

    cloud.gateway.handle = counting  # type: ignore[method-assign]  # intercepted
    reported = held.assign()
    assert {each["id"] for each in reported["under_other_keys"]} == {*held.backups, held.clone}
    assert reported["under_other_keys_complete"] is True
    assert reported["notices"] == []
    assert len(counts) < 25 + 2 * count / PAGE
    return max(counts)


def test_memory_does_not_grow_with_the_tenancy(make_cloud: MakeCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """All volumes are looked at, and those that do not match are forgotten page by page."""
    for module in (volume, access, pages):
        monkeypatch.setattr(module, "PAGE", PAGE)
    few, many = (most_entries_at_once(make_cloud(), count) for count in (PAGE, 5 * PAGE))
    print(f"at most {few} of {PAGE} entries at once, {many} of {5 * PAGE}")
    assert few > 0.3 * PAGE, "the entries of a page are counted"
    assert many <= 2.1 * PAGE

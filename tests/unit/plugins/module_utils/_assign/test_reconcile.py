# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing the key of volumes and boot volumes, against the simulated tenancy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._assign.checks import Preflight
from ansible_collections.cmk.oci.plugins.module_utils._assign.reconcile import Outcome, reconcile
from ansible_collections.cmk.oci.plugins.module_utils._core import errors, ocid
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import KeyUnusable, NotApplied
from ansible_collections.cmk.oci.plugins.module_utils._core.notices import Notice
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.waiting import Patience
from ansible_collections.cmk.oci.plugins.module_utils._keys.reading import KeyReader
from ansible_collections.cmk.oci.plugins.module_utils._resources.access import Assignable
from ansible_collections.cmk.oci.plugins.module_utils._resources.assignment import Change, Desired, Kind
from ansible_collections.cmk.oci.plugins.module_utils._resources.registry import TYPES
from simulator.cloud import Cloud
from simulator.gateway.faults import rule_from

Named = Callable[[str, str], str]
LogIn = Callable[..., Session]


class Bench:
    """One user's hands on the tenancy."""

    def __init__(self, cloud: Cloud, session: Session) -> None:
        self.cloud = cloud
        self.session = session
        self.notices: list[Notice] = []

    def access(self, resource_id: str) -> Assignable:
        named = ocid.parse(resource_id)
        return next(each for each in TYPES if named and each.facts.ocid_kind == named.kind)(self.session)

    def reconcile(
        self, resource_id: str, desired: Desired, *, check_mode: bool = False, wait: bool = True, timeout: float = 1200
    ) -> Outcome:
        access = self.access(resource_id)
        preflight = Preflight(access.facts, self.session.region, KeyReader(self.session))
        try:
            return reconcile(
                access,
                resource_id,
                desired,
                preflight=preflight,
                check_mode=check_mode,
                patience=Patience(timeout, 30) if wait else None,
            )
        finally:
            self.notices = preflight.notices

    def fault(self, **description: Any) -> None:
        self.cloud.gateway.faults.add(rule_from(description))

    def writes(self) -> list[str]:
        """The writes since the journal was cleared; a search is none, although it is a POST."""
        names = [
            entry.operation.rsplit(".", maxsplit=1)[-1] for entry in self.cloud.gateway.journal.entries(writes=True)
        ]
        return [name for name in names if name != "search_resources"]


@pytest.fixture
def bench(cloud: Cloud, log_in: LogIn) -> Iterator[Bench]:
    session = log_in()
    cloud.gateway.journal.clear()
    yield Bench(cloud, session)
    cloud.gateway.faults.clear()


KINDS = pytest.mark.parametrize(
    ("kind", "prefix"), [("volumes", "data"), ("boot_volumes", "boot")], ids=["volume", "boot volume"]
)


@KINDS
def test_there_and_back_again(bench: Bench, named: Named, kind: str, prefix: str) -> None:
    volume, key, other = named(kind, f"{prefix}-oracle-managed"), named("keys", "cmk"), named("keys", "cmk-other")
    for wanted in (key, other, None):
        predicted = bench.reconcile(volume, Desired(wanted), check_mode=True)
        assert bench.writes() == []
        done = bench.reconcile(volume, Desired(wanted))
        assert len(bench.writes()) == 1
        assert done.changed
        assert done.verified
        assert done.after.kms_key_id == wanted
        access = bench.access(volume)
        assert access.describe(predicted.after, None) == access.describe(done.after, None)
        bench.cloud.gateway.journal.clear()
        assert not bench.reconcile(volume, Desired(wanted)).changed
        assert bench.writes() == []


@KINDS
def test_rewrap_writes_the_same_key_again(bench: Bench, named: Named, kind: str, prefix: str) -> None:
    volume, key = named(kind, f"{prefix}-right-key"), named("keys", "cmk")
    for dummy in range(2):
        bench.cloud.gateway.journal.clear()
        outcome = bench.reconcile(volume, Desired(key, rewrap=True))
        assert (outcome.changed, outcome.after.kms_key_id) == (True, key)
        assert len(bench.writes()) == 1


@pytest.mark.parametrize(
    ("variant", "choice"),
    [
        ("block_kms_key_absent", "null"),
        ("block_kms_key_change_state", "AVAILABLE"),
        ("block_kms_key_change_state", "UPDATE_PENDING"),
        ("block_kms_key_change_seconds", "60"),
        ("block_kms_key_change_seconds", "600"),
        ("block_kms_key_shown", "when_settled"),
        ("block_kms_key_etag", "own"),
        ("block_key_not_granted", "400"),
        ("block_key_versions", "refused"),
        ("management_host_domain", "oci.oraclecloud.com"),
    ],
)
@KINDS
def test_unsettled_behaviours(
    cloud: Cloud, log_in: LogIn, named: Named, variant: str, choice: str, kind: str, prefix: str
) -> None:
    cloud.reset(scenario="default", variants={variant: choice})
    bench = Bench(cloud, log_in())
    volume, key, other = named(kind, f"{prefix}-oracle-managed"), named("keys", "cmk"), named("keys", "cmk-other")
    for wanted in (Desired(key), Desired(key, rewrap=True), Desired(other), Desired(None)):
        assert bench.reconcile(volume, wanted).after.kms_key_id == wanted.kms_key_id
        assert not bench.reconcile(volume, Desired(wanted.kms_key_id)).changed


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "code": "TooManyRequests", "times": 4, "retry_after": 2},
        {"status": 500, "code": "InternalServerError", "times": 3},
        {"status": 503, "code": "ServiceUnavailable", "probability": 0.5},
        {"reset": "before", "times": 2},
        {"reset": "after", "times": 1, "operation": "update_*_kms_key"},
        {"reset": "after", "times": 1, "operation": "delete_*_kms_key"},
        {"truncated": True, "times": 1},
        {"stale": True, "times": 1, "operation": "get_*volume"},
        {"stale": True, "times": 2, "operation": "get_*"},
        {"delay": 20, "times": 3},
    ],
    ids=[
        "throttled",
        "failing",
        "failing now and then",
        "reset",
        "reset after a write",
        "reset after a removal",
        "truncated",
        "stale volume",
        "stale",
        "slow",
    ],
)
@KINDS
def test_trouble_that_passes(bench: Bench, named: Named, fault: dict[str, Any], kind: str, prefix: str) -> None:
    volume, key, other = named(kind, f"{prefix}-oracle-managed"), named("keys", "cmk"), named("keys", "cmk-other")
    for wanted in (key, other, None):
        bench.cloud.gateway.faults.clear()
        bench.fault(**fault)
        outcome = bench.reconcile(volume, Desired(wanted))
        assert outcome.after.kms_key_id == wanted
        assert outcome.changed
        assert outcome.verified


def test_read_that_lags_behind_is_found_out_before_the_write(cloud: Cloud, log_in: LogIn, named: Named) -> None:
    """It shows the volume without its key, and would go unnoticed where a first key needs no condition."""
    cloud.reset(scenario="default", variants={"block_kms_key_change_state": "AVAILABLE"})
    bench = Bench(cloud, log_in())
    volume, key = named("volumes", "data-oracle-managed"), named("keys", "cmk")
    bench.reconcile(volume, Desired(key))
    bench.fault(operation="get_volume", stale=True, times=1)
    outcome = bench.reconcile(volume, Desired(named("keys", "cmk-other")))
    assert outcome.before.kms_key_id == key


@KINDS
@pytest.mark.parametrize("wanted", ["cmk", None], ids=["assign", "unassign"])
def test_accepted_but_not_applied_fails(bench: Bench, named: Named, kind: str, prefix: str, wanted: str | None) -> None:
    volume = named(kind, f"{prefix}-wrong-key")
    bench.fault(operation="*_kms_key", verb="PUT", not_applied=True)
    bench.fault(operation="*_kms_key", verb="DELETE", not_applied=True)
    with pytest.raises(NotApplied) as caught:
        bench.reconcile(volume, Desired(named("keys", wanted) if wanted else None))
    accepted = caught.value.accepted
    assert accepted is not None
    assert accepted.operation.startswith("Update" if wanted else "Delete")
    assert accepted.opc_request_id
    assert caught.value.resource == volume
    assert caught.value.results == {"changed": False, "previous_kms_key_id": named("keys", "cmk-other")}


def test_a_short_time_out_does_not_prove_that_a_change_was_dropped(bench: Bench, named: Named) -> None:
    """Reads may lag behind by more than that, so that the change may still come."""
    bench.fault(operation="update_volume_kms_key", not_applied=True)
    with pytest.raises(errors.TimedOut) as caught:
        bench.reconcile(named("volumes", "data-oracle-managed"), Desired(named("keys", "cmk")), timeout=20)
    assert caught.value.results == {"changed": True, "previous_kms_key_id": None}


def test_without_waiting_an_invisible_change_is_not_called_verified(bench: Bench, named: Named) -> None:
    bench.fault(operation="update_volume_kms_key", not_applied=True)
    outcome = bench.reconcile(named("volumes", "data-oracle-managed"), Desired(named("keys", "cmk")), wait=False)
    assert (outcome.changed, outcome.verified) == (True, False)


def test_faulty_fails_at_once(bench: Bench, named: Named) -> None:
    bench.fault(operation="update_volume_kms_key", ends_in="FAULTY")
    start = bench.cloud.clock.now()
    volume = named("volumes", "data-oracle-managed")
    with pytest.raises(errors.ResourceFailed) as caught:
        bench.reconcile(volume, Desired(named("keys", "cmk")))
    assert caught.value.resource == volume
    assert bench.access(volume).read(volume).lifecycle_state == "FAULTY"
    assert bench.cloud.clock.now() - start < 60


def test_time_out_names_the_last_state(cloud: Cloud, log_in: LogIn, named: Named) -> None:
    cloud.reset(scenario="default", variants={"block_kms_key_change_seconds": "600"})
    with pytest.raises(errors.TimedOut) as caught:
        Bench(cloud, log_in()).reconcile(
            named("volumes", "data-oracle-managed"), Desired(named("keys", "cmk")), timeout=100
        )
    assert "PROVISIONING" in caught.value.reason
    assert caught.value.accepted is not None
    assert caught.value.results == {"changed": True, "previous_kms_key_id": None}


@pytest.mark.parametrize("key", ["cmk-disabled", "cmk-pending-deletion", "cmk-rsa", "cmk-two-versions", "cmk-phx"])
@pytest.mark.parametrize("check_mode", [True, False], ids=["check mode", "real run"])
def test_unusable_keys_are_rejected_before_anything_is_written(
    bench: Bench, named: Named, key: str, check_mode: bool
) -> None:
    with pytest.raises(KeyUnusable) as caught:
        bench.reconcile(named("volumes", "data-oracle-managed"), Desired(named("keys", key)), check_mode=check_mode)
    assert (caught.value.code, caught.value.resource) == ("KeyUnusable", named("keys", key))
    assert caught.value.region == "us-ashburn-1"
    assert bench.writes() == []


@pytest.mark.parametrize("wanted", ["cmk", None], ids=["assign another", "unassign"])
@pytest.mark.parametrize("check_mode", [True, False], ids=["check mode", "real run"])
def test_current_key_that_blocks_the_change(bench: Bench, named: Named, wanted: str | None, check_mode: bool) -> None:
    desired = Desired(named("keys", wanted) if wanted else None)
    with pytest.raises(KeyUnusable) as caught:
        bench.reconcile(named("volumes", "data-pending-deletion-key"), desired, check_mode=check_mode)
    assert caught.value.resource == named("keys", "cmk-pending-deletion")
    assert bench.writes() == []


def test_volume_under_a_disabled_key_can_leave_it(bench: Bench, named: Named) -> None:
    outcome = bench.reconcile(named("volumes", "data-disabled-key"), Desired(named("keys", "cmk")))
    assert outcome.changed
    assert [(each.code, each.resource) for each in bench.notices] == [
        ("CurrentKeyNotEnabled", named("keys", "cmk-disabled"))
    ]


def test_key_that_may_be_used_but_not_read(cloud: Cloud, log_in: LogIn, named: Named) -> None:
    """The seeds' separate security compartment: project administrators hold key-delegate only."""
    bench = Bench(cloud, log_in("projy-operator"))
    volume, key = named("volumes", "projy-data"), named("keys", "cmk")
    assert bench.reconcile(volume, Desired(key), check_mode=True).changed
    assert [(each.code, each.resource) for each in bench.notices] == [("KeyNotChecked", key)]
    assert bench.reconcile(volume, Desired(key)).after.kms_key_id == key


def test_missing_statements_are_fields(cloud: Cloud, log_in: LogIn, named: Named) -> None:
    bench = Bench(cloud, log_in("newcomer"))
    key = named("keys", "cmk")
    with pytest.raises(errors.NotFoundOrDenied) as raised:
        bench.reconcile(named("volumes", "data-oracle-managed"), Desired(key))
    only = f"in compartment <compartment of the key> where target.key.id = '{key}'"
    failure = raised.value
    assert f"Allow group <your group> to use key-delegate {only}" in failure.missing_statements
    assert [each for each in failure.missing_statements if each.startswith("Allow service blockstorage to use keys in")]
    assert failure.policies is not None
    assert failure.policies.verdict in ("missing", "unknown")
    assert failure.opc_request_id
    assert failure.operation == "UpdateVolumeKmsKey"
    assert len(re.sub(r"ocid1\.\S+", "", str(failure))) <= 250


@pytest.mark.parametrize("check_mode", [True, False], ids=["check mode", "real run"])
def test_missing_volume(bench: Bench, named: Named, check_mode: bool) -> None:
    missing = named("volumes", "data-oracle-managed") + "x"
    with pytest.raises(errors.NotFoundOrDenied) as caught:
        bench.reconcile(missing, Desired(named("keys", "cmk")), check_mode=check_mode)
    assert (caught.value.operation, caught.value.resource) == ("GetVolume", missing)
    assert len(caught.value.missing_statements) == 1
    assert caught.value.missing_statements[0].startswith("Allow group <your group> to inspect volumes in ")


def test_someone_else_was_faster(bench: Bench, named: Named) -> None:
    """The condition of the write no longer holds when the write arrives."""
    volume = named("volumes", "data-right-key")
    bench.fault(operation="update_volume_kms_key", status=412, code="NoEtagMatch", message="Etag mismatch.")
    with pytest.raises(errors.Conflict) as caught:
        bench.reconcile(volume, Desired(named("keys", "cmk-other")))
    assert (caught.value.status, caught.value.code) == (412, "NoEtagMatch")
    assert (caught.value.operation, caught.value.resource) == ("UpdateVolumeKmsKey", volume)


def test_writes_are_conditional(bench: Bench, named: Named) -> None:
    """An etag read before someone else's change does not let a write through."""
    volume = named("volumes", "data-right-key")
    access = bench.access(volume)
    before = access.read(volume)
    etag = access.confirm(before)
    assert etag
    bench.reconcile(volume, Desired(named("keys", "cmk-other")))
    with pytest.raises(errors.Conflict):
        access.write(before, Change(Kind.UNASSIGN, None), etag=etag, statements=())


def test_unready_volume_is_waited_for(bench: Bench, named: Named) -> None:
    volume = named("volumes", "data-oracle-managed")
    bench.reconcile(volume, Desired(named("keys", "cmk")), wait=False)
    outcome = bench.reconcile(volume, Desired(named("keys", "cmk-other")))
    assert outcome.after.kms_key_id == named("keys", "cmk-other")


@KINDS
def test_list_agrees_with_read(bench: Bench, named: Named, kind: str, prefix: str) -> None:
    access = bench.access(named(kind, f"{prefix}-right-key"))
    listed = {each.resource_id: each for each in access.list(named("compartments", "projx"))}
    assert len(listed) >= 3
    for resource_id, each in listed.items():
        seen = access.read(resource_id)
        assert access.describe(seen, None) == access.describe(each, None)

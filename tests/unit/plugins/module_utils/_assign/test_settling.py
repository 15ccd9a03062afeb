# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a change is really done."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._assign.plan import confirmation, has_settled
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import NotApplied, ResourceFailed
from ansible_collections.cmk.oci.plugins.module_utils._core.following import CONFIRMATION_TIME, Confirmation
from ansible_collections.cmk.oci.plugins.module_utils._resources.assignment import Assignment, Change, Kind
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume import VOLUME
from tests.unit.plugins.fake_time import FakeTime

OLD, NEW = "ocid1.key.oc1.iad.v.old", "ocid1.key.oc1.iad.v.new"
VOLUME_ID = "ocid1.volume.oc1.iad.x"


def seen(key: str | None, state: str = "AVAILABLE", etag: str = "1") -> Assignment:
    return Assignment(VOLUME_ID, key, state, etag=etag)


def of(change: Change, fake_time: FakeTime, before: str | None = OLD) -> Confirmation[Assignment]:
    return confirmation(seen(before), change, VOLUME, fake_time.clock())


def test_new_key_and_settled(fake_time: FakeTime) -> None:
    confirm = of(Change(Kind.ASSIGN, NEW), fake_time)
    assert not confirm(seen(NEW, "PROVISIONING"))
    assert confirm(seen(NEW))


def test_the_first_settled_look_is_not_trusted(fake_time: FakeTime) -> None:
    confirm = of(Change(Kind.ASSIGN, NEW), fake_time)
    assert not confirm(seen(OLD))
    assert not confirm(seen(OLD, "PROVISIONING"))
    assert confirm(seen(NEW))


@pytest.mark.parametrize(("seconds", "is_told"), [(49, False), (50, True), (59.9, True)])
def test_nearly_a_whole_window_is_enough_at_the_end_of_the_task(
    seconds: float, is_told: bool, fake_time: FakeTime
) -> None:
    clock, change = fake_time.clock(), Change(Kind.ASSIGN, NEW)
    ends = clock.now() + seconds
    confirm = confirmation(seen(OLD), change, VOLUME, clock, ends=ends)
    assert not confirm(seen(OLD))
    fake_time.sleep(seconds - 1)
    assert not confirm(seen(OLD))
    fake_time.sleep(1)
    if not is_told:
        assert not confirm(seen(OLD))
        return
    with pytest.raises(NotApplied) as caught:
        confirm(seen(OLD))
    assert caught.value.resource == VOLUME_ID


@pytest.mark.parametrize("change", [Change(Kind.ASSIGN, NEW), Change(Kind.UNASSIGN, None)], ids=["assign", "unassign"])
def test_accepted_but_not_applied(change: Change, fake_time: FakeTime) -> None:
    confirm = of(change, fake_time)
    assert not confirm(seen(OLD))
    fake_time.sleep(CONFIRMATION_TIME - 1)
    assert not confirm(seen(OLD))
    fake_time.sleep(1)
    with pytest.raises(NotApplied) as caught:
        confirm(seen(OLD))
    assert caught.value.resource == VOLUME_ID


def test_time_in_other_states_does_not_count(fake_time: FakeTime) -> None:
    confirm = of(Change(Kind.ASSIGN, NEW), fake_time)
    for dummy in range(3):
        assert not confirm(seen(OLD))
        fake_time.sleep(CONFIRMATION_TIME - 1)
        assert not confirm(seen(OLD, "PROVISIONING"))
        fake_time.sleep(CONFIRMATION_TIME)
    assert confirm(seen(NEW))


@pytest.mark.parametrize("state", ["FAULTY", "TERMINATING", "TERMINATED"])
def test_failed_states_end_it_at_once(state: str, fake_time: FakeTime) -> None:
    with pytest.raises(ResourceFailed) as caught:
        of(Change(Kind.ASSIGN, NEW), fake_time)(seen(NEW, state))
    assert caught.value.resource == VOLUME_ID


def test_rewrap_is_seen_by_the_etag_or_by_the_state(fake_time: FakeTime) -> None:
    change = Change(Kind.REWRAP, OLD)
    assert of(change, fake_time)(seen(OLD, etag="2"))
    confirm = of(change, fake_time)
    assert not confirm(seen(OLD))
    assert not confirm(seen(OLD, "PROVISIONING"))
    assert confirm(seen(OLD))


def test_rewrap_without_any_trace_ends_after_the_confirmation_time(fake_time: FakeTime) -> None:
    confirm = of(Change(Kind.REWRAP, OLD), fake_time)
    assert not confirm(seen(OLD))
    fake_time.sleep(CONFIRMATION_TIME)
    assert confirm(seen(OLD))


def test_settled_states() -> None:
    assert has_settled(seen(OLD), VOLUME)
    assert not has_settled(seen(OLD, "RESTORING"), VOLUME)

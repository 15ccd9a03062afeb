# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which keys will do, as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._assign.checks import Preflight
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import KeyFacts, KeyUnusable, NotFoundOrDenied
from ansible_collections.cmk.oci.plugins.module_utils._keys.key import Key, unfit
from ansible_collections.cmk.oci.plugins.module_utils._keys.reading import Reading
from ansible_collections.cmk.oci.plugins.module_utils._resources.assignment import Assignment
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume import VOLUME

GOOD = Key(
    id="ocid1.key.oc1.iad.v.good",
    display_name="volumes",
    compartment_id="ocid1.compartment.oc1..security",
    vault_id="ocid1.vault.oc1.iad.v.vault",
    lifecycle_state="ENABLED",
    algorithm="AES",
    length=32,
    time_of_deletion=None,
    rotates_itself=False,
    enabled_versions=1,
)
PENDING = replace(GOOD, lifecycle_state="PENDING_DELETION", time_of_deletion="2026-12-24T00:00:00+00:00")


class Shelf:
    """Keys that are already read: what a KeyReader hands out."""

    vault_id: str | None = None

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def read(self, kms_key_id: str) -> Reading:
        return self._reading


def under(kms_key_id: str | None) -> Assignment:
    return Assignment("ocid1.volume.oc1.iad.v", kms_key_id, "AVAILABLE")


def preflight(reading: Reading | Key) -> Preflight:
    shelf = Shelf(Reading(reading) if isinstance(reading, Key) else reading)
    return Preflight(VOLUME, "us-ashburn-1", shelf)


def assert_unusable(check: Callable[[], object]) -> KeyUnusable:
    with pytest.raises(KeyUnusable) as caught:
        check()
    failure = caught.value
    assert (failure.kind, failure.code) == ("KeyUnusable", "KeyUnusable")
    assert (failure.resource, failure.region) == (GOOD.id, "us-ashburn-1")
    return failure


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (GOOD, None),
        (replace(GOOD, enabled_versions=None), None),
        (replace(GOOD, algorithm="RSA"), "it is an RSA key, and only AES keys can"),
        (replace(GOOD, algorithm="ECDSA"), "it is an ECDSA key"),
        (replace(GOOD, lifecycle_state="DISABLED"), "it is DISABLED. Enable the key first."),
        (PENDING, "Cancel the deletion of the key (due 2026-12-24T00:00:00+00:00) and enable it first."),
        (replace(GOOD, lifecycle_state="DELETED"), "Use another key."),
        (replace(GOOD, lifecycle_state="ENABLING"), "Wait until the key is ENABLED."),
        (replace(GOOD, lifecycle_state="UPDATING"), "Wait until the key is ENABLED."),
        (replace(GOOD, enabled_versions=2), "Rotate by creating a new key and assigning that."),
    ],
    ids=[
        "good",
        "versions unknown",
        "RSA",
        "ECDSA",
        "disabled",
        "pending",
        "deleted",
        "enabling",
        "updating",
        "versions",
    ],
)
def test_unfit(key: Key, words: str | None) -> None:
    problem = unfit(key, VOLUME)
    if words is None or problem is None:
        assert words is problem
        preflight(key).check_requested_key(key.id)
        return
    assert words in ". ".join([problem.reason, *problem.advice])
    failure = assert_unusable(lambda: preflight(key).check_requested_key(key.id))
    assert failure.reason.endswith(problem.reason)
    assert (failure.advice, failure.key) == (problem.advice, problem.key)


@pytest.mark.parametrize(
    ("key", "facts"),
    [
        (replace(GOOD, algorithm="RSA"), {"algorithm": "RSA"}),
        (PENDING, {"lifecycle_state": "PENDING_DELETION"}),
        (replace(GOOD, enabled_versions=2), {"enabled_versions": 2}),
    ],
    ids=["algorithm", "state", "versions"],
)
def test_the_facts_that_are_the_reason_are_data(key: Key, facts: dict[str, object]) -> None:
    failure = assert_unusable(lambda: preflight(key).check_requested_key(key.id))
    assert {name: value for name, value in failure.as_result()["key"].items() if value is not None} == facts


def test_the_length_that_is_the_reason_is_in_bits() -> None:
    problem = unfit(replace(GOOD, length=16), replace(VOLUME, key_lengths=(32,)))
    assert problem is not None
    assert problem.key == KeyFacts(algorithm="AES", length=128)


def test_several_versions_do_not_matter_to_a_service_that_takes_them() -> None:
    assert unfit(replace(GOOD, enabled_versions=2), replace(VOLUME, single_version_key=False)) is None


def test_key_of_another_region() -> None:
    check = preflight(Reading(None, elsewhere="us-phoenix-1"))
    assert_unusable(lambda: check.check_requested_key(GOOD.id))


def test_key_of_a_region_that_does_not_know_the_tenancy() -> None:
    check = preflight(Reading(None, elsewhere="eu-frankfurt-1", subscribed=False))
    assert_unusable(lambda: check.check_requested_key(GOOD.id))


def test_unreadable_key_is_a_notice() -> None:
    denial = NotFoundOrDenied("", operation="GetKey", status=404, code="NotAuthorizedOrNotFound")
    check = preflight(Reading(None, denial))
    check.check_requested_key(GOOD.id)
    check.check_current_key(under(GOOD.id))
    (notice,) = check.notices
    assert (notice.code, notice.resource, notice.failure) == ("KeyNotChecked", GOOD.id, denial)
    assert check.name(GOOD.id) is None


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (replace(GOOD, rotates_itself=True), "KeyRotatesAutomatically"),
        (replace(GOOD, enabled_versions=None), "KeyVersionsNotListed"),
    ],
    ids=["auto-rotation", "versions unknown"],
)
def test_doubts_about_versions_are_notices(key: Key, code: str) -> None:
    check = preflight(key)
    check.check_requested_key(key.id)
    check.check_requested_key(key.id)
    assert [(each.code, each.resource) for each in check.notices] == [(code, key.id)]


@pytest.mark.parametrize("state", ["SCHEDULING_DELETION", "PENDING_DELETION", "CANCELLING_DELETION", "DELETING"])
def test_key_that_does_not_let_go(state: str) -> None:
    check = preflight(replace(PENDING, lifecycle_state=state))
    assert_unusable(lambda: check.check_current_key(under(GOOD.id)))


def test_disabled_current_key_is_a_notice() -> None:
    check = preflight(replace(GOOD, lifecycle_state="DISABLED"))
    check.check_current_key(under(GOOD.id))
    assert [(each.code, each.resource) for each in check.notices] == [("CurrentKeyNotEnabled", GOOD.id)]


def test_without_a_reader_nothing_is_checked() -> None:
    check = Preflight(VOLUME, "us-ashburn-1", None)
    check.check_requested_key(GOOD.id)
    check.check_current_key(under(GOOD.id))
    assert (check.name(GOOD.id), check.compartment_id(GOOD.id), check.notices) == (None, None, [])


def test_oracle_managed_needs_no_check() -> None:
    check = preflight(PENDING)
    check.check_requested_key(None)
    check.check_current_key(under(None))
    assert check.name(None) is None

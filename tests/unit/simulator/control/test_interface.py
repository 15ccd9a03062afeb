# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control interface does to a running cloud."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.cloud import Cloud
from simulator.control.interface import Control


@pytest.fixture
def control(cloud: Cloud) -> Control:
    return Control(cloud)


def test_it_shows_what_is_running(control: Control) -> None:
    shown = control.show(None, {})
    assert shown["scenario"] == "founded"
    assert shown["requests"] == 0
    assert shown["resources"] > 5


def test_settings_are_switched_and_unknown_ones_refused(control: Control, cloud: Cloud) -> None:
    control.settings({"throttling": True, "empty_pages": False, "iam_propagation_seconds": 10}, {})
    assert cloud.gateway.throttling is True
    assert cloud.gateway.empty_pages is False
    assert cloud.tenancy.iam_propagation_seconds == 10
    with pytest.raises(ValueError, match="no setting 'speed'"):
        control.settings({"speed": 2}, {})


def test_the_clock_only_goes_forward(control: Control, cloud: Cloud) -> None:
    before = cloud.clock.now()
    control.advance({"seconds": 60}, {})
    assert cloud.clock.now() - before == pytest.approx(60)
    with pytest.raises(ValueError, match="does not go back"):
        control.advance({"seconds": -1}, {})


def test_a_reset_begins_again_and_keys_stay_valid(control: Control, cloud: Cloud, client: Any) -> None:
    identity = client("identity.IdentityClient")
    before = identity.list_groups(cloud.tenancy.id).data[0].id
    control.add_fault({"status": 500}, {})
    control.reset({}, {})
    assert identity.list_groups(cloud.tenancy.id).data[0].id == before
    assert control.faults(None, {}) == []
    assert control.show(None, {})["requests"] == 1
    with pytest.raises(ValueError, match="no scenario 'none'"):
        control.reset({"scenario": "none"}, {})


@pytest.mark.parametrize(
    ("rule", "says"),
    [({"operation": "update_volume_kmskey"}, "no operation"), ({"statuss": 500}, "statuss")],
    ids=["operation", "word"],
)
def test_a_rule_that_could_never_strike_is_refused(control: Control, rule: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        control.add_fault(rule, {})


def test_variants_are_told_and_chosen(control: Control, cloud: Cloud) -> None:
    name, told = next(iter(control.variants(None, {}).items()))
    assert told["chosen"] == told["choices"][0]
    control.choose({name: told["choices"][1]}, {})
    assert cloud.tenancy.variants[name] == told["choices"][1]
    for wrong in ({"none": "x"}, {name: "none"}):
        with pytest.raises(ValueError, match="none"):
            control.choose(wrong, {})


def test_the_journal_is_searched_and_forgotten(control: Control, cloud: Cloud, client: Any) -> None:
    identity = client("identity.IdentityClient")
    identity.list_groups(cloud.tenancy.id)
    identity.list_users(cloud.tenancy.id)
    assert [entry["operation"] for entry in control.journal(None, {"after": "1"})] == ["identity.list_users"]
    assert len(control.journal(None, {"operation": "identity.list_groups"})) == 1
    assert control.journal(None, {"writes": "true"}) == []
    control.clear_journal(None, {})
    assert control.journal(None, {}) == []


def test_a_resource_is_looked_at_and_changed_by_hand(control: Control, cloud: Cloud) -> None:
    projx = cloud.catalogue["compartments"]["projx"]
    control.change({"id": projx, "set": {"description": "by hand"}, "hidden": {"security_zone": True}}, {})
    shown = control.resource(None, {"id": projx})
    assert shown["data"]["description"] == "by hand"
    assert shown["hidden"]["security_zone"] is True
    with pytest.raises(ValueError, match="no resource"):
        control.resource(None, {"id": "ocid1.compartment.oc1..none"})

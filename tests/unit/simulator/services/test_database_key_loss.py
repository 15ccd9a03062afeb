# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases whose key is lost, through the real SDK."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from simulator.cloud import Cloud
from tests.unit.simulator.services.database_tenancy import Databases

QUARTER = 15 * 60 + 60


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> Databases:
    return Databases(cloud, client)


@pytest.mark.parametrize("choice", ["by itself", "when started"])
def test_a_database_becomes_inaccessible_some_time_after_its_key(tenancy: Databases, choice: str) -> None:
    tenancy.play("adb_recovers_from_key_loss", choice)
    created, key = tenancy.keyed()
    tenancy.disable(key)
    assert tenancy.get(created.id).lifecycle_state == "AVAILABLE"
    tenancy.wait(QUARTER)
    down = tenancy.get(created.id)
    assert down.lifecycle_state == "INACCESSIBLE"
    assert "DISABLED" in down.kms_key_lifecycle_details
    tenancy.enable(key)
    tenancy.wait(QUARTER)
    if choice == "when started":
        assert tenancy.get(created.id).lifecycle_state == "INACCESSIBLE"
        tenancy.database.start_autonomous_database(created.id)
        tenancy.wait(300)
    now = tenancy.get(created.id)
    assert (now.lifecycle_state, now.kms_key_lifecycle_details) == ("AVAILABLE", None)


def test_an_unreachable_key_has_two_hours_of_grace(tenancy: Databases) -> None:
    created, _key = tenancy.keyed()
    tenancy.forbid(tenancy.policy)
    for _quarter in range(8):
        tenancy.wait(QUARTER)
        assert tenancy.get(created.id).lifecycle_state == "AVAILABLE"
    tenancy.wait(QUARTER)
    assert tenancy.get(created.id).lifecycle_state == "INACCESSIBLE"


def test_a_database_that_left_its_key_does_not_go_down_with_it(tenancy: Databases) -> None:
    created, key = tenancy.keyed()
    tenancy.configure(created.id, None)
    tenancy.wait(300)
    tenancy.disable(key)
    tenancy.wait(2 * QUARTER)
    assert tenancy.get(created.id).lifecycle_state == "AVAILABLE"


def test_a_stopped_database_does_not_start_without_its_key(tenancy: Databases) -> None:
    created, key = tenancy.keyed()
    tenancy.database.stop_autonomous_database(created.id)
    tenancy.wait(300)
    tenancy.disable(key)
    response = tenancy.database.start_autonomous_database(created.id)
    assert response.data.lifecycle_state == "STARTING"
    tenancy.wait(300)
    assert (tenancy.work_of(response).status, tenancy.get(created.id).lifecycle_state) == ("FAILED", "STOPPED")
    assert "DISABLED" in tenancy.error_of(response)
    tenancy.enable(key)
    tenancy.forbid(tenancy.policy)
    response = tenancy.database.start_autonomous_database(created.id)
    tenancy.wait(300)
    assert "Vault service is not accessible" in tenancy.error_of(response)

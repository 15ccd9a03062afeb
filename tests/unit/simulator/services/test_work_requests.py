# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work requests of the core services through the real SDK."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from oci.exceptions import ServiceError

from simulator.cloud import Cloud
from simulator.gateway.faults import end_badly
from simulator.protocol.effects import Effects
from simulator.services.work_requests import start_work_request
from simulator.tenancy.resource import Resource

Clients = Callable[..., Any]


@pytest.fixture
def start(cloud: Cloud) -> Callable[..., Resource]:
    def begin(**options: Any) -> Resource:
        policy = cloud.tenancy.store.listing("volume_backup_policy")[0]
        options = {"resources": [policy], "seconds": 40, **options}
        projx = cloud.catalogue["compartments"]["projx"]
        return start_work_request(cloud.tenancy.store, "us-ashburn-1", "DO_IT", projx, **options)

    return begin


def test_from_accepted_to_succeeded(cloud: Cloud, client: Clients, start: Callable[..., Resource]) -> None:
    reader = client("work_requests.WorkRequestClient")
    id = start().id
    assert id.startswith("ocid1.coreservicesworkrequest.oc1.iad.")
    seen = []
    for seconds in (0, 15, 30):
        cloud.clock.advance(seconds)
        shown = reader.get_work_request(id).data
        seen.append((shown.status, shown.percent_complete, shown.resources[0].action_type))
    assert seen == [
        ("ACCEPTED", 0.0, "IN_PROGRESS"),
        ("IN_PROGRESS", 0.0, "IN_PROGRESS"),
        ("SUCCEEDED", 100.0, "UPDATED"),
    ]
    assert shown.time_accepted < shown.time_started < shown.time_finished
    assert shown.resources[0].entity_type == "volumeBackupPolicy"
    logs = [entry.message for entry in reader.list_work_request_logs(id, sort_order="ASC").data]
    assert logs == ["DO_IT is ACCEPTED", "DO_IT is IN_PROGRESS", "DO_IT is SUCCEEDED"]
    assert reader.list_work_request_errors(id).data == []


def test_a_failed_work_request_reports_the_reason(
    cloud: Cloud, client: Clients, start: Callable[..., Resource]
) -> None:
    reader = client("work_requests.WorkRequestClient")
    id = start(error="The key is gone.").id
    assert reader.list_work_request_errors(id).data == []
    cloud.clock.advance(60)
    assert reader.get_work_request(id).data.status == "FAILED"
    assert [error.message for error in reader.list_work_request_errors(id).data] == ["The key is gone."]


def test_a_fault_can_fail_it_at_its_end(cloud: Cloud, client: Clients, start: Callable[..., Resource]) -> None:
    reader = client("work_requests.WorkRequestClient")
    with cloud.tenancy.store.transaction() as transaction:
        id = start().id
        end_badly(Effects(work_request_error="Out of luck."), transaction.events)
    cloud.clock.advance(15)
    assert reader.get_work_request(id).data.status == "IN_PROGRESS"
    cloud.clock.advance(30)
    assert reader.get_work_request(id).data.status == "FAILED"
    error = reader.list_work_request_errors(id).data[0]
    assert (error.message, error.code) == ("Out of luck.", "InternalError")


def test_lists_by_compartment_and_resource(cloud: Cloud, client: Clients, start: Callable[..., Resource]) -> None:
    reader = client("work_requests.WorkRequestClient")
    id = start().id
    policy = cloud.tenancy.store.listing("volume_backup_policy")[0]
    compartments = cloud.catalogue["compartments"]
    listed = reader.list_work_requests(compartments["projx"]).data
    assert [(found.id, found.operation_type) for found in listed] == [(id, "DO_IT")]
    assert len(reader.list_work_requests(compartments["projx"], resource_id=policy.id).data) == 1
    assert reader.list_work_requests(compartments["projx"], resource_id="ocid1.other").data == []
    assert reader.list_work_requests(compartments["projy"]).data == []


def test_an_unknown_one(client: Clients) -> None:
    with pytest.raises(ServiceError) as caught:
        client("work_requests.WorkRequestClient").get_work_request("ocid1.coreservicesworkrequest.oc1.iad.none")
    assert (caught.value.status, caught.value.code) == (404, "NotAuthorizedOrNotFound")

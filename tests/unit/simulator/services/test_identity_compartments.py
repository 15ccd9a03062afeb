# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree of compartments."""

from __future__ import annotations

from typing import Any

import oci
import pytest

from simulator.cloud import Cloud
from tests.unit.simulator.services.identity_tenancy import IDENTITY, Clients, add_policy, add_user, models, refused


def make(identity: Any, parent_id: str, name: str) -> Any:
    """A compartment, not yet ACTIVE."""
    details = models.CreateCompartmentDetails(compartment_id=parent_id, name=name, description=f"about {name}")
    return identity.create_compartment(details).data


def names(compartments: Any) -> set[str]:
    return {compartment.name for compartment in compartments}


@pytest.fixture
def projx(cloud: Cloud) -> str:
    return str(cloud.catalogue["compartments"]["projx"])


def test_a_compartment_is_creating_and_then_active(cloud: Cloud, client: Clients, projx: str) -> None:
    identity = client(IDENTITY)

    created = make(identity, projx, "inner")

    assert (created.lifecycle_state, created.compartment_id, created.freeform_tags) == ("CREATING", projx, {})
    cloud.clock.advance(2)
    assert identity.get_compartment(created.id).data.lifecycle_state == "ACTIVE"


def test_a_compartment_can_be_active_at_once(cloud: Cloud, client: Clients, projx: str) -> None:
    cloud.tenancy.variants.choose("new_identity_resources_are", "ACTIVE")

    assert make(client(IDENTITY), projx, "inner").lifecycle_state == "ACTIVE"


def test_the_list_holds_direct_children_unless_the_whole_tree_is_wanted(
    cloud: Cloud, client: Clients, projx: str
) -> None:
    identity, root = client(IDENTITY), cloud.tenancy.id
    make(identity, projx, "inner")

    assert names(identity.list_compartments(root).data) == {"security", "projx", "projy"}
    assert names(identity.list_compartments(projx).data) == {"inner"}
    everything = identity.list_compartments(root, compartment_id_in_subtree=True, access_level="ANY").data
    assert names(everything) == {"security", "projx", "projy", "inner"}
    assert names(identity.list_compartments(root, name="projy").data) == {"projy"}
    assert refused(lambda: identity.list_compartments(projx, compartment_id_in_subtree=True)) == (
        400,
        "InvalidParameter",
    )


def test_the_root_is_a_compartment_too(cloud: Cloud, client: Clients) -> None:
    root = client(IDENTITY).get_compartment(cloud.tenancy.id).data

    assert (root.id, root.name, root.lifecycle_state) == (cloud.tenancy.id, "example", "ACTIVE")


def test_accessible_compartments_are_those_with_something_to_see(cloud: Cloud, client: Clients, projx: str) -> None:
    admin, root = client(IDENTITY), cloud.tenancy.id
    inner = make(admin, projx, "inner")
    cloud.clock.advance(2)
    add_user(cloud, admin, "ann", f"Allow group ann to inspect volumes in compartment id {inner.id}")
    ann = client(IDENTITY, user="ann")

    listed = ann.list_compartments(root, access_level="ACCESSIBLE", compartment_id_in_subtree=True).data

    assert names(listed) == {"projx", "inner"}
    assert all(compartment.is_accessible for compartment in listed)
    assert refused(lambda: ann.list_compartments(root)) == (404, "NotAuthorizedOrNotFound")
    everything = admin.list_compartments(root).data
    assert [compartment.is_accessible for compartment in everything] == [None, None, None]


@pytest.mark.parametrize("name", ["", "two words", "x" * 101, "sla/sh"], ids=["empty", "space", "long", "slash"])
def test_names_that_do_not_suit(name: str, client: Clients, projx: str) -> None:
    assert refused(lambda: make(client(IDENTITY), projx, name)) == (400, "InvalidParameter")


def test_names_are_unique_among_siblings(cloud: Cloud, client: Clients, projx: str) -> None:
    identity = client(IDENTITY)

    assert refused(lambda: make(identity, cloud.tenancy.id, "PROJX")) == (409, "CompartmentAlreadyExists")
    assert make(identity, projx, "projx").name == "projx"


def test_six_levels_and_no_more(client: Clients, projx: str) -> None:
    identity, parent_id = client(IDENTITY), projx
    for level in range(2, 7):
        parent_id = make(identity, parent_id, f"level-{level}").id

    assert refused(lambda: make(identity, parent_id, "level-7")) == (400, "LimitExceeded")


def test_update_renames_unless_the_name_is_taken(client: Clients, cloud: Cloud, projx: str) -> None:
    identity = client(IDENTITY)

    renamed = identity.update_compartment(projx, models.UpdateCompartmentDetails(name="projz", description="new"))

    assert (renamed.data.name, renamed.data.description) == ("projz", "new")
    taken = models.UpdateCompartmentDetails(name="projy")
    assert refused(lambda: identity.update_compartment(projx, taken)) == (409, "CompartmentAlreadyExists")
    stale = models.UpdateCompartmentDetails(description="late")
    assert refused(lambda: identity.update_compartment(projx, stale, if_match="old")) == (412, "NoEtagMatch")
    root = models.UpdateCompartmentDetails(description="no")
    assert refused(lambda: identity.update_compartment(cloud.tenancy.id, root)) == (409, "Conflict")


def test_an_empty_compartment_is_deleted_and_recovered(cloud: Cloud, client: Clients, projx: str) -> None:
    identity = client(IDENTITY)

    answer = identity.delete_compartment(projx)

    assert answer.status == 202
    request_id = answer.headers["opc-work-request-id"]
    assert identity.get_compartment(projx).data.lifecycle_state == "DELETING"
    assert identity.get_work_request(request_id).data.status == "IN_PROGRESS"
    cloud.clock.advance(20)
    deleted = identity.get_compartment(projx).data
    assert deleted.lifecycle_state == "DELETED"
    assert deleted.name.startswith("projx.")
    request = identity.get_work_request(request_id).data
    assert (request.status, request.percent_complete, request.resources[0].identifier) == ("SUCCEEDED", 100.0, projx)
    assert [each.id for each in identity.list_work_requests(cloud.tenancy.id, resource_identifier=projx).data] == [
        request_id
    ]
    assert names(identity.list_compartments(cloud.tenancy.id, lifecycle_state="ACTIVE").data) == {"security", "projy"}
    assert identity.recover_compartment(projx).data.lifecycle_state == "ACTIVE"
    assert refused(lambda: identity.recover_compartment(projx)) == (409, "IncorrectState")


@pytest.mark.parametrize("content", ["compartment", "policy"])
def test_deleting_a_compartment_that_is_not_empty_fails(
    content: str, cloud: Cloud, client: Clients, projx: str
) -> None:
    identity = client(IDENTITY)
    if content == "compartment":
        make(identity, projx, "inner")
    else:
        add_policy(identity, projx, "p", "Allow group Administrators to read volumes in compartment projx")

    request_id = identity.delete_compartment(projx).headers["opc-work-request-id"]
    cloud.clock.advance(20)

    request = identity.get_work_request(request_id).data
    assert request.status == "FAILED"
    assert "not empty" in request.errors[0].message
    compartment = identity.get_compartment(projx).data
    assert (compartment.lifecycle_state, compartment.name) == ("ACTIVE", "projx")


def test_a_compartment_is_moved_with_its_contents(cloud: Cloud, client: Clients, projx: str) -> None:
    identity, projy = client(IDENTITY), cloud.catalogue["compartments"]["projy"]
    inner = make(identity, projx, "inner").id
    cloud.clock.advance(2)

    request_id = identity.move_compartment(projx, models.MoveCompartmentDetails(target_compartment_id=projy)).headers[
        "opc-work-request-id"
    ]
    cloud.clock.advance(4)

    assert identity.get_work_request(request_id).data.status == "SUCCEEDED"
    assert names(identity.list_compartments(projy).data) == {"projx"}
    assert cloud.tenancy.access.ancestors(inner) == (inner, projx, projy, cloud.tenancy.id)
    back = models.MoveCompartmentDetails(target_compartment_id=inner)
    assert refused(lambda: identity.move_compartment(projy, back)) == (400, "InvalidParameter")
    nowhere = models.MoveCompartmentDetails(target_compartment_id="ocid1.compartment.oc1..gone")
    assert refused(lambda: identity.move_compartment(projy, nowhere)) == (
        400,
        "RelatedResourceNotAuthorizedOrNotFound",
    )


def test_pages(cloud: Cloud, client: Clients) -> None:
    identity = client(IDENTITY)

    pages = list(
        oci.pagination.list_call_get_all_results_generator(
            identity.list_compartments, "response", cloud.tenancy.id, limit=2
        )
    )

    assert [len(page.data) for page in pages] == [2, 0, 1]

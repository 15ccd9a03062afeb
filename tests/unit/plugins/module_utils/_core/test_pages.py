# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists are read to their end, and no call is repeated beyond what the client itself repeats."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from oci.exceptions import ServiceError
from oci.resource_search.models import StructuredSearchDetails

from ansible_collections.cmk.oci.plugins.module_utils._core import pages
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadAnswer
from ansible_collections.cmk.oci.plugins.module_utils._core.faults import UnexpectedAnswer
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from simulator.cloud import Cloud
from simulator.gateway.faults import rule_from
from simulator.protocol.messages import Response

LogIn = Callable[..., Session]


def volumes(cloud: Cloud, session: Session, **options: Any) -> list[Any]:
    client = session.client("core", "BlockstorageClient")
    return list(pages.items(client.list_volumes, compartment_id=cloud.catalogue["compartments"]["projx"], **options))


@pytest.mark.parametrize("limit", [1, 2, 1000])
def test_every_page_even_after_an_empty_one(cloud: Cloud, log_in: LogIn, limit: int) -> None:
    session = log_in()
    every = {each.id for each in volumes(cloud, session, limit=1000)}
    assert len(every) > 3
    assert {each.id for each in volumes(cloud, session, limit=limit)} == every


def test_an_answer_that_holds_its_items_in_a_collection(cloud: Cloud, log_in: LogIn) -> None:
    session = log_in("admin")
    client = session.client("resource_search", "ResourceSearchClient")
    details = StructuredSearchDetails(query="query volume resources")
    names = [each.display_name for each in pages.items(client.search_resources, details, limit=2)]
    assert "data-right-key" in names
    assert len(names) > 4


def test_a_failing_list_is_given_up_after_the_clients_own_patience(cloud: Cloud, log_in: LogIn) -> None:
    session = log_in()
    cloud.gateway.faults.add(rule_from({"operation": "list_volumes", "status": 500}))
    before = cloud.clock.now()
    with pytest.raises(ServiceError) as caught:
        volumes(cloud, session)
    assert caught.value.status == 500
    assert cloud.clock.now() - before <= 300
    cloud.gateway.faults.clear()


def test_an_answer_without_a_list_is_none(cloud: Cloud, log_in: LogIn) -> None:
    """The SDK does not require `items`, and would show an empty collection."""
    cloud.gateway.faults.add(rule_from({"operation": "search_resources", "drop_fields": ["items"]}))
    with pytest.raises(BadAnswer) as caught:
        pages.found(log_in("admin"), "query volume resources", action="search", resource="volumes")
    assert caught.value.operation == "SearchResources"


def test_a_problem_of_a_whole_list_has_the_facts_of_its_last_answer(cloud: Cloud, log_in: LogIn) -> None:
    session = log_in("admin")
    client = session.client("identity", "IdentityClient")
    call, tenancy = client.list_region_subscriptions, session.tenancy
    assert len(pages.whole(call, tenancy, problem=lambda listed: None)) > 1
    with (
        pytest.raises(BadAnswer) as caught,
        session.doing("list regions", service="identity", operation="ListRegionSubscriptions", resource=tenancy),
    ):
        pages.whole(call, tenancy, problem=lambda listed: "is not what it should be")
    assert caught.value.status == 200
    assert caught.value.opc_request_id


@pytest.mark.parametrize("kind", ["empty pages", "the second page"])
def test_pages_without_end_are_no_list(cloud: Cloud, log_in: LogIn, kind: str) -> None:
    """Each answer names another page by a new token, so that no token shows that the list never ends."""
    answers: list[Response] = []
    handle = cloud.gateway.handle

    def without_end(request: Any) -> Response:
        if not request.path.endswith("/volumes"):
            return handle(request)
        answers.append(answers[0] if answers else handle(request))
        entries = [] if kind == "empty pages" else json.loads(answers[0].body)[min(len(answers), 2) :]
        headers = {name: value for name, value in answers[0].headers.items() if name != "content-length"}
        return Response(200, {**headers, "opc-next-page": f"t{len(answers)}"}, json.dumps(entries).encode())

    cloud.gateway.handle = without_end  # type: ignore[method-assign]  # intercepted
    session = log_in()
    with pytest.raises(UnexpectedAnswer):
        volumes(cloud, session)
    assert len(answers) <= pages.MOST_EMPTY_PAGES + 1

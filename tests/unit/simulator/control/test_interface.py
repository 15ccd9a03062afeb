# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control interface does to a running cloud."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from simulator.cloud import Cloud
from simulator.control.interface import Control, control_application


@pytest.fixture
def control(cloud: Cloud) -> Control:
    return Control(cloud)


def test_it_shows_what_is_running(control: Control) -> None:
    shown = control.show({}, {})
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
    assert control.faults({}, {}) == []
    assert control.show({}, {})["requests"] == 1
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
    name, told = next(iter(control.variants({}, {}).items()))
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
    assert [entry["operation"] for entry in control.journal({}, {"after": "1"})] == ["identity.list_users"]
    assert len(control.journal({}, {"operation": "identity.list_groups"})) == 1
    assert control.journal({}, {"writes": "true"}) == []
    control.clear_journal({}, {})
    assert control.journal({}, {}) == []


def test_a_resource_is_looked_at_and_changed_by_hand(control: Control, cloud: Cloud) -> None:
    projx = cloud.catalogue["compartments"]["projx"]
    control.change({"id": projx, "set": {"description": "by hand"}, "hidden": {"security_zone": True}}, {})
    shown = control.resource({}, {"id": projx})
    assert shown["data"]["description"] == "by hand"
    assert shown["hidden"]["security_zone"] is True
    with pytest.raises(ValueError, match="no resource"):
        control.resource({}, {"id": "ocid1.compartment.oc1..none"})


Ask = Callable[[str, str, bytes], tuple[int, Any]]


@pytest.fixture
def ask(cloud: Cloud) -> Ask:
    """Sends a request to the interface as a server would; status and JSON of the answer."""
    application = control_application(cloud)

    def answer(verb: str, target: str, body: bytes) -> tuple[int, Any]:
        path, _, query = target.partition("?")
        scope = {"type": "http", "method": verb, "path": path, "query_string": query.encode(), "headers": []}
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(application(scope, receive, send))
        return sent[0]["status"], json.loads(b"".join(message["body"] for message in sent[1:]))

    return answer


@pytest.mark.parametrize(
    ("verb", "path", "body", "says"),
    [
        ("POST", "/tokens", {}, "'subject' is missing"),
        (
            "POST",
            "/tokens",
            {"subject": "ocid1.user", "public_key": "x"},
            "the public key cannot be read; give it as PEM",
        ),
        ("POST", "/tokens", {"subject": 1}, "'subject' must be a string, not 1"),
        ("GET", "/journal?after=x", None, "'after' must be a number, not 'x'"),
        ("GET", "/journal?writes=perhaps", None, "'writes' must be true or false, not 'perhaps'"),
        ("GET", "/resources", None, "'id' is missing"),
        ("POST", "/clock/advance", {"seconds": "x"}, "'seconds' must be a number, not 'x'"),
        ("POST", "/clock/advance", {"seconds": True}, "'seconds' must be a number, not True"),
        ("POST", "/clock/advance", None, "'seconds' is missing"),
        ("POST", "/clock/advance", [1], "the body must be a JSON object"),
        ("PUT", "/settings", {"throttling": "perhaps"}, "'throttling' must be true or false, not 'perhaps'"),
        ("POST", "/reset", {"seed": 1.5}, "'seed' must be a whole number, not 1.5"),
        ("POST", "/reset", {"variants": "all"}, "'variants' must be an object, not 'all'"),
        ("POST", "/faults", {"status": "x"}, "'status' of a fault rule must be int, not 'x'"),
        ("POST", "/faults", {"times": True}, "'times' of a fault rule must be int, not True"),
    ],
)
def test_wrong_input_is_answered_with_one_sentence(verb: str, path: str, body: Any, says: str, ask: Ask) -> None:
    assert ask(verb, path, b"" if body is None else json.dumps(body).encode()) == (400, {"error": says})


def test_a_body_that_is_no_json_is_refused(ask: Ask) -> None:
    status, told = ask("POST", "/reset", b"{")
    assert status == 400
    assert told["error"].startswith("the body is not JSON: ")

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions of the control interface on a running cloud."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

import oci
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.cloud import Cloud
from simulator.control.interface import Control, control_application
from simulator.tenancy.clock import LONGEST_SECONDS


@pytest.fixture
def control(cloud: Cloud) -> Control:
    return Control(cloud)


def test_it_shows_what_is_running(control: Control) -> None:
    shown = control.show({}, {})
    assert shown["scenario"] == "founded"
    assert shown["requests"] == 0
    assert shown["resources"] > 5


def test_settings_are_switched_and_unknown_ones_refused(control: Control, cloud: Cloud) -> None:
    control.settings({"throttling": True, "empty_pages": False, "iam_propagation_seconds": 10, "latency_ms": 50}, {})
    assert cloud.gateway.throttling is True
    assert cloud.gateway.empty_pages is False
    assert cloud.tenancy.iam_propagation_seconds == 10
    assert cloud.gateway.latency_ms == 50
    for wrong in (-1, 600_001, "fast", None):
        with pytest.raises(ValueError, match="'latency_ms'"):
            control.settings({"latency_ms": wrong}, {})
    with pytest.raises(ValueError, match="no setting 'speed'"):
        control.settings({"speed": 2}, {})


def test_the_clock_only_moves_forward(control: Control, cloud: Cloud) -> None:
    before = cloud.clock.now()
    control.advance({"seconds": 60}, {})
    assert cloud.clock.now() - before == pytest.approx(60)
    with pytest.raises(ValueError, match="'seconds' must be from 0 to"):
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


def test_a_reset_selects_the_shape_of_the_large_tenancy(control: Control, cloud: Cloud) -> None:
    shape = {"compartments": 2, "volumes": 4, "keys": {"good": 1}}
    assert "project-001" in control.reset({"scenario": "large", "shape": shape}, {})["compartments"]
    assert control.show({}, {})["shape"] == shape
    assert len(cloud.tenancy.store.listing("volume")) == 4
    for wrong in ({"scenario": "founded", "shape": shape}, {"scenario": "large", "shape": {"volumes": "many"}}):
        with pytest.raises(ValueError, match="shape"):
            control.reset(wrong, {})
    # A rejected reset changes nothing.
    assert len(cloud.tenancy.store.listing("volume")) == 4


def test_requests_are_counted_by_operation_and_status(control: Control, cloud: Cloud, client: Any) -> None:
    identity = client("identity.IdentityClient")
    identity.list_groups(cloud.tenancy.id)
    identity.list_groups(cloud.tenancy.id)
    control.add_fault({"status": 429, "times": 1}, {})
    with pytest.raises(oci.exceptions.ServiceError):
        identity.list_groups(cloud.tenancy.id)
    assert control.counts({}, {}) == {"identity.list_groups": {"200": 2, "429": 1}}
    assert control.reset_counts({}, {}) == control.counts({}, {}) == {}
    assert len(control.journal({}, {})) == 3
    identity.list_users(cloud.tenancy.id)
    assert control.counts({}, {}) == {"identity.list_users": {"200": 1}}
    control.clear_journal({}, {})
    assert control.counts({}, {}) == {}


@pytest.mark.parametrize(
    ("rule", "says"),
    [({"operation": "update_volume_kmskey"}, "no operation"), ({"statuss": 500}, "statuss")],
    ids=["operation", "word"],
)
def test_a_rule_that_could_never_strike_is_refused(control: Control, rule: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        control.add_fault(rule, {})


def test_variants_are_listed_and_selected(control: Control, cloud: Cloud) -> None:
    name, returned = next(iter(control.variants({}, {}).items()))
    assert returned["chosen"] == returned["choices"][0]
    control.choose({name: returned["choices"][1]}, {})
    assert cloud.tenancy.variants[name] == returned["choices"][1]
    control.choose({"throttle_period_seconds": 10}, {})
    assert cloud.tenancy.variants["throttle_period_seconds"] == "10"
    for wrong in ({"none": "x"}, {name: "none"}, {"throttle_period_seconds": 1, name: "none"}):
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


def test_a_resource_is_read_and_changed_directly(control: Control, cloud: Cloud) -> None:
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
    """Sends a request to the interface in the form of a server; returns status and JSON of the response."""
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
            "the public key cannot be read; specify it as PEM",
        ),
        (
            "POST",
            "/tokens",
            {"subject": "ocid1.user", "public_key": "MBowDQYJKoZIhvcNAQFjBQADCQAwBgIBAAIBAQ=="},
            "the public key cannot be read; specify it as PEM",
        ),
        ("POST", "/tokens", {"subject": 1}, "'subject' must be a string, not 1"),
        ("POST", "/tokens", {"subject": "x" * 99, "kind": []}, "'kind' must be a string, not []"),
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
    status, returned = ask("POST", "/reset", b"{")
    assert status == 400
    assert returned["error"].startswith("the body is not JSON: ")


HUGE = 10**400
NO_NUMBERS = ["1e300", "-1e300", "NaN", "Infinity", "-Infinity", str(HUGE), '"1e300"', '"nan"', '"x"', "true", "[1]"]
NO_NUMBERS += ['{"seconds": 1}', "-1e9", "[" * 100_000 + "]" * 100_000]


@pytest.mark.parametrize("literal", NO_NUMBERS, ids=lambda literal: literal[:20])
@pytest.mark.parametrize(
    ("verb", "path", "member"),
    [
        ("POST", "/clock/advance", '"seconds"'),
        ("PUT", "/settings", '"iam_propagation_seconds"'),
        ("PUT", "/settings", '"clock_skew_seconds"'),
        ("POST", "/reset", '"seed"'),
        ("POST", "/faults", '"delay"'),
        ("POST", "/faults", '"retry_after"'),
        ("POST", "/faults", '"status"'),
        ("POST", "/faults", '"skip"'),
        ("POST", "/faults", '"times"'),
        ("POST", "/faults", '"probability"'),
        ("POST", "/principals/session", '"user": "admin", "lifetime_seconds"'),
        ("POST", "/principals/delegation", '"user": "admin", "lifetime_seconds"'),
        ("POST", "/principals/workload", '"lifetime_seconds"'),
        ("POST", "/principals/resource", '"id": "x", "type": "y", "lifetime_seconds"'),
    ],
)
def test_no_number_that_cannot_be_is_taken(
    verb: str, path: str, member: str, literal: str, cloud: Cloud, ask: Ask
) -> None:
    before = cloud.clock.now(), cloud.clock.skew, cloud.tenancy.iam_propagation_seconds, cloud.tenancy
    status, returned = ask(verb, path, f"{{{member}: {literal}}}".encode())
    assert status == 400
    assert list(returned) == ["error"]
    assert 0 < len(returned["error"]) < 250
    assert (cloud.clock.now(), cloud.clock.skew, cloud.tenancy.iam_propagation_seconds, cloud.tenancy) == before
    assert cloud.gateway.faults.rules == []


def test_time_ends_before_its_numbers_do(control: Control, cloud: Cloud) -> None:
    decades = int((9000 - 2026) / 10)
    for _decade in range(decades - 10):
        cloud.clock.advance(LONGEST_SECONDS)
    for _decade in range(10):
        with contextlib.suppress(ValueError):
            control.advance({"seconds": LONGEST_SECONDS}, {})
    with pytest.raises(ValueError, match="beyond the year 8999"):
        control.advance({"seconds": LONGEST_SECONDS}, {})
    assert control.show({}, {})["time"].startswith("89")


WORDS = st.text(max_size=8) | st.sampled_from(["admin", "ocid1.user.oc1..x", "set", "hidden", "data", "etag", "id"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
TARGETS = [
    ("PUT", "/settings", ("throttling", "empty_pages", "iam_propagation_seconds", "clock_skew_seconds", "latency_ms")),
    ("POST", "/reset", ("scenario", "seed", "variants", "shape")),
    ("POST", "/clock/advance", ("seconds",)),
    ("PUT", "/variants", ("block_kms_key_absent", "throttle_period_seconds")),
    ("POST", "/faults", ("operation", "status", "delay", "reset", "probability", "share", "times", "retry_after")),
    ("PATCH", "/resources", ("id", "region", "set", "hidden")),
    ("POST", "/tokens", ("kind", "subject", "public_key", "attributes", "lifetime_seconds")),
    ("PUT", "/principals/instance", ("compartment_id", "region", "display_name", "defined_tags")),
    ("POST", "/principals/resource", ("id", "type", "compartment_id", "region", "lifetime_seconds")),
    ("POST", "/principals/workload", ("namespace", "service_account", "is_enhanced", "lifetime_seconds")),
    ("POST", "/principals/session", ("user", "lifetime_seconds")),
    ("POST", "/principals/delegation", ("user", "lifetime_seconds")),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(target=st.sampled_from(TARGETS), data=st.data())
def test_whatever_is_sent_is_done_or_refused_in_a_sentence(target: Any, data: st.DataObject, ask: Ask) -> None:
    verb, path, members = target
    names = st.sampled_from(members) | WORDS
    body = data.draw(VALUES | st.dictionaries(names, VALUES, max_size=4))
    status, returned = ask(verb, path, json.dumps(body).encode())
    assert status in (200, 400)
    assert status == 200 or list(returned) == ["error"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"sett": {}}, "there is no member 'sett'; it takes id, region, set, hidden"),
        ({"set": {"lifecycleStat": "X"}}, "'set': Compartment has no field 'lifecycleStat' that can be set"),
        ({"set": {"id": "x"}}, "'set': Compartment has no field 'id' that can be set"),
        ({"set": {"name": 5}}, "'set': Incorrectly formatted request: 'name' must be of type str."),
        ({"set": {"freeformTags": {"a": 1}}}, "'set': Incorrectly formatted request: 'freeformTags' must be of type"),
        ({"set": "name"}, "'set' must be an object, not 'name'"),
        ({"set": []}, "'set' must be an object, not []"),
        ({"hidden": {"resource": 1}}, "'hidden': a compartment has no 'resource'; it has security_zone"),
        ({"hidden": {"changes": {}}}, "'hidden': a compartment has no 'changes'; it has security_zone"),
        ({"hidden": {"security_zone": 1}}, "'hidden': 'security_zone' must be of type bool, not 1"),
        ({"set": {"name": "ok"}, "hidden": {"x": 1}}, "'hidden': a compartment has no 'x'"),
        ({"region": "us-nowhere-1"}, "there is no resource"),
        ({"region": 5}, "'region' must be a string, not 5"),
    ],
    ids=str,
)
def test_unknown_members_of_a_resource_change_nothing(body: dict[str, Any], says: str, cloud: Cloud, ask: Ask) -> None:
    projx = cloud.catalogue["compartments"]["projx"]
    before = ask("GET", f"/resources?id={projx}", b"")
    if "region" in body:
        projx = next(vault.id for vault in cloud.tenancy.store.listing("domain")) + "x"
    status, returned = ask("PATCH", "/resources", json.dumps({"id": projx, **body}).encode())
    assert status == 400
    assert says in returned["error"]
    assert ask("GET", f"/resources?id={cloud.catalogue['compartments']['projx']}", b"") == before


def test_required_fields_cannot_be_removed(cloud: Cloud, ask: Ask) -> None:
    vault = cloud.tenancy.store.add(
        "vault",
        {"compartmentId": cloud.tenancy.id, "displayName": "v", "isPrimary": True, "lifecycleState": "ACTIVE"},
        hidden={"short": "v"},
    )
    change = {"id": vault.id, "set": {"isPrimary": None, "displayName": "w"}}
    status, returned = ask("PATCH", "/resources", json.dumps(change).encode())
    assert (status, returned) == (400, {"error": "'set': a vault requires 'isPrimary'"})
    assert (vault.data["isPrimary"], vault.data["displayName"]) == (True, "v")


@pytest.mark.parametrize("body", [rb'{"\ud800": 1}', rb'{"scenario": "\udfff"}', b'{"\xff": 1}'])
def test_text_that_cannot_be_encoded_is_rejected(body: bytes, ask: Ask) -> None:
    assert ask("POST", "/reset", body)[0] == 400


def test_a_body_that_never_ends_is_not_kept(ask: Ask) -> None:
    status, returned = ask("POST", "/reset", b" " * 1_048_577)
    assert (status, returned["error"]) == (400, "the body is larger than 1048576 bytes")

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No request causes a defect of the simulated service, and every response has a request id."""

from __future__ import annotations

import base64
import functools
import json
import os
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from simulator.catalog.models import Schema, schema_of_type
from simulator.catalog.operations import Operation
from simulator.catalog.routing import known_operations
from simulator.cloud import Cloud
from simulator.principals.cluster import ServiceAccount
from simulator.protocol.messages import Request
from tests.clouds import Clouds
from tests.unit.simulator.gateway.fuzzed_tenancy import HOSTS, Fuzzed, check

SEED = int(os.environ.get("SIMULATOR_SEED", "11"))
EXAMPLES = int(os.environ.get("SIMULATOR_EXAMPLES", "150"))
VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", ""]


@pytest.fixture(scope="module")
def fuzzed() -> Fuzzed:
    print(f"seed {SEED}, {EXAMPLES} examples")
    return Fuzzed(Clouds("default").make())


WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "²", "--5", "-1", "0", "9" * 30, "NaN", "true", "null", "*", "..", "%00", "\x00", "\ud800", "é"]
    ),
    st.sampled_from(["us-ashburn-1", "us-phoenix-1", "ocid1.volume.oc1.iad.x", "2026-01-01T00:00:00Z", "0001-01-01"]),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)


PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "int": st.integers(-(2**70), 2**70) | st.integers(0, 100),
    "float": st.floats() | st.floats(0, 100),
    "bool": st.booleans(),
    "datetime": st.sampled_from(["2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026"]),
}


@functools.cache
def _name(parameter: str, fuzzed: Fuzzed) -> st.SearchStrategy[str]:
    """Mostly a suitable value of the parameter, otherwise the id of another resource, or no id."""
    others = st.sampled_from(fuzzed.ids) | WORDS
    fitting = fuzzed.fitting(parameter)
    return st.integers(0, 9).flatmap(lambda dice: st.sampled_from(fitting) if fitting and dice else others)


def _of_type(package: str, type_: str, wire: str, fuzzed: Fuzzed, depth: int) -> st.SearchStrategy[Any]:
    """Values of the SDK's type, so that they reach the services."""
    if type_ == "str":
        return _name(wire, fuzzed)
    if type_ in PLAIN:
        return PLAIN[type_]
    if type_.startswith("list["):
        return st.lists(_of_type(package, type_[5:-1], wire, fuzzed, depth + 1), max_size=3)
    if type_.startswith("dict("):
        inner = type_[5:-1].partition(",")[2].strip()
        return st.dictionaries(WORDS, _of_type(package, inner, wire, fuzzed, depth + 1), max_size=2)
    model = schema_of_type(package, type_) if depth < 4 else None
    return VALUES if model is None else _of_model(model, fuzzed, depth)


def _of_model(model: Schema, fuzzed: Fuzzed, depth: int = 0) -> st.SearchStrategy[Any]:
    """A body of the model; values that its setters reject are left to chance."""
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for wire, (attribute, type_) in model.fields.items():
        allowed = re.findall(r'"([A-Z0-9_]+)"', model.model.__dict__[attribute].__doc__ or "") if type_ == "str" else []
        values = _of_type(model.package, type_, wire, fuzzed, depth + 1)
        fields[wire] = st.sampled_from(allowed) | values if allowed else values
    needed = {wire: strategy for wire, strategy in fields.items() if wire in model.required}
    return st.fixed_dictionaries(needed, optional={wire: s for wire, s in fields.items() if wire not in needed})


@st.composite
def requests(draw: st.DrawFn, fuzzed: Fuzzed) -> Request:
    """A request for an existing operation, with few or many errors."""
    api, operation = draw(st.sampled_from(fuzzed.operations))
    path = "/".join(
        quote(draw(_name(step.strip("{}"), fuzzed)), safe="", errors="ignore") if step.startswith("{") else step
        for step in operation.path.split("/")
    )
    parameters = operation.signature.query
    named = draw(st.sets(st.sampled_from([*parameters, "x"]), max_size=4))
    named |= {name for name, parameter in parameters.items() if parameter.required}
    query = {name: draw(_name(name, fuzzed)) for name in sorted(named)}
    headers = draw(
        st.dictionaries(
            st.sampled_from(
                [*operation.signature.headers, "opc-request-id", "range", "opc-meta-x", "expect", "accept"]
            ),
            st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20)
            | st.sampled_from(["*", "True"]),
            max_size=3,
        )
    )
    return Request(
        verb=operation.verb,
        host=fuzzed.hosts[api],
        path=path,
        query_string=urlencode(query, errors="ignore"),
        headers=headers,
        body=_encoded(draw(_bodies(operation, fuzzed))),
    )


def _bodies(operation: Operation, fuzzed: Fuzzed) -> st.SearchStrategy[Any]:
    type_ = operation.signature.body_type
    model = schema_of_type(operation.package, type_) if type_ else None
    wild = st.binary(max_size=30) | VALUES
    if model is None:
        return wild
    fitting = _of_model(model, fuzzed)
    return st.integers(0, 9).flatmap(lambda dice: fitting if dice else wild)


def _encoded(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_operation_with_anything_in_it(data: st.DataObject, fuzzed: Fuzzed) -> None:
    request = fuzzed.sign(data.draw(requests(fuzzed)))
    check(fuzzed.cloud.handle(request))


@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    verb=st.sampled_from(VERBS) | st.text(max_size=5),
    host=st.sampled_from([*HOSTS.values(), "", ":", "localhost", "a" * 300, "x.us-ashburn-1.oraclecloud.com:443:1"])
    | st.text(max_size=20),
    path=st.binary(max_size=40).map(lambda raw: "/" + raw.decode("latin-1"))
    | st.sampled_from([operation.path for operation in known_operations()[::7]] + ["/v1/x509", "*", "", "/" * 5000]),
    query=st.text(max_size=30) | st.sampled_from(["limit=²", "a&b&&=", "%ff=%", "compartmentId=" + "x" * 9000]),
    headers=st.dictionaries(
        st.sampled_from(["authorization", "date", "x-date", "content-length", "opc-request-id", "opc-obo-token", "x"]),
        st.text(st.characters(max_codepoint=255), max_size=60)
        | st.sampled_from(
            [
                'Signature algorithm="rsa-sha256",headers="date (request-target) host",keyId="a",signature="é"',
                'Signature algorithm="rsa-sha256",headers="date (request-target) host",keyId="ST$x.y.z",signature="="',
                "Bearer Oracle",
                "Thu, 01 Jan 0001 00:00:00 GMT",
                "Fri, 31 Dec 9999 23:59:59 -2359",
                "Mon, 30 Nov 2026 12:00:00 +99999999",
            ]
        ),
        max_size=5,
    ),
    body=st.binary(max_size=50) | VALUES.map(_encoded),
    is_signed=st.booleans(),
)
def test_anything_at_all(
    verb: str, host: str, path: str, query: str, headers: dict[str, str], body: bytes, is_signed: bool, fuzzed: Fuzzed
) -> None:
    request = Request(verb=verb, host=host, path=path, query_string=query, headers=headers, body=body)
    try:
        signed = fuzzed.sign(request) if is_signed else request
    except UnicodeEncodeError:
        signed = request
    check(fuzzed.cloud.handle(signed))


def test_an_id_of_another_kind_is_the_id_of_nothing(fuzzed: Fuzzed) -> None:
    """Every operation without a body, with an id of every kind except its own in turn."""
    ids = [each[0] for _kind, each in sorted(fuzzed._by_kind.items())]
    for number, (api, operation) in enumerate(fuzzed.operations):
        parameters = [step.strip("{}") for step in operation.path.split("/") if step.startswith("{")]
        if operation.signature.body_required or not parameters or not parameters[-1].endswith("Id"):
            continue
        for turn in range(4):
            path = operation.path
            for parameter in parameters:
                own = fuzzed.fitting(parameter)
                others = [id for id in ids if id not in own]
                wrong = others[(number * 4 + turn) % len(others)]
                path = path.replace(f"{{{parameter}}}", wrong)
            needed = {name: "x" for name, known in operation.signature.query.items() if known.required}
            request = Request(operation.verb, fuzzed.hosts[api], path, urlencode(needed), {}, b"")
            response = fuzzed.cloud.handle(fuzzed.sign(request))
            check(response)
            assert response.status in (400, 404, 405, 409), (operation.name, path)


def _certificates(cloud: Cloud) -> list[str]:
    """A leaf of the tenancy, and similar certificates."""
    leaf, _key = cloud.instance_certificates.issue(cloud.machine.instance, now=cloud.clock.wall())
    der = base64.b64decode(b"".join(leaf.splitlines()[1:-1]))
    strange = [
        der,
        der[:-1],
        der + b"x",
        der.replace(b"\x2a\x86\x48\xce\x3d\x04\x03\x02", b"\x2a\x86\x48\xce\x3d\x04\x03\x63"),
    ]
    return [base64.b64encode(one).decode() for one in strange]


# An RSA key of 216 bits, and one of an unknown algorithm.
KEYS = [
    "MDYwDQYJKoZIhvcNAQEBBQADJQAwIgIbAP////////////////////4AAAAAAAAAAAAAAAECAwEAAQ==",
    base64.b64encode(bytes.fromhex("301a300d06092a864886f70d01016305000309003006020100020101")).decode(),
]


@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_exchange_of_tokens_with_anything_in_it(data: st.DataObject, fuzzed: Fuzzed) -> None:
    cloud = fuzzed.cloud
    known = st.sampled_from([*_certificates(cloud), *KEYS])
    names = ("certificate", "publicKey", "intermediateCertificates", "purpose", "currentToken", "podKey")
    fitting = st.fixed_dictionaries(dict.fromkeys(("certificate", "publicKey", "podKey"), known))
    body = data.draw(fitting | st.dictionaries(st.sampled_from(names), known | VALUES, max_size=5) | VALUES)
    host, path = data.draw(
        st.sampled_from(
            [
                (HOSTS["auth"], "/v1/x509"),
                (HOSTS["auth"], "/v1/authentication/refresh"),
                ("kubernetes.default.svc:12250", "/resourcePrincipalSessionTokens"),
            ]
        )
    )
    token = cloud.cluster.service_account_token(ServiceAccount("n", "s"))
    sent = {"authorization": f"Bearer {token}"} if host.startswith("kubernetes") else {}
    request = Request(verb="POST", host=host, path=path, query_string="", headers=sent, body=_encoded(body))
    check(cloud.handle(request if sent else fuzzed.sign(request)))

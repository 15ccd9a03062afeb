# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every error of an SDK call becomes a failure with the facts of the request."""

from __future__ import annotations

import ssl
from dataclasses import replace
from email.utils import formatdate

import pytest
from oci._vendor.requests import Request
from oci._vendor.requests import exceptions as http
from oci.exceptions import RequestException, ServiceError

from ansible_collections.cmk.oci.plugins.module_utils._core import errors
from ansible_collections.cmk.oci.plugins.module_utils._core.faults import UnexpectedAnswer
from ansible_collections.cmk.oci.plugins.module_utils._core.translating import Attempt, Call

VOLUME = "ocid1.volume.oc1.us-phoenix-1.abcd"
STATEMENT = "Allow service blockstorage to use keys in tenancy"
CALL = Call(
    action="read the volume",
    service="core",
    operation="GetVolume",
    region="us-ashburn-1",
    credentials=lambda: "auth_type api_key (from the default)",
    remedy=lambda: "Check that this public key is uploaded for this user.",
    region_source="the task option region",
    resource=VOLUME,
    statements=(STATEMENT,),
)
NOW = 1_800_000_000.0


def failure(error: Exception, call: Call = CALL) -> errors.Failure:
    with pytest.raises(errors.Failure) as raised, Attempt(lambda: call, wall=lambda: NOW):
        raise error
    assert raised.value.__suppress_context__, "a chained exception would bring headers along"
    return raised.value


def answer(status: int, code: str | None, message: str = "The service's own words.", **headers: str) -> ServiceError:
    return ServiceError(status, code, {"opc-request-id": "REQ1", **headers}, message)


@pytest.mark.parametrize(
    ("status", "code", "kind", "has_advice"),
    [
        (404, "NotAuthorizedOrNotFound", errors.NotFoundOrDenied, True),
        (404, "NotAuthorizedOrFoundKmsKey", errors.NotFoundOrDenied, True),
        (400, "RelatedResourceNotAuthorizedOrNotFound", errors.NotFoundOrDenied, True),
        (400, "InsufficientServicePermissions", errors.NotFoundOrDenied, True),
        (403, "NotAuthorized", errors.NotFoundOrDenied, True),
        (403, "NotAllowed", errors.NotFoundOrDenied, True),
        (409, "Conflict", errors.Conflict, False),
        (400, "InvalidParameter", errors.Refused, False),
        (401, "NotAuthenticated", errors.NotAuthenticated, True),
        (409, "IncorrectState", errors.Conflict, True),
        (412, "NoEtagMatch", errors.Conflict, True),
        (429, "TooManyRequests", errors.Throttled, True),
        (500, "InternalServerError", errors.Unavailable, True),
        (503, None, errors.Unavailable, True),
    ],
    ids=str,
)
def test_answers(status: int, code: str | None, kind: type[errors.Failure], has_advice: bool) -> None:
    got = failure(answer(status, code))
    assert type(got) is kind
    assert got.action == "read the volume"
    result = got.as_result()
    assert bool(result.pop("advice")) is has_advice
    assert result.pop("reason").startswith(f"GetVolume answered {status}")
    assert result == {
        "action": "read the volume",
        "option": None,
        "key": None,
        "kind": kind.__name__,
        "code": code or f"HTTP{status}",
        "status": status,
        "operation": "GetVolume",
        "opc_request_id": "REQ1",
        "resource": VOLUME,
        "service": "core",
        "region": "us-ashburn-1",
        "endpoint": None,
        "service_message": "The service's own words.",
        "missing_statements": [STATEMENT] if kind is errors.NotFoundOrDenied else [],
        "policies": None,
        "accepted": None,
        "in_doubt": False,
    }


@pytest.mark.parametrize(
    ("resource", "region", "check"),
    [
        (VOLUME, "us-ashburn-1", "the region (the OCID names us-phoenix-1, the request went to us-ashburn-1)"),
        (
            "ocid1.volume.oc1.phx.x",
            "us-ashburn-1",
            "the region (the OCID names us-phoenix-1, the request went to us-ashburn-1)",
        ),
        ("ocid1.volume.oc1.iad.x", "us-ashburn-1", "the OCID"),
        ("ocid1.volume.oc1.qqq.x", "us-ashburn-1", "the OCID and the region us-ashburn-1"),
        (
            "ocid1.volume.oc2.lfi.x",
            "us-ashburn-1",
            "the region (the OCID is of the realm oc2, the request went to us-ashburn-1 of oc1)",
        ),
        ("ocid1.volume.oc9.x.x", "xx-nowhere-7", "the OCID and the region xx-nowhere-7"),
        (VOLUME, "us-phoenix-1.example.com", "the OCID and the region us-phoenix-1.example.com"),
        ("reports", "us-ashburn-1", "the name and the region us-ashburn-1"),
    ],
    ids=["name", "key", "same", "unknown key", "other realm", "unknown region", "domain", "no OCID"],
)
def test_a_contradicting_region_is_part_of_the_advice(resource: str, region: str, check: str) -> None:
    got = failure(answer(404, "NotFound"), replace(CALL, resource=resource, region=region))
    assert got.advice == (f"Check {check}.",)


CREDENTIALS = f"The credentials were {CALL.credentials()}."


@pytest.mark.parametrize(("minutes", "side"), [(12, "behind"), (-12, "ahead of")], ids=["behind", "ahead"])
def test_a_wrong_clock_comes_first_in_the_advice(minutes: int, side: str) -> None:
    wrong = failure(answer(401, "NotAuthenticated", date=formatdate(NOW + minutes * 60, usegmt=True)))
    right = failure(answer(401, "NotAuthenticated", date=formatdate(NOW, usegmt=True)))
    clock = f"This host's clock is 12 minutes {side} OCI's, which accepts 5: set the clock."
    assert wrong.advice == (clock, *right.advice)


def test_a_region_without_subscription_is_part_of_the_advice_on_credentials() -> None:
    contradiction = "the region (the OCID names us-phoenix-1, the request went to us-ashburn-1)"
    subscription = f"Check {contradiction}, which comes from {CALL.region_source}."
    assert failure(answer(401, "NotAuthenticated")).advice == (subscription, CALL.remedy())
    perhaps = failure(answer(401, "NotAuthenticated"), replace(CALL, resource="reports"))
    subscription = f"Check that the tenancy is subscribed to us-ashburn-1 (from {CALL.region_source})."
    assert perhaps.advice == (CALL.remedy(), subscription)


def network(error: http.RequestException) -> RequestException:
    error.request = Request("GET", "https://iaas.us-ashburn-1.oraclecloud.com/20160918/volumes").prepare()
    return RequestException(error)


@pytest.mark.parametrize(
    ("error", "reason", "advice"),
    [
        (
            network(http.ConnectionError("Name or service not known")),
            "there is no answer from iaas.us-ashburn-1.oraclecloud.com (core, us-ashburn-1) "
            "(ConnectionError: Name or service not known)",
            "Check the region, the network and the proxy (HTTPS_PROXY).",
        ),
        (
            network(http.ConnectionError("Connection reset by peer", "Request Endpoint: GET https://x See https://y")),
            "there is no answer from iaas.us-ashburn-1.oraclecloud.com (core, us-ashburn-1) "
            "(ConnectionError: Connection reset by peer)",
            "Check the region, the network and the proxy (HTTPS_PROXY).",
        ),
        (
            network(http.SSLError(ssl.SSLCertVerificationError("self-signed certificate in certificate chain"))),
            "the certificate of iaas.us-ashburn-1.oraclecloud.com (core, us-ashburn-1) is not trusted",
            "If a proxy inspects TLS, set cert_bundle or REQUESTS_CA_BUNDLE to a file with its CA.",
        ),
        (
            OSError("Could not find a suitable TLS CA certificate bundle, invalid path: /x"),
            "the CA bundle for core in us-ashburn-1 does not exist",
            "Correct cert_bundle or REQUESTS_CA_BUNDLE.",
        ),
    ],
    ids=["no answer", "reset", "untrusted certificate", "missing bundle"],
)
def test_network_problems(error: Exception, reason: str, advice: str) -> None:
    got = failure(error)
    assert type(got) is errors.Unreachable
    assert (got.reason, got.advice) == (reason, (advice,))
    result = got.as_result()
    assert result["code"] == result["kind"] == "Unreachable"
    assert result["endpoint"] == (None if "bundle" in reason else "iaas.us-ashburn-1.oraclecloud.com")
    assert (result["operation"], result["status"]) == ("GetVolume", None)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, errors.BadAnswer),
        *((status, errors.BadAnswer) for status in (400, 401, 403, 404, 408, 409, 412)),
        (429, errors.Throttled),
        *((status, errors.Unavailable) for status in (500, 502, 503, 504)),
    ],
)
def test_an_error_of_a_proxy_suspects_neither_policies_nor_credentials(status: int, kind: type[errors.Failure]) -> None:
    got = failure(UnexpectedAnswer("has no opc-request-id", status=status, is_foreign=True, host="proxy.example"))
    assert type(got) is kind
    assert (got.status, got.endpoint, got.opc_request_id) == (status, "proxy.example", None)
    assert got.missing_statements == ()
    assert got.may_be_applied
    assert not any(word in str(got) for word in ("credentials", "opc_request_id", "olic"))


@pytest.mark.parametrize("has_id", [True, False])
def test_a_request_is_to_be_reported_by_its_id_where_it_has_one(has_id: bool) -> None:
    got = failure(UnexpectedAnswer("is empty", is_read=True, headers={"opc-request-id": "R"} if has_id else {}))
    assert got.opc_request_id == ("R" if has_id else None)
    assert any("failure.opc_request_id" in each for each in got.advice) is has_id


def test_nonsense_instead_of_an_answer() -> None:
    got = failure(ValueError("Expecting value"))
    assert type(got) is errors.BadAnswer
    assert got.operation == "GetVolume"
    assert got.advice


def test_identity_rejects_writes_outside_of_the_home_region() -> None:
    got = failure(answer(403, "NotAllowed"), replace(CALL, service="identity"))
    assert type(got) is errors.Refused
    assert got.code == "NotAllowed"
    assert got.advice == ("Send changes of identity resources to the home region of the tenancy.",)


def test_an_operation_may_have_a_code_of_its_own_for_denials() -> None:
    got = failure(answer(400, "BadRequest"), replace(CALL, denials=("BadRequest",)))
    assert type(got) is errors.NotFoundOrDenied
    assert got.missing_statements == (STATEMENT,)
    refused = failure(answer(400, "BadRequest"))
    assert type(refused) is errors.Refused
    assert refused.missing_statements == ()


@pytest.mark.parametrize("message", ["x" * 600, " two\n  lines ", "", None])
def test_the_message_of_the_service_is_one_short_line(message: str | None) -> None:
    got = failure(answer(400, "InvalidParameter", message))  # type: ignore[arg-type]  # as proxies send it
    expected = " ".join((message or "").split())[:500] or None
    assert got.service_message == expected
    assert got.reason == "GetVolume answered 400 InvalidParameter" + (f": {expected}" if expected else "")


def test_our_own_failures_pass_unchanged() -> None:
    own = errors.BadOption("x", option=None)
    with pytest.raises(errors.BadOption) as raised, Attempt(lambda: CALL, wall=lambda: NOW):
        raise own
    assert raised.value is own

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people and playbooks get to see of an error."""

from __future__ import annotations

import ssl
from dataclasses import replace
from email.utils import formatdate

import pytest
from oci._vendor.requests import Request
from oci._vendor.requests import exceptions as http
from oci.exceptions import RequestException, ServiceError

from ansible_collections.cmk.oci.plugins.module_utils._core import errors
from ansible_collections.cmk.oci.plugins.module_utils._core.translating import Call, doing

VOLUME = "ocid1.volume.oc1.us-phoenix-1.abcd"
STATEMENT = "Allow service blockstorage to use keys in tenancy"
CALL = Call(
    action="read the volume",
    service="core",
    operation="GetVolume",
    region="us-ashburn-1",
    credentials="auth_type api_key (from the default)",
    remedy="Check that this public key is uploaded for this user.",
    region_source="the task option region",
    resource=VOLUME,
    statements=(STATEMENT,),
)
NOW = 1_800_000_000.0


def failure(error: Exception, call: Call = CALL) -> errors.Failure:
    with pytest.raises(errors.Failure) as raised, doing(lambda: call, wall=lambda: NOW):
        raise error
    assert raised.value.__suppress_context__, "a chained exception would bring headers along"
    return raised.value


def answer(status: int, code: str | None, message: str = "The service's own words.", **headers: str) -> ServiceError:
    return ServiceError(status, code, {"opc-request-id": "REQ1", **headers}, message)


@pytest.mark.parametrize(
    ("status", "code", "kind", "words"),
    [
        (404, "NotAuthorizedOrNotFound", errors.NotFoundOrDenied, STATEMENT),
        (404, "NotAuthorizedOrFoundKmsKey", errors.NotFoundOrDenied, STATEMENT),
        (400, "RelatedResourceNotAuthorizedOrNotFound", errors.NotFoundOrDenied, STATEMENT),
        (400, "InsufficientServicePermissions", errors.NotFoundOrDenied, STATEMENT),
        (403, "NotAuthorized", errors.NotFoundOrDenied, STATEMENT),
        (403, "NotAllowed", errors.NotFoundOrDenied, STATEMENT),
        (409, "Conflict", errors.Conflict, "answered 409 Conflict. The service says"),
        (400, "InvalidParameter", errors.Refused, "The service's own words"),
        (401, "NotAuthenticated", errors.NotAuthenticated, "auth_type api_key"),
        (409, "IncorrectState", errors.Conflict, "busy"),
        (412, "NoEtagMatch", errors.Conflict, "someone else changed it"),
        (429, "TooManyRequests", errors.Throttled, "fewer tasks"),
        (500, "InternalServerError", errors.Unavailable, "kept failing"),
        (503, None, errors.Unavailable, "503"),
    ],
    ids=str,
)
def test_answers(status: int, code: str | None, kind: type[errors.Failure], words: str) -> None:
    got = failure(answer(status, code))
    assert isinstance(got, kind)
    assert str(got).startswith(f"Could not read the volume: GetVolume answered {status}")
    assert words in str(got)
    assert "REQ1" in str(got)
    assert got.as_result() == {
        "code": code or f"HTTP{status}",
        "status": status,
        "operation": "GetVolume",
        "opc_request_id": "REQ1",
        "resource": VOLUME,
        "service": "core",
        "region": "us-ashburn-1",
        "endpoint": None,
    }


@pytest.mark.parametrize(
    ("resource", "region", "words"),
    [
        (VOLUME, "us-ashburn-1", "(the OCID names us-phoenix-1, the request went to us-ashburn-1)"),
        ("ocid1.volume.oc1.phx.x", "us-ashburn-1", "(the OCID names us-phoenix-1, the request went to us-ashburn-1)"),
        ("ocid1.volume.oc1.iad.x", "us-ashburn-1", "the OCID ocid1.volume.oc1.iad.x and the region us-ashburn-1"),
        ("ocid1.volume.oc1.qqq.x", "us-ashburn-1", "the OCID ocid1.volume.oc1.qqq.x and the region us-ashburn-1"),
        (
            "ocid1.volume.oc2.lfi.x",
            "us-ashburn-1",
            "(the OCID is of the realm oc2, the request went to us-ashburn-1 of",
        ),
        ("ocid1.volume.oc9.x.x", "xx-nowhere-7", "the OCID ocid1.volume.oc9.x.x and the region xx-nowhere-7"),
        (VOLUME, "us-phoenix-1.example.com", f"the OCID {VOLUME} and the region us-phoenix-1.example.com"),
    ],
    ids=["name", "key", "same", "unknown key", "other realm", "unknown region", "domain"],
)
def test_wrong_region_is_hinted_at(resource: str, region: str, words: str) -> None:
    got = failure(answer(404, "NotFound"), replace(CALL, resource=resource, region=region))
    assert words in str(got)


@pytest.mark.parametrize(("minutes", "side"), [(12, "behind"), (-12, "ahead of")], ids=["behind", "ahead"])
def test_wrong_clock_is_told_from_wrong_credentials(minutes: int, side: str) -> None:
    got = failure(answer(401, "NotAuthenticated", date=formatdate(NOW + minutes * 60, usegmt=True)))
    assert f"This host's clock is 12 minutes {side} OCI's" in str(got)
    right = failure(answer(401, "NotAuthenticated", date=formatdate(NOW, usegmt=True)))
    assert "minutes" not in str(right)


def test_a_region_without_subscription_is_told_from_wrong_credentials() -> None:
    wrong = str(failure(answer(401, "NotAuthenticated")))
    assert (
        "A region that the tenancy is not subscribed to answers the same: check the region "
        "(the OCID names us-phoenix-1, the request went to us-ashburn-1), "
        "which comes from the task option region. Check that this public key"
    ) in wrong
    perhaps = str(failure(answer(401, "NotAuthenticated"), replace(CALL, resource="reports")))
    assert (
        "for this user. A region that the tenancy is not subscribed to answers the same: check the region "
        "us-ashburn-1, which comes from the task option region."
    ) in perhaps


def network(error: http.RequestException) -> RequestException:
    error.request = Request("GET", "https://iaas.us-ashburn-1.oraclecloud.com/20160918/volumes").prepare()
    return RequestException(error)


def test_nobody_answers() -> None:
    got = failure(network(http.ConnectionError("Name or service not known")))
    assert isinstance(got, errors.Unreachable)
    assert "no answer from iaas.us-ashburn-1.oraclecloud.com (core, us-ashburn-1)" in str(got)
    assert "Name or service not known" in str(got)
    assert got.as_result()["endpoint"] == "iaas.us-ashburn-1.oraclecloud.com"
    assert got.as_result()["code"] == "Unreachable"


def test_untrusted_certificate() -> None:
    got = failure(network(http.SSLError(ssl.SSLCertVerificationError("self-signed certificate in certificate chain"))))
    assert isinstance(got, errors.Unreachable)
    assert "cert_bundle" in str(got)
    assert "REQUESTS_CA_BUNDLE" in str(got)


def test_missing_bundle() -> None:
    got = failure(OSError("Could not find a suitable TLS CA certificate bundle, invalid path: /x"))
    assert "does not exist; correct cert_bundle" in str(got)


def test_nonsense_instead_of_an_answer() -> None:
    assert isinstance(failure(ValueError("Expecting value")), errors.BadAnswer)


def test_identity_refuses_writes_outside_of_the_home_region() -> None:
    got = failure(answer(403, "NotAllowed"), replace(CALL, service="identity"))
    assert isinstance(got, errors.Refused)
    assert "home region" in str(got)


def test_an_operation_may_deny_in_its_own_words() -> None:
    got = failure(answer(400, "BadRequest"), replace(CALL, denials=("BadRequest",)))
    assert isinstance(got, errors.NotFoundOrDenied)
    assert STATEMENT in str(got)
    assert isinstance(failure(answer(400, "BadRequest")), errors.Refused)


def test_our_own_failures_pass_unchanged() -> None:
    own = errors.BadOption("x")
    with pytest.raises(errors.BadOption) as raised, doing(lambda: CALL, wall=lambda: NOW):
        raise own
    assert raised.value is own

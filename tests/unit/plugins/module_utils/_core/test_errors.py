# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures are data, and `str` renders them: the one place where tests read whole messages."""

from __future__ import annotations

import re
import ssl
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from types import SimpleNamespace
from typing import Any

import pytest
import requests as http
from hypothesis import given
from hypothesis import strategies as st
from oci.exceptions import ServiceError

from ansible_collections.cmk.oci.plugins.module_utils._ansible import module as entry
from ansible_collections.cmk.oci.plugins.module_utils._assign.checks import Preflight
from ansible_collections.cmk.oci.plugins.module_utils._assign.plan import confirmation, reject_failed
from ansible_collections.cmk.oci.plugins.module_utils._core import errors, ocid
from ansible_collections.cmk.oci.plugins.module_utils._core.auth import REMEDIES
from ansible_collections.cmk.oci.plugins.module_utils._core.faults import UnexpectedAnswer
from ansible_collections.cmk.oci.plugins.module_utils._core.sdk import MINIMUM_VERSION, sdk
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.translating import Call, translate
from ansible_collections.cmk.oci.plugins.module_utils._core.waiting import Patience, wait_until
from ansible_collections.cmk.oci.plugins.module_utils._keys.key import Key
from ansible_collections.cmk.oci.plugins.module_utils._keys.reading import Reading
from ansible_collections.cmk.oci.plugins.module_utils._resources.assignment import Assignment, Change, Kind
from ansible_collections.cmk.oci.plugins.module_utils._resources.usage import Usage
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume import VOLUME as FACTS
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume import VolumeKeys
from ansible_collections.cmk.oci.plugins.module_utils._volumes.creation import ready
from simulator.cloud import Cloud
from tests.contract.rows import ROWS
from tests.operator import Operator
from tests.unit.plugins.fake_time import FakeTime

LogIn = Callable[..., Session]
Named = Callable[[str, str], str]

VOLUME = "ocid1.volume.oc1.iad.abcd"
OLD, NEW = "ocid1.key.oc1.iad.v.old", "ocid1.key.oc1.iad.v.new"
STATEMENTS = ("Allow group <your group> to use volumes in tenancy", "Allow service blockstorage to use keys in tenancy")
REQUEST_ID = "3B9E1D0C5F2A4E6B"
CALL = Call(
    action="change the key of the volume",
    service="core",
    operation="UpdateVolumeKmsKey",
    region="us-ashburn-1",
    credentials=lambda: "auth_type api_key (from the default)",
    remedy=lambda: REMEDIES["api_key"],
    region_source="the task option region",
    resource=VOLUME,
    statements=STATEMENTS,
)


def answered(status: int, code: str, message: str = "It is not so.") -> errors.Failure:
    return translate(ServiceError(status, code, {"opc-request-id": REQUEST_ID}, message), CALL, wall=1.8e9)


def raised(call: Callable[[], object]) -> errors.Failure:
    with pytest.raises(errors.Failure) as caught:
        call()
    return caught.value


# -- one whole message for each kind ------------------------------------------------------------------------------

OF_OCI: dict[str, tuple[errors.Failure, str]] = {
    "NotFoundOrDenied": (
        answered(404, "NotAuthorizedOrNotFound"),
        "Could not change the key of the volume: UpdateVolumeKmsKey answered 404 NotAuthorizedOrNotFound. Check the "
        "OCID. Policies may lack 2 statements (failure.missing_statements).",
    ),
    "Refused": (
        answered(400, "InvalidParameter", "The key is not AES"),
        "Could not change the key of the volume: UpdateVolumeKmsKey answered 400 InvalidParameter: The key is not AES.",
    ),
    "Conflict": (
        answered(409, "IncorrectState"),
        "Could not change the key of the volume: UpdateVolumeKmsKey answered 409 IncorrectState: It is not so. It is "
        "busy or another change is under way: run again later.",
    ),
    "Throttled": (
        answered(429, "TooManyRequests"),
        "Could not change the key of the volume: UpdateVolumeKmsKey answered 429 TooManyRequests to every attempt. "
        "Retry later, or run fewer tasks at once.",
    ),
    "Unavailable": (
        answered(503, "ServiceUnavailable"),
        "Could not change the key of the volume: UpdateVolumeKmsKey answered 503 ServiceUnavailable: It is not so, and "
        "kept failing. Run again later.",
    ),
    "NotAuthenticated": (
        answered(401, "NotAuthenticated"),
        "Could not change the key of the volume: UpdateVolumeKmsKey answered 401 NotAuthenticated. The credentials "
        "were auth_type api_key (from the default). Check the user's public keys and this host's clock. Check "
        "that the tenancy is subscribed to us-ashburn-1 (from the task option region).",
    ),
    "Unreachable": (
        translate(TimeoutError("timed out"), CALL, wall=1.8e9),
        "Could not change the key of the volume: there is no answer from core in us-ashburn-1 (TimeoutError: timed "
        "out). Check the region, the network and the proxy (HTTPS_PROXY).",
    ),
    "BadAnswer": (
        translate(ValueError("x"), CALL, wall=1.8e9),
        "Could not change the key of the volume: the answer to UpdateVolumeKmsKey is not what OCI documents. Run "
        "again, and report it if it stays so.",
    ),
}


LONGEST = 210
"""Characters of a message besides OCIDs, other names and what others wrote: about two lines."""


def assert_short(failure: errors.Failure, *theirs: str) -> None:
    """`theirs` are names and words in the message that the collection does not choose."""
    ours = re.sub(r"ocid1\.\S+\w", "", str(failure))
    assert all(each in ours for each in theirs)
    of_oci = failure.service_message, failure.endpoint, failure.status and f"{failure.status} {failure.code}"
    for each in filter(None, (*of_oci, *theirs)):
        ours = ours.replace(each.rstrip("."), "")
    assert len(ours) <= LONGEST, ours


def assert_complete(failure: errors.Failure, kind: str, message: str) -> None:
    assert failure.kind == kind
    assert str(failure) == message
    assert re.search(r"\.\.|[.!?] [.!?]|\s\s|\s\.|[^.?!]$", message) is None, "one full stop ends a sentence"
    sentences = re.split(r"(?<=[.?!]) (?=[A-Z])", message)
    assert len(sentences) == len(set(sentences))
    assert REQUEST_ID not in message
    assert "Allow " not in message
    named = re.findall(r"ocid1\.\S+\w", message)
    assert len(named) == len(set(named)), "an OCID is named once"


@dataclass
class Bench:
    """What failures of the other kinds are raised with."""

    cloud: Cloud
    log_in: LogIn
    named: Named
    fake_time: FakeTime
    monkeypatch: pytest.MonkeyPatch


def sdk_missing(bench: Bench) -> tuple[errors.Failure, str]:
    bench.monkeypatch.setitem(sys.modules, "oci", None)
    sdk.cache_clear()
    failure = raised(sdk)
    return failure, (
        f"The OCI SDK for Python (package oci, {MINIMUM_VERSION} or newer) cannot be imported by {sys.executable} "
        "(import of oci halted; None in sys.modules). Install it there, or set ansible_python_interpreter to a "
        "Python that has it."
    )


def bad_option(dummy: Bench) -> tuple[errors.Failure, str]:
    failure = raised(lambda: ocid.require("volume_id", "data", {"volume": "volume"}))
    return failure, "volume_id must be the OCID of a volume (ocid1.volume.…), and 'data' is not an OCID."


def timed_out(bench: Bench) -> tuple[errors.Failure, str]:
    failure = raised(
        lambda: wait_until(
            lambda dummy: False,
            lambda: "PROVISIONING",
            describe=str,
            what="the new key",
            resource=VOLUME,
            patience=Patience(10, 30),
            clock=bench.fake_time.clock(),
        )
    )
    return failure, (
        "Waited 10 s for the new key; last seen: PROVISIONING. It may still complete: check again later, or raise "
        "wait_timeout."
    )


def resource_failed(dummy: Bench) -> tuple[errors.Failure, str]:
    failure = raised(lambda: reject_failed(Assignment(VOLUME, OLD, "FAULTY"), FACTS))
    return (
        failure,
        f"The block volume {VOLUME} is FAULTY; in that state its key cannot be changed, and no waiting ends it.",
    )


def cannot_do(bench: Bench) -> tuple[errors.Failure, str]:
    seen, clock = SimpleNamespace(id=VOLUME, lifecycle_state="PROVISIONING"), bench.fake_time.clock()
    failure = raised(lambda: ready(seen, lambda: seen, label="volume", to="to be cloned", patience=None, clock=clock))
    return failure, (
        f"The volume {VOLUME} is PROVISIONING, and must be AVAILABLE to be cloned. Specify wait=true to wait for that."
    )


def outdated(bench: Bench) -> tuple[errors.Failure, str]:
    volume = bench.named("volumes", "data-right-key")
    failure = raised(lambda: VolumeKeys(bench.log_in()).confirm(Assignment(volume, OLD, "AVAILABLE")))
    return failure, f"Another client is changing the key of the block volume {volume}. Run again."


def key_unusable(dummy: Bench) -> tuple[errors.Failure, str]:
    key = Key(
        id=NEW,
        display_name="volumes",
        compartment_id="ocid1.compartment.oc1..security",
        vault_id="ocid1.vault.oc1.iad.v.vault",
        lifecycle_state="DISABLED",
        algorithm="AES",
        length=32,
        time_of_deletion=None,
        rotates_itself=False,
        enabled_versions=1,
    )
    shelf: Any = SimpleNamespace(read=lambda dummy: Reading(key), vault_id=None)
    failure = raised(lambda: Preflight(FACTS, "us-ashburn-1", shelf).check_requested_key(NEW))
    return failure, f"The key volumes ({NEW}) cannot protect a block volume: it is DISABLED. Enable the key first."


def not_applied(bench: Bench) -> tuple[errors.Failure, str]:
    seen = Assignment(VOLUME, OLD, "AVAILABLE")
    confirm = confirmation(seen, Change(Kind.ASSIGN, NEW), FACTS, bench.fake_time.clock())
    assert not confirm(seen)
    bench.fake_time.sleep(60)
    accepted = errors.Accepted("UpdateVolumeKmsKey", REQUEST_ID)
    failure = raised(lambda: confirm(seen)).after_write(accepted, service="core", region="us-ashburn-1")
    return failure, (
        f"After 60 s in AVAILABLE, the block volume {VOLUME} still shows the key {OLD} instead of the key {NEW}. "
        "UpdateVolumeKmsKey had accepted the change."
    )


def work_failed(bench: Bench) -> tuple[errors.Failure, str]:
    operator = Operator(bench.cloud, next(row for row in ROWS if row.kind == "buckets"))
    operator.fault(operation="object_storage.reencrypt_bucket", work_request_error="The key cannot decrypt.")
    failure = raised(lambda: operator.assign(operator.id("bucket-wrong-key"), "cmk-other", reencrypt=True))
    bench.cloud.gateway.faults.clear()
    assert failure.accepted is not None
    return failure, (
        f"The work request {failure.accepted.work_request_id}, the re-encryption of the bucket {failure.resource}, "
        "failed: InternalError: The key cannot decrypt. ReencryptBucket had accepted the change."
    )


def in_use(dummy: Bench) -> tuple[errors.Failure, str]:
    usage = Usage(users=[{"type": "block_volume", "name": "data", "id": VOLUME}])
    refused = "it is not disabled", "Assign another key"
    failure = raised(lambda: usage.check("The key k", *refused, resource=NEW, ignore_unreadable=False))
    return failure, (
        f"The key k protects 1 resource, so it is not disabled: block volume data ({VOLUME}). Assign another key."
    )


OURS: dict[str, Callable[[Bench], tuple[errors.Failure, str]]] = {
    "SdkMissing": sdk_missing,
    "BadOption": bad_option,
    "TimedOut": timed_out,
    "ResourceFailed": resource_failed,
    "CannotDo": cannot_do,
    "Outdated": outdated,
    "KeyUnusable": key_unusable,
    "NotApplied": not_applied,
    "WorkFailed": work_failed,
    "InUse": in_use,
}


@pytest.mark.parametrize("kind", OF_OCI)
def test_messages_about_answers_of_oci_are_complete(kind: str) -> None:
    failure, message = OF_OCI[kind]
    assert_complete(failure, kind, message)
    assert_short(failure, *([CALL.credentials(), CALL.region_source] if kind == "NotAuthenticated" else ()))


HOST = "iaas.us-ashburn-1.oraclecloud.com"
REFUSED = "Tunnel connection failed: 407 Proxy Authentication Required"
RESET = "Connection reset by the other host"
UNTRUSTED = ssl.SSLCertVerificationError(1, "certificate verify failed: unable to get local issuer certificate")
ANSWER: dict[str, Any] = {"status": 200, "is_foreign": True, "host": HOST}


def sent(error: http.RequestException) -> http.RequestException:
    error.request = http.Request("GET", f"https://{HOST}/20160918/volumes").prepare()
    return error


@pytest.mark.parametrize(
    ("error", "theirs"),
    {
        "rejected by a proxy": (sent(http.exceptions.ProxyError(OSError(REFUSED))), REFUSED),
        "not trusted": (sent(http.exceptions.SSLError(UNTRUSTED)), ""),
        "no answer": (sent(http.ConnectionError(RESET)), RESET),
        "a page": (UnexpectedAnswer("is a page for people", headers={"content-type": "text/html"}, **ANSWER), ""),
        "no request id": (UnexpectedAnswer("has no opc-request-id, as OCI sends", **ANSWER), "(200, no content type)"),
    }.values(),
    ids=["rejected by a proxy", "not trusted", "no answer", "a page", "no request id"],
)
def test_messages_about_the_way_to_oci_are_short(error: Exception, theirs: str) -> None:
    failure = translate(error, CALL, wall=1.8e9)
    assert_short(failure, theirs)
    assert failure.advice


@pytest.mark.parametrize("kind", OURS)
def test_messages_about_what_the_collection_found_are_complete(
    kind: str, cloud: Cloud, log_in: LogIn, named: Named, fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure, message = OURS[kind](Bench(cloud, log_in, named, fake_time, monkeypatch))
    assert_complete(failure, kind, message)
    assert_short(failure, *([sys.executable] if kind == "SdkMissing" else ()))


def test_a_defect_is_reported_with_what_to_do(run_module: Callable[..., dict[str, Any]]) -> None:
    def body(*dummy: object) -> dict[str, Any]:
        raise ZeroDivisionError("division by zero")

    module: Any = SimpleNamespace(main=lambda: entry.run(body, {}))
    result = run_module(module=module)
    assert result["msg"] == "A defect in cmk.oci: ZeroDivisionError: division by zero. Please report it."
    assert result["failure"]["kind"] == result["failure"]["code"] == "Defect"


def test_every_kind_has_a_message() -> None:
    kinds = {
        kind for kind, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.Failure)
    }
    assert {*OF_OCI, *OURS, "Defect"} == kinds - {"Failure"}


# -- policies and accepted writes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "policies", "sentences"),
    [
        (1, None, "Policies may lack 1 statement (failure.missing_statements)."),
        (2, None, "Policies may lack 2 statements (failure.missing_statements)."),
        (0, errors.Policies("held"), "Policies hold all that it requires and may not be in effect yet."),
        (1, errors.Policies("missing"), "Policies lack 1 statement (failure.missing_statements)."),
        (
            2,
            errors.Policies("missing", denying=("Deny x",)),
            "Policies lack 2 statements (failure.missing_statements). A deny statement applies "
            "(failure.policies.denying).",
        ),
        (1, errors.Policies("unknown"), "Policies may lack 1 statement (failure.missing_statements)."),
        (
            1,
            errors.Policies("unknown", undecided=("Allow x",)),
            "Policies may lack 1 statement (failure.missing_statements). Conditions decide that cannot be evaluated "
            "(failure.policies.undecided).",
        ),
    ],
)
def test_policies(statements: int, policies: errors.Policies | None, sentences: str) -> None:
    failure = errors.NotFoundOrDenied("It was denied", missing_statements=STATEMENTS[:statements])
    failure.policies = policies
    assert_complete(failure, "NotFoundOrDenied", f"It was denied. {sentences}")
    result = failure.as_result()
    assert result["missing_statements"] == list(STATEMENTS[:statements])
    assert result["policies"] == (None if policies is None else asdict(policies))


def test_a_result_has_exactly_the_documented_fields() -> None:
    for kind in (errors.Refused, errors.NotFoundOrDenied, errors.Defect):
        assert tuple(kind("x").as_result()) == tuple(field.name for field in errors.FIELDS)
    empty = errors.Refused("x").as_result()
    assert {name for name, value in empty.items() if value} == {"kind", "code", "reason"}


def test_the_code_is_that_of_oci_and_the_kind_is_ours() -> None:
    for failure, kind, code in (
        (answered(404, "NotFound"), "NotFoundOrDenied", "NotFound"),
        (errors.Outdated("x"), "Outdated", "Outdated"),
    ):
        assert (failure.kind, failure.code) == (kind, code)
        assert (failure.as_result()["kind"], failure.as_result()["code"]) == (kind, code)


def test_another_failure_takes_over_the_request() -> None:
    denied = answered(404, "NotAuthorizedOrNotFound")
    other = errors.KeyUnusable("The key cannot be read", **denied.request())
    assert other.request() == denied.request()
    assert (other.kind, other.code) == ("KeyUnusable", "NotAuthorizedOrNotFound")


# -- properties -----------------------------------------------------------------------------------------------------

WORDS = ("A", "The key", "The key is", "No key", "Keys")
SENTENCES = st.sampled_from([f"{words}{end}" for words in WORDS for end in ("", ".", "?", "!")])


@given(reason=SENTENCES, advice=st.lists(SENTENCES), again=st.lists(SENTENCES))
def test_advice_is_added_once(reason: str, advice: list[str], again: list[str]) -> None:
    failure = errors.Refused(reason).advise(*advice).advise(*again).advise(*advice)
    assert failure.advice == tuple(dict.fromkeys([*advice, *again]))
    assert failure.as_result()["advice"] == list(failure.advice)


@given(context=SENTENCES, reason=SENTENCES, advice=st.lists(SENTENCES))
def test_each_sentence_ends_once(context: str, reason: str, advice: list[str]) -> None:
    failure = errors.Refused(reason, advice=advice).within(context)
    ended = [each if each[-1] in ".?!" else f"{each}." for each in (context, reason, *failure.advice)]
    assert str(failure) == " ".join(ended)


OPTIONAL = st.none() | st.text("AB", min_size=1)


@given(operation=OPTIONAL, request_id=OPTIONAL, service=OPTIONAL, region=OPTIONAL, work=OPTIONAL)
def test_a_later_operation_is_kept(
    operation: str | None, request_id: str | None, service: str | None, region: str | None, work: str | None
) -> None:
    accepted = errors.Accepted("Write", "OF-WRITE", work)
    failure = errors.Unavailable(
        "x", operation=operation, opc_request_id=request_id, service=service, region=region
    ).after_write(accepted, service="core", region="us-ashburn-1")
    assert failure.operation == (operation or "Write")
    assert failure.opc_request_id == (request_id or "OF-WRITE")
    assert (failure.service, failure.region) == (service or "core", region or "us-ashburn-1")
    assert failure.as_result()["accepted"] == {
        "operation": "Write",
        "opc_request_id": "OF-WRITE",
        "work_request_id": work,
        "earlier": None,
    }


def test_a_write_in_doubt_counts_as_a_change() -> None:
    failure = errors.Unreachable("x").report(changed=False, resource={"id": VOLUME}).in_doubt(previous_kms_key_id=OLD)
    assert failure.results == {"changed": True, "resource": {"id": VOLUME}, "previous_kms_key_id": OLD}
    assert str(failure) == ("x. It may have been applied nevertheless: check it before you run again.")

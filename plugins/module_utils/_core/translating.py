# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Translates an exception of an SDK call into a Failure: what was attempted, why it failed, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Optional

from . import faults, ocid
from .errors import (
    BadAnswer,
    Conflict,
    Failure,
    NotAuthenticated,
    NotFoundOrDenied,
    Refused,
    Throttled,
    TimedOut,
    Unavailable,
    Unreachable,
)
from .faults import UnexpectedAnswer
from .redacting import redacted
from .retrying import PASSING_CONFLICTS
from .sdk import sdk
from .waiting import OutOfTime

# Codes that mean "absent or denied", with any status (oci-facts.md section 3).
# InsufficientServicePermissions means that the service lacks a policy.
DENIALS = (
    "NotAuthorized",
    "NotAuthorizedOrNotFound",
    "NotAuthorizedOrFoundKmsKey",
    "NotAuthorizedOrResourceAlreadyExists",
    "RelatedResourceNotAuthorizedOrNotFound",
    "InsufficientServicePermissions",
)

# The message that comes with these codes is constant and explains nothing; it is in `service_message` only.
SAY_NOTHING_MORE = (
    "NotAuthorized",
    "NotAuthorizedOrNotFound",
    "NotAuthorizedOrFoundKmsKey",
    "RelatedResourceNotAuthorizedOrNotFound",
)

# What OCI sends with them (https://docs.oracle.com/en-us/iaas/Content/API/References/apierrors.htm). A message in these
# very words holds no secret, and is the most frequent one: it is not searched.
USUAL_WORDS = (
    "Authorization failed or requested resource not found",
    "Authorization failed or requested resource not found.",
)

LONGEST_MESSAGE = 500

THROTTLED = 429

CONTENT_TYPE = re.compile(r"[\w./+ -]{1,80}", re.ASCII)

# Requests whose date is further off are refused (oci-facts.md section 2).
TOLERATED_SKEW = 300


MORE_TIME = "Raise wait_timeout, or run again."


@dataclass(frozen=True)
class Call:
    """What is being attempted: an `action` that completes "could not …", and the facts of the request.

    `statements` are the policy statements without which the service denies it, `denials` the codes with which it does
    so besides the usual ones. `credentials` describes those that are used without showing a secret, and `remedy` what
    to do when they are not accepted: called for that failure only. `region_source` is the place that named the region.
    """

    action: str
    service: str
    operation: str
    region: str
    credentials: Callable[[], str]
    remedy: Callable[[], str]
    region_source: str
    resource: Optional[str] = None
    statements: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attempt(AbstractContextManager[None]):
    """Turns anything its body raises into a Failure. The call is described for an error only: most requests succeed."""

    describe: Callable[[], Call]
    wall: Callable[[], float]

    def __exit__(self, kind: Any, error: Optional[BaseException], traceback: Any) -> None:
        if isinstance(error, Exception) and not isinstance(error, Failure):
            # Not chained: exceptions of the HTTP library carry the request, and with it headers that sign.
            raise translate(error, self.describe(), wall=self.wall()) from None


def translate(error: Exception, call: Call, *, wall: float) -> Failure:
    """The Failure for an exception. `wall` is this host's Unix time, which shows a wrong clock."""
    facts: dict[str, Any] = {
        "operation": call.operation,
        "resource": call.resource,
        "service": call.service,
        "region": call.region,
        "endpoint": faults.host_of(error),
        "may_be_applied": getattr(error, "may_be_applied", False),
    }
    if faults.is_service_answer(error):
        return _of_answer(error, call, facts, wall)
    if isinstance(error, UnexpectedAnswer):
        return _of_unexpected(error, call, facts)
    if isinstance(error, OutOfTime):
        return TimedOut(
            f"wait_timeout ended before {call.operation} was sent", action=call.action, advice=(MORE_TIME,), **facts
        )
    if isinstance(error, OSError):
        reason, advice = _network_problem(error, call)
        return Unreachable(reason, action=call.action, advice=(advice,), **facts)
    return BadAnswer(
        f"the answer to {call.operation} is not what OCI documents",
        action=call.action,
        advice=("Run again, and report it if it stays so.",),
        **facts,
    )


def _of_unexpected(error: UnexpectedAnswer, call: Call, facts: dict[str, Any]) -> Failure:
    kind = (faults.header(error, "content-type") or "no content type").partition(";")[0].strip()
    facts.update(status=error.status, opc_request_id=faults.header(error, "opc-request-id"), endpoint=error.host)
    shown = "" if error.status is None else f" ({error.status}, {_content_type(kind)})"
    reported = "failure.opc_request_id" if facts["opc_request_id"] else "it"
    source, advice = "", f"Run again; if it stays so, report {reported} to Oracle."
    if error.is_foreign:
        source = ". A proxy seems to have sent it"
        advice = "Let the proxy pass it unchanged, or list the host in NO_PROXY."
    return _kind_of_unexpected(error.status)(
        f"the answer to {call.operation}{shown} {error.reason}{source}", action=call.action, advice=(advice,), **facts
    )


def _kind_of_unexpected(status: Optional[int]) -> type[Failure]:
    """What a proxy answers with these statuses passes, as it does where OCI answers with them."""
    if status == THROTTLED:
        return Throttled
    return Unavailable if status is not None and status >= 500 else BadAnswer


def _content_type(kind: str) -> str:
    """A content type as far as it is one: a header may hold anything."""
    return kind if CONTENT_TYPE.fullmatch(kind) else "an odd content type"


def _of_answer(error: Any, call: Call, facts: dict[str, Any], wall: float) -> Failure:
    said = " ".join(error.message.split()) if isinstance(error.message, str) else ""
    if said not in USUAL_WORDS:
        said = redacted(said)[:LONGEST_MESSAGE]
    facts.update(
        action=call.action,
        code=error.code or f"HTTP{error.status}",
        status=error.status,
        opc_request_id=error.request_id,
        service_message=said or None,
    )
    answered = f"{call.operation} answered {error.status} {error.code or ''}".rstrip()
    explained = f"{answered}: {said}" if said else answered
    if error.status == 401:
        used = f"{answered}. The credentials were {call.credentials()}"
        return NotAuthenticated(used, advice=_credentials_advice(error, call, wall), **facts)
    if error.status == THROTTLED:
        return Throttled(f"{answered} to every attempt", advice=("Retry later, or run fewer tasks at once.",), **facts)
    if error.status == 403 and error.code == "NotAllowed" and call.service == "identity":
        home = "Send changes of identity resources to the home region of the tenancy."
        return Refused(explained, advice=(home,), **facts)
    if error.code in (*DENIALS, *call.denials) or error.status in (403, 404):
        return NotFoundOrDenied(
            answered if error.code in SAY_NOTHING_MORE else explained,
            advice=(f"Check {_where(call)}.",),
            missing_statements=call.statements,
            **facts,
        )
    if error.status == 412:
        return Conflict(f"{answered}, since it changed after it was read", advice=("Run again.",), **facts)
    if error.status == 409:
        busy = ("It is busy or another change is under way: run again later.",)
        return Conflict(explained, advice=busy if error.code in PASSING_CONFLICTS else (), **facts)
    if error.status >= 500:
        return Unavailable(f"{explained.rstrip('.')}, and kept failing", advice=("Run again later.",), **facts)
    return Refused(explained, **facts)


def _credentials_advice(error: Exception, call: Call, wall: float) -> list[str]:
    """What to do about credentials that were not accepted, what helps most first."""
    mismatch = _mismatch(call)
    subscription = (
        f"Check {mismatch}, which comes from {call.region_source}."
        if mismatch
        else f"Check that the tenancy is subscribed to {call.region} (from {call.region_source})."
    )
    advice = [subscription, call.remedy()] if mismatch else [call.remedy(), subscription]
    theirs = faults.server_time(error)
    skew = 0.0 if theirs is None else wall - theirs
    if abs(skew) > TOLERATED_SKEW:
        side = "ahead of" if skew > 0 else "behind"
        minutes = round(abs(skew) / 60)
        advice = [f"This host's clock is {minutes} minutes {side} OCI's, which accepts 5: set the clock.", *advice]
    return advice


def _where(call: Call) -> str:
    if call.resource is None:
        return f"the region {call.region}"
    named = ocid.parse(call.resource)
    if named is not None and ocid.region_of(named) == call.region:
        return "the OCID"
    what = "name" if named is None else "OCID"
    return _mismatch(call) or f"the {what} and the region {call.region}"


def _mismatch(call: Call) -> Optional[str]:
    """How the OCID contradicts the region of the request; `None` when it does not, or when the region is unknown."""
    named = ocid.parse(call.resource or "")
    realm = sdk().regions.REGION_REALMS.get(call.region)
    if named is None or "." in call.region:
        return None
    if realm is not None and named.realm != realm:
        return f"the region (the OCID is of the realm {named.realm}, the request went to {call.region} of {realm})"
    region = ocid.region_of(named)
    if region is not None and region != call.region:
        return f"the region (the OCID names {region}, the request went to {call.region})"
    return None


def _network_problem(error: OSError, call: Call) -> tuple[str, str]:
    """Why there is no answer, and what to do."""
    host = faults.host_of(error)
    if faults.is_refusal_of_a_proxy(error):
        return (
            f"a proxy rejected the request to {host or call.service} ({faults.innermost(error)})",
            "Correct HTTPS_PROXY and its credentials, or list the host in NO_PROXY.",
        )
    other_side = f"{host} ({call.service}, {call.region})" if host else f"{call.service} in {call.region}"
    if faults.is_bad_bundle(error):
        return f"the CA bundle for {other_side} does not exist", "Correct cert_bundle or REQUESTS_CA_BUNDLE."
    if faults.is_untrusted(error):
        return (
            f"the certificate of {other_side} is not trusted",
            "If a proxy inspects TLS, set cert_bundle or REQUESTS_CA_BUNDLE to a file with its CA.",
        )
    return (
        f"there is no answer from {other_side} ({faults.innermost(error)})",
        "Check the region, the network and the proxy (HTTPS_PROXY).",
    )

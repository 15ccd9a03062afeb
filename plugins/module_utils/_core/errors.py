# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What can go wrong, by what the user can do about it: data, and one place that renders it as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Optional


@dataclass(frozen=True)
class Accepted:
    """A write that the service accepted: its operation, and the numbers by which it and its work can be found.

    `earlier` is the write of the same run that created the resource, where this one is another.
    """

    operation: str
    opc_request_id: Optional[str]
    work_request_id: Optional[str] = None
    earlier: Optional[Accepted] = None


@dataclass(frozen=True)
class Policies:
    """What the policies that can be read say about a denial.

    `verdict` is `missing` (no policy can hold all the statements), `held` (policies hold them and may not be in effect
    yet) or `unknown`. `denying` are statements that deny, `undecided` those whose conditions cannot be evaluated here.
    """

    verdict: str
    denying: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()


class Failure(Exception):
    """Ends the work on one resource. What modules return as `failure` are these facts; `str` renders them for people.

    `reason` says what failed and why. With `action` it completes "Could not <action>: …". `advice` are sentences that
    say what to do, `missing_statements` the policy statements that are missing or may be, `accepted` an earlier write
    that the service accepted. `results` is what was done before it failed, as the module returns it.
    """

    def __init__(
        self,
        reason: str,
        *,
        action: Optional[str] = None,
        advice: Sequence[str] = (),
        missing_statements: Sequence[str] = (),
        code: Optional[str] = None,
        status: Optional[int] = None,
        operation: Optional[str] = None,
        opc_request_id: Optional[str] = None,
        resource: Optional[str] = None,
        service: Optional[str] = None,
        region: Optional[str] = None,
        endpoint: Optional[str] = None,
        service_message: Optional[str] = None,
        may_be_applied: bool = False,
        results: Optional[Mapping[str, Any]] = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.action = action
        self.advice = tuple(advice)
        self.missing_statements = tuple(missing_statements)
        self.policies: Optional[Policies] = None
        self.accepted: Optional[Accepted] = None
        self.service_code = code
        self.status = status
        self.operation = operation
        self.opc_request_id = opc_request_id
        self.resource = resource
        self.service = service
        self.region = region
        self.endpoint = endpoint
        self.service_message = service_message
        # The call, or an earlier attempt of it, ended without a clear answer: a write may have been carried out.
        self.may_be_applied = may_be_applied
        # Such a write can neither be seen to have been carried out nor not to.
        self.is_in_doubt = False
        self.results = dict(results or {})
        self._context: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this collection for what went wrong, which is stable."""
        return type(self).__name__

    @property
    def code(self) -> str:
        """The error code of OCI; `kind` where OCI sent none."""
        return self.service_code or self.kind

    def advise(self, *advice: str) -> Failure:
        """Adds sentences that say what to do."""
        self.advice = (*self.advice, *(each for each in advice if each not in self.advice))
        return self

    def within(self, context: str) -> Failure:
        """Adds a sentence about the whole of which this failure is a part."""
        self._context = (context, *self._context)
        return self

    def report(self, **results: Any) -> Failure:
        """Adds what was done before it failed to the result of the module."""
        self.results = {**self.results, **results}
        return self

    def in_doubt(self, **results: Any) -> Failure:
        """The failure of a write that may have been carried out, which cannot be read."""
        self.is_in_doubt = True
        return self.report(changed=True, **results).advise(
            "The change may have been applied all the same: check the resource before you run again."
        )

    def after_write(self, accepted: Accepted, *, service: str, region: str) -> Failure:
        """The failure after a write that the service accepted: Oracle's support asks for the numbers of that."""
        self.accepted = accepted
        self.operation = self.operation or accepted.operation
        self.opc_request_id = self.opc_request_id or accepted.opc_request_id
        self.service = self.service or service
        self.region = self.region or region
        return self

    def request(self) -> dict[str, Any]:
        """The facts of the request, as arguments for another failure about it."""
        return {
            "code": self.service_code,
            "status": self.status,
            "operation": self.operation,
            "opc_request_id": self.opc_request_id,
            "resource": self.resource,
            "service": self.service,
            "region": self.region,
            "endpoint": self.endpoint,
            "service_message": self.service_message,
        }

    def as_result(self) -> dict[str, Any]:
        """The facts, as modules return them. What does not apply is `None` or empty."""
        return {
            "kind": self.kind,
            **self.request(),
            "code": self.code,
            "advice": list(self.advice),
            "missing_statements": list(self.missing_statements),
            "policies": None if self.policies is None else asdict(self.policies),
            "accepted": None if self.accepted is None else asdict(self.accepted),
        }

    def __str__(self) -> str:
        what = self.reason if self.action is None else f"Could not {self.action}: {self.reason}"
        sentences = [*self._context, what, *self.advice, *_of_policies(self), *_of_accepted(self)]
        return " ".join(each if each.endswith((".", "?", "!")) else f"{each}." for each in sentences)


def _of_policies(failure: Failure) -> list[str]:
    count = len(failure.missing_statements)
    named = f"{count} statement{'' if count == 1 else 's'} (failure.missing_statements)"
    policies = failure.policies
    if policies is None:
        return [f"Policies may lack {named}"] if count else []
    if policies.verdict == "held":
        return ["Policies hold all that it requires and may not be in effect yet"]
    if policies.verdict == "missing":
        denied = ["A deny statement applies (failure.policies.denying)"] if policies.denying else []
        return [f"Policies lack {named}", *denied]
    doubt = ["Conditions decide that cannot be evaluated (failure.policies.undecided)"] if policies.undecided else []
    return [f"Policies may lack {named}", *doubt]


def _of_accepted(failure: Failure) -> list[str]:
    if failure.accepted is None:
        return []
    return [f"{failure.accepted.operation} had accepted the change (failure.accepted)"]


class UnexpectedAnswer(Exception):
    """What came back is not what the service documents; raised by `answers`, and translated like the SDK's own errors.

    `reason` completes "the answer …". `is_foreign` tells that something else than the service seems to have answered.
    """

    def __init__(
        self,
        reason: str,
        *,
        status: Optional[int] = None,
        headers: Optional[Mapping[str, str]] = None,
        is_read: bool = False,
        is_foreign: bool = False,
        host: Optional[str] = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.headers = headers or {}
        self.is_read = is_read
        self.is_foreign = is_foreign
        self.host = host
        # As retries have it: a write that was answered by something else may have been carried out.
        self.may_be_applied = not is_read


class SdkMissing(Failure):
    """Install the OCI SDK for Python, or a newer one."""


class BadOption(Failure):
    """Correct an option, an environment variable or the config file."""


class NotAuthenticated(Failure):
    """Correct the credentials or the clock."""


class NotFoundOrDenied(Failure):
    """Correct the identifier or the policies: OCI does not say which of the two is wrong."""


class Refused(Failure):
    """The service understood the request and turned it down."""


class Conflict(Failure):
    """The resource changed or is busy: run again."""


class Throttled(Failure):
    """Slow down, or run again later."""


class Unavailable(Failure):
    """The service failed: run again later."""


class Unreachable(Failure):
    """Correct the network, the region or the trust in certificates."""


class BadAnswer(Failure):
    """What came back is not what the service documents; often a proxy answers in its place."""


class TimedOut(Failure):
    """Wait longer, or look at the resource."""


class ResourceFailed(Failure):
    """The resource itself is in a state that no waiting ends."""


class CannotDo(Failure):
    """The request makes no sense for this resource."""


class Outdated(Conflict):
    """What was read is no longer so, or never was: read again."""


class KeyUnusable(Failure):
    """Choose another key, or change the state of this one."""


class NotApplied(Failure):
    """The service accepted the change and did not make it: run again, or ask Oracle."""


class WorkFailed(Failure):
    """Mend what the service's own log says, then run again."""


class InUse(Failure):
    """Give what is under the key another one first."""

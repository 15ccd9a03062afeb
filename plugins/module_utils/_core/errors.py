# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Failures, by what the user can do about them, as data; the only place that renders them as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Optional

# An OCID in a text, without what ends the sentence.
OCID = re.compile(r"ocid1\.[\w.-]*\w")


class Field(NamedTuple):
    """A field of `failure` as it is documented; `elements` is the type of the members of a list."""

    name: str
    type: str
    description: str
    sample: Optional[object] = None
    elements: Optional[str] = None
    contains: tuple[Field, ...] = ()


# What `Failure.as_result` returns: dev/failure_docs.py writes the documentation of it from this.
FIELDS = (
    Field("kind", "str", "Stable name of what went wrong.", "NotFoundOrDenied"),
    Field("action", "str", "What was attempted, as in V(change the policy cmk)."),
    Field("reason", "str", "Why it failed, without advice."),
    Field("code", "str", "Error code of OCI; the kind where OCI sent none.", "NotAuthorizedOrNotFound"),
    Field("status", "int", "HTTP status of the answer.", 404),
    Field("operation", "str", "Operation that failed.", "UpdateVolumeKmsKey"),
    Field("opc_request_id", "str", "Identifier by which Oracle Support finds the request."),
    Field("resource", "str", "OCID or name that the failure is about."),
    Field("service", "str", "Service by the name of its package in the OCI SDK.", "core"),
    Field("region", "str", "Region of the request.", "us-ashburn-1"),
    Field("endpoint", "str", "Host that did not answer as OCI does."),
    Field("service_message", "str", "Message of OCI in at most 500 characters."),
    Field("option", "str", "Path of the option to correct, such as V(kms_key_name) or V(resources[2])."),
    Field("advice", "list", "What to do, in sentences.", elements="str"),
    Field("missing_statements", "list", "Policy statements that are missing or may be.", elements="str"),
    Field(
        "key",
        "dict",
        "Facts of the key that are the reason, and no others.",
        contains=(
            Field("lifecycle_state", "str", "State of the key.", "DISABLED"),
            Field("algorithm", "str", "Algorithm of the key.", "RSA"),
            Field("length", "int", "Length of the key in bits.", 128),
            Field("protection_mode", "str", "Protection mode of the key.", "SOFTWARE"),
            Field("enabled_versions", "int", "Number of enabled versions.", 2),
        ),
    ),
    Field(
        "policies",
        "dict",
        "What the policies that can be read show about a denial.",
        contains=(
            Field("verdict", "str", "Either V(missing) or V(held) or V(unknown).", "missing"),
            Field("denying", "list", "Statements that deny the request.", elements="str"),
            Field("undecided", "list", "Statements whose conditions cannot be evaluated.", elements="str"),
        ),
    ),
    Field(
        "accepted",
        "dict",
        "Change that OCI accepted before the failure.",
        contains=(
            Field("operation", "str", "Operation that changes the resource.", "UpdateVolumeKmsKey"),
            Field("opc_request_id", "str", "Identifier of its request."),
            Field("work_request_id", "str", "OCID of its work request."),
            Field("earlier", "dict", "Change of the same task that created the resource, in the same form."),
        ),
    ),
    Field("in_doubt", "bool", "Whether the change may have been applied nevertheless.", False),
)


@dataclass(frozen=True)
class Accepted:
    """A write that the service accepted: its operation, and the identifiers of its request and of its work request.

    `earlier` is the write of the same run that created the resource, where this is a later one.
    """

    operation: str
    opc_request_id: Optional[str]
    work_request_id: Optional[str] = None
    earlier: Optional[Accepted] = None


@dataclass(frozen=True)
class Policies:
    """What the policies that can be read show about a denial.

    `verdict` is `missing` (no policy can hold all the statements), `held` (policies hold them and may not be in effect
    yet) or `unknown`. `denying` are statements that deny, `undecided` those whose conditions cannot be evaluated here.
    """

    verdict: str
    denying: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeyFacts:
    """The facts of a key for which it was rejected, as OCI names them; `length` in bits. The others are `None`."""

    lifecycle_state: Optional[str] = None
    algorithm: Optional[str] = None
    length: Optional[int] = None
    protection_mode: Optional[str] = None
    enabled_versions: Optional[int] = None


class Problem(NamedTuple):
    """Why something is unsuitable, as the end of a sentence, and what to do about it."""

    reason: str
    advice: tuple[str, ...] = ()
    key: Optional[KeyFacts] = None


class Failure(Exception):
    """Ends the work on one resource. What modules return as `failure` are these facts; `str` renders them for people.

    `reason` is why it failed, without advice. With `action` it completes "Could not <action>: …". `advice`
    are sentences about what to do, `option` is the path of the option to correct, `key` has the facts for which a
    key was rejected, `missing_statements` the policy statements that are missing or may be, `accepted` an earlier write
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
        option: Optional[str] = None,
        key: Optional[KeyFacts] = None,
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
        self.option = option
        self.key = key
        self.service = service
        self.region = region
        self.endpoint = endpoint
        self.service_message = service_message
        # The call, or an earlier attempt of it, ended without a clear answer: a write may have been carried out.
        self.may_be_applied = may_be_applied
        # Such a write can neither be seen to have been carried out nor not to.
        self.is_in_doubt = False
        self.results = dict(results or {})
        # Each is a Notice: what was noticed before it failed.
        self.notices: list[Any] = []
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
        """Adds sentences about what to do, each once."""
        self.advice = tuple(dict.fromkeys((*self.advice, *advice)))
        return self

    def explain(self, sentence: str) -> Failure:
        """Adds a sentence to the reason."""
        self.reason = f"{self.reason.rstrip('.')}. {sentence}"
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
            "It may have been applied nevertheless: check it before you run again."
        )

    def after_write(self, accepted: Accepted, *, service: str, region: str) -> Failure:
        """The failure after a write that the service accepted, with the identifiers that Oracle Support requires."""
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
            "action": self.action,
            "reason": self.reason,
            **self.request(),
            "code": self.code,
            "option": self.option,
            "advice": list(self.advice),
            "missing_statements": list(self.missing_statements),
            "key": None if self.key is None else asdict(self.key),
            "policies": None if self.policies is None else asdict(self.policies),
            "accepted": None if self.accepted is None else asdict(self.accepted),
            "in_doubt": self.is_in_doubt,
        }

    def __str__(self) -> str:
        what = self.reason if self.action is None else f"Could not {self.action}: {self.reason}"
        sentences = [*self._context, what, *self.advice, *_of_policies(self), *_of_accepted(self)]
        return _once(" ".join(each if each.endswith((".", "?", "!")) else f"{each}." for each in sentences))


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
    return [f"{failure.accepted.operation} had accepted the change"]


def _once(text: str) -> str:
    """A text in which each OCID is written out once, and then shortened to its end."""
    seen: set[str] = set()

    def shown(found: re.Match[str]) -> str:
        name = found.group()
        if name in seen:
            return f"…{name[-6:]}"
        seen.add(name)
        return name

    return OCID.sub(shown, text)


class SdkMissing(Failure):
    """Install the OCI SDK for Python, or a newer one."""


class BadOption(Failure):
    """Correct an option, an environment variable or the config file."""

    def __init__(self, reason: str, *, option: Optional[str], **facts: Any) -> None:
        super().__init__(reason, option=option, **facts)


class NotAuthenticated(Failure):
    """Correct the credentials or the clock."""


class NotFoundOrDenied(Failure):
    """Correct the identifier or the policies: OCI does not report which of the two is wrong."""


class Refused(Failure):
    """The service rejected the request: correct what failure.service_message reports."""


class Conflict(Failure):
    """The resource changed or is busy: run again."""


class Throttled(Failure):
    """Run again later, or run fewer tasks at once."""


class Unavailable(Failure):
    """The service failed: run again later."""


class Unreachable(Failure):
    """Correct the network, the region or the trust in certificates."""


class BadAnswer(Failure):
    """The answer is not what OCI documents: a proxy may have sent it, see failure.endpoint."""


class TimedOut(Failure):
    """The time ran out: wait longer, or check the resource."""


class ResourceFailed(Failure):
    """The resource is in a state that no waiting ends: check it in the Console."""


class CannotDo(Failure):
    """The request is not possible for this resource: correct the options."""


class Outdated(Conflict):
    """What was read is no longer current: run again."""


class KeyUnusable(Failure):
    """Specify another key, or change the state of this one."""


class NotApplied(Failure):
    """The service accepted the change and did not apply it: run again, or contact Oracle Support."""


class WorkFailed(Failure):
    """Correct what the log of the work request reports, then run again."""


class InUse(Failure):
    """Assign another key to the resources that are encrypted with this one first."""


class Defect(Failure):
    """Report it to the authors of this collection."""

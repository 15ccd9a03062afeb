# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong with an answer, as fault rules of the simulated tenancy."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

READ, LIST, WRITE = "read", "list", "write"
"""The kinds of operations. What is searched for by POST is a list."""

HTML = (
    "<!DOCTYPE html>\n<html>\n<head><title>Sign in</title></head>\n"
    "<body><h1>Sign in to continue</h1><p>Your session has expired.</p></body>\n</html>\n"
)
ELSEWHERE = "https://sign-in.proxy.example/?from=cloud"
ANOTHER_ID = "ocid1.something.oc1.iad.another"


@dataclass(frozen=True)
class Effect:
    """One thing that is wrong, with the kinds of operations it can happen to.

    `is_plausible` is an answer that OCI could have given just so: nobody can know that it is false. What is but another
    form of the same is played the first time only.
    """

    name: str
    rule: Mapping[str, Any]
    to: tuple[str, ...] = (READ, LIST, WRITE)
    is_plausible: bool = False
    is_alone: bool = False
    """Whether no other operation could contradict it."""
    then: Mapping[str, Any] | None = None
    """What happens to every request after that one."""

    @property
    def whens(self) -> tuple[str, ...]:
        """Which requests of an operation it is tried on."""
        return tuple(WHENS) if self.name in _AT_ALL_TIMES else ("first",)


def _page(status: int, body: str = HTML, **headers: str) -> dict[str, Any]:
    """What a proxy answers by itself: its own page, none of OCI's headers."""
    return {
        "answer_status": status,
        "body": body,
        "content_type": "text/html",
        "foreign": True,
        **({"headers": headers} if headers else {}),
    }


def _refusal(status: int) -> dict[str, Any]:
    """What a proxy answers by itself in the form of OCI's errors."""
    return {"answer_status": status, "body": {"code": "Forbidden", "message": "Blocked."}, "foreign": True}


_REPLACED: Mapping[str, Mapping[str, Any]] = {
    "html": _page(200),
    "html-long": _page(200, HTML * 400),
    "html-called-json": {"body": HTML},
    "html-of-a-redirect": _page(302, location=ELSEWHERE),
    "html-moved": _page(301, location=ELSEWHERE),
    "html-moved-for-now": _page(307, location=ELSEWHERE),
    "html-202": _page(202),
    "html-401": _page(401),
    "html-403": _page(403),
    "html-404": _page(404),
    "html-407": _page(407),
    "html-429": _page(429),
    "html-502": _page(502),
    **{f"json-{status}": _refusal(status) for status in (401, 403, 404, 409, 412, 429)},
    "text-511": {**_page(511, "Network authentication required"), "content_type": "text/plain"},
    "nothing-200": _page(200, ""),
    "nothing-204": _page(204, ""),
    "nothing-503": _page(503, ""),
    "nothing-504": _page(504, ""),
    "object": {"body": {}},
    "array": {"body": []},
    "null": {"body": None},
    "text": {"body": '"text"'},
    "number": {"body": 7},
    "true": {"body": True},
    "array-of-null": {"body": [None]},
    "array-of-text": {"body": ["text"]},
    "array-of-array": {"body": [[]]},
    "items-null": {"body": {"items": None}},
    "items-object": {"body": {"items": {}}},
    "items-text": {"body": {"items": ["text"]}},
    "items-empty": {"body": {"items": []}},
    "error-as-success": {"body": {"code": "NotAuthenticated", "message": "Sign in."}},
    "no-json": {"body": "{'id': None}"},
    "json-twice": {"body": "{}{}"},
    "nan": {"body": "NaN"},
    "deep": {"body": "[" * 3000},
    "zeros": {"body": "\0\0\0"},
}
"""Whole answers in place of OCI's."""

_EMPTY_LISTS = ("array", "items-empty")

_BROKEN: Mapping[str, Mapping[str, Any]] = {
    "half": {"half_body": True},
    "truncated": {"truncated": True},
    "reset-before": {"reset": "before"},
    "reset-after": {"reset": "after"},
    "no-gzip": {"headers": {"content-encoding": "gzip"}},
    "no-request-id": {"drop_headers": ["opc-request-id"]},
    "no-headers": {"foreign": True},
    "no-etag": {"drop_headers": ["etag"]},
    "no-fields": {"drop_fields": ["*"]},
    "null-fields": {"null_fields": ["*"]},
    "no-id": {"drop_fields": ["id", "identifier"]},
    "null-id": {"null_fields": ["id", "identifier"]},
    "number-for-id": {"set_fields": {"id": 7, "identifier": 7}},
    "empty-id": {"set_fields": {"id": "", "identifier": ""}},
    "no-state": {"drop_fields": ["lifecycleState", "status"]},
    "null-state": {"null_fields": ["lifecycleState", "status"]},
    "number-for-state": {"set_fields": {"lifecycleState": 7, "status": 7}},
    "object-for-state": {"set_fields": {"lifecycleState": {"is": "ACTIVE"}, "status": {}}},
    "no-name": {"drop_fields": ["displayName", "name"]},
    "null-name": {"null_fields": ["displayName", "name"]},
    "no-compartment": {"drop_fields": ["compartmentId"]},
    "no-endpoint": {"drop_fields": ["managementEndpoint"]},
    "null-shape": {"null_fields": ["keyShape"]},
    "text-for-shape": {"set_fields": {"keyShape": "AES"}},
    "null-lists": {"null_fields": ["statements", "*Ids", "*Replicas", "resources"]},
    "no-key": {"drop_fields": ["kmsKeyId"]},
    "null-key": {"null_fields": ["kmsKeyId"]},
    "number-for-lists": {"set_fields": {"statements": 7, "*Ids": 7, "*Replicas": 7}},
    "text-for-times": {"set_fields": {"time*": "yesterday"}},
    "null-times": {"null_fields": ["time*"]},
    "text-for-tags": {"set_fields": {"*Tags": "none"}},
    "text-for-sizes": {"set_fields": {"sizeIn*": "large", "vpusPerGB": "many"}},
    "object-for-key": {"set_fields": {"kmsKeyId": {"is": "lost"}, "xrcKmsKeyId": {}}},
    "unknown-state": {"unknown_enum": ["lifecycleState", "status"]},
    "unknown-words": {"unknown_enum": ["lifecycleState", "status", "protectionMode", "vaultType", "algorithm", "type"]},
}
"""Answers of OCI of which something is missing or wrong."""

_PLAUSIBLE = ("unknown-state", "unknown-words", "number-for-state", "object-for-state", "no-key", "null-key")
"""New words come with time. The SDK passes on none of them, and takes what is no word for one. Whether OCI leaves out a
key that is null is not documented, so that one answer without it could be OCI's own."""

_OF_LISTS: Mapping[str, Mapping[str, Any]] = {
    "entry-null": {"extra_entries": [None]},
    "entry-text": {"extra_entries": ["text"]},
    "entry-number": {"extra_entries": [7]},
    "entry-empty": {"extra_entries": [{}]},
    "entry-array": {"extra_entries": [[]]},
    "same-page-again": {"repeat_page": True},
    "page-unknown": {"headers": {"opc-next-page": "a-page-that-is-not-there"}},
    "page-empty": {"headers": {"opc-next-page": ""}},
}

_ERRORS: Mapping[str, Mapping[str, Any]] = {
    "error-400": {"status": 400, "code": "InvalidParameter"},
    "error-401": {"status": 401, "code": "NotAuthenticated"},
    "error-403": {"status": 403, "code": "NotAllowed"},
    "error-404": {"status": 404, "code": "NotAuthorizedOrNotFound"},
    "error-409": {"status": 409, "code": "IncorrectState"},
    "error-412": {"status": 412, "code": "NoEtagMatch"},
    "error-429": {"status": 429, "code": "TooManyRequests", "headers": {"retry-after": "\u00b2"}},
    "error-429-for-an-hour": {"status": 429, "code": "TooManyRequests", "retry_after": 3600},
    "error-500": {"status": 500},
    "error-501": {"status": 501, "code": "MethodNotImplemented"},
    "error-503": {"status": 503, "code": "ServiceUnavailable", "headers": {"retry-after": "-1"}},
    "error-without-code": {"status": 500, "drop_fields": ["code", "message"]},
    "error-of-null": {"status": 400, "body": None},
    "error-of-text": {"status": 409, "body": '"text"'},
    "error-of-array": {"status": 404, "body": []},
    "error-of-numbers": {"status": 409, "set_fields": {"code": 7, "message": {"is": "lost"}}},
}

_STALE: Mapping[str, Mapping[str, Any]] = {
    "stale": {"stale": True},
    "no-entries": {"drop_entries": ["ocid1"]},
}

_CHANGES: Mapping[str, Mapping[str, Any]] = {
    "not-applied": {"not_applied": True},
    "ends-faulty": {"ends_in": "FAULTY"},
    "ends-deleted": {"ends_in": "DELETED"},
    "ends-unknown": {"ends_in": "QUARANTINED"},
    "work-fails": {"work_request_error": "Out of host capacity."},
    "no-work-request": {"drop_headers": ["opc-work-request-id"]},
}
"""What happens to a change that was accepted."""


_LOST: Mapping[str, Mapping[str, Any]] = {
    "reset-after-then": {"reset": "after"},
    "html-after-then": _page(200),
    "nothing-204-after-then": _page(204, ""),
    "nothing-504-after-then": _page(504, ""),
}
_FOR_GOOD: Mapping[str, Mapping[str, Any]] = {
    "resets": {"reset": "before"},
    "html": {"handled": False, **_page(200)},
    "html-407": {"handled": False, **_page(407)},
    "error-404": {"status": 404, "code": "NotAuthorizedOrNotFound"},
    "error-503": {"status": 503, "code": "ServiceUnavailable"},
}
"""A change was made, its answer is lost, and so is every way to look what became of it."""


def _effects() -> Iterator[Effect]:
    for name, rule in _REPLACED.items():
        before = {"handled": False, **rule}
        yield Effect(name, before, (READ, WRITE) if name in _EMPTY_LISTS else (READ, LIST, WRITE))
        if name in _EMPTY_LISTS:
            yield Effect(f"{name}-list", before, (LIST,), is_plausible=True, is_alone=True)
        yield Effect(f"{name}-after", rule, (WRITE,))
    for name, rule in _BROKEN.items():
        yield Effect(name, rule, is_plausible=name in _PLAUSIBLE)
    yield Effect("another-id", {"set_fields": {"id": ANOTHER_ID}}, (READ, WRITE))
    for name, rule in _OF_LISTS.items():
        yield Effect(name, rule, (LIST,))
    for name, rule in _ERRORS.items():
        yield Effect(name, rule)
    for name, status, code in (("error", 500, "InternalServerError"), ("conflict", 409, "IncorrectState")):
        body = {"code": code, "message": "An answer that came too late."}
        rule = {"answer_status": status, "body": body}
        # Who is refused and then finds what was asked for must take it for the work of someone else.
        is_refusal = status == 409
        yield Effect(f"{name}-after", rule, (WRITE,), is_plausible=is_refusal, is_alone=is_refusal)
    for name, rule in _STALE.items():
        is_list = name == "no-entries"
        yield Effect(name, rule, (LIST,) if is_list else (READ, LIST), is_plausible=True, is_alone=is_list)
    for name, rule in _CHANGES.items():
        yield Effect(name, rule, (WRITE,))
    for (name, rule), (after, then) in itertools.product(_LOST.items(), _FOR_GOOD.items()):
        yield Effect(f"{name}-{after}", rule, (WRITE,), then=then)


EFFECTS: Mapping[str, Effect] = {effect.name: effect for effect in _effects()}

WHENS: Mapping[str, Mapping[str, int]] = {"first": {"times": 1}, "every": {}, "later": {"skip": 1}}
"""Which requests of an operation it happens to: `later` spares the first, as where the second look is a bad one."""


_AT_ALL_TIMES = frozenset(
    {
        *("html", "html-after", "html-407", "nothing-200", "nothing-204", "nothing-204-after", "nothing-504-after"),
        *("object", "object-after", "null", "array", "half", "truncated", "reset-before", "reset-after"),
        *("no-fields", "null-fields", "no-id", "no-state", "unknown-state", "no-endpoint", "entry-null", "entry-empty"),
        *("same-page-again", "error-404", "error-409", "error-412", "error-429", "error-500", "error-after"),
        *("no-key", "null-key", "stale", "no-entries", "not-applied", "ends-faulty", "work-fails"),
    }
)


def rules_of(effect: Effect, operation: str, when: str, *, requests_before: int) -> list[dict[str, Any]]:
    """The fault rules. `requests_before` are those that are sent before the first of that operation."""
    rules = [{"operation": operation, **WHENS[when], **effect.rule}]
    if effect.then is not None:
        rules.append({"operation": "*", "skip": requests_before, **effect.then})
    return rules

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Validates every answer of every service: is it what was requested, and may it be written on condition of its etag?

The SDK builds an object from any body: a sign-in page becomes a list of empty volumes, and `{}` an empty list. So each
answer is proven before it is one: it comes from OCI (every answer of OCI has an opc-request-id,
https://docs.oracle.com/iaas/Content/API/Concepts/usingapi.htm), it has the shape that the SDK documents for the
operation, and it is about the resource that was requested. Anything else raises UnexpectedAnswer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Optional
from urllib.parse import urlsplit

from .errors import BadAnswer
from .faults import UnexpectedAnswer
from .shapes_of_answers import problem as problem_of_shape
from .views import view

# Statuses of an answer that is a success, to a read and to a write.
OF_READS = (200,)

OF_WRITES = (200, 201, 202, 204)

# Status of an answer with a part of an object.
PARTIAL = 206

# Statuses that only a proxy answers with.
OF_PROXIES = (305, 407, 511)

CODE = re.compile(r"[A-Za-z][\w .-]{0,99}", re.ASCII)

WORD = re.compile(r"[A-Za-z0-9_ -]{1,64}", re.ASCII)

# What the SDK calls a value that it does not know, and the fields of which the value is restored.
UNKNOWN = "UNKNOWN_ENUM_VALUE"

STATES = ("lifecycle_state", "status")

# Which field of an answer repeats the last part of the path; `id` for all others.
NAMED_BY: Mapping[str, str] = {"bucketName": "name"}

PARAMETER = re.compile(r"/\{(\w+)\}$")


class Proof:
    """Proves the answers that one SDK client gets, which one thread uses at a time.

    `timeouts` returns those of a request by whether it reads, or raises OutOfTime if it must not be sent. With
    `with_views`, the entries of lists are no models of the SDK.
    """

    def __init__(
        self, client: Any, timeouts: Callable[[bool], tuple[float, float]], *, with_views: bool = False
    ) -> None:
        base = client.base_client
        self._with_views = with_views
        self._base = base
        self._timeouts = timeouts
        self._call = base.call_api
        self._deserialize = base.deserialize_response_data
        self._received: Any = None
        base.call_api = self.call
        base.deserialize_response_data = self.deserialize
        base.session.hooks["response"].append(self.receive)

    def call(self, *arguments: Any, **request: Any) -> Any:
        """The answer to a request, by the arguments of the SDK's `call_api`."""
        self._received = None
        self._base.timeout = self._timeouts(request.get("method") == "GET")
        answer = self._call(*arguments, **request)
        if request.get("response_type") is None and self._received is not None and self._received.content.strip():
            raise self._unexpected("has a body, and the operation documents none")
        self._require_same(answer.data, request)
        return answer

    def receive(self, response: Any, **_options: Any) -> None:
        """Look at an answer as it arrives, before a redirection is followed and before anything is read from it."""
        self._received = response
        status, is_read = response.status_code, response.request.method == "GET"
        if 300 <= status < 400:
            raise self._unexpected(f"sends the request on to {_target(response)}", is_foreign=True)
        # What a part of an object begins with means nothing.
        if status == PARTIAL and response.headers.get("opc-request-id") and _is_part(response):
            return
        # A page is HTML, whatever its content type.
        is_page = "html" in response.headers.get("content-type", "").lower() or response.content.lstrip()[:1] == b"<"
        if status in OF_PROXIES or is_page:
            raise self._unexpected("is a page for people", is_foreign=True)
        if not response.headers.get("opc-request-id"):
            # Whatever an error without it says, a proxy says it: OCI may have carried the request out nevertheless.
            raise self._unexpected("has no opc-request-id, as OCI sends", is_foreign=True)
        if status >= 400:
            if not _is_error_of_oci(response):
                raise self._unexpected("is no error as OCI documents them")
            return
        if status not in (OF_READS if is_read else OF_WRITES):
            raise self._unexpected("has another status than the operation documents")

    def deserialize(self, content: bytes, declared: str, *more: Any) -> Any:
        """What the SDK builds from a body, once the body has the declared shape."""
        if self._received is not None and self._received.status_code >= 400:
            return self._deserialize(content.decode("utf-8", "replace").encode(), declared, *more)
        try:
            body = json.loads(content.decode("utf-8"))
        except (ValueError, RecursionError):
            raise self._unexpected("is no JSON document" if content.strip() else "is empty") from None
        problem = problem_of_shape(body, declared, self._base.type_mappings)
        if problem is not None:
            raise self._unexpected(problem)
        try:
            shown = view(body, declared, self._base.type_mappings, self._deserialize) if self._with_views else None
            if shown is not None:
                return shown
            data = self._deserialize(content, declared, *more)
        except Exception:  # the SDK raises what its parsers raise, and the words quote the body
            raise self._unexpected("has a value that cannot be read") from None
        _restore_states(data, body)
        return data

    def _require_same(self, data: Any, request: Mapping[str, Any]) -> None:
        """Raise UnexpectedAnswer for an answer about something else than was requested."""
        found = PARAMETER.search(request.get("resource_path") or "")
        if found is None or request.get("method") not in ("GET", "PUT"):
            return
        wanted = (request.get("path_params") or {}).get(found.group(1))
        shown = getattr(data, NAMED_BY.get(found.group(1), "id"), None)
        if isinstance(shown, str) and isinstance(wanted, str) and shown != wanted:
            raise self._unexpected("is about something else than was requested")

    def _unexpected(self, reason: str, *, is_foreign: bool = False) -> UnexpectedAnswer:
        response = self._received
        if response is None:
            return UnexpectedAnswer(reason)
        return UnexpectedAnswer(
            reason,
            status=response.status_code,
            headers=response.headers,
            is_read=response.request.method == "GET",
            is_foreign=is_foreign,
            host=urlsplit(response.request.url).hostname,
        )


def _is_part(response: Any) -> bool:
    """Whether it is the part of an object that was requested, and no proxy's idea of an answer."""
    is_requested = "range" in {each.lower() for each in response.request.headers}
    return is_requested and "content-range" in response.headers


def _restore_states(data: Any, body: Any) -> None:
    """Restore states that the SDK does not know, so that messages can name them."""
    for each, raw in zip(data, body) if isinstance(data, list) else ((data, body),):
        if not hasattr(each, "attribute_map") or not isinstance(raw, dict):
            continue
        if isinstance(getattr(each, "items", None), list):
            _restore_states(each.items, raw.get("items") or [])
        for name in STATES:
            state = raw.get(each.attribute_map.get(name, ""))
            if getattr(each, name, None) == UNKNOWN and isinstance(state, str) and WORD.fullmatch(state):
                # The SDK keeps values under these names; its setters would replace the word again.
                setattr(each, f"_{name}", state)


def _is_error_of_oci(response: Any) -> bool:
    """Whether an error has a code, as all of OCI have. Where a service is only busy, the status is sufficient."""
    try:
        body = json.loads(response.content.decode("utf-8"))
    except (ValueError, RecursionError):
        body = None
    code = body.get("code") if isinstance(body, dict) else None
    if isinstance(code, str) and CODE.fullmatch(code):
        return True
    return bool(response.status_code == 429 or response.status_code >= 500)


def _target(response: Any) -> str:
    """Where a redirection leads to, without anything that may be secret in it."""
    return urlsplit(response.headers.get("location") or "").hostname or "elsewhere"


def if_match(etag: Optional[str], *, read: str, resource: Optional[str]) -> dict[str, str]:
    """The condition, as arguments of the SDK. `read` is the operation that must have answered with the etag.

    OCI documents an etag for every answer that returns a resource, and that a write is conditional on it
    (https://docs.oracle.com/en-us/iaas/Content/API/Concepts/usingapi.htm). Raises BadAnswer where there is none: a
    write without the condition could undo what someone else has just changed.
    """
    if not etag:
        raise BadAnswer(
            f"{read} returned {resource or 'it'} without an etag. A write could overwrite a concurrent "
            "change, so nothing is written",
            advice=("If a proxy is between this host and OCI, let it pass headers unchanged.",),
            operation=read,
            resource=resource,
        )
    return {"if_match": etag}

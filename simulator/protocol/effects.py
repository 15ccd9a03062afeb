# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The effects that a fault rule can have on one request, and which of them exclude each other."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from .problems import ServiceProblem, usual_message

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True)
class Effects:
    """The effects on one request; several can be combined.

    How the service processes the request:

    `status` (with `code`, `message`, `retry_after` seconds) returns an error without processing the request. With
    `stale`, reads return the data before the last change, and lists omit what was created within the last minute.
    `not_applied` accepts a change without applying it. `ends_in` is the lifecycle state in which a change ends instead
    of the usual one. `work_request_error` makes the work request of a change fail with that message. `handled: false`
    keeps the request from the service, as an intermediary does that answers by itself.

    How the response arrives:

    `delay` is the time in seconds before the response. `reset` closes the connection `before` or `after` the request is
    processed. `truncated` closes the connection in the middle of the body.

    What the response contains, whether or not the request succeeded:

    `answer_status` is its status. `body` replaces its body: text is sent unchanged, any other value as JSON.
    `half_body` sends the first half of the body as if it were complete. `content_type` is the media type of the body.
    `foreign` omits all headers of OCI, as a proxy does that answers by itself; `drop_headers` omits the named headers;
    `headers` are set.

    What a JSON body contains, also in lists and collections. A field is specified by its name (`id`: every field with
    that name), by the end of its path (`keyShape.algorithm`), or by a pattern (`time*`). `drop_fields` are omitted,
    `null_fields` are null, `unknown_enum` have a value that no SDK knows, `set_fields` have another value.
    `drop_entries` omits the list entries that contain one of these texts, `extra_entries` are appended to the list.
    `repeat_page` returns the same page again as the next page of a list.
    """

    status: int = 0
    code: str = "InternalServerError"
    message: str = ""
    retry_after: int = 0
    delay: float = 0.0
    reset: str = ""
    truncated: bool = False
    stale: bool = False
    not_applied: bool = False
    ends_in: str = ""
    work_request_error: str = ""
    handled: bool = True
    answer_status: int = 0
    body: str | None = None
    half_body: bool = False
    content_type: str = ""
    foreign: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    drop_headers: list[str] = field(default_factory=list)
    drop_fields: list[str] = field(default_factory=list)
    null_fields: list[str] = field(default_factory=list)
    unknown_enum: list[str] = field(default_factory=list)
    set_fields: dict[str, Any] = field(default_factory=dict)
    drop_entries: list[str] = field(default_factory=list)
    extra_entries: list[Any] = field(default_factory=list)
    repeat_page: bool = False

    def raise_problem(self) -> None:
        """Raise the error, if one is specified."""
        if self.status:
            headers = {"retry-after": str(self.retry_after)} if self.retry_after else {}
            raise ServiceProblem(self.status, self.code, self.message or usual_message(self.status), headers)

    def specified(self) -> dict[str, Any]:
        """The effects that differ from the defaults, by name."""
        return {name: getattr(self, name) for name in EFFECT_NAMES if getattr(self, name) != getattr(NO_EFFECTS, name)}


NO_EFFECTS = Effects()
EFFECT_NAMES = tuple(effect.name for effect in fields(Effects))

# Effects on the processing by the service, and effects on the body of its response.
_OF_THE_SERVICE = ("status", "stale", "not_applied", "ends_in", "work_request_error", "repeat_page")
_OF_ITS_BODY = (
    "half_body",
    "drop_fields",
    "null_fields",
    "unknown_enum",
    "set_fields",
    "drop_entries",
    "extra_entries",
)
# For an effect, those that it makes ineffective, and why.
_EXCLUSIONS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "handled",
        (*_OF_THE_SERVICE, *_OF_ITS_BODY),
        "a request that the service does not handle has no answer of its own",
    ),
    ("body", _OF_ITS_BODY, "the body is replaced"),
    ("foreign", ("drop_headers",), "every header of OCI is left out"),
)


def effects_from(description: Mapping[str, Any]) -> Effects:
    """The effects of a description. The types of all values except `body` are already validated.

    Raises ValueError for a value out of range and for effects that exclude each other.
    """
    values = dict(description)
    if "body" in values and not isinstance(values["body"], str):
        values["body"] = _as_json("body", values["body"])
    effects = Effects(**values)
    _check_values(effects)
    specified = effects.specified()
    for name, others, why in _EXCLUSIONS:
        idle = [other for other in others if other in specified]
        if name in specified and idle:
            raise ValueError(f"'{name}' and '{idle[0]}' of a fault rule exclude each other: {why}")
    return effects


def _check_values(effects: Effects) -> None:
    if effects.reset not in ("", "before", "after"):
        raise ValueError(f"'reset' of a fault rule must be before or after, not {effects.reset!r}")
    for name in ("status", "answer_status"):
        lowest = 300 if name == "status" else 200
        if getattr(effects, name) and not lowest <= getattr(effects, name) <= 599:
            raise ValueError(f"'{name}' of a fault rule must be {lowest} to 599, not {getattr(effects, name)}")
    for name in ("delay", "retry_after"):
        if not 0 <= getattr(effects, name) < math.inf:
            raise ValueError(f"'{name}' of a fault rule must be a number of seconds, not {getattr(effects, name)}")
    for name in ("drop_headers", "drop_fields", "null_fields", "unknown_enum", "drop_entries"):
        _check_names(name, getattr(effects, name))
    _check_names("set_fields", effects.set_fields)
    _as_json("set_fields", effects.set_fields)
    _as_json("extra_entries", effects.extra_entries)
    for header, value in {**effects.headers, "content-type": effects.content_type}.items():
        _check_header(header, value)


def _as_json(name: str, value: Any) -> str:
    try:
        return json.dumps(value)
    except (TypeError, ValueError):
        raise ValueError(
            f"'{name}' of a fault rule must be {'text or ' if name == 'body' else ''}JSON, not {value!r}"
        ) from None


def _check_names(name: str, names: Iterable[Any]) -> None:
    for each in names:
        if not isinstance(each, str) or not each:
            raise ValueError(f"'{name}' of a fault rule must contain names, not {each!r}")


def _check_header(name: Any, value: Any) -> None:
    if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
        raise ValueError(f"'headers' of a fault rule: {name!r} is not a valid header name")
    if not isinstance(value, str) or not all(letter.isprintable() and ord(letter) < 256 for letter in value):
        raise ValueError(f"'headers' of a fault rule: '{name}' must be a line of Latin-1 text, not {value!r}")

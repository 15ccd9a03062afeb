# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can happen to one request, and which of it excludes which."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from .problems import ServiceProblem

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True)
class Effects:
    """What happens to one request; several may happen together.

    How the service handles it:

    `status` (with `code`, `message`, `retry_after` seconds) answers an error without handling the request.
    `stale` reads answer what was there before the last change, and `stale` lists leave out what was made within the
    last minute. `not_applied` accepts a change, answers as if, and changes nothing. `ends_in` is the lifecycle state in
    which a change ends instead of the usual one. `work_request_error` lets the work request of a change fail with that
    message. `handled: false` keeps the request from the service: something in between answers.

    How the answer arrives:

    `delay` seconds pass before the answer. `reset` closes the connection: `before` or `after` the request was handled.
    `truncated` breaks the connection in the middle of the body.

    What the answer holds, whether the request succeeded or not:

    `answer_status` is its status. `body` replaces its body: a text is sent as it is, anything else as JSON. `half_body`
    sends the first half of the body as if it were all. `content_type` is what the answer calls its body. `foreign`
    leaves out every header of OCI, as a proxy does that answers by itself; `drop_headers` leaves out those that are
    named; `headers` are set.

    What a JSON body holds, in lists and collections as well. A field is named by its name (`id`: wherever there is
    one), by the end of its path (`keyShape.algorithm`), or by a pattern (`time*`). `drop_fields` are left out,
    `null_fields` are null, `unknown_enum` hold a word that no SDK knows, `set_fields` hold another value.
    `drop_entries` leaves out the list entries that contain one of these texts, `extra_entries` are appended to the
    list. `repeat_page` lets the next page of a list be the same page again.
    """

    status: int = 0
    code: str = "InternalServerError"
    message: str = "Out of host capacity."
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
        """Answer the error, if one is asked for."""
        if self.status:
            headers = {"retry-after": str(self.retry_after)} if self.retry_after else {}
            raise ServiceProblem(self.status, self.code, self.message, headers)

    def asked(self) -> dict[str, Any]:
        """Those that differ from what happens anyway, by name."""
        return {name: getattr(self, name) for name in EFFECT_NAMES if getattr(self, name) != getattr(NO_EFFECTS, name)}


NO_EFFECTS = Effects()
EFFECT_NAMES = tuple(effect.name for effect in fields(Effects))

# What the service would have to do, and what is done to the body that it answers.
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
# By which effect which others are without effect, and why.
_EXCLUSIONS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "handled",
        (*_OF_THE_SERVICE, *_OF_ITS_BODY),
        "a request that the service does not handle has no answer of its own",
    ),
    ("body", _OF_ITS_BODY, "the body is replaced"),
    ("foreign", ("drop_headers",), "every header of OCI is left out"),
)


def effects_from(given: Mapping[str, Any]) -> Effects:
    """The effects of a description, of which the types of all values but `body` are known to be right.

    Raises ValueError for a value that cannot be, and for effects that exclude each other.
    """
    values = dict(given)
    if "body" in values and not isinstance(values["body"], str):
        values["body"] = _as_json("body", values["body"])
    effects = Effects(**values)
    _check_values(effects)
    asked = effects.asked()
    for name, others, why in _EXCLUSIONS:
        idle = [other for other in others if other in asked]
        if name in asked and idle:
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


def _check_names(name: str, given: Iterable[Any]) -> None:
    for each in given:
        if not isinstance(each, str) or not each:
            raise ValueError(f"'{name}' of a fault rule must hold names, not {each!r}")


def _check_header(name: Any, value: Any) -> None:
    if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
        raise ValueError(f"'headers' of a fault rule: there cannot be a header {name!r}")
    if not isinstance(value, str) or not all(letter.isprintable() and ord(letter) < 256 for letter in value):
        raise ValueError(f"'headers' of a fault rule: '{name}' must be a line of Latin-1 text, not {value!r}")

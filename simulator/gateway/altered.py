# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applies the effects of fault rules to a response of a service."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import Any

from ..protocol.effects import NO_EFFECTS, Effects
from ..protocol.messages import Response

UNKNOWN_WORD = "A_WORD_THAT_NO_SDK_KNOWS"

# Responses with these statuses have no body (RFC 9110, sections 15.3.5 and 15.4.5).
_WITHOUT_BODY = (204, 304)
# The headers that a proxy sends with its own responses.
_NOT_OF_OCI = ("content-type",)

_Place = tuple[str, ...]
_DROPPED = object()


def altered(response: Response, effects: Effects) -> Response:
    """The response as it arrives. The original is not modified, because it may be kept for a retry token."""
    if effects is NO_EFFECTS:
        return response
    body = _body(response.body, effects)
    status = effects.answer_status or response.status
    broken = "reset" if effects.reset else "truncated" if effects.truncated else response.broken
    headers = _headers(response.headers, effects)
    if body != response.body:
        headers.pop("content-length", None)
    return Response(
        status,
        headers,
        b"" if status in _WITHOUT_BODY else body,
        delay=effects.delay,
        broken=broken,
    )


def _headers(headers: dict[str, str], effects: Effects) -> dict[str, str]:
    dropped = {name.lower() for name in effects.drop_headers}
    kept = {
        name: value
        for name, value in headers.items()
        if name.lower() not in dropped and (not effects.foreign or name.lower() in _NOT_OF_OCI)
    }
    if effects.content_type:
        kept["content-type"] = effects.content_type
    return {**kept, **{name.lower(): value for name, value in effects.headers.items()}}


def _body(body: bytes, effects: Effects) -> bytes:
    if effects.body is not None:
        return effects.body.encode("utf-8")
    if not effects.handled:
        return b""
    if _alters_json(effects):
        body = _altered_json(body, effects)
    return body[: len(body) // 2] if effects.half_body else body


def _alters_json(effects: Effects) -> bool:
    return any(
        (
            effects.drop_fields,
            effects.null_fields,
            effects.unknown_enum,
            effects.set_fields,
            effects.drop_entries,
            effects.extra_entries,
        )
    )


def _altered_json(body: bytes, effects: Effects) -> bytes:
    """A body that is not JSON, such as the content of an object, has no fields."""
    try:
        shown = json.loads(body)
    except ValueError:
        return body
    return json.dumps(_with_fields(_with_entries(shown, effects), (), effects)).encode("utf-8")


def _with_entries(shown: Any, effects: Effects) -> Any:
    """The response with other list entries: of a list or of a collection."""
    if isinstance(shown, dict) and isinstance(shown.get("items"), list):
        return {**shown, "items": _entries(shown["items"], effects)}
    return _entries(shown, effects) if isinstance(shown, list) else shown


def _entries(entries: list[Any], effects: Effects) -> list[Any]:
    kept = [each for each in entries if not any(text in json.dumps(each) for text in effects.drop_entries)]
    return [*kept, *effects.extra_entries]


def _with_fields(shown: Any, place: _Place, effects: Effects) -> Any:
    if isinstance(shown, list):
        return [_with_fields(each, place, effects) for each in shown]
    if not isinstance(shown, dict):
        return shown
    fields = {name: _field(value, (*place, name), effects) for name, value in shown.items()}
    return {name: value for name, value in fields.items() if value is not _DROPPED}


def _field(value: Any, place: _Place, effects: Effects) -> Any:
    if _names(effects.drop_fields, place):
        return _DROPPED
    if _names(effects.null_fields, place):
        return None
    for path, other in effects.set_fields.items():
        if _names([path], place):
            return other
    if _names(effects.unknown_enum, place):
        return [UNKNOWN_WORD] * len(value) if isinstance(value, list) else UNKNOWN_WORD
    return _with_fields(value, place, effects)


def _names(paths: Sequence[str], place: _Place) -> bool:
    """Whether the path of this field ends with one of the specified paths."""
    return any(_ends(place, path.split("."), fnmatchcase) for path in paths)


def _ends(place: _Place, parts: list[str], match: Callable[[str, str], bool]) -> bool:
    return len(parts) <= len(place) and all(map(match, place[-len(parts) :], parts))

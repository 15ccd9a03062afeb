# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts query, headers and body to the types that the SDK documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from ..catalog.models import UnfitBody, check_body, known_part, schema_of_type
from ..catalog.operations import Operation, Parameter
from .messages import Request
from .problems import ServiceProblem, cannot_parse, invalid, missing

_TRUE, _FALSE = "true", "false"
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
# No body that the SDK knows has ten levels; that deeper ones are rejected is assumed.
_DEEPEST = 100


def decode_query(operation: Operation, request: Request) -> dict[str, Any]:
    """The operation's query parameters; unknown ones are ignored, as OCI does (assumed)."""
    known = operation.signature.query
    values = {name: _convert(known[name], value) for name, value in request.query.items() if name in known}
    for parameter in known.values():
        if parameter.required and parameter.wire not in values:
            raise missing(parameter.wire)
    return values


def decode_headers(operation: Operation, request: Request) -> dict[str, Any]:
    """The operation's header parameters, by name in lower case; `opc-meta-` headers are not converted."""
    known = operation.signature.headers
    return {name: _convert(known[name], value) for name, value in request.headers.items() if name in known}


def decode_body(operation: Operation, request: Request, *, ignores_unknown: bool = False) -> Any:
    """The validated body: a dict, a list, bytes for streams, or `None`.

    A field that is not in the model is rejected, or omitted if the service `ignores_unknown` fields.
    """
    type_ = operation.signature.body_type
    if type_ in ("stream", "file"):
        return request.body
    if type_ is None or (not request.body and not operation.signature.body_required):
        return None
    body = _parsed(request.body or b"null")
    known = schema_of_type(operation.package, type_)
    if known is None:
        return body
    try:
        if ignores_unknown:
            body = known_part(known.package, known.name, body)
        return check_body(known.package, known.name, body)
    except UnfitBody as unfit:
        raise ServiceProblem(400, unfit.code, str(unfit)) from None


def _parsed(text: bytes) -> Any:
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise cannot_parse() from None
    # Counting brackets first is cheaper than walking through the body.
    if text.count(b"{") + text.count(b"[") > _DEEPEST and _is_deeper(body, _DEEPEST):
        raise cannot_parse()
    return body


def _is_deeper(body: Any, levels: int) -> bool:
    level = [body]
    for _each in range(levels + 1):
        level = [
            item
            for outer in level
            if isinstance(outer, dict | list)
            for item in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _convert(parameter: Parameter, value: str) -> Any:
    # The SDK separates the values of a list by commas.
    values = value.split(",") if parameter.type.startswith("list[") else [value]
    known = {allowed.upper() for allowed in parameter.allowed}
    if known and not known.issuperset(one.upper() for one in values):
        raise invalid(f"{parameter.wire} must be one of {', '.join(parameter.allowed)}, not '{value}'.")
    if parameter.type == "int":
        if not _WHOLE_NUMBER.fullmatch(value):
            raise invalid(f"{parameter.wire} must be a whole number, not '{value}'.")
        return int(value)
    if parameter.type == "bool":
        # The SDK writes header booleans as Python does: True (oci-facts.md, section 2).
        if value.lower() not in (_TRUE, _FALSE):
            raise invalid(f"{parameter.wire} must be true or false, not '{value}'.")
        return value.lower() == _TRUE
    return value


def encode(body: Any) -> bytes:
    """The JSON of a body; bytes are returned unchanged."""
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    return orjson.dumps(body)


def is_stream(operation: Operation) -> bool:
    """Whether the body is raw content, for which OCI requires no signature in Object Storage uploads."""
    return operation.signature.body_type in ("stream", "file")


def header_values(headers: Mapping[str, str], prefix: str) -> dict[str, str]:
    """The headers that start with a prefix, such as `opc-meta-`."""
    return {name: value for name, value in headers.items() if name.startswith(prefix)}

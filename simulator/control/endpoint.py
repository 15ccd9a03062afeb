# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action of the control interface as an HTTP endpoint."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from starlette.requests import Request
from starlette.responses import JSONResponse

Action = Callable[[dict[str, Any], dict[str, str]], Any]
"""Receives the body (empty if none was sent) and the query parameters; the result is returned as JSON."""

_LARGEST_BODY = 1_048_576


def endpoint(action: Action) -> Callable[[Request], Awaitable[JSONResponse]]:
    """The endpoint of an action. A ValueError of the action is a 400 with its message."""

    async def answer(request: Request) -> JSONResponse:
        try:
            body = _body_in(await _sent(request))
            return JSONResponse(action(body, dict(request.query_params)))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return answer


async def _sent(request: Request) -> bytes:
    sent = b""
    async for part in request.stream():
        sent += part
        if len(sent) > _LARGEST_BODY:
            raise ValueError(f"the body is larger than {_LARGEST_BODY} bytes")
    return sent


def _body_in(sent: bytes) -> dict[str, Any]:
    try:
        body = json.loads(sent or b"null", parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("the body is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"the body is not JSON: {error}") from None
    try:
        json.dumps(body, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("the body has half of a surrogate pair, which is not a character") from None
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    return body


def _refuse_constant(word: str) -> NoReturn:
    """Reject NaN and Infinity, which Python parses although they are not JSON."""
    raise ValueError(f"{word} is not a JSON value")

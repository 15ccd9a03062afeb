# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action of the control interface as an HTTP endpoint."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

Action = Callable[[dict[str, Any], dict[str, str]], Any]
"""Takes the body (empty where none was sent) and the query parameters; what it answers becomes JSON."""


def endpoint(action: Action) -> Callable[[Request], Awaitable[JSONResponse]]:
    """The endpoint; what the action raises for wrong input answers 400 with the reason."""

    async def answer(request: Request) -> JSONResponse:
        try:
            body = _body_in(await request.body())
            return JSONResponse(action(body, dict(request.query_params)))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return answer


def _body_in(sent: bytes) -> dict[str, Any]:
    try:
        body = json.loads(sent or b"null")
    except ValueError as error:
        raise ValueError(f"the body is not JSON: {error}") from None
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    return body

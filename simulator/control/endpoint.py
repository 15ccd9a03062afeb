# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action of the control interface as an HTTP endpoint."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

Action = Callable[[Any, dict[str, str]], Any]
"""Takes the body (nothing where none was sent) and the query parameters; what it answers becomes JSON."""


def endpoint(action: Action) -> Callable[[Request], Awaitable[JSONResponse]]:
    """The endpoint; what the action raises for wrong input answers 400 with the reason."""

    async def answer(request: Request) -> JSONResponse:
        try:
            body = await request.json() if await request.body() else None
            return JSONResponse(action(body, dict(request.query_params)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, status_code=400)

    return answer

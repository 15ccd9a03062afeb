# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remembers the responses to creates, so that a repeated create does not create a second resource."""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol.messages import Response
from ..protocol.problems import ServiceProblem

# "Retry tokens expire after 24 h" [D-API].
LIFETIME_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Create:
    """What identifies a create: the caller, the operation and the token."""

    caller: str
    operation: str
    token: str


@dataclass
class _Remembered:
    at: float
    body: bytes
    response: Response


class RetryTokens:
    """Responses by caller, operation and opc-retry-token."""

    def __init__(self) -> None:
        self._answers: dict[Create, _Remembered] = {}

    def recall(self, create: Create, *, body: bytes, now: float) -> Response | None:
        """The earlier response to this request. The same token with another body is rejected (assumed: 409)."""
        remembered = self._answers.get(create)
        if remembered is None or now - remembered.at > LIFETIME_SECONDS:
            return None
        if remembered.body != body:
            raise ServiceProblem(
                409, "InvalidatedRetryToken", "The retry token was used before with another request body."
            )
        return remembered.response

    def remember(self, create: Create, *, body: bytes, now: float, response: Response) -> None:
        """Keep a response for the lifetime of its token."""
        self._answers[create] = _Remembered(now, body, response)

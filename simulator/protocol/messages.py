# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request and its response, independent of any web framework."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl


@dataclass
class Request:
    """A request. Header names are in lower case; the path is as received, including percent-encoding."""

    verb: str
    host: str
    path: str
    query_string: str
    headers: dict[str, str]
    body: bytes

    @property
    def target(self) -> str:
        """Path and query as in the request line."""
        return f"{self.path}?{self.query_string}" if self.query_string else self.path

    @property
    def query(self) -> dict[str, str]:
        """The query parameters; the last value of a repeated one."""
        return dict(parse_qsl(self.query_string, keep_blank_values=True))


@dataclass
class Response:
    """A response, and how the connection behaves while it is sent."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    broken: Literal["", "reset", "truncated"] = ""

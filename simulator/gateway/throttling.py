# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rejects requests beyond the rate of a service (oci-facts.md, section 8: KMS reads and writes, 10 a second each)."""

from __future__ import annotations

from collections import deque

from ..protocol.problems import throttled


class Throttle:
    """Counts recent requests, by a key that the caller defines.

    The limit is documented as a rate, without the period over which it is measured: that is a variant.
    """

    def __init__(self) -> None:
        self._recent: dict[tuple[str, ...], deque[float]] = {}

    def admit(self, counted: tuple[str, ...], *, per_second: int, period: int, now: float) -> None:
        """Accept a request or answer 429 with the time to wait. `period` is in seconds."""
        recent = self._recent.setdefault(counted, deque())
        while recent and now - recent[0] >= period:
            recent.popleft()
        if len(recent) >= per_second * period:
            raise throttled()
        recent.append(now)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rejects requests beyond the documented rate of a service (oci-facts.md, section 8)."""

from __future__ import annotations

from collections import deque

from ..catalog.operations import Limit, Operation
from ..protocol.problems import throttled
from ..services.service import Service
from ..tenancy.tenancy import Tenancy

# The rate of operations whose docstring states none, where those of the same client have one: assumed.
_USUAL_PER_SECOND = 10


class Throttle:
    """Counts the recent requests of operations that share a limit.

    The limit is documented as a rate for a tenancy, without the period over which it is measured, and without a word on
    regions: both are variants.
    """

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy
        self._recent: dict[tuple[str, str], deque[float]] = {}

    def admit(self, service: Service, operation: Operation, region: str) -> None:
        """Accept a request or answer 429."""
        limit = _limit_of(service, operation)
        if limit is None:
            return
        now, variants = self._tenancy.clock.now(), self._tenancy.variants
        period = int(variants["throttle_period_seconds"])
        place = region if variants["throttle_scope"] == "region" else ""
        recent = self._recent.setdefault((limit.counted, place), deque())
        while recent and now - recent[0] >= period:
            recent.popleft()
        if len(recent) >= limit.per_second * period:
            raise throttled()
        recent.append(now)


def _limit_of(service: Service, operation: Operation) -> Limit | None:
    if not service.throttled_as:
        return None
    undocumented = f"{service.throttled_as} {'write' if operation.writes else 'read'}"
    return operation.documented_limit or Limit(undocumented, _USUAL_PER_SECOND)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled deletion, which vaults and keys share."""

from __future__ import annotations

from datetime import datetime

from ...protocol.problems import invalid

_DAY = 24 * 3600
# "7..30 days from the request, default 30" (oci-facts.md, section 8; D-DELK).
SHORTEST_DAYS, LONGEST_DAYS = 7, 30

GONE = frozenset({"PENDING_DELETION", "SCHEDULING_DELETION", "DELETING", "DELETED"})
"""States of what is deleted or will be."""


def time_of_deletion(wanted: str | None, now: float) -> float:
    """Seconds since the epoch at which it will be deleted; raises OCI's 400 outside of 7 to 30 days."""
    if wanted is None:
        return now + LONGEST_DAYS * _DAY
    when = datetime.fromisoformat(wanted.replace("Z", "+00:00")).timestamp()
    # A client that asks for exactly 7 or 30 days computes them from its own clock, so a minute is forgiven (assumed).
    if not SHORTEST_DAYS * _DAY - 60 <= when - now <= LONGEST_DAYS * _DAY + 60:
        raise invalid(f"timeOfDeletion must be between {SHORTEST_DAYS} and {LONGEST_DAYS} days from now.")
    return when

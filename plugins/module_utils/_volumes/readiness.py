# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Waits until something is AVAILABLE, as it must be before anything can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional, Protocol, TypeVar

from .._core.clock import Clock
from .._core.errors import CannotDo, ResourceFailed
from .._core.waiting import Patience, wait_until

READY = "AVAILABLE"
GONE = ("TERMINATING", "TERMINATED")
# Of no use to anybody, now or later.
LOST = ("FAULTY", *GONE)


class Seen(Protocol):
    """Something as one answer showed it."""

    @property
    def id(self) -> str:
        """Its OCID."""

    @property
    def lifecycle_state(self) -> str:
        """Its state."""


Thing = TypeVar("Thing", bound=Seen)


def ready(
    seen: Thing, read: Callable[[], Thing], *, label: str, to: str, patience: Optional[Patience], clock: Clock
) -> Thing:
    """What was seen once it is AVAILABLE, which it must be C(to) do something, as in "to be copied".

    Raises ResourceFailed when it never will be, and CannotDo when it is not and there is no patience.
    """
    if _is_ready(seen, label, to):
        return seen
    if patience is None:
        raise CannotDo(
            f"The {label} {seen.id} is {seen.lifecycle_state}, and must be {READY} {to}; with wait=true that would "
            "have been waited for.",
            resource=seen.id,
        )
    return wait_until(
        lambda now: _is_ready(now, label, to),
        read,
        describe=lambda now: now.lifecycle_state,
        what=f"the {label} {seen.id} to be {READY}",
        resource=seen.id,
        patience=patience,
        clock=clock,
    )


def _is_ready(seen: Seen, label: str, to: str) -> bool:
    if seen.lifecycle_state in LOST:
        raise ResourceFailed(
            f"The {label} {seen.id} is {seen.lifecycle_state}; it must be {READY} {to}, and no waiting makes it so.",
            resource=seen.id,
        )
    return seen.lifecycle_state == READY

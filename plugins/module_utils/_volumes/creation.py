# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Follows a created resource until it is usable and encrypted with its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional, Protocol, TypeVar

from .._assign.assigning import Assigned, Assigning
from .._assign.plan import has_settled, plan
from .._assign.reconcile import Outcome
from .._core.errors import Accepted, CannotDo, Failure, ResourceFailed
from .._core.following import read_until_found
from .._core.notices import Notice
from .._core.waiting import Clock, Patience, wait_until
from .._resources.access import Assignable
from .._resources.assignment import Assignment, Desired, Kind, key_words

READY = "AVAILABLE"

GONE = ("TERMINATING", "TERMINATED")

# Of no use to anybody, now or later.
LOST = ("FAULTY", *GONE)


def see_through(assigning: Assigning, access: Assignable, resource_id: str, accepted: Accepted) -> Assigned:
    """Return the new resource once it is usable and has the requested key; without waiting, as one read shows it.

    A key that turns out to be another one is changed, by the path of all changes. Raises Failure with the OCID of the
    new resource, since the next run finds it by its name only.
    """
    try:
        seen = read_until_found(lambda: access.read(resource_id), assigning.session)
        if assigning.requested.patience is not None:
            return assigning.assign(access, resource_id)
        return as_seen(assigning, access, seen)
    except Failure as failure:
        created = {"id": resource_id, "type": access.facts.name}
        raise after_creation(failure, access, accepted, created) from None


def after_creation(failure: Failure, access: Assignable, accepted: Accepted, created: Mapping[str, Any]) -> Failure:
    """The failure to follow a new resource, which reports what was created."""
    if failure.accepted is None:
        failure = access.after_write(failure, accepted)
    else:
        # It reports a change of key that came after the creation.
        failure.accepted = replace(failure.accepted, earlier=accepted)
    return failure.report(changed=True, resource=created)


def as_seen(assigning: Assigning, access: Assignable, seen: Assignment) -> Assigned:
    """What one read shows of a new resource, and whether that is as requested."""
    desired = assigning.desired
    is_right = plan(seen, desired).kind is Kind.NOTHING
    outcome = Outcome(seen, seen, changed=False, verified=is_right and has_settled(seen, access.facts))
    preflight = assigning.checked(access.facts)
    return Assigned(access, outcome, preflight) if is_right else _WithAnotherKey(access, outcome, preflight, desired)


@dataclass(frozen=True)
class _WithAnotherKey(Assigned):
    """A new resource that is not encrypted with the requested key yet."""

    desired: Desired

    def notices(self) -> list[Notice]:
        """What could not be checked, and what is still to be done."""
        seen, wanted = self.outcome.after, key_words(self.desired.kms_key_id)
        text = (
            f"{seen.resource_id} was created with {key_words(seen.kms_key_id)} and not with {wanted}. Run the task "
            f"again once it is {self.access.facts.settled_states[0]}."
        )
        return [*super().notices(), Notice("KeyNotAssigned", text, seen.resource_id)]


class WithState(Protocol):
    """Something as one answer showed it."""

    @property
    def id(self) -> str:
        """Its OCID."""

    @property
    def lifecycle_state(self) -> str:
        """Its state."""


def ready(
    seen: Thing, read: Callable[[], Thing], *, label: str, to: str, patience: Optional[Patience], clock: Clock
) -> Thing:
    """What was seen once it is AVAILABLE, which it must be `to` do something, as in "to be copied".

    Raises ResourceFailed when it never will be, and CannotDo when it is not and there is no patience.
    """
    if _is_ready(seen, label, to):
        return seen
    if patience is None:
        raise CannotDo(
            f"The {label} {seen.id} is {seen.lifecycle_state}, and must be {READY} {to}",
            advice=("Specify wait=true to wait for that.",),
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


def _is_ready(seen: WithState, label: str, to: str) -> bool:
    if seen.lifecycle_state in LOST:
        raise ResourceFailed(
            f"The {label} {seen.id} is {seen.lifecycle_state}; it must be {READY} {to}, and no waiting ends that.",
            resource=seen.id,
        )
    return seen.lifecycle_state == READY


Thing = TypeVar("Thing", bound=WithState)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The only path by which the key of a resource changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Optional, TypeVar, Union

from .._core.answers import if_match
from .._core.errors import (
    Accepted,
    CannotDo,
    Conflict,
    Failure,
    NotApplied,
    Outdated,
    ResourceFailed,
    TimedOut,
    WorkFailed,
)
from .._core.following import (
    CONFIRMATION_TIME,
    ETAG_DIFFERS,
    PAUSES_FOR_LAGGING_READS,
    read_again,
    repeat_while_busy,
    wait_for_work,
)
from .._core.retrying import LONGEST_PAUSE
from .._core.waiting import Patience, wait_until
from .._iam.authorization_retry import Denied, explained, permitted
from .._resources.access import Assignable
from .._resources.assignment import Assignment, Change, Desired, Kind, key_words
from .._resources.resource_type import ResourceType
from .checks import Preflight
from .plan import confirmation, has_settled, is_encrypted_with, plan, predict, reject_failed

Done = TypeVar("Done")

# How often it is written: once more after a conflict that is none about the key.
WRITES = 2


@dataclass(frozen=True)
class Outcome:
    """What was, what is (or will be, in check mode), and whether that was read back from the service.

    `is_overtaken` says that the requested key was assigned between the read and the write, by this or another client.
    """

    before: Assignment
    after: Assignment
    changed: bool
    verified: bool
    is_overtaken: bool = False


def reconcile(
    access: Assignable,
    resource_id: str,
    desired: Desired,
    *,
    preflight: Preflight,
    check_mode: bool,
    patience: Optional[Patience],
    denied: Optional[Denied] = None,
) -> Outcome:
    """Assigns a resource the desired key.

    Reads, checks the key, plans, stops here in check mode, writes, waits, reads back and compares. Without
    `patience` it neither waits for the resource to be ready nor for the change to settle: it reads once. Check mode
    waits for the resource to be ready as well, which is reading. A write whose condition no longer holds is repeated,
    once, if the key is still the same. `denied` is what the task knows of earlier denials.
    Raises Failure.
    """
    before = access.find(resource_id)
    reject_failed(before, access.facts)
    preflight.check_requested_key(desired.kms_key_id)
    if access.facts.needs_vault and desired.kms_key_id is not None:
        desired = replace(desired, vault_id=preflight.vault_id(desired))
    if patience is not None:
        # Another change may be under way, which does not show yet.
        before = _wait_until_ready(access, before, patience)
    before, etag = _confirmed(access, before, desired)
    change = plan(before, desired)
    if change.kind is Kind.NOTHING:
        return unchanged(before, access.facts)
    # A volume without a key has an etag, and its kmsKey has none.
    if_match(etag or before.etag, read=access.operations["get"], resource=resource_id)
    statements = _admitted(access, before, change, preflight)
    if check_mode:
        if has_settled(before, access.facts):
            with explained(access.session, statements, access.denials):
                _while_busy(
                    lambda: access.rehearse(before, change, statements=statements), access, before.resource_id, patience
                )
        return Outcome(before, predict(before, change, access.facts), changed=True, verified=True)

    def write(seen: Assignment, condition: Optional[str]) -> Union[Accepted, Failure]:
        return permitted(
            lambda: _while_busy(
                lambda: _write(access, seen, change, condition, statements), access, seen.resource_id, patience
            ),
            session=access.session,
            statements=statements,
            patience=patience,
            denials=access.denials,
            denied=denied,
            stand_in=access.facts.stand_in(seen.resource_id),
        )

    written = _written(access, before, etag, desired, write, patience)
    if isinstance(written, Outcome):
        return written
    before, accepted = written
    after = _seen_through(access, before, change, accepted, statements, patience)
    is_seen = is_encrypted_with(after, change) and after.lifecycle_state in (None, *access.facts.settled_states)
    return Outcome(before, after, changed=True, verified=is_seen)


def _written(
    access: Assignable,
    before: Assignment,
    etag: Optional[str],
    desired: Desired,
    write: Callable[[Assignment, Optional[str]], Union[Accepted, Failure]],
    patience: Optional[Patience],
) -> Union[tuple[Assignment, Union[Accepted, Failure]], Outcome]:
    """Return what was written on, with the answer; the outcome where a conflict turns out to be of the same change.

    Another client may have requested it, or a proxy has repeated the request of this task, of which only the second
    answer arrives. Either way, only the first read has shown the previous key.
    """
    for left in reversed(range(WRITES)):
        try:
            return before, write(before, etag)
        except Conflict as conflict:
            now, etag = _looked_again(access, before, desired, conflict, patience)
            if plan(now, desired).kind is Kind.NOTHING:
                return replace(unchanged(now, access.facts), before=before, is_overtaken=True)
            if not left or etag is None or not _is_only_newer(now, before):
                raise
            before = now
    raise AssertionError("the last attempt returns or raises")


def unchanged(seen: Assignment, facts: ResourceType) -> Outcome:
    """The outcome where nothing was to be done; what has not settled may still come to be otherwise."""
    return Outcome(seen, seen, changed=False, verified=has_settled(seen, facts))


def _confirmed(access: Assignable, before: Assignment, desired: Desired) -> tuple[Assignment, Optional[str]]:
    """A state that two reads agree on, with the etag to write on condition of.

    Where only one read shows the key, there is nothing to agree on if there is nothing to do.
    """
    for pause in PAUSES_FOR_LAGGING_READS:
        if plan(before, desired).kind is Kind.NOTHING and not access.has_second_witness:
            return before, None
        try:
            return before, access.confirm(before)
        except Outdated:
            access.session.clock.sleep(pause)
            before = access.read(before.resource_id)
    return before, access.confirm(before)


def _looked_again(
    access: Assignable,
    before: Assignment,
    desired: Desired,
    conflict: Conflict,
    patience: Optional[Patience],
) -> tuple[Assignment, Optional[str]]:
    """The resource after a conflict, with the etag to write on condition of if that may help, else `None`.

    Another etag may come of what is none of our business: a change of another property, or a state that ended while
    the write was repeated.
    """
    if conflict.status != ETAG_DIFFERS:
        now = read_again(
            lambda: access.read(before.resource_id),
            lambda seen: not has_settled(seen, access.facts) or plan(seen, desired).kind is Kind.NOTHING,
            access.session,
        )
        return _come_to_rest(access, now, before, patience), None
    now = _come_to_rest(access, access.read(before.resource_id), before, patience)
    if not _is_only_newer(now, before):
        return now, None
    return _confirmed(access, now, desired)


def _come_to_rest(access: Assignable, now: Assignment, before: Assignment, patience: Optional[Patience]) -> Assignment:
    """The resource after a conflict, once what is under way has ended: it may be the requested change.

    Without waiting it is followed for a moment as well: only this task can find out what has become of its change.
    """
    try:
        return _wait_until_ready(access, now, patience or _a_moment())
    except TimedOut as failure:
        raise failure.in_doubt(previous_kms_key_id=before.kms_key_id) from None


def _a_moment() -> Patience:
    return Patience(2 * CONFIRMATION_TIME, LONGEST_PAUSE)


def _is_only_newer(now: Assignment, before: Assignment) -> bool:
    """Whether the key is the one it was, so that no other client's change of key would be lost."""
    return (now.kms_key_id, now.provider_key) == (before.kms_key_id, before.provider_key)


def _wait_until_ready(access: Assignable, seen: Assignment, patience: Patience) -> Assignment:
    if has_settled(seen, access.facts):
        return seen
    return wait_until(
        lambda now: has_settled(now, access.facts),
        lambda: access.read(seen.resource_id),
        describe=_in_words,
        what=f"the {access.facts.label} {seen.resource_id} to be ready for a change",
        resource=seen.resource_id,
        patience=patience,
        clock=access.session.clock,
    )


def _admitted(access: Assignable, before: Assignment, change: Change, preflight: Preflight) -> tuple[str, ...]:
    """The policy statements that the change requires. Raises CannotDo or KeyUnusable when it is not possible."""
    obstacle = access.obstacle(before, change)
    if obstacle is not None:
        raise CannotDo(obstacle.reason, advice=obstacle.advice, resource=before.resource_id)
    if before.kms_key_id != change.kms_key_id:
        preflight.check_current_key(before)
    return access.facts.statements_to_change(
        region=access.session.region,
        compartment_id=before.attributes["compartment_id"],
        kms_key_id=change.kms_key_id,
        key_compartment_id=preflight.compartment_id(change.kms_key_id),
        former_key_id=before.kms_key_id,
        former_key_compartment_id=preflight.compartment_id(before.kms_key_id),
    )


def _while_busy(
    attempt: Callable[[], Done], access: Assignable, resource_id: str, patience: Optional[Patience]
) -> Done:
    """Return what an attempt returns, repeated while the resource is busy. Raises CannotDo in a state that lasts."""

    def look(conflict: Conflict) -> bool:
        now = access.read(resource_id)
        _require_passing(access, now, conflict)
        if patience is None or has_settled(now, access.facts):
            return False
        _wait_until_ready(access, now, patience)
        return True

    return repeat_while_busy(attempt, look, access.session)


def _require_passing(access: Assignable, now: Assignment, conflict: Conflict) -> None:
    """Raises CannotDo when the resource is in a state that lasts, and in which its key is not changed."""
    facts = access.facts
    lasts = has_settled(now, facts) and now.lifecycle_state not in (None, *facts.settled_states[:1])
    if lasts:
        raise CannotDo(
            f"The {facts.label} {now.resource_id} is {now.lifecycle_state}, a state that does not pass, "
            f"and {conflict.operation} answers {conflict.status} {conflict.code} in it",
            advice=("Correct the state first.",),
            **conflict.request(),
        ) from None


def _write(
    access: Assignable, before: Assignment, change: Change, etag: Optional[str], statements: tuple[str, ...]
) -> Union[Accepted, Failure]:
    """Returns the error of a write that may have been carried out: the resource will show it."""
    try:
        return access.write(before, change, etag=etag, statements=statements)
    except Failure as error:
        if error.may_be_applied:
            return error
        raise


def _seen_through(
    access: Assignable,
    before: Assignment,
    change: Change,
    accepted: Union[Accepted, Failure],
    statements: tuple[str, ...],
    patience: Optional[Patience],
) -> Assignment:
    """The resource once the change is done, with the failure of the write where it turns out not to be."""
    previous = {"previous_kms_key_id": before.kms_key_id}
    try:
        _follow(access, before, change, accepted, patience)
        if isinstance(accepted, Failure):
            # Without waiting it is read back as well: only this task can find out what has become of it.
            patience = patience or _a_moment()
        return _read_back(access, before, change, patience, is_accepted=isinstance(accepted, Accepted))
    except Failure as failure:
        is_there = isinstance(failure, NotApplied) and _is_shown_by_another(access, before, change)
        if isinstance(accepted, Failure):
            raise (accepted.in_doubt(**previous) if is_there else _of_lost_answer(accepted, failure, before)) from None
        failure = access.after_write(failure, accepted)
        # The next run finds the requested key, so that only this one can report the previous one.
        may_come = is_there or not isinstance(failure, (NotApplied, WorkFailed))
        failure.report(changed=may_come, **previous)
        if isinstance(failure, WorkFailed):
            # Its message does not show whether a permission is the reason.
            failure.missing_statements = statements
        raise failure from None


def _is_shown_by_another(access: Assignable, before: Assignment, change: Change) -> bool:
    """Whether an operation other than the read shows the change, which reads do not show."""
    try:
        other = access.second_witness(before)
    except Failure:
        return False
    return other is not None and is_encrypted_with(other, change)


def _of_lost_answer(lost: Failure, failure: Failure, before: Assignment) -> Failure:
    """The failure of a write without a clear answer, once looking at the resource has ended in a failure as well."""
    previous = {"previous_kms_key_id": before.kms_key_id}
    if isinstance(failure, NotApplied):
        return lost.report(changed=False, **previous)
    if isinstance(failure, ResourceFailed):
        return failure.report(changed=True, **previous)
    return lost.in_doubt(**previous)


def _follow(
    access: Assignable,
    before: Assignment,
    change: Change,
    accepted: Union[Accepted, Failure],
    patience: Optional[Patience],
) -> None:
    """Waits for the work that the service does after its answer, where it reports such work."""
    if patience is None or isinstance(accepted, Failure) or accepted.work_request_id is None:
        return
    wait_for_work(
        access.session,
        access.facts.work_requests,
        accepted.work_request_id,
        what=f"which is to {access.intention(before, change)}",
        resource=before.resource_id,
        patience=patience,
    )


def _read_back(
    access: Assignable,
    before: Assignment,
    change: Change,
    patience: Optional[Patience],
    *,
    is_accepted: bool,
) -> Assignment:
    if patience is None:
        return access.read(before.resource_id)
    clock = access.session.clock
    ends = patience.deadline.after(clock.now(), patience.timeout)
    return wait_until(
        confirmation(before, change, access.facts, clock, ends=ends, is_accepted=is_accepted),
        lambda: access.read(before.resource_id),
        describe=_in_words,
        what=f"the {access.facts.label} {before.resource_id} to settle with {change.key_words}",
        resource=before.resource_id,
        patience=patience,
        clock=clock,
    )


def _in_words(seen: Assignment) -> str:
    key = key_words(seen.kms_key_id, seen.provider_key)
    return f"{seen.lifecycle_state} with {key}" if seen.lifecycle_state else f"under {key}"

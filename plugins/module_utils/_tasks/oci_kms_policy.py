# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_policy: the policy that lets services, groups and databases use keys of another compartment."""

from __future__ import annotations

import abc
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core.errors import BadOption, Failure, NotFoundOrDenied, Refused
from .._core.notices import Notice, kept
from .._core.options import given_text, known, wait_argument_spec
from .._core.quoting import quoted
from .._core.session import Session
from .._core.task import Planned, Task
from .._core.waiting import Patience, patience, wait_until
from .._iam import checking, policies
from .._iam.checking import USUAL_LIMIT, Check, Survey, held_by
from .._iam.language import meaning
from .._iam.needs import Party
from .._iam.policies import Policies, Policy, require_compartment
from .._iam.rewriting import UNSEEN, carry_out, contested, lagging, plain, wait_until_gone
from .._iam.verdicts import placed
from .._resources.intent import INTENT_SPEC, KEY_MANAGEMENT, Intent, intent, policy_name
from .oci_kms_policy_info import looked_up, needed_by

ARGUMENT_SPEC: Mapping[str, Any] = {
    "policy_name": {"type": "str", "required": True, "aliases": ["name"], "no_log": False},
    "compartment_id": {"type": "str", "no_log": False},
    **INTENT_SPEC,
    "description": {"type": "str", "no_log": False},
    "purge": {"type": "bool", "default": False, "no_log": False},
    "state": {"type": "str", "choices": ["present", "absent", "check"], "default": "present", "no_log": False},
    **wait_argument_spec(),
}

DESCRIPTION = "Lets services, groups and resources use keys, by cmk.oci"

# What state=check is replaced by.
DEPRECATION: Mapping[str, str] = {
    "msg": "state=check of oci_kms_policy is replaced by the module oci_kms_policy_info.",
    "version": "1.0.0",
}


@dataclass(frozen=True)
class Requested:
    """The requested policy, as far as it is known before any request.

    Without a `compartment_id` the policy is for the compartment of the keys, or for the root compartment if it is about
    no keys.
    """

    name: str
    compartment_id: Optional[str]
    intent: Intent
    description: Optional[str]
    purge: bool
    state: str
    patience: Optional[Patience]

    def place(self, tenancy_id: str) -> str:
        """The compartment that the policy is attached to. Raises BadOption."""
        about_keys = self.intent.key_compartment_id if self.intent.is_about_keys else None
        place = self.compartment_id or about_keys or tenancy_id
        if KEY_MANAGEMENT in self.intent.services and place != tenancy_id and self.state != "check":
            raise BadOption(
                f"services has {KEY_MANAGEMENT}, whose statement can only be in a policy of the root compartment",
                advice=(f"Set compartment_id to {tenancy_id}, or write it in a policy of its own.",),
                option="compartment_id",
            )
        return place


def run(task: Task) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before any request is sent."""
    requested = requested_in(task.parameters)
    session = task.log_in()
    session.begin(requested.patience)
    home = requested.intent.home(session)
    if requested.state == "check":
        return _checked(session, requested, home)
    work = (_Absent if requested.state == "absent" else _Present)(session, requested, home, task.check_mode)
    with kept(lambda: work.notices):
        return Planned(work.foreseen, work.carried_out).result(check_mode=task.check_mode)


def _checked(session: Session, requested: Requested, home: str) -> dict[str, Any]:
    """Which statements no policy holds, and for which that is unknown."""
    looked = looked_up(session, requested.intent, home)
    return {
        "changed": False,
        **{name: looked[name] for name in ("missing_statements", "uncertain_statements", "needed_statements")},
        "notices": [*looked["unread"], *looked["reasons"]],
        "deprecations": [DEPRECATION],
    }


@dataclass(frozen=True)
class _Plan:
    """The planned change of the policy; `after` is `None` when it is to be deleted, or does not exist."""

    before: Optional[Policy]
    after: Optional[Policy]
    merged: policies.Merged
    changed: bool
    notices: tuple[Notice, ...] = ()
    remaining: tuple[str, ...] = ()


class _Task(abc.ABC):
    """The work on one policy, in steps that `carry_out` repeats when others write it at the same time."""

    def __init__(self, session: Session, requested: Requested, home: str, check_mode: bool) -> None:
        self._session = session
        self._requested = requested
        self._home = home
        self._check_mode = check_mode
        self._place = requested.place(session.tenancy)
        self._needs = needed_by(requested.intent, session)
        self._policies = Policies(session, home)
        self._check = Check(session, self._policies, home)
        self.notices: tuple[Notice, ...] = ()

    def carried_out(self) -> dict[str, Any]:
        """The result of the real run. Raises Failure."""
        done = carry_out(self, self._session.clock, self._requested.patience)
        plan, after, verified = done.plan, done.after, True
        described = after or plan.before
        who = contested(done, f"the policy {self._requested.name}", described.id if described else None)
        self.notices = (*plan.notices, *who)
        if plan.changed and after is not None:
            after = self._settled(after, plan.merged)
            verified = self._requested.patience is not None
        elif plan.changed and self._requested.patience is not None:
            what, resource = f"the policy {self._requested.name}", str(known(plan.before).id)
            wait_until_gone(self.look, self._session.clock, self._requested.patience, what=what, resource=resource)
        return _result(replace(plan, notices=self.notices), after, verified=verified)

    def foreseen(self) -> dict[str, Any]:
        """The predicted result of the real run. Raises Failure."""
        plan = self.plan(self.look())
        self.notices = plan.notices
        notices = self._foreseen_problems(plan.before, plan.after) if plan.changed and plan.after else ()
        return _result(replace(plan, notices=(*plan.notices, *notices)), plan.after, verified=True)

    def look(self) -> Optional[Policy]:
        """The policy as it is."""
        return self._policies.named(self._place, self._requested.name)

    @abc.abstractmethod
    def plan(self, before: Optional[Policy]) -> _Plan:
        """The planned change. Raises Failure when OCI would reject it."""

    def write(self, plan: _Plan) -> Optional[Policy]:
        """The policy as OCI answered."""
        self.notices = plan.notices
        if plan.after is None:
            self._policies.delete(known(plan.before))
            return None
        try:
            return self._policies.update(plan.before, plan.after) if plan.before else self._policies.create(plan.after)
        except Refused as refusal:
            raise (self._explained(refusal) if refusal.code == "InvalidParameter" else refusal) from None

    def _explained(self, refusal: Refused) -> Failure:
        """The refusal, with the option of the group it names or of the first whose name could not be checked."""
        names = self._check.names
        unknown = [each for each in self._parties() if not each[1].by_ocid and names.is_known(each[1]) is None]
        named = [each for each in unknown if each[1].name in (refusal.service_message or "")]
        for option, party in (named or unknown)[:1]:
            refusal.option = option
            refusal.advise(f"Verify that {party.text} exists, and its identity domain.")
        return refusal

    def _parties(self) -> list[tuple[str, Party]]:
        """The groups by the paths of their options."""
        intent = self._requested.intent
        options = (("groups", intent.groups), ("dynamic_groups", intent.dynamic_groups))
        return [(f"{option}[{at}]", each) for option, parties in options for at, each in enumerate(parties)]

    def refuse_taken(self, refusal: Failure) -> None:
        """Raises the refusal, with the policy that has the name, where that is one of another compartment."""
        planned = self._planned(None, ())
        holder = Survey(self._session, self._policies).holder(planned)
        if holder is not None:
            raise refusal.explain(held_by(holder))

    def is_as_planned(self, plan: _Plan, now: Optional[Policy]) -> bool:
        """Whether the policy has the words of the plan, regardless of what others have added."""
        if plan.after is None or now is None:
            return plan.after is now
        there = set(map(plain, now.statements))
        is_described = plan.before is not None and plan.before.description == plan.after.description
        return (
            there.issuperset(map(plain, plan.merged.added))
            and there.isdisjoint(map(plain, plan.merged.removed))
            and (is_described or now.description == plan.after.description)
        )

    def described(self, plan: _Plan) -> Optional[dict[str, Any]]:
        """The planned policy, as results show it."""
        return _described(plan.after)

    def _planned(self, before: Optional[Policy], statements: tuple[str, ...]) -> Policy:
        requested = self._requested
        if before is None:
            return Policy(requested.name, self._place, requested.description or DESCRIPTION, statements)
        description = requested.description or before.description
        return replace(before, statements=statements, description=description, etag=None)

    def _foreseen_problems(self, before: Optional[Policy], planned: Policy) -> tuple[Notice, ...]:
        """What OCI rejects only when the policy is written: raised if it is certain, otherwise notices."""
        survey, notices = Survey(self._session, self._policies), []
        if before is None:
            survey.refuse_taken(planned)
        if before is None or len(planned.statements) > len(before.statements):
            survey.refuse_too_many(planned)
            if len(planned.statements) > USUAL_LIMIT:
                notices.append(checking.too_many(planned, USUAL_LIMIT))
        if before is None and survey.unread:
            notices.append(checking.name_not_checked(planned, len(survey.unread)))
        return tuple(notices)

    def _settled(self, written: Policy, merged: policies.Merged) -> Policy:
        """The policy once it is ACTIVE and reads as written, in the home region and in those where keys are used."""
        if self._requested.patience is None:
            return written
        added = {meaning(text) for text in merged.added}
        removed = {meaning(text) for text in merged.removed}

        def reads_as_wanted(seen: Policy) -> bool:
            # Others may have written their statements since.
            there = {meaning(text) for text in seen.statements}
            return seen.lifecycle_state == "ACTIVE" and added <= there and not removed & there

        try:
            return self._seen_everywhere(written, reads_as_wanted)
        except Failure as failure:
            raise failure.in_doubt(resource=_described(written)) from None

    def _seen_everywhere(self, written: Policy, reads_as_wanted: Callable[[Policy], bool]) -> Policy:
        after, unseen, clock = written, replace(written, lifecycle_state=UNSEEN), self._session.clock
        for region in dict.fromkeys((self._home, self._session.region, *self._requested.intent.regions)):
            after = wait_until(
                reads_as_wanted,
                lagging(functools.partial(self._policies.read, str(written.id), region=region), unseen, clock),
                describe=lambda seen: f"{seen.lifecycle_state} with {len(seen.statements)} statements",
                what=f"the policy {written.name} to read as written in {region}",
                resource=str(written.id),
                patience=known(self._requested.patience),
                clock=clock,
            )
        return after


class _Present(_Task):
    """The policy with every required statement."""

    def plan(self, before: Optional[Policy]) -> _Plan:
        """The existing statements with the missing ones."""
        self._require_above()
        merged = policies.merge(
            before.statements if before else (),
            self._needs,
            self._check.lineage,
            policy_compartment_id=self._place,
            purge=self._requested.purge,
            same=self._check.names.same,
        )
        planned = self._planned(before, merged.statements)
        changed = before is None or (planned.statements, planned.description) != (before.statements, before.description)
        notices = checking.denials(planned.name, merged.denials, planned.id)
        if changed:
            self._require_usable()
            notices += self._many(before, planned)
            notices += self._require_known() if merged.added else []
        notices += self._denied(merged)
        return _Plan(before, planned, merged, changed, tuple(notices))

    def _denied(self, merged: policies.Merged) -> list[Notice]:
        """Notices about statements that do not allow what they say, or may not, since policies deny it."""
        planned = placed(merged.statements, self._place)
        return [checking.reason(each) for each in self._check.impaired(self._needs, planned)]

    def _require_above(self) -> None:
        """Raises BadOption for a compartment whose policies cannot hold the statements."""
        for compartment_id in dict.fromkeys(need.compartment_id for need in self._needs):
            lineage = self._check.lineage(compartment_id)
            if self._check.is_whole(lineage) and self._place not in lineage.ids:
                raise BadOption(
                    f"compartment_id is {self._place}, and the policy must be attached to {compartment_id} or a "
                    "compartment above it",
                    advice=(f"Specify {' or '.join(lineage.ids)}.",),
                    option="compartment_id",
                )

    def _require_usable(self) -> None:
        """Raises BadOption for compartments that are deleted."""
        requested = self._requested
        for option, compartment_id in (
            ("compartment_id", requested.compartment_id),
            ("key_compartment_id", requested.intent.key_compartment_id),
            ("vault_compartment_id", requested.intent.vault_compartment_id),
        ):
            if compartment_id is not None:
                self._policies.require_usable(option, compartment_id)

    def _require_known(self) -> list[Notice]:
        """Raises BadOption for groups that do not exist; in check mode a dynamic group may be created later."""
        names, notices = self._check.names, []
        for option, party in self._parties():
            if names.is_known(party) is not False:
                notices.append(checking.not_checked(option, party, names, check_mode=self._check_mode))
            elif self._check_mode and party.kind == "dynamic-group":
                notices.append(checking.not_created(party))
            else:
                raise BadOption(
                    f"{option} names {quoted(party.name)}, and the default identity domain has none of that name",
                    advice=("Correct it, or put the name of its domain before it, as in domain/name.",),
                    option=option,
                )
        return [each for each in notices if each is not None]

    def _many(self, before: Optional[Policy], planned: Policy) -> list[Notice]:
        """A notice when there will be many statements in the policies that can be read."""
        place = self._requested.intent.key_compartment_id or self._place
        lineage = self._check.lineage(place)
        count = len(planned.statements) - (len(before.statements) if before else 0)
        try:
            for compartment_id in lineage.ids:
                count += sum(len(each.statements) for each in self._policies.attached(compartment_id))
        except NotFoundOrDenied:
            return []
        return [checking.near_limit(count, place)] if count >= policies.MANY_STATEMENTS else []


class _Absent(_Task):
    """The policy without those statements; no policy when none is left, since OCI knows no empty ones."""

    def plan(self, before: Optional[Policy]) -> _Plan:
        """The existing statements without the specified ones."""
        if before is None:
            return _Plan(None, None, policies.Merged((), (), ()), changed=False)
        same = self._check.names.same
        merged = policies.without(before.statements, self._needs, same=same)
        found = policies.remaining(
            merged.statements, self._needs, self._check.lineage, policy_compartment_id=self._place, same=same
        )
        notices = tuple(checking.not_removed(self._requested.name, found, before.id))
        after = self._planned(before, merged.statements) if merged.statements else None
        remaining = tuple(checking.responsible(found))
        return _Plan(before, after if merged.removed else before, merged, bool(merged.removed), notices, remaining)


def _result(plan: _Plan, after: Optional[Policy], *, verified: bool) -> dict[str, Any]:
    return {
        "changed": plan.changed,
        "resource": _described(after),
        "added_statements": list(plan.merged.added),
        "removed_statements": list(plan.merged.removed),
        "remaining_statements": list(plan.remaining),
        "verified": verified,
        "diff": {"before": _described(plan.before) or {}, "after": _described(after) or {}},
        "notices": list(plan.notices),
    }


def _described(policy: Optional[Policy]) -> Optional[dict[str, Any]]:
    if policy is None:
        return None
    return {
        "id": policy.id,
        "name": policy.name,
        "compartment_id": policy.compartment_id,
        "description": policy.description,
        "statements": list(policy.statements),
    }


def requested_in(params: Mapping[str, Any]) -> Requested:
    """The requested policy in the options. Raises BadOption."""
    given = given_text(params, "compartment_id")
    return Requested(
        name=policy_name(params["policy_name"]),
        compartment_id=require_compartment("compartment_id", given) if given else None,
        intent=intent(params),
        description=(params["description"] or "").strip() or None,
        purge=params["purge"],
        state=params["state"],
        patience=patience(params),
    )

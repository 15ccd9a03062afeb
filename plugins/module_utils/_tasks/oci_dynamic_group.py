# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_dynamic_group: which databases and file systems may use keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core import ocid, tenancy
from .._core import tenancy as home_region
from .._core.errors import BadOption, CannotDo, Conflict, Failure, NotFoundOrDenied
from .._core.notices import Notice, brief
from .._core.options import given_text, known, wait_argument_spec
from .._core.quoting import quoted
from .._core.regions import required_region
from .._core.session import Session
from .._core.task import Planned, Task
from .._core.waiting import Patience, patience, wait_until
from .._iam import groups as matching
from .._iam.groups import DynamicGroup, DynamicGroups
from .._iam.language import Unreadable
from .._iam.needs import party
from .._iam.policies import advised, require_compartment
from .._iam.rewriting import UNSEEN, carry_out, contested, lagging, plain, wait_until_gone
from .._resources import registry

ARGUMENT_SPEC: Mapping[str, Any] = {
    "name": {"type": "str", "required": True, "aliases": ["dynamic_group_name"], "no_log": False},
    "resource_types": {
        "type": "list",
        "elements": "str",
        "choices": list(registry.group_types()),
        "default": [],
        "no_log": False,
    },
    "compartment_ids": {"type": "list", "elements": "str", "no_log": False},
    "resource_ids": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "matching_rule": {"type": "str", "no_log": False},
    "purge": {"type": "bool", "default": False, "no_log": False},
    "description": {"type": "str", "no_log": False},
    "home_region": {"type": "str", "no_log": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present", "no_log": False},
    **wait_argument_spec(),
}

ADVICE: Mapping[str, str] = {
    "InvalidParameter": "Check matching_rule, where it is given.",
}

DESCRIPTION = "Resources that use keys themselves, by cmk.oci"
NAME_IS_TAKEN = "DynamicGroupAlreadyExists"
NAME_IS_SHARED = "Specify another name: groups and dynamic groups share their names."


@dataclass(frozen=True)
class Wanted:
    """What the group is to match: the whole rule, or the conditions to add to the existing rule."""

    rule: str
    added: Optional[tuple[str, ...]]
    compartment_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Plan:
    """The planned change of the group; `after` is `None` when it is to be deleted, or does not exist."""

    before: Optional[DynamicGroup]
    after: Optional[DynamicGroup]
    changed: bool


def run(task: Task) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before any request is sent."""
    params = task.parameters
    name = _name(params["name"])
    wanted = None if params["state"] == "absent" else _wanted(params)
    waiting = patience(params)
    given = given_text(params, "home_region")
    given_home = required_region("home_region", given) if given else None
    session = task.log_in()
    session.begin(waiting)
    home, dummy = home_region.find_home_region(session, given_home)
    work = _Task(session, DynamicGroups(session, home, session.tenancy), home, name, wanted, params["description"])
    return Planned(work.foreseen, lambda: work.carried_out(waiting)).result(check_mode=task.check_mode)


class _Task:
    """The work on one group, in steps that `carry_out` repeats when others write it at the same time."""

    def __init__(
        self,
        session: Session,
        groups: DynamicGroups,
        home: str,
        name: str,
        wanted: Optional[Wanted],
        description: Optional[str],
    ) -> None:
        self._session = session
        self._groups = groups
        self._home = home
        self._name = name
        self._wanted = wanted
        self._description = (description or "").strip()
        self._not_checked: list[Notice] = []

    def carried_out(self, waiting: Optional[Patience]) -> dict[str, Any]:
        """The result of the real run. Raises Failure."""
        done = carry_out(self, self._session.clock, waiting)
        plan, after, verified = done.plan, done.after, True
        described = after or plan.before
        notices = contested(done, f"the dynamic group {self._name}", described.id if described else None)
        notices = [*self._not_checked, *notices]
        if plan.changed and after is not None:
            verified = waiting is not None
            after = after if waiting is None else self._settled(after, plan, waiting)
        elif plan.changed and plan.before is not None and waiting is not None:
            what, resource = f"the dynamic group {self._name}", str(plan.before.id)
            wait_until_gone(self.look, self._session.clock, waiting, what=what, resource=resource)
        return {**_result(plan, after, verified=verified), "notices": notices}

    def foreseen(self) -> dict[str, Any]:
        """The predicted result of the real run. Raises Failure."""
        plan = self.plan(self.look())
        notices = [*self._not_checked, *(self._check_name() if plan.changed and plan.before is None else [])]
        if plan.changed and plan.after is not None and not matching.is_parsed(plan.after.matching_rule):
            text = "matching_rule could not be parsed. If OCI rejects it, the task fails without check mode."
            notices.append(Notice("RuleNotChecked", text))
        return {**_result(plan, plan.after, verified=True), "notices": notices}

    def look(self) -> Optional[DynamicGroup]:
        """The group as it is."""
        return self._groups.named(self._name)

    def plan(self, before: Optional[DynamicGroup]) -> _Plan:
        """The planned change. Raises Failure if it is not possible."""
        if self._wanted is None:
            return _Plan(before, None, before is not None)
        planned = _planned(before, self._name, self._wanted, self._description)
        if before is not None and not _differs(before, planned):
            return _Plan(before, before, False)
        self._require_usable(before, self._wanted)
        return _Plan(before, planned, True)

    def write(self, plan: _Plan) -> Optional[DynamicGroup]:
        """The group as OCI answered."""
        if plan.after is None:
            self._groups.delete(known(plan.before))
            return None
        with advised(ADVICE):
            return self._groups.update(plan.before, plan.after) if plan.before else self._groups.create(plan.after)

    def refuse_taken(self, refusal: Failure) -> None:
        """Raises the refusal, with the group of users that has the name, where there is one."""
        try:
            holder = self._groups.group_named(self._name)
        except NotFoundOrDenied:
            return
        if holder is not None:
            raise refusal.explain(f"A group of users has the name ({holder}).").advise(NAME_IS_SHARED)

    def is_as_planned(self, plan: _Plan, now: Optional[DynamicGroup]) -> bool:
        """Whether the group has the words of the plan, regardless of what others have added."""
        if plan.after is None or now is None:
            return plan.after is now
        is_described = plan.before is not None and plan.before.description == plan.after.description
        rule, added = plain(now.matching_rule), known(self._wanted).added
        if added is None:
            is_written = plain(plan.after.matching_rule) == rule
        else:
            parts = matching.missing(plan.before.matching_rule, added) if plan.before else added
            is_written = all(plain(each) in rule for each in parts)
        return is_written and (is_described or now.description == plan.after.description)

    def described(self, plan: _Plan) -> Optional[dict[str, Any]]:
        """The planned group, as results show it."""
        return _described(plan.after)

    def _check_name(self) -> list[Notice]:
        """Raises Conflict for a name that a group of users has; a notice where that may not be read."""
        try:
            holder = self._groups.group_named(self._name)
        except NotFoundOrDenied as denial:
            text = (
                f"Groups could not be listed ({brief(denial)}). If one has the name {self._name}, the task fails "
                "without check mode: dynamic groups and groups share their names."
            )
            return [Notice("NameNotChecked", text, failure=denial)]
        if holder is not None:
            raise Conflict(
                f"a group of users has the name ({holder})",
                action=f"create the dynamic group {self._name}",
                advice=(NAME_IS_SHARED,),
                code=NAME_IS_TAKEN,
                operation="CreateDynamicGroup",
                service="identity",
                resource=self._session.tenancy,
            )
        return []

    def _require_usable(self, before: Optional[DynamicGroup], wanted: Wanted) -> None:
        """Raises BadOption for compartments that are deleted, of those that the rule does not name already.

        OCI accepts a rule with a compartment that does not exist, so that what could not be read is noted.
        """
        self._not_checked = []
        for at, each in enumerate(wanted.compartment_ids):
            if before is None or each not in before.matching_rule:
                option = f"compartment_ids[{at}]"
                if not tenancy.require_usable(self._session, option, each, region=self._home):
                    text = f"{option} could not be read. If {each} does not exist, the rule matches nothing in it."
                    self._not_checked.append(Notice("CompartmentNotChecked", text, each))

    def _settled(self, written: DynamicGroup, plan: _Plan, waiting: Patience) -> DynamicGroup:
        """The group once it is ACTIVE and reads as written."""
        wanted, unseen, clock = known(self._wanted), replace(written, lifecycle_state=UNSEEN), self._session.clock

        def reads_as_wanted(seen: DynamicGroup) -> bool:
            if seen.lifecycle_state != "ACTIVE" or (self._description and seen.description != self._description):
                return False
            return _holds(seen.matching_rule, wanted, replaced=plan.before.matching_rule if plan.before else "")

        try:
            return wait_until(
                reads_as_wanted,
                lagging(lambda: self._groups.read(str(written.id)), unseen, clock),
                describe=lambda seen: f"{seen.lifecycle_state} with the rule {seen.matching_rule}",
                what=f"the dynamic group {written.name} to read as written",
                resource=str(written.id),
                patience=waiting,
                clock=clock,
            )
        except Failure as failure:
            raise failure.in_doubt(resource=_described(written)) from None


def _holds(rule: str, wanted: Wanted, *, replaced: str) -> bool:
    """Whether a rule matches as requested, regardless of what others have added; a replaced rule no longer does."""
    if matching.meaning(rule) == matching.meaning(wanted.rule):
        return True
    try:
        is_met = not matching.missing(rule, wanted.added or (wanted.rule,))
    except Unreadable:
        return False
    return is_met and (wanted.added is not None or matching.meaning(rule) != matching.meaning(replaced))


def _name(text: str) -> str:
    """A name that statements can hold. Raises BadOption."""
    named = party("name", "dynamic-group", text)
    if named.by_ocid or named.domain:
        raise BadOption(
            "name must be the name of a dynamic group in the default identity domain, without the domain", option="name"
        )
    return named.name


def _wanted(params: Mapping[str, Any]) -> Wanted:
    """Raises BadOption."""
    given = given_text(params, "matching_rule")
    intent = [option for option in ("resource_types", "compartment_ids", "resource_ids") if params[option]]
    if given:
        if intent:
            raise BadOption(
                f"matching_rule is the whole rule, so {' and '.join(intent)} cannot apply",
                advice=(f"Omit {' and '.join(intent)}, or matching_rule.",),
                option=intent[0],
            )
        if not matching.may_be_rule(given):
            raise BadOption(
                f"matching_rule must be a rule such as any {{resource.id = '<OCID>'}}, and {quoted(given)} is none",
                option="matching_rule",
            )
        return Wanted(given, None)
    if not params["resource_types"] and not params["resource_ids"]:
        raise BadOption(
            "No option specifies what the group is to match",
            advice=("Specify resource_types, resource_ids or matching_rule.",),
            option="resource_types",
        )
    if params["compartment_ids"] is not None and not params["compartment_ids"]:
        raise BadOption(
            "compartment_ids is empty",
            advice=("Omit it if resources of the whole tenancy are to match.",),
            option="compartment_ids",
        )
    if params["compartment_ids"] and not params["resource_types"]:
        raise BadOption(
            "compartment_ids limits resource_types, and resource_types is missing",
            advice=("Specify resource_types, or omit compartment_ids.",),
            option="resource_types",
        )
    for at, each in enumerate(params["resource_ids"]):
        _require_principal(f"resource_ids[{at}]", each.strip())
    listed = params["compartment_ids"] or ()
    places = tuple(require_compartment(f"compartment_ids[{at}]", each) for at, each in enumerate(listed))
    parts = matching.conditions(
        resource_types=[registry.group_types()[each] for each in params["resource_types"]],
        compartment_ids=places,
        resource_ids=[each.strip() for each in params["resource_ids"]],
    )
    return Wanted(matching.rule(parts), None if params["purge"] else tuple(parts), places)


def _require_principal(option: str, text: str) -> None:
    """Raises BadOption unless it is the OCID of a resource that may use keys itself."""
    named = ocid.parse(text)
    if named is None:
        raise BadOption(f"{option} must be the OCID of a resource, and {quoted(text)} is none", option=option)
    access = registry.assignable().get(named.kind)
    if named.kind in ocid.COMPARTMENT_KINDS:
        label, advice = ocid.COMPARTMENT_KINDS[named.kind].split(",")[0], "Specify it in compartment_ids."
    elif access is not None and not access.facts.group_type:
        label, advice = access.facts.label, "Specify its service in services of oci_kms_policy."
    else:
        return
    raise BadOption(
        f"{option} is the OCID of {ocid.with_article(label)}, which uses no key as a member of a dynamic group",
        advice=(advice,),
        option=option,
        resource=text,
    )


def _planned(before: Optional[DynamicGroup], name: str, wanted: Wanted, description: str) -> DynamicGroup:
    if before is None:
        return DynamicGroup(name, description or DESCRIPTION, wanted.rule)
    return replace(
        before,
        description=description or before.description,
        matching_rule=_next_rule(before, wanted),
        etag=None,
    )


def _next_rule(before: DynamicGroup, wanted: Wanted) -> str:
    """Raises CannotDo for a rule that cannot be parsed, so that what it matches is unknown."""
    if matching.meaning(before.matching_rule) == matching.meaning(wanted.rule):
        return before.matching_rule
    if wanted.added is None:
        return wanted.rule
    try:
        return matching.extended(before.matching_rule, wanted.added)
    except Unreadable:
        raise CannotDo(
            f"The dynamic group {before.name} has a rule that cannot be parsed, so nothing can be added "
            f"to it: {before.matching_rule}",
            advice=("Specify the whole rule as matching_rule, or purge=true to replace it.",),
            resource=before.id,
        ) from None


def _differs(before: DynamicGroup, planned: DynamicGroup) -> bool:
    return (before.matching_rule, before.description) != (planned.matching_rule, planned.description)


def _result(plan: _Plan, after: Optional[DynamicGroup], *, verified: bool) -> dict[str, Any]:
    return {
        "changed": plan.changed,
        "resource": _described(after),
        "verified": verified,
        "diff": {"before": _described(plan.before) or {}, "after": _described(after) or {}},
    }


def _described(group: Optional[DynamicGroup]) -> Optional[dict[str, Any]]:
    if group is None:
        return None
    return {
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "matching_rule": group.matching_rule,
    }

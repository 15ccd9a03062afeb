# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_dynamic_group: which databases and file systems may use keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from ..._core import ocid
from ..._core.clients import Session
from ..._core.errors import BadOption, CannotDo, Conflict, Failure
from ..._core.options import wait_argument_spec
from ..._core.waiting import Patience, patience, wait_until
from .. import home_region, matching
from ..dynamic_groups import DynamicGroup, DynamicGroups
from ..language import Unreadable
from ..needs import party
from ..policies import advised, require_compartment

ARGUMENT_SPEC: Mapping[str, Any] = {
    "name": {"type": "str", "required": True, "no_log": False},
    "resource_types": {
        "type": "list",
        "elements": "str",
        "choices": list(matching.RESOURCE_TYPES),
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


@dataclass(frozen=True)
class Wanted:
    """What the group is to match: the whole rule, and the conditions to add to what it matches so far, if only that."""

    rule: str
    added: Optional[tuple[str, ...]]


DESCRIPTION = "Resources that use keys themselves, by cmk.oci"


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    name = _name(params["name"])
    wanted = None if params["state"] == "absent" else _wanted(params)
    waiting = patience(params)
    session = login()
    home, dummy = home_region.find(session, params["home_region"])
    groups = DynamicGroups(session, home, session.tenancy)
    before = groups.named(name)
    if wanted is None:
        if before is not None and not check_mode:
            groups.delete(before)
        return _result(before, None, changed=before is not None, verified=True)
    description = (params["description"] or "").strip()
    planned = _planned(before, name, wanted, description)
    changed = before is None or _differs(before, planned)
    after = planned
    if changed and not check_mode:
        try:
            written = _write(groups, before, planned)
        except Conflict:
            # Someone else wrote it between read and write: what they want is merged as well.
            before = groups.named(name)
            planned = _planned(before, name, wanted, description)
            written = _write(groups, before, planned)
        after = _settled(session, groups, written, planned, waiting)
    verified = check_mode or not changed or waiting is not None
    return _result(before, after if changed else before, changed=changed, verified=verified)


def _name(text: str) -> str:
    """A name that statements can hold. Raises BadOption."""
    named = party("name", "dynamic-group", text)
    if named.by_ocid or named.domain:
        raise BadOption("name must be the name of a dynamic group in the default identity domain, without the domain.")
    return named.name


def _write(groups: DynamicGroups, before: Optional[DynamicGroup], planned: DynamicGroup) -> DynamicGroup:
    with advised(ADVICE):
        return groups.update(before, planned) if before else groups.create(planned)


def _wanted(params: Mapping[str, Any]) -> Wanted:
    """Raises BadOption."""
    given = (params["matching_rule"] or "").strip()
    intent = [option for option in ("resource_types", "compartment_ids", "resource_ids") if params[option]]
    if given:
        if intent:
            raise BadOption(f"matching_rule says everything, and goes without {' and '.join(intent)}.")
        return Wanted(given, None)
    if not params["resource_types"] and not params["resource_ids"]:
        raise BadOption("What the group is to match is missing: give resource_types, resource_ids or matching_rule.")
    if params["compartment_ids"] is not None and not params["compartment_ids"]:
        raise BadOption("compartment_ids is empty: leave it out if resources of the whole tenancy are to match.")
    if params["compartment_ids"] and not params["resource_types"]:
        raise BadOption("compartment_ids says where resources of resource_types match, and resource_types is missing.")
    for each in params["resource_ids"]:
        if ocid.parse(each.strip()) is None:
            raise BadOption(f"resource_ids must hold OCIDs of resources, and {each!a} is none.")
    parts = matching.conditions(
        resource_types=params["resource_types"],
        compartment_ids=[require_compartment("compartment_ids", each) for each in params["compartment_ids"] or ()],
        resource_ids=[each.strip() for each in params["resource_ids"]],
    )
    return Wanted(matching.rule(parts), None if params["purge"] else tuple(parts))


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
    """Raises CannotDo for a rule that cannot be read, so that nobody knows what it matches so far."""
    if matching.meaning(before.matching_rule) == matching.meaning(wanted.rule):
        return before.matching_rule
    if wanted.added is None:
        return wanted.rule
    try:
        return matching.extended(before.matching_rule, wanted.added)
    except Unreadable:
        raise CannotDo(
            f"The dynamic group {before.name} has a rule that cannot be read, so nothing can be added to it: "
            f"{before.matching_rule} Give the whole rule as matching_rule, or set purge=true to have it replaced.",
            resource=before.id,
        ) from None


def _differs(before: DynamicGroup, planned: DynamicGroup) -> bool:
    return (before.matching_rule, before.description) != (planned.matching_rule, planned.description)


def _settled(
    session: Session, groups: DynamicGroups, written: DynamicGroup, planned: DynamicGroup, waiting: Optional[Patience]
) -> DynamicGroup:
    if waiting is None:
        return written
    try:
        return _seen(session, groups, written, planned, waiting)
    except Failure as failure:
        failure.results = {**failure.results, "changed": True, "resource": _described(written)}
        raise


def _seen(
    session: Session, groups: DynamicGroups, written: DynamicGroup, planned: DynamicGroup, waiting: Patience
) -> DynamicGroup:
    return wait_until(
        lambda seen: seen.lifecycle_state == "ACTIVE" and not _differs(seen, planned),
        lambda: groups.read(str(written.id)),
        describe=lambda seen: f"{seen.lifecycle_state} with the rule {seen.matching_rule}",
        what=f"the dynamic group {written.name} to read as written",
        resource=str(written.id),
        patience=waiting,
        clock=session.clock,
    )


def _result(
    before: Optional[DynamicGroup], after: Optional[DynamicGroup], *, changed: bool, verified: bool
) -> dict[str, Any]:
    return {
        "changed": changed,
        "resource": _described(after),
        "verified": verified,
        "diff": {"before": _described(before) or {}, "after": _described(after) or {}},
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

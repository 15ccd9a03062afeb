# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Sorts policy statements by whether the policies that can be read hold them. Never writes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from .._core import pages
from .._core.errors import NotFoundOrDenied
from .._core.session import Session
from .._core.tenancy import identity_client
from . import principals
from .checking import Check
from .needs import Need, Party, of_statement
from .permissions import ASSIGNING, UNASSIGNING
from .policies import Policies
from .principals import Same, Who, of_party
from .verdicts import Circumstances, Finding, Verdict

# The placeholder in a statement for a group that the reader has to specify.
UNNAMED = re.compile(r"\b(group|dynamic-group) <[^<>]*>")

RESOURCE_PRINCIPALS = ("instance_principal", "resource_principal")


@dataclass(frozen=True)
class Stated:
    """The statements that policies do not hold, in their order.

    `missing` are those for certain, `denying` the statements in policies that deny them; `uncertain` are those of which
    it cannot be determined, and `undecided` the statements in policies that may hold them.
    """

    missing: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()


def look_up(
    session: Session,
    statements: Sequence[str],
    *,
    caller: str,
    circumstances: Optional[Circumstances] = None,
    stand_in: Optional[str] = None,
) -> Stated:
    """Which of the statements are missing. Raises Failure.

    `caller` is how they name the caller's own group, `stand_in` a service that may be allowed in place of a dynamic
    group that they do not name.

    The policies are read where the session is, since those are what a service there goes by.
    """
    check = Check(session, Policies(session, session.region), session.region)
    myself = find_caller(session, session.region, check.names.same)
    findings: dict[str, Optional[Finding]] = {}
    needed = {statement: _need(statement, session.tenancy, stand_in) for statement in statements}
    # The service is to use the key that is assigned, and not the one that is unassigned.
    assigned = {
        need.kms_key_id for need, _unnamed in needed.values() if need is not None and need.resource_type == "keys"
    }
    for statement, (need, unnamed) in needed.items():
        if need is not None:
            who = myself if caller in statement else unnamed
            known = _delegating(need, assigned, circumstances or Circumstances())
            findings[statement] = check.finding(need, who, known)
        else:
            findings[statement] = None
    return _sorted(findings)


def _delegating(need: Need, assigned: Collection[Optional[str]], circumstances: Circumstances) -> Circumstances:
    """The circumstances of a need, with the one permission of two by which a group delegates a key."""
    if need.resource_type != "key-delegate":
        return circumstances
    return replace(circumstances, permissions=ASSIGNING if need.kms_key_id in assigned else UNASSIGNING)


def _need(statement: str, tenancy_id: str, stand_in: Optional[str]) -> tuple[Optional[Need], Optional[Who]]:
    """The need that a statement meets, and who has it if the statement does not name the party."""
    unnamed = UNNAMED.search(statement)
    need = of_statement(UNNAMED.sub(r"\1 'unnamed'", statement), tenancy_id)
    if unnamed is None:
        return need, None
    who = of_party(Party(unnamed.group(1), ""))
    if stand_in is not None and unnamed.group(1) == "dynamic-group":
        who = replace(who, parties=(Party("service", stand_in),))
    return need, who


def _sorted(findings: dict[str, Optional[Finding]]) -> Stated:
    missing = {text: each for text, each in findings.items() if each and each.verdict is Verdict.MISSING}
    uncertain = {text: each for text, each in findings.items() if not each or each.verdict is Verdict.UNKNOWN}
    return Stated(
        tuple(missing),
        _named(missing.values()),
        tuple(uncertain),
        _named(each for each in uncertain.values() if each),
    )


def _named(findings: Iterable[Optional[Finding]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for each in findings if each for text in each.statements))


def find_caller(session: Session, region: str, same: Same) -> Who:
    """Who is logged in, as far as it is known. Raises Failure, except if groups may not be read."""
    if session.settings.auth_type in RESOURCE_PRINCIPALS:
        return principals.of_resource()
    user = session.settings.get("api_user") if session.settings.auth_type == "api_key" else None
    if not user:
        return principals.unknown()
    return principals.of_user(user, _groups(session, region, user), same)


def _groups(session: Session, region: str, user: str) -> Optional[tuple[str, ...]]:
    """The OCIDs of the groups of a user, `None` where they may not be read."""
    try:
        with session.doing(
            "list the groups of the user who is logged in",
            service="identity",
            operation="ListUserGroupMemberships",
            resource=user,
            region=region,
            statements=(
                "Allow group <your group> to inspect users in tenancy",
                "Allow group <your group> to inspect groups in tenancy",
            ),
        ):
            call = identity_client(session, region).list_user_group_memberships
            return tuple(each.group_id for each in pages.items(call, session.tenancy, user_id=user))
    except NotFoundOrDenied:
        return None

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Sorts policy statements by whether policies that can be read hold them, or allow more. Never writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .._core.clients import Session
from .._core.errors import NotFoundOrDenied
from . import callers
from .checking import Check
from .needs import of_statement
from .policies import Policies


@dataclass(frozen=True)
class Stated:
    """The statements that were not found, in their order; C(is_certain) when no policy can hold them unseen."""

    missing: tuple[str, ...]
    is_certain: bool


def look_up(session: Session, statements: Sequence[str], *, caller: str) -> Stated:
    """Which of the statements are missing. C(caller) is how they name the caller's own group. Raises Failure.

    The policies are read where the session is, since those are what a service there goes by.
    """
    check = Check(session, Policies(session, session.region), session.region)
    try:
        groups = callers.groups(session, session.region)
    except NotFoundOrDenied:
        groups = []
    missing: list[str] = []
    unknown = False
    for statement in statements:
        of_caller = caller in statement
        written = [statement.replace(caller, f"group id {each}") for each in groups] if of_caller else [statement]
        needed = [need for need in map(of_statement, written) if need is not None]
        if not any(check.is_met(need) for need in needed):
            missing.append(statement)
            unknown = unknown or not needed
    return Stated(tuple(missing), not unknown and not check.unread)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Checks whether policies explain a denial: statements are missing, none is, or it cannot be known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from .._core.errors import Failure, Policies
from .._core.session import Session
from .language import GROUP

MISSING = "missing"
HELD = "held"
UNKNOWN = "unknown"


class Evidence:
    """Looks up statements among the policies that can be read: once, and only when a denial needs it."""

    def __init__(self, session: Session, statements: Sequence[str]) -> None:
        self._session = session
        self._statements = tuple(session.addressed(each) for each in statements)
        self._found: Optional[tuple[Policies, tuple[str, ...]]] = None

    def verdict(self, denial: Failure) -> str:
        """What explains a denial; nothing is looked up for one that is not about these statements."""
        if self._found is None and self._statements and denial.missing_statements == self._statements:
            self._found = self._look_up(denial)
        return UNKNOWN if self._found is None else self._found[0].verdict

    def narrow(self, denial: Failure) -> None:
        """Leaves only those statements in a denial that are missing or may be."""
        self.verdict(denial)
        if self._found is not None:
            denial.policies, denial.missing_statements = self._found

    def _look_up(self, denial: Failure) -> tuple[Policies, tuple[str, ...]]:
        # Imported here, since it takes a twentieth of a task's time and is needed when a task fails only.
        from .policy_lookup import look_up
        from .verdicts import Circumstances

        try:
            stated = look_up(
                self._session,
                self._statements,
                caller=f"group {GROUP}",
                circumstances=Circumstances(region=denial.region, operation=denial.operation),
            )
        except Exception:
            # Whatever prevents the explanation: the denial is what has to be reported.
            return Policies(UNKNOWN), self._statements
        if stated.missing:
            return Policies(MISSING, denying=tuple(stated.denying)), tuple(stated.missing)
        if stated.uncertain:
            return Policies(UNKNOWN, undecided=tuple(stated.undecided)), tuple(stated.uncertain)
        return Policies(HELD), ()

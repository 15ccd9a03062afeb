# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What the policies tell about a denial: that statements are missing, that none is, or nothing that is certain."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Optional

from .._core.clients import Session
from .._core.errors import Failure
from .._core.translating import listed
from .grants import GROUP


class Verdict(enum.Enum):
    """What a denial comes from, as far as the policies tell."""

    MISSING = "missing"
    """No policy can hold all it takes."""
    HELD = "held"
    """Policies hold all it takes, so they do not work yet."""
    UNKNOWN = "unknown"


# So many statements of policies are quoted; each may be long.
MOST_QUOTED = 2


class Evidence:
    """Looks up statements among the policies that can be read: once, and only when asked."""

    def __init__(self, session: Session, statements: Sequence[str]) -> None:
        self._session = session
        self._statements = [session.addressed(each) for each in statements]
        self._verdict: Optional[Verdict] = None
        self._told = ""

    def verdict(self, denial: Failure) -> Verdict:
        """What a denial comes from; nothing is asked about one that does not name the statements."""
        if self._verdict is None and listed(self._statements) in str(denial):
            self._verdict, self._told = self._look_up(denial)
        return self._verdict or Verdict.UNKNOWN

    def narrow(self, denial: Failure) -> None:
        """Leaves in the message of a denial only those statements that are missing."""
        self.verdict(denial)
        if self._verdict is not None:
            denial.args = (str(denial).replace(listed(self._statements), self._told),)

    def _look_up(self, denial: Failure) -> tuple[Verdict, str]:
        """The verdict, and what is to be said instead of the statements."""
        # Imported here, since it takes a twentieth of a task's time and is needed when a task fails only.
        from .._iam.stated import look_up
        from .._iam.verdicts import Circumstances

        all_of_them = listed(self._statements)
        try:
            stated = look_up(
                self._session,
                self._statements,
                caller=f"group {GROUP}",
                circumstances=Circumstances(region=denial.region, operation=denial.operation),
            )
        except Exception:
            # Whatever stands in the way of explaining it: the denial is what has to be told.
            return Verdict.UNKNOWN, all_of_them
        if stated.missing:
            return Verdict.MISSING, f"{listed(stated.missing)}, {_cause(stated.denying)}"
        if stated.uncertain:
            return Verdict.UNKNOWN, f"{listed(stated.uncertain)}{_doubt(stated.undecided)}"
        return Verdict.HELD, f"{all_of_them}, which those that can be read do"


def _cause(denying: Sequence[str]) -> str:
    """Why what is missing is missing."""
    return f"which is denied by {_quoted(denying)}" if denying else "which none of them does"


def _doubt(undecided: Sequence[str]) -> str:
    """Why it cannot be told whether something is missing, where statements are why."""
    if not undecided:
        return ""
    return f", which {_quoted(undecided)} may or may not do: that depends on what cannot be looked up"


def _quoted(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - MOST_QUOTED} more" if len(texts) > MOST_QUOTED else ""
    return f"{listed(texts[:MOST_QUOTED])}{more}"

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Who was found under a key, and whether that stands in the way of what is to be done to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._core.errors import Failure
from .other_users import NEVER_LOOKED_AT

# So many users, and so many things that could not be read, are told.
TOLD = 10
TOLD_UNREADABLE = 3

NOT_ALL = "Nothing was found under it, but these can be under a key too and were not looked at:"


class InUse(Failure):
    """Give what is under the key another one first."""


@dataclass
class Usage:
    """Who was found under a key, what could not be read, and what has it in its history only.

    C(has_more) is V(True) when the search ended early, C(is_partial) when services matter that were not looked at.
    """

    users: list[dict[str, Any]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    former_users: list[str] = field(default_factory=list)
    has_more: bool = False
    is_partial: bool = False

    def check(self, subject: str, refused: str, advice: str, *, resource: str, ignore_unreadable: bool) -> list[str]:
        """What to be told when nothing is in the way. Raises InUse otherwise.

        C(subject) is who is in use ("The key …"), C(refused) what is not done, and C(advice) what to do about users.
        """
        if self.users:
            count = f"at least {len(self.users)} resources" if self.has_more else _counted(len(self.users), "resource")
            told = ", ".join(_told(user) for user in self.users)
            raise InUse(
                f"{subject} protects {count}, so {refused}: {told}. {advice}.",
                resource=resource,
                results={"users": self.users, "unreadable": self.unreadable},
            )
        if self.unreadable and not ignore_unreadable:
            raise InUse(
                f"{subject} may protect what could not be read, so {refused}: {self._unreadable_told()}. Let your "
                "group read that, or say ignore_unreadable=true if you know that nothing there is under the key.",
                resource=resource,
                results={"users": [], "unreadable": self.unreadable},
            )
        return self._warnings()

    def _warnings(self) -> list[str]:
        warnings = [
            f"The Autonomous Database {each} was under the key once; its backups of that time cannot be restored "
            "without the key."
            for each in self.former_users[:TOLD]
        ]
        if self.unreadable:
            warnings.append(
                f"Whether this is under the key could not be read, and was ignored: {self._unreadable_told()}."
            )
        if self.is_partial:
            warnings.append(f"{NOT_ALL} {', '.join(NEVER_LOOKED_AT)}.")
        return warnings

    def _unreadable_told(self) -> str:
        more = len(self.unreadable) - TOLD_UNREADABLE
        told = "; ".join(self.unreadable[:TOLD_UNREADABLE])
        return f"{told}; and {more} more" if more > 0 else told


def _told(user: dict[str, Any]) -> str:
    return f"{user['type'].replace('_', ' ')} {user['name']} ({user['id']})"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"

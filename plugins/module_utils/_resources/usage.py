# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The users of a key that were found, and whether they prevent what is to be done to it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any, Optional

from .._core.errors import Failure, InUse
from .._core.notices import Notice, brief
from .registry import NOT_SEARCHED

# The most users that are searched for, and the most unread things in a message.
MOST_USERS = 10
UNKNOWN_IN_MESSAGE = 3

# So many users are in messages; the others are in results.
USERS_IN_MESSAGE = 3

# So many of the latter are in results.
MOST_UNKNOWN = 100

IGNORE = "specify ignore_unreadable=true if you know that nothing there is encrypted with the key"


class Cause(enum.Enum):
    """Why it is not known whether something is encrypted with a key, with what ends that."""

    DENIED = "let your group read that"
    KEY_OFF = "enable the key of that bucket, or cancel its deletion, and let Object Storage use it"
    NOT_OFFERED = "find out whether that region offers the service"
    CHANGING = "run again when that change has ended"
    CONTRADICTED = "run again in some minutes, since one of the answers may lag behind"
    UNINDEXED = "run again in some minutes, since the index may lag behind, or let your group read that"
    UNSEARCHED = "let the task query Resource Search, without which nothing proves that the lists are complete"
    UNLISTED = "let your group read vaults and inspect keys in the compartments of that vault and its keys"
    REPLICA = "find out where the vault is replicated to"
    TIME = "raise wait_timeout, with wait=true, since all of them are read within it"
    INCOMPLETE = "run again, and look for a proxy that answers in OCI's place if it stays so"
    """A list is proven not to be whole, so what else it lacks is unknown."""


@dataclass(frozen=True)
class Unknown:
    """Something that may be encrypted with a key."""

    what: str
    cause: Cause
    failure: Optional[Failure] = None

    def __str__(self) -> str:
        return self.what if self.failure is None else f"{self.what} ({_answer(self.failure)})"

    @property
    def briefly(self) -> str:
        """What it is and how its read failed, without the ID of the request."""
        return self.what if self.failure is None else f"{self.what} ({brief(self.failure)})"

    @property
    def is_ignorable(self) -> bool:
        """Whether a user can know better than what was read; not so where the search is not whole."""
        return self.cause not in (Cause.INCOMPLETE, Cause.REPLICA, Cause.TIME)


@dataclass
class Usage:
    """What is encrypted with a key, what is not known, and what has the key in its history only.

    `has_more` is `True` when the search ended early, `is_partial` when services matter that were not looked at.
    `unsearched` is why Resource Search was no witness.
    """

    users: list[dict[str, Any]] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    former_users: list[str] = field(default_factory=list)
    has_more: bool = False
    is_partial: bool = False
    unsearched: Optional[Failure] = None
    _doubted: set[str] = field(default_factory=set)

    def doubt(self, what: str, cause: Cause, failure: Optional[Failure] = None) -> None:
        """Note, once, what may be encrypted with the key, with the answer to the request that did not show it."""
        if what not in self._doubted:
            self._doubted.add(what)
            self.unknown.append(Unknown(what, cause, failure))

    @property
    def types_not_checked(self) -> list[str]:
        """What can use a key and is not searched for."""
        return list(NOT_SEARCHED) if self.is_partial else []

    @property
    def results(self) -> dict[str, Any]:
        """Users and unknown as results show them."""
        return {"users": self.users, "unreadable": self.unreadable}

    @property
    def unreadable(self) -> list[str]:
        """What may be encrypted with the key, in words."""
        more = len(self.unknown) - MOST_UNKNOWN
        return [str(each) for each in self.unknown[:MOST_UNKNOWN]] + ([f"and {more} more"] if more > 0 else [])

    def check(
        self, subject: str, refused: str, advice: str, *, resource: str, ignore_unreadable: bool, is_off: bool = False
    ) -> list[Notice]:
        """The notices when nothing is in the way. Raises InUse otherwise.

        `subject` is who is in use ("The key …"), `refused` what is not done, and `advice` what to do about users.
        `is_off` says that the key itself is not enabled, so that buckets encrypted with it cannot be read.
        """
        if self.users:
            count = f"at least {len(self.users)} resources" if self.has_more else _counted(len(self.users), "resource")
            text = ", ".join(_in_words(user) for user in self.users[:USERS_IN_MESSAGE])
            more = len(self.users) - USERS_IN_MESSAGE
            text += f" and {more} more (see users)" if more > 0 else ""
            raise InUse(
                f"{subject} protects {count}, so {refused}: {text}",
                advice=(advice,),
                resource=resource,
                results=self.results,
            )
        if any(not (ignore_unreadable and each.is_ignorable) for each in self.unknown):
            raise InUse(
                f"{subject} may protect what could not be read, so {refused}: {self._unknown_in_words()}",
                advice=(self._advice(is_off),),
                resource=resource,
                results=self.results,
            )
        return self._notices(resource)

    def _advice(self, is_off: bool) -> str:
        advice = [each.value for each in Cause if each in {unknown.cause for unknown in self.unknown}]
        if is_off and Cause.KEY_OFF.value in advice:
            advice[advice.index(Cause.KEY_OFF.value)] = (
                "enable this key to find out whether the bucket is encrypted with it, or enable the other key of the "
                "bucket"
            )
        if all(each.is_ignorable for each in self.unknown):
            advice.append(IGNORE)
        text = ", or ".join(advice)
        return text[:1].upper() + text[1:]

    def _notices(self, resource: str) -> list[Notice]:
        notices = [
            Notice(
                "BackupsRequireKey",
                f"Backups of the Autonomous Database {each} from the time when it used the key cannot be restored "
                "without the key.",
                each,
            )
            for each in self.former_users
        ]
        notices += [_ignored(each, resource) for each in self.unknown[:MOST_UNKNOWN]]
        more = len(self.unknown) - MOST_UNKNOWN
        if more > 0:
            notices.append(_ignored(Unknown(f"{more} more resources and lists", Cause.DENIED), resource))
        if self.unsearched is not None:
            text = (
                f"Resource Search could not be queried ({brief(self.unsearched)}), so what the lists of the services "
                "lack was not found."
            )
            notices.append(Notice("ResourceSearchUnavailable", text, resource, self.unsearched))
        return notices

    def _unknown_in_words(self) -> str:
        more = len(self.unknown) - UNKNOWN_IN_MESSAGE
        text = "; ".join(each.briefly for each in self.unknown[:UNKNOWN_IN_MESSAGE])
        return f"{text}; and {more} more" if more > 0 else text


def _ignored(unknown: Unknown, resource: str) -> Notice:
    why = "" if unknown.failure is None else f" ({brief(unknown.failure)})"
    text = f"Could not be read and was ignored, although it may use the key: {unknown.what}{why}."
    return Notice("UnreadableIgnored", text, resource, unknown.failure)


def _answer(failure: Failure) -> str:
    if failure.status is None:
        return f"{failure.operation}: {failure.code}"
    return f"{failure.operation}: {failure.status} {failure.code}, opc-request-id {failure.opc_request_id}"


def _in_words(user: dict[str, Any]) -> str:
    return f"{user['type'].replace('_', ' ')} {user['name']} ({user['id']})"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Who sends a request, and which subjects of statements include it, as far as it can be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Optional

from .conditions import Truth, Values, Variables
from .language import Subject
from .needs import Party

# Whether a party is what another name in a statement means.
Same = Callable[[Party, Subject], Truth]

ANY_USER, ANY_GROUP = "any-user", "any-group"

# Its members are exempt from deny statements.
ADMINISTRATORS = Subject("group", "administrators")


def never(party: Party, subject: Subject) -> Truth:
    """The answer if it cannot be looked up whether a group specified by OCID is one specified by name."""
    return False


@dataclass(frozen=True)
class Who:
    """A principal with `parties` that may be named as subjects, and `variables` that conditions may use.

    `may_be` are the kinds of groups in which the principal may be as well, which cannot be determined.
    """

    parties: tuple[Party, ...]
    same: Same = never
    is_service: bool = False
    may_be: tuple[str, ...] = ()
    variables: Variables = field(default_factory=dict)

    def is_among(self, subject: Subject) -> Truth:
        """Whether the subject of a statement includes them."""
        # Every principal; and every one but services [D-PSYN].
        if subject.kind in (ANY_USER, ANY_GROUP):
            return subject.kind == ANY_USER or not self.is_service
        found: Truth = None if subject.kind in self.may_be else False
        for party in self.parties:
            answer = party.subject == subject or self.same(party, subject)
            if answer:
                return True
            found = None if answer is None else found
        return found


def of_party(party: Party, same: Same = never) -> Who:
    """The members of a group or dynamic group, or a service. A party without a name may be any of its kind."""
    is_service = party.kind == "service"
    variables: Variables = {"request.principal.type": ("user",)} if party.kind == "group" else {}
    if not party.name:
        return Who((), same, is_service, may_be=(party.kind,), variables=variables)
    return Who((party,), same, is_service, variables=variables)


def of_user(user_id: str, group_ids: Optional[tuple[str, ...]], same: Same = never) -> Who:
    """A user with the groups they are in, which are `None` where they are not known."""
    variables: dict[str, Values] = {
        "request.principal.type": ("user",),
        # As the deny policy that OCI itself writes has it, see `permissions`.
        "request.principal.id": (user_id,),
        "request.user.id": (user_id,),
    }
    if group_ids is None:
        return Who((), same, may_be=("group",), variables=variables)
    variables["request.groups.id"] = group_ids
    return Who(tuple(Party("group", each) for each in group_ids), same, variables=variables)


def of_resource() -> Who:
    """An instance or another resource, in dynamic groups that are not known."""
    return Who((), may_be=("dynamic-group",))


def unknown() -> Who:
    """A principal of which nothing is known except that it is not a service."""
    return Who((), may_be=("group", "dynamic-group"))

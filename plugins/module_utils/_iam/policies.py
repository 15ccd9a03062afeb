# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads and writes policies in the home region, and merges statements into them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Optional

from .._core import ocid, pages, tenancy
from .._core.answers import if_match
from .._core.errors import Failure, NotFoundOrDenied
from .._core.following import read_named
from .._core.sdk import service_package
from .._core.session import Session
from .._core.tenancy import DEEPEST, identity_client
from . import verdicts
from .language import GROUP, Statement, meaning, place
from .needs import Lineage, Need
from .principals import Same, never, of_party
from .verdicts import Finding, Placed, Verdict

GONE = ("DELETING", "DELETED")

# What to do about what only the service can know, by the code of its answer.
ADVICE: Mapping[str, str] = {
    "PolicyAlreadyExists": "Specify another policy_name, or the compartment of that policy as compartment_id.",
    "LimitExceeded": (
        "Specify another policy_name for some of the keys or groups, or omit kms_key_ids to allow all keys of the "
        "compartment."
    ),
}

# What OCI allows from the root to any leaf, whatever policies they are in (oci-facts.md section 9), and when to warn.
MOST_STATEMENTS = 500

MANY_STATEMENTS = 450


@dataclass(frozen=True)
class Policy:
    """A policy as one read saw it; `id` and `etag` are `None` for one that is only planned."""

    name: str
    compartment_id: str
    description: str
    statements: tuple[str, ...]
    id: Optional[str] = None
    lifecycle_state: str = "ACTIVE"
    etag: Optional[str] = None
    freeform_tags: Mapping[str, str] = field(default_factory=dict)
    defined_tags: Mapping[str, Any] = field(default_factory=dict)


class Policies:
    """The policies of a tenancy, by one session."""

    def __init__(self, session: Session, home_region: str) -> None:
        self._session = session
        self._home = home_region
        self._compartments: dict[str, Any] = {}

    def named(self, compartment_id: str, name: str) -> Optional[Policy]:
        """The policy of that name in a compartment; names are unique in the tenancy. Raises Failure."""
        # Not filtered by the service, which compares names exactly, while they are unique in any case.
        return read_named(name, lambda: self._list(compartment_id), self.read, self._session)

    def attached(self, compartment_id: str) -> list[Policy]:
        """All policies attached to a compartment. Raises Failure."""
        return self._list(compartment_id)

    def read(self, policy_id: str, *, region: Optional[str] = None) -> Policy:
        """One policy, as the home region or another one shows it. Raises Failure."""
        with self._doing("GetPolicy", f"read the policy {policy_id}", policy_id, "inspect", region=region):
            answer = identity_client(self._session, region or self._home).get_policy(policy_id)
        return _policy(answer.data, answer.headers.get("etag"))

    def create(self, planned: Policy) -> Policy:
        """Creates a policy. Raises Failure."""
        models = service_package("identity").models
        details = models.CreatePolicyDetails(
            compartment_id=planned.compartment_id,
            name=planned.name,
            description=planned.description,
            statements=list(planned.statements),
            freeform_tags=dict(planned.freeform_tags) or None,
            defined_tags=dict(planned.defined_tags) or None,
        )
        action = f"create the policy {planned.name}"
        where = planned.compartment_id
        with advised(ADVICE), self._doing("CreatePolicy", action, where, "manage", where):
            answer = identity_client(self._session, self._home).create_policy(details)
        return _policy(answer.data, answer.headers.get("etag"))

    def update(self, before: Policy, planned: Policy) -> Policy:
        """Updates a policy on condition of the etag that was read. Raises Failure."""
        models = service_package("identity").models
        details = models.UpdatePolicyDetails(
            description=planned.description,
            statements=list(planned.statements),
            freeform_tags=dict(planned.freeform_tags),
            defined_tags=dict(planned.defined_tags),
        )
        condition = if_match(before.etag, read="GetPolicy", resource=before.id)
        action = f"change the policy {before.name}"
        with advised(ADVICE), self._doing("UpdatePolicy", action, str(before.id), "manage", before.compartment_id):
            answer = identity_client(self._session, self._home).update_policy(before.id, details, **condition)
        return _policy(answer.data, answer.headers.get("etag"))

    def delete(self, before: Policy) -> None:
        """Deletes a policy on condition of the etag that was read. Raises Failure."""
        condition = if_match(before.etag, read="GetPolicy", resource=before.id)
        action = f"delete the policy {before.name}"
        with self._doing("DeletePolicy", action, str(before.id), "manage", before.compartment_id):
            identity_client(self._session, self._home).delete_policy(before.id, **condition)

    def lineage(self, compartment_id: str) -> Lineage:
        """A compartment with its ancestors. Raises NotFoundOrDenied when the compartment itself cannot be read.

        Where one above may not be read, the tenancy is taken to come next.
        """
        ids: list[str] = []
        names: list[str] = []
        following: Optional[str] = compartment_id
        for dummy in range(DEEPEST):
            try:
                compartment = self._compartment(str(following))
            except NotFoundOrDenied:
                if not ids:
                    raise
                break
            ids.insert(0, compartment.id)
            names.insert(0, compartment.name)
            following = compartment.compartment_id
            if following in (None, compartment.id):
                break
        return Lineage(tuple(ids), tuple(names))

    def require_usable(self, option: str, compartment_id: str) -> None:
        """Raises BadOption for a compartment that is deleted; one that may not be read is left to the service."""
        try:
            state = self._compartment(compartment_id).lifecycle_state
        except NotFoundOrDenied:
            return
        tenancy.refuse_gone(option, compartment_id, state)

    def _compartment(self, compartment_id: str) -> Any:
        if compartment_id not in self._compartments:
            found = tenancy.compartment(self._session, compartment_id, region=self._home)
            self._compartments[compartment_id] = found
        return self._compartments[compartment_id]

    def _list(self, compartment_id: str) -> list[Policy]:
        action = f"list the policies of {compartment_id}"
        with self._doing("ListPolicies", action, compartment_id, "inspect", compartment_id):
            listed = list(pages.items(identity_client(self._session, self._home).list_policies, compartment_id))
        return [_policy(each, None) for each in listed if each.lifecycle_state not in GONE]

    def _doing(
        self,
        operation: str,
        action: str,
        resource: str,
        verb: str,
        compartment_id: Optional[str] = None,
        *,
        region: Optional[str] = None,
    ) -> Any:
        where = place(compartment_id) if compartment_id else "compartment <compartment of the policy>"
        return self._session.doing(
            action,
            service="identity",
            operation=operation,
            resource=resource,
            region=region or self._home,
            statements=(f"Allow group {GROUP} to {verb} policies in {where}",),
        )


def _policy(data: Any, etag: Optional[str]) -> Policy:
    return Policy(
        name=data.name,
        compartment_id=data.compartment_id,
        description=data.description,
        statements=tuple(data.statements or ()),
        id=data.id,
        lifecycle_state=data.lifecycle_state,
        etag=etag,
        freeform_tags=data.freeform_tags or {},
        defined_tags=data.defined_tags or {},
    )


def require_compartment(option: str, text: str) -> str:
    """The OCID of a compartment or of the tenancy. Raises BadOption for any other text."""
    return ocid.require(option, text.strip(), ocid.COMPARTMENT_KINDS).text


@contextmanager
def advised(advice: Mapping[str, str]) -> Iterator[None]:
    """Adds to a failure in its body what to do about it, by its code."""
    try:
        yield
    except Failure as failure:
        if failure.code in advice:
            failure.advise(advice[failure.code])
        raise


@dataclass(frozen=True)
class Merged:
    """The statements a policy is to hold, and how they differ from those it holds.

    `denials` are statements that deny, and are kept although only what is required was to be kept.
    """

    statements: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    denials: tuple[str, ...] = ()


def merge(
    current: Sequence[str],
    needs: Sequence[Need],
    lineage: Callable[[str], Lineage],
    *,
    policy_compartment_id: str,
    purge: bool,
    same: Same = never,
) -> Merged:
    """The existing statements with the missing ones; with `purge`, only the required ones and what denies.

    An existing statement is kept as it is written when it means the same as what is needed, or allows more; `lineage`
    determines that for a compartment, `same` is as for `Who`. With `purge` only what is needed is kept, and it is
    needed only as the same kind of name writes it. What denies is always kept, with the definitions that it may use,
    since more would be allowed without it. Whether it denies the needs is not decided here.
    """
    wanted = {meaning(need.statement) for need in needs}
    found = verdicts.placed(current, policy_compartment_id)
    denials = [each.text for each in found if each.denies]

    def is_kept(each: Placed) -> bool:
        is_used = bool(denials and verdicts.DEFINITION.match(each.text))
        return not purge or each.denies or is_used or meaning(each.text) in wanted

    kept = [each.text for each in found if is_kept(each)]
    there = [each for each in verdicts.placed(kept, policy_compartment_id) if not each.denies]

    def is_met(need: Need) -> bool:
        decided = verdicts.decide(need, there, lineage(need.compartment_id), of_party(need.party, same))
        return decided.verdict is Verdict.HELD

    added = [need.statement for need in needs if not is_met(need)]
    removed = [text for text in current if text not in kept]
    return Merged((*kept, *added), tuple(added), tuple(removed), tuple(denials) if purge else ())


def remaining(
    current: Sequence[str],
    needs: Sequence[Need],
    lineage: Callable[[str], Lineage],
    *,
    policy_compartment_id: str,
    same: Same = never,
) -> list[Finding]:
    """The needs that statements, alone or together, still allow or may allow."""
    there = verdicts.placed(current, policy_compartment_id)
    found = [verdicts.decide(need, there, lineage(need.compartment_id), of_party(need.party, same)) for need in needs]
    return [each for each in found if each.verdict is not Verdict.MISSING]


def without(current: Sequence[str], needs: Sequence[Need], *, same: Same = never) -> Merged:
    """The statements without those that are equivalent to the needs, by the name of a group or by its OCID."""
    unwanted = {meaning(need.statement): need for need in needs}

    def is_unwanted(text: str) -> bool:
        written = meaning(text)
        return written in unwanted or any(_is_equivalent(written, *each, same) for each in unwanted.items())

    kept = tuple(text for text in current if not is_unwanted(text))
    return Merged(kept, (), tuple(text for text in current if text not in kept))


def _is_equivalent(written: object, wanted: object, need: Need, same: Same) -> bool:
    """Whether a statement differs from that of a need only in how it specifies the one group."""
    if not isinstance(written, Statement) or not isinstance(wanted, Statement) or len(written.subjects) != 1:
        return False
    (subject,) = written.subjects
    return replace(written, subjects=wanted.subjects) == wanted and same(need.party, subject) is True

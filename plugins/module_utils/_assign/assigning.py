# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Assigns a key to resources as a task requests it, and builds the result: shared by all modules that assign keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core import tenancy
from .._core.errors import Failure
from .._core.notices import Notice, kept
from .._core.once import Once
from .._core.session import Session
from .._core.waiting import Patience, patience
from .._iam.authorization_retry import Denied
from .._keys.reading import KeyReader
from .._resources.access import Assignable
from .._resources.assignment import Desired, ProviderKey
from .._resources.resource_type import ResourceType
from .checks import Preflight
from .options import KeyChoice, KeySelection, parse_key_selection
from .reconcile import Outcome, reconcile


@dataclass(frozen=True)
class Request:
    """The parsed options of a task, before any request is sent."""

    selection: KeySelection
    validate_key: bool
    check_mode: bool
    patience: Optional[Patience]
    rewrap: bool = False
    provider_key: Optional[ProviderKey] = None


def request(params: Mapping[str, Any], check_mode: bool, **about_absent: Any) -> Request:
    """Parse the options that all modules have. Raises BadOption; `about_absent` as for `parse_key_selection`."""
    return Request(parse_key_selection(params, **about_absent), params["validate_key"], check_mode, patience(params))


class Assigning:
    """Carries out one request for resources of one session, each key read once for all of them."""

    def __init__(self, session: Session, requested: Request) -> None:
        self.session = session
        self.requested = requested
        session.begin(requested.patience)
        self._denied = Denied()
        self._desired: Once[None, Desired] = Once()
        self._readers: Once[bool, KeyReader] = Once()
        # Of what does not exist yet.
        self.notices: list[Notice] = []

    def assign(self, access: Assignable, resource_id: str, *, check_mode: Optional[bool] = None) -> Assigned:
        """Assigns one resource the key. `check_mode` is the request's unless specified. Raises Failure."""
        preflight = self._preflight(access.facts)
        with kept(lambda: preflight.notices):
            outcome = reconcile(
                access,
                resource_id,
                self.desired,
                preflight=preflight,
                check_mode=self.requested.check_mode if check_mode is None else check_mode,
                patience=self.requested.patience,
                denied=self._denied,
            )
        return Assigned(access, outcome, preflight)

    def checked(self, facts: ResourceType) -> Preflight:
        """The check that the key has passed, for what does not exist yet. Raises KeyUnusable."""
        preflight = self._preflight(facts)
        preflight.check_requested_key(self.desired.kms_key_id)
        self.notices += preflight.notices
        return preflight

    @property
    def desired(self) -> Desired:
        """The requested key, looked up by its name if need be."""
        return self._desired.value(None, self._find_desired)

    def _find_desired(self) -> Desired:
        found = self.requested.selection.desired(self.session)
        return replace(found, rewrap=self.requested.rewrap, provider_key=self.requested.provider_key)

    def _preflight(self, facts: ResourceType) -> Preflight:
        return Preflight(facts, self.session.region, self._reader(facts))

    def _reader(self, facts: ResourceType) -> Optional[KeyReader]:
        if not self.requested.validate_key:
            return None
        counted = facts.single_version_key
        return self._readers.value(
            counted, lambda: KeyReader(self.session, self.requested.selection.vault_id, count_versions=counted)
        )


def assigning_in(session: Session, choice: KeyChoice, *, check_mode: bool, patience: Optional[Patience]) -> Assigning:
    """Return what assigns the chosen key to resources of the session's region. Raises BadOption."""
    for region in choice.by_region:
        tenancy.require(session, "kms_key_ids", region)
    return Assigning(session, Request(choice.in_region(session.region), choice.validate_key, check_mode, patience))


@dataclass(frozen=True)
class Assigned:
    """One resource after its assignment."""

    access: Assignable
    outcome: Outcome
    preflight: Preflight

    def result(self) -> dict[str, Any]:
        """The result of a module for one resource, `diff` and `notices` included."""
        return {
            "changed": self.outcome.changed,
            "resource": self.after(),
            "previous_kms_key_id": self.outcome.before.kms_key_id,
            "verified": self.outcome.verified,
            "diff": {"before": self._described(self.outcome.before), "after": self.after()},
            "notices": self.notices(),
        }

    def after(self) -> dict[str, Any]:
        """The resource as it is now."""
        return self._described(self.outcome.after)

    def before(self) -> dict[str, Any]:
        """The resource as it was."""
        return self._described(self.outcome.before)

    def notices(self) -> list[Notice]:
        """What could not be checked or attributed. What was not confirmed is in the result as `verified`."""
        notices = list(self.preflight.notices)
        if self.outcome.is_overtaken:
            resource_id = self.outcome.after.resource_id
            text = (
                f"The {self.access.facts.label} {resource_id} was assigned the requested key while this task ran, by "
                "another client or by a repeated request of this task. previous_kms_key_id is the key before."
            )
            notices.append(Notice("AssignedMeanwhile", text, resource_id))
        return notices

    def _described(self, seen: Any) -> dict[str, Any]:
        try:
            name = self.preflight.name(seen.kms_key_id)
        except Failure:
            # A name only informs: the change is reported in any case.
            name = None
        return self.access.describe(seen, name)

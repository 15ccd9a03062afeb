# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Checks, before anything is written, whether a key can be used for the requested change.

A key that cannot be read is no refusal but a notice: the policies of a separate security compartment let projects use
keys they may not read (oci-facts.md section 9), and OCI does not distinguish "denied" from "absent".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional

from .._core.errors import BadOption, Conflict, Failure, KeyFacts, KeyUnusable, NotFoundOrDenied, Refused
from .._core.notices import Notice, brief
from .._core.session import Session
from .._keys.key import Key, unfit
from .._keys.lifecycle import ENABLED, GONE, HIDING_DATA, HOLDING_RESOURCES
from .._keys.reading import KeyReader, Reading
from .._resources.assignment import Assignment, Desired
from .._resources.resource_type import ResourceType

KEY_NOT_CHECKED = "KeyNotChecked"


class Preflight:
    """Checks keys for one type of resource, and remembers their names and what it could not check.

    Without a `reader` nothing is read and everything is left to the service.
    """

    def __init__(self, facts: ResourceType, region: str, reader: Optional[KeyReader]) -> None:
        self._facts = facts
        self._region = region
        self._reader = reader
        self.notices: list[Notice] = []

    def check_requested_key(self, kms_key_id: Optional[str]) -> None:
        """Raises KeyUnusable when the resource cannot be assigned this key."""
        reading = self._reading(kms_key_id)
        if reading is None or kms_key_id is None:
            return
        if reading.elsewhere is not None and not reading.subscribed:
            raise KeyUnusable(
                f"The OCID of the key {kms_key_id} names {reading.elsewhere}, to which the tenancy seems not "
                f"to be subscribed, and the {self._facts.label} is in {self._region}",
                advice=(f"Specify a key of {self._region}.",),
                resource=kms_key_id,
                region=self._region,
            )
        if reading.elsewhere is not None:
            raise KeyUnusable(
                f"The key {kms_key_id} is in {reading.elsewhere}, its vault has no replica in {self._region}, "
                f"and the {self._facts.label} is there",
                advice=(f"Replicate the vault, or specify a key of {self._region}.",),
                resource=kms_key_id,
                region=self._region,
            )
        if reading.key is None:
            self._note_unchecked(kms_key_id, reading)
            return
        specified = self._reader.vault_id if self._reader else None
        if specified is not None and reading.key.vault_id != specified:
            raise BadOption(
                f"vault_id is {specified}, and the key {reading.key.named} is in the vault {reading.key.vault_id}",
                advice=("Correct one of the two, or omit vault_id.",),
                option="vault_id",
                resource=kms_key_id,
            )
        problem = unfit(reading.key, self._facts)
        if problem is not None:
            raise KeyUnusable(
                f"The key {reading.key.named} cannot protect {self._facts.a_label}: {problem.reason}",
                key=problem.key,
                advice=problem.advice,
                resource=kms_key_id,
                region=self._region,
            )
        self._note_versions(reading.key)

    def check_current_key(self, before: Assignment) -> None:
        """Raises KeyUnusable when the current key of a resource blocks the change."""
        reading = self._reading(before.kms_key_id)
        key = reading.key if reading is not None else None
        if key is None:
            return
        if key.lifecycle_state in HOLDING_RESOURCES:
            raise KeyUnusable(
                f"The {self._facts.label} {before.resource_id} cannot be released from its key {key.named}, "
                f"which is {key.lifecycle_state}",
                key=KeyFacts(lifecycle_state=key.lifecycle_state),
                advice=(key.remedy,),
                resource=key.id,
                region=self._region,
            )
        if key.lifecycle_state != ENABLED:
            self._note(
                "CurrentKeyNotEnabled",
                f"The current key {key.named} is {key.lifecycle_state}. If OCI rejects the change: {key.remedy}",
                key.id,
            )

    def vault_id(self, desired: Desired) -> str:
        """The vault of the requested key: as specified, else as the key shows it. Raises BadOption if it is unknown."""
        key = self._key(desired.kms_key_id)
        vault_id = desired.vault_id or (key.vault_id if key else None)
        if vault_id is None:
            raise BadOption(
                f"The request for {self._facts.a_label} names the vault of the key, and the vault of "
                f"{desired.kms_key_id} cannot be determined",
                advice=("Specify vault_id.",),
                option="vault_id",
                resource=desired.kms_key_id,
            )
        return vault_id

    def name(self, kms_key_id: Optional[str]) -> Optional[str]:
        """The key's display name, `None` when it was not read or cannot be."""
        key = self._key(kms_key_id)
        return None if key is None else key.display_name

    def compartment_id(self, kms_key_id: Optional[str]) -> Optional[str]:
        """The key's compartment, `None` when it was not read or cannot be."""
        key = self._key(kms_key_id)
        return None if key is None else key.compartment_id

    def _key(self, kms_key_id: Optional[str]) -> Optional[Key]:
        reading = self._reading(kms_key_id)
        return None if reading is None else reading.key

    def _reading(self, kms_key_id: Optional[str]) -> Optional[Reading]:
        return None if self._reader is None or kms_key_id is None else self._reader.read(kms_key_id)

    def _note_unchecked(self, kms_key_id: str, reading: Reading) -> None:
        why = "its vault is not known" if reading.failure is None else brief(reading.failure)
        text = f"The key {kms_key_id} could not be read ({why}). OCI decides whether it can be used."
        self._note(KEY_NOT_CHECKED, text, kms_key_id, reading.failure)

    def _note_versions(self, key: Key) -> None:
        if not self._facts.single_version_key:
            return
        if key.enabled_versions is None:
            self._note(
                "KeyVersionsNotListed",
                f"The versions of the key {key.named} could not be listed. Block Volume supports keys with one "
                "enabled version only.",
                key.id,
            )
        elif key.rotates_itself:
            self._note(
                "KeyRotatesAutomatically",
                f"The key {key.named} rotates automatically, and Block Volume supports keys with one enabled version "
                "only. Disable its automatic rotation.",
                key.id,
            )

    def _note(self, code: str, text: str, resource: str, failure: Optional[Failure] = None) -> None:
        notice = Notice(code, text, resource, failure)
        if notice not in self.notices:
            self.notices.append(notice)


class SourceKeys:
    """The keys of sources in one session's region, each read once."""

    def __init__(self, session: Session) -> None:
        self._reader = KeyReader(session, count_versions=False)
        self._region = session.region

    def check(self, source: str, kms_key_id: Optional[str]) -> None:
        """Raises KeyUnusable when the data of `source`, as in "volume backup ocid1…", cannot be read.

        A key that may not be read itself is left to the service.
        """
        key = self._reader.read(kms_key_id).key if kms_key_id is not None else None
        if key is None or key.lifecycle_state not in HIDING_DATA:
            return
        is_lost = key.lifecycle_state in GONE
        raise KeyUnusable(
            f"The {source} is encrypted with the key {key.named}, which is {key.lifecycle_state}, so its data "
            f"{'are lost' if is_lost else 'cannot be read'}",
            advice=() if is_lost else (key.remedy,),
            key=KeyFacts(lifecycle_state=key.lifecycle_state),
            resource=key.id,
            region=self._region,
        )


@contextmanager
def explain_unreadable_key(preflight: Optional[Preflight], kms_key_id: Optional[str], region: str) -> Iterator[None]:
    """Adds to the failures of its body that the key of a request could not be read in its region."""
    try:
        yield
    except (NotFoundOrDenied, Refused, Conflict) as failure:
        unread = [each for each in preflight.notices if each.code == KEY_NOT_CHECKED] if preflight else []
        if unread and preflight and kms_key_id and preflight.compartment_id(kms_key_id) is None:
            denial = unread[0].failure
            # The notice has more of it.
            why = "" if denial is None or denial.status is None else f" ({denial.operation} {denial.status})"
            failure.within(f"The key {kms_key_id} could not be read{why}.").advise("Check the key first.")
        raise

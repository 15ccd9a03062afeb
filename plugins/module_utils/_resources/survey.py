# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds every resource encrypted with a key, across compartments and regions, and records what could not be read.

OCI keeps no list of what a key protects. So every type of resource is listed in every compartment, in the regions where
the key can be used; the search ends as soon as it has found enough. Resource Search cannot answer instead: it leaves
out what the caller may not see without a word, may lag, and knows no keys of backups, buckets and databases. It is
queried afterwards, for what the lists lack. A list may lag behind as well: where the index has no key to contradict it,
each resource that a list shows without the key is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Optional

from .._core.errors import Failure, KeyUnusable, NotFoundOrDenied
from .._core.following import read_until
from .._core.session import Session
from .._core.waiting import Patience
from .access import Readable
from .assignment import Assignment
from .cross_check import GONE, CrossCheck, Ledger
from .registry import TYPES
from .usage import MOST_USERS, Cause, Usage
from .walk import Compartments, Sighting, Unlisted, walk

NOT_IMPLEMENTED = 501

# States in which a resource shows the key that it keeps. In all others, unknown ones included, a change may be under
# way, and whether the key shows before it has ended is documented nowhere (oci-facts.md section 5).
SHOWING_THEIR_KEY = frozenset(
    (
        None,
        "ACTIVATING",
        "ACTIVE",
        "AVAILABLE",
        "AVAILABLE_NEEDS_ATTENTION",
        "BACKUP_IN_PROGRESS",
        "DELETING",
        "FAILED",
        "FAULTY",
        "INACCESSIBLE",
        "MAINTENANCE_IN_PROGRESS",
        "RESTARTING",
        "RESTORE_FAILED",
        "ROLE_CHANGE_IN_PROGRESS",
        "SCALE_IN_PROGRESS",
        "STANDBY",
        "STARTING",
        "STOPPED",
        "STOPPING",
        "TERMINATING",
        "UNAVAILABLE",
    )
)

# Seconds to wait for changes to end, between two reads, and of how many resources.
LONGEST_CHANGE = 60.0
PAUSE = 5.0
MOST_CHANGING = 20


class Search:
    """Searches regions for resources. `is_wanted` selects the keys that matter, `compartments` are where they are."""

    def __init__(
        self,
        session: Session,
        regions: Sequence[str],
        is_wanted: Callable[[str], bool],
        *,
        compartments: Iterable[str],
        patience: Optional[Patience],
        single_version: bool = False,
    ) -> None:
        self._session = session
        self._regions = tuple(dict.fromkeys(regions))
        self._is_wanted = is_wanted
        self._expected = tuple(compartments)
        self._patience = patience
        self._single_version = single_version
        self._usage = Usage(is_partial=not single_version)
        self._ledger = Ledger()
        self._changing: list[tuple[Readable, Assignment]] = []

    def usage(self) -> Usage:
        """Return what is encrypted with the keys. Raises Failure when a service does not answer."""
        kinds = self._kinds()
        compartments = Compartments(self._session, self._expected, self._usage)
        for found in walk(kinds, lambda kind: compartments.places, lambda kind, place: kind.list(place)):
            if isinstance(found, Unlisted):
                self._note_unlisted(found)
                continue
            for seen in self._confirmed(found):
                self._look_at(found.kind, seen)
            if self._is_enough():
                return self._usage
        self._wait_for_changes()
        check = CrossCheck(
            self._session, self._usage, compartments, self._ledger, self._is_wanted, self._note_unless_noted
        )
        check.run(kinds, self._is_enough)
        return self._usage

    def _is_enough(self) -> bool:
        self._usage.has_more = len(self._usage.users) >= MOST_USERS
        return self._usage.has_more

    def _kinds(self) -> list[Readable]:
        """What to list in every compartment. What takes no reads comes first, since the search may end there."""
        sessions = [self._session.in_region(each) for each in self._regions]
        kinds = [kind(each) for kind in TYPES for each in sessions]
        wanted = [each for each in kinds if each.facts.single_version_key or not self._single_version]
        return sorted(wanted, key=lambda each: not each.facts.index_shows_key)

    def _note_unlisted(self, unlisted: Unlisted[Readable]) -> None:
        kind, region = unlisted.kind, unlisted.kind.session.region
        if unlisted.resource is not None:
            self._ledger.add(region, unlisted.resource)
            self._doubt(f"the {kind.facts.label} {unlisted.resource} in {region}", unlisted.failure)
            return
        self._ledger.add_unlisted(kind.facts.label, unlisted.compartment_id, region)
        self._doubt(f"the {kind.facts.label}s of {unlisted.compartment_id} in {region}", unlisted.failure)

    def _confirmed(self, found: Sighting[Readable, Assignment]) -> list[Assignment]:
        """What a list shows; without the key, it is read where nothing else would contradict the list."""
        kind, listed = found.kind, found.item
        region = kind.session.region
        self._ledger.add(region, listed.resource_id, listed.attributes.get("id"))
        # What has an etag was read.
        is_lone_word = kind.facts.list_shows_key and not kind.facts.index_shows_key and listed.etag is None
        if self._is_user(listed) or not is_lone_word:
            return [listed]
        if not self._session.deadline.allows(self._session.clock.now(), 0.0):
            self._usage.doubt(f"some of the {kind.facts.label}s of {found.compartment_id} in {region}", Cause.TIME)
            return []
        return [each for each in self._again(kind, listed) if each.lifecycle_state not in GONE]

    def _doubt(self, what: str, failure: Failure) -> None:
        """Note what a failure leaves unknown. Raises those that show nothing of what exists."""
        if isinstance(failure, KeyUnusable):
            self._usage.doubt(what, Cause.KEY_OFF, failure)
        elif isinstance(failure, NotFoundOrDenied):
            self._usage.doubt(what, Cause.DENIED, failure)
        elif failure.status == NOT_IMPLEMENTED:
            # A region or cloud without the service has nothing of it, but that is not for this to conclude.
            self._usage.doubt(what, Cause.NOT_OFFERED, failure)
        else:
            raise failure

    def _look_at(self, kind: Readable, seen: Assignment) -> None:
        if self._is_user(seen):
            self._note(kind, seen)
        elif seen.lifecycle_state not in SHOWING_THEIR_KEY:
            self._changing.append((kind, seen))
        elif any(self._is_wanted(str(former["kms_key_id"])) for former in seen.attributes.get("key_history", ())):
            self._usage.former_users.append(seen.resource_id)

    def _is_user(self, seen: Assignment) -> bool:
        return seen.kms_key_id is not None and self._is_wanted(seen.kms_key_id)

    def _note(self, kind: Readable, seen: Assignment) -> None:
        described = kind.describe(seen, None)
        self._usage.users.append(
            {
                "type": kind.facts.name,
                "name": described.get("display_name", described.get("name")),
                "id": described["id"],
                "region": kind.session.region,
                "kms_key_id": seen.kms_key_id,
            }
        )

    def _note_unless_noted(self, kind: Readable, seen: Assignment) -> None:
        identity = (kind.session.region, kind.describe(seen, None)["id"])
        if identity not in [(each["region"], each["id"]) for each in self._usage.users]:
            self._note(kind, seen)

    # -- what is being changed -----------------------------------------------------------------------------------

    def _wait_for_changes(self) -> None:
        """Read again what was not steady, until it is; what stays so may be about to be encrypted with the key."""
        clock, left = self._session.clock, self._changing[:MOST_CHANGING]
        window = 0.0 if self._patience is None else self._patience.window(LONGEST_CHANGE, clock)

        def look() -> bool:
            nonlocal left
            left = [
                (kind, now) for kind, seen in left for now in self._again(kind, seen) if not self._settles(kind, now)
            ]
            return not left

        read_until(look, bool, clock=clock, until=clock.now() + window, pause=PAUSE)
        for kind, seen in [*left, *self._changing[MOST_CHANGING:]]:
            what = (
                f"the {kind.facts.label} {seen.resource_id} in {kind.session.region}, which is {seen.lifecycle_state}"
            )
            self._usage.doubt(what, Cause.CHANGING)

    def _again(self, kind: Readable, seen: Assignment) -> list[Assignment]:
        try:
            return [kind.read(seen.resource_id)]
        except Failure as failure:
            self._doubt(f"the {kind.facts.label} {seen.resource_id} in {kind.session.region}", failure)
            return []

    def _settles(self, kind: Readable, seen: Assignment) -> bool:
        """Whether there is nothing to wait for any more."""
        if self._is_user(seen):
            self._note_unless_noted(kind, seen)
            return True
        return seen.lifecycle_state in SHOWING_THEIR_KEY or seen.lifecycle_state in GONE

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds every resource encrypted with a key, across compartments and regions, and records what could not be read.

OCI keeps no list of what a key protects. So every type of resource is listed in every compartment, in the regions where
the key can be used; the search ends as soon as it has found enough. Resource Search cannot answer instead: it leaves
out what the caller may not see without a word, may lag, and knows no keys of backups, buckets and databases. It is
queried afterwards, for what the lists lack. A single answer may lag behind as well, or lack the key: so two witnesses
must agree that a resource does not use the key, of the list, the index where it shows keys, and the reads of the
resource. One read that shows another customer-managed key is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Optional

from .._core.errors import Failure, KeyUnusable, NotFoundOrDenied
from .._core.following import read_until
from .._core.session import Session
from .._core.waiting import Patience
from .access import Readable
from .assignment import Assignment
from .cross_check import GONE, CrossCheck, Index, Ledger
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


@dataclass(frozen=True)
class Change:
    """A resource that is being changed; `is_claimed` is whether the index shows it as encrypted with the key."""

    kind: Readable
    seen: Assignment
    is_claimed: bool


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
        self._index = Index(self._usage, is_wanted)
        self._changing: dict[tuple[str, str], Change] = {}

    def usage(self) -> Usage:
        """Return what is encrypted with the keys. Raises Failure when a service does not answer."""
        kinds = self._kinds()
        compartments = Compartments(self._session, self._expected, self._usage)
        for found in walk(kinds, lambda kind: compartments.places, lambda kind, place: kind.list(place)):
            if isinstance(found, Unlisted):
                self._note_unlisted(found)
                continue
            seen = self._confirmed(found)
            if seen is not None:
                self._judge(found.kind, seen)
            if self._is_enough():
                return self._usage
        check = CrossCheck(self._session, self._usage, compartments, self._ledger, self._index, self._judge)
        check.run(kinds, self._is_enough)
        if not self._is_enough():
            self._wait_for_changes()
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

    def _confirmed(self, found: Sighting[Readable, Assignment]) -> Optional[Assignment]:
        """What a list shows, confirmed by a second witness; `None` if it is gone, or if that cannot be known."""
        kind, listed = found.kind, found.item
        region = kind.session.region
        self._ledger.add(region, listed.resource_id, listed.attributes.get("id"))
        # What has an etag was read, since the list shows no key.
        is_another = listed.etag is not None and listed.has_customer_managed_key
        if self._is_user(listed) or is_another or self._index.proves_unused(kind, listed.resource_id):
            return listed
        if not self._session.deadline.allows(self._session.clock.now(), 0.0):
            self._usage.doubt(f"some of the {kind.facts.label}s of {found.compartment_id} in {region}", Cause.TIME)
            return None
        return self._again(kind, listed)

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

    def _judge(self, kind: Readable, seen: Assignment, is_claimed: bool = False) -> bool:
        """Note what a resource reveals, and return whether it is known to use the key.

        `is_claimed` is whether the index shows it as encrypted with the key.
        """
        if seen.lifecycle_state in GONE:
            return False
        if self._is_user(seen):
            self._note(kind, seen)
            return True
        if seen.lifecycle_state in SHOWING_THEIR_KEY:
            return self._judge_settled(kind, seen, is_claimed)
        self._changing[(kind.session.region, seen.resource_id)] = Change(kind, seen, is_claimed)
        return False

    def _judge_settled(self, kind: Readable, seen: Assignment, is_claimed: bool) -> bool:
        former = [str(each["kms_key_id"]) for each in seen.attributes.get("key_history", ())]
        if any(map(self._is_wanted, former)) and seen.resource_id not in self._usage.former_users:
            self._usage.former_users.append(seen.resource_id)
        is_current = bool(former) and self._is_wanted(former[-1])
        if seen.has_customer_managed_key or not (is_claimed or is_current):
            return False
        return self._judge_contradiction(kind, seen)

    def _judge_contradiction(self, kind: Readable, seen: Assignment) -> bool:
        """Ask another operation for the key of what one answer shows with the key, and reads without any."""
        what = (
            f"the {kind.facts.label} {seen.resource_id} in {kind.session.region}, which one answer shows as encrypted "
            "with the key and another without a customer-managed key"
        )
        try:
            other = kind.second_witness(seen)
        except Failure as failure:
            self._doubt(what, failure)
            return False
        if other is None:
            self._usage.doubt(what, Cause.CONTRADICTED)
            return False
        if self._is_user(other):
            self._note(kind, other)
        return self._is_user(other)

    def _is_user(self, seen: Assignment) -> bool:
        keys = (seen.kms_key_id, *seen.attributes.get("other_kms_key_ids", ()))
        return any(each is not None and self._is_wanted(each) for each in keys)

    def _note(self, kind: Readable, seen: Assignment) -> None:
        described, region = kind.describe(seen, None), kind.session.region
        if (region, described["id"]) in [(each["region"], each["id"]) for each in self._usage.users]:
            return
        keys = (seen.kms_key_id, *seen.attributes.get("other_kms_key_ids", ()))
        self._usage.users.append(
            {
                "type": kind.facts.name,
                "name": described.get("display_name", described.get("name")),
                "id": described["id"],
                "region": region,
                "kms_key_id": next(each for each in keys if each is not None and self._is_wanted(each)),
            }
        )

    # -- what is being changed -----------------------------------------------------------------------------------

    def _wait_for_changes(self) -> None:
        """Read again what was not steady, until it is; what stays so may be about to be encrypted with the key."""
        clock, changing = self._session.clock, list(self._changing.values())
        left = changing[:MOST_CHANGING]
        window = 0.0 if self._patience is None else self._patience.window(LONGEST_CHANGE, clock)

        def look() -> bool:
            nonlocal left
            left = [now for each in left for now in self._still_changing(each)]
            return not left

        read_until(look, bool, clock=clock, until=clock.now() + window, pause=PAUSE)
        for each in [*left, *changing[MOST_CHANGING:]]:
            what = (
                f"the {each.kind.facts.label} {each.seen.resource_id} in {each.kind.session.region}, which is "
                f"{each.seen.lifecycle_state}"
            )
            self._usage.doubt(what, Cause.CHANGING)

    def _still_changing(self, change: Change) -> list[Change]:
        """The change as it is now; none if it has ended, or if that cannot be known."""
        kind, is_claimed = change.kind, change.is_claimed
        seen = self._again(kind, change.seen)
        if seen is not None and seen.lifecycle_state in SHOWING_THEIR_KEY and not seen.has_customer_managed_key:
            # Reads before the end of the change prove nothing, and neither does a single one after it.
            seen = self._again(kind, seen)
        if seen is None:
            return []
        if self._is_user(seen) or seen.lifecycle_state in SHOWING_THEIR_KEY or seen.lifecycle_state in GONE:
            self._judge(kind, seen, is_claimed)
            return []
        return [Change(kind, seen, is_claimed)]

    def _again(self, kind: Readable, seen: Assignment) -> Optional[Assignment]:
        """A resource as it reads now; `None` if it cannot be read, which is noted."""
        try:
            again = kind.read(seen.resource_id)
            return kind.read(seen.resource_id) if again.lifecycle_state in GONE else again
        except Failure as failure:
            self._doubt(f"the {kind.facts.label} {seen.resource_id} in {kind.session.region}", failure)
            return None

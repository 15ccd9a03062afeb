# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Exceptions: findings that an owner accepts for a reason, until a day. They never change a status."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core.errors import BadOption
from .._core.quoting import quoted
from . import matching
from .expectations import required_text
from .items import Item
from .judging import NONCOMPLIANT, STATUSES, Verdict
from .matching import Condition
from .places import Places
from .rules import RULES

FIELDS = ("id", "rules", "match", "reason", "owner", "expires", "category", "ticket", "max_matches", "statuses")

ALL_RULES = "all"

CATEGORIES = ("waiver", "mitigated")

ACTIVE, EXPIRED, EXPIRING = "active", "expired", "expiring"

DAY = 24 * 3600.0


@dataclass(frozen=True)
class ExceptionEntry:
    """One exception. It ends with the day `expires`, in UTC. No `rules` stands for all of them."""

    where: str
    id: str
    rules: frozenset[str]
    match: Condition
    reason: str
    owner: str
    expires: datetime.date
    category: str = CATEGORIES[0]
    ticket: Optional[str] = None
    max_matches: Optional[int] = None
    statuses: tuple[str, ...] = (NONCOMPLIANT,)

    @property
    def end(self) -> float:
        """The Unix time at which it has expired."""
        midnight = datetime.datetime.combine(self.expires, datetime.time(), datetime.timezone.utc)
        return midnight.timestamp() + DAY

    def state(self, wall: float, warn_days: int) -> str:
        """Whether it holds at a Unix time, and for how long it still does."""
        if wall >= self.end:
            return EXPIRED
        return EXPIRING if wall >= self.end - warn_days * DAY else ACTIVE

    def covers(self, verdict: Verdict, item: Item, places: Places) -> bool:
        """Whether it is about a finding, expired or not."""
        return (
            (not self.rules or verdict.rule_id in self.rules)
            and verdict.status in self.statuses
            and self.match.holds(item, places)
        )

    def as_result(self) -> dict[str, Any]:
        """The exception as findings show it."""
        return {
            "id": self.id,
            "reason": self.reason,
            "owner": self.owner,
            "expires": self.expires.isoformat(),
            "category": self.category,
            "ticket": self.ticket,
        }


class Exceptions:
    """The exceptions of one run, which counts what each of them is about."""

    def __init__(self, entries: Sequence[ExceptionEntry], *, wall: float, warn_days: int) -> None:
        self._entries = tuple(entries)
        self._states = {each.id: each.state(wall, warn_days) for each in entries}
        self._matched = dict.fromkeys(self._states, 0)

    def applied(self, verdict: Verdict, item: Item, places: Places) -> tuple[Optional[Any], Optional[Any]]:
        """The first exception that holds for a finding, and the first expired one, as findings show them."""
        active: Optional[ExceptionEntry] = None
        expired: Optional[ExceptionEntry] = None
        for each in self._entries:
            if not each.covers(verdict, item, places):
                continue
            self._matched[each.id] += 1
            if self._states[each.id] == EXPIRED:
                expired = expired or each
            else:
                active = active or each
        if active is not None:
            return active.as_result(), None
        return None, None if expired is None else expired.as_result()

    def check(self) -> None:
        """Raise BadOption for an exception that is about more findings than it may be."""
        for each in self._entries:
            if each.max_matches is not None and self._matched[each.id] > each.max_matches:
                raise BadOption(
                    f"The exception {each.id} is about {self._matched[each.id]} findings, and its max_matches is "
                    f"{each.max_matches}",
                    advice=("Narrow its match, or raise max_matches.",),
                    option=f"{each.where}.max_matches",
                )

    def as_results(self) -> list[dict[str, Any]]:
        """Each exception with its state and the number of findings that it is about."""
        return [
            {
                **each.as_result(),
                "rules": sorted(each.rules) or [ALL_RULES],
                "state": self._states[each.id],
                "matched": self._matched[each.id],
            }
            for each in self._entries
        ]


def resolved(entries: Sequence[ExceptionEntry], places: Places) -> tuple[ExceptionEntry, ...]:
    """The exceptions with the OCIDs of their compartments. Raises BadOption."""
    return tuple(replace(each, match=each.match.resolved(places)) for each in entries)


def parse(option: str, given: Any) -> tuple[ExceptionEntry, ...]:
    """The exceptions of a list. Raises BadOption with the path of what is wrong."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise BadOption(f"{option} must be a list of exceptions", option=option)
    entries: dict[str, ExceptionEntry] = {}
    for at, each in enumerate(given):
        entry = _entry(f"{option}[{at}]", each)
        if entry.id in entries:
            raise BadOption(f"{entry.where}.id repeats {quoted(entry.id)}", option=f"{entry.where}.id")
        entries[entry.id] = entry
    return tuple(entries.values())


def _entry(where: str, given: Any) -> ExceptionEntry:
    if not isinstance(given, Mapping):
        raise BadOption(f"{where} must be a mapping with {', '.join(FIELDS)}", option=where)
    for name in given:
        if name not in FIELDS:
            raise BadOption(
                f"{where} has the unknown field {quoted(str(name))}",
                advice=(f"The fields are {', '.join(FIELDS)}.",),
                option=f"{where}.{name}",
            )
    match = matching.parse(f"{where}.match", given.get("match"), children=False)
    if match.is_empty:
        raise BadOption(
            f"{where}.match has no condition, so it would be about every resource",
            advice=("Specify resources, compartments, regions, types or tags.",),
            option=f"{where}.match",
        )
    return ExceptionEntry(
        where=where,
        id=required_text(where, given, "id"),
        rules=_rules(f"{where}.rules", given.get("rules")),
        match=match,
        reason=required_text(where, given, "reason"),
        owner=required_text(where, given, "owner"),
        expires=_day(f"{where}.expires", given.get("expires")),
        category=_category(f"{where}.category", given.get("category")),
        ticket=None if given.get("ticket") is None else required_text(where, given, "ticket"),
        max_matches=_count(f"{where}.max_matches", given.get("max_matches")),
        statuses=_statuses(f"{where}.statuses", given.get("statuses")),
    )


def _rules(where: str, given: Any) -> frozenset[str]:
    names = matching.texts(where, given)
    if not names:
        raise BadOption(f"{where} is missing", advice=("Specify the ids of rules, or all.",), option=where)
    if ALL_RULES in names:
        return frozenset()
    for each in names:
        if each not in RULES:
            raise BadOption(
                f"{where} has the unknown rule {quoted(each)}",
                advice=(f"The rules are {', '.join(RULES)}.",),
                option=where,
            )
    return frozenset(names)


def _day(where: str, given: Any) -> datetime.date:
    if isinstance(given, datetime.datetime) or given is None:
        given = str(given or "")
    if isinstance(given, datetime.date):
        return given
    try:
        return datetime.datetime.strptime(str(given).strip(), "%Y-%m-%d").date()
    except ValueError:
        raise BadOption(
            f"{where} must be a day such as 2027-03-31, at the end of which in UTC the exception expires", option=where
        ) from None


def _category(where: str, given: Any) -> str:
    found = CATEGORIES[0] if given is None else str(given)
    if found not in CATEGORIES:
        raise BadOption(f"{where} must be {' or '.join(CATEGORIES)}, not {quoted(found)}", option=where)
    return found


def _count(where: str, given: Any) -> Optional[int]:
    if given is None:
        return None
    if isinstance(given, bool) or not str(given).isdigit() or int(given) < 1:
        raise BadOption(f"{where} must be a number of findings, 1 or more", option=where)
    return int(given)


def _statuses(where: str, given: Any) -> tuple[str, ...]:
    found = matching.texts(where, given) or (NONCOMPLIANT,)
    for each in found:
        if each not in STATUSES:
            raise BadOption(
                f"{where} has the unknown status {quoted(each)}",
                advice=(f"The statuses are {', '.join(STATUSES)}.",),
                option=where,
            )
    return found

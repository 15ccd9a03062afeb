# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request and its outcome, for tests to assert on."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

# An entry takes about 1 KB.
_KEPT = 100_000


@dataclass(frozen=True)
class Entry:
    """One request. `outcome` is the error code of OCI, or `ok`; `fault` is the rule that was applied."""

    number: int
    time: str
    verb: str
    host: str
    path: str
    operation: str
    region: str
    caller: str
    status: int
    outcome: str
    request_id: str
    retry_token: str
    target: str
    fault: str
    writes: bool


class Journal:
    """The requests, oldest first. The oldest are dropped when there are very many; the counts include them."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_KEPT)
        self._number = 0
        self._counts: Counter[tuple[str, int]] = Counter()

    def add(self, **facts: Any) -> None:
        """Record one request."""
        self._number += 1
        entry = Entry(number=self._number, **facts)
        self._entries.append(entry)
        self._counts[entry.operation, entry.status] += 1

    def counts(self) -> dict[str, dict[str, int]]:
        """The number of requests by operation and status since the last reset of the counts; `""`: no operation."""
        counts: dict[str, dict[str, int]] = {}
        for (operation, status), count in sorted(self._counts.items()):
            counts.setdefault(operation, {})[str(status)] = count
        return counts

    def reset_counts(self) -> None:
        """Count from zero again; the entries are kept."""
        self._counts.clear()

    def entries(self, *, after: int = 0, operation: str | None = None, writes: bool | None = None) -> Iterator[Entry]:
        """The requests after a number, of one operation, and only those that write (or only those that do not)."""
        for entry in self._entries:
            if entry.number <= after or (operation is not None and entry.operation != operation):
                continue
            if writes is None or entry.writes == writes:
                yield entry

    @property
    def last_number(self) -> int:
        """The number of the newest request."""
        return self._number

    def clear(self) -> None:
        """Remove all entries and counts; the numbering continues."""
        self._entries.clear()
        self.reset_counts()


def as_dict(entry: Entry) -> dict[str, Any]:
    """The entry for the control interface."""
    return asdict(entry)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Keeps the resources that were found in a file until their keys are read, in the order of the lists."""

from __future__ import annotations

import pickle
import tempfile
import threading
from collections.abc import Iterator, Sequence

from .items import Item


class Spool:
    """Items of numbered lists. Threads add to any list; when all have ended, they are read list by list.

    The file has no name that another process could open.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as the run
        self._pieces: dict[int, list[tuple[int, int, int]]] = {}
        self._end = 0
        self._lock = threading.Lock()

    def add(self, number: int, items: Sequence[Item], *, place: int) -> None:
        """Add items to a list at a place: a number by which the items of a list are sorted."""
        data = pickle.dumps(list(items), pickle.HIGHEST_PROTOCOL)
        with self._lock:
            self._file.write(data)
            self._pieces.setdefault(number, []).append((place, self._end, len(data)))
            self._end += len(data)

    def items(self, number: int) -> Iterator[Item]:
        """The items of a list in the order of their places."""
        for _place, start, length in sorted(self._pieces.get(number, ())):
            self._file.seek(start)
            yield from pickle.loads(self._file.read(length))

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

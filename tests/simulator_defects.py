# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects defects of the simulated tenancy, which a client receives as an ordinary 500 and retries."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _Collector(logging.Handler):
    def __init__(self, found: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self._found.append(f"{record.getMessage()}: {type(error).__name__}: {error}")


@contextmanager
def collected_defects() -> Iterator[list[str]]:
    """The defects of every simulated tenancy in this process, while the body runs."""
    found: list[str] = []
    collector, log = _Collector(found), logging.getLogger("simulator")
    log.addHandler(collector)
    try:
        yield found
    finally:
        log.removeHandler(collector)

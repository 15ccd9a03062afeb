# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""A bounded number of threads for requests that do not depend on each other."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable
from typing import Any, Optional

Job = Callable[[], None]


class Pool:
    """Runs jobs in threads. A job may submit others.

    Jobs of one `key` go to one host, to which each thread needs a client and a connection of its own: so a thread stays
    with a key as long as there are jobs of it, and then goes where most are left for each thread.

    The first exception that a job raises ends the work: jobs that have not begun are dropped, and `join` raises it.
    """

    def __init__(self, workers: int) -> None:
        self._jobs: dict[Hashable, deque[Job]] = {}
        self._working: dict[Hashable, int] = {}
        self._lock = threading.Condition()
        self._unfinished = 0
        self._is_closed = False
        self._error: Optional[BaseException] = None
        self._threads = [threading.Thread(target=self._work, daemon=True) for _each in range(workers)]
        for each in self._threads:
            each.start()

    def submit(self, job: Job, *, key: Hashable = None) -> None:
        """Have a job run by a thread that is free."""
        with self._lock:
            self._unfinished += 1
            self._jobs.setdefault(key, deque()).append(job)
            self._working.setdefault(key, 0)
            self._lock.notify()

    def join(self) -> None:
        """Return when all jobs are done. Raises what the first job raised."""
        with self._lock:
            while self._unfinished:
                self._lock.wait()
            self._is_closed = True
            self._lock.notify_all()
        for each in self._threads:
            each.join()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        key: Hashable = None
        while True:
            with self._lock:
                while not any(self._jobs.values()):
                    if self._is_closed:
                        return
                    self._lock.wait()
                if not self._jobs.get(key):
                    key = max(self._jobs, key=self._need)
                job = self._jobs[key].popleft()
                self._working[key] += 1
            try:
                if self._error is None:
                    job()
            except BaseException as error:  # which belongs to the thread that joins
                self._error = self._error or error
            finally:
                self._done(key)

    def _need(self, key: Hashable) -> float:
        return len(self._jobs[key]) / (1 + self._working[key])

    def _done(self, key: Hashable) -> None:
        with self._lock:
            self._working[key] -= 1
            self._unfinished -= 1
            if not self._unfinished:
                self._lock.notify_all()


def run_all(jobs: list[Callable[[], Any]], *, workers: int) -> list[Any]:
    """What each job returns, in their order. Raises what the first job raised."""
    results: list[Any] = [None] * len(jobs)
    pool = Pool(min(workers, max(1, len(jobs))))

    def store(at: int, job: Callable[[], Any]) -> None:
        results[at] = job()

    for at, job in enumerate(jobs):
        pool.submit(lambda at=at, job=job: store(at, job))  # type: ignore[misc]  # mypy infers no type for defaults
    pool.join()
    return results

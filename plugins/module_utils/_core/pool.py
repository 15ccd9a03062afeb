# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""A bounded number of threads for requests that do not depend on each other."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, Optional

Job = Callable[[], None]


class Pool:
    """Runs jobs in threads, in the order in which they come. A job may submit others.

    The first exception that a job raises ends the work: jobs that have not begun are dropped, and `join` raises it.
    """

    def __init__(self, workers: int) -> None:
        self._jobs: queue.SimpleQueue[Optional[Job]] = queue.SimpleQueue()
        self._changed = threading.Condition()
        self._unfinished = 0
        self._error: Optional[BaseException] = None
        self._threads = [threading.Thread(target=self._work, daemon=True) for each in range(workers)]
        for each in self._threads:
            each.start()

    def submit(self, job: Job) -> None:
        """Have a job run by the next thread that is free."""
        with self._changed:
            self._unfinished += 1
        self._jobs.put(job)

    def join(self) -> None:
        """Return when all jobs are done. Raises what the first job raised."""
        with self._changed:
            while self._unfinished:
                self._changed.wait()
        for _each in self._threads:
            self._jobs.put(None)
        for each in self._threads:
            each.join()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            try:
                if self._error is None:
                    job()
            except BaseException as error:  # which belongs to the thread that joins
                self._error = self._error or error
            finally:
                self._done()

    def _done(self) -> None:
        with self._changed:
            self._unfinished -= 1
            if not self._unfinished:
                self._changed.notify_all()


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

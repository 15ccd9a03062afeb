# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs several tasks at once, in threads, on one cloud in memory: all of them have read before the first may write."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from simulator.cloud import Cloud
from simulator.protocol.messages import Request, Response

Result = TypeVar("Result")

READS = ("GET", "HEAD")

# Seconds for which a thread waits for the others: long enough for a machine that is busy.
PATIENCE = 60.0


def at_once(cloud: Cloud, tasks: Sequence[Callable[[], Result]], *, path: str = "") -> list[Result]:
    """The results of tasks that all write to a path; the first write of each waits until all are about to write."""
    handle = cloud.gateway.handle
    meeting, here = threading.Barrier(len(tasks)), threading.local()

    def meet(request: Request) -> Response:
        if request.verb not in READS and path in request.path and not getattr(here, "has_met", False):
            here.has_met = True
            meeting.wait(PATIENCE)
        return handle(request)

    def run(task: Callable[[], Result]) -> Result:
        here.has_met = False
        return task()

    patched: Any = cloud.gateway
    patched.handle = meet
    try:
        with ThreadPoolExecutor(len(tasks)) as pool:
            return [each.result() for each in [pool.submit(run, task) for task in tasks]]
    finally:
        patched.handle = handle

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_encryption_info: which key protects what, what breaks the rules, and what could not be read."""

from __future__ import annotations

import time
from typing import Any

from .._audit import auditing, merging, request
from .._core.session import Session
from .._core.task import Once, Task
from .._core.waiting import Patience

ARGUMENT_SPEC = request.ARGUMENT_SPEC

# Fewer attempts than a task about one resource has: what does not answer is noted, and the audit goes on.
ATTEMPTS_WITHOUT_ANSWER = 2

LONGEST_PAUSE = 30.0


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    requested = request.parse(task.parameters)
    if task.parameters["validate_only"]:
        return {"changed": False, "valid": True}

    session: Once[str, Session] = Once()

    def log_in() -> Session:
        return session.value("session", lambda: _session(task, requested))

    if requested.merge:
        return merging.merge(requested, log_in, time.time())
    return auditing.audit(requested, log_in(), task.progress)


def _session(task: Task, requested: request.Request) -> Session:
    session = task.log_in()
    session.attempts_without_answer = ATTEMPTS_WITHOUT_ANSWER
    session.with_views = True
    session.begin(Patience(requested.seconds, LONGEST_PAUSE))
    return session

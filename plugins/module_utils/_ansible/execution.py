# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Executes the body of a module, and returns how it ended as Ansible expects it: values in, values out.

It takes nothing from its process, so that a controller can execute several tasks at the same time.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from typing import Any, Optional

from .._core.errors import BadOption, Defect, Failure
from .._core.notices import as_results, fold
from .._core.task import Body, Task


@dataclass(frozen=True)
class Ending:
    """How a task ended. `results` are those of the task, or of its failure with `msg` and `failure`."""

    results: dict[str, Any]
    is_failed: bool = False
    warnings: list[str] = field(default_factory=list)
    deprecations: list[dict[str, str]] = field(default_factory=list)


def execute(body: Body, task: Task, complaint: Optional[BadOption] = None) -> Ending:
    """Executes a body. With a `complaint`, the task is refused and nothing is executed."""
    try:
        if complaint is not None:
            raise complaint
        results = body(task)
    except Failure as failure:
        failed = {**failure.results, "msg": str(failure), "failure": failure.as_result()}
        noticed = {"notices": as_results(failure.notices)}
        return Ending({**failed, **noticed}, is_failed=True, warnings=fold(failure.notices))
    except Exception as error:
        defect = Defect(f"A defect in cmk.oci: {type(error).__name__}: {error}", advice=("Please report it.",))
        failed = {"msg": str(defect), "failure": defect.as_result(), "exception": traceback.format_exc()}
        return Ending(failed, is_failed=True)
    notices, deprecations = results.get("notices", []), results.pop("deprecations", [])
    return Ending({**results, "notices": as_results(notices)}, warnings=fold(notices), deprecations=deprecations)

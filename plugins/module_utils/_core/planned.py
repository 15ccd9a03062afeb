# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The point at which check mode stops a task: what it requires has been checked, and nothing has been written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Planned(Generic[Result]):
    """A change that has been decided and checked: the result it is predicted to have, and how it is carried out."""

    predict: Callable[[], Result]
    carry_out: Callable[[], Result]

    def result(self, *, check_mode: bool) -> Result:
        """Return what the change results in; check mode predicts it. Raises Failure."""
        return self.predict() if check_mode else self.carry_out()


def unchanged(result: Result) -> Planned[Result]:
    """Return the plan of a task that has nothing to do."""
    return Planned(lambda: result, lambda: result)

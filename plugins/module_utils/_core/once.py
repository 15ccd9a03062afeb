# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Values that several threads of a task need, each read from OCI once.

What is known before the work starts is passed as a value instead. This is for what only the work shows to be needed,
such as the previous key of a resource.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)
Value = TypeVar("Value")


class Once(Generic[Name, Value]):
    """Values by name. A thread that needs one waits for another thread that computes it; a failure is not kept."""

    def __init__(self) -> None:
        # Reentrant, since one value may be computed from another one.
        self._lock = threading.RLock()
        self._values: dict[Name, Value] = {}

    def value(self, name: Name, compute: Callable[[], Value]) -> Value:
        """The value of a name, computed by the first thread that needs it."""
        with self._lock:
            if name not in self._values:
                self._values[name] = compute()
            return self._values[name]

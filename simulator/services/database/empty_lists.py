# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that are always empty, so that clients that read everything can continue."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from .lifecycle import DatabaseService

_Empty = list[Any]


class EmptyLists(DatabaseService):
    """No database is on dedicated infrastructure, and there are no preview versions."""

    def list_autonomous_database_dataguard_associations(self, call: Call) -> _Empty:
        """For databases on dedicated infrastructure [sdk]; the path must name an existing database."""
        return []

    def list_autonomous_db_preview_versions(self, call: Call) -> _Empty:
        """Empty in every compartment."""
        self.compartment(call)
        return []

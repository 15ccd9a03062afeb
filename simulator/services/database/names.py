# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The databases of each region by name, so that a create does not compare its name with all of them."""

from __future__ import annotations

from ...tenancy.resource import Resource
from ...tenancy.store import Store

_GONE = ("TERMINATING", "TERMINATED")


class DatabaseNames:
    """Which databases have had a name. Only hints, each verified when it is used: changes may be undone."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._named: dict[tuple[str, str], dict[str, Resource]] = {}
        store.watch("autonomous_database", self._note)

    def is_taken(self, name: str, region: str) -> bool:
        """Whether a database of the region that is not terminated has the name, in any case of its letters."""
        return any(self._has(database, name) for database in self._named.get((region, name.upper()), {}).values())

    def _has(self, database: Resource, name: str) -> bool:
        return (
            self._store.find(database.id, region=database.region) is database
            and _name_of(database) == name.upper()
            and database.state not in _GONE
        )

    def _note(self, database: Resource) -> None:
        self._named.setdefault((database.region, _name_of(database)), {})[database.id] = database


def _name_of(database: Resource) -> str:
    return str(database.data.get("dbName", "")).upper()

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitors the keys of databases: a database whose key is lost becomes inaccessible later, and may recover."""

from __future__ import annotations

from ...tenancy.resource import Resource
from .keys import DatabaseKeys

# "the service checks about every 15 minutes" (oci-facts.md, section 7; LAB).
CHECK_SECONDS = 15 * 60.0
# Only for an unreachable key; there is no grace period for a disabled or deleted one [D-ADBN].
GRACE_SECONDS = 2 * 3600.0

_GONE = ("TERMINATING", "TERMINATED")


class KeyWatch(DatabaseKeys):
    """Checks the keys of databases periodically, as each database does."""

    def watch(self, database: Resource) -> None:
        """Start monitoring the key of a database; repeated calls have no effect."""
        if self.key_of(database) is not None and not database.hidden.get("key_is_watched"):
            database.hidden["key_is_watched"] = True
            self.store.after(CHECK_SECONDS, database, then=self._look)

    def lost_key(self, database: Resource) -> str:
        """The problem with the key of a database, as text; empty if there is none or Oracle manages the key."""
        if not str(database.data.get("kmsKeyId", "")).startswith("ocid1.key."):
            return ""
        key = self.key_of(database)
        if key is None or key.state != "ENABLED":
            return f"The Vault key is not accessible: it is {key.state if key else 'DELETED'}."
        return ""

    @property
    def _recovers(self) -> bool:
        return self.tenancy.variants["adb_recovers_from_key_loss"] == "by itself"

    def _look(self, database: Resource) -> None:
        database.hidden["key_is_watched"] = False
        key = self.key_of(database)
        if key is None or database.state in _GONE:
            return
        now, lost = self.store.clock.now(), self.lost_key(database)
        if lost or self.may_use(database, key, need="read"):
            database.hidden.pop("key_unreachable_since", None)
        else:
            # The text is that of the service: "the Vault service is not accessible" [D-ADBN].
            since = database.hidden.setdefault("key_unreachable_since", now)
            lost = "The Vault service is not accessible." if now - since >= GRACE_SECONDS else ""
        if lost and database.state == "AVAILABLE":
            details = {"lifecycleDetails": lost, "kmsKeyLifecycleDetails": lost}
            self.store.change(database, {"lifecycleState": "INACCESSIBLE", **details})
        elif not lost and database.state == "INACCESSIBLE" and self._recovers:
            recovered = {"lifecycleDetails": None, "kmsKeyLifecycleDetails": None}
            self.store.change(database, {"lifecycleState": "AVAILABLE", **recovered})
        self.watch(database)

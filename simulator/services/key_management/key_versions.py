# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions of keys, on their vault's own host."""

from __future__ import annotations

from ...gateway.call import Call
from ...gateway.problems import incorrect_state, not_found
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from .deletion import time_of_deletion
from .keys import CHANGE_SECONDS, OnVaultHost


class KeyVersions(OnVaultHost):
    """The current version encrypts; older ones still decrypt."""

    def create_key_version(self, call: Call) -> Resource:
        """Only for an ENABLED key (section 8). The version is usable at once (assumed)."""
        return self.new_version(self.enabled(call))

    def get_key_version(self, call: Call) -> Resource:
        """One version."""
        return self._version(call)

    def list_key_versions(self, call: Call) -> list[Resource]:
        """All versions of a key."""
        key = call.the_target()
        versions = self.store.listing("key_version", region=key.region)
        return self.chosen(call, [version for version in versions if version.data["keyId"] == key.id])

    def schedule_key_version_deletion(self, call: Call) -> Resource:
        """Never the current version (assumed: 409)."""
        version = self._version(call)
        if call.the_target().data["currentKeyVersion"] == version.id:
            raise incorrect_state("The current version of a key cannot be deleted.")
        if version.state != "ENABLED":
            raise incorrect_state(f"The key version is in state {version.state}; it must be ENABLED.")
        due = time_of_deletion((call.body or {}).get("timeOfDeletion"), self.store.clock.now())
        self.store.change(version, {"lifecycleState": "SCHEDULING_DELETION", "timeOfDeletion": timestamp(due)})
        self.store.after(CHANGE_SECONDS, version, {"lifecycleState": "PENDING_DELETION"})
        self.store.after(due - self.store.clock.now(), version, {"lifecycleState": "DELETED"})
        return version

    def cancel_key_version_deletion(self, call: Call) -> Resource:
        """Back to ENABLED."""
        version = self._version(call)
        if version.state != "PENDING_DELETION":
            raise incorrect_state(f"The key version is in state {version.state}; nothing is to be cancelled.")
        self.store.timeline.forget(version)
        self.store.change(version, {"lifecycleState": "CANCELLING_DELETION", "timeOfDeletion": None})
        self.store.after(CHANGE_SECONDS, version, {"lifecycleState": "ENABLED"})
        return version

    def _version(self, call: Call) -> Resource:
        version = self.store.find(call.path["keyVersionId"], kind="key_version", region=call.region)
        if version is None or version.data["keyId"] != call.the_target().id:
            raise not_found()
        return version

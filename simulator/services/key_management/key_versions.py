# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions of keys, on their vault's own host."""

from __future__ import annotations

from ...protocol.call import Answer, Call
from ...protocol.problems import incorrect_state
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from .creation import add_version, versions_of
from .hosts import OnVaultHost
from .key_material import material, public_pem
from .keys import CHANGE_SECONDS
from .lifecycle import changeable, time_of_deletion


class KeyVersions(OnVaultHost):
    """The current version encrypts; older ones still decrypt."""

    def create_key_version(self, call: Call) -> Answer:
        """Requires an ENABLED key (section 8). The version can be used at once (assumed)."""
        key = changeable(call.the_target(), "ENABLED")
        return shown(call, add_version(self.tenancy, key))

    def get_key_version(self, call: Call) -> Answer:
        """One version."""
        return shown(call, self._named(call))

    def list_key_versions(self, call: Call) -> list[Resource]:
        """All versions of a key."""
        return self.chosen(call, versions_of(self.tenancy, call.the_target()))

    def schedule_key_version_deletion(self, call: Call) -> Resource:
        """The current version cannot be deleted (assumed: 409)."""
        version = self._named(call)
        if call.the_target().data["currentKeyVersion"] == version.id:
            raise incorrect_state("The current version of a key cannot be deleted.")
        changeable(version, "ENABLED")
        due = time_of_deletion((call.body or {}).get("timeOfDeletion"), self.store.clock.now())
        self.store.change(version, {"lifecycleState": "SCHEDULING_DELETION", "timeOfDeletion": timestamp(due)})
        self.store.after(CHANGE_SECONDS, version, {"lifecycleState": "PENDING_DELETION"})
        self.store.after(due - self.store.clock.now(), version, {"lifecycleState": "DELETED"})
        return version

    def cancel_key_version_deletion(self, call: Call) -> Resource:
        """Back to ENABLED."""
        version = changeable(self._named(call), "PENDING_DELETION")
        self.store.timeline.drop(version)
        self.store.change(version, {"lifecycleState": "CANCELLING_DELETION", "timeOfDeletion": None})
        self.store.after(CHANGE_SECONDS, version, {"lifecycleState": "ENABLED"})
        return version

    def _named(self, call: Call) -> Resource:
        return self.version(call.the_target(), call.path["keyVersionId"])


def shown(call: Call, version: Resource) -> Answer:
    """A version with its public key, which only RSA and ECDSA keys have and only GetKeyVersion shows [sdk]."""
    shape = call.the_target().data["keyShape"]
    content = b"" if shape["algorithm"] == "AES" else material(version, shape)
    public = {} if isinstance(content, bytes) else {"publicKey": public_pem(content)}
    return Answer({**call.seen(version), **public}, headers={"etag": version.etag})

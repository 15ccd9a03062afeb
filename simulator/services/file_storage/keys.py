# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key of a file system: the required permissions, and the keys that can be assigned."""

from __future__ import annotations

from ...protocol.call import Call
from ...protocol.problems import ServiceProblem, incorrect_state, related_not_found
from ...tenancy.resource import Resource
from .. import encryption
from ..encryption import KeyUser, Refusals
from ..service import Service


class _NotGranted(ServiceProblem):
    """A key that does not exist, or that the caller, the file system or the service may not use."""

    def __init__(self, key_id: str) -> None:
        # As for other resources in a body: assumed.
        found = related_not_found(key_id)
        super().__init__(found.status, found.code, found.message)


class FileSystemKeys(Service):
    """The file system uses its key itself, as a member of a dynamic group, or through the service [D-COMP].

    Which of the two is checked first, and the errors, are assumed.
    """

    package = "file_storage"
    client = "FileStorageClient"

    def assign_key(self, call: Call, key_id: str, file_system_id: str, compartment_id: str) -> None:
        """Check a key for a file system, which may be a new one; raises the error of OCI."""
        users = self._users(file_system_id, compartment_id)
        try:
            encryption.assign(call, key_id, users[0])
        except _NotGranted:
            encryption.assign(call, key_id, users[1])

    def release_key(self, call: Call, file_system: Resource) -> None:
        """Check that a file system can leave its key; raises the error of OCI."""
        key_id = file_system.data.get("kmsKeyId")
        if not key_id:
            return
        users = self._users(file_system.id, file_system.compartment_id)
        try:
            encryption.unassign(call, key_id, users[0])
        except _NotGranted:
            encryption.unassign(call, key_id, users[1])

    def _users(self, file_system_id: str, compartment_id: str) -> tuple[KeyUser, KeyUser]:
        access = self.tenancy.access
        attributes = {
            "resource.type": "filesystem",
            "resource.id": file_system_id,
            "resource.compartment.id": compartment_id,
        }
        realm = self.tenancy.id.split(".")[2].capitalize()
        refusals = Refusals(not_granted=_NotGranted, unusable=incorrect_state)
        itself = access.with_dynamic_groups("resource", file_system_id, attributes)
        return (
            KeyUser("filestorage", itself, refusals),
            KeyUser("filestorage", access.service(f"Fss{realm}Prod"), refusals),
        )

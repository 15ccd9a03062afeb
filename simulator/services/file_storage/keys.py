# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key of a file system: the required permissions, and the keys that can be assigned."""

from __future__ import annotations

from collections.abc import Callable

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

    The errors are assumed.
    """

    package = "file_storage"
    client = "FileStorageClient"

    def assign_key(self, call: Call, key_id: str, file_system_id: str, compartment_id: str) -> None:
        """Check a key for a file system, which may be a new one; raises the error of OCI."""
        self._for_any_user(file_system_id, compartment_id, lambda user: encryption.assign(call, key_id, user))

    def release_key(self, call: Call, file_system: Resource) -> None:
        """Check that a file system can leave its key; raises the error of OCI."""
        key_id = file_system.data.get("kmsKeyId")
        if not key_id:
            return
        self._for_any_user(
            file_system.id, file_system.compartment_id, lambda user: encryption.unassign(call, key_id, user)
        )

    def shown_key(self, key_id: str | None) -> dict[str, str]:
        """The key in the form of responses."""
        if key_id:
            return {"kmsKeyId": key_id}
        return {"kmsKeyId": ""} if self.tenancy.variants["file_system_without_key"] == "empty" else {}

    def _for_any_user(self, file_system_id: str, compartment_id: str, check: Callable[[KeyUser], object]) -> None:
        """Check that one of the possible users of the key is allowed; raises the error of the last one."""
        *others, last = self._users(file_system_id, compartment_id)
        for each in others:
            try:
                check(each)
            except _NotGranted:
                continue
            return
        check(last)

    def _users(self, file_system_id: str, compartment_id: str) -> tuple[KeyUser, ...]:
        access = self.tenancy.access
        attributes = {
            "resource.type": "filesystem",
            "resource.id": file_system_id,
            "resource.compartment.id": compartment_id,
        }
        realm = self.tenancy.id.split(".")[2].capitalize()
        refusals = Refusals(not_granted=_NotGranted, unusable=incorrect_state)
        itself = access.with_dynamic_groups("resource", file_system_id, attributes)
        users = {
            "itself": KeyUser("filestorage", itself, refusals),
            "service": KeyUser("filestorage", access.service(f"Fss{realm}Prod"), refusals),
        }
        chosen = self.tenancy.variants["file_system_key_user"]
        return tuple(users.values()) if chosen == "either" else (users[chosen],)

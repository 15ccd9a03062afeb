# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The key of a file system of File Storage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Optional

from .._core.errors import Accepted
from .._core.sdk import service_package
from .access import Assignable
from .assignment import Assignment, Change
from .resource_type import Control, KeyService, ResourceType

# docs/dev/oci-facts.md sections 9 and 11. "Only symmetric AES keys":
# https://docs.oracle.com/en-us/iaas/Content/File/Tasks/encrypt-file-system.htm
FILE_SYSTEM = ResourceType(
    name="file_system",
    label="file system",
    service="file_storage",
    client="FileStorageClient",
    ocid_kind="filesystem",
    settled_states=("ACTIVE",),
    failed_states=("DELETING", "DELETED", "FAILED"),
    gone_states=("DELETED",),
    list_shows_key=True,
    index_shows_key=True,
    per_domain=True,
    # The file system itself uses its key, as a member of a dynamic group. Older policies allow the service instead,
    # which still suffices.
    principal="dynamic-group <dynamic group of the file system>",
    group_type="filesystem",
    key_service=KeyService("file_storage", "Fss{realm}Prod"),
    iam_type="file-systems",
    verb_to_read="read",
    keeps_previous_key=True,
    controls=(Control("CIS OCI 3.1", "5.3.1"),),
)


class FileSystemKeys(Assignable):
    """Reads the key from the file system and writes it by updating the file system.

    Files that were written with the previous key still require it (docs/dev/oci-facts.md section 11).
    """

    facts = FILE_SYSTEM
    operations: ClassVar[Mapping[str, str]] = {
        "get": "GetFileSystem",
        "list": "ListFileSystems",
        "update": "UpdateFileSystem",
    }

    def write(
        self, before: Assignment, change: Change, *, etag: Optional[str], statements: tuple[str, ...]
    ) -> Accepted:
        details = service_package("file_storage").models.UpdateFileSystemDetails(kms_key_id=change.key_to_send)
        condition = {"if_match": etag} if etag else {}
        operation = self.operations["update"]
        with self.doing(operation, self.intention(before, change), before.resource_id, statements):
            answer = self.client.update_file_system(before.resource_id, details, **condition)
        return Accepted(operation, answer.request_id)

    def _attributes(self, data: Any) -> dict[str, Any]:
        return {**super()._attributes(data), "availability_domain": data.availability_domain}

    def _get(self, resource_id: str) -> Any:
        return self.client.get_file_system(resource_id)

    def _list_call(self) -> Any:
        return self.client.list_file_systems

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: permissions for the operations of File Storage that are simulated (package `file_storage`).

Source: the File Storage page named in `permissions.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

REQUIRED: Mapping[str, str] = {
    "list_file_systems": "FILE_SYSTEM_INSPECT",
    "get_file_system": "FILE_SYSTEM_READ",
    "create_file_system": "FILE_SYSTEM_CREATE",
    "update_file_system": "FILE_SYSTEM_UPDATE",
    "delete_file_system": "FILE_SYSTEM_DELETE",
}

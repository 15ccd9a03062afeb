# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What anybody may do in a public bucket (`public_access_type` in `sdk:object_storage/models/bucket.py`)."""

from __future__ import annotations

from ...tenancy.resource import Resource

_OPEN = {
    "ObjectRead": frozenset({"get_object", "head_object", "list_objects"}),
    "ObjectReadWithoutList": frozenset({"get_object", "head_object"}),
}


def is_public(bucket: Resource, operation: str) -> bool:
    """Whether the bucket lets everybody do this."""
    return operation in _OPEN.get(str(bucket.data["publicAccessType"]), frozenset())

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The size of a volume group: the sum of its members'."""

from __future__ import annotations

from collections.abc import Iterable

from ...tenancy.resource import Resource
from ...tenancy.store import Store
from .sizes import size_fields


def size_of(members: Iterable[Resource]) -> dict[str, int]:
    """Both spellings of the sum."""
    return size_fields(sum(member.data["sizeInGBs"] for member in members))


def update_size(store: Store, volume: Resource) -> None:
    """Let the group of a volume that was resized show its new size, if it is in one."""
    group = store.find(str(volume.data.get("volumeGroupId", "")), kind="volume_group", region=volume.region)
    if group is not None:
        members = [store.find(id, region=group.region) for id in group.data["volumeIds"]]
        store.change(group, size_of(member for member in members if member is not None))

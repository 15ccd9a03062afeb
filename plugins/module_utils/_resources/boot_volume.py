# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The key of a boot volume, which is a block volume under other names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Optional

from .._core.sdk import service_package
from .volume import VOLUME, VolumeKeys

BOOT_VOLUME = replace(VOLUME, name="boot_volume", label="boot volume", ocid_kind="bootvolume")


class BootVolumeKeys(VolumeKeys):
    """As for block volumes."""

    facts = BOOT_VOLUME
    operations: ClassVar[Mapping[str, str]] = {
        "get": "GetBootVolume",
        "list": "ListBootVolumes",
        "get_key": "GetBootVolumeKmsKey",
        "update_key": "UpdateBootVolumeKmsKey",
        "delete_key": "DeleteBootVolumeKmsKey",
    }

    def _get(self, resource_id: str) -> Any:
        return self.client.get_boot_volume(resource_id)

    def _list_call(self) -> Any:
        return self.client.list_boot_volumes

    def _get_key(self, resource_id: str) -> Any:
        return self.client.get_boot_volume_kms_key(resource_id)

    def _update_key(self, resource_id: str, kms_key_id: Optional[str], **condition: str) -> Any:
        details = service_package("core").models.UpdateBootVolumeKmsKeyDetails(kms_key_id=kms_key_id)
        return self.client.update_boot_volume_kms_key(resource_id, details, **condition)

    def _delete_key(self, resource_id: str, **condition: str) -> Any:
        return self.client.delete_boot_volume_kms_key(resource_id, **condition)

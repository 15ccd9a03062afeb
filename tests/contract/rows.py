# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The types under contract. A new type is one row here; every promise is then tested for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._assign.access import KeyAccess
from ansible_collections.cmk.oci.plugins.module_utils._assign.types.boot_volume import BootVolumeKeys
from ansible_collections.cmk.oci.plugins.module_utils._assign.types.volume import VolumeKeys
from ansible_collections.cmk.oci.plugins.modules import oci_volume_kms_key
from simulator.services.block_volume.variants import VARIANTS as BLOCK_VOLUME
from simulator.services.identity.variants import VARIANTS as IDENTITY
from simulator.services.key_management.variants import VARIANTS as KEY_MANAGEMENT
from simulator.services.resource_search.variants import VARIANTS as RESOURCE_SEARCH
from simulator.tenancy.variants import Variant

EVERYWHERE = (*IDENTITY, *KEY_MANAGEMENT, *RESOURCE_SEARCH)
"""Unsettled behaviours of what every key change involves: policies, keys, and the search for a key's vault."""


@dataclass(frozen=True)
class Row:
    """One type: the module that serves it, and what the default scenario seeds of it."""

    name: str
    types: tuple[type[KeyAccess], ...]
    id_option: str
    advice: Mapping[str, str]
    kind: str
    """Under which kind `tenancy.json` has its resources."""
    oracle_managed: str
    right_key: str
    wrong_key: str
    pending_deletion_key: str
    missing: str
    """An OCID of the right kind that names nothing."""
    read: str
    """The operation that reads it, `<SDK package>.<SDK method>`."""
    assign: str
    unassign: str
    variants: tuple[Variant, ...]
    """The unsettled behaviours that can matter to it."""


ROWS = (
    Row(
        name="block volume",
        types=(VolumeKeys, BootVolumeKeys),
        id_option="volume_id",
        advice=oci_volume_kms_key.ADVICE,
        kind="volumes",
        oracle_managed="data-oracle-managed",
        right_key="data-right-key",
        wrong_key="data-wrong-key",
        pending_deletion_key="data-pending-deletion-key",
        missing="ocid1.volume.oc1.iad.nosuchvolume",
        read="core.get_volume",
        assign="core.update_volume_kms_key",
        unassign="core.delete_volume_kms_key",
        variants=(*BLOCK_VOLUME, *EVERYWHERE),
    ),
    Row(
        name="boot volume",
        types=(VolumeKeys, BootVolumeKeys),
        id_option="volume_id",
        advice=oci_volume_kms_key.ADVICE,
        kind="boot_volumes",
        oracle_managed="boot-oracle-managed",
        right_key="boot-right-key",
        wrong_key="boot-wrong-key",
        pending_deletion_key="boot-pending-deletion-key",
        missing="ocid1.bootvolume.oc1.iad.nosuchvolume",
        read="core.get_boot_volume",
        assign="core.update_boot_volume_kms_key",
        unassign="core.delete_boot_volume_kms_key",
        variants=(*BLOCK_VOLUME, *EVERYWHERE),
    ),
)

DEFAULTS: Mapping[str, Any] = {
    "kms_key_id": None,
    "vault_id": None,
    "rewrap": False,
    "validate_key": True,
    "state": "present",
    "wait": True,
    "wait_timeout": 1200,
    "wait_interval": 30,
}

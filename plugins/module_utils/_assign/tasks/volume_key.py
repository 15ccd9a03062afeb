# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_volume_kms_key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..._core import ocid
from ..._core.clients import Session
from ..assigning import Assigning, request
from ..options import key_argument_spec
from ..types.boot_volume import BootVolumeKeys
from ..types.volume import VolumeKeys

ARGUMENT_SPEC: Mapping[str, Any] = {
    "volume_id": {"type": "str", "required": True, "aliases": ["id", "boot_volume_id"], "no_log": False},
    "rewrap": {"type": "bool", "default": False, "no_log": False},
    **key_argument_spec(),
}

TYPES = {each.facts.ocid_kind: each for each in (VolumeKeys, BootVolumeKeys)}
KINDS: Mapping[str, str] = {kind: each.facts.label for kind, each in TYPES.items()}

ADVICE: Mapping[str, str] = {
    "volumebackup": "a backup has a key of its own, which oci_backup_kms_key changes",
    "bootvolumebackup": "a backup has a key of its own, which oci_backup_kms_key changes",
    "volumegroup": "give the OCIDs of its volumes, since a group has no key of its own",
    "key": "the key belongs in kms_key_id",
    "instance": "give the OCID of its boot volume",
}


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    named = ocid.require("volume_id", params["volume_id"].strip(), KINDS, ADVICE)
    asked = replace(request(params, check_mode, not_with_absent=("rewrap",)), rewrap=params["rewrap"])
    session = login()
    return Assigning(session, asked).assign(TYPES[named.kind](session), named.text).result()

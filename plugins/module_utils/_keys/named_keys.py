# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The ways in which options name a key: its OCID, the word for the Oracle-managed one, and a map by region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from .._core import ocid
from .._core.errors import BadOption
from .._core.regions import required_region

# OCI's own word for it, in the answers of Autonomous Databases (oci-facts.md trap 1).
ORACLE_MANAGED = "ORACLE_MANAGED_KEY"

KEY_KINDS: Mapping[str, str] = {"key": "key"}
KEY_ADVICE: Mapping[str, str] = {
    "vault": "give the OCID of one of its keys",
    "keyversion": "give the OCID of the key it is a version of",
}


def keys_by_region(given: Optional[Mapping[str, Any]]) -> dict[str, str]:
    """The keys of the option kms_key_ids, by the full names of regions. Raises BadOption."""
    found: dict[str, str] = {}
    for region, key in (given or {}).items():
        name = required_region("Each name in kms_key_ids", str(region))
        if name in found:
            raise BadOption(f"kms_key_ids has two keys for {name}: give one.")
        if not isinstance(key, str):
            raise BadOption(f"kms_key_ids.{region} must be the OCID of a key, or {ORACLE_MANAGED}.")
        found[name] = named_key(f"kms_key_ids.{region}", key.strip())
    return found


def named_key(option: str, text: str) -> str:
    """The OCID of a key, or the word for the Oracle-managed one. Raises BadOption."""
    if text.upper() == ORACLE_MANAGED:
        return ORACLE_MANAGED
    oracle_managed = f"for the key that Oracle manages, say {ORACLE_MANAGED}"
    return ocid.require(option, text, KEY_KINDS, KEY_ADVICE, no_ocid=oracle_managed).text


def key_of_region(by_region: Mapping[str, str], region: str) -> str:
    """The key of a region, as `keys_by_region` reads it. Raises BadOption when there is none."""
    if region not in by_region:
        raise BadOption(
            f"kms_key_ids has no key for {region}, where one is needed; it has keys for "
            f"{', '.join(sorted(by_region))}. Add {region}, with a key's OCID or with {ORACLE_MANAGED}."
        )
    return by_region[region]

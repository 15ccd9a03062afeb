# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides whether a key suits a service, by the rules that apply before a key is assigned."""

from __future__ import annotations

from typing import Optional

from .._resources.resource_type import ResourceType
from .lifecycle import ENABLED
from .reading import Key

BITS_A_BYTE = 8


def unfit(key: Key, facts: ResourceType) -> Optional[str]:
    """Why a key cannot protect a type of resource, with the remedy; `None` when it can."""
    if key.algorithm not in facts.key_algorithms:
        return f"it is an {key.algorithm} key, and only {' or '.join(facts.key_algorithms)} keys can"
    if facts.key_lengths and key.length not in facts.key_lengths:
        lengths = " or ".join(f"{key.algorithm}-{length * BITS_A_BYTE}" for length in facts.key_lengths)
        return f"it is an {key.algorithm}-{key.length * BITS_A_BYTE} key, and only {lengths} keys can"
    if key.lifecycle_state != ENABLED:
        return f"it is {key.lifecycle_state}, so {key.remedy}"
    if facts.single_version_key and (key.enabled_versions or 1) > 1:
        return (
            f"it has {key.enabled_versions} enabled versions, and Block Volume supports keys with one only: rotate by "
            "making a new key and assigning that"
        )
    return None

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides whether a key suits a service, by the rules that apply before a key is assigned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from .._resources.resource_type import ResourceType
from .reading import Key

REMEDIES: Mapping[str, str] = {
    "DISABLED": "enable it first",
    "SCHEDULING_DELETION": "cancel its deletion and enable it first",
    "PENDING_DELETION": "cancel its deletion{when} and enable it first",
    "CANCELLING_DELETION": "wait until that is done",
    "CREATING": "wait until that is done",
    "ENABLING": "wait until that is done",
    "UPDATING": "wait until it is ENABLED",
    "BACKUP_IN_PROGRESS": "wait until it is ENABLED",
    "RESTORING": "wait until it is ENABLED",
    "DISABLING": "enable it first",
    "DELETING": "it cannot come back, so use another key",
    "DELETED": "it cannot come back, so use another key",
}

BITS_A_BYTE = 8


def unfit(key: Key, facts: ResourceType) -> Optional[str]:
    """Why a key cannot protect a type of resource, with the remedy; `None` when it can."""
    if key.algorithm not in facts.key_algorithms:
        return f"it is an {key.algorithm} key, and only {' or '.join(facts.key_algorithms)} keys can"
    if facts.key_lengths and key.length not in facts.key_lengths:
        lengths = " or ".join(f"{key.algorithm}-{length * BITS_A_BYTE}" for length in facts.key_lengths)
        return f"it is an {key.algorithm}-{key.length * BITS_A_BYTE} key, and only {lengths} keys can"
    if key.lifecycle_state != "ENABLED":
        return f"it is {key.lifecycle_state}, so {_remedy(key)}"
    if facts.single_version_key and (key.enabled_versions or 1) > 1:
        return (
            f"it has {key.enabled_versions} enabled versions, and Block Volume supports keys with one only: rotate by "
            "making a new key and assigning that"
        )
    return None


def _remedy(key: Key) -> str:
    when = f" (due {key.time_of_deletion})" if key.time_of_deletion else ""
    return REMEDIES.get(key.lifecycle_state, "use a key that is ENABLED").format(when=when)


def _named(key: Key) -> str:
    return f"{key.name} ({key.id})"

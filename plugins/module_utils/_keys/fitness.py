# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides whether a key suits a service, by the rules that apply before a key is assigned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from .._core.errors import KeyFacts, Problem
from .._resources.resource_type import ResourceType
from .reading import Key

ENABLE, WAIT, ANOTHER = "Enable the key first.", "Wait until the key is ENABLED.", "Use another key."
CANCEL = "Cancel the deletion of the key{when} and enable it first."

# What to do about a key that is not ENABLED, by its state. What is deleted cannot be recovered.
REMEDIES: Mapping[str, str] = {
    "DISABLED": ENABLE,
    "SCHEDULING_DELETION": CANCEL,
    "PENDING_DELETION": CANCEL,
    "CANCELLING_DELETION": "Wait until that is done, and enable the key.",
    "CREATING": WAIT,
    "ENABLING": WAIT,
    "UPDATING": WAIT,
    "BACKUP_IN_PROGRESS": WAIT,
    "RESTORING": WAIT,
    "DISABLING": ENABLE,
    "DELETING": ANOTHER,
    "DELETED": ANOTHER,
}

BITS_A_BYTE = 8


def unfit(key: Key, facts: ResourceType) -> Optional[Problem]:
    """Why a key cannot protect a type of resource; `None` when it can."""
    if key.algorithm not in facts.key_algorithms:
        able = " or ".join(facts.key_algorithms)
        return Problem(
            f"it is an {key.algorithm} key, and only {able} keys can",
            (f"Use an {able} key.",),
            KeyFacts(algorithm=key.algorithm),
        )
    bits = key.length * BITS_A_BYTE
    if facts.key_lengths and key.length not in facts.key_lengths:
        able = " or ".join(f"{key.algorithm}-{length * BITS_A_BYTE}" for length in facts.key_lengths)
        return Problem(
            f"it is an {key.algorithm}-{bits} key, and only {able} keys can",
            (f"Use an {able} key.",),
            KeyFacts(algorithm=key.algorithm, length=bits),
        )
    if key.lifecycle_state != "ENABLED":
        return Problem(f"it is {key.lifecycle_state}", (remedy(key),), KeyFacts(lifecycle_state=key.lifecycle_state))
    if facts.single_version_key and (key.enabled_versions or 1) > 1:
        return Problem(
            f"it has {key.enabled_versions} enabled versions, and Block Volume supports keys with one only",
            ("Rotate by creating a new key and assigning that.",),
            KeyFacts(enabled_versions=key.enabled_versions),
        )
    return None


def remedy(key: Key) -> str:
    """What to do about a key that is not ENABLED."""
    when = f" (due {key.time_of_deletion})" if key.time_of_deletion else ""
    return REMEDIES.get(key.lifecycle_state, "Use a key that is ENABLED.").format(when=when)


def named(key: Key) -> str:
    """The name and the OCID of a key."""
    return f"{key.name} ({key.id})"

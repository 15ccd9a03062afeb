# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides what has to change, from the current and the desired key. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Union

from .._resources.assignment import Assignment, Change, Desired, Kind
from .._resources.resource_type import ResourceType


def plan(current: Assignment, desired: Desired) -> Change:
    """The change that leads from one to the other.

    A key is never written again unless that is requested: it has the service renew the volume's data key
    (oci-facts.md trap 4).
    """
    wanted = (desired.kms_key_id, desired.vault_id, desired.provider_key)
    if not is_encrypted_with(current, desired):
        oracle_managed = desired.kms_key_id is None and desired.provider_key is None
        return Change(Kind.UNASSIGN if oracle_managed else Kind.ASSIGN, *wanted)
    if desired.rewrap and desired.kms_key_id is not None:
        return Change(Kind.REWRAP, *wanted)
    return Change(Kind.NOTHING, current.kms_key_id, current.vault_id, current.provider_key)


def is_encrypted_with(current: Assignment, key: Union[Desired, Change]) -> bool:
    """Whether a resource is encrypted with a key, in whatever vault that is."""
    if key.provider_key is not None:
        return current.provider_key is not None and current.provider_key.satisfies(key.provider_key)
    return current.provider_key is None and current.kms_key_id == key.kms_key_id


def predict(current: Assignment, change: Change, facts: ResourceType) -> Assignment:
    """The assignment as it will read once the change is applied and has settled."""
    if change.kind is Kind.NOTHING:
        return current
    return replace(
        current,
        kms_key_id=change.kms_key_id,
        vault_id=change.vault_id,
        provider_key=change.provider_key,
        lifecycle_state=facts.settled_states[0] if facts.settled_states else None,
        etag=None,
    )

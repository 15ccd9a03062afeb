# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides what has to be done, from what is and what should be. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import Optional

from .facts import ResourceFacts
from .state import Assignment, Desired


class Kind(enum.Enum):
    """The kinds of change."""

    NOTHING = "nothing"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    REWRAP = "rewrap"


@dataclass(frozen=True)
class Change:
    """What to do, and the key that is in force afterwards."""

    kind: Kind
    kms_key_id: Optional[str]


def plan(current: Assignment, desired: Desired) -> Change:
    """The change that leads from one to the other.

    A key is never written again without being asked to: that makes the service renew the volume's data key
    (oci-facts.md trap 4).
    """
    if current.kms_key_id != desired.kms_key_id:
        return Change(Kind.UNASSIGN if desired.kms_key_id is None else Kind.ASSIGN, desired.kms_key_id)
    if desired.rewrap and desired.kms_key_id is not None:
        return Change(Kind.REWRAP, desired.kms_key_id)
    return Change(Kind.NOTHING, current.kms_key_id)


def predict(current: Assignment, change: Change, facts: ResourceFacts) -> Assignment:
    """The assignment as it will read once the change is made and has settled."""
    if change.kind is Kind.NOTHING:
        return current
    return replace(current, kms_key_id=change.kms_key_id, lifecycle_state=facts.settled_states[0], etag=None)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The results of oci_volume_replication, and the lists of replicas that it requests."""

from __future__ import annotations

from typing import Any, Optional

from .._assign.assigning import Assigned
from .._core import tenancy
from .._core.errors import Conflict
from .._core.notices import Notice
from .._resources.assignment import Assignment
from .._resources.replica_list import Entry, Source
from .._resources.volume_replica import VolumeReplicaKeys

ENDED = "TERMINATED"


def previous(kms_key_id: Optional[str]) -> dict[str, Any]:
    """The key that a replica had before, as results show it."""
    return {"previous_kms_key_id": kms_key_id}


def with_entry(source: Source, new: Entry) -> Optional[tuple[Entry, ...]]:
    """The list with one replica more; `None` when there is one in its domain."""
    return None if source.entry(new.availability_domain) else (*source.entries, new)


def without_entry(source: Source, ended: Entry) -> Optional[tuple[Entry, ...]]:
    """The list without one replica. Raises Conflict when there is a newer one in the same domain."""
    there = source.entry(ended.availability_domain)
    if there is None:
        return None
    if there.replica_id != ended.replica_id:
        raise Conflict(
            f"The replica {ended.replica_id} of {source.id} no longer exists, and another client has "
            f"created {there.replica_id} in {ended.availability_domain}",
            advice=("Run again if that is to end as well.",),
            resource=there.replica_id,
        )
    return source.without(ended.availability_domain)


def key_of(assigned: Assigned) -> Optional[str]:
    """The key that a replica has now."""
    return assigned.outcome.after.kms_key_id


def listed(entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """All replicas of a source, as its own list tells them."""
    return [
        {
            "id": each.replica_id,
            "availability_domain": each.availability_domain,
            "region": tenancy.told_by(each.availability_domain),
            "display_name": each.display_name,
            "kms_key_id": each.kms_key_id,
        }
        for each in sorted(entries, key=lambda each: each.availability_domain)
    ]


def made(resource: dict[str, Any], entries: tuple[Entry, ...], verified: bool, notices: list[Notice]) -> dict[str, Any]:
    """The result for a new replica."""
    return {
        "changed": True,
        "resource": resource,
        "previous_kms_key_id": None,
        "verified": verified,
        "replicas": listed(entries),
        "diff": {"before": {}, "after": resource},
        "notices": notices,
    }


def ended(access: VolumeReplicaKeys, replica: Assignment, state: str, entries: tuple[Entry, ...]) -> dict[str, Any]:
    """The result for a replica that has ended, or is about to."""
    before = access.describe(replica, None)
    return {
        "changed": True,
        "resource": {**before, "lifecycle_state": state},
        "previous_kms_key_id": replica.kms_key_id,
        "verified": state == ENDED,
        "replicas": listed(entries),
        "diff": {"before": before, "after": {}},
        "notices": [],
    }


def nothing_there(source: Source, notices: list[Notice]) -> dict[str, Any]:
    """The result where there is no replica to end."""
    return {
        "changed": False,
        "resource": None,
        "previous_kms_key_id": None,
        "verified": True,
        "replicas": listed(source.entries),
        "diff": {"before": {}, "after": {}},
        "notices": notices,
    }

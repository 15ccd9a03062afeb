# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Customer-managed keys as the `blockstorage` service uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.call import Call
from ...protocol.problems import ServiceProblem, incorrect_state, invalid, not_found, related_not_found
from ...tenancy.resource import Resource
from .. import encryption
from ..encryption import KeyUser, Refusals

_BITS_256 = 32


def assign(call: Call, key_id: str, *, region: str | None = None) -> str:
    """The id of a key that can encrypt a resource of this service in a region; raises the error of the service."""
    if not key_id.startswith("ocid1.key."):
        raise invalid(f"kmsKeyId is not the OCID of a key: '{key_id}'.")
    key = encryption.assign(call, key_id, _key_user(call), region=region)
    variants = call.tenancy.variants
    if variants["block_key_versions"] == "refused" and int(key.hidden.get("version_count", 1)) > 1:
        raise invalid(f"Key {key_id} has several versions; only keys with a single version are supported.")
    if variants["block_key_under_256_bits"] == "refused" and key.data["keyShape"]["length"] < _BITS_256:
        raise invalid(f"Key {key_id} has fewer than 256 bits.")
    return key.id


def unassign(call: Call, resource: Resource) -> None:
    """Unassign the key of a resource, if it has one; raises the error of the service."""
    key_id = resource.data.get("kmsKeyId")
    if key_id is None:
        return
    user = _key_user(call)
    encryption.unassign(call, key_id, user)
    key = encryption.find_key(call.tenancy, key_id, resource.region)
    refused = call.tenancy.variants["block_unassign_disabled_key"] == "refused"
    if refused and key is not None and key.state != "ENABLED":
        raise user.refusals.unusable(f"Key {key_id} is in state {key.state} and cannot be unassigned.")


def change(call: Call, resource: Resource, key_id: str) -> str | None:
    """The key of a resource after a change; the empty string is the Oracle-managed key.

    Assigning the same key again is not an unassignment: the service creates a new data key (oci-facts.md, section 5).
    """
    assigned = assign(call, key_id) if key_id else None
    if resource.data.get("kmsKeyId") != assigned:
        unassign(call, resource)
    return assigned


def check_readable(call: Call, resource: Resource) -> None:
    """Check that data encrypted with the resource's key can be read: backups and clones require it enabled [D-BVK]."""
    key_id = resource.data.get("kmsKeyId")
    if key_id is not None:
        encryption.check_readable(call, key_id, _key_user(call))


def requested_key(
    call: Call, body: Mapping[str, Any], *, region: str | None = None, field: str = "kmsKeyId"
) -> str | None:
    """The checked key of a create or copy; no key, or an empty string, means the Oracle-managed key."""
    key_id = body.get(field)
    return assign(call, key_id, region=region) if key_id else None


def _key_user(call: Call) -> KeyUser:
    variants = call.tenancy.variants

    def not_granted(key_id: str) -> ServiceProblem:
        return not_found() if variants["block_key_not_granted"] == "404" else related_not_found(key_id)

    def unusable(reason: str) -> ServiceProblem:
        answers = {
            "400 InvalidParameter": invalid(reason),
            "409 IncorrectState": incorrect_state(reason),
            "404 NotAuthorizedOrNotFound": not_found(),
        }
        return answers[variants["block_key_unusable"]]

    return KeyUser(
        service="blockstorage",
        principal=call.tenancy.access.service("blockstorage"),
        refusals=Refusals(not_granted=not_granted, unusable=unusable),
    )

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which vaults, keys and key versions may be changed."""

from __future__ import annotations

from ...protocol.problems import conflict, incorrect_state
from ...tenancy.resource import Resource


def changeable(resource: Resource, *states: str) -> Resource:
    """The resource itself, if it may be changed where it is and is in one of the states; else raises OCI's 409.

    A replica takes no management writes (oci-facts.md, section 8), and the wrapping key is the vault's own: that both
    are refused with 409 Conflict is assumed.
    """
    what = resource.kind.name.replace("_", " ")
    if not resource.data["isPrimary"]:
        raise conflict(f"The {what} is a replica; it can only be managed in the region of its vault's source.")
    if is_wrapping_key(resource):
        raise conflict("The wrapping key of a vault cannot be managed.")
    if resource.state not in states:
        raise incorrect_state(f"The {what} is in state {resource.state}; it must be {' or '.join(states)}.")
    return resource


def is_wrapping_key(resource: Resource) -> bool:
    """Whether this key is the one with which key material is wrapped on its way into a vault."""
    return bool(resource.hidden.get("is_wrapping_key", False))

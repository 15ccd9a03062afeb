# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Which key protects a resource: as it was seen, and as it is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

# How OCI says "no customer-managed key" where it does not say null or 404 (oci-facts.md trap 1).
ORACLE_MANAGED_WORDS = ("", "ORACLE_MANAGED_KEY")


def customer_managed(kms_key_id: Optional[str]) -> Optional[str]:
    """The OCID of the customer-managed key, or V(None) for every way of saying that Oracle manages the key."""
    return None if kms_key_id is None or kms_key_id.strip() in ORACLE_MANAGED_WORDS else kms_key_id.strip()


@dataclass(frozen=True)
class Assignment:
    """The key of a resource as one read saw it; C(kms_key_id) is V(None) when Oracle manages the key.

    C(attributes) are further properties for people, in the names of the result.
    """

    resource_id: str
    kms_key_id: Optional[str]
    lifecycle_state: str
    etag: Optional[str] = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Desired:
    """The key a resource should have, V(None) for the Oracle-managed one; C(rewrap) renews the data key even so."""

    kms_key_id: Optional[str]
    rewrap: bool = False

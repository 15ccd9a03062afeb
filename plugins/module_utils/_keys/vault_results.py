# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""How vaults look in results and diffs."""

from __future__ import annotations

from typing import Any

from . import replicas
from .vault import Replica, Vault


def describe(vault: Vault, copies: tuple[Replica, ...], region: str) -> dict[str, Any]:
    """A vault as results and diffs show it."""
    return {
        "id": vault.id or None,
        "display_name": vault.display_name,
        "compartment_id": vault.compartment_id,
        "region": region,
        "vault_type": vault.vault_type,
        "lifecycle_state": vault.lifecycle_state,
        "is_primary": vault.is_primary,
        "management_endpoint": vault.management_endpoint,
        "crypto_endpoint": vault.crypto_endpoint,
        "replicas": replicas.described(copies),
        "freeform_tags": dict(vault.freeform_tags),
        "defined_tags": {name: dict(tags) for name, tags in vault.defined_tags.items()},
        "time_created": vault.time_created,
        "time_of_deletion": vault.time_of_deletion,
    }

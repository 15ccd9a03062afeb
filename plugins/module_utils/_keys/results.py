# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""How results, diffs and info modules show keys and vaults."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import replicas
from .key import Key, Version
from .replicas import Copy
from .shape import shape_of
from .vault import Replica, Vault


def describe(key: Key, vault: Vault, copies: Iterable[Copy], region: str) -> dict[str, Any]:
    """A key. What is empty in a predicted one is `None`."""
    shape = shape_of(key.algorithm, key.length)
    return {
        "id": key.id or None,
        "display_name": key.display_name,
        "compartment_id": key.compartment_id,
        "vault_id": vault.id,
        "vault_compartment_id": vault.compartment_id,
        "region": region,
        "lifecycle_state": key.lifecycle_state,
        "is_primary": key.is_primary,
        "shape": shape.words,
        "algorithm": shape.algorithm,
        "length": shape.bits,
        "curve_id": shape.curve_id,
        "protection_mode": key.protection_mode,
        "current_key_version": key.current_key_version,
        "auto_rotation_interval_days": key.rotation_interval_days,
        "management_endpoint": vault.management_endpoint,
        "replicas": [each.described() for each in copies],
        "freeform_tags": dict(key.freeform_tags),
        "defined_tags": {name: dict(tags) for name, tags in key.defined_tags.items()},
        "time_created": key.time_created,
        "time_of_deletion": key.time_of_deletion,
    }


def describe_version(version: Version, key: Key, wall: float) -> dict[str, Any]:
    """A version of a key, at the Unix time `wall`."""
    return {
        "id": version.id,
        "is_current": version.id == key.current_key_version,
        "lifecycle_state": version.lifecycle_state,
        "origin": version.origin,
        "is_auto_rotated": version.is_auto_rotated,
        "age_days": version.age_days(wall),
        "time_created": version.time_created.isoformat(timespec="seconds"),
        "time_of_deletion": version.time_of_deletion,
    }


def describe_vault(vault: Vault, copies: tuple[Replica, ...], region: str) -> dict[str, Any]:
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

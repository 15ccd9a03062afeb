# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creates keys and their versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.problems import invalid
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy

# Assumed; that creation takes time is a fact (oci-facts.md, section 8).
CREATION_SECONDS = 4

# Lengths are in bytes (oci-facts.md, section 8: a known user error is 256).
_LENGTHS = {"AES": (16, 24, 32), "RSA": (256, 384, 512), "ECDSA": (32, 48, 66)}
_CURVES = {32: "NIST_P256", 48: "NIST_P384", 66: "NIST_P521"}
# The default interval is assumed.
_ROTATION = {"rotationIntervalInDays": 90}
# `sdk:key_management/models/wrapping_key.py` and the docstring of GetWrappingKey say RSA; 4096 bits and the name of the
# key, which only Resource Search shows (CISR), are assumed.
_WRAPPING_SHAPE = {"algorithm": "RSA", "length": 512}
_WRAPPING_NAME = "wrapping-key"


def checked_shape(shape: Mapping[str, Any]) -> dict[str, Any]:
    """The key shape, including the curve; raises OCI's 400 for an invalid one."""
    algorithm, length = shape["algorithm"], shape["length"]
    lengths = _LENGTHS.get(algorithm, ())
    if length not in lengths:
        raise invalid(f"The length of an {algorithm} key must be one of {lengths} bytes, not {length}.")
    if algorithm == "ECDSA" and shape.get("curveId", _CURVES[length]) != _CURVES[length]:
        raise invalid(f"An ECDSA key of {length} bytes has the curve {_CURVES[length]}.")
    return {**shape, "curveId": _CURVES[length]} if algorithm == "ECDSA" else dict(shape)


def check_auto_rotation(tenancy: Tenancy, vault: Resource, body: Mapping[str, Any]) -> None:
    """Which vaults allow auto-rotation is a variant."""
    allowed = tenancy.variants["auto_rotation_vaults"]
    if body.get("isAutoRotationEnabled", False) and allowed not in ("any", vault.data["vaultType"]):
        raise invalid(f"Auto-rotation is only available for keys in vaults of type {allowed}.")


def add_key(
    tenancy: Tenancy, vault: Resource, compartment_id: str, body: Mapping[str, Any], *, imported: str | None = None
) -> Resource:
    """Create a key from the body of CreateKey or ImportKey with a validated shape: CREATING, then ENABLED.

    `imported` is its material in base64, if it was not generated here.
    """
    check_auto_rotation(tenancy, vault, body)
    rotates = bool(body.get("isAutoRotationEnabled", False))
    key = _add(
        tenancy,
        vault,
        {
            "compartmentId": compartment_id,
            "displayName": body["displayName"],
            "keyShape": body["keyShape"],
            "protectionMode": body.get("protectionMode", "HSM"),
            "freeformTags": body.get("freeformTags", {}),
            "definedTags": body.get("definedTags", {}),
            "lifecycleState": "CREATING",
            "isAutoRotationEnabled": rotates,
            **({"autoKeyRotationDetails": body.get("autoKeyRotationDetails", _ROTATION)} if rotates else {}),
        },
    )
    add_version(tenancy, key, imported=imported)
    tenancy.store.after(CREATION_SECONDS, key, {"lifecycleState": "ENABLED"})
    return key


def add_wrapping_key(tenancy: Tenancy, vault: Resource) -> Resource:
    """The key that wraps material for an import into the vault: a Key like others [CISR]."""
    key = _add(
        tenancy,
        vault,
        {
            "compartmentId": vault.compartment_id,
            "displayName": _WRAPPING_NAME,
            "keyShape": dict(_WRAPPING_SHAPE),
            "protectionMode": "HSM",
            "freeformTags": {},
            "definedTags": {},
            "lifecycleState": "ENABLED",
            "isAutoRotationEnabled": False,
        },
        is_wrapping_key=True,
    )
    add_version(tenancy, key)
    return key


def add_version(tenancy: Tenancy, key: Resource, *, imported: str | None = None) -> Resource:
    """Create a version of a key, which becomes its current one.

    Material that is not imported is derived from a secret of the version (see key_material.py).
    """
    ocid = key.id.split(".")
    version = tenancy.store.add(
        "key_version",
        {
            "keyId": key.id,
            "vaultId": key.data["vaultId"],
            "compartmentId": key.data["compartmentId"],
            "lifecycleState": "ENABLED",
            "origin": "EXTERNAL" if imported else "INTERNAL",
            "timeCreated": timestamp(tenancy.clock.now()),
            "isPrimary": True,
            "isAutoRotated": False,
        },
        id=f"ocid1.keyversion.{ocid[2]}.{ocid[3]}.{ocid[4]}.{tenancy.identifiers.letters(60)}",
        region=key.region,
        hidden={"imported": imported} if imported else {"secret": tenancy.identifiers.letters(52)},
    )
    count = int(key.hidden.get("version_count", 0)) + 1
    tenancy.store.change(key, {"currentKeyVersion": version.id}, version_count=count)
    return version


def versions_of(tenancy: Tenancy, key: Resource) -> list[Resource]:
    """All versions of a key, oldest first."""
    versions = tenancy.store.listing("key_version", region=key.region, compartment_id=key.compartment_id)
    return [version for version in versions if version.data["keyId"] == key.id]


def _add(tenancy: Tenancy, vault: Resource, data: Mapping[str, Any], **hidden: Any) -> Resource:
    part, short = vault.id.split(".")[3:5]
    origin = {"vaultId": vault.id, "timeCreated": timestamp(tenancy.clock.now()), "isPrimary": True}
    return tenancy.store.add(
        "key",
        {**data, **origin},
        id=f"ocid1.key.oc1.{part}.{short}.{tenancy.identifiers.letters(60)}",
        region=vault.region,
        hidden=hidden,
    )

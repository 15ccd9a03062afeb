# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports key material into a vault, wrapped with the vault's wrapping key."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from ...protocol.call import Answer, Call
from ...protocol.problems import invalid, not_found
from ...tenancy.resource import Resource
from .creation import add_key, add_version, checked_shape
from .hosts import OnVaultHost
from .key_material import material, public_pem, read_imported
from .key_versions import shown
from .lifecycle import changeable
from .wrapping import unwrap


class Imports(OnVaultHost):
    """The wrapping key, and the material wrapped with it."""

    def get_wrapping_key(self, call: Call) -> Answer:
        """The public key of the vault's own RSA key pair."""
        key = self._wrapping_key(self.vault(call))
        return Answer({**key.data, "publicKey": public_pem(self._unwrapping_key(key))}, headers={"etag": key.etag})

    def import_key(self, call: Call) -> Resource:
        """Create a key whose version has the origin EXTERNAL."""
        vault = changeable(self.vault(call), "ACTIVE")
        call.require("VAULT_IMPORT_KEY", vault.compartment_id, target__vault__id=vault.id)
        body = {**call.body, "keyShape": checked_shape(call.body["keyShape"])}
        content = self._unwrapped(vault, body["wrappedImportKey"], body["keyShape"])
        return add_key(self.tenancy, vault, self.compartment(call), body, imported=content)

    def import_key_version(self, call: Call) -> Answer:
        """Import material of the key's shape as its current version."""
        key = changeable(call.the_target(), "ENABLED")
        content = self._unwrapped(self.vault(call), call.body["wrappedImportKey"], key.data["keyShape"])
        return shown(call, add_version(self.tenancy, key, imported=content))

    def _unwrapped(self, vault: Resource, wrapped: Mapping[str, Any], shape: Mapping[str, Any]) -> str:
        """The material in base64; raises OCI's 400 (assumed) if it cannot be unwrapped or does not have the shape."""
        private_key = self._unwrapping_key(self._wrapping_key(vault))
        try:
            content = base64.b64decode(wrapped["keyMaterial"], validate=True)
            content = unwrap(wrapped["wrappingAlgorithm"], private_key, content)
            read_imported(content, shape)
        except (binascii.Error, ValueError) as error:
            raise invalid(f"The key material cannot be imported: {error}") from error
        return base64.b64encode(content).decode("ascii")

    def _wrapping_key(self, vault: Resource) -> Resource:
        key = self.store.find(vault.data["wrappingkeyId"], kind="key", region=vault.region)
        if key is None:
            raise not_found()
        return key

    def _unwrapping_key(self, key: Resource) -> rsa.RSAPrivateKey:
        content = material(self.version(key, key.data["currentKeyVersion"]), key.data["keyShape"])
        if not isinstance(content, rsa.RSAPrivateKey):
            raise not_found()
        return content

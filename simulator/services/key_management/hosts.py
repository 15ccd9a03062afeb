# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of Key Management: vaults on the regional host, keys on the hosts of their vault."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ...protocol.problems import not_found
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from ..service import Service


class OnRegionalHost(Service):
    """The control plane of vaults."""

    package = "key_management"
    client = "KmsVaultClient"
    throttled_as = "provisioning"

    def variables(self, call: Call) -> dict[str, Any]:
        """`target.vault.id` (D-KEYP)."""
        return {"target.vault.id": call.target.id} if call.target else {}


class OnVaultHost(Service):
    """Operations on the management host; those on the crypto host set their own `client`."""

    package = "key_management"
    client = "KmsManagementClient"
    throttled_as = "management"

    def __init__(self, tenancy: Tenancy) -> None:
        super().__init__(tenancy)
        self._by_host: dict[tuple[str, str], Resource] = {}
        self._revision = -1

    def target(self, call: Call) -> Resource | None:
        """The key of the path, if it is in the vault of the called host."""
        vault = self.vault(call)
        key = super().target(call)
        if key is not None and key.data.get("vaultId") != vault.id:
            raise not_found()
        return key

    def variables(self, call: Call) -> dict[str, Any]:
        """`target.key.id` if a key is specified, and `target.vault.id` (D-KEYP); ListKeys has no `target.key.id`."""
        variables = {"target.vault.id": self.vault(call).id}
        if call.target is not None and call.target.kind.name == "key":
            variables["target.key.id"] = call.target.id
        return variables

    def vault(self, call: Call) -> Resource:
        """The vault of the called host."""
        revision = self.store.revision.get("vault", 0)
        if revision != self._revision:
            self._by_host = {
                (vault.region, str(vault.hidden["short"])): vault
                for vault in self.store.listing("vault")
                if vault.data.get("managementEndpoint")
            }
            self._revision = revision
        vault = self._by_host.get((call.region, str(call.endpoint.vault)))
        if vault is None:
            raise not_found()
        return vault

    def version(self, key: Resource, version_id: str) -> Resource:
        """One version of a key."""
        version = self.store.find(version_id, kind="key_version", region=key.region)
        if version is None or version.data["keyId"] != key.id:
            raise not_found()
        return version


def endpoints(tenancy: Tenancy, region: str, short: str) -> dict[str, str]:
    """The two fields of a vault with its own hosts (oci-facts.md, section 1)."""
    host = f"kms.{region}.{tenancy.variants['management_host_domain']}"
    return {
        "managementEndpoint": f"https://{short}-management.{host}",
        "cryptoEndpoint": f"https://{short}-crypto.{host}",
    }

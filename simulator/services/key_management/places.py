# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where vaults are: their own hosts, and how many private ones a region takes."""

from __future__ import annotations

from ...protocol.problems import ServiceProblem
from ...tenancy.tenancy import Tenancy
from .deletion import GONE


def endpoints(tenancy: Tenancy, region: str, short: str) -> dict[str, str]:
    """The two fields of a vault that name its own hosts (oci-facts.md, section 1)."""
    host = f"kms.{region}.{tenancy.variants['management_host_domain']}"
    return {
        "managementEndpoint": f"https://{short}-management.{host}",
        "cryptoEndpoint": f"https://{short}-crypto.{host}",
    }


def check_private_vault_limit(tenancy: Tenancy, region: str) -> None:
    """Refuse one more private vault, or one more replica of such, than the region's limit (D-REPL)."""
    limit = int(tenancy.variants["virtual_private_vault_limit"])
    private = [
        vault
        for vault in tenancy.store.listing("vault", region=region)
        if vault.data["vaultType"] == "VIRTUAL_PRIVATE" and vault.state not in GONE
    ]
    if len(private) >= limit:
        raise ServiceProblem(
            400, "LimitExceeded", f"The limit of {limit} virtual private vaults in {region} is reached."
        )

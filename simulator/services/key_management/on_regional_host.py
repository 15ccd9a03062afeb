# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all operations on vaults themselves have in common: they are on the regional host."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ..service import Service


class OnRegionalHost(Service):
    """The control plane of vaults."""

    package = "key_management"
    client = "KmsVaultClient"
    throttle_per_second = 10

    def variables(self, call: Call) -> dict[str, Any]:
        """`target.vault.id` (D-KEYP)."""
        return {"target.vault.id": call.target.id} if call.target else {}

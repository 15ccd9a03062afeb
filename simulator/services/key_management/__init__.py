# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults on the regional host, keys and cryptography on the hosts of each vault (oci-facts.md, sections 1, 8)."""

from __future__ import annotations

from ..service import Service
from .crypto import Crypto
from .external_key_managers import EkmsPrivateEndpoints
from .imports import Imports
from .key_versions import KeyVersions
from .keys import Keys
from .variants import VARIANTS
from .vault_replicas import ReplicationStatus, VaultReplicas
from .vaults import Vaults

__all__ = ["SERVICES", "VARIANTS"]

SERVICES: tuple[type[Service], ...] = (
    Vaults,
    VaultReplicas,
    Keys,
    KeyVersions,
    Imports,
    ReplicationStatus,
    Crypto,
    EkmsPrivateEndpoints,
)

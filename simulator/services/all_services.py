# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every simulated service and every unsettled behaviour."""

from __future__ import annotations

from ..tenancy.variants import Variant
from .identity.compartments import Compartments
from .identity.groups import Groups
from .identity.policies import Policies
from .identity.users import Users
from .identity.variants import VARIANTS as IDENTITY
from .identity.work_requests import WorkRequests as IdentityWorkRequests
from .key_management.key_versions import KeyVersions
from .key_management.keys import Keys
from .key_management.variants import VARIANTS as KEY_MANAGEMENT
from .key_management.vaults import Vaults
from .service import Service

SERVICES: tuple[type[Service], ...] = (
    Compartments,
    Groups,
    Policies,
    Users,
    IdentityWorkRequests,
    Vaults,
    Keys,
    KeyVersions,
)

VARIANTS: tuple[Variant, ...] = (*IDENTITY, *KEY_MANAGEMENT)

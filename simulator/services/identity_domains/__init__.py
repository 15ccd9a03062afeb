# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identity domains: the users and groups of Identity by SCIM, on the domain's own host."""

from __future__ import annotations

from ...tenancy.variants import Variant
from ..service import Service
from .credentials import ApiKeys, AuthTokens, CustomerSecretKeys, EmptyLists, PasswordPolicies, SmtpCredentials
from .groups import DynamicResourceGroups, Groups
from .users import Me, Users

__all__ = ["SERVICES", "VARIANTS"]

SERVICES: tuple[type[Service], ...] = (
    Users,
    Me,
    Groups,
    DynamicResourceGroups,
    ApiKeys,
    AuthTokens,
    CustomerSecretKeys,
    SmtpCredentials,
    PasswordPolicies,
    EmptyLists,
)

VARIANTS: tuple[Variant, ...] = (
    Variant(
        "identity_domain_refusal",
        ("403", "401", "404"),
        "The status for a signed caller without permission: UNVERIFIED; StatusCodes.htm has 403 for it.",
    ),
)

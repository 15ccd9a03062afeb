# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of identity domains."""

from __future__ import annotations

from ..service import Service
from .credentials import ApiKeys, AuthTokens, CustomerSecretKeys, NeverFilled, PasswordPolicies, SmtpCredentials
from .groups import DynamicResourceGroups, Groups
from .users import Me, Users

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
    NeverFilled,
)

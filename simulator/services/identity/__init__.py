# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identity: tenancy, compartments, regions, users, groups, credentials and policies (oci-facts.md, section 9)."""

from __future__ import annotations

from ..service import Service
from .api_keys import ApiKeys
from .compartments import Compartments
from .domains import Domains
from .dynamic_groups import DynamicGroups
from .empty_lists import EmptyTenancyLists, EmptyUserLists
from .groups import Groups
from .policies import Policies
from .regions import Regions
from .secret_credentials import AuthTokens, ConsolePasswords, CustomerSecretKeys, SmtpCredentials
from .tags import TagNamespaces, Tags
from .tenancies import AuthenticationPolicies, Tenancies
from .users import Users
from .variants import VARIANTS
from .work_requests import WorkRequests

__all__ = ["SERVICES", "VARIANTS"]

SERVICES: tuple[type[Service], ...] = (
    Tenancies,
    AuthenticationPolicies,
    Regions,
    Compartments,
    Domains,
    Users,
    ApiKeys,
    AuthTokens,
    CustomerSecretKeys,
    SmtpCredentials,
    ConsolePasswords,
    Groups,
    DynamicGroups,
    Policies,
    TagNamespaces,
    Tags,
    EmptyTenancyLists,
    EmptyUserLists,
    WorkRequests,
)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every simulated service and every unsettled behaviour."""

from __future__ import annotations

from ..tenancy.variants import Variant
from .block_volume.services import SERVICES as BLOCK_VOLUME_SERVICES
from .block_volume.variants import VARIANTS as BLOCK_VOLUME
from .database.services import SERVICES as DATABASE_SERVICES
from .database.variants import VARIANTS as DATABASE
from .file_storage.file_systems import FileSystems
from .identity.api_keys import ApiKeys
from .identity.compartments import Compartments
from .identity.domains import Domains
from .identity.dynamic_groups import DynamicGroups
from .identity.groups import Groups
from .identity.never_filled import OfTheTenancy, OfUsers
from .identity.policies import Policies
from .identity.regions import Regions
from .identity.secret_credentials import AuthTokens, ConsolePasswords, CustomerSecretKeys, SmtpCredentials
from .identity.tags import TagNamespaces, Tags
from .identity.tenancies import AuthenticationPolicies, Tenancies
from .identity.users import Users
from .identity.variants import VARIANTS as IDENTITY
from .identity.work_requests import WorkRequests as IdentityWorkRequests
from .identity_data_plane.user_sessions import UserSessions
from .identity_domains.services import SERVICES as IDENTITY_DOMAIN_SERVICES
from .identity_domains.variants import VARIANTS as IDENTITY_DOMAINS
from .key_management.services import SERVICES as KEY_MANAGEMENT_SERVICES
from .key_management.variants import VARIANTS as KEY_MANAGEMENT
from .object_storage.services import SERVICES as OBJECT_STORAGE_SERVICES
from .object_storage.variants import VARIANTS as OBJECT_STORAGE
from .resource_search.search import ResourceSearch
from .resource_search.variants import VARIANTS as RESOURCE_SEARCH
from .service import Service
from .work_requests import WorkRequests

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
    OfTheTenancy,
    OfUsers,
    IdentityWorkRequests,
    UserSessions,
    *IDENTITY_DOMAIN_SERVICES,
    ResourceSearch,
    *KEY_MANAGEMENT_SERVICES,
    *BLOCK_VOLUME_SERVICES,
    WorkRequests,
    *OBJECT_STORAGE_SERVICES,
    *DATABASE_SERVICES,
    FileSystems,
)

_UNKNOWN_FIELDS = tuple(
    Variant(
        f"{package}_unknown_fields",
        # The official TypeScript SDK's upload in parts sends a field more, and it works on Object Storage.
        ("ignored", "refused") if package == "object_storage" else ("refused", "ignored"),
        "What becomes of a body with a field that the SDK's model does not have: assumed, for each service.",
    )
    for package in sorted({service.package for service in SERVICES})
)

VARIANTS: tuple[Variant, ...] = (
    *_UNKNOWN_FIELDS,
    *BLOCK_VOLUME,
    *IDENTITY,
    *IDENTITY_DOMAINS,
    *KEY_MANAGEMENT,
    *OBJECT_STORAGE,
    *DATABASE,
    *RESOURCE_SEARCH,
)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: permissions for identity domains (package `identity_domains`).

No page lists them for SCIM. The IAM page (see `identity.py`) lists the permissions of the classic API: those of the
same operations are assumed, and for operations that the classic API does not have, the permission to read the domain.
"""

from __future__ import annotations

from collections.abc import Mapping

_CREDENTIALS = ("api_key", "auth_token", "customer_secret_key", "smtp_credential")

REQUIRED: Mapping[str, str] = {
    "list_users": "USER_INSPECT",
    "search_users": "USER_INSPECT",
    "get_user": "USER_INSPECT",
    "create_user": "USER_CREATE",
    "put_user": "USER_UPDATE",
    "patch_user": "USER_UPDATE",
    "delete_user": "USER_DELETE",
    # the caller's own
    "get_me": "",
    "list_my_groups": "",
    "search_my_groups": "",
    "list_groups": "GROUP_INSPECT",
    "search_groups": "GROUP_INSPECT",
    "get_group": "GROUP_INSPECT",
    "create_group": "GROUP_CREATE",
    "put_group": "GROUP_UPDATE",
    "patch_group": "GROUP_UPDATE",
    "delete_group": "GROUP_DELETE",
    "list_dynamic_resource_groups": "DYNAMIC_GROUP_INSPECT",
    "search_dynamic_resource_groups": "DYNAMIC_GROUP_INSPECT",
    "get_dynamic_resource_group": "DYNAMIC_GROUP_INSPECT",
    "create_dynamic_resource_group": "DYNAMIC_GROUP_CREATE",
    "put_dynamic_resource_group": "DYNAMIC_GROUP_UPDATE",
    "patch_dynamic_resource_group": "DYNAMIC_GROUP_UPDATE",
    "delete_dynamic_resource_group": "DYNAMIC_GROUP_DELETE",
    **{f"list_{name}s": "USER_READ" for name in _CREDENTIALS},
    **{f"search_{name}s": "USER_READ" for name in _CREDENTIALS},
    **{f"get_{name}": "USER_READ" for name in _CREDENTIALS},
    "list_password_policies": "DOMAIN_READ",
    "search_password_policies": "DOMAIN_READ",
    "get_password_policy": "DOMAIN_READ",
    "list_apps": "DOMAIN_READ",
    "list_identity_providers": "IDENTITY_PROVIDER_INSPECT",
    "list_o_auth2_client_credentials": "USER_READ",
    "list_user_db_credentials": "CREDENTIAL_INSPECT",
}

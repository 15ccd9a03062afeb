# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: permissions for every operation of the Identity client (package `identity`).

Source: https://docs.oracle.com/en-us/iaas/Content/Identity/policyreference/iampolicyreference.htm,
"Permissions Required for Each API Operation", unless a line says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

MANAGE_ALL_RESOURCES = "MANAGE_ALL_RESOURCES"
"""Stands for operations that have no permission of their own: only `manage all-resources` grants it."""

OWN_USER = frozenset(
    {
        "create_auth_token",
        "create_customer_secret_key",
        "create_swift_password",
        "delete_api_key",
        "list_api_keys",
        "upload_api_key",
        "get_user",  # assumed
    }
)
"""Open to every user for their own user id without a policy (docstrings of `sdk:identity/identity_client.py`)."""

INSTEAD: Mapping[str, Mapping[str, str]] = {"list_compartments": {"accessible": ""}}
"""With accessLevel=ACCESSIBLE the list contains what the caller can access, so no permission is required (assumed)."""

REQUIRED: Mapping[str, str] = {
    # tenancy, regions, availability domains
    "get_tenancy": "TENANCY_INSPECT",
    "list_regions": "TENANCY_INSPECT",
    "list_region_subscriptions": "TENANCY_INSPECT",
    "create_region_subscription": "TENANCY_UPDATE",
    "list_availability_domains": "COMPARTMENT_INSPECT",
    "list_fault_domains": "COMPARTMENT_INSPECT",
    # compartments; bulk operations act by the permissions on each resource, for which full control is assumed
    "list_compartments": "COMPARTMENT_INSPECT",
    "get_compartment": "COMPARTMENT_INSPECT",
    "create_compartment": "COMPARTMENT_CREATE",
    "update_compartment": "COMPARTMENT_UPDATE",
    "delete_compartment": "COMPARTMENT_DELETE",
    "recover_compartment": "COMPARTMENT_RECOVER",
    "move_compartment": MANAGE_ALL_RESOURCES,
    "bulk_move_resources": MANAGE_ALL_RESOURCES,
    "bulk_delete_resources": MANAGE_ALL_RESOURCES,
    "list_bulk_action_resource_types": "COMPARTMENT_INSPECT",
    # work requests; the list is assumed like the single one
    "get_work_request": "COMPARTMENT_READ",
    "list_work_requests": "COMPARTMENT_READ",
    "list_iam_work_requests": "IAM_WORKREQUEST_INSPECT",
    "get_iam_work_request": "IAM_WORKREQUEST_READ",
    "list_iam_work_request_errors": "IAM_WORKREQUEST_INSPECT",
    "list_iam_work_request_logs": "IAM_WORKREQUEST_INSPECT",
    # users; capabilities are not in the table: assumed like UpdateUser
    "list_users": "USER_INSPECT",
    "get_user": "USER_INSPECT",
    "create_user": "USER_CREATE",
    "update_user": "USER_UPDATE",
    "update_user_capabilities": "USER_UPDATE",
    "update_user_state": "USER_UPDATE USER_UNBLOCK",
    "delete_user": "USER_DELETE",
    # credentials of users; console password information and database credentials are not in the table: assumed
    "create_or_reset_ui_password": "USER_UPDATE USER_UIPASS_RESET",
    "get_user_ui_password_information": "USER_INSPECT",
    "list_api_keys": "USER_READ",
    "upload_api_key": "USER_UPDATE USER_APIKEY_ADD",
    "delete_api_key": "USER_UPDATE USER_APIKEY_REMOVE",
    "list_auth_tokens": "USER_READ",
    "create_auth_token": "USER_UPDATE USER_AUTHTOKEN_SET",
    "update_auth_token": "USER_UPDATE USER_AUTHTOKEN_RESET",
    "delete_auth_token": "USER_UPDATE USER_AUTHTOKEN_REMOVE",
    "list_swift_passwords": "USER_READ",
    "create_swift_password": "USER_UPDATE USER_SWIFTPASS_SET",
    "update_swift_password": "USER_UPDATE USER_SWIFTPASS_RESET",
    "delete_swift_password": "USER_UPDATE USER_SWIFTPASS_REMOVE",
    "list_customer_secret_keys": "USER_READ",
    "create_customer_secret_key": "USER_UPDATE USER_SECRETKEY_ADD",
    "update_customer_secret_key": "USER_UPDATE USER_SECRETKEY_UPDATE",
    "delete_customer_secret_key": "USER_UPDATE USER_SECRETKEY_REMOVE",
    "list_o_auth_client_credentials": "USER_READ",
    "create_o_auth_client_credential": "USER_UPDATE USER_OAUTH2_CLIENT_CRED_CREATE",
    "update_o_auth_client_credential": "USER_UPDATE USER_OAUTH2_CLIENT_CRED_UPDATE",
    "delete_o_auth_client_credential": "USER_UPDATE USER_OAUTH2_CLIENT_CRED_REMOVE",
    "list_smtp_credentials": "CREDENTIAL_INSPECT",
    "create_smtp_credential": "CREDENTIAL_ADD",
    "update_smtp_credential": "CREDENTIAL_UPDATE",
    "delete_smtp_credential": "CREDENTIAL_REMOVE",
    "list_db_credentials": "CREDENTIAL_INSPECT",
    "create_db_credential": "CREDENTIAL_ADD",
    "delete_db_credential": "CREDENTIAL_REMOVE",
    # one-time passwords: operations from the verb table, permissions by their names
    "list_mfa_totp_devices": "USER_READ",
    "get_mfa_totp_device": "USER_READ",
    "create_mfa_totp_device": "USER_UPDATE USER_TOTPDEVICE_ADD",
    "activate_mfa_totp_device": "USER_UPDATE USER_TOTPDEVICE_UPDATE",
    "generate_totp_seed": "USER_UPDATE USER_TOTPDEVICE_UPDATE",
    "delete_mfa_totp_device": "USER_UPDATE USER_TOTPDEVICE_REMOVE",
    # groups and memberships
    "list_groups": "GROUP_INSPECT",
    "get_group": "GROUP_INSPECT",
    "create_group": "GROUP_CREATE",
    "update_group": "GROUP_UPDATE",
    "delete_group": "GROUP_DELETE",
    "list_user_group_memberships": "GROUP_INSPECT USER_INSPECT",
    "get_user_group_membership": "USER_INSPECT GROUP_INSPECT",
    "add_user_to_group": "GROUP_UPDATE USER_UPDATE",
    "remove_user_from_group": "GROUP_UPDATE USER_UPDATE",
    # dynamic groups
    "list_dynamic_groups": "DYNAMIC_GROUP_INSPECT",
    "get_dynamic_group": "DYNAMIC_GROUP_INSPECT",
    "create_dynamic_group": "DYNAMIC_GROUP_CREATE",
    "update_dynamic_group": "DYNAMIC_GROUP_UPDATE",
    "delete_dynamic_group": "DYNAMIC_GROUP_DELETE",
    # policies
    "list_policies": "POLICY_READ",
    "get_policy": "POLICY_READ",
    "create_policy": "POLICY_CREATE",
    "update_policy": "POLICY_UPDATE",
    "delete_policy": "POLICY_DELETE",
    # authentication policy and network sources
    "get_authentication_policy": "AUTHENTICATION_POLICY_INSPECT",
    "update_authentication_policy": "AUTHENTICATION_POLICY_UPDATE",
    "list_network_sources": "NETWORK_SOURCE_INSPECT",
    "get_network_source": "NETWORK_SOURCE_INSPECT",
    "create_network_source": "NETWORK_SOURCE_CREATE",
    "update_network_source": "NETWORK_SOURCE_UPDATE",
    "delete_network_source": "NETWORK_SOURCE_DELETE",
    # identity providers; their groups and the SCIM client are not in the table: assumed
    "list_identity_providers": "IDENTITY_PROVIDER_INSPECT",
    "get_identity_provider": "IDENTITY_PROVIDER_INSPECT",
    "create_identity_provider": "IDENTITY_PROVIDER_CREATE",
    "update_identity_provider": "IDENTITY_PROVIDER_UPDATE",
    "delete_identity_provider": "IDENTITY_PROVIDER_DELETE",
    "list_identity_provider_groups": "IDENTITY_PROVIDER_INSPECT",
    "reset_idp_scim_client": "IDENTITY_PROVIDER_UPDATE",
    "list_idp_group_mappings": "IDENTITY_PROVIDER_INSPECT GROUP_INSPECT",
    "get_idp_group_mapping": "IDENTITY_PROVIDER_INSPECT GROUP_INSPECT",
    "create_idp_group_mapping": "IDENTITY_PROVIDER_UPDATE GROUP_UPDATE",
    "update_idp_group_mapping": "IDENTITY_PROVIDER_UPDATE GROUP_UPDATE",
    "delete_idp_group_mapping": "IDENTITY_PROVIDER_UPDATE GROUP_UPDATE",
    # identity domains
    "list_domains": "DOMAIN_INSPECT",
    "get_domain": "DOMAIN_READ",
    "create_domain": "DOMAIN_CREATE",
    "update_domain": "DOMAIN_UPDATE",
    "delete_domain": "DOMAIN_DELETE",
    "activate_domain": "DOMAIN_ACTIVATE",
    "deactivate_domain": "DOMAIN_DEACTIVATE",
    "enable_replication_to_region": "DOMAIN_REPLICATE",
    "change_domain_compartment": "DOMAIN_MOVE",
    "change_domain_license_type": "DOMAIN_MOVE",
    "list_allowed_domain_license_types": "DOMAIN_LICENSETYPE_READ",
    # tag namespaces and tags; locks, standard tags and the effective set are not in the table: assumed
    "list_tag_namespaces": "TAG_NAMESPACE_INSPECT",
    "get_tag_namespace": "TAG_NAMESPACE_INSPECT",
    "create_tag_namespace": "TAG_NAMESPACE_CREATE",
    "update_tag_namespace": "TAG_NAMESPACE_UPDATE",
    "delete_tag_namespace": "TAG_NAMESPACE_DELETE",
    "cascade_delete_tag_namespace": "TAG_NAMESPACE_DELETE",
    "change_tag_namespace_compartment": "TAG_NAMESPACE_MOVE",
    "add_tag_namespace_lock": "TAG_NAMESPACE_UPDATE",
    "remove_tag_namespace_lock": "TAG_NAMESPACE_UPDATE",
    "list_tags": "TAG_NAMESPACE_INSPECT",
    "get_tag": "TAG_NAMESPACE_INSPECT",
    "create_tag": "TAG_NAMESPACE_USE",
    "update_tag": "TAG_NAMESPACE_USE",
    "delete_tag": "TAG_NAMESPACE_DELETE",
    "list_cost_tracking_tags": "TAG_NAMESPACE_INSPECT",
    "bulk_edit_tags": "TAG_NAMESPACE_INSPECT",
    "bulk_delete_tags": "TAG_NAMESPACE_DELETE",
    "list_bulk_edit_tags_resource_types": "TAG_NAMESPACE_INSPECT",
    "list_standard_tag_namespaces": "TAG_NAMESPACE_INSPECT",
    "get_standard_tag_template": "TAG_NAMESPACE_INSPECT",
    "import_standard_tags": "TAG_NAMESPACE_CREATE",
    "list_tagging_work_requests": "TAG_NAMESPACE_INSPECT",
    "get_tagging_work_request": "TAG_NAMESPACE_INSPECT",
    "list_tagging_work_request_errors": "TAG_NAMESPACE_INSPECT",
    "list_tagging_work_request_logs": "TAG_NAMESPACE_INSPECT",
    # tag defaults
    "list_tag_defaults": "TAG_DEFAULT_INSPECT",
    "get_tag_default": "TAG_DEFAULT_INSPECT",
    "create_tag_default": "TAG_DEFAULT_MANAGE",
    "update_tag_default": "TAG_DEFAULT_MANAGE",
    "delete_tag_default": "TAG_DEFAULT_MANAGE",
    "add_tag_default_lock": "TAG_DEFAULT_MANAGE",
    "remove_tag_default_lock": "TAG_DEFAULT_MANAGE",
    "assemble_effective_tag_set": "TAG_DEFAULT_INSPECT",
}

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: permissions for every operation of the vault, key and crypto clients (package `key_management`).

Source: D-KEYP, "Permissions Required for Each API Operation", unless a line says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

REQUIRED: Mapping[str, str] = {
    # KmsVaultClient
    "list_vaults": "VAULT_INSPECT",
    "get_vault": "VAULT_READ",
    "get_vault_usage": "VAULT_READ",
    "create_vault": "VAULT_CREATE",
    "update_vault": "VAULT_UPDATE",
    "update_registered_vault_for_mtls": "VAULT_UPDATE",  # not in the table: assumed
    "schedule_vault_deletion": "VAULT_DELETE",
    "cancel_vault_deletion": "VAULT_DELETE",
    "change_vault_compartment": "VAULT_MOVE",
    "backup_vault": "VAULT_BACKUP",
    "restore_vault_from_file": "VAULT_RESTORE",
    "restore_vault_from_object_store": "VAULT_RESTORE",
    "list_vault_replicas": "VAULT_INSPECT",
    "create_vault_replica": "VAULT_REPLICATE",
    "delete_vault_replica": "VAULT_REPLICATE",
    # KmsManagementClient
    "list_keys": "KEY_INSPECT",
    "list_key_versions": "KEY_INSPECT",
    "get_key": "KEY_READ",
    "get_key_version": "KEY_READ",
    "get_wrapping_key": "KEY_READ",  # not in the table: assumed
    "get_replication_status": "VAULT_READ",  # not in the table: assumed
    # VAULT_CREATE_KEY and VAULT_IMPORT_KEY are required in the compartment of the vault, which the service itself
    # checks (D-KEYP).
    "create_key": "KEY_CREATE",
    "update_key": "KEY_UPDATE",
    "enable_key": "KEY_UPDATE",
    "disable_key": "KEY_UPDATE",
    "create_key_version": "KEY_ROTATE",
    "schedule_key_deletion": "KEY_DELETE",
    "cancel_key_deletion": "KEY_DELETE",
    "schedule_key_version_deletion": "KEY_DELETE",  # not in the table: assumed
    "cancel_key_version_deletion": "KEY_DELETE",  # not in the table: assumed
    "change_key_compartment": "KEY_MOVE",
    "backup_key": "KEY_BACKUP",
    "restore_key_from_file": "KEY_RESTORE",
    "restore_key_from_object_store": "KEY_RESTORE",
    "import_key": "KEY_IMPORT",
    "import_key_version": "KEY_IMPORT",
    # KmsCryptoClient
    "encrypt": "KEY_ENCRYPT",
    "decrypt": "KEY_DECRYPT",
    "generate_data_encryption_key": "KEY_ENCRYPT",
    "export_key": "KEY_EXPORT",
    "sign": "KEY_SIGN",
    "verify": "KEY_VERIFY",
    # EkmClient: not in the table, names of permissions assumed
    "list_ekms_private_endpoints": "EKMS_PRIVATE_ENDPOINT_INSPECT",
    "get_ekms_private_endpoint": "EKMS_PRIVATE_ENDPOINT_READ",
    "create_ekms_private_endpoint": "EKMS_PRIVATE_ENDPOINT_CREATE",
    "update_ekms_private_endpoint": "EKMS_PRIVATE_ENDPOINT_UPDATE",
    "delete_ekms_private_endpoint": "EKMS_PRIVATE_ENDPOINT_DELETE",
}

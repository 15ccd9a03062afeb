# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: permissions for the Autonomous Database operations of the Database client (package `database`).

Source: https://docs.oracle.com/en-us/iaas/autonomous-database-serverless/doc/autonomous-database-iam-policies.html for
manualRefresh, changeCompartment and the verb tables (create, get, list, update, delete, backups). Every other action on
an existing database is assumed to require AUTONOMOUS_DATABASE_UPDATE, every other read AUTONOMOUS_DATABASE_INSPECT.
"""

from __future__ import annotations

from collections.abc import Mapping

_INSPECT = "AUTONOMOUS_DATABASE_INSPECT"
_UPDATE = "AUTONOMOUS_DATABASE_UPDATE"

REQUIRED: Mapping[str, str] = {
    "list_autonomous_databases": _INSPECT,
    "get_autonomous_database": _INSPECT,
    "create_autonomous_database": "AUTONOMOUS_DATABASE_CREATE",
    "update_autonomous_database": _UPDATE,
    "delete_autonomous_database": "AUTONOMOUS_DATABASE_DELETE",
    "change_autonomous_database_compartment": "AUTONOMOUS_DATABASE_UPDATE AUTONOMOUS_DB_BACKUP_CONTENT_READ "
    "AUTONOMOUS_DB_BACKUP_INSPECT AUTONOMOUS_DB_BACKUP_CREATE AUTONOMOUS_DATABASE_CONTENT_WRITE",
    "change_autonomous_database_subscription": _UPDATE,
    # keys
    "configure_autonomous_database_vault_key": _UPDATE,
    "rotate_autonomous_database_encryption_key": _UPDATE,
    # running
    "start_autonomous_database": _UPDATE,
    "stop_autonomous_database": _UPDATE,
    "restart_autonomous_database": _UPDATE,
    "shrink_autonomous_database": _UPDATE,
    "restore_autonomous_database": "AUTONOMOUS_DB_BACKUP_CONTENT_READ AUTONOMOUS_DATABASE_CONTENT_WRITE",
    "autonomous_database_manual_refresh": _UPDATE,
    "fail_over_autonomous_database": _UPDATE,
    "switchover_autonomous_database": _UPDATE,
    "list_autonomous_database_clones": _INSPECT,
    "list_autonomous_database_refreshable_clones": _INSPECT,
    "list_autonomous_database_peers": _INSPECT,
    "list_autonomous_database_dataguard_associations": _INSPECT,
    "get_autonomous_database_dataguard_association": _INSPECT,
    # observation
    "register_autonomous_database_data_safe": _UPDATE,
    "deregister_autonomous_database_data_safe": _UPDATE,
    "enable_autonomous_database_management": _UPDATE,
    "disable_autonomous_database_management": _UPDATE,
    "enable_autonomous_database_operations_insights": _UPDATE,
    "disable_autonomous_database_operations_insights": _UPDATE,
    # wallets
    "generate_autonomous_database_wallet": "AUTONOMOUS_DATABASE_CONTENT_READ",
    "get_autonomous_database_wallet": _INSPECT,
    "update_autonomous_database_wallet": _UPDATE,
    "get_autonomous_database_regional_wallet": _INSPECT,
    "update_autonomous_database_regional_wallet": _UPDATE,
    # backups
    "list_autonomous_database_backups": "AUTONOMOUS_DB_BACKUP_INSPECT",
    "get_autonomous_database_backup": "AUTONOMOUS_DB_BACKUP_INSPECT",
    "create_autonomous_database_backup": "AUTONOMOUS_DB_BACKUP_CREATE AUTONOMOUS_DATABASE_CONTENT_READ",
    "update_autonomous_database_backup": "AUTONOMOUS_DB_BACKUP_CREATE",
    "delete_autonomous_database_backup": "AUTONOMOUS_DB_BACKUP_DELETE",
    # available choices: open to every principal that can inspect a database
    "list_autonomous_database_character_sets": _INSPECT,
    "list_autonomous_db_versions": _INSPECT,
    "list_autonomous_db_preview_versions": _INSPECT,
}

FURTHER: Mapping[str, Mapping[str, str]] = {
    # the page's "Cloning Permissions": assumed to be required on the source
    "create_autonomous_database": {
        "DATABASE": "AUTONOMOUS_DATABASE_CONTENT_READ",
        "CLONE_TO_REFRESHABLE": "AUTONOMOUS_DATABASE_CONTENT_READ",
        "BACKUP_FROM_ID": "AUTONOMOUS_DB_BACKUP_CONTENT_READ",
        "BACKUP_FROM_TIMESTAMP": "AUTONOMOUS_DB_BACKUP_CONTENT_READ",
    },
}

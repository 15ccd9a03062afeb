# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: permissions for every operation of the Object Storage client (package `object_storage`).

Source: D-OSP, "Permissions Required for Each API Operation", unless a line says otherwise. Where D-OSP lists two
permissions of which one suffices, the lesser is required: every verb that grants the greater grants it too.
"""

from __future__ import annotations

from collections.abc import Mapping

_REPLICATION = (
    "OBJECT_READ OBJECT_CREATE OBJECT_OVERWRITE OBJECT_INSPECT OBJECT_DELETE OBJECT_RESTORE BUCKET_READ BUCKET_UPDATE"
)

REQUIRED: Mapping[str, str] = {
    "get_namespace": "",
    "get_namespace_metadata": "OBJECTSTORAGE_NAMESPACE_READ",
    "update_namespace_metadata": "OBJECTSTORAGE_NAMESPACE_UPDATE",
    # buckets
    "list_buckets": "BUCKET_INSPECT",
    "head_bucket": "BUCKET_INSPECT",
    "get_bucket": "BUCKET_READ",
    "create_bucket": "BUCKET_CREATE",
    "update_bucket": "BUCKET_UPDATE",
    "delete_bucket": "BUCKET_DELETE",
    "reencrypt_bucket": "BUCKET_UPDATE",
    "make_bucket_writable": "OBJECT_READ OBJECT_CREATE OBJECT_OVERWRITE OBJECT_INSPECT OBJECT_DELETE "
    "BUCKET_READ BUCKET_UPDATE",
    # objects; ListObjectVersions and BatchDeleteObjects are not in the table: assumed
    "list_objects": "OBJECT_INSPECT",
    "list_object_versions": "OBJECT_INSPECT",
    "head_object": "OBJECT_INSPECT",
    "get_object": "OBJECT_READ",
    "put_object": "OBJECT_CREATE",
    "rename_object": "OBJECT_CREATE OBJECT_OVERWRITE",
    "copy_object": "OBJECT_READ OBJECT_CREATE OBJECT_OVERWRITE OBJECT_INSPECT",
    "delete_object": "OBJECT_DELETE",
    "batch_delete_objects": "OBJECT_DELETE",
    "reencrypt_object": "OBJECT_READ OBJECT_OVERWRITE",
    "restore_objects": "OBJECT_RESTORE",
    "update_object_storage_tier": "OBJECT_UPDATE_TIER",
    # multipart uploads
    "create_multipart_upload": "OBJECT_CREATE OBJECT_OVERWRITE",
    "upload_part": "OBJECT_CREATE OBJECT_OVERWRITE",
    "commit_multipart_upload": "OBJECT_CREATE OBJECT_OVERWRITE",
    "abort_multipart_upload": "OBJECT_DELETE",
    "list_multipart_uploads": "BUCKET_READ",
    "list_multipart_upload_parts": "OBJECT_INSPECT",
    # pre-authenticated requests
    "create_preauthenticated_request": "PAR_MANAGE",
    "get_preauthenticated_request": "BUCKET_READ",
    "list_preauthenticated_requests": "BUCKET_READ",
    "delete_preauthenticated_request": "PAR_MANAGE",
    # lifecycle policies, retention rules, replication
    "get_object_lifecycle_policy": "BUCKET_READ",
    "put_object_lifecycle_policy": "BUCKET_UPDATE OBJECT_CREATE OBJECT_DELETE",
    "delete_object_lifecycle_policy": "BUCKET_UPDATE",
    "list_retention_rules": "BUCKET_READ",
    "get_retention_rule": "BUCKET_READ",
    "create_retention_rule": "BUCKET_UPDATE RETENTION_RULE_MANAGE",
    "update_retention_rule": "BUCKET_UPDATE RETENTION_RULE_MANAGE",
    "delete_retention_rule": "BUCKET_UPDATE RETENTION_RULE_MANAGE",
    "list_replication_policies": "BUCKET_READ",
    "list_replication_sources": "BUCKET_READ",
    "get_replication_policy": "BUCKET_READ",
    "create_replication_policy": _REPLICATION,
    "delete_replication_policy": _REPLICATION,
    # work requests; logs and errors are not in the table: assumed like GetWorkRequest
    "list_work_requests": "OBJECT_INSPECT",
    "get_work_request": "OBJECT_READ",
    "list_work_request_logs": "OBJECT_READ",
    "list_work_request_errors": "OBJECT_READ",
    "cancel_work_request": "OBJECT_DELETE",
    # private endpoints: not in the table, assumed
    "list_private_endpoints": "OBJECTSTORAGE_PRIVATE_ENDPOINT_INSPECT",
    "get_private_endpoint": "OBJECTSTORAGE_PRIVATE_ENDPOINT_READ",
    "create_private_endpoint": "OBJECTSTORAGE_PRIVATE_ENDPOINT_CREATE",
    "update_private_endpoint": "OBJECTSTORAGE_PRIVATE_ENDPOINT_UPDATE",
    "delete_private_endpoint": "OBJECTSTORAGE_PRIVATE_ENDPOINT_DELETE",
}

FURTHER: Mapping[str, Mapping[str, str]] = {
    "get_namespace": {"compartmentId": "OBJECTSTORAGE_NAMESPACE_READ"},
}

INSTEAD: Mapping[str, Mapping[str, str]] = {
    "put_object": {"existing": "OBJECT_OVERWRITE"},
    "delete_object": {"versionId": "OBJECT_VERSION_DELETE"},
    # Nothing in a public bucket.
    "get_object": {"public": ""},
    "head_object": {"public": ""},
    "list_objects": {"public": ""},
}

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of Object Storage only. Most are in no table of Oracle's, so each cites where it was observed."""

from __future__ import annotations

from ...protocol.problems import ServiceProblem


def namespace_not_found() -> ServiceProblem:
    """Also the response to a caller without permission (oci-cli issue 554)."""
    return ServiceProblem(
        404,
        "NamespaceNotFound",
        "You do not have authorization to perform this request, or the requested resource could not be found.",
    )


def bucket_not_found(bucket: str, namespace: str) -> ServiceProblem:
    """Also the response to a caller without permission (oci-python-sdk issue 484)."""
    return ServiceProblem(
        404,
        "BucketNotFound",
        f"Either the bucket named '{bucket}' does not exist in the namespace '{namespace}' "
        "or you are not authorized to access it",
    )


def bucket_already_exists(bucket: str, namespace: str) -> ServiceProblem:
    """The name exists in this region. Code and wording are assumed."""
    return ServiceProblem(
        409,
        "BucketAlreadyExists",
        f"Either the bucket '{bucket}' in namespace '{namespace}' already exists "
        "or you are not authorized to create it",
    )


def bucket_not_empty(bucket: str) -> ServiceProblem:
    """Objects, versions, unfinished uploads or pre-authenticated requests are left. Code and wording are assumed."""
    return ServiceProblem(409, "BucketNotEmpty", f"Bucket named '{bucket}' is not empty. Delete all objects first.")


def object_not_found(name: str, bucket: str) -> ServiceProblem:
    """Code and wording are assumed."""
    return ServiceProblem(404, "ObjectNotFound", f"The object '{name}' was not found in the bucket '{bucket}'")


def if_none_match_failed() -> ServiceProblem:
    """The object exists already; the code is in the SDK's `base_client.py`."""
    return ServiceProblem(412, "IfNoneMatchFailed", "The If-None-Match header is '*' but there is an existing entity")


def insufficient_service_permissions(service: str) -> ServiceProblem:
    """The service itself lacks a permission (code: oci-facts.md, section 3; the wording is assumed)."""
    return ServiceProblem(
        400,
        "InsufficientServicePermissions",
        f'Permissions granted to the object storage service principal "{service}" to this bucket are insufficient.',
    )


def not_simulated(what: str) -> ServiceProblem:
    """Rejected by name instead of being accepted and ignored."""
    return ServiceProblem(501, "MethodNotImplemented", f"{what} is not simulated.")

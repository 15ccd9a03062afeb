# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of bucket operations: buckets are found by namespace, region and name; their OCID is shown only."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ...protocol.problems import ServiceProblem
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from ..service import Service
from .bucket_index import bucket_index_of
from .contents import Contents, StoredObject
from .problems import bucket_not_found, namespace_not_found, object_not_found

_NO_ETAG = "-"


class InNamespace(Service):
    """What all operations on buckets and objects have in common."""

    package = "object_storage"
    client = "ObjectStorageClient"

    def __init__(self, tenancy: Tenancy) -> None:
        super().__init__(tenancy)
        self.index = bucket_index_of(tenancy)

    def target(self, call: Call) -> Resource | None:
        """The bucket of the path, or the work request; the namespace must be that of the tenancy."""
        if call.path.get("namespaceName", self.tenancy.namespace) != self.tenancy.namespace:
            raise namespace_not_found()
        name = call.path.get("bucketName")
        if name is None:
            return super().target(call)
        bucket = self.index.bucket_named(name, call.region)
        if bucket is None:
            raise bucket_not_found(name, self.tenancy.namespace)
        in_step(bucket)
        call.etag = self._etag_of_part(call, bucket)
        return bucket

    def variables(self, call: Call) -> dict[str, Any]:
        """`target.bucket.name` and `target.object.name` [D-OSP]."""
        variables: dict[str, Any] = {}
        if "bucketName" in call.path:
            variables["target.bucket.name"] = call.path["bucketName"]
        elif call.operation.name == "create_bucket":
            variables["target.bucket.name"] = call.body["name"]
        if "objectName" in call.path:
            variables["target.object.name"] = object_name(call)
        return variables

    def circumstances(self, call: Call) -> tuple[str, ...]:
        """An existing object, a version of it, or a namespace that is requested by compartment [D-OSP].

        What a public bucket shows to everyone, it shows to callers without permissions too (assumed).
        """
        if (
            call.target is not None
            and call.target.kind.name == "bucket"
            and is_public(call.target, call.operation.name)
        ):
            return ("public",)
        parameters = tuple(name for name in ("versionId", "compartmentId") if name in call.query)
        if call.operation.name == "put_object" and call.target is not None:
            existing = self.contents(call.target).current(object_name(call))
            return ("existing",) if existing else ()
        return parameters

    def refusal(self, call: Call) -> ServiceProblem:
        """As if the bucket, or the namespace, did not exist (see `problems.py`)."""
        if "bucketName" in call.path:
            return bucket_not_found(call.path["bucketName"], self.tenancy.namespace)
        return namespace_not_found()

    def change_bucket(self, bucket: Resource, changes: dict[str, Any], **hidden: Any) -> None:
        """Change a bucket, whose etag is also in its body."""
        self.store.change(bucket, changes, **hidden)
        in_step(bucket)

    def contents(self, bucket: Resource) -> Contents:
        """The content of the bucket."""
        return self.index.contents(bucket)

    def contents_to_change(self, call: Call, bucket: Resource) -> Contents:
        """The content of the bucket, to be changed by this call.

        Contents are not part of the store's transactions: a change that is accepted but not applied changes a copy, and
        handlers change contents last, when nothing can fail any more.
        """
        contents = self.contents(bucket)
        return contents.copy() if call.effects.not_applied else contents

    def stored(self, call: Call, name: str | None = None) -> StoredObject:
        """The object that the call names, in the version it names; raises OCI's 404."""
        bucket = call.the_target()
        requested = name if name is not None else object_name(call)
        version_id = call.query.get("versionId")
        contents = self.contents(bucket)
        found = contents.version(requested, version_id) if version_id else contents.current(requested)
        if found is None:
            raise object_not_found(requested, str(bucket.data["name"]))
        return found

    def _etag_of_part(self, call: Call, bucket: Resource) -> str | None:
        """The etag that if-match refers to: that of the object if one is specified, otherwise that of the bucket."""
        if "objectName" in call.path:
            current = self.contents(bucket).current(object_name(call))
            return current.etag if current else _NO_ETAG
        if call.operation.name.endswith("_object_lifecycle_policy"):
            return str(bucket.data.get("objectLifecyclePolicyEtag") or _NO_ETAG)
        if "retentionRuleId" in call.path:
            rules = bucket.hidden.get("retention_rules", {})
            return str(rules.get(call.path["retentionRuleId"], {}).get("etag", _NO_ETAG))
        return None


def in_step(bucket: Resource) -> None:
    """Update the etag in the body of a bucket, also if it was changed outside of this service."""
    bucket.data["etag"] = bucket.etag


def object_name(call: Call) -> str:
    """The object that the path names; a name may end with a slash, which is a folder in the Console."""
    name = call.path["objectName"]
    return f"{name}/" if call.request.path.endswith("/") and not name.endswith("/") else name


_OPEN = {
    "ObjectRead": frozenset({"get_object", "head_object", "list_objects"}),
    "ObjectReadWithoutList": frozenset({"get_object", "head_object"}),
}


def is_public(bucket: Resource, operation: str) -> bool:
    """Whether a public bucket allows the operation to everyone (`sdk:object_storage/models/bucket.py`)."""
    return operation in _OPEN.get(str(bucket.data["publicAccessType"]), frozenset())

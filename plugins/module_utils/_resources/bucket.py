# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The key of a bucket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Optional, Union

from .._core import pages
from .._core.errors import Accepted, Failure, KeyUnusable
from .._core.sdk import service_package
from . import statements as grants
from .access import KeyAccess
from .assignment import Assignment, Change, Kind, customer_managed
from .resource_type import ResourceFacts

# oci-facts.md section 6; https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/encryption.htm
BUCKET = ResourceFacts(
    name="bucket",
    label="bucket",
    service="object_storage",
    client="ObjectStorageClient",
    ocid_kind="bucket",
    settled_states=(),
    failed_states=(),
    list_tells_key=False,
    principal="service objectstorage-{region}",
    iam_type="buckets",
    verb_to_read="read",
)

# What Object Storage answers when it, or the caller, may not use a key, or the key is not enabled: both were seen
# (oci-facts.md section 3). A bucket that is not there is told by another code.
KEY_TROUBLE = ("NotAuthorizedOrFoundKmsKey", "BadRequest", "IncorrectState")

NO_KEY = ""


class BucketKeys(KeyAccess):
    """Reads the key from the bucket and writes it by updating the bucket.

    Buckets go by C(<namespace>/<name>), since they are asked for by name; neither can hold a slash.
    """

    facts = BUCKET
    operations: ClassVar[Mapping[str, str]] = {"get": "GetBucket"}
    _namespace: Optional[str] = None

    def namespace(self) -> str:
        """The tenancy's namespace, which needs no permission and never changes, so that it is asked for once."""
        if self._namespace is None:
            with self.doing("GetNamespace", "find the tenancy's Object Storage namespace", "the namespace"):
                self._namespace = str(self.client.get_namespace().data)
        return self._namespace

    def find(self, resource_id: str) -> Assignment:
        return self.read(resource_id)

    def list(self, compartment_id: str) -> Iterator[Union[Assignment, Failure]]:
        """List answers have no key, so each bucket is read (oci-facts.md trap 15)."""
        with self.doing("ListBuckets", f"list the buckets of {compartment_id}", compartment_id):
            namespace = self.namespace()
            for each in pages.items(self.client.list_buckets, namespace, compartment_id):
                try:
                    listed: Union[Assignment, Failure] = self.read(f"{namespace}/{each.name}")
                except Failure as failure:
                    listed = failure
                yield listed

    def read(self, resource_id: str) -> Assignment:
        """Raises KeyUnusable when the bucket is there and its key keeps it shut: that is not "no key"."""
        action = f"read the bucket {resource_id}"
        namespace, name = resource_id.split("/", 1)
        try:
            with self.doing("GetBucket", action, resource_id, grants.to_read(self.facts)):
                answer = self.client.get_bucket(namespace, name)
                is_it = getattr(answer.data, "name", None) == name
                self.require(is_it, answer, operation="GetBucket", action=action, resource_id=resource_id)
        except Failure as failure:
            if failure.code == "NamespaceNotFound":
                failure.advise("Without namespace_name, the tenancy's own namespace is used.")
            if failure.code not in KEY_TROUBLE:
                raise
            raise self._shut(failure, resource_id) from None
        return self._assignment(resource_id, answer)

    def write(
        self, before: Assignment, change: Change, *, etag: Optional[str], statements: tuple[str, ...]
    ) -> Accepted:
        namespace, name = before.resource_id.split("/", 1)
        # Nothing else may be in it: compartmentId would move the bucket (oci-facts.md trap 19).
        details = service_package("object_storage").models.UpdateBucketDetails(kms_key_id=change.kms_key_id or NO_KEY)
        condition = {"if_match": etag} if etag else {}
        try:
            with self.doing(
                "UpdateBucket", self.intention(before, change), before.resource_id, statements, denials=KEY_TROUBLE
            ):
                answer = self.client.update_bucket(namespace, name, details, **condition)
        except Failure as failure:
            if change.kind is Kind.UNASSIGN and failure.status in (400, 403, 404, 409):
                failure.advise("A bucket in a security zone requires a customer-managed key: assign one instead.")
            raise
        return Accepted("UpdateBucket", answer.request_id)

    def reencrypt(self, bucket: Assignment) -> Accepted:
        """Has the data keys of all that is in the bucket wrapped anew, under the key the bucket has now."""
        namespace, name = bucket.resource_id.split("/", 1)
        region = self.session.region
        needed = grants.to_use_key(self.facts, region=region, kms_key_id=bucket.kms_key_id, compartment_id=None)
        with self.doing(
            "ReencryptBucket",
            f"re-encrypt what is in the bucket {bucket.resource_id}",
            bucket.resource_id,
            tuple(needed[:1]),
            denials=KEY_TROUBLE,
        ):
            answer = self.client.reencrypt_bucket(namespace, name)
        return Accepted("ReencryptBucket", answer.request_id, answer.headers.get("opc-work-request-id"))

    def _assignment(self, resource_id: str, answer: Any) -> Assignment:
        data = answer.data
        return Assignment(
            resource_id=resource_id,
            kms_key_id=customer_managed(data.kms_key_id),
            lifecycle_state=None,
            etag=answer.headers.get("etag"),
            attributes={
                "id": data.id,
                "name": data.name,
                "namespace": data.namespace,
                "compartment_id": data.compartment_id,
            },
        )

    def _shut(self, failure: Failure, resource_id: str) -> KeyUnusable:
        region = self.session.region
        needed = grants.to_use_key(self.facts, region=region, kms_key_id=None, compartment_id=None)[0]
        return KeyUnusable(
            f"The key of the bucket {resource_id} is disabled, pending deletion or not permitted: GetBucket answered "
            f"{failure.status} {failure.code}",
            advice=("Enable it, or cancel its deletion.",),
            missing_statements=(needed,),
            **failure.request(),
        )

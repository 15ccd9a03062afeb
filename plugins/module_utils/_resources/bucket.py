# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The key of a bucket."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Optional, Union

from .._core import pages
from .._core.errors import Accepted, Failure, KeyUnusable, NotFoundOrDenied
from .._core.sdk import service_package
from .access import PAGE, Assignable
from .assignment import Assignment, Change, Kind, Unread, customer_managed
from .resource_type import Control, KeyService, ResourceType

OBJECT_STORAGE = KeyService("object_storage", "objectstorage-{region}")

# oci-facts.md section 6; https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/encryption.htm
BUCKET = ResourceType(
    name="bucket",
    label="bucket",
    service="object_storage",
    client="ObjectStorageClient",
    ocid_kind="bucket",
    settled_states=(),
    failed_states=(),
    list_shows_key=False,
    key_service=OBJECT_STORAGE,
    principal="service objectstorage-{region}",
    iam_type="buckets",
    verb_to_read="read",
    keeps_previous_key=True,
    controls=(
        Control("CIS OCI 3.1", "5.1.2"),
        Control("Oracle Cloud Guard", "BUCKET_ENCRYPTED_WITH_ORACLE_MANAGED_KEY"),
        Control("Oracle Security Zones", "deny buckets_without_vault_key"),
    ),
)

# What Object Storage answers when it, or the caller, may not use a key, or the key is not enabled: both were seen
# (oci-facts.md section 3). A bucket that does not exist has another code.
KEY_TROUBLE = ("NotAuthorizedOrFoundKmsKey", "BadRequest", "IncorrectState")


class BucketKeys(Assignable):
    """Reads the key from the bucket and writes it by updating the bucket.

    Buckets are identified by `<namespace>/<name>`, since they are read by name; neither can hold a slash.
    """

    facts = BUCKET
    operations: ClassVar[Mapping[str, str]] = {"get": "GetBucket", "list": "ListBuckets"}
    _namespace: Optional[str] = None

    def namespace(self) -> str:
        """The tenancy's namespace, which needs no permission and never changes, so that it is read once."""
        if self._namespace is None:
            with self.doing("GetNamespace", "find the tenancy's Object Storage namespace", "the namespace"):
                self._namespace = str(self.client.get_namespace().data)
        return self._namespace

    def find(self, resource_id: str) -> Assignment:
        """A bucket by `<namespace>/<name>`, or by its OCID, with which only Resource Search can be queried."""
        if "/" in resource_id:
            return self.read(resource_id)
        query = f"query bucket resources where identifier = '{resource_id}' return allAdditionalFields"
        action = f"search for the bucket {resource_id}"
        for each in pages.each(self.session, query, action=action, resource=resource_id):
            if each.identifier != resource_id:
                continue
            seen = self.read(self.address_of(each))
            # The index may lag behind: another bucket may have been created with the name.
            if seen.attributes["id"] == resource_id:
                return seen
        raise NotFoundOrDenied(
            f"Could not find the bucket {resource_id} in {self.session.region}: Resource Search returned "
            "no bucket with this OCID that can be read",
            advice=("Specify the bucket as <namespace>/<name>.",),
            missing_statements=self.facts.statements_to_read(),
            service="resource_search",
            operation="SearchResources",
            resource=resource_id,
            region=self.session.region,
        )

    def address_of(self, found: Any) -> str:
        """The `<namespace>/<name>`, which the index shows in details."""
        details = found.additional_details if isinstance(found.additional_details, dict) else {}
        return f"{details.get('namespace') or self.namespace()}/{found.display_name}"

    def prepare(self) -> None:
        self.namespace()

    def identity(self, resource_id: str) -> str:
        """As events of OCI name it, with its region: lists do not show the OCID."""
        namespace, name = resource_id.split("/", 1)
        return f"/n/{namespace}/b/{name}@{self.session.region}"

    def entries(self, compartment_id: str) -> Iterator[Union[Assignment, Unread]]:
        """List answers have no key, so that each bucket is read (oci-facts.md trap 15)."""
        action = f"list the buckets of {compartment_id}"
        with self.doing(self.operations["list"], action, compartment_id, self.facts.statements_to_list):
            namespace = self.namespace()
            for each in pages.items(self._list_call(), compartment_id=compartment_id, limit=PAGE):
                yield Unread(f"{namespace}/{each.name}")

    def read(self, resource_id: str) -> Assignment:
        """Raises KeyUnusable when the bucket is there and its key keeps it shut: that is not "no key"."""
        action, operation = f"read the bucket {resource_id}", self.operations["get"]
        try:
            with self.doing(operation, action, resource_id, self.facts.statements_to_read()):
                answer = self._get(resource_id)
                is_it = getattr(answer.data, "name", None) == resource_id.split("/", 1)[1]
                self.require(is_it, answer, operation=operation, action=action, resource_id=resource_id)
        except Failure as failure:
            if failure.code == "NamespaceNotFound":
                failure.advise("Without namespace_name, the tenancy's own namespace is used.")
            if failure.code not in KEY_TROUBLE:
                raise
            raise self._shut(failure, resource_id) from None
        return self._bucket(resource_id, answer)

    def write(
        self, before: Assignment, change: Change, *, etag: Optional[str], statements: tuple[str, ...]
    ) -> Accepted:
        namespace, name = before.resource_id.split("/", 1)
        # Nothing else may be in it: compartmentId would move the bucket (oci-facts.md trap 19).
        details = service_package("object_storage").models.UpdateBucketDetails(kms_key_id=change.key_to_send)
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
        """Has the data keys of all objects in the bucket wrapped again, with the current key of the bucket."""
        namespace, name = bucket.resource_id.split("/", 1)
        region = self.session.region
        needed = self.facts.statements_to_use_key(region=region, kms_key_id=bucket.kms_key_id, compartment_id=None)
        with self.doing(
            "ReencryptBucket",
            f"re-encrypt what is in the bucket {bucket.resource_id}",
            bucket.resource_id,
            tuple(needed[:1]),
            denials=KEY_TROUBLE,
        ):
            answer = self.client.reencrypt_bucket(namespace, name)
        return Accepted("ReencryptBucket", answer.request_id, answer.headers.get("opc-work-request-id"))

    def _get(self, resource_id: str) -> Any:
        return self.client.get_bucket(*resource_id.split("/", 1))

    def _list_call(self) -> Any:
        return functools.partial(self.client.list_buckets, self.namespace())

    def _bucket(self, resource_id: str, answer: Any) -> Assignment:
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
            shown=data,
        )

    def _shut(self, failure: Failure, resource_id: str) -> KeyUnusable:
        region = self.session.region
        needed = self.facts.statements_to_use_key(region=region, kms_key_id=None, compartment_id=None)[0]
        return KeyUnusable(
            f"The key of the bucket {resource_id} is disabled, pending deletion or not permitted: GetBucket answered "
            f"{failure.status} {failure.code}",
            advice=("Enable it, or cancel its deletion.",),
            missing_statements=(needed,),
            **failure.request(),
        )

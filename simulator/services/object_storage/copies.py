# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of objects, within a region and across regions."""

from __future__ import annotations

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem, invalid
from ...tenancy.resource import Resource
from .background_work import BackgroundWork, described_object, is_cancelled
from .bucket_keys import service_name
from .problems import (
    bucket_not_found,
    if_none_match_failed,
    insufficient_service_permissions,
    namespace_not_found,
)
from .uploads import Uploads

# Assumed.
COPY_SECONDS = 5.0

# "you must authorize the Object Storage service for each region carrying out copy operations on your behalf":
# https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/copyingobjects.htm, which grants `manage object-family`.
_OF_THE_SERVICE = ("OBJECT_READ", "OBJECT_CREATE", "OBJECT_OVERWRITE", "OBJECT_INSPECT")
# The caller's own permissions [D-OSP]: those in the destination.
_OF_THE_CALLER = ("OBJECT_CREATE", "OBJECT_OVERWRITE")


class Copies(Uploads, BackgroundWork):
    """The work request copies the object in its state at the end of the work."""

    def copy_object(self, call: Call) -> Answer:
        """The copy is encrypted with the key of the destination bucket."""
        source, body = call.the_target(), call.body
        call.query["versionId"] = body.get("sourceVersionId")
        stored = self.stored(call, body["sourceObjectName"])
        if body.get("sourceObjectIfMatchETag", stored.etag) != stored.etag:
            raise ServiceProblem(412, "NoEtagMatch", "sourceObjectIfMatchETag does not match the object's etag.")
        destination, name = self._destination(call), body["destinationObjectName"]
        self.check_decrypts(call, stored.kms_key_id)
        key_id = destination.data.get("kmsKeyId")

        def reason_to_fail() -> str | None:
            return None if self.is_usable(key_id, destination.region) else f"Key {key_id} is not usable."

        work = self.start_work(
            call,
            "COPY_OBJECT",
            [
                described_object(source, stored.name, "READ"),
                described_object(destination, name, "WRITTEN"),
            ],
            seconds=COPY_SECONDS,
            reason_to_fail=reason_to_fail,
        )

        def complete(destination: Resource) -> None:
            if is_cancelled(work) or reason_to_fail():
                return
            copied = self.new_object(
                name=name,
                body=stored.body,
                kms_key_id=key_id,
                storage_tier=body.get("destinationObjectStorageTier", destination.data["storageTier"]),
                headers={**stored.headers, **body.get("destinationObjectMetadata", {})},
                multipart_md5=stored.multipart_md5,
            )
            versioned = destination.data["versioning"] == "Enabled"
            self.contents(destination).put(copied, keep_previous=versioned)

        self.store.after(COPY_SECONDS, destination, then=complete)
        return Answer(status=202, headers={"opc-work-request-id": work.id})

    def _destination(self, call: Call) -> Resource:
        body = call.body
        if body["destinationNamespace"] != self.tenancy.namespace:
            raise namespace_not_found()
        if body["destinationRegion"] not in self.tenancy.regions:
            raise invalid(f"The tenancy is not subscribed to the region '{body['destinationRegion']}'.")
        name = body["destinationBucket"]
        destination = self.index.bucket_named(name, body["destinationRegion"])
        allowed = destination is not None and all(
            call.allows(permission, destination.compartment_id, target__bucket__name=name)
            for permission in _OF_THE_CALLER
        )
        if destination is None or not allowed:
            raise bucket_not_found(name, self.tenancy.namespace)
        self._check_service(call, destination)
        current = self.contents(destination).current(body["destinationObjectName"])
        if current is not None and body.get("destinationObjectIfNoneMatchETag") == "*":
            raise if_none_match_failed()
        requested = body.get("destinationObjectIfMatchETag")
        if requested and (current is None or current.etag != requested):
            raise ServiceProblem(412, "NoEtagMatch", "destinationObjectIfMatchETag does not match the object's etag.")
        return destination

    def _check_service(self, call: Call, destination: Resource) -> None:
        service = service_name(call.region)
        for permission in _OF_THE_SERVICE:
            if not self.tenancy.access.allows(
                self.tenancy.access.service(service),
                permission,
                compartment_id=destination.compartment_id,
                variables={
                    "request.permission": permission,
                    "request.operation": call.operation.api_name,
                    "target.bucket.name": destination.data["name"],
                },
            ):
                raise insufficient_service_permissions(service)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Buckets: create, list, get, update, move, delete."""

from __future__ import annotations

import re
from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import invalid, related_not_found
from ...tenancy.resource import Resource
from .bucket_keys import BucketKeys
from .in_namespace import in_step
from .problems import bucket_already_exists, bucket_not_empty

# "Valid characters are uppercase or lowercase letters, numbers, hyphens, underscores, and periods" [sdk]; the length
# is assumed.
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,256}")

_SUMMARY = ("namespace", "name", "compartmentId", "createdBy", "timeCreated", "etag", "bucketScope")
_TAGS = ("freeformTags", "definedTags")
_PLAIN = (
    "metadata",
    "publicAccessType",
    "objectEventsEnabled",
    "versioning",
    "isBucketKeyEnabled",
    "bucketScope",
    *_TAGS,
)


class Buckets(BucketKeys):
    """A bucket's key is `kmsKeyId`; without one Oracle manages it."""

    def create_bucket(self, call: Call) -> Resource:
        """Created at once; names are unique in a namespace and region."""
        body = call.body
        compartment_id = self.compartment(call)
        self._check_name(body["name"], call.region)
        key_id = body.get("kmsKeyId") or None
        self.check_security_zone(compartment_id, key_id)
        if key_id:
            self.assign_key(call, key_id, creates=True)
        bucket = self.store.add(
            "bucket",
            {
                "namespace": self.tenancy.namespace,
                "name": body["name"],
                "compartmentId": compartment_id,
                "metadata": body.get("metadata", {}),
                "createdBy": call.principal.id,
                "timeCreated": self.now(),
                "publicAccessType": body.get("publicAccessType", "NoPublicAccess"),
                "storageTier": body.get("storageTier", "Standard"),
                "objectEventsEnabled": body.get("objectEventsEnabled", False),
                "freeformTags": body.get("freeformTags", {}),
                "definedTags": body.get("definedTags", {}),
                "replicationEnabled": False,
                "isReadOnly": False,
                "versioning": body.get("versioning", "Disabled"),
                "isBucketKeyEnabled": body.get("isBucketKeyEnabled", False),
                "bucketScope": body.get("bucketScope", "NAMESPACE"),
                **({"kmsKeyId": key_id} if key_id else {}),
            },
            region=call.region,
            # GetBucket returns it on request only [sdk], other responses never.
            hidden={"autoTiering": body.get("autoTiering", "Disabled")},
        )
        in_step(bucket)
        self.index.name_bucket(bucket)
        return bucket

    def get_bucket(self, call: Call) -> Resource | Answer:
        """One bucket; the service requires KEY_DECRYPT on its key [D-OSP], which must be usable."""
        bucket = self._looked_at(call)
        if _is_unchanged(call, bucket):
            return Answer(status=304, headers={"etag": bucket.etag})
        fields = str(call.query.get("fields", "")).lower().split(",")
        extra: dict[str, Any] = {}
        objects = list(self.contents(bucket).versions()) if "approximate" in ",".join(fields) else []
        if "approximatecount" in fields:
            extra["approximateCount"] = sum(not stored.is_delete_marker for stored in objects)
        if "approximatesize" in fields:
            extra["approximateSize"] = sum(len(stored.body) for stored in objects)
        if "autotiering" in fields:
            extra["autoTiering"] = bucket.hidden["autoTiering"]
        return Answer({**call.seen(bucket), **extra}, headers={"etag": call.seen_etag(bucket)}) if extra else bucket

    def head_bucket(self, call: Call) -> Answer:
        """Whether the bucket exists, and its etag; requires the key like GetBucket [D-OSP]."""
        bucket = self._looked_at(call)
        return Answer(status=304 if _is_unchanged(call, bucket) else 200, headers={"etag": bucket.etag})

    def list_buckets(self, call: Call) -> list[dict[str, Any]]:
        """Summaries without the key, sorted by name (assumed); tags on request only [sdk]."""
        listed = self.store.listing("bucket", region=call.region, compartment_id=self.compartment(call))
        for bucket in listed:
            in_step(bucket)
        shown = (*_SUMMARY, *_TAGS) if "tags" in str(call.query.get("fields", "")) else _SUMMARY
        return [
            {name: call.seen(bucket)[name] for name in shown}
            for bucket in sorted(listed, key=lambda bucket: str(bucket.data["name"]))
        ]

    def update_bucket(self, call: Call) -> Resource:
        """Only specified fields change: `kmsKeyId` "" unassigns the key, `compartmentId` moves the bucket [sdk]."""
        bucket, body = call.the_target(), call.body
        if body.get("namespace", self.tenancy.namespace) != self.tenancy.namespace:
            raise invalid("A bucket cannot be moved to another namespace.")
        changes: dict[str, Any] = {name: body[name] for name in _PLAIN if name in body}
        if body.get("name", bucket.data["name"]) != bucket.data["name"]:
            self._check_name(body["name"], call.region)
            changes["name"] = body["name"]
        if "kmsKeyId" in body:
            changes["kmsKeyId"] = self._change_key(call, bucket, body["kmsKeyId"] or None)
        if body.get("compartmentId", bucket.compartment_id) != bucket.compartment_id:
            changes["compartmentId"] = self._new_compartment(call, bucket, changes)
        hidden = {"autoTiering": body["autoTiering"]} if "autoTiering" in body else {}
        self.change_bucket(bucket, changes, **hidden)
        self.index.name_bucket(bucket)
        return bucket

    def delete_bucket(self, call: Call) -> None:
        """Only one without objects, uploads and pre-authenticated requests [sdk]; the key may be unusable (assumed)."""
        bucket = call.the_target()
        if not self.contents(bucket).is_empty or bucket.hidden.get("preauthenticated_requests"):
            raise bucket_not_empty(str(bucket.data["name"]))
        self.store.remove(bucket)

    def make_bucket_writable(self, call: Call) -> None:
        """Stop being the destination of a replication [sdk]."""
        self.change_bucket(call.the_target(), {"isReadOnly": False})

    def list_replication_policies(self, call: Call) -> list[dict[str, Any]]:
        """Always empty: replication is not simulated."""
        return []

    def list_replication_sources(self, call: Call) -> list[dict[str, Any]]:
        """Always empty: replication is not simulated."""
        return []

    def _looked_at(self, call: Call) -> Resource:
        bucket = call.the_target()
        self.check_decrypts(call, bucket.data.get("kmsKeyId"))
        return bucket

    def _change_key(self, call: Call, bucket: Resource, key_id: str | None) -> str | None:
        """The new `kmsKeyId`. Existing objects keep the keys that they are encrypted with (section 6)."""
        current = bucket.data.get("kmsKeyId")
        self.check_security_zone(bucket.compartment_id, key_id, flagged=bool(bucket.hidden.get("security_zone")))
        if current and current != key_id:
            self.release_key(call, current)
        if key_id:
            self.assign_key(call, key_id, creates=False)
        return key_id

    def _new_compartment(self, call: Call, bucket: Resource, changes: dict[str, Any]) -> str:
        """The new compartment of a bucket. That BUCKET_CREATE is required in it is assumed."""
        compartment_id: str = call.body["compartmentId"]
        compartment = self.store.find(compartment_id)
        if (
            compartment is None
            or compartment.kind.name not in ("compartment", "tenancy")
            or not call.allows("BUCKET_CREATE", compartment_id, target__bucket__name=bucket.data["name"])
        ):
            raise related_not_found(compartment_id)
        self.check_security_zone(compartment_id, changes.get("kmsKeyId", bucket.data.get("kmsKeyId")))
        return compartment_id

    def _check_name(self, name: str, region: str) -> None:
        if not _NAME.fullmatch(name):
            raise invalid(
                f"The bucket name '{name}' is invalid: "
                "only letters, numbers, hyphens, underscores and periods are allowed."
            )
        if self.index.bucket_named(name, region) is not None:
            raise bucket_already_exists(name, self.tenancy.namespace)


def _is_unchanged(call: Call, bucket: Resource) -> bool:
    return str(call.headers.get("if-none-match", "")).strip('"') == bucket.etag

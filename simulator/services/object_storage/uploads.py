# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stores what a client uploads: its digest, its headers, and the key that it is encrypted with."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from ...protocol.call import Answer, Call
from ...protocol.parameters import header_values
from ...protocol.problems import ServiceProblem, incorrect_state
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from .bucket_keys import BucketKeys
from .contents import StoredObject
from .problems import if_none_match_failed, not_simulated

_KEPT_HEADERS = ("content-type", "content-language", "content-encoding", "content-disposition", "cache-control")
_DAYS = {"DAYS": 1, "YEARS": 365}


class Uploads(BucketKeys):
    """What uploads, multipart uploads and copies have in common."""

    def kept_headers(self, call: Call) -> dict[str, str]:
        """The headers of a PUT that every GET returns."""
        sent = call.request.headers
        kept = {name: sent[name] for name in _KEPT_HEADERS if name in sent}
        return {**kept, **header_values(sent, "opc-meta-")}

    def key_for(self, call: Call, bucket: Resource) -> str | None:
        """The key that wraps a new object: the one in `opc-sse-kms-key-id`, otherwise the bucket's.

        Raises OCI's error. That such a key requires the caller's key-delegate, as a bucket's does, is assumed.
        """
        if "opc-sse-customer-key" in call.headers:
            raise not_simulated("A customer-provided key (SSE-C)")
        own = call.headers.get("opc-sse-kms-key-id")
        if own:
            self.assign_key(call, str(own), creates=True)
            return str(own)
        key_id = bucket.data.get("kmsKeyId")
        self.check_encrypts(call, key_id)
        return key_id

    def check_may_store(self, call: Call, bucket: Resource, name: str) -> None:
        """Check that the bucket accepts objects, and this one; raises OCI's error."""
        if bucket.data["isReadOnly"]:
            raise incorrect_state(f"The bucket '{bucket.data['name']}' is read-only.")
        current = self.contents(bucket).current(name)
        if current is None:
            return
        if call.headers.get("if-none-match") == "*":
            raise if_none_match_failed()
        if bucket.data["versioning"] != "Enabled":
            self.check_retained(bucket, current)

    def check_retained(self, bucket: Resource, stored: StoredObject) -> None:
        """A retention rule prevents that objects are deleted or overwritten; the code is assumed."""
        now = self.now()
        for rule in bucket.hidden.get("retention_rules", {}).values():
            if _retained_until(rule, stored) > now:
                raise ServiceProblem(
                    409, "Conflict", f"The object '{stored.name}' is retained by the rule '{rule['displayName']}'."
                )

    def store_object(self, call: Call, bucket: Resource, stored: StoredObject) -> Answer:
        """Store an object in its bucket, and return OCI's response."""
        versioned = bucket.data["versioning"] == "Enabled"
        self.contents_to_change(call, bucket).put(stored, keep_previous=versioned)
        return Answer(status=200, headers=described(stored))

    def new_object(
        self,
        *,
        name: str,
        body: bytes,
        kms_key_id: str | None,
        storage_tier: str,
        headers: Mapping[str, str],
        multipart_md5: str | None = None,
    ) -> StoredObject:
        """A new object with the current time."""
        now = self.now()
        return StoredObject(
            name=name,
            body=body,
            md5=md5_of(body),
            etag=self.new_id(),
            version_id=self.new_id(),
            time_created=now,
            time_modified=now,
            kms_key_id=kms_key_id,
            storage_tier=storage_tier,
            headers=dict(headers),
            multipart_md5=multipart_md5,
        )

    def new_id(self) -> str:
        """An id in the form of Object Storage's etags (seed 003), and of versions and uploads (assumed)."""
        return str(uuid.UUID(self.tenancy.identifiers.hexadecimal(32)))


def described(stored: StoredObject) -> dict[str, str]:
    """The headers that describe a stored object."""
    headers = {
        "etag": stored.etag,
        "last-modified": http_date(stored.time_modified),
        # Also in buckets without versions: the responses of public buckets that public repositories print have one.
        "version-id": stored.version_id,
    }
    if stored.multipart_md5:
        headers["opc-multipart-md5"] = stored.multipart_md5
    else:
        headers["opc-content-md5"] = stored.md5
    return headers


def md5_of(body: bytes) -> str:
    """The digest in the form of Object Storage."""
    return base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode("ascii")


def check_md5(call: Call) -> None:
    """Reject a body that does not have the declared digest (code and wording: help text of `oci os object put`)."""
    requested, computed = call.headers.get("content-md5"), md5_of(call.body or b"")
    if requested and requested != computed:
        raise ServiceProblem(
            400,
            "UnmatchedContentMD5",
            f"The computed MD5 of the request body ({computed}) does not match the Content-MD5 header ({requested})",
        )


def http_date(time: str) -> str:
    """An OCI time in the form of HTTP headers."""
    return format_datetime(datetime.fromisoformat(time), usegmt=True)


def _retained_until(rule: Mapping[str, object], stored: StoredObject) -> str:
    """Whether a rule applies to the object; a rule without a duration always does."""
    duration = rule.get("duration")
    if not isinstance(duration, dict):
        return "9999"
    days = int(duration["timeAmount"]) * _DAYS[str(duration["timeUnit"])]
    return timestamp(datetime.fromisoformat(stored.time_modified).timestamp() + days * 24 * 3600)

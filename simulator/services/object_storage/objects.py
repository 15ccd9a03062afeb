# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects: put, get, head, rename, delete."""

from __future__ import annotations

import re
from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem, invalid
from ...tenancy.resource import Resource
from .contents import StoredObject
from .in_namespace import object_name
from .problems import if_none_match_failed, object_not_found
from .uploads import Uploads, check_md5, described

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_MOST_IN_A_BATCH = 1000


class Objects(Uploads):
    """Each object keeps the key that wrapped it when it was written, until it is re-encrypted (section 6)."""

    def put_object(self, call: Call) -> Answer:
        """Store an object, replacing an existing one."""
        bucket, name = call.the_target(), object_name(call)
        self.check_may_store(call, bucket, name)
        check_md5(call)
        stored = self.new_object(
            name=name,
            body=call.body or b"",
            kms_key_id=self.key_for(call, bucket),
            storage_tier=str(call.headers.get("storage-tier", bucket.data["storageTier"])),
            headers=self.kept_headers(call),
        )
        return self.store_object(call, bucket, stored)

    def get_object(self, call: Call) -> Answer:
        """The content; the service must be able to use the key that the object is encrypted with."""
        bucket, stored = call.the_target(), self.stored(call)
        if stored.is_delete_marker:
            raise object_not_found(stored.name, str(bucket.data["name"]))
        self.check_decrypts(call, stored.kms_key_id)
        if stored.storage_tier == "Archive":
            # The code is assumed.
            raise ServiceProblem(409, "NotRestored", f"The object '{stored.name}' is archived and must be restored.")
        headers = {**_shown(stored), **_overridden(call)}
        if str(call.headers.get("if-none-match", "")).strip('"') == stored.etag:
            return Answer(status=304, headers=headers)
        requested = call.headers.get("range")
        if not requested:
            return Answer(stored.body, headers=headers)
        first, last = _range(str(requested), len(stored.body))
        headers["content-length"] = str(last - first + 1)
        headers["content-range"] = f"bytes {first}-{last}/{len(stored.body)}"
        return Answer(stored.body[first : last + 1], headers=headers, status=206)

    def head_object(self, call: Call) -> Answer:
        """The headers of an object; its key is not required (assumed)."""
        bucket, stored = call.the_target(), self.stored(call)
        if stored.is_delete_marker:
            raise object_not_found(stored.name, str(bucket.data["name"]))
        return Answer(status=200, headers=_shown(stored))

    def delete_object(self, call: Call) -> Answer:
        """Deleted, or, in a versioned bucket, hidden by a delete marker; a specified version is deleted permanently."""
        bucket, stored = call.the_target(), self.stored(call)
        return Answer(status=204, headers=self._delete(call, bucket, stored, for_good="versionId" in call.query))

    def batch_delete_objects(self, call: Call) -> dict[str, Any]:
        """Delete several; missing ones are reported separately."""
        bucket, requested = call.the_target(), call.body["objects"]
        if len(requested) > _MOST_IN_A_BATCH:
            raise invalid(f"At most {_MOST_IN_A_BATCH} objects can be deleted at once.")
        deleted: list[dict[str, Any]] = []
        failed: list[dict[str, Any]] = []
        for one in requested:
            try:
                stored = self.stored(call, one["objectName"])
                if one.get("ifMatch", stored.etag) != stored.etag:
                    raise ServiceProblem(412, "NoEtagMatch", "The ifMatch does not match the object's etag.")
                headers = self._delete(call, bucket, stored, for_good=False)
            except ServiceProblem as problem:
                failed.append(
                    {
                        "objectName": one["objectName"],
                        "statusCode": problem.status,
                        "errorCode": problem.code,
                        "errorMessage": problem.message,
                    }
                )
            else:
                deleted.append(
                    {
                        "objectName": one["objectName"],
                        "timeLastModified": stored.time_modified,
                        "isDeleteMarker": headers.get("is-delete-marker") == "true",
                    }
                )
        return {"deleted": [] if call.body.get("isSkipDeletedResult") else deleted, "failed": failed}

    def rename_object(self, call: Call) -> Answer:
        """Rename an object; content and key do not change."""
        bucket, body = call.the_target(), call.body
        stored = self.stored(call, body["sourceName"])
        current = self.contents(bucket).current(body["newName"])
        if current is not None and body.get("newObjIfNoneMatchETag") == "*":
            raise if_none_match_failed()
        for requested, found in (("srcObjIfMatchETag", stored), ("newObjIfMatchETag", current)):
            if body.get(requested) and (found is None or found.etag != body[requested]):
                raise ServiceProblem(412, "NoEtagMatch", f"{requested} does not match the object's etag.")
        self.check_may_store(call, bucket, body["newName"])
        self.check_retained(bucket, stored)
        renamed = self.new_object(
            name=body["newName"],
            body=stored.body,
            kms_key_id=stored.kms_key_id,
            storage_tier=stored.storage_tier,
            headers=stored.headers,
            multipart_md5=stored.multipart_md5,
        )
        answer = self.store_object(call, bucket, renamed)
        self._delete(call, bucket, stored, for_good=False)
        return answer

    def update_object_storage_tier(self, call: Call) -> Answer:
        """Change the storage tier of an object."""
        bucket, body = call.the_target(), call.body
        contents = self.contents_to_change(call, bucket)
        name, version_id = body["objectName"], body.get("versionId")
        stored = contents.version(name, version_id) if version_id else contents.current(name)
        if stored is None:
            raise object_not_found(name, str(bucket.data["name"]))
        stored.storage_tier = body["storageTier"]
        return Answer(status=200)

    def _delete(self, call: Call, bucket: Resource, stored: StoredObject, *, for_good: bool) -> dict[str, str]:
        """The headers that describe the result."""
        versioned = bucket.data["versioning"] == "Enabled"
        headers = {"last-modified": described(stored)["last-modified"]}
        contents = self.contents_to_change(call, bucket)
        if versioned and not for_good:
            marker = self.new_object(
                name=stored.name, body=b"", kms_key_id=None, storage_tier=stored.storage_tier, headers={}
            )
            marker.is_delete_marker = True
            contents.put(marker, keep_previous=True)
            return {**headers, "version-id": marker.version_id, "is-delete-marker": "true"}
        self.check_retained(bucket, stored)
        removed = contents.version(stored.name, stored.version_id)
        if removed is not None:
            contents.remove(removed)
        if not for_good:
            return headers
        # The result for the specified version: `DeleteObjectResponse` of Oracle's SDKs for Go and Java.
        return {**headers, "version-id": stored.version_id, "is-delete-marker": str(stored.is_delete_marker).lower()}


def _shown(stored: StoredObject) -> dict[str, str]:
    """The headers of GET and HEAD, where the digest has its name in HTTP."""
    headers = described(stored)
    if "opc-content-md5" in headers:
        headers["content-md5"] = headers.pop("opc-content-md5")
    if stored.storage_tier == "Archive":
        headers["archival-state"] = "Archived"
    return {
        "content-type": "application/octet-stream",
        "accept-ranges": "bytes",
        **stored.headers,
        **headers,
        "content-length": str(len(stored.body)),
        "storage-tier": stored.storage_tier,
    }


def _overridden(call: Call) -> dict[str, str]:
    """Headers that a GET requests to override [sdk]."""
    return {
        header: str(call.query[parameter])
        for parameter, header in {
            "httpResponseContentDisposition": "content-disposition",
            "httpResponseCacheControl": "cache-control",
            "httpResponseContentType": "content-type",
            "httpResponseContentLanguage": "content-language",
            "httpResponseContentEncoding": "content-encoding",
            "httpResponseExpires": "expires",
        }.items()
        if parameter in call.query
    }


def _range(requested: str, size: int) -> tuple[int, int]:
    """First and last byte of a single range; raises 416 (code assumed) if it is empty."""
    found = _RANGE.fullmatch(requested.strip())
    if found is None or found[0] == "bytes=-":
        raise invalid(f"The range '{requested}' is not valid.")
    if not found[1]:
        first, last = max(size - int(found[2]), 0), size - 1
    else:
        first, last = int(found[1]), min(int(found[2]) if found[2] else size - 1, size - 1)
    if first > last:
        raise ServiceProblem(416, "InvalidRange", f"The range '{requested}' is not within the object's {size} bytes.")
    return first, last

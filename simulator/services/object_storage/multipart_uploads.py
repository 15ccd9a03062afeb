# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Multipart uploads: create, upload parts, commit or abort."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem, invalid, missing
from .contents import Part, Upload
from .in_namespace import object_name
from .uploads import Uploads, check_md5, md5_of


class MultipartUploads(Uploads):
    """The result of a commit is an object, encrypted with the key that was selected at the start."""

    def create_multipart_upload(self, call: Call) -> dict[str, Any]:
        """Start an upload."""
        bucket, body = call.the_target(), call.body
        self.check_may_store(call, bucket, body["object"])
        named = {
            "content-type": "contentType",
            "content-language": "contentLanguage",
            "content-encoding": "contentEncoding",
            "content-disposition": "contentDisposition",
            "cache-control": "cacheControl",
        }
        headers = {header: body[field] for header, field in named.items() if field in body}
        upload = Upload(
            id=self.new_id(),
            name=body["object"],
            time_created=self.now(),
            kms_key_id=self.key_for(call, bucket),
            storage_tier=body.get("storageTier", bucket.data["storageTier"]),
            # Clients prefix metadata as in the headers of an object.
            headers={**headers, **{name.lower(): value for name, value in body.get("metadata", {}).items()}},
        )
        self.contents_to_change(call, bucket).uploads[upload.id] = upload
        return self._described(call, upload)

    def upload_part(self, call: Call) -> Answer:
        """Upload one part; repeating a number replaces the part."""
        upload = self._upload(call)
        number = call.query.get("uploadPartNum")
        if number is None:
            raise missing("uploadPartNum")
        check_md5(call)
        part = Part(number=int(number), body=call.body or b"", md5=md5_of(call.body or b""), etag=self.new_id())
        if not call.effects.not_applied:
            upload.parts[part.number] = part
        return Answer(status=200, headers={"etag": part.etag, "opc-content-md5": part.md5})

    def list_multipart_upload_parts(self, call: Call) -> list[dict[str, Any]]:
        """The uploaded parts."""
        parts = self._upload(call).parts
        return [
            {"partNumber": part.number, "etag": part.etag, "md5": part.md5, "size": len(part.body)}
            for _number, part in sorted(parts.items())
        ]

    def list_multipart_uploads(self, call: Call) -> list[dict[str, Any]]:
        """The uploads of a bucket that are neither committed nor aborted."""
        return [self._described(call, upload) for upload in self.contents(call.the_target()).uploads.values()]

    def commit_multipart_upload(self, call: Call) -> Answer:
        """Create one object from the specified parts, in the order of their numbers."""
        bucket, upload = call.the_target(), self._upload(call)
        self.check_may_store(call, bucket, upload.name)
        parts = []
        for named in sorted(call.body["partsToCommit"], key=lambda named: int(named["partNum"])):
            part = upload.parts.get(named["partNum"])
            if part is None or part.etag != named["etag"].strip('"'):
                raise invalid(f"Part {named['partNum']} was not uploaded with the etag {named['etag']}.")
            parts.append(part)
        digests = b"".join(base64.b64decode(part.md5) for part in parts)
        digest = base64.b64encode(hashlib.md5(digests, usedforsecurity=False).digest()).decode("ascii")
        stored = self.new_object(
            name=upload.name,
            body=b"".join(part.body for part in parts),
            kms_key_id=upload.kms_key_id,
            storage_tier=upload.storage_tier,
            headers=upload.headers,
            multipart_md5=f"{digest}-{len(parts)}",
        )
        answer = self.store_object(call, bucket, stored)
        self.contents_to_change(call, bucket).uploads.pop(upload.id, None)
        return answer

    def abort_multipart_upload(self, call: Call) -> None:
        """Discard the parts."""
        upload = self._upload(call)
        self.contents_to_change(call, call.the_target()).uploads.pop(upload.id)

    def _upload(self, call: Call) -> Upload:
        """The upload that the call names; the code of its 404 is assumed."""
        upload = self.contents(call.the_target()).uploads.get(str(call.query.get("uploadId")))
        if upload is None or upload.name != object_name(call):
            raise ServiceProblem(404, "NoSuchUpload", f"There is no upload '{call.query.get('uploadId')}'.")
        return upload

    def _described(self, call: Call, upload: Upload) -> dict[str, Any]:
        return {
            "namespace": self.tenancy.namespace,
            "bucket": call.the_target().data["name"],
            "object": upload.name,
            "uploadId": upload.id,
            "timeCreated": upload.time_created,
            "storageTier": upload.storage_tier,
        }

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wraps the data keys of objects again: a previous master key is not required any more (oci-facts.md, section 6)."""

from __future__ import annotations

from ...protocol.call import Answer, Call
from ...protocol.problems import invalid
from ...tenancy.resource import Resource
from .background_work import BackgroundWork, described_bucket, is_cancelled
from .bucket_keys import BucketKeys

# Durations are assumed: "The call can take a long time, depending on how many objects are in the bucket" [sdk].
REENCRYPT_SECONDS = 10.0
SECONDS_AN_OBJECT = 0.1


class Reencryption(BucketKeys, BackgroundWork):
    """Whole buckets as a work request, single objects at once."""

    def reencrypt_bucket(self, call: Call) -> Answer:
        """Wrap all objects and versions written before the call with the bucket's key.

        Until it has ended, the previous keys must stay usable. Without a `kmsKeyId` it fails [sdk]; the code is
        assumed.
        """
        bucket = call.the_target()
        key_id = bucket.data.get("kmsKeyId")
        if not key_id:
            raise invalid(f"The bucket '{bucket.data['name']}' has no kmsKeyId to re-encrypt with.")
        self.check_encrypts(call, key_id)
        contents = self.contents(bucket)
        only_bucket_key = bool(call.query.get("isReencryptBucketKeyOnly"))
        stored = [] if only_bucket_key else [one for one in contents.versions() if not one.is_delete_marker]

        def closed() -> list[str]:
            return sorted({one.name for one in stored if not self.is_usable(one.kms_key_id, bucket.region)})

        def reason_to_fail() -> str | None:
            if not self.is_usable(key_id, bucket.region):
                return f"Key {key_id} is not usable."
            return f"The keys of these objects are not usable: {', '.join(closed())}" if closed() else None

        seconds = REENCRYPT_SECONDS + SECONDS_AN_OBJECT * len(stored)
        work = self.start_work(
            call, "REENCRYPT", [described_bucket(bucket, "UPDATED")], seconds=seconds, reason_to_fail=reason_to_fail
        )

        def rewrap(bucket: Resource) -> None:
            if is_cancelled(work) or not self.is_usable(key_id, bucket.region):
                return
            for one in stored:
                if self.is_usable(one.kms_key_id, bucket.region):
                    one.kms_key_id = key_id

        self.store.after(seconds, bucket, then=rewrap)
        return Answer(status=202, headers={"opc-work-request-id": work.id})

    def reencrypt_object(self, call: Call) -> Answer:
        """Wrap one object with the specified key, otherwise with the bucket's or Oracle's [sdk]."""
        bucket, stored = call.the_target(), self.stored(call)
        self.check_decrypts(call, stored.kms_key_id)
        own = (call.body or {}).get("kmsKeyId")
        if own:
            self.assign_key(call, own, creates=True)
        else:
            self.check_encrypts(call, bucket.data.get("kmsKeyId"))
        if not call.effects.not_applied:
            stored.kms_key_id = own or bucket.data.get("kmsKeyId")
        return Answer(status=200)

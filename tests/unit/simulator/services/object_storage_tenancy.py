# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenancy with an encrypted bucket, and shortcuts for the objects in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oci.object_storage import models

from simulator.cloud import Cloud
from tests.unit.simulator.services.keyed_tenancy import HOME, KeyedTenancy

NS = "axexample"


class Storage(KeyedTenancy):
    """A founded tenancy with the bucket `b`."""

    def __init__(self, cloud: Cloud, client: Callable[..., Any]) -> None:
        super().__init__(cloud, client)
        self.storage = client("object_storage.ObjectStorageClient")
        self.allow(f"Allow service objectstorage-{HOME} to use keys in compartment security")
        self.first = self.key()
        self.bucket("b", kms_key_id=self.first)

    def bucket(self, name: str, **details: Any) -> None:
        requested = models.CreateBucketDetails(name=name, compartment_id=self.projx, **details)
        self.storage.create_bucket(NS, requested)

    def put(self, name: str, body: bytes = b"data", *, bucket: str = "b", **options: Any) -> Any:
        return self.storage.put_object(NS, bucket, name, body, **options)

    def read(self, name: str, *, bucket: str = "b", **options: Any) -> bytes:
        content: bytes = self.storage.get_object(NS, bucket, name, **options).data.content
        return content

    def assign(self, key_id: str, *, bucket: str = "b") -> None:
        self.storage.update_bucket(NS, bucket, models.UpdateBucketDetails(kms_key_id=key_id))

    def names(self, **options: Any) -> list[str]:
        return [one.name for one in self.storage.list_objects(NS, "b", **options).data.objects]

    def reencrypt(self, **options: Any) -> str:
        return str(self.storage.reencrypt_bucket(NS, "b", **options).headers["opc-work-request-id"])

    def status(self, work_id: str) -> str:
        return str(self.storage.get_work_request(work_id).data.status)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenancy in which Object Storage can use keys, with shortcuts for its buckets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oci.object_storage import models

from simulator.cloud import Cloud
from tests.unit.simulator.services.keyed_tenancy import HOME, KeyedTenancy

GRANT = f"Allow service objectstorage-{HOME} to use keys in compartment security"


class Buckets(KeyedTenancy):
    """A founded tenancy with the grant of its home region, and no bucket."""

    def __init__(self, cloud: Cloud, client: Callable[..., Any]) -> None:
        super().__init__(cloud, client)
        self.storage = client("object_storage.ObjectStorageClient")
        self.namespace = cloud.tenancy.namespace
        self.policy = self.allow(GRANT)

    def bucket(self, name: str = "b", **details: Any) -> Any:
        requested = models.CreateBucketDetails(name=name, compartment_id=self.projx, **details)
        return self.storage.create_bucket(self.namespace, requested).data

    def get(self, name: str = "b", **options: Any) -> Any:
        return self.storage.get_bucket(self.namespace, name, **options).data

    def update(self, bucket: str = "b", options: dict[str, Any] | None = None, **details: Any) -> Any:
        requested = models.UpdateBucketDetails(**details)
        return self.storage.update_bucket(self.namespace, bucket, requested, **(options or {})).data

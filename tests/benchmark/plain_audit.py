# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a script with the SDK and 16 threads takes to list the keys of a tenancy, without any check of an answer."""

from __future__ import annotations

import json
import os
import resource
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import oci

THREADS = 16

BLOCK_STORAGE = ("list_volumes", "list_boot_volumes", "list_volume_backups", "list_boot_volume_backups")


class Script:
    """The lists of a tenancy, each in the thread that takes it."""

    def __init__(self) -> None:
        self._config = oci.config.from_file(os.environ["OCI_CONFIG_FILE"])
        names = ("tenancy", "user", "fingerprint", "key_file")
        self._signer = oci.signer.Signer(*(self._config[name] for name in names))
        self._of_thread = threading.local()
        identity = self._client(oci.identity.IdentityClient, self._config["region"])
        self._tenancy = self._config["tenancy"]
        self.regions = [each.region_name for each in identity.list_region_subscriptions(self._tenancy).data]
        listed = _all(identity.list_compartments, self._tenancy, compartment_id_in_subtree=True)
        self.compartments = [self._tenancy, *(each.id for each in listed)]
        self._domains = {each: self._domains_of(each) for each in self.regions}
        self._namespace = (
            self._client(oci.object_storage.ObjectStorageClient, self._config["region"]).get_namespace().data
        )

    def _domains_of(self, region: str) -> list[str]:
        identity = self._client(oci.identity.IdentityClient, region)
        return [each.name for each in identity.list_availability_domains(self._tenancy).data]

    def _client(self, kind: Callable[..., Any], region: str) -> Any:
        clients = self._of_thread.__dict__
        if (kind, region) not in clients:
            clients[kind, region] = kind({**self._config, "region": region}, signer=self._signer)
        return clients[kind, region]

    def units(self, region: str, compartment: str) -> list[Callable[[], int]]:
        """The lists of a compartment in a region."""
        volumes = [lambda name=name: self._volumes(name, region, compartment) for name in BLOCK_STORAGE]
        others = (self._buckets, self._files, self._databases)
        return [*volumes, *(lambda each=each: each(region, compartment) for each in others)]

    def _volumes(self, name: str, region: str, compartment: str) -> int:
        client = self._client(oci.core.BlockstorageClient, region)
        return len([each.kms_key_id for each in _all(getattr(client, name), compartment_id=compartment)])

    def _buckets(self, region: str, compartment: str) -> int:
        client = self._client(oci.object_storage.ObjectStorageClient, region)
        listed = _all(client.list_buckets, self._namespace, compartment)
        return len([client.get_bucket(self._namespace, each.name).data.kms_key_id for each in listed])

    def _files(self, region: str, compartment: str) -> int:
        client = self._client(oci.file_storage.FileStorageClient, region)
        return sum(len(_all(client.list_file_systems, compartment, each)) for each in self._domains[region])

    def _databases(self, region: str, compartment: str) -> int:
        client = self._client(oci.database.DatabaseClient, region)
        return len([each.kms_key_id for each in _all(client.list_autonomous_databases, compartment)])


def _all(call: Callable[..., Any], *arguments: Any, **options: Any) -> list[Any]:
    return list(oci.pagination.list_call_get_all_results(call, *arguments, **options).data)


def main() -> None:
    """Print seconds, mebibytes and resources as JSON."""
    began = time.monotonic()
    script = Script()
    units = [each for region in script.regions for place in script.compartments for each in script.units(region, place)]
    with ThreadPoolExecutor(THREADS) as pool:
        count = sum(pool.map(lambda unit: unit(), units))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.monotonic() - began, "memory": memory, "resources": count}))


if __name__ == "__main__":
    main()

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenancy in which Block Volume can use keys, with shortcuts for its tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest
from oci.core import models
from oci.identity.models import CreatePolicyDetails
from oci.key_management import models as kms

from simulator.cloud import Cloud
from simulator.services.block_volume.boot_volumes import seed_boot_volume

HOME, OTHER = "us-ashburn-1", "us-phoenix-1"
SETTLED = 30
GRANT = "Allow service blockstorage to use keys in compartment security"


def refusal(call: Callable[[], Any]) -> tuple[int, str]:
    """Status and code of the error of a call."""
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        call()
    return caught.value.status, caught.value.code


class BlockVolumeTenancy:
    """The founded tenancy with a vault in each region and, unless `granted` is false, the grant of the service."""

    def __init__(self, cloud: Cloud, client: Callable[..., Any], *, granted: bool = True) -> None:
        self.cloud = cloud
        self.client = client
        self.store = cloud.tenancy.store
        compartments = cloud.catalogue["compartments"]
        self.security, self.projx, self.projy = (str(compartments[name]) for name in ("security", "projx", "projy"))
        self.block = client("core.BlockstorageClient")
        self.other = client("core.BlockstorageClient", region=OTHER)
        self.domain = cloud.tenancy.regions[HOME].availability_domains[0]
        self.second_domain = cloud.tenancy.regions[HOME].availability_domains[1]
        self.other_domain = cloud.tenancy.regions[OTHER].availability_domains[0]
        self._management: dict[str, Any] = {}
        if granted:
            self.allow(GRANT)

    def allow(self, *statements: str) -> None:
        details = CreatePolicyDetails(
            compartment_id=self.cloud.tenancy.id,
            name=f"policy-{len(self.store)}",
            description="test",
            statements=list(statements),
        )
        self.client("identity.IdentityClient").create_policy(details)
        self.wait(60)

    def wait(self, seconds: float = SETTLED) -> None:
        self.cloud.clock.advance(seconds)

    def play(self, name: str, choice: str) -> None:
        self.cloud.tenancy.variants.choose(name, choice)

    def hidden(self, id: str) -> dict[str, Any]:
        found = self.store.find(id)
        assert found is not None
        return found.hidden

    def keys(self, region: str = HOME) -> Any:
        if region not in self._management:
            vaults = self.client("key_management.KmsVaultClient", region=region)
            created = vaults.create_vault(
                kms.CreateVaultDetails(compartment_id=self.security, display_name="v", vault_type="DEFAULT")
            ).data
            self.wait(60)
            endpoint = vaults.get_vault(created.id).data.management_endpoint
            self._management[region] = self.client(
                "key_management.KmsManagementClient", region=region, endpoint=endpoint
            )
        return self._management[region]

    def key(self, algorithm: str = "AES", length: int = 32, *, region: str = HOME) -> str:
        shape = kms.KeyShape(algorithm=algorithm, length=length)
        created = (
            self.keys(region)
            .create_key(kms.CreateKeyDetails(compartment_id=self.security, display_name="k", key_shape=shape))
            .data
        )
        self.wait(10)
        return str(created.id)

    def volume(self, **details: Any) -> Any:
        """A volume after it has settled."""
        requested = {"availability_domain": self.domain, "size_in_gbs": 50, "compartment_id": self.projx, **details}
        created = self.block.create_volume(models.CreateVolumeDetails(**requested)).data
        self.wait(100)
        return self.block.get_volume(created.id).data

    def boot_volume(self, **details: Any) -> Any:
        """A boot volume after it has settled."""
        requested = {
            "availability_domain": self.domain,
            "compartment_id": self.projx,
            "display_name": "boot",
            **details,
        }
        created = seed_boot_volume(self.cloud.tenancy, region=HOME, **requested)
        self.wait()
        return self.block.get_boot_volume(created.id).data

    def backup(self, volume: Any, **details: Any) -> Any:
        """An AVAILABLE backup of a volume."""
        created = self.block.create_volume_backup(models.CreateVolumeBackupDetails(volume_id=volume.id, **details)).data
        self.wait()
        return self.block.get_volume_backup(created.id).data

    def boot_backup(self, boot_volume: Any, **details: Any) -> Any:
        """An AVAILABLE backup of a boot volume."""
        requested = models.CreateBootVolumeBackupDetails(boot_volume_id=boot_volume.id, **details)
        created = self.block.create_boot_volume_backup(requested).data
        self.wait()
        return self.block.get_boot_volume_backup(created.id).data

    def group(self, *volumes: Any, **details: Any) -> Any:
        """An AVAILABLE group of volumes."""
        source = models.VolumeGroupSourceFromVolumesDetails(volume_ids=[volume.id for volume in volumes])
        requested = {
            "availability_domain": self.domain,
            "compartment_id": self.projx,
            "source_details": source,
            **details,
        }
        created = self.block.create_volume_group(models.CreateVolumeGroupDetails(**requested)).data
        self.wait(100)
        return self.block.get_volume_group(created.id).data

    def rekey(self, volume: Any, key_id: str | None, **options: Any) -> Any:
        """Assign another key to a volume; returns the whole response."""
        return self.block.update_volume_kms_key(
            volume.id, models.UpdateVolumeKmsKeyDetails(kms_key_id=key_id), **options
        )

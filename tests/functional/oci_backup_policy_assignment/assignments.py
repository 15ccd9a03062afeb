# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs oci_backup_policy_assignment for the seeded assets, and looks at the policies they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from oci.core import models

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_backup_policy_assignment as task
from tests.failures import is_rendered
from tests.officer import Officer

HOME, PHX = "us-ashburn-1", "us-phoenix-1"

UNASSIGN = "delete_volume_backup_policy_assignment"
LOOK = "get_volume_backup_policy_asset_assignment"


@dataclass(frozen=True)
class Asset:
    """One kind of asset, with a seeded one."""

    kind: str
    seeded: str


VOLUME = Asset("volume", "data-right-key")
ASSETS = [VOLUME, Asset("boot_volume", "boot-right-key"), Asset("volume_group", "group-mixed")]


def policy(operator: Officer, name: str = "copies", destination: str | None = PHX, **more: Any) -> str:
    """The OCID of a policy of the project's own, made with another tool."""
    details = models.CreateVolumeBackupPolicyDetails(
        compartment_id=operator.compartment("projx"), display_name=name, destination_region=destination, **more
    )
    client = Officer(operator.cloud, "admin").session.client("core", "BlockstorageClient")
    return str(client.create_volume_backup_policy(details).data.id)


def asset_id(operator: Officer, asset: Asset = VOLUME) -> str:
    return str(operator.cloud.catalogue[f"{asset.kind}s"][asset.seeded])


def run(operator: Officer, asset: Asset = VOLUME, *, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module for the seeded asset."""
    return operator.run(task, check=check, **{"asset_id": asset_id(operator, asset), **options})


def refused(operator: Officer, asset: Asset = VOLUME, **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        run(operator, asset, **options)
    assert is_rendered(caught.value)
    return caught.value


def held(operator: Officer, asset: Asset = VOLUME) -> list[tuple[str, str | None]]:
    """The policy of the asset as the service holds it, and its key."""
    listing = operator.cloud.tenancy.store.listing("volume_backup_policy_assignment", region=HOME)
    of_asset = [each.data for each in listing if each.data["assetId"] == asset_id(operator, asset)]
    return [(data["policyId"], data.get("xrcKmsKeyId")) for data in of_asset]

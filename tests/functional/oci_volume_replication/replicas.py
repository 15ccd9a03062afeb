# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs oci_volume_replication for the seeded volumes and group, and looks at the replicas they have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_volume_replication as task
from ansible_collections.cmk.oci.plugins.modules import oci_volume_replication as module
from simulator.tenancy.resource import Resource
from tests.failures import is_rendered
from tests.officer import Officer

ASH, PHX = "us-ashburn-1", "us-phoenix-1"
MANAGED = "ORACLE_MANAGED_KEY"


@dataclass(frozen=True)
class Kind:
    """One kind of what can be replicated: a seeded one, and how the simulator stores its replicas."""

    name: str
    seeded: tuple[str, str]
    update: str
    stored: str
    reported: str
    change_variant: str


KINDS = [
    Kind(
        "volume",
        ("volumes", "data-right-key"),
        "update_volume",
        "block_volume_replica",
        "blockVolumeReplicas",
        "block_replica_key_change",
    ),
    Kind(
        "boot volume",
        ("boot_volumes", "boot-right-key"),
        "update_boot_volume",
        "boot_volume_replica",
        "bootVolumeReplicas",
        "block_replica_key_change",
    ),
    Kind(
        "group",
        ("volume_groups", "group-mixed"),
        "update_volume_group",
        "volume_group_replica",
        "volumeGroupReplicas",
        "block_group_replica_key_change",
    ),
]
VOLUME, BOOT, GROUP = KINDS


def domain(operator: Officer, region: str = PHX, number: int = 1) -> str:
    return str(operator.cloud.catalogue["availability_domains"][region][number - 1])


def source_id(operator: Officer, kind: Kind) -> str:
    return str(operator.cloud.catalogue[kind.seeded[0]][kind.seeded[1]])


def replicate(operator: Officer, kind: Kind = VOLUME, *, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module for the seeded source, into the other region under that region's key unless another is said.

    Whatever it returns is what it documents.
    """
    said = {"kms_key_id", "kms_key_ids", "kms_key_name"} & options.keys() or options.get("state") in (
        "absent",
        "terminated",
    )
    defaults = {
        "source_id": source_id(operator, kind),
        "availability_domain": domain(operator),
        **({} if said else {"kms_key_id": operator.key_id("cmk-phx")}),
    }
    result = operator.run(task, check=check, **{**defaults, **options})
    assert_documented(result)
    return result


DESCRIBED: dict[str, Any] = yaml.safe_load(module.RETURN)


def assert_documented(result: dict[str, Any]) -> None:
    described = DESCRIBED
    assert result.keys() - {"changed", "diff", "warnings"} == {
        name for name, facts in described.items() if facts["returned"].startswith("success")
    }
    reported = [each for each in (result["resource"], *result["diff"].values()) if each]
    assert all(each.keys() == described["resource"]["contains"].keys() for each in reported)
    assert all(each.keys() == described["replicas"]["contains"].keys() for each in result["replicas"])


def end(operator: Officer, kind: Kind = VOLUME, **options: Any) -> dict[str, Any]:
    return replicate(operator, kind, state="terminated", **options)


def refused(operator: Officer, kind: Kind = VOLUME, **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        replicate(operator, kind, **options)
    assert is_rendered(caught.value)
    return caught.value


def reported(operator: Officer, kind: Kind = VOLUME) -> list[dict[str, Any]]:
    """What the source tells of its replicas."""
    return list(operator.stored(source_id(operator, kind)).data.get(kind.reported, []))


def there(operator: Officer, kind: Kind = VOLUME, region: str = PHX) -> list[Resource]:
    """The replicas that a region holds."""
    operator.cloud.tenancy.store.catch_up()
    listed = operator.cloud.tenancy.store.listing(kind.stored, region=region)
    return [each for each in listed if each.state not in ("TERMINATING", "TERMINATED")]


def keys(operator: Officer, kind: Kind) -> set[str | None]:
    """The keys of all that the region holds for the source, the members of a group included."""
    held = there(operator, kind)
    if kind is GROUP:
        held = [each for member in (VOLUME, BOOT) for each in there(operator, member)]
    return {each.data.get("kmsKeyId") for each in held}


def other_key(operator: Officer, name: str = "cmk-phx-other", **shape: Any) -> str:
    """A further key in the other region."""
    admin = Officer(operator.cloud, "admin", region=PHX)
    home = operator.cloud.tenancy.store.find(operator.vault_id("security-vault-phx"), region=PHX)
    assert home is not None
    client = admin.session.client("key_management", "KmsManagementClient", endpoint=home.data["managementEndpoint"])
    import oci

    made = client.create_key(
        oci.key_management.models.CreateKeyDetails(
            compartment_id=operator.compartment(),
            display_name=name,
            key_shape=oci.key_management.models.KeyShape(**{"algorithm": "AES", "length": 32, **shape}),
        )
    ).data
    operator.cloud.clock.advance(30)
    return str(made.id)


def change(operator: Officer, resource_id: str, changes: dict[str, Any], region: str = ASH) -> None:
    """Something happens to a resource behind the module's back."""
    operator.cloud.tenancy.store.change(operator.stored(resource_id, region), changes)


def killed(operator: Officer, run: Callable[[], Any]) -> None:
    """The run ends when it begins to wait."""

    def kill(seconds: float) -> None:
        raise KeyboardInterrupt

    clock = operator.session.clock
    sleep = clock.sleep
    object.__setattr__(clock, "sleep", kill)
    with pytest.raises(KeyboardInterrupt):
        run()
    object.__setattr__(clock, "sleep", sleep)

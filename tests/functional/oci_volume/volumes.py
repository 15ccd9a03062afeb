# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs oci_volume in each way of creating a volume, and looks at the volumes there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_volume as task
from simulator.tenancy.resource import Resource
from tests.failures import is_rendered
from tests.officer import Officer

NEW = "new-data"

MANAGED = "ORACLE_MANAGED_KEY"

# What only the service can tell of a new volume, so that check mode does not.
UNPREDICTABLE = ("id", "size_in_gbs", "vpus_per_gb", "is_hydrated")


@dataclass(frozen=True)
class Way:
    """One way of making a volume: the seeded source, none for nothing."""

    name: str
    kind: str
    source: tuple[str, str] | None = None
    needs_domain: bool = True


WAYS = [
    Way("nothing", "volume"),
    Way("backup", "volume", ("volume_backups", "backup-right-key")),
    Way("clone", "volume", ("volumes", "data-right-key"), needs_domain=False),
    Way("boot backup", "boot_volume", ("boot_volume_backups", "boot-backup-right-key")),
    Way("boot clone", "boot_volume", ("boot_volumes", "boot-right-key"), needs_domain=False),
]


def domain(operator: Officer) -> str:
    return str(operator.cloud.catalogue["availability_domains"][operator.region][0])


def source_id(operator: Officer, way: Way) -> str | None:
    return str(operator.cloud.catalogue[way.source[0]][way.source[1]]) if way.source else None


def volume(operator: Officer, way: Way = WAYS[0], *, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module for a new volume in the project's compartment, under the seeded key unless another is said."""
    said = {"kms_key_id", "kms_key_ids", "kms_key_name"} & options.keys()
    named = {} if "volume_id" in options else {"display_name": NEW, "compartment_id": operator.compartment("projx")}
    defaults = {
        **named,
        "source_id": source_id(operator, way),
        **({"availability_domain": domain(operator)} if way.needs_domain else {}),
        **({} if said else {"kms_key_id": operator.key_id("cmk")}),
    }
    return operator.run(task, check=check, **{**defaults, **options})


def refused(operator: Officer, way: Way = WAYS[0], **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        volume(operator, way, **options)
    assert is_rendered(caught.value)
    return caught.value


def there(operator: Officer, way: Way = WAYS[0]) -> list[Resource]:
    """The volumes of the name that the service holds in the compartment."""
    held = [each for each in operator.named(way.kind, NEW) if each.state not in ("TERMINATING", "TERMINATED")]
    return [each for each in held if each.compartment_id == operator.compartment("projx")]

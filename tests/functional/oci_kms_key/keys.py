# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs oci_kms_key for a key in the seeded vault, and prepares what it meets there."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key as task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as vault_task
from tests.failures import is_rendered
from tests.officer import NEEDED_TO_LOOK, Officer

NEW = "new-key"
PHX = "us-phoenix-1"
DAY = 24 * 3600

# What only the service can tell of a new key, so that check mode does not.
UNPREDICTABLE = ("id", "current_key_version", "time_created", "time_of_deletion")


def key(officer: Officer, *, check: bool = False, name: str = NEW, **options: Any) -> dict[str, Any]:
    """Run the module for a key by its name in the seeded vault, unless by its OCID."""
    named: dict[str, Any] = {} if "key_id" in options else {"display_name": name, "vault_id": officer.vault_id()}
    return officer.run(task, check=check, **{**named, **options})


def refused(officer: Officer, **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        key(officer, **options)
    assert is_rendered(caught.value)
    return caught.value


def predictable(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in UNPREDICTABLE}


def able_to_look(officer: Officer) -> Officer:
    """Has the documented policy, and nothing in the tenancy is shut."""
    officer.allow(*NEEDED_TO_LOOK)
    officer.let_bucket_be_read()
    return officer


def replicated_vault(officer: Officer, **options: Any) -> str:
    officer.allow("Allow service keymanagementservice to manage vaults in tenancy")
    named: dict[str, Any] = {
        "display_name": "replicated",
        "compartment_id": officer.compartment(),
        "replica_region": PHX,
    }
    made = officer.run(vault_task, **named, **options)
    officer.cloud.clock.advance(60)
    return str(made["resource"]["id"])


def put_under(officer: Officer, kind: str, name: str, key_id: str, region: str | None = None) -> None:
    entry = officer.cloud.catalogue[kind][name]
    officer.cloud.tenancy.store.change(officer.stored(str(entry), region), {"kmsKeyId": key_id})

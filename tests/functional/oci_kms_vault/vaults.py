# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs oci_kms_vault for a vault by its name, and prepares what it meets."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_vault as task
from tests.failures import is_rendered
from tests.officer import Officer

NEW = "new-vault"
PHX = "us-phoenix-1"
MAY_REPLICATE = "Allow service keymanagementservice to manage vaults in tenancy"

# What only the service can tell of a new vault, so that check mode does not.
UNPREDICTABLE = ("id", "management_endpoint", "crypto_endpoint", "time_created", "time_of_deletion")


def vault(officer: Officer, *, check: bool = False, name: str = NEW, **options: Any) -> dict[str, Any]:
    """Run the module for a vault by its name in the security compartment, unless by its OCID."""
    named = {} if "vault_id" in options else {"display_name": name, "compartment_id": officer.compartment()}
    return officer.run(task, check=check, **{**named, **options})


def refused(officer: Officer, **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        vault(officer, **options)
    assert is_rendered(caught.value)
    return caught.value


def predictable(resource: dict[str, Any]) -> dict[str, Any]:
    replicas = [{"region": each["region"], "status": each["status"]} for each in resource["replicas"]]
    return {**{key: value for key, value in resource.items() if key not in UNPREDICTABLE}, "replicas": replicas}


def with_replication(officer: Officer) -> Officer:
    """The Vault service may replicate vaults."""
    officer.allow(MAY_REPLICATE)
    return officer


def make_key(officer: Officer, vault_id: str) -> str:
    """A key in a vault, and the OCID."""
    import oci

    endpoint = officer.stored(vault_id).data["managementEndpoint"]
    client = officer.session.client("key_management", "KmsManagementClient", endpoint=endpoint)
    details = oci.key_management.models.CreateKeyDetails(
        compartment_id=officer.compartment(),
        display_name="key",
        key_shape=oci.key_management.models.KeyShape(algorithm="AES", length=32),
    )
    made = str(client.create_key(details).data.id)
    officer.cloud.clock.advance(60)
    return made

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenancy in which Autonomous Databases can use keys, with shortcuts for their tests."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from oci.database import models
from oci.identity import models as identity

from simulator.cloud import Cloud
from tests.unit.simulator.services.keyed_tenancy import KeyedTenancy

PASSWORD = "Simulated#Passw0rd"


class Databases(KeyedTenancy):
    """Shortcuts for databases."""

    def __init__(self, cloud: Cloud, client: Callable[..., Any]) -> None:
        super().__init__(cloud, client)
        self._numbers = itertools.count(1)
        self.database = client("database.DatabaseClient")
        self.work = client("work_requests.WorkRequestClient")
        client("identity.IdentityClient").create_dynamic_group(
            identity.CreateDynamicGroupDetails(
                compartment_id=cloud.tenancy.id,
                name="databases",
                description="databases",
                matching_rule=f"ALL {{resource.type = 'autonomousdatabase', resource.compartment.id = '{self.projx}'}}",
            )
        )
        self.policy = self.allow(
            "Allow dynamic-group databases to use vaults in compartment security",
            "Allow dynamic-group databases to use keys in compartment security",
        )

    def create(self, **details: Any) -> Any:
        """The response of a create."""
        requested = {
            "compartment_id": self.projx,
            "db_name": f"DB{next(self._numbers)}",
            "display_name": "db one",
            "admin_password": PASSWORD,
            "compute_count": 4.0,
            "data_storage_size_in_tbs": 1,
            **details,
        }
        return self.database.create_autonomous_database(models.CreateAutonomousDatabaseDetails(**requested))

    def created(self, **details: Any) -> Any:
        """A database after it has settled."""
        created = self.create(**details).data
        self.wait(300)
        return self.get(created.id)

    def keyed(self) -> tuple[Any, str]:
        """A database with a key, and the key."""
        key = self.key()
        return self.created(kms_key_id=key, vault_id=self.vault.id), key

    def get(self, id: str) -> Any:
        return self.database.get_autonomous_database(id).data

    def configure(self, id: str, key_id: str | None, *, vault: Any = None, **options: Any) -> Any:
        """The response of a key change, or of the return to Oracle's key."""
        details = {"kms_key_id": key_id, "vault_id": (vault or self.vault).id} if key_id else {}
        requested = models.ConfigureAutonomousDatabaseVaultKeyDetails(
            is_using_oracle_managed_keys=None if key_id else True, **details
        )
        return self.database.configure_autonomous_database_vault_key(id, requested, **options)

    def work_of(self, response: Any) -> Any:
        """The current state of the work request of a response."""
        return self.work.get_work_request(response.headers["opc-work-request-id"]).data

    def error_of(self, response: Any) -> str:
        """The reason why the work request of a response failed."""
        errors = self.work.list_work_request_errors(response.headers["opc-work-request-id"]).data
        return " ".join(error.message for error in errors)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenancy with a vault, and shortcuts for keys, policies and errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest
from oci.identity import models as identity
from oci.key_management import models as kms

from simulator.cloud import Cloud

HOME, OTHER = "us-ashburn-1", "us-phoenix-1"


def refusal(call: Callable[[], Any]) -> tuple[int, str]:
    """Status and code of the error of a call."""
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        call()
    return caught.value.status, caught.value.code


class KeyedTenancy:
    """The founded tenancy with one vault in the security compartment."""

    def __init__(self, cloud: Cloud, client: Callable[..., Any]) -> None:
        self.cloud = cloud
        self.client = client
        self.store = cloud.tenancy.store
        compartments = cloud.catalogue["compartments"]
        self.security, self.projx, self.projy = (str(compartments[name]) for name in ("security", "projx", "projy"))
        vaults = client("key_management.KmsVaultClient")
        self.vault = self._vault(vaults, "main")
        self.second_vault = self._vault(vaults, "second")
        self.keys = self._management(self.vault)

    def allow(self, *statements: str) -> str:
        """Create a policy that is in effect; returns its OCID."""
        details = identity.CreatePolicyDetails(
            compartment_id=self.cloud.tenancy.id,
            name=f"policy-{len(self.store)}",
            description="test",
            statements=list(statements),
        )
        created = self.client("identity.IdentityClient").create_policy(details).data
        self.wait(60)
        return str(created.id)

    def forbid(self, policy_id: str) -> None:
        """Delete a policy."""
        self.client("identity.IdentityClient").delete_policy(policy_id)
        self.wait(60)

    def user(self, name: str, *statements: str) -> str:
        """Create a user whose group has these permissions: `Allow group <name> to ...`; returns the name."""
        client, root = self.client("identity.IdentityClient"), self.cloud.tenancy.id
        user = client.create_user(
            identity.CreateUserDetails(compartment_id=root, name=name, description=name, email=f"{name}@example.com")
        ).data
        group = client.create_group(identity.CreateGroupDetails(compartment_id=root, name=name, description=name)).data
        client.add_user_to_group(identity.AddUserToGroupDetails(user_id=user.id, group_id=group.id))
        self.allow(*(f"Allow group {name} to {statement}" for statement in statements))
        self.cloud.catalogue["users"][name] = user.id
        return name

    def wait(self, seconds: float) -> None:
        self.cloud.clock.advance(seconds)

    def play(self, name: str, choice: str) -> None:
        self.cloud.tenancy.variants.choose(name, choice)

    def key(self, algorithm: str = "AES", length: int = 32, *, vault: Any = None) -> str:
        """Create an ENABLED key; returns its OCID."""
        shape = kms.KeyShape(algorithm=algorithm, length=length)
        keys = self._management(vault) if vault else self.keys
        created = keys.create_key(
            kms.CreateKeyDetails(compartment_id=self.security, display_name="k", key_shape=shape)
        ).data
        self.wait(10)
        return str(created.id)

    def disable(self, key_id: str) -> None:
        self.keys.disable_key(key_id)
        self.wait(10)

    def enable(self, key_id: str) -> None:
        self.keys.enable_key(key_id)
        self.wait(10)

    def schedule_deletion(self, key_id: str) -> None:
        self.keys.schedule_key_deletion(key_id, kms.ScheduleKeyDeletionDetails())
        self.wait(10)

    def _vault(self, vaults: Any, name: str) -> Any:
        created = vaults.create_vault(
            kms.CreateVaultDetails(compartment_id=self.security, display_name=name, vault_type="DEFAULT")
        ).data
        self.wait(60)
        return vaults.get_vault(created.id).data

    def _management(self, vault: Any) -> Any:
        return self.client("key_management.KmsManagementClient", endpoint=vault.management_endpoint)

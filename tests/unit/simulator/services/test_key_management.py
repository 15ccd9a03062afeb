# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults and keys through the real SDK (oci-facts.md, section 8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import oci
import pytest
from oci.key_management import models

from simulator.cloud import Cloud

Clients = Callable[..., Any]


@pytest.fixture
def security(cloud: Cloud) -> str:
    return str(cloud.catalogue["compartments"]["security"])


@pytest.fixture
def vault(cloud: Cloud, client: Clients, security: str) -> Any:
    vaults = client("key_management.KmsVaultClient")
    existing = vaults.create_vault(
        models.CreateVaultDetails(compartment_id=security, display_name="v", vault_type="DEFAULT")
    ).data
    assert (existing.lifecycle_state, existing.management_endpoint) == ("CREATING", None)
    cloud.clock.advance(60)
    return vaults.get_vault(existing.id).data


@pytest.fixture
def keys(client: Clients, vault: Any) -> Any:
    return client("key_management.KmsManagementClient", endpoint=vault.management_endpoint)


def shape(algorithm: str = "AES", length: int = 32) -> Any:
    return models.KeyShape(algorithm=algorithm, length=length)


def make(cloud: Cloud, keys: Any, compartment: str, **details: Any) -> Any:
    details = {"display_name": "k", "key_shape": shape(), **details}
    key = keys.create_key(models.CreateKeyDetails(compartment_id=compartment, **details)).data
    cloud.clock.advance(10)
    return keys.get_key(key.id).data


def code(call: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        call()
    return caught.value.status, caught.value.code


def test_a_vault_shows_its_hosts_when_it_is_active(vault: Any) -> None:
    assert vault.lifecycle_state == "ACTIVE"
    short = vault.id.split(".")[4]
    assert vault.management_endpoint == f"https://{short}-management.kms.us-ashburn-1.oraclecloud.com"
    assert vault.crypto_endpoint == f"https://{short}-crypto.kms.us-ashburn-1.oraclecloud.com"


def test_a_key_is_enabled_a_while_after_it_was_created(cloud: Cloud, keys: Any, security: str) -> None:
    created = keys.create_key(
        models.CreateKeyDetails(compartment_id=security, display_name="k", key_shape=shape())
    ).data
    assert created.lifecycle_state == "CREATING"
    assert created.current_key_version
    cloud.clock.advance(10)
    assert keys.get_key(created.id).data.lifecycle_state == "ENABLED"
    assert created.protection_mode == "HSM"


@pytest.mark.parametrize(("algorithm", "length"), [("AES", 256), ("AES", 8), ("RSA", 2048), ("ECDSA", 256)], ids=str)
def test_lengths_are_bytes(keys: Any, security: str, algorithm: str, length: int) -> None:
    details = models.CreateKeyDetails(compartment_id=security, display_name="k", key_shape=shape(algorithm, length))
    assert code(lambda: keys.create_key(details)) == (400, "InvalidParameter")


def test_keys_are_listed_for_one_vault_and_one_compartment(
    cloud: Cloud, client: Clients, keys: Any, security: str
) -> None:
    here = make(cloud, keys, security)
    elsewhere = make(cloud, keys, cloud.catalogue["compartments"]["projx"])
    listed = keys.list_keys(security).data
    assert [key.id for key in listed] == [here.id]
    assert not hasattr(listed[0], "current_key_version")
    assert [key.id for key in keys.list_keys(elsewhere.compartment_id).data] == [elsewhere.id]
    vaults = client("key_management.KmsVaultClient")
    other = vaults.create_vault(
        models.CreateVaultDetails(compartment_id=security, display_name="o", vault_type="DEFAULT")
    ).data
    cloud.clock.advance(60)
    endpoint = vaults.get_vault(other.id).data.management_endpoint
    other_keys = client("key_management.KmsManagementClient", endpoint=endpoint)
    assert other_keys.list_keys(security).data == []
    assert code(lambda: other_keys.get_key(here.id)) == (404, "NotAuthorizedOrNotFound")


def test_disable_and_enable_take_time(cloud: Cloud, keys: Any, security: str) -> None:
    key = make(cloud, keys, security)
    assert keys.disable_key(key.id).data.lifecycle_state == "DISABLING"
    cloud.clock.advance(5)
    assert keys.get_key(key.id).data.lifecycle_state == "DISABLED"
    assert code(lambda: keys.create_key_version(key.id)) == (409, "IncorrectState")
    assert code(lambda: keys.update_key(key.id, models.UpdateKeyDetails(display_name="n"))) == (409, "IncorrectState")
    assert keys.enable_key(key.id).data.lifecycle_state == "ENABLING"
    cloud.clock.advance(5)
    assert keys.update_key(key.id, models.UpdateKeyDetails(display_name="n")).data.display_name == "n"


@pytest.mark.parametrize(("days", "accepted"), [(6, False), (7, True), (30, True), (31, False)])
def test_deletion_is_scheduled_seven_to_thirty_days_ahead(
    cloud: Cloud, keys: Any, security: str, days: int, accepted: bool
) -> None:
    key = make(cloud, keys, security)
    when = datetime.fromtimestamp(cloud.clock.now(), UTC) + timedelta(days=days)
    details = models.ScheduleKeyDeletionDetails(time_of_deletion=when)
    if not accepted:
        assert code(lambda: keys.schedule_key_deletion(key.id, details)) == (400, "InvalidParameter")
        return
    keys.schedule_key_deletion(key.id, details)
    cloud.clock.advance(5)
    assert keys.get_key(key.id).data.lifecycle_state == "PENDING_DELETION"
    cloud.clock.advance((days + 1) * 86400)
    assert keys.get_key(key.id).data.lifecycle_state == "DELETED"


def test_a_cancelled_deletion_restores_the_previous_state(cloud: Cloud, keys: Any, security: str) -> None:
    key = make(cloud, keys, security)
    keys.disable_key(key.id)
    cloud.clock.advance(5)
    keys.schedule_key_deletion(key.id, models.ScheduleKeyDeletionDetails())
    cloud.clock.advance(5)
    keys.cancel_key_deletion(key.id)
    cloud.clock.advance(5)
    assert keys.get_key(key.id).data.lifecycle_state == "DISABLED"
    cloud.clock.advance(60 * 86400)
    assert keys.get_key(key.id).data.lifecycle_state == "DISABLED"
    assert code(lambda: keys.cancel_key_deletion(key.id)) == (409, "IncorrectState")


def test_versions(cloud: Cloud, keys: Any, security: str) -> None:
    key = make(cloud, keys, security)
    second = keys.create_key_version(key.id).data
    assert keys.get_key(key.id).data.current_key_version == second.id
    assert {version.id for version in keys.list_key_versions(key.id).data} == {key.current_key_version, second.id}
    assert keys.get_key_version(key.id, second.id).data.lifecycle_state == "ENABLED"
    details = models.ScheduleKeyVersionDeletionDetails()
    assert code(lambda: keys.schedule_key_version_deletion(key.id, second.id, details)) == (409, "IncorrectState")
    keys.schedule_key_version_deletion(key.id, key.current_key_version, details)
    cloud.clock.advance(5)
    keys.cancel_key_version_deletion(key.id, key.current_key_version)
    cloud.clock.advance(5)
    assert keys.get_key_version(key.id, key.current_key_version).data.lifecycle_state == "ENABLED"


def test_a_vaults_deletion_takes_its_keys_along_and_brings_them_back(
    cloud: Cloud, client: Clients, vault: Any, keys: Any, security: str
) -> None:
    key = make(cloud, keys, security)
    vaults = client("key_management.KmsVaultClient")
    vaults.schedule_vault_deletion(vault.id, models.ScheduleVaultDeletionDetails())
    cloud.clock.advance(5)
    assert vaults.get_vault(vault.id).data.lifecycle_state == "PENDING_DELETION"
    assert keys.get_key(key.id).data.lifecycle_state == "PENDING_DELETION"
    vaults.cancel_vault_deletion(vault.id)
    cloud.clock.advance(5)
    assert vaults.get_vault(vault.id).data.lifecycle_state == "ACTIVE"
    assert keys.get_key(key.id).data.lifecycle_state == "ENABLED"


def test_vaults_are_moved_renamed_and_counted(
    cloud: Cloud, client: Clients, vault: Any, keys: Any, security: str
) -> None:
    make(cloud, keys, security, protection_mode="SOFTWARE")
    vaults = client("key_management.KmsVaultClient")
    assert vaults.update_vault(vault.id, models.UpdateVaultDetails(display_name="n")).data.display_name == "n"
    usage = vaults.get_vault_usage(vault.id).data
    assert (usage.key_count, usage.software_key_count) == (1, 1)
    projx = cloud.catalogue["compartments"]["projx"]
    moved = models.ChangeVaultCompartmentDetails(compartment_id=projx)
    vaults.change_vault_compartment(vault.id, moved)
    assert vaults.list_vaults(security).data == []
    assert [(found.id, found.lifecycle_state) for found in vaults.list_vaults(projx).data] == [(vault.id, "UPDATING")]
    assert code(lambda: vaults.change_vault_compartment(vault.id, moved)) == (409, "IncorrectState")
    cloud.clock.advance(5)
    assert vaults.get_vault(vault.id).data.lifecycle_state == "ACTIVE"


def test_auto_rotation_is_for_private_vaults(cloud: Cloud, keys: Any, security: str) -> None:
    details = models.CreateKeyDetails(
        compartment_id=security, display_name="k", key_shape=shape(), is_auto_rotation_enabled=True
    )
    assert code(lambda: keys.create_key(details)) == (400, "InvalidParameter")
    cloud.tenancy.variants.choose("auto_rotation_vaults", "any")
    assert keys.create_key(details).data.is_auto_rotation_enabled is True


def test_the_limit_of_private_vaults(cloud: Cloud, client: Clients, security: str) -> None:
    cloud.tenancy.variants.choose("virtual_private_vault_limit", "0")
    details = models.CreateVaultDetails(compartment_id=security, display_name="v", vault_type="VIRTUAL_PRIVATE")
    vaults = client("key_management.KmsVaultClient")
    assert code(lambda: vaults.create_vault(details)) == (400, "LimitExceeded")


def test_the_wrapping_key_is_named_when_the_vault_is_active(client: Clients, vault: Any, security: str) -> None:
    search = client("resource_search.ResourceSearchClient")
    details = oci.resource_search.models.StructuredSearchDetails(query="query key resources", type="Structured")
    assert [item.identifier for item in search.search_resources(details).data.items] == [vault.wrappingkey_id]
    created = client("key_management.KmsVaultClient").create_vault(
        models.CreateVaultDetails(compartment_id=security, display_name="n", vault_type="DEFAULT")
    )
    assert created.data.wrappingkey_id == ""


def test_a_keys_versions_move_with_it(cloud: Cloud, keys: Any, security: str) -> None:
    key, projx = make(cloud, keys, security), cloud.catalogue["compartments"]["projx"]
    keys.change_key_compartment(key.id, models.ChangeKeyCompartmentDetails(compartment_id=projx))
    assert [version.compartment_id for version in keys.list_key_versions(key.id).data] == [projx]


def test_summaries_name_the_algorithm(cloud: Cloud, keys: Any, security: str) -> None:
    make(cloud, keys, security, key_shape=shape("ECDSA", 32))
    (listed,) = keys.list_keys(security).data
    assert (listed.algorithm, listed.protection_mode) == ("ECDSA", "HSM")


def test_there_are_no_external_key_managers(client: Clients, security: str, vault: Any) -> None:
    managers = client("key_management.EkmClient")
    assert managers.list_ekms_private_endpoints(security).data == []
    assert code(lambda: managers.get_ekms_private_endpoint(vault.id)) == (404, "NotAuthorizedOrNotFound")
    assert code(lambda: managers.delete_ekms_private_endpoint(vault.id)) == (404, "NotAuthorizedOrNotFound")
    update = models.UpdateEkmsPrivateEndpointDetails(display_name="n")
    assert code(lambda: managers.update_ekms_private_endpoint(vault.id, update)) == (404, "NotAuthorizedOrNotFound")
    create = models.CreateEkmsPrivateEndpointDetails(
        subnet_id="ocid1.subnet.oc1.iad.none",
        compartment_id=security,
        display_name="e",
        external_key_manager_ip="10.0.0.1",
        ca_bundle="none",
    )
    refused = (400, "RelatedResourceNotAuthorizedOrNotFound")
    assert code(lambda: managers.create_ekms_private_endpoint(create)) == refused


def test_no_vault_is_registered_for_mtls(client: Clients, vault: Any) -> None:
    vaults = client("key_management.KmsVaultClient")
    details = models.UpdateRegisteredVaultForMtlsDetails(fleet_id="fleet")
    refused = code(lambda: vaults.update_registered_vault_for_mtls(vault.id, details))
    assert refused == (404, "NotAuthorizedOrNotFound")


@pytest.mark.parametrize(
    ("statement", "admitted"),
    [("Allow group g to use vaults in compartment security", True), (None, False)],
    ids=["may use the vault", "may not"],
)
def test_a_key_of_another_compartment_needs_the_right_to_use_the_vault(
    cloud: Cloud, client: Clients, vault: Any, statement: str | None, admitted: bool
) -> None:
    identity = client("identity.IdentityClient")
    root, projx = cloud.tenancy.id, cloud.catalogue["compartments"]["projx"]
    user = identity.create_user(
        oci.identity.models.CreateUserDetails(compartment_id=root, name="u", description="u", email="u@example.com")
    ).data
    group = identity.create_group(
        oci.identity.models.CreateGroupDetails(compartment_id=root, name="g", description="g")
    ).data
    cloud.clock.advance(60)
    identity.add_user_to_group(oci.identity.models.AddUserToGroupDetails(user_id=user.id, group_id=group.id))
    statements = ["Allow group g to manage keys in compartment projx", *([statement] if statement else [])]
    identity.create_policy(
        oci.identity.models.CreatePolicyDetails(compartment_id=root, name="p", description="p", statements=statements)
    )
    cloud.catalogue["users"]["u"] = user.id
    cloud.clock.advance(60)
    keys = client("key_management.KmsManagementClient", user="u", endpoint=vault.management_endpoint)
    details = models.CreateKeyDetails(compartment_id=projx, display_name="k", key_shape=shape())
    if admitted:
        assert keys.create_key(details).data.compartment_id == projx
    else:
        assert code(lambda: keys.create_key(details)) == (404, "NotAuthorizedOrNotFound")

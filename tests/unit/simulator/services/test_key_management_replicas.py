# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replicas of vaults through the real SDK (oci-facts.md, section 8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from oci.key_management import models

from simulator.cloud import Cloud
from simulator.tenancy.regions import region
from tests.unit.simulator.services.keyed_tenancy import HOME, OTHER, KeyedTenancy, refusal

Clients = Callable[..., Any]
POLICY = "Allow service keymanagementservice to manage vaults in tenancy"
CONFLICT = (409, "Conflict")
NOT_FOUND = (404, "NotAuthorizedOrNotFound")


class Replicated:
    """A vault with a key of two versions, and a replica of it in the other region."""

    def __init__(self, tenancy: KeyedTenancy) -> None:
        self.tenancy = tenancy
        self.vault_id = tenancy.vault.id
        self.keys = tenancy.keys
        self.here = tenancy.client("key_management.KmsVaultClient")
        self.there = tenancy.client("key_management.KmsVaultClient", region=OTHER)
        self.key_id = tenancy.key()
        self.keys.create_key_version(self.key_id)
        tenancy.allow(POLICY)
        self.create()
        tenancy.wait(60)
        self.keys_there = self.management(self.there.get_vault(self.vault_id).data)

    def create(self, region: str = OTHER) -> None:
        self.here.create_vault_replica(self.vault_id, models.CreateVaultReplicaDetails(replica_region=region))

    def delete(self, region: str = OTHER) -> None:
        self.here.delete_vault_replica(self.vault_id, models.DeleteVaultReplicaDetails(replica_region=region))

    def status(self) -> list[str]:
        return [replica.status for replica in self.here.list_vault_replicas(self.vault_id).data]

    def management(self, vault: Any) -> Any:
        return self.tenancy.client("key_management.KmsManagementClient", endpoint=vault.management_endpoint)

    def key_there(self) -> Any:
        return self.keys_there.get_key(self.key_id).data


@pytest.fixture
def tenancy(cloud: Cloud, client: Clients) -> KeyedTenancy:
    return KeyedTenancy(cloud, client)


@pytest.fixture
def replicated(tenancy: KeyedTenancy) -> Replicated:
    return Replicated(tenancy)


def test_a_replica_takes_time_and_gets_hosts_of_its_own(tenancy: KeyedTenancy, client: Clients) -> None:
    tenancy.allow(POLICY)
    here, there = client("key_management.KmsVaultClient"), client("key_management.KmsVaultClient", region=OTHER)
    vault = tenancy.vault
    assert here.list_vault_replicas(vault.id).data == []
    here.create_vault_replica(vault.id, models.CreateVaultReplicaDetails(replica_region=OTHER))
    (listed,) = here.list_vault_replicas(vault.id).data
    assert (listed.region, listed.status, listed.management_endpoint) == (OTHER, "CREATING", None)
    replica = there.get_vault(vault.id).data
    assert (replica.lifecycle_state, replica.is_primary, replica.management_endpoint) == ("CREATING", False, None)
    tenancy.wait(60)
    (listed,) = here.list_vault_replicas(vault.id).data
    replica = there.get_vault(vault.id).data
    assert (listed.status, replica.lifecycle_state, replica.display_name) == ("CREATED", "ACTIVE", "main")
    assert listed.crypto_endpoint == replica.crypto_endpoint
    assert f"-management.kms.{OTHER}." in replica.management_endpoint
    assert replica.management_endpoint.split("-")[0] != vault.management_endpoint.split("-")[0]
    assert [found.id for found in there.list_vaults(tenancy.security).data] == [vault.id]
    assert here.get_vault(vault.id).data.is_primary is True


def test_hosts_can_have_the_prefix_of_the_source(tenancy: KeyedTenancy) -> None:
    tenancy.play("replica_host_prefix", "same")
    replicated = Replicated(tenancy)
    endpoint = replicated.there.get_vault(replicated.vault_id).data.management_endpoint
    assert endpoint == tenancy.vault.management_endpoint.replace(HOME, OTHER)
    assert replicated.key_there().id == replicated.key_id


def test_keys_and_versions_have_the_same_ids_in_both_regions(replicated: Replicated) -> None:
    key, source = replicated.key_there(), replicated.keys.get_key(replicated.key_id).data
    assert (key.is_primary, source.is_primary) == (False, True)
    assert (key.lifecycle_state, key.current_key_version) == ("ENABLED", source.current_key_version)
    listed = replicated.keys_there.list_keys(replicated.tenancy.security).data
    assert [(found.id, found.algorithm) for found in listed] == [(key.id, "AES")]
    versions = [version.id for version in replicated.keys_there.list_key_versions(key.id).data]
    assert versions == [version.id for version in replicated.keys.list_key_versions(key.id).data]
    assert len(versions) == 2
    assert replicated.keys_there.get_key_version(key.id, versions[0]).data.is_primary is False
    assert replicated.there.get_vault_usage(replicated.vault_id).data.key_version_count == 2


def test_every_later_change_follows_after_a_while(replicated: Replicated) -> None:
    keys, key_id, wait = replicated.keys, replicated.key_id, replicated.tenancy.wait
    keys.update_key(key_id, models.UpdateKeyDetails(display_name="renamed"))
    assert replicated.key_there().display_name == "k"
    wait(6)
    assert replicated.key_there().display_name == "renamed"
    version_id = keys.create_key_version(key_id).data.id
    wait(6)
    assert replicated.key_there().current_key_version == version_id
    assert len(replicated.keys_there.list_key_versions(key_id).data) == 3
    shape = models.KeyShape(algorithm="AES", length=32)
    details = models.CreateKeyDetails(compartment_id=replicated.tenancy.security, display_name="n", key_shape=shape)
    existing = keys.create_key(details).data.id
    assert refusal(lambda: replicated.keys_there.get_key(existing)) == NOT_FOUND
    wait(6)
    assert replicated.keys_there.get_key(existing).data.lifecycle_state == "ENABLED"
    projx = replicated.tenancy.projx
    keys.change_key_compartment(key_id, models.ChangeKeyCompartmentDetails(compartment_id=projx))
    wait(6)
    assert [found.id for found in replicated.keys_there.list_keys(projx).data] == [key_id]
    assert len(replicated.keys_there.list_key_versions(key_id).data) == 3
    replicated.here.update_vault(replicated.vault_id, models.UpdateVaultDetails(display_name="renamed"))
    wait(6)
    assert replicated.there.get_vault(replicated.vault_id).data.display_name == "renamed"


def test_states_follow_back_and_forth(replicated: Replicated) -> None:
    tenancy, key_id = replicated.tenancy, replicated.key_id
    tenancy.disable(key_id)
    tenancy.wait(6)
    assert replicated.key_there().lifecycle_state == "DISABLED"
    tenancy.schedule_deletion(key_id)
    tenancy.wait(6)
    assert replicated.key_there().time_of_deletion is not None
    replicated.keys.cancel_key_deletion(key_id)
    tenancy.wait(10)
    key = replicated.key_there()
    assert (key.lifecycle_state, key.time_of_deletion) == ("DISABLED", None)


def test_keys_that_are_to_be_deleted_are_not_replicated(tenancy: KeyedTenancy) -> None:
    doomed = tenancy.key()
    tenancy.schedule_deletion(doomed)
    replicated = Replicated(tenancy)
    assert [key.id for key in replicated.keys_there.list_keys(tenancy.security).data] == [replicated.key_id]


def test_a_replica_decrypts_ciphertexts_of_its_source(replicated: Replicated) -> None:
    tenancy, client = replicated.tenancy, replicated.tenancy.client
    here = client("key_management.KmsCryptoClient", endpoint=tenancy.vault.crypto_endpoint)
    endpoint = replicated.there.get_vault(replicated.vault_id).data.crypto_endpoint
    there = client("key_management.KmsCryptoClient", endpoint=endpoint)
    encrypted = here.encrypt(models.EncryptDataDetails(key_id=replicated.key_id, plaintext="c2VjcmV0")).data
    details = models.DecryptDataDetails(key_id=replicated.key_id, ciphertext=encrypted.ciphertext)
    assert there.decrypt(details).data.plaintext == "c2VjcmV0"


def test_a_replica_takes_no_management_writes(replicated: Replicated) -> None:
    keys, vaults, key_id, vault_id = replicated.keys_there, replicated.there, replicated.key_id, replicated.vault_id
    shape = models.KeyShape(algorithm="AES", length=32)
    create = models.CreateKeyDetails(compartment_id=replicated.tenancy.security, display_name="k", key_shape=shape)
    for call in (
        lambda: keys.create_key(create),
        lambda: keys.disable_key(key_id),
        lambda: keys.update_key(key_id, models.UpdateKeyDetails(display_name="n")),
        lambda: keys.create_key_version(key_id),
        lambda: keys.schedule_key_deletion(key_id, models.ScheduleKeyDeletionDetails()),
        lambda: vaults.update_vault(vault_id, models.UpdateVaultDetails(display_name="n")),
        lambda: vaults.schedule_vault_deletion(vault_id, models.ScheduleVaultDeletionDetails()),
        lambda: vaults.create_vault_replica(vault_id, models.CreateVaultReplicaDetails(replica_region=HOME)),
        lambda: vaults.delete_vault_replica(vault_id, models.DeleteVaultReplicaDetails(replica_region=OTHER)),
    ):
        assert refusal(call) == CONFLICT


def test_the_same_region_again_is_a_no_op(replicated: Replicated) -> None:
    before = replicated.there.get_vault(replicated.vault_id)
    replicated.create()
    assert replicated.there.get_vault(replicated.vault_id).headers["etag"] == before.headers["etag"]
    assert replicated.status() == ["CREATED"]


def test_another_region_conflicts(client: Clients, cloud: Cloud) -> None:
    cloud.tenancy.regions["eu-frankfurt-1"] = region("eu-frankfurt-1", "Uocm")
    replicated = Replicated(KeyedTenancy(cloud, client))
    assert refusal(lambda: replicated.create("eu-frankfurt-1")) == CONFLICT
    replicated.delete()
    assert refusal(lambda: replicated.create("eu-frankfurt-1")) == CONFLICT
    replicated.tenancy.wait(20)
    replicated.create("eu-frankfurt-1")
    assert replicated.status() == ["CREATING"]


@pytest.mark.parametrize("region", [HOME, "ap-sydney-1", "nowhere"])
def test_a_replica_is_in_another_region_of_the_tenancy(tenancy: KeyedTenancy, region: str) -> None:
    vaults = tenancy.client("key_management.KmsVaultClient")
    details = models.CreateVaultReplicaDetails(replica_region=region)
    assert refusal(lambda: vaults.create_vault_replica(tenancy.vault.id, details)) == (400, "InvalidParameter")


def test_old_vaults_are_not_replicable(tenancy: KeyedTenancy) -> None:
    tenancy.allow(POLICY)
    stored = tenancy.store.find(tenancy.vault.id)
    assert stored is not None
    tenancy.store.change(stored, {"isVaultReplicable": False})
    vaults = tenancy.client("key_management.KmsVaultClient")
    details = models.CreateVaultReplicaDetails(replica_region=OTHER)
    assert refusal(lambda: vaults.create_vault_replica(tenancy.vault.id, details)) == (400, "InvalidParameter")


def test_the_vault_service_needs_a_policy(tenancy: KeyedTenancy) -> None:
    vaults = tenancy.client("key_management.KmsVaultClient")
    details = models.CreateVaultReplicaDetails(replica_region=OTHER)
    assert refusal(lambda: vaults.create_vault_replica(tenancy.vault.id, details)) == NOT_FOUND
    tenancy.play("vault_replication_policy", "not checked")
    vaults.create_vault_replica(tenancy.vault.id, details)
    assert len(vaults.list_vault_replicas(tenancy.vault.id).data) == 1


def test_a_deleted_replica_leaves_its_source_alone(replicated: Replicated) -> None:
    assert refusal(lambda: replicated.delete(HOME)) == NOT_FOUND
    replicated.delete()
    assert replicated.status() == ["DELETING"]
    replicated.keys.update_key(replicated.key_id, models.UpdateKeyDetails(display_name="renamed"))
    replicated.tenancy.wait(20)
    assert replicated.status() == []
    assert refusal(lambda: replicated.there.get_vault(replicated.vault_id)) == NOT_FOUND
    assert refusal(lambda: replicated.keys_there.get_key(replicated.key_id)) == NOT_FOUND
    assert refusal(replicated.delete) == NOT_FOUND
    assert replicated.keys.get_key(replicated.key_id).data.display_name == "renamed"
    replicated.create()
    replicated.tenancy.wait(60)
    keys = replicated.management(replicated.there.get_vault(replicated.vault_id).data)
    assert keys.get_key(replicated.key_id).data.display_name == "renamed"


def test_deleting_the_source_deletes_the_replica(replicated: Replicated) -> None:
    wait = replicated.tenancy.wait
    replicated.here.schedule_vault_deletion(replicated.vault_id, models.ScheduleVaultDeletionDetails())
    wait(10)
    assert replicated.there.get_vault(replicated.vault_id).data.lifecycle_state == "PENDING_DELETION"
    assert replicated.key_there().lifecycle_state == "PENDING_DELETION"
    wait(31 * 86400)
    assert replicated.there.get_vault(replicated.vault_id).data.lifecycle_state == "DELETED"
    assert replicated.status() == ["DELETED"]


def test_the_status_of_a_replication(replicated: Replicated) -> None:
    changed = replicated.keys.update_key(replicated.key_id, models.UpdateKeyDetails(display_name="n")).data
    replication_id = changed.replica_details.replication_id

    def status(keys: Any) -> list[tuple[str, str]]:
        details = keys.get_replication_status(replication_id).data.replica_details
        return [(detail.region, detail.status) for detail in details]

    assert status(replicated.keys) == [(OTHER, "REPLICATING")]
    replicated.tenancy.wait(6)
    assert status(replicated.keys) == [(OTHER, "REPLICATED")]
    assert replicated.key_there().replica_details.replication_id == replication_id
    assert refusal(lambda: replicated.keys.get_replication_status("unknown")) == NOT_FOUND


def test_a_vault_shows_its_replica(tenancy: KeyedTenancy) -> None:
    """Oracle's own module reads it from replicaDetails."""
    tenancy.play("vault_replication_policy", "not checked")
    vaults, vault_id = tenancy.client("key_management.KmsVaultClient"), tenancy.vault.id
    assert vaults.get_vault(vault_id).data.replica_details is None
    vaults.create_vault_replica(vault_id, models.CreateVaultReplicaDetails(replica_region=OTHER))
    replication_id = vaults.get_vault(vault_id).data.replica_details.replication_id

    def status() -> str:
        return str(tenancy.keys.get_replication_status(replication_id).data.replica_details[0].status)

    assert status() == "REPLICATING"
    tenancy.wait(60)
    assert status() == "REPLICATED"
    assert vaults.get_vault(vault_id).data.replica_details.replication_id == replication_id
    vaults.delete_vault_replica(vault_id, models.DeleteVaultReplicaDetails(replica_region=OTHER))
    tenancy.wait(20)
    assert vaults.get_vault(vault_id).data.replica_details is None
    assert refusal(status) == NOT_FOUND


def test_a_change_that_is_not_applied_is_not_replicated(replicated: Replicated) -> None:
    """A change that is undone is undone in the replica too."""
    tenancy = replicated.tenancy
    stored = tenancy.store.find(replicated.key_id, region=HOME)
    assert stored is not None
    with tenancy.store.transaction() as transaction:
        tenancy.store.change(stored, {"displayName": "never"})
        tenancy.store.discard(transaction)
    tenancy.wait(6)
    assert replicated.key_there().display_name == "k"


def test_private_vaults_need_a_limit_where_the_replica_is(tenancy: KeyedTenancy) -> None:
    tenancy.allow(POLICY)
    vaults = tenancy.client("key_management.KmsVaultClient")
    private = vaults.create_vault(
        models.CreateVaultDetails(compartment_id=tenancy.security, display_name="p", vault_type="VIRTUAL_PRIVATE")
    ).data
    tenancy.wait(60)
    tenancy.play("virtual_private_vault_limit", "0")
    details = models.CreateVaultReplicaDetails(replica_region=OTHER)
    assert refusal(lambda: vaults.create_vault_replica(private.id, details)) == (400, "LimitExceeded")


@pytest.mark.parametrize("choice", ["409 IncorrectState", "400 InvalidParameter"])
def test_a_vault_that_is_being_created_has_no_replica(tenancy: KeyedTenancy, client: Clients, choice: str) -> None:
    tenancy.allow(POLICY)
    tenancy.cloud.tenancy.variants.choose("replica_of_a_creating_vault", choice)
    here, there = client("key_management.KmsVaultClient"), client("key_management.KmsVaultClient", region=OTHER)
    details = models.CreateVaultDetails(compartment_id=tenancy.security, display_name="new", vault_type="DEFAULT")
    vault = here.create_vault(details).data
    requested = models.CreateVaultReplicaDetails(replica_region=OTHER)
    status, code = choice.split()
    assert refusal(lambda: here.create_vault_replica(vault.id, requested)) == (int(status), code)
    assert here.list_vault_replicas(vault.id).data == []
    tenancy.wait(60)
    here.create_vault_replica(vault.id, requested)
    # A replica that is being created is not changed either.
    assert there.get_vault(vault.id).data.lifecycle_state == "CREATING"
    lost = models.DeleteVaultReplicaDetails(replica_region=OTHER)
    assert refusal(lambda: here.delete_vault_replica(vault.id, lost)) == (409, "IncorrectState")
    update = models.UpdateVaultDetails(display_name="other")
    assert refusal(lambda: there.update_vault(vault.id, update)) == CONFLICT
    assert refusal(lambda: there.create_vault_replica(vault.id, requested)) == CONFLICT
    tenancy.wait(60)
    assert there.get_vault(vault.id).data.lifecycle_state == "ACTIVE"

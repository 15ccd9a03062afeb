# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What operations require: complete against the SDK, and attainable through some verb."""

from __future__ import annotations

import inspect

import oci
import pytest

from simulator.iam.operations import core, database, identity, key_management, object_storage, small_clients
from simulator.iam.permissions import RESOURCE_TYPES, granted
from simulator.iam.requirements import (
    DATABASE_VAULT_PERMISSIONS,
    DELEGATE,
    MANAGE_ALL_RESOURCES,
    OWN_USER,
    SERVICE_KEY_PERMISSIONS,
    required,
)

PACKAGES = {
    "core": ((oci.core.BlockstorageClient,), core.REQUIRED),
    "key_management": (
        (
            oci.key_management.KmsVaultClient,
            oci.key_management.KmsManagementClient,
            oci.key_management.KmsCryptoClient,
            oci.key_management.EkmClient,
        ),
        key_management.REQUIRED,
    ),
    "identity": ((oci.identity.IdentityClient,), identity.REQUIRED),
    "object_storage": ((oci.object_storage.ObjectStorageClient,), object_storage.REQUIRED),
    "work_requests": ((oci.work_requests.WorkRequestClient,), small_clients.WORK_REQUESTS),
    "resource_search": ((oci.resource_search.ResourceSearchClient,), small_clients.RESOURCE_SEARCH),
}

ATTAINABLE = frozenset().union(*(granted("manage", resource_type) for resource_type in RESOURCE_TYPES))


def methods(*clients: type) -> set[str]:
    return {
        name
        for client in clients
        for name, _member in inspect.getmembers(client, inspect.isfunction)
        if not name.startswith("_")
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_every_operation_of_the_client_is_listed_and_no_other(package: str) -> None:
    clients, table = PACKAGES[package]
    assert set(table) == methods(*clients)


def test_attachments_are_operations_of_compute() -> None:
    named = {name for name in methods(oci.core.ComputeClient) if "volume" in name and "attach" in name}
    assert set(core.ATTACHMENTS) == {
        *named,
        "attach_volume",
        "attach_boot_volume",
        "detach_volume",
        "detach_boot_volume",
    }


def test_database_operations_exist_and_cover_autonomous_databases() -> None:
    existing = methods(oci.database.DatabaseClient)
    assert set(database.REQUIRED) <= existing
    named = {name for name in existing if "autonomous_database" in name and "software_image" not in name}
    others = {"list_autonomous_databases_in_autonomous_container_database_backup"}
    assert named - others <= set(database.REQUIRED)


@pytest.mark.parametrize(
    ("package", "table"),
    [*((name, table) for name, (_clients, table) in PACKAGES.items()), ("database", database.REQUIRED)],
)
def test_every_required_permission_is_granted_by_some_verb(package: str, table: dict[str, str]) -> None:
    for method in table:
        missing = set(required(f"{package}.{method}")) - ATTAINABLE - {MANAGE_ALL_RESOURCES}
        assert not missing, method


@pytest.mark.parametrize(
    ("operation", "circumstances", "expected"),
    [
        ("core.get_volume", (), ("VOLUME_INSPECT",)),
        ("core.update_volume_backup", (), ("VOLUME_BACKUP_UPDATE", "VOLUME_INSPECT")),
        ("core.update_boot_volume_kms_key", (), ("VOLUME_UPDATE",)),
        ("core.create_volume", ("volume",), ("VOLUME_CREATE",)),
        ("core.create_volume", ("volumeBackup",), ("VOLUME_CREATE", "VOLUME_BACKUP_READ")),
        (
            "core.create_volume_group_backup",
            ("volume", "bootvolume"),
            (
                "VOLUME_GROUP_BACKUP_CREATE",
                "VOLUME_GROUP_INSPECT",
                "VOLUME_WRITE",
                "VOLUME_BACKUP_CREATE",
                "BOOT_VOLUME_BACKUP_CREATE",
            ),
        ),
        ("key_management.create_key", (), ("KEY_CREATE",)),
        ("object_storage.get_namespace", (), ()),
        ("object_storage.get_namespace", ("compartmentId",), ("OBJECTSTORAGE_NAMESPACE_READ",)),
        ("object_storage.put_object", (), ("OBJECT_CREATE",)),
        ("object_storage.put_object", ("existing",), ("OBJECT_OVERWRITE",)),
        ("object_storage.get_work_request", (), ("OBJECT_READ",)),
        ("work_requests.get_work_request", (), ()),
        ("resource_search.search_resources", (), ()),
    ],
)
def test_required_permissions(operation: str, circumstances: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert required(operation, *circumstances) == expected


def test_unknown_operation_is_named() -> None:
    with pytest.raises(KeyError, match=r"core\.paint_volume"):
        required("core.paint_volume")


def test_own_user_operations_are_listed() -> None:
    assert all(required(operation) for operation in OWN_USER)


def test_key_grants_of_the_documentation_suffice_for_services() -> None:
    use_keys = granted("use", "keys")
    assert all(set(needed) <= use_keys for actions in SERVICE_KEY_PERMISSIONS.values() for needed in actions.values())
    assert set(DATABASE_VAULT_PERMISSIONS) <= granted("use", "vaults")
    assert set(DELEGATE.values()) == granted("use", "key-delegate")


def test_search_shows_only_by_permissions_that_verbs_give() -> None:
    assert set(small_clients.SHOWN_IN_SEARCH.values()) <= ATTAINABLE

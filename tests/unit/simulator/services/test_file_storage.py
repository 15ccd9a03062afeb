# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""File systems and their keys through the real SDK."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from oci.file_storage import models
from oci.identity import models as identity
from oci.resource_search import models as search

from simulator.cloud import Cloud
from tests.unit.simulator.services.keyed_tenancy import KeyedTenancy, refusal

NOT_FOUND = (404, "NotAuthorizedOrNotFound")
NO_KEY = (400, "RelatedResourceNotAuthorizedOrNotFound")
AS_SERVICE = "Allow service FssOc1Prod to use keys in compartment security"
AS_ITSELF = "Allow dynamic-group filesystems to use keys in compartment security"


class FileSystems(KeyedTenancy):
    """Shortcuts for file systems."""

    def __init__(self, cloud: Cloud, client: Callable[..., Any]) -> None:
        super().__init__(cloud, client)
        self.files = client("file_storage.FileStorageClient")
        self.domain = cloud.tenancy.regions["us-ashburn-1"].availability_domains[0]
        client("identity.IdentityClient").create_dynamic_group(
            identity.CreateDynamicGroupDetails(
                compartment_id=cloud.tenancy.id,
                name="filesystems",
                description="file systems",
                matching_rule=f"ALL {{resource.type = 'filesystem', resource.compartment.id = '{self.projx}'}}",
            )
        )

    def create(self, key_id: str | None = None) -> Any:
        details = models.CreateFileSystemDetails(
            availability_domain=self.domain, compartment_id=self.projx, display_name="files", kms_key_id=key_id
        )
        created = self.files.create_file_system(details).data
        self.wait(10)
        return created

    def get(self, id: str) -> Any:
        return self.files.get_file_system(id).data

    def rekey(self, id: str, key_id: str, **options: Any) -> Any:
        return self.files.update_file_system(id, models.UpdateFileSystemDetails(kms_key_id=key_id), **options).data


@pytest.fixture
def tenancy(cloud: Cloud, client: Callable[..., Any]) -> FileSystems:
    return FileSystems(cloud, client)


def test_from_creating_to_deleted(tenancy: FileSystems) -> None:
    created = tenancy.create()
    assert created.lifecycle_state == "CREATING"
    assert created.id.startswith("ocid1.filesystem.oc1.iad.")
    assert (tenancy.get(created.id).lifecycle_state, tenancy.get(created.id).kms_key_id) == ("ACTIVE", "")
    tenancy.files.delete_file_system(created.id)
    assert tenancy.get(created.id).lifecycle_state == "DELETING"
    assert refusal(lambda: tenancy.files.delete_file_system(created.id))[0] == 409
    tenancy.wait(10)
    assert tenancy.get(created.id).lifecycle_state == "DELETED"
    tenancy.wait(4000)
    assert refusal(lambda: tenancy.get(created.id)) == NOT_FOUND


@pytest.mark.parametrize("grant", [AS_SERVICE, AS_ITSELF])
def test_a_key_needs_a_grant_for_the_service_or_the_file_system(tenancy: FileSystems, grant: str) -> None:
    key, file_system = tenancy.key(), tenancy.create()
    assert refusal(lambda: tenancy.rekey(file_system.id, key)) == NO_KEY
    assert refusal(lambda: tenancy.create(key)) == NO_KEY
    tenancy.allow(grant)
    assert tenancy.rekey(file_system.id, key).kms_key_id == key
    assert tenancy.create(key).kms_key_id == key


def test_the_caller_needs_key_delegate(tenancy: FileSystems) -> None:
    tenancy.allow(AS_SERVICE)
    user = tenancy.user("filer", "manage file-family in compartment projx")
    key, file_system = tenancy.key(), tenancy.create()
    files = tenancy.client("file_storage.FileStorageClient", user=user)
    requested = models.UpdateFileSystemDetails(kms_key_id=key)
    assert refusal(lambda: files.update_file_system(file_system.id, requested)) == NO_KEY
    tenancy.allow("Allow group filer to use key-delegate in compartment security")
    assert files.update_file_system(file_system.id, requested).data.kms_key_id == key
    reader = tenancy.client(
        "file_storage.FileStorageClient", user=tenancy.user("reader", "use file-systems in tenancy")
    )
    assert reader.get_file_system(file_system.id).data.kms_key_id == key
    assert refusal(lambda: reader.update_file_system(file_system.id, requested)) == NOT_FOUND


def test_back_to_the_key_of_oracle(tenancy: FileSystems) -> None:
    tenancy.allow(AS_SERVICE)
    file_system = tenancy.create(tenancy.key())
    assert tenancy.rekey(file_system.id, "").kms_key_id == ""
    assert tenancy.get(file_system.id).kms_key_id == ""


def test_a_file_system_without_key_may_have_no_value(tenancy: FileSystems) -> None:
    tenancy.cloud.tenancy.variants.choose("file_system_without_key", "absent")
    assert tenancy.create().kms_key_id is None


@pytest.mark.parametrize(("user", "grant"), [("itself", AS_SERVICE), ("service", AS_ITSELF)])
def test_only_one_of_the_two_may_count(tenancy: FileSystems, user: str, grant: str) -> None:
    tenancy.cloud.tenancy.variants.choose("file_system_key_user", user)
    tenancy.allow(grant)
    assert refusal(lambda: tenancy.create(tenancy.key())) == NO_KEY


def test_a_key_that_is_not_enabled_is_refused(tenancy: FileSystems) -> None:
    tenancy.allow(AS_SERVICE)
    key, file_system = tenancy.key(), tenancy.create()
    tenancy.disable(key)
    assert refusal(lambda: tenancy.rekey(file_system.id, key))[0] == 409


def test_an_update_can_be_conditional(tenancy: FileSystems) -> None:
    tenancy.allow(AS_SERVICE)
    file_system = tenancy.create()
    assert refusal(lambda: tenancy.rekey(file_system.id, tenancy.key(), if_match="other"))[0] == 412


def test_lists_are_of_one_domain_and_show_the_key(tenancy: FileSystems) -> None:
    tenancy.allow(AS_SERVICE)
    key = tenancy.key()
    created = tenancy.create(key)
    (listed,) = tenancy.files.list_file_systems(tenancy.projx, tenancy.domain).data
    assert (listed.id, listed.kms_key_id, listed.display_name) == (created.id, key, "files")
    others = tenancy.cloud.tenancy.regions["us-ashburn-1"].availability_domains[1:]
    assert [tenancy.files.list_file_systems(tenancy.projx, each).data for each in others] == [[]] * len(others)
    assert refusal(lambda: tenancy.files.list_file_systems(tenancy.projx, "AD-9"))[0] == 400


def test_a_file_system_is_moved(tenancy: FileSystems) -> None:
    created = tenancy.create()
    projy = tenancy.cloud.catalogue["compartments"]["projy"]

    def move(compartment_id: str) -> Any:
        details = models.ChangeFileSystemCompartmentDetails(compartment_id=compartment_id)
        return tenancy.files.change_file_system_compartment(created.id, details)

    assert refusal(lambda: move(created.id)) == NO_KEY
    assert (move(projy).status, tenancy.get(created.id).compartment_id) == (204, projy)
    assert tenancy.files.list_file_systems(tenancy.projx, tenancy.domain).data == []
    assert [one.id for one in tenancy.files.list_file_systems(projy, tenancy.domain).data] == [created.id]


def test_resource_search_returns_the_key(tenancy: FileSystems) -> None:
    tenancy.allow(AS_SERVICE)
    key = tenancy.key()
    created = tenancy.create(key)
    details = search.StructuredSearchDetails(query="query filesystem resources return kmsKeyId")
    (found,) = tenancy.client("resource_search.ResourceSearchClient").search_resources(details).data.items
    assert (found.identifier, found.additional_details["kmsKeyId"]) == (created.id, key)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a key by its OCID, against the simulated tenancy."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadAnswer
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._keys.reading import KeyReader
from simulator.cloud import Cloud
from simulator.gateway.faults import rule_from

Named = Callable[[str, str], str]
LogIn = Callable[..., Session]


def operations(cloud: Cloud) -> list[str]:
    return [entry.operation.rsplit(".", maxsplit=1)[-1] for entry in cloud.gateway.journal.entries()]


@pytest.mark.parametrize("domain", ["oraclecloud.com", "oci.oraclecloud.com"])
def test_host_built_from_the_ocid(cloud: Cloud, log_in: LogIn, named: Named, domain: str) -> None:
    cloud.reset(scenario="default", variants={"management_host_domain": domain})
    key = KeyReader(log_in()).read(named("keys", "cmk")).key
    assert key is not None
    assert key.display_name == "cmk"
    assert key.compartment_id == named("compartments", "security")
    assert (key.lifecycle_state, key.algorithm, key.enabled_versions) == ("ENABLED", "AES", 1)


def test_host_read_from_the_vault(cloud: Cloud, log_in: LogIn, named: Named) -> None:
    session = log_in()
    cloud.gateway.journal.clear()
    assert KeyReader(session, named("vaults", "security-vault")).read(named("keys", "cmk")).key
    assert operations(cloud) == ["get_vault", "get_key", "list_key_versions"]


def test_host_found_by_search(cloud: Cloud, log_in: LogIn, named: Named) -> None:
    """Both built hosts fail, as in a region whose domain has a third form."""
    cloud.gateway.faults.add(
        rule_from({"operation": "get_key", "times": 2, "status": 404, "code": "NotAuthorizedOrNotFound"})
    )
    cloud.gateway.journal.clear()
    assert KeyReader(log_in()).read(named("keys", "cmk")).key
    assert "search_resources" in operations(cloud)


@pytest.mark.parametrize("times", [0, 1], ids=["always", "once"])
def test_a_list_of_versions_must_hold_the_current_one(cloud: Cloud, log_in: LogIn, named: Named, times: int) -> None:
    """A key with two enabled versions would otherwise pass for one with a single version; a list may lag behind."""
    key = named("keys", "cmk-two-versions")
    stored = cloud.tenancy.store.find(key)
    assert stored is not None
    current = str(stored.data["currentKeyVersion"])
    cloud.gateway.faults.add(rule_from({"operation": "list_key_versions", "drop_entries": [current], "times": times}))
    reader = KeyReader(log_in())
    if times:
        found = reader.read(key).key
        assert found is not None
        assert found.enabled_versions == 2
        return
    with pytest.raises(BadAnswer) as caught:
        reader.read(key)
    assert caught.value.operation == "ListKeyVersions"
    assert current in str(caught.value)


def test_keys_are_read_once(cloud: Cloud, log_in: LogIn, named: Named) -> None:
    reader = KeyReader(log_in())
    reader.read(named("keys", "cmk"))
    cloud.gateway.journal.clear()
    reader.read(named("keys", "cmk"))
    assert operations(cloud) == []


def test_versions_and_deletion(log_in: LogIn, named: Named) -> None:
    reader = KeyReader(log_in())
    two = reader.read(named("keys", "cmk-two-versions")).key
    pending = reader.read(named("keys", "cmk-pending-deletion")).key
    rsa = reader.read(named("keys", "cmk-rsa")).key
    assert two is not None
    assert two.enabled_versions == 2
    assert pending is not None
    assert pending.lifecycle_state == "PENDING_DELETION"
    assert re.fullmatch(r"\S+T\d\d:\d\d:\d\d\+00:00", pending.time_of_deletion or "")
    assert rsa is not None
    assert rsa.algorithm == "RSA"


def test_key_that_may_not_be_read(log_in: LogIn, named: Named) -> None:
    reading = KeyReader(log_in("projy-operator")).read(named("keys", "cmk"))
    assert reading.key is None
    assert reading.elsewhere is None
    assert reading.problem


def test_key_of_another_region(log_in: LogIn, named: Named) -> None:
    reading = KeyReader(log_in()).read(named("keys", "cmk-phx"))
    assert reading.key is None
    assert reading.elsewhere == "us-phoenix-1"


def test_key_of_a_region_that_does_not_know_the_tenancy(log_in: LogIn, named: Named) -> None:
    """Such a region answers 401 to credentials that are right."""
    kms_key_id = named("keys", "cmk").replace(".iad.", ".eu-frankfurt-1.")
    reading = KeyReader(log_in()).read(kms_key_id)
    assert (reading.key, reading.elsewhere, reading.subscribed) == (None, "eu-frankfurt-1", False)

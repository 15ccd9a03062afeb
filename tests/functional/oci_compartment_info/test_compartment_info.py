# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compartments are found by their names, and nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_compartment_info as compartment_info
from ansible_collections.cmk.oci.plugins.modules import oci_compartment_info
from simulator.cloud import Cloud
from tests.failures import names
from tests.sessions import log_in

DOCUMENTED: dict[str, Any] = yaml.safe_load(oci_compartment_info.RETURN)


def found(cloud: Cloud, *paths: str, user: str = "admin") -> list[dict[str, Any]]:
    result = compartment_info.run(Task({"paths": list(paths)}, lambda: log_in(cloud, user)))
    assert result["changed"] is False
    return list(result["resources"])


def below(cloud: Cloud, parent: str, *names: str) -> list[str]:
    """The OCIDs of new compartments, each in the one before it, the first in a seeded one."""
    made, above = [], cloud.catalogue["compartments"][parent]
    client = log_in(cloud, "admin").client("identity", "IdentityClient")
    for name in names:
        above = client.create_compartment({"compartmentId": above, "name": name, "description": name}).data.id
        made.append(above)
    cloud.clock.advance(60)
    return made


def test_by_name_and_by_path(cloud: Cloud) -> None:
    one, two = below(cloud, "projx", "Data.Stores", "archive")
    named = found(cloud, "projx", "archive", "projx:data.stores", "Data.Stores : archive", "projx:Data.Stores:archive")
    assert [each["id"] for each in named] == [cloud.catalogue["compartments"]["projx"], two, one, two, two]
    assert named[1]["path"] == "projx:Data.Stores:archive"
    assert named[1]["compartment_id"] == one
    assert set(named[0]) == set(DOCUMENTED["resources"]["contains"])


def test_a_name_that_several_have_is_not_guessed(cloud: Cloud) -> None:
    (one,), (other,) = below(cloud, "projx", "archive"), below(cloud, "projy", "archive")
    with pytest.raises(BadOption) as caught:
        found(cloud, "archive")
    assert names(caught.value, one, other)
    assert [each["id"] for each in found(cloud, "projy:archive")] == [other]


def test_the_whole_path_comes_before_the_end_of_another(cloud: Cloud) -> None:
    below(cloud, "projx", "projy")
    assert [each["id"] for each in found(cloud, "projy")] == [cloud.catalogue["compartments"]["projy"]]


@pytest.mark.parametrize("path", ["", ":", "projx:", "projx::archive"])
def test_what_is_no_path_is_refused(cloud: Cloud, path: str) -> None:
    with pytest.raises(BadOption) as caught:
        found(cloud, path)
    assert names(caught.value, "paths")


def test_what_may_not_be_seen_is_not_there(cloud: Cloud) -> None:
    assert found(cloud, "projx", user="newcomer")[0]["id"] == cloud.catalogue["compartments"]["projx"]
    with pytest.raises(BadOption) as caught:
        found(cloud, "security", user="newcomer")
    assert names(caught.value, "'security'")


def test_the_root_compartment_and_ocids(cloud: Cloud) -> None:
    tenancy, projx = cloud.tenancy, str(cloud.catalogue["compartments"]["projx"])
    name = str(tenancy.name)
    named = found(cloud, name, tenancy.id, projx, f"{name}:projx", f" {name.upper()} : PROJX ")
    assert [each["id"] for each in named] == [tenancy.id, tenancy.id, projx, projx, projx]
    assert (named[0]["path"], named[0]["compartment_id"]) == (name, None)
    assert named[3]["path"] == "projx"


@pytest.mark.parametrize("paths", [[], None], ids=["empty", "not given"])
def test_all_compartments(cloud: Cloud, paths: list[str] | None) -> None:
    (below_projx,) = below(cloud, "projx", "archive")
    result = compartment_info.run(Task({"paths": paths}, lambda: log_in(cloud, "admin")))
    listed = {each["id"]: each["path"] for each in result["resources"]}
    assert result["resources"][0]["id"] == cloud.tenancy.id
    assert listed.keys() == {cloud.tenancy.id, below_projx, *cloud.catalogue["compartments"].values()}
    assert listed[below_projx] == "projx:archive"
    assert len(result["resources"]) == len(listed)


def test_all_that_may_be_seen(cloud: Cloud) -> None:
    listed = found(cloud, user="newcomer")
    assert {each["id"] for each in listed} == {cloud.tenancy.id, cloud.catalogue["compartments"]["projx"]}
    assert listed[0]["name"] is None or listed[0]["name"] == cloud.tenancy.name


@pytest.mark.parametrize("state", ["DELETING", "DELETED"])
def test_a_compartment_that_is_deleted_is_not_found(cloud: Cloud, state: str) -> None:
    (gone,) = below(cloud, "projx", "archive")
    cloud.tenancy.store.catch_up()
    resource = cloud.tenancy.store.find(gone)
    assert resource is not None
    cloud.tenancy.store.change(resource, {"lifecycleState": state})
    assert gone not in {each["id"] for each in found(cloud)}
    with pytest.raises(BadOption) as caught:
        found(cloud, gone)
    assert names(caught.value, "paths", gone, state)
    with pytest.raises(BadOption) as caught:
        found(cloud, "archive")
    assert names(caught.value, "'archive'")


@pytest.mark.parametrize(
    "ocid", ["ocid1.tenancy.oc1..another", "ocid1.compartment.oc1..another", "ocid1.volume.oc1.iad.x"]
)
def test_an_ocid_of_something_else(cloud: Cloud, ocid: str) -> None:
    with pytest.raises(BadOption) as caught:
        found(cloud, ocid)
    assert names(caught.value, ocid)

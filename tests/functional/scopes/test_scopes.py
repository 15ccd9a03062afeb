# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin against a simulated tenancy: hosts, groups, options, permissions, cache and secrets."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import oci
import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.doc_fragments import constructed, inventory_cache
from ansible.template import Templar, is_trusted_as_template

from ansible_collections.cmk.oci.plugins.doc_fragments import auth
from ansible_collections.cmk.oci.plugins.inventory import scopes
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Task
from simulator.cloud import Cloud
from tests.sessions import log_in

Read = Callable[..., InventoryData]

IAD, PHX = "us-ashburn-1", "us-phoenix-1"


def loaded() -> Any:
    """The plugin with the options of its documentation, as Ansible's loader prepares it."""
    plugin = scopes.InventoryModule()
    texts = [each.ModuleDocFragment.DOCUMENTATION for each in (auth, constructed, inventory_cache)]
    options: dict[str, Any] = {}
    for text in (*texts, scopes.DOCUMENTATION):
        options.update(yaml.safe_load(text)["options"])
    plugin._load_name = plugin.ansible_name = plugin._original_path = plugin.NAME
    plugin._redirected_names = [plugin.NAME]
    constants.config.initialize_plugin_configuration_definitions("inventory", plugin.NAME, options)
    return plugin


@pytest.fixture
def read(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads an inventory file with these options, as a user of the simulated tenancy."""
    (tmp_path / "cache").mkdir()

    def reading(user: str = "admin", *, refresh: bool = False, **options: Any) -> InventoryData:
        def task_in(_environment: Mapping[str, str], parameters: Mapping[str, Any]) -> Task:
            return Task(parameters, lambda: log_in(cloud, user))

        if options.get("cache"):
            options["cache_plugin"] = "jsonfile"
            options["cache_connection"] = str(tmp_path / "cache")
        path = tmp_path / "test.scopes.yml"
        path.write_text(yaml.safe_dump({"plugin": "cmk.oci.scopes", **options}), encoding="utf-8")
        plugin = loaded()
        monkeypatch.setattr(scopes, "task_in", task_in)
        inventory = InventoryData()
        plugin.parse(inventory, DataLoader(), str(path), cache=not refresh)
        if options.get("cache"):
            plugin.update_cache_if_changed()
        return inventory

    return reading


def compartment(cloud: Cloud, name: str, below: str, **tags: Any) -> str:
    """A new compartment."""
    client = log_in(cloud, "admin").client("identity", "IdentityClient")
    details = oci.identity.models.CreateCompartmentDetails(compartment_id=below, name=name, description=name, **tags)
    return str(client.create_compartment(details).data.id)


def paths(inventory: InventoryData, region: str = IAD) -> list[str]:
    """The paths of the compartments that are hosts in a region."""
    found = [host.vars for host in inventory.hosts.values()]
    return sorted(each["oci_compartment_path"] for each in found if each["oci_region"] == region)


def test_every_compartment_in_every_region_is_a_host(cloud: Cloud, read: Read) -> None:
    inventory = read()
    root = log_in(cloud, "admin").tenancy
    assert paths(inventory, IAD) == paths(inventory, PHX) == ["projx", "projy", "root", "security", "vaults"]
    assert {host.vars["oci_compartment_id"] for host in inventory.hosts.values()} == {
        root,
        *cloud.catalogue["compartments"].values(),
    }
    assert all(host.vars["oci_tenancy"] == root for host in inventory.hosts.values())


def test_a_host_has_name_variables_and_groups(cloud: Cloud, read: Read) -> None:
    below = compartment(cloud, "data", cloud.catalogue["compartments"]["projx"], freeform_tags={"owner": "storage"})
    found = next(host for name, host in read().hosts.items() if name.startswith(f"{PHX}__projx.data_"))
    assert found.name[-7] == "_"
    assert found.vars["oci_compartment_id"] == below
    assert found.vars["oci_compartment_name"] == "data"
    assert found.vars["oci_compartment_path"] == "projx:data"
    assert found.vars["oci_compartment_depth"] == 2
    assert found.vars["oci_compartment_tags"]["freeform"] == {"owner": "storage"}
    assert found.vars["ansible_connection"] == "local"
    assert found.vars["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"
    assert {each.name for each in found.groups} == {"region_us_phoenix_1", "depth_2"}


def test_compartments_of_one_name_are_different_hosts(cloud: Cloud, read: Read) -> None:
    for parent in ("projx", "projy"):
        compartment(cloud, "data", cloud.catalogue["compartments"][parent])
    compartment(cloud, "projx.data", log_in(cloud, "admin").tenancy)
    names = [name for name in read(regions=[IAD]).hosts if ".data_" in name]
    assert len(set(names)) == len(names) == 3


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"compartments": ["projx"]}, ["projx", "projx:data"]),
        ({"compartments": ["projx"], "include_children": False}, ["projx"]),
        ({"compartments": ["projx:data"]}, ["projx:data"]),
        ({"exclude_compartments": ["projx", "vaults"]}, ["projy", "root", "security"]),
        ({"max_depth": 0}, ["root"]),
        ({"max_depth": 1}, ["projx", "projy", "root", "security", "vaults"]),
        ({"regions": ["phx"]}, []),
        ({"compartments": ["{{ ['projx', 'data'] | join(':') }}"]}, ["projx:data"]),
    ],
    ids=str,
)
def test_options_select(cloud: Cloud, read: Read, options: dict[str, Any], expected: list[str]) -> None:
    compartment(cloud, "data", cloud.catalogue["compartments"]["projx"])
    assert paths(read(**options)) == expected


def test_constructed_options_apply(read: Read) -> None:
    inventory = read(
        keyed_groups=[{"key": "oci_compartment_path", "prefix": "at"}],
        groups={"project": "oci_compartment_name is match('proj')"},
        compose={"where": "oci_compartment_path ~ '@' ~ oci_region"},
    )
    assert {"at_projx", "at_root"} <= set(inventory.groups)
    assert {host.vars["where"] for host in inventory.groups["project"].hosts} == {
        f"{path}@{region}" for path in ("projx", "projy") for region in (IAD, PHX)
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"regions": ["eu-zurich-1"]}, "regions[0] names the region 'eu-zurich-1'"),
        ({"compartments": ["nowhere"]}, "There is no compartment 'nowhere'"),
        ({"exclude_compartments": ["example"]}, "leaves no compartment"),
        ({"compartments": ["projx"], "max_depth": 0}, "No compartment is within 0 levels"),
        ({"max_depth": -1}, "max_depth must be 0 or more"),
        ({"compartment": ["projx"]}, "There is no option 'compartment'"),
    ],
    ids=str,
)
def test_a_wrong_option_is_one_sentence(read: Read, options: dict[str, Any], message: str) -> None:
    with pytest.raises(AnsibleParserError) as problem:
        read(**options)
    assert message in str(problem.value)
    assert "Traceback" not in str(problem.value)


def test_missing_permissions_fail_with_the_statement(read: Read) -> None:
    with pytest.raises(AnsibleParserError, match="Allow group <your group> to inspect compartments in tenancy"):
        read("projx-operator")
    with pytest.raises(AnsibleParserError, match="Allow group <your group> to inspect tenancies in tenancy"):
        read("newcomer")


def test_without_strict_permissions_what_may_be_seen_is_there(read: Read) -> None:
    assert "projx" in paths(read("projx-operator", strict_permissions=False), PHX)
    assert "projy" not in paths(read("projx-operator", strict_permissions=False))
    assert {host.vars["oci_region"] for host in read("newcomer", strict_permissions=False).hosts.values()} == {IAD}


def test_the_cache_keeps_answers_and_not_the_inventory(cloud: Cloud, read: Read) -> None:
    before = read(cache=True)
    sent = sum(1 for _each in cloud.gateway.journal.entries())
    compartment(cloud, "new", log_in(cloud, "admin").tenancy)
    assert sorted(read(cache=True).hosts) == sorted(before.hosts)
    assert paths(read(cache=True, compartments=["projx"])) == ["projx"]
    operations = [each.operation for each in [*cloud.gateway.journal.entries()][sent:]]
    assert "identity.list_compartments" not in operations
    assert "new" in paths(read(cache=True, refresh=True))
    assert "new" in paths(read(cache=True))


def test_the_cache_is_of_one_login(read: Read) -> None:
    read(cache=True, max_depth=1)
    with pytest.raises(AnsibleParserError, match="inspect compartments"):
        read("projx-operator", cache=True, config_profile_name="operator")


def test_incomplete_answers_are_not_kept(read: Read) -> None:
    assert "projy" not in paths(read("projx-operator", cache=True, strict_permissions=False))
    assert "projy" in paths(read("admin", cache=True, strict_permissions=False))


@pytest.mark.parametrize(
    "text",
    [
        "{{ lookup('ansible.builtin.pipe', 'id') }}",
        "{% set a = 1 %}uid",
        "#jinja2:variable_start_string:'[['\n[[ lookup('ansible.builtin.pipe', 'id') ]]",
    ],
)
def test_what_others_write_is_no_template(cloud: Cloud, read: Read, text: str) -> None:
    compartment(cloud, "data", log_in(cloud, "admin").tenancy, freeform_tags={"owner": text})
    inventory = read(keyed_groups=[{"key": "oci_compartment_tags.freeform.owner", "prefix": "owner"}])
    found = next(each.vars for each in inventory.hosts.values() if each.vars["oci_compartment_name"] == "data")
    kept = found["oci_compartment_tags"]["freeform"]["owner"]
    assert kept == Templar(loader=DataLoader()).template(kept) == text
    assert not is_trusted_as_template(kept)
    assert is_trusted_as_template(found["oci_compartment_id"])


def test_a_secret_in_the_wrong_option_is_not_shown(cloud: Cloud, read: Read) -> None:
    key = cloud.config("admin")["key_content"]
    with pytest.raises(AnsibleParserError) as problem:
        read(compartments=[key])
    assert "compartments[0] holds the text of a private key" in str(problem.value)
    assert not [line for line in key.splitlines()[1:-1] if line in str(problem.value)]


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        ("tenancy.scopes.yml", True),
        ("scopes.yaml", True),
        ("prod.cmk_oci.yml", True),
        ("telescopes.yml", False),
        ("hosts.yml", False),
    ],
)
def test_files_are_known_by_their_names(
    tmp_path: Path, name: str, is_ours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    (tmp_path / name).touch()
    plugin = loaded()
    monkeypatch.setattr(plugin.display, "vvv", said.append)
    assert plugin.verify_file(str(tmp_path / name)) is is_ours
    assert [each for each in said if "scopes.yml" in each] == ([] if is_ours else said)
    assert is_ours or said


def test_a_damaged_cache_is_read_again(read: Read, tmp_path: Path) -> None:
    read(cache=True)
    for each in (tmp_path / "cache").iterdir():
        each.write_text(json.dumps({"version": 0}), encoding="utf-8")
    assert "projx" in paths(read(cache=True))

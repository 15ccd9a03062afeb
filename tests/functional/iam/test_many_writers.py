# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many tasks write one policy or dynamic group at the same time, and what each of them needs is there in the end."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_dynamic_group,
    oci_kms_key,
    oci_kms_policy,
    oci_kms_vault,
)
from simulator.cloud import Cloud
from simulator.iam.matching_rules import parse
from simulator.tenancy.resource import Resource
from tests.many import at_once
from tests.officer import Officer
from tests.results import codes

WRITERS = range(10)


def writer(cloud: Cloud, task: ModuleType, **options: Any) -> Callable[[], dict[str, Any]]:
    """A task of a session of its own."""
    return functools.partial(Officer(cloud, "admin").run, task, **options)


def policy_of(number: int) -> dict[str, Any]:
    return {"groups": ["projx-admin-group"], "kms_key_ids": [f"ocid1.key.oc1.iad.vault.k{number}"]}


def group_of(number: int) -> dict[str, Any]:
    return {"resource_ids": [f"ocid1.autonomousdatabase.oc1.iad.db{number}"]}


def stored(cloud: Cloud, kind: str, name: str) -> Resource:
    (found,) = (each for each in cloud.tenancy.store.listing(kind) if each.data["name"] == name)
    return found


def statements(cloud: Cloud) -> list[str]:
    return list(stored(cloud, "policy", "cmk").data["statements"])


def held(cloud: Cloud) -> set[int]:
    """Whose keys the policy has a statement for."""
    written = statements(cloud)
    found = [number for number in WRITERS for each in written if f".k{number}'" in each]
    assert len(found) == len(set(found)) == len(written)
    return set(found)


def matched(cloud: Cloud) -> set[int]:
    """Whose databases are in the dynamic group."""
    rule = parse(str(stored(cloud, "dynamic_group", "databases").data["matchingRule"]))
    return {number for number in WRITERS if rule.matches({"resource.id": group_of(number)["resource_ids"][0]})}


KINDS = {
    "policy": (oci_kms_policy, policy_of, held, {"policy_name": "cmk"}),
    "dynamic group": (oci_dynamic_group, group_of, matched, {"name": "databases"}),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Any:
    return KINDS[request.param]


def options_of(cloud: Cloud, named: dict[str, Any]) -> dict[str, Any]:
    place = {"key_compartment_id": cloud.catalogue["compartments"]["security"]} if "policy_name" in named else {}
    return {**named, **place}


@pytest.mark.parametrize("is_there", [True, False], ids=["there", "to be created"])
@pytest.mark.parametrize("wait", [True, False], ids=["waiting", "not waiting"])
def test_ten_writers_at_once(cloud: Cloud, kind: Any, is_there: bool, wait: bool) -> None:
    task, intent_of, in_the_end, named = kind
    options = options_of(cloud, named)
    if is_there:
        writer(cloud, task, **options, **intent_of(0))()
    others = WRITERS[1:] if is_there else WRITERS
    results = at_once(cloud, [writer(cloud, task, wait=wait, **options, **intent_of(each)) for each in others])
    assert [each["changed"] for each in results] == [True] * len(others)
    assert [each["verified"] for each in results] == [wait] * len(others)
    assert in_the_end(cloud) == set(WRITERS)
    refused = [entry.status for entry in Officer(cloud).requests() if entry.writes and entry.status >= 400]
    assert len(refused) >= len(others) - 1, "all but one were overtaken"
    assert set(refused) <= {409, 412}
    again = [writer(cloud, task, **options, **intent_of(each))() for each in WRITERS]
    assert not any(each["changed"] for each in again)


@pytest.mark.parametrize("wait", [True, False], ids=["waiting", "not waiting"])
def test_ten_writers_while_lists_and_reads_lag(cloud: Cloud, kind: Any, wait: bool) -> None:
    task, intent_of, in_the_end, named = kind
    officer = Officer(cloud)
    for operation in ("list_policies", "list_dynamic_groups", "get_policy", "get_dynamic_group"):
        officer.fault(operation=operation, probability=0.3, stale=True)
    options = options_of(cloud, named)
    results = at_once(cloud, [writer(cloud, task, wait=wait, **options, **intent_of(each)) for each in WRITERS])
    assert [each["changed"] for each in results] == [True] * len(WRITERS)
    assert in_the_end(cloud) == set(WRITERS)


def test_some_take_away_while_others_add(cloud: Cloud) -> None:
    options = options_of(cloud, {"policy_name": "cmk"})
    for each in WRITERS[:5]:
        writer(cloud, oci_kms_policy, **options, **policy_of(each))()
    takers = [writer(cloud, oci_kms_policy, state="absent", **options, **policy_of(each)) for each in WRITERS[:5]]
    givers = [writer(cloud, oci_kms_policy, **options, **policy_of(each)) for each in WRITERS[5:]]
    results = at_once(cloud, [*takers, *givers])
    assert all(each["changed"] for each in results)
    assert held(cloud) == set(WRITERS[5:])


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_several_delete_at_once(cloud: Cloud, kind: Any) -> None:
    task, intent_of, _in_the_end, named = kind
    options = options_of(cloud, named)
    writer(cloud, task, **options, **intent_of(0))()
    results = at_once(cloud, [writer(cloud, task, state="absent", **options, **intent_of(0)) for _each in range(4)])
    assert [each["resource"] for each in results] == [None] * 4
    # No answer tells a run whose write was refused that it was not its own, sent twice by a proxy.
    assert [each["changed"] for each in results] == [True] * 4
    assert sorted(codes(each) for each in results) == [[], *[["WrittenMeanwhile"]] * 3]


@pytest.mark.parametrize("status", [409, 412])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_who_is_overtaken_for_ever_fails_when_the_time_is_over(cloud: Cloud, kind: Any, status: int) -> None:
    task, intent_of, in_the_end, named = kind
    options = options_of(cloud, named)
    writer(cloud, task, **options, **intent_of(0))()
    officer = Officer(cloud, "admin")
    officer.fault(operation="update_policy", status=status, code="NoEtagMatch")
    officer.fault(operation="update_dynamic_group", status=status, code="NoEtagMatch")
    for patience, bounds in (({"wait_timeout": 100}, (60, 101)), ({"wait": False}, (0, 160))):
        began = cloud.clock.now()
        with pytest.raises(Failure) as caught:
            writer(cloud, task, **options, **intent_of(1), **patience)()
        assert caught.value.code == "NoEtagMatch"
        assert "changed" not in caught.value.results
        assert bounds[0] <= cloud.clock.now() - began <= bounds[1]
    assert in_the_end(cloud) == {0}


def test_no_group_waits_for_what_others_have_added_since(cloud: Cloud) -> None:
    """Each waits for its own part of the rule, so it does not matter who is last."""
    officer = Officer(cloud, "admin")
    writer(cloud, oci_dynamic_group, name="databases", **group_of(0))()
    group = stored(cloud, "dynamic_group", "databases")

    def add_theirs(written: Resource) -> None:
        rule = str(written.data["matchingRule"])
        inner = rule.partition("{")[2].rpartition("}")[0]
        changed = f"any {{{inner}, resource.id = '{group_of(9)['resource_ids'][0]}'}}"
        cloud.tenancy.store.change(written, {"matchingRule": changed})

    officer.fault(operation="get_dynamic_group", skip=1, times=1, stale=True)
    cloud.tenancy.store.after(0.5, group, then=add_theirs)
    began = cloud.clock.now()
    result = officer.run(oci_dynamic_group, name="databases", **group_of(1))
    assert result["verified"] is True
    assert cloud.clock.now() - began < 30
    assert matched(cloud) == {0, 1, 9}


def set_up(cloud: Cloud, group: str, number: int) -> dict[str, Any]:
    """What the role key_setup does, for one group."""
    officer = Officer(cloud, "admin")
    place = officer.compartment("vaults")
    made = officer.run(oci_kms_vault, display_name="shared", compartment_id=place)["resource"]
    found = officer.run(oci_kms_key, display_name="cmk", vault_id=made["id"], compartment_id=place)["resource"]
    officer.run(oci_dynamic_group, name="databases", **group_of(number))
    policy = officer.run(
        oci_kms_policy,
        policy_name="cmk",
        key_compartment_id=place,
        kms_key_ids=[found["id"]],
        services=["block_volume"],
        groups=[group],
        dynamic_groups=["databases"],
    )
    return {"vault": made["id"], "key": found["id"], "policy": policy["resource"]["id"]}


def test_six_set_up_at_once(cloud: Cloud) -> None:
    identity = Officer(cloud, "admin").session.client("identity", "IdentityClient")
    groups = [f"team-{number}" for number in range(6)]
    for name in groups:
        identity.create_group({"compartmentId": cloud.tenancy.id, "name": name, "description": name})
    tasks = [functools.partial(set_up, cloud, name, number) for number, name in enumerate(groups)]
    results = at_once(cloud, tasks)
    assert all(each == results[0] for each in results), "one vault, one key and one policy"
    assert sum(each.state != "DELETED" for each in Officer(cloud).named("vault", "shared")) == 1
    written = statements(cloud)
    assert len(written) == len(set(written)) == 1 + len(groups) + 2
    assert [name for name in groups if not any(f"group '{name}'" in each for each in written)] == []
    assert matched(cloud) >= set(range(6))

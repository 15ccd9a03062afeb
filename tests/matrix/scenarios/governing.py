# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules for policies, dynamic groups and compartments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_compartment_info,
    oci_dynamic_group,
    oci_kms_policy,
    oci_kms_policy_info,
)
from tests.matrix.scenario import CHANGED, OK, Options, Person, Scenario, again, in_check_mode


def scenarios() -> Iterator[Scenario]:
    """All of them."""
    yield from _policies()
    yield from _groups()
    yield Scenario("oci_compartment_info", "by path", oci_compartment_info, _paths, user="admin", expects=OK)
    yield Scenario("oci_kms_policy_info", "what is held", oci_kms_policy_info, _intent, user="admin", expects=OK)


def _paths(person: Person) -> Options:
    return {"paths": ["projx", "vaults"]}


def _intent(person: Person) -> Options:
    return {name: value for name, value in _policy()(person).items() if name != "policy_name"}


def _policy(**options: Any) -> Callable[..., Options]:
    return lambda person, *_prepared: {
        "policy_name": "cmk",
        "key_compartment_id": person.compartment(),
        "services": ["block_volume", "object_storage"],
        "groups": ["projx-admin-group"],
        **options,
    }


def _written(person: Person) -> None:
    """There is a policy of the name, with less in it."""
    person.perform(oci_kms_policy, {**_policy()(person), "groups": []})
    person.cloud.clock.advance(26 * 3600)


def _policies() -> Iterator[Scenario]:
    def scenario(name: str, prepare: Callable[[Person], Any] | None = None, **options: Any) -> Scenario:
        expects = OK if options.get("state") == "check" else CHANGED
        return Scenario(
            "oci_kms_policy", name, oci_kms_policy, _policy(**options), user="admin", prepare=prepare, expects=expects
        )

    create = scenario("create")
    yield create
    yield in_check_mode(create)
    yield again(create)
    yield scenario("add", _written)
    yield scenario("remove", _written, state="absent")
    yield scenario("check what is held", state="check")
    yield scenario("check what is missing", state="check", groups=["projy-admin-group"], services=["file_storage"])


def _group(**options: Any) -> Callable[..., Options]:
    return lambda person, *_prepared: {
        "name": "databases",
        "resource_types": ["autonomous_database"],
        "compartment_ids": [person.compartment("projx")],
        **options,
    }


def _founded(person: Person) -> None:
    """There is a dynamic group of the name that matches something else."""
    person.perform(oci_dynamic_group, {**_group()(person), "compartment_ids": [person.compartment("projy")]})
    person.cloud.clock.advance(26 * 3600)


def _groups() -> Iterator[Scenario]:
    def scenario(name: str, prepare: Callable[[Person], Any] | None = None, **options: Any) -> Scenario:
        return Scenario("oci_dynamic_group", name, oci_dynamic_group, _group(**options), user="admin", prepare=prepare)

    create = scenario("create")
    yield create
    yield in_check_mode(create)
    yield again(create)
    yield scenario("extend", _founded)
    yield Scenario(
        "oci_dynamic_group",
        "remove",
        oci_dynamic_group,
        lambda person, *_prepared: {"name": "databases", "state": "absent"},
        user="admin",
        prepare=_founded,
    )

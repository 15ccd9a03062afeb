# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that tests need beyond the seeded ones."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from simulator.cloud import Cloud
from simulator.tenancy.resource import Resource
from tests.contract.officer import Officer

# What an operator needs to have a refusal explained.
READS = (
    "Allow group projx-admin-group to inspect policies in tenancy",
    "Allow group projx-admin-group to inspect compartments in tenancy",
    "Allow group projx-admin-group to inspect users in tenancy",
    "Allow group projx-admin-group to inspect groups in tenancy",
)


def assert_only_the_service_is_missing(operator: Officer, refused: Callable[[Officer], Failure]) -> None:
    """What is refused where Block Volume may not use keys names that, and nothing that policies hold."""
    operator.allow(*READS, policy="projx-operators")
    operator.revoke("services-use-keys", "blockstorage")
    told = str(refused(operator))
    assert "Allow service blockstorage to use keys" in told
    assert "key-delegate" not in told
    assert "which none of them does" in told


def work_after(cloud: Cloud, seconds: float) -> None:
    """Let what lets services and databases use keys work only so many seconds from now."""
    store = cloud.tenancy.store
    policy = next(each for each in store.listing("policy") if each.data["name"] == "services-use-keys")
    statements = tuple(policy.data["statements"])
    store.change(policy, {}, effective_statements=())

    def take_effect(changed: Resource) -> None:
        store.change(changed, {}, effective_statements=statements)

    store.after(seconds, policy, then=take_effect)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that tests need beyond the seeded ones."""

from __future__ import annotations

from simulator.cloud import Cloud
from simulator.tenancy.resource import Resource

# What an operator needs to have a refusal explained.
READS = (
    "Allow group projx-admin-group to inspect policies in tenancy",
    "Allow group projx-admin-group to inspect compartments in tenancy",
    "Allow group projx-admin-group to inspect users in tenancy",
    "Allow group projx-admin-group to inspect groups in tenancy",
)


def work_after(cloud: Cloud, seconds: float) -> None:
    """Let what lets services and databases use keys work only so many seconds from now."""
    store = cloud.tenancy.store
    policy = next(each for each in store.listing("policy") if each.data["name"] == "services-use-keys")
    statements = tuple(policy.data["statements"])
    store.change(policy, {}, effective_statements=())

    def take_effect(changed: Resource) -> None:
        store.change(changed, {}, effective_statements=statements)

    store.after(seconds, policy, then=take_effect)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that tests need beyond the seeded ones."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from simulator.cloud import Cloud
from simulator.tenancy.resource import Resource
from tests.failures import lacks, verdict
from tests.officer import Officer
from tests.operator import Operator

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
    failure = refused(operator)
    assert lacks(failure, "Allow service blockstorage to use keys")
    assert not lacks(failure, "key-delegate")
    assert verdict(failure) == "missing"


def work_after(cloud: Cloud, seconds: float) -> None:
    """Let what lets services and databases use keys work only so many seconds from now."""
    store = cloud.tenancy.store
    policy = next(each for each in store.listing("policy") if each.data["name"] == "services-use-keys")
    statements = tuple(policy.data["statements"])
    store.change(policy, {}, effective_statements=())

    def take_effect(changed: Resource) -> None:
        store.change(changed, {}, effective_statements=statements)

    store.after(seconds, policy, then=take_effect)


def take_effect_later(operator: Operator | Officer, seconds: float, *statements: str) -> None:
    """Put statements into a policy of their own, which reads so at once and works only so many seconds from now."""
    store = operator.cloud.tenancy.store
    data = {
        "compartmentId": operator.cloud.tenancy.id,
        "name": "new-policy",
        "description": "new",
        "statements": list(statements),
        "lifecycleState": "ACTIVE",
    }
    policy = store.add("policy", data, hidden={"effective_statements": ()})

    def take_effect(changed: Resource) -> None:
        store.change(changed, {}, effective_statements=statements)

    store.after(seconds, policy, then=take_effect)


def other_words(operator: Operator) -> dict[str, str]:
    """Statements that let the service of a row, and others, use the seeded key, by how they put it."""
    facts = operator.row.access.facts
    service, key = facts.principal.format(region="us-ashburn-1"), operator.key("cmk")
    security = operator.cloud.catalogue["compartments"]["security"]
    everything = "KEY_INSPECT, KEY_READ, KEY_ENCRYPT, KEY_DECRYPT, KEY_EXPORT, KEY_SIGN, KEY_VERIFY"
    return {
        "vault": f"Allow {service} to use keys in tenancy where target.vault.id = '{operator.vault}'",
        "not another vault": f"Allow {service} to use keys in tenancy where target.vault.id != 'ocid1.vault.oc1..x'",
        "permissions": f"Allow {service}, service-x to {{{everything}}} in compartment security",
        "everybody": f"Allow any-user to manage keys in compartment id {security} where target.key.id = '{key}'",
        "nested": f"Allow {service} to use all-resources in tenancy "
        f"where any {{a.b = 'c', all {{target.key.id = '{key}', target.vault.id = '{operator.vault}'}}}}",
        "pattern": f"Allow {service} to use key-family in tenancy where target.key.id = /{key[:40]}*/",
    }


def what_cannot_be_decided(operator: Operator) -> dict[str, str]:
    """Statements that let the service of a row use the seeded key, for reasons that nobody else can look up."""
    service = operator.row.access.facts.principal.format(region="us-ashburn-1")
    # For Object Storage it is documented that these and KEY_READ are the most it asks for.
    parts = "KEY_ENCRYPT, KEY_DECRYPT" if "objectstorage" in service else "KEY_READ, KEY_ENCRYPT, KEY_DECRYPT"
    return {
        "parts": f"Allow {service} to {{{parts}}} in tenancy",
        "operation": f"Allow {service} to use keys in tenancy where request.operation != 'DeleteKey'",
        "type": "Allow any-user to use keys in tenancy where all {request.principal.type = 'service'}",
    }

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Customer-managed keys as services use them: the required permissions, and the keys that can be assigned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..iam.evaluation import Principal
from ..iam.requirements import DELEGATE, SERVICE_KEY_PERMISSIONS
from ..protocol.call import Call
from ..protocol.problems import ServiceProblem
from ..tenancy.resource import Resource
from ..tenancy.tenancy import Tenancy


@dataclass(frozen=True)
class Refusals:
    """How a service words its rejection of a key: functions that create the error from the key's id or a reason."""

    not_granted: Callable[[str], ServiceProblem]
    unusable: Callable[[str], ServiceProblem]


@dataclass(frozen=True)
class KeyUser:
    """A service that encrypts for its callers: its name in `SERVICE_KEY_PERMISSIONS`, its principal and its errors."""

    service: str
    principal: Principal
    refusals: Refusals

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """The permissions that the service requires on a key, by action."""
        return SERVICE_KEY_PERMISSIONS[self.service]


def find_key(tenancy: Tenancy, key_id: str, region: str) -> Resource | None:
    """The key as it exists in a region: created there, or replicated there with the same OCID."""
    return tenancy.store.find(key_id, kind="key", region=region)


def key_variables(key: Resource) -> dict[str, str]:
    """The variables about the key that policy conditions can test (D-KEYP)."""
    return {"target.key.id": key.id, "target.vault.id": str(key.data["vaultId"])}


def assign(call: Call, key_id: str, user: KeyUser, *, region: str | None = None) -> Resource:
    """Check that a key can be assigned to a resource, and return it (oci-facts.md, section 9).

    The caller requires KEY_ASSOCIATE (`use key-delegate`), the service the permissions of `use keys`. The key must
    exist in `region`, which is the called one unless the resource is created in another.
    """
    key = find_key(call.tenancy, key_id, region or call.region)
    if key is None or not _delegates(call, key, DELEGATE["assign"]):
        raise user.refusals.not_granted(key_id)
    check_service(call, key, user, user.needs["assign"])
    check_usable(key, user.refusals)
    return key


def unassign(call: Call, key_id: str, user: KeyUser) -> None:
    """Check that a key can be unassigned: the caller requires KEY_DISASSOCIATE.

    A key in PENDING_DELETION "can't be assigned or unassigned" [D-DELK]; a deleted key is assigned to nothing.
    """
    key = find_key(call.tenancy, key_id, call.region)
    if key is None or key.state == "DELETED":
        return
    if not _delegates(call, key, DELEGATE["unassign"]):
        raise user.refusals.not_granted(key_id)
    check_service(call, key, user, user.needs.get("unassign", ()))
    if key.state in ("SCHEDULING_DELETION", "PENDING_DELETION", "CANCELLING_DELETION", "DELETING"):
        raise user.refusals.unusable(f"Key {key_id} is in state {key.state} and cannot be unassigned.")


def check_readable(call: Call, key_id: str, user: KeyUser) -> None:
    """Check that the service can decrypt what is encrypted with a key. The caller requires no permission on it."""
    key = find_key(call.tenancy, key_id, call.region)
    if key is None or key.state != "ENABLED":
        raise user.refusals.unusable(f"Key {key_id} is in state {key.state if key else 'DELETED'} and cannot decrypt.")
    check_service(call, key, user, user.needs["read"])


def check_service(call: Call, key: Resource, user: KeyUser, permissions: tuple[str, ...]) -> None:
    """Check that the service itself can use the key, for which a policy is required."""
    for permission in permissions:
        variables = {
            **key_variables(key),
            "request.permission": permission,
            "request.region": call.tenancy.regions[key.region].key.lower(),
            "request.principal.type": user.principal.kind,
            "request.operation": call.operation.api_name,
        }
        if not call.tenancy.access.allows(
            user.principal, permission, compartment_id=key.compartment_id, variables=variables
        ):
            raise user.refusals.not_granted(key.id)


def check_usable(key: Resource, refusals: Refusals) -> None:
    """Only an ENABLED symmetric key encrypts (D-DELK, D-BVE)."""
    if key.state != "ENABLED":
        raise refusals.unusable(f"Key {key.id} is in state {key.state}; it must be ENABLED.")
    algorithm = key.data["keyShape"]["algorithm"]
    if algorithm != "AES":
        raise refusals.unusable(f"Key {key.id} is an {algorithm} key; only AES keys are supported.")


def _delegates(call: Call, key: Resource, permission: str) -> bool:
    return call.tenancy.access.allows(
        call.principal,
        permission,
        compartment_id=key.compartment_id,
        variables={**call.request_variables(), **key_variables(key), "request.permission": permission},
    )

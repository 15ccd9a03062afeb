# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module's body as an operator would, through the real SDK, against a cloud in this process."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Task
from ansible_collections.cmk.oci.plugins.module_utils._resources.assignment import customer_managed
from simulator.cloud import Cloud
from simulator.gateway.faults import rule_from
from simulator.gateway.journal import Entry
from tests.contract.rows import Row
from tests.results import rendered
from tests.sessions import log_in


class Dropped(Exception):
    """The service is one that accepts changes and drops them, and the module has reported that: the promise ends here.

    Raised instead of the module's Failure, once that was found to say everything there is to say.
    """


class Operator:
    """A user of the tenancy with one type of resource to look after. Waiting lets the cloud's time pass."""

    def __init__(self, cloud: Cloud, row: Row, user: str = "projx-operator") -> None:
        self.cloud = cloud
        self.row = row
        self._user = user

    # -- what the operator does ----------------------------------------------------------------------------------

    def run(self, resource_id: str, *, check: bool = False, **options: Any) -> dict[str, Any]:
        """The result of one task; raises the module's Failure. Warnings and notices are part of the result."""
        params = {**self.row.defaults, self.row.id_option: self.address(resource_id), **options}
        exists = self.cloud.tenancy.store.find(resource_id) is not None
        before = self.key_of(resource_id) if exists and self.row.is_dropped else None
        try:
            return rendered(self.row.run(Task(params, lambda: self.session, check)))
        except Failure as failure:
            if self.row.is_dropped and failure.kind == "NotApplied":
                self._assert_reported(failure, resource_id, before)
                raise Dropped(str(failure)) from failure
            raise

    def _assert_reported(self, failure: Failure, resource_id: str, before: str | None) -> None:
        """The write was accepted, came to nothing, and is known to do so."""
        assert self.key_of(resource_id) == before
        assert failure.results == {"changed": False, "previous_kms_key_id": before}
        assert failure.opc_request_id in [entry.request_id for entry in self.requests() if entry.writes]
        assert failure.accepted is not None
        assert failure.accepted.opc_request_id == failure.opc_request_id
        assert self.row.access.facts.when_not_applied in str(failure)
        assert "https://" in self.row.access.facts.when_not_applied, "where one reads more"
        assert before is None or before in str(failure)

    def assign(self, resource_id: str, key: str, **options: Any) -> dict[str, Any]:
        """Give a resource one of the seeded keys."""
        return self.run(resource_id, kms_key_id=self.key(key), **options)

    def unassign(self, resource_id: str, **options: Any) -> dict[str, Any]:
        """Return a resource to the Oracle-managed key."""
        return self.run(resource_id, state="absent", **options)

    @functools.cached_property
    def session(self) -> Session:
        """One for all tasks."""
        return log_in(self.cloud, self._user)

    # -- what is there, told without the module ------------------------------------------------------------------

    def id(self, name: str) -> str:
        """The OCID of a seeded resource of this type."""
        return str(self.cloud.catalogue[self.row.kind][name])

    def address(self, resource_id: str) -> str:
        """What the module's option and the service's paths call it."""
        resource = self.cloud.tenancy.store.find(resource_id) if self.row.by_name else None
        return str(resource.data["name"]) if resource else resource_id

    def key(self, name: str) -> str:
        """The OCID of a seeded key."""
        return str(self.cloud.catalogue["keys"][name])

    def key_of(self, resource_id: str) -> str | None:
        """The key that the service holds for a resource."""
        self.cloud.tenancy.store.catch_up()
        resource = self.cloud.tenancy.store.find(resource_id)
        assert resource is not None
        key: str | None = customer_managed(resource.data.get("kmsKeyId"))
        return key

    def writes(self, *, after: int = 0) -> list[str]:
        """The operations since a request number that may have written; not what a condition has prevented."""
        return [entry.operation for entry in self.requests(after=after) if entry.writes and entry.status != 412]

    def requests(self, *, after: int = 0) -> list[Entry]:
        """The requests since a number."""
        return list(self.cloud.gateway.journal.entries(after=after))

    @property
    def vault(self) -> str:
        """The OCID of the vault that holds the keys."""
        return str(self.cloud.catalogue["vaults"]["security-vault"]["id"])

    @property
    def now(self) -> int:
        """The number of the last request."""
        return self.cloud.gateway.journal.last_number

    def revoke(self, policy_name: str, *, unless: Callable[[str], bool] = lambda statement: False) -> None:
        """Take statements out of a seeded policy, at once."""
        store = self.cloud.tenancy.store
        policy = next(each for each in store.listing("policy") if each.data["name"] == policy_name)
        kept = tuple(each for each in policy.data["statements"] if unless(each))
        store.change(policy, {"statements": list(kept)}, effective_statements=kept)

    def allow(self, *statements: str) -> None:
        """Put statements into a policy of their own, at once."""
        store = self.cloud.tenancy.store
        data: dict[str, Any] = {
            "compartmentId": self.cloud.tenancy.id,
            "name": f"more-{len(store)}",
            "description": "more",
            "statements": list(statements),
            "lifecycleState": "ACTIVE",
        }
        store.add("policy", data, hidden={"effective_statements": statements})

    def fault(self, **description: Any) -> None:
        """Let the cloud misbehave."""
        self.cloud.gateway.faults.add(rule_from(description))

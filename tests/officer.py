# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the modules for vaults and keys as a security officer would, through the real SDK, on a cloud in memory."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Task
from simulator.cloud import Cloud
from simulator.gateway.faults import rule_from
from simulator.gateway.journal import Entry
from simulator.protocol.messages import Response
from simulator.tenancy.resource import Resource
from tests.results import rendered
from tests.sessions import log_in

NEEDED_TO_LOOK = (
    "Allow group security-admin-group to inspect compartments in tenancy",
    "Allow group security-admin-group to inspect volume-family in tenancy",
    "Allow group security-admin-group to read buckets in tenancy",
    "Allow group security-admin-group to inspect autonomous-databases in tenancy",
    "Allow group security-admin-group to inspect file-systems in tenancy",
)
"""What the documentation says is needed to find out who is under a key."""


class Officer:
    """A user of the tenancy who looks after vaults and keys. Waiting lets the cloud's time pass."""

    def __init__(self, cloud: Cloud, user: str = "security-officer", region: str = "us-ashburn-1") -> None:
        self.cloud = cloud
        self.user = user
        self.region = region

    # -- what the officer does -----------------------------------------------------------------------------------

    def run(self, task: ModuleType, *, check: bool = False, **options: Any) -> dict[str, Any]:
        """The result of one task; raises the module's Failure. Warnings and notices are part of the result."""
        specification: Mapping[str, Any] = task.ARGUMENT_SPEC
        unknown = options.keys() - specification.keys()
        assert not unknown, f"the module has no option {unknown}"
        defaults = {option: facts.get("default") for option, facts in specification.items()}
        return rendered(task.run(Task({**defaults, **options}, lambda: self.session, check)))

    @functools.cached_property
    def session(self) -> Session:
        """A session with the user's API key."""
        return log_in(self.cloud, self.user, region=self.region)

    # -- what is there, told without the module ------------------------------------------------------------------

    def compartment(self, name: str = "security") -> str:
        """The OCID of a seeded compartment."""
        return str(self.cloud.catalogue["compartments"][name])

    def vault_id(self, name: str = "security-vault") -> str:
        """The OCID of a seeded vault."""
        return str(self.cloud.catalogue["vaults"][name]["id"])

    def key_id(self, name: str) -> str:
        """The OCID of a seeded key."""
        return str(self.cloud.catalogue["keys"][name])

    def stored(self, resource_id: str, region: str | None = None) -> Resource:
        """What the service itself holds."""
        self.cloud.tenancy.store.catch_up()
        found = self.cloud.tenancy.store.find(resource_id, region=region or self.region)
        assert found is not None
        return found

    def named(self, kind: str, name: str) -> list[Resource]:
        """Everything of a kind and name that the service holds in the region, gone or not."""
        self.cloud.tenancy.store.catch_up()
        listing = self.cloud.tenancy.store.listing(kind, region=self.region)
        return [each for each in listing if each.data["displayName"] == name]

    def writes(self, *, after: int = 0) -> list[str]:
        """The operations since a request number that may have written."""
        return [entry.operation.split(".")[1] for entry in self.requests(after=after) if entry.writes]

    def sent(self, *, after: int = 0) -> list[str]:
        """All operations since a request number."""
        return [entry.operation.split(".")[1] for entry in self.requests(after=after)]

    def requests(self, *, after: int = 0) -> list[Entry]:
        """The requests since a number."""
        return list(self.cloud.gateway.journal.entries(after=after))

    @property
    def now(self) -> int:
        """The number of the last request."""
        return self.cloud.gateway.journal.last_number

    # -- what happens to the tenancy -----------------------------------------------------------------------------

    def allow(self, *statements: str, policy: str = "security-officers") -> None:
        """Put statements into a seeded policy, at once."""
        self._govern(policy, lambda held: (*held, *statements))

    def revoke(self, policy: str, word: str = "") -> None:
        """Take the statements with a word out of a seeded policy, at once."""
        self._govern(policy, lambda held: tuple(each for each in held if word not in each))

    def fault(self, **description: Any) -> None:
        """Let the cloud misbehave."""
        self.cloud.gateway.faults.add(rule_from(description))

    def before(self, verb: str, ending: str, act: Callable[[], Any]) -> None:
        """Let something happen once, right before the first request of that verb whose path ends so is handled."""
        original = self.cloud.gateway.handle

        def handle(request: Any) -> Any:
            if request.verb == verb and request.path.endswith(ending):
                self.cloud.gateway.handle = original  # type: ignore[method-assign]  # intercepted
                act()
            return original(request)

        self.cloud.gateway.handle = handle  # type: ignore[method-assign]  # intercepted

    def rewrite(self, operation: str, change: Callable[[Response], Any], *, skip: int = 0, times: int = 0) -> None:
        """Let answers of an operation be changed on their way: after the first `skip`, at most `times` (0: all)."""
        original, met = self.cloud.gateway.handle, 0

        def handle(request: Any) -> Response:
            nonlocal met
            response = original(request)
            (entry,) = self.cloud.gateway.journal.entries(after=self.now - 1)
            if entry.operation.endswith(f".{operation}"):
                met += 1
                if met > skip and (not times or met <= skip + times):
                    change(response)
            return response

        self.cloud.gateway.handle = handle  # type: ignore[method-assign]  # intercepted

    def behave(self) -> None:
        """Let the cloud do what it does."""
        self.cloud.gateway.faults.clear()
        self.cloud.gateway.__dict__.pop("handle", None)

    def let_bucket_be_read(self) -> None:
        """Enable the key that keeps a seeded bucket shut, so that everything in the tenancy can be read."""
        key = self.stored(self.key_id("cmk-disabled"))
        self.cloud.tenancy.store.change(key, {"lifecycleState": "ENABLED"})

    def _govern(self, name: str, change: Any) -> None:
        store = self.cloud.tenancy.store
        policy = next(each for each in store.listing("policy") if each.data["name"] == name)
        kept = change(tuple(policy.data["statements"]))
        store.change(policy, {"statements": list(kept)}, effective_statements=kept)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of the database services: states, dry runs and work requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import incorrect_state, not_found
from ...tenancy.resource import Resource
from ..service import Service
from ..work_requests import start_work_request

# Durations are assumed; the states are the SDK's.
CREATION_SECONDS = 120.0
CHANGE_SECONDS = 60.0
AT_ONCE_SECONDS = 5.0
"""The duration of the work request of a change that is applied at once."""
KEY_CHANGE_SECONDS = 90.0
START_SECONDS = 60.0
STOP_SECONDS = 45.0
TERMINATION_SECONDS = 60.0
BACKUP_SECONDS = 120.0
STILL_LISTED_SECONDS = 24 * 3600.0
"""How long a TERMINATED database or a DELETED backup stays in lists."""

_KIND_OF = {
    "autonomousDatabaseId": "autonomous_database",
    "autonomousDatabaseBackupId": "autonomous_database_backup",
}


class DatabaseService(Service):
    """Changes over time: a transient state at once, a work request, and the outcome at the end."""

    package = "database"
    client = "DatabaseClient"

    def target(self, call: Call) -> Resource | None:
        """The database or backup that the path names, or the database that body or query names for a backup."""
        named = {**call.query, **(call.body if isinstance(call.body, dict) else {}), **call.path}
        for name, kind in _KIND_OF.items():
            if name in named and (name in call.path or "backup" in call.operation.name):
                found = self.store.find(named[name], kind=kind, region=call.region)
                if found is None:
                    raise not_found()
                return found
        return None

    def circumstances(self, call: Call) -> tuple[str, ...]:
        """The source of a new database."""
        return (str(call.body["source"]),) if isinstance(call.body, dict) and "source" in call.body else ()

    @staticmethod
    def in_state(database: Resource, *states: str) -> None:
        """Raise 409 if the database is in none of the states."""
        if database.state not in states:
            raise incorrect_state(
                f"The Autonomous Database is in state {database.state}; it must be {' or '.join(states)}."
            )

    @staticmethod
    def is_dry_run(call: Call) -> bool:
        """Whether only the checks are requested [sdk]; the header arrives as `True` (oci-facts.md, section 2)."""
        return bool(call.headers.get("opc-dry-run"))

    def over_time(
        self,
        call: Call,
        resource: Resource,
        *,
        seconds: float,
        through: str,
        to: Mapping[str, Any],
        then: Callable[[Resource], None] | None = None,
        action: str = "UPDATED",
        related: Sequence[Resource] = (),
        error: str = "",
    ) -> Answer:
        """Start a change. With an error it ends in `to` too, but its work request in FAILED.

        A dry run returns the same response without a work request, and changes nothing.
        """
        if not self.is_dry_run(call):
            self.store.change(resource, {"lifecycleState": through})
            self.store.after(seconds, resource, to, then=then)
        return self.under_work_request(call, resource, seconds=seconds, action=action, related=related, error=error)

    def under_work_request(
        self,
        call: Call,
        resource: Resource,
        *,
        seconds: float,
        action: str = "UPDATED",
        related: Sequence[Resource] = (),
        error: str = "",
    ) -> Answer:
        """The response to a change, with the id of its work request; a dry run has none."""
        if self.is_dry_run(call):
            return Answer(resource, headers={"etag": resource.etag})
        work_request = start_work_request(
            self.store,
            call.region,
            # The names are assumed.
            call.operation.api_name,
            resource.compartment_id,
            resources=[resource],
            related=related,
            seconds=seconds,
            action=action,
            started_by=call.operation.qualified_name,
            error=error,
        )
        return Answer(resource, headers={"etag": resource.etag, "opc-work-request-id": work_request.id})

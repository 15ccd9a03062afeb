# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lifecycle of Block Volume resources: states over time.

States are the SDK's (oci-facts.md, section 5); every duration is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.problems import incorrect_state
from ...tenancy.resource import Resource
from ...tenancy.store import Store

CREATION_SECONDS = 4
RESTORE_SECONDS = 8
HYDRATION_SECONDS = 60
CHANGE_SECONDS = 3
BACKUP_IMAGED_SECONDS = 2
BACKUP_UPLOADED_SECONDS = 8
COPY_SECONDS = 20
REPLICA_SECONDS = 10
TERMINATION_SECONDS = 4
# TERMINATED resources stay in lists for a while (section 5; PRW filters them).
LISTED_AFTER_TERMINATION_SECONDS = 3600

GONE = frozenset({"TERMINATING", "TERMINATED"})


def check_available(resource: Resource) -> None:
    """Only AVAILABLE resources can be changed or copied (assumed; the code is IncorrectState, section 3)."""
    if resource.state != "AVAILABLE":
        raise incorrect_state(f"{resource.kind.model} {resource.id} is in state {resource.state}, not AVAILABLE.")


def check_not_gone(resource: Resource) -> None:
    """A resource that is terminated, or about to be, is neither moved nor terminated again (assumed)."""
    if resource.state in GONE:
        raise incorrect_state(f"{resource.kind.model} {resource.id} is in state {resource.state}.")


def change_for_a_while(
    store: Store, resource: Resource, changes: Mapping[str, Any], *, through: str, seconds: float = CHANGE_SECONDS
) -> None:
    """Change an AVAILABLE resource, which is in another state until it has settled."""
    if through == "AVAILABLE":
        store.change(resource, changes)
        return
    store.change(resource, {**changes, "lifecycleState": through})
    store.after(seconds, resource, {"lifecycleState": "AVAILABLE"})


def terminate(store: Store, resource: Resource, changes: Mapping[str, Any] | None = None) -> None:
    """TERMINATING, TERMINATED, and later no longer listed. Raises 409 if it is already being terminated."""
    check_not_gone(resource)
    store.change(resource, {**(changes or {}), "lifecycleState": "TERMINATING"})
    store.after(TERMINATION_SECONDS, resource, {"lifecycleState": "TERMINATED"})
    store.after(LISTED_AFTER_TERMINATION_SECONDS, resource, removes=True)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_key_info."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from .._core.errors import BadOption, NotFoundOrDenied
from .._core.notices import kept
from .._core.options import given_text
from .._core.session import Session
from .._core.task import Task
from .._keys import finding, options
from .._keys.finding import Finder
from .._keys.key import Key
from .._keys.key_writes import Keys
from .._keys.lifecycle import ENABLED, GONE
from .._keys.replicas import Copies
from .._keys.results import describe, describe_version

ARGUMENT_SPEC: Mapping[str, Any] = finding.place_argument_spec()


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    params = task.parameters
    key_id, name = finding.key_id(params), given_text(params, "display_name")
    where, compartment_id = finding.place(params), options.compartment_id(params)
    if key_id is not None and name is not None:
        raise BadOption(
            "key_id and display_name both select the key", advice=("Specify one of them.",), option="display_name"
        )
    if key_id is None and where.vault_id is None and where.vault_name is None:
        raise BadOption(
            "No option selects the keys",
            advice=("Specify key_id, or the vault that holds the keys as vault_id or vault_name.",),
            option="key_id",
        )
    session = task.log_in()
    session.begin(None)
    finder = Finder(session)
    with kept(lambda: finder.notices):
        keys = finder.keys(finder.vault(where, key_id))
        found = [key_id] if key_id is not None else _ids(finder, keys, name, compartment_id)
        descriptions = KeyDescriptions(session, keys)
        resources = (
            [descriptions.key(each) for each in found]
            if key_id is not None
            else list(filter(None, map(descriptions.readable, found)))
        )
    return {
        "changed": False,
        "resources": resources,
        "unreadable": descriptions.unreadable,
        "notices": finder.notices,
    }


def _ids(finder: Finder, keys: Keys, name: Optional[str], compartment_id: Optional[str]) -> list[str]:
    """The keys that are not gone, by name and then by OCID."""
    called = finder.called(keys, name, compartment_id)
    there = [each for each in called if each.lifecycle_state not in GONE]
    return [each.id for each in sorted(there, key=lambda each: (each.display_name, each.id))]


class KeyDescriptions:
    """Reads keys of one vault, and remembers those it may not read."""

    def __init__(self, session: Session, keys: Keys) -> None:
        self._session = session
        self._keys = keys
        self._copies = Copies(session, keys.vault)
        self.unreadable: list[dict[str, Any]] = []

    def readable(self, key_id: str) -> Optional[dict[str, Any]]:
        """The key, `None` when it may be listed but not read."""
        try:
            return self.key(key_id)
        except NotFoundOrDenied as denial:
            why = {"code": denial.code, "operation": denial.operation, "opc_request_id": denial.opc_request_id}
            required = list(denial.missing_statements)
            self.unreadable.append({"id": key_id, **why, "missing_statements": required})
            return None

    def key(self, key_id: str) -> dict[str, Any]:
        """The key with its versions. Raises Failure."""
        key = self._keys.get(key_id)
        vault = self._keys.vault
        wall = self._session.clock.wall()
        versions = [describe_version(each, key, wall) for each in self._keys.versions(key)]
        return {
            **describe(key, vault, self._copies.of(key_id), self._session.region),
            "vault_name": vault.display_name,
            "vault_type": vault.vault_type,
            "versions": versions,
            "enabled_versions": len([each for each in versions if each["lifecycle_state"] == ENABLED]),
            "current_version_age_days": next((each["age_days"] for each in versions if each["is_current"]), None),
            **_schedule(key),
        }


def _schedule(key: Key) -> dict[str, Any]:
    return {
        "time_of_last_rotation": key.time_of_last_rotation,
        "time_of_next_rotation": key.time_of_next_rotation,
        "last_rotation_status": key.last_rotation_status,
    }

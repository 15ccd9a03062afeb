# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the task of one maker in one tenancy, and looks at what the tenancy holds of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from oci.core.models import CreateVolumeBackupPolicyDetails

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from simulator.cloud import Cloud
from simulator.tenancy.resource import Resource
from tests.contract.makers import PHX, Maker
from tests.officer import Officer

GONE = ("TERMINATING", "TERMINATED", "DELETED")

POLICIES = {"projx-operator": "projx-operators"}
"""The seeded policy of a user."""


class Creation:
    """One maker in one tenancy."""

    def __init__(self, cloud: Cloud, maker: Maker) -> None:
        self.cloud, self.maker = cloud, maker
        self.facts: dict[str, Any] = dict(cloud.catalogue)
        self.officer = Officer(cloud, maker.user)
        if maker.allowed:
            self.officer.allow(*maker.allowed, policy=POLICIES[maker.user])
        if maker.backup_policy:
            self.facts["policy"] = self.create_backup_policy()
        self._before = {each.id for each in self._listing()}

    # -- the task ------------------------------------------------------------------------------------------------

    def run(self, officer: Officer | None = None, *, check: bool = False, **options: Any) -> dict[str, Any]:
        """The result of the task that creates."""
        return (officer or self.officer).run(self.maker.task, check=check, **{**self.options, **options})

    def fails(self, officer: Officer | None = None, **options: Any) -> Failure:
        """The failure of a run that must fail."""
        with pytest.raises(Failure) as caught:
            self.run(officer, **options)
        return caught.value

    @property
    def options(self) -> dict[str, Any]:
        """The options of the row, for this tenancy."""
        return self.filled(self.maker.options)

    def filled(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Options with the OCIDs of this tenancy."""
        return {name: self.text(value) if isinstance(value, str) else value for name, value in options.items()}

    def text(self, template: str) -> str:
        """A text with the OCIDs of this tenancy."""
        return template.format(**self.facts)

    # -- what is there -------------------------------------------------------------------------------------------

    @property
    def there(self) -> list[str]:
        """The OCIDs of what the service holds and did not hold before."""
        self.cloud.tenancy.store.catch_up()
        return [each.id for each in self._listing() if each.id not in self._before and each.state not in GONE]

    def _listing(self) -> list[Resource]:
        return list(self.cloud.tenancy.store.listing(self.maker.kind, region=self.maker.region))

    def state_of(self, resource_id: str) -> str:
        """The lifecycle state that the service holds."""
        return str(self.officer.stored(resource_id, self.maker.region).state)

    def creates(self, *, after: int) -> int:
        """How often the creation was requested since a request number."""
        return self.officer.writes(after=after).count(self.maker.create)

    # -- what happens to it --------------------------------------------------------------------------------------

    def create_backup_policy(self) -> str:
        """A backup policy of the project, whose copies go to the other region."""
        details = CreateVolumeBackupPolicyDetails(
            compartment_id=self.facts["compartments"]["projx"], display_name="copies", destination_region=PHX
        )
        client = Officer(self.cloud, "admin").session.client("core", "BlockstorageClient")
        return str(client.create_volume_backup_policy(details).data.id)

    def hide(self, *resource_ids: str, times: int = 0) -> None:
        """Omit resources from every list, but not from Resource Search."""
        for operation in self.maker.lists:
            if operation != "search_resources":
                self.officer.fault(operation=operation, times=times, drop_entries=list(resource_ids))

    def create_twins(self) -> tuple[str, str]:
        """Two of the name that the options have."""
        if self.maker.backup_policy:
            return self.facts["policy"], self.create_backup_policy()
        other: dict[str, Any] = {self.maker.name_option: "other"}
        first, second = (str(self.run(**each)["resource"]["id"]) for each in ({}, other))
        self.cloud.tenancy.store.change(self.officer.stored(second), {"displayName": self.options["display_name"]})
        return first, second

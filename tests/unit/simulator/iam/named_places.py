# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small tenancy for the policy tests: compartments and groups by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

TENANCY = "ocid1.tenancy.oc1..root"


def ocid(kind: str, name: str) -> str:
    return f"ocid1.{kind}.oc1..{name}"


@dataclass
class Names:
    """The names in the tests' tenancy: security and projects:projx below the root."""

    tenancy_id: str = TENANCY
    groups: dict[tuple[str | None, str], str] = field(
        default_factory=lambda: {
            (None, "administrators"): ocid("group", "administrators"),
            (None, "projx-admin-group"): ocid("group", "projx"),
            ("employees", "auditors"): ocid("group", "auditors"),
        }
    )
    dynamic_groups: dict[tuple[str | None, str], str] = field(
        default_factory=lambda: {(None, "databases"): ocid("dynamicgroup", "databases")}
    )
    parents: dict[str, str] = field(
        default_factory=lambda: {
            ocid("compartment", "security"): TENANCY,
            ocid("compartment", "projects"): TENANCY,
            ocid("compartment", "projx"): ocid("compartment", "projects"),
        }
    )

    def group_id(self, domain: str | None, name: str) -> str | None:
        return self.groups.get((domain and domain.lower(), name.lower()))

    def dynamic_group_id(self, domain: str | None, name: str) -> str | None:
        return self.dynamic_groups.get((domain and domain.lower(), name.lower()))

    def child_compartment_id(self, parent_id: str, name: str) -> str | None:
        child = ocid("compartment", name.lower())
        return child if self.parents.get(child) == parent_id else None

    def ancestors(self, compartment_id: str) -> tuple[str, ...]:
        if compartment_id == TENANCY:
            return (TENANCY,)
        if compartment_id not in self.parents:
            return ()
        return (compartment_id, *self.ancestors(self.parents[compartment_id]))

    def is_deleted(self, compartment_id: str) -> bool:
        return False


Allows = Callable[..., bool]
"""Whether statements grant a permission to a principal: the result of the fixture `allows`."""

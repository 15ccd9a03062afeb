# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A new tenancy with the compartments of the reference architecture and no resources in them."""

from __future__ import annotations

from .builder import Builder
from .scenario import Scenario

REGIONS = ("us-ashburn-1", "us-phoenix-1")
COMPARTMENTS = {
    "security": "Vaults and keys, restricted",
    "projx": "Project X",
    "projy": "Project Y",
}


def found(builder: Builder) -> None:
    """Create the administrator, `admin`, and the compartments."""
    builder.found(administrator="admin", email="admin@example.com")
    for name, description in COMPARTMENTS.items():
        builder.create(
            "compartments",
            name,
            "identity.create_compartment",
            body={"compartmentId": builder.tenancy.id, "name": name, "description": description},
        )
    builder.wait(60)


FOUNDED = Scenario(name="founded", tenancy_name="example", namespace="axexample", region_names=REGIONS, build=found)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The compartments of a shaped tenancy: flat or nested, below `projx` and, where access is to be denied, `projy`."""

from __future__ import annotations

from ..tenancy.resource import Resource
from .builder import Builder
from .hostile import plain_names
from .shape import Shape


def shaped_compartments(builder: Builder, shape: Shape) -> list[Resource]:
    """Create the compartments, `project-000` and so on, in chains as long as the shape is deep."""
    names = plain_names() if shape.hostile else None
    created: list[Resource] = []
    for parent, count in (("projx", shape.compartments), ("projy", shape.denied)):
        above = builder.id("compartments", parent)
        for position in range(count):
            number = f"project-{len(created):03}"
            nested = position % shape.depth > 0
            compartment = builder.create(
                "compartments",
                number,
                "identity.create_compartment",
                body={
                    "compartmentId": created[-1].id if nested else above,
                    "name": f"{next(names)}.{number}" if names else number,
                    "description": "One of many",
                },
            )
            created.append(compartment)
    builder.wait(10)
    return created

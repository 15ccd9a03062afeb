# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hundred thousand block volumes in many compartments, some encrypted with a key, for measurements."""

from __future__ import annotations

from .access import security_policies
from .builder import Builder
from .default import keys, vault
from .founded import REGIONS, found
from .scenario import Scenario

COMPARTMENTS = 100
VOLUMES = 1_000
"""Per compartment."""


def _build(builder: Builder) -> None:
    found(builder)
    vault(builder, "security-vault", builder.home)
    keys(builder)
    security_policies(builder)
    domain = builder.tenancy.regions[builder.home].availability_domains[0]
    for number in range(COMPARTMENTS):
        compartment = builder.create(
            "compartments",
            f"project-{number:03}",
            "identity.create_compartment",
            body={
                "compartmentId": builder.id("compartments", "projx"),
                "name": f"project-{number:03}",
                "description": "One of many",
            },
        )
        builder.wait(10)
        for volume in range(VOLUMES):
            keyed = {"kmsKeyId": builder.id("keys", "cmk")} if volume % 3 == 0 else {}
            builder.call(
                "core.create_volume",
                body={
                    "compartmentId": compartment.id,
                    "availabilityDomain": domain,
                    "displayName": f"volume-{number:03}-{volume:04}",
                    "sizeInGBs": 50,
                    **keyed,
                },
            )
    builder.wait(60)


LARGE = Scenario(name="large", tenancy_name="large", namespace="axlarge", region_names=REGIONS, build=_build)

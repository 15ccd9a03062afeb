# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identity domains: the Default domain, which every tenancy has."""

from __future__ import annotations

from ...protocol.call import Call
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from .identity_service import IdentityService


class Domains(IdentityService):
    """The directory of users and groups. Other domains cannot be created here."""

    def __init__(self, tenancy: Tenancy) -> None:
        super().__init__(tenancy)
        address = f"https://idcs-{tenancy.identifiers.hexadecimal(32).lower()}.identity.oraclecloud.com:443"
        self.store.add(
            "domain",
            {
                "compartmentId": tenancy.id,
                "displayName": "Default",
                "description": "Default identity domain",
                "url": address,
                "homeRegionUrl": address,
                "homeRegion": tenancy.home_region,
                "replicaRegions": [],
                "type": "DEFAULT",
                "licenseType": "free",
                "isHiddenOnLogin": False,
                "timeCreated": self.now(),
                "lifecycleState": "ACTIVE",
                "freeformTags": {},
                "definedTags": {},
            },
        )

    def list_domains(self, call: Call) -> list[Resource]:
        """Those of a compartment: the Default domain is in the tenancy."""
        return self.in_compartment(call, "domain")

    def get_domain(self, call: Call) -> Resource:
        """One domain."""
        return call.the_target()

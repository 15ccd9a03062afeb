# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private endpoints of external key managers, which cannot be created here."""

from __future__ import annotations

from ...protocol.call import Call
from ...protocol.problems import not_found, related_not_found
from ...tenancy.resource import Resource
from ..service import Service


class EkmsPrivateEndpoints(Service):
    """Private endpoints require a subnet, and the tenancy has no networks."""

    package = "key_management"
    client = "EkmClient"

    def target(self, call: Call) -> Resource | None:
        """No endpoint exists, whatever the path names."""
        if call.path:
            raise not_found()
        return None

    def create_ekms_private_endpoint(self, call: Call) -> Resource:
        """The subnet does not exist."""
        self.compartment(call)
        raise related_not_found(call.body["subnetId"])

    def list_ekms_private_endpoints(self, call: Call) -> list[Resource]:
        """Always empty."""
        self.compartment(call)
        return []

    def get_ekms_private_endpoint(self, call: Call) -> Resource:
        """A 404, since no endpoint exists."""
        return call.the_target()

    def update_ekms_private_endpoint(self, call: Call) -> Resource:
        """A 404, since no endpoint exists."""
        return call.the_target()

    def delete_ekms_private_endpoint(self, call: Call) -> None:
        """A 404, since no endpoint exists."""
        call.the_target()

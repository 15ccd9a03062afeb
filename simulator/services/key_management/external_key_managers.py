# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private endpoints of external key managers, of which this tenancy has none."""

from __future__ import annotations

from ...protocol.call import Call
from ...protocol.problems import not_found, related_not_found
from ...tenancy.resource import Resource
from ..service import Service


class EkmsPrivateEndpoints(Service):
    """They need a subnet, and the tenancy has no networks."""

    package = "key_management"
    client = "EkmClient"

    def target(self, call: Call) -> Resource | None:
        """There is none, whatever the path names."""
        if call.path:
            raise not_found()
        return None

    def create_ekms_private_endpoint(self, call: Call) -> Resource:
        """The subnet does not exist."""
        self.compartment(call)
        raise related_not_found(call.body["subnetId"])

    def list_ekms_private_endpoints(self, call: Call) -> list[Resource]:
        """None."""
        self.compartment(call)
        return []

    def get_ekms_private_endpoint(self, call: Call) -> Resource:
        """None has the id that the path names."""
        return call.the_target()

    def update_ekms_private_endpoint(self, call: Call) -> Resource:
        """None has the id that the path names."""
        return call.the_target()

    def delete_ekms_private_endpoint(self, call: Call) -> None:
        """None has the id that the path names."""
        call.the_target()

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenancy's one namespace."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from ...protocol.problems import invalid
from .in_namespace import InNamespace

_DEFAULTS = ("defaultS3CompartmentId", "defaultSwiftCompartmentId")


class Namespaces(InNamespace):
    """The name of the namespace, and the compartments in which the S3 and Swift APIs create buckets."""

    def get_namespace(self, call: Call) -> str:
        """A bare JSON string, without any permission [D-OSP]."""
        return self.tenancy.namespace

    def get_namespace_metadata(self, call: Call) -> dict[str, Any]:
        """The root compartment by default."""
        hidden = self._tenancy_resource.hidden
        return {"namespace": self.tenancy.namespace, **{name: hidden.get(name, self.tenancy.id) for name in _DEFAULTS}}

    def update_namespace_metadata(self, call: Call) -> dict[str, Any]:
        """Set other compartments."""
        for compartment_id in call.body.values():
            if self.store.find(compartment_id, kind="compartment") is None and compartment_id != self.tenancy.id:
                raise invalid(f"{compartment_id} is not a compartment.")
        self.store.change(self._tenancy_resource, {}, **call.body)
        return self.get_namespace_metadata(call)

    def list_private_endpoints(self, call: Call) -> list[Any]:
        """Always empty: the namespace is reached at the public host only."""
        self.compartment(call)
        return []

    @property
    def _tenancy_resource(self) -> Any:
        return self.store.find(self.tenancy.id)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of what this tenancy's Object Storage never has, so that those who read everything can go on."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from .in_namespace import InNamespace


class NeverFilled(InNamespace):
    """Nothing of it can be made here."""

    def list_private_endpoints(self, call: Call) -> list[Any]:
        """The namespace is reached at the public host only."""
        self.compartment(call)
        return []

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulated tenancy: its regions, its resources and its policies."""

from __future__ import annotations

from collections.abc import Sequence

from .access import Access
from .clock import Clock
from .identifiers import Identifiers
from .regions import Region
from .resource import Resource
from .store import Store
from .tokens import Tokens
from .variants import Variants


class Tenancy:
    """The state, independent of HTTP. The first region is the home region."""

    def __init__(
        self, *, name: str, namespace: str, regions: Sequence[Region], clock: Clock, seed: int, variants: Variants
    ) -> None:
        self.name = name
        self.namespace = namespace
        self.regions = {region.name: region for region in regions}
        self.home_region = regions[0].name
        self.clock = clock
        self.variants = variants
        self.identifiers = Identifiers(seed)
        self.store = Store(
            clock=clock,
            identifiers=self.identifiers,
            home_region=self.home_region,
            ocid_parts={region.name: region.ocid_part for region in regions},
        )
        self.id = self.identifiers.ocid("tenancy", "")
        self.access = Access(self.store, self.id)
        self.tokens = Tokens(clock, tenancy_id=self.id)
        self.instances: dict[str, Resource] = {}
        """The instances that volumes can be attached to, outside the store: no service creates or lists them."""
        self.iam_propagation_seconds = 0.0
        """The delay until a policy, group or dynamic group is in effect (oci-facts.md, section 9)."""
        self.store.add("tenancy", {"name": name, "homeRegionKey": regions[0].key, "description": name}, id=self.id)

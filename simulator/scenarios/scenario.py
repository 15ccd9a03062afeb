# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scenario says: the tenancy's frame, and how it is filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..tenancy.regions import Region, region

if TYPE_CHECKING:
    from ..cloud import Cloud


@dataclass(frozen=True)
class Scenario:
    """A tenancy to start from. `build` fills it and answers the seeded resources by kind and name (`tenancy.json`)."""

    name: str
    tenancy_name: str
    namespace: str
    region_names: tuple[str, ...]
    build: Callable[[Cloud], dict[str, Any]]
    domain_prefix: str = "Uocm"
    history_seconds: float = 0.0
    """How long ago the building begins, so that what was made first is old."""

    def regions(self) -> list[Region]:
        """The subscribed regions; the first is the home region."""
        return [region(name, self.domain_prefix) for name in self.region_names]

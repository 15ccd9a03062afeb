# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scenario: the frame of an initial tenancy, and the function that creates its resources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..tenancy.regions import Region, region
from .builder import Builder


@dataclass(frozen=True)
class Scenario:
    """An initial tenancy. `build` creates its resources and remembers those that `tenancy.json` lists."""

    name: str
    tenancy_name: str
    namespace: str
    region_names: tuple[str, ...]
    build: Callable[[Builder], None]
    domain_prefix: str = "Uocm"
    history_seconds: float = 0.0
    """How long before the present the build starts, so that the resources have an age."""

    def regions(self) -> list[Region]:
        """The subscribed regions; the first is the home region."""
        return [region(name, self.domain_prefix) for name in self.region_names]

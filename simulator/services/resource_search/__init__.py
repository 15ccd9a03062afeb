# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource Search: one query for all kinds of resources that the caller can access (oci-facts.md, section 4)."""

from __future__ import annotations

from ...tenancy.variants import Variant
from ..service import Service
from .search import ResourceSearch

__all__ = ["SERVICES", "VARIANTS"]

SERVICES: tuple[type[Service], ...] = (ResourceSearch,)

VARIANTS: tuple[Variant, ...] = (
    Variant(
        "search_lag_seconds",
        ("0", "60"),
        "How far the index is behind the services: UNVERIFIED; it is an index, so it may lag.",
    ),
)

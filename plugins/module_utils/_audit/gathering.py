# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""A key map of what is there, as a file to start from: the most frequent key of each type in each compartment."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .items import Item
from .places import Places


class GatheredKeys:
    """Counts the customer-managed keys of resources by region, compartment and type."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str, str], Counter[str]] = {}

    def add(self, item: Item) -> None:
        """Count a resource; one without a customer-managed key suggests no key."""
        if item.kms_key_id is not None:
            place = (item.region, item.compartment_id, item.type)
            self._keys.setdefault(place, Counter())[item.kms_key_id] += 1

    def as_key_map(self, places: Places) -> list[dict[str, Any]]:
        """The entries, with one for the types of a compartment that have the same key."""
        entries: dict[tuple[str, str, str], list[str]] = {}
        for (region, compartment_id, name), keys in sorted(self._keys.items()):
            most = min(keys, key=lambda each: (-keys[each], each))
            entries.setdefault((region, compartment_id, most), []).append(name)
        return [
            {
                "id": f"{region} {places.path(compartment_id) or compartment_id} {'+'.join(types)}",
                "when": {
                    "regions": [region],
                    "compartments": [compartment_id],
                    "children": False,
                    "types": types,
                },
                "key": key,
            }
            for (region, compartment_id, key), types in entries.items()
        ]

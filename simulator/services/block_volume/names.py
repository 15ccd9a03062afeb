# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and tags, which everything has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...tenancy.clock import timestamp
from ...tenancy.store import Store


def named_fields(store: Store, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Name, tags and time of creation of something new; without a name it gets its kind and the time (assumed)."""
    now = timestamp(store.clock.now())
    digits = "".join(character for character in now if character.isdigit())
    return {
        "displayName": body.get("displayName") or f"{kind.replace('_', '')}{digits[:14]}",
        "definedTags": body.get("definedTags", {}),
        "freeformTags": body.get("freeformTags", {}),
        "timeCreated": now,
    }


def renamed_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """Those that an update asks to change."""
    return {name: body[name] for name in ("displayName", "definedTags", "freeformTags") if name in body}

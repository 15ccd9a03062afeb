# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One resource of the tenancy, as the service stores it."""

from __future__ import annotations

from typing import Any

from .kinds import Kind


class Resource:
    """`data` is what responses show, in wire form; `hidden` is the internal state of the service.

    `before` is the data before the last change, at `time_changed`, and `etag_before` the etag at that time: the result
    of a stale read. `time_created` is the time of creation: stale lists do not contain the resource yet.
    """

    __slots__ = (
        "before",
        "data",
        "etag",
        "etag_before",
        "hidden",
        "id",
        "kind",
        "region",
        "time_changed",
        "time_created",
    )

    def __init__(
        self, *, kind: Kind, region: str, id: str, data: dict[str, Any], etag: str, hidden: dict[str, Any]
    ) -> None:
        self.kind = kind
        self.region = region
        self.id = id
        self.data = data
        self.etag = etag
        self.hidden = hidden
        self.before: dict[str, Any] | None = None
        self.etag_before = etag
        self.time_changed = self.time_created = 0.0

    @property
    def compartment_id(self) -> str:
        """The compartment of the resource; a compartment and the tenancy belong to themselves."""
        if self.kind.name in ("compartment", "tenancy"):
            return self.id
        if "compartment_id" in self.hidden:
            return str(self.hidden["compartment_id"])
        return str(self.data.get("compartmentId", ""))

    @property
    def state(self) -> str:
        """The lifecycle state, empty if the kind has none."""
        return str(self.data.get("lifecycleState", ""))

    def __repr__(self) -> str:
        return f"<{self.kind.name} {self.id}>"

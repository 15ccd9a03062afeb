# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The condition of a write: that what it changes is still as it was read."""

from __future__ import annotations

from typing import Optional

from .errors import BadAnswer


def if_match(etag: Optional[str], *, read: str, resource: Optional[str]) -> dict[str, str]:
    """The condition, as arguments of the SDK. `read` is the operation that must have answered with the etag.

    OCI documents an etag for every answer that returns a resource, and that a write is conditional on it
    (https://docs.oracle.com/en-us/iaas/Content/API/Concepts/usingapi.htm). Raises BadAnswer where there is none: a
    write without the condition could undo what someone else has just changed.
    """
    if not etag:
        raise BadAnswer(
            f"{read} returned {resource or 'it'} without an etag, so a change made by someone else since then could be "
            "lost, and nothing is written. If a proxy is between this host and OCI, let it pass headers unchanged.",
            operation=read,
            resource=resource,
        )
    return {"if_match": etag}

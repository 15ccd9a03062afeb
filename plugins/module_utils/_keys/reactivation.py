# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What to say of a vault or key that is out of use and, with O(reactivate=false), has to stay so."""

from __future__ import annotations

from .._core.errors import CannotDo

CANCEL, ENABLE = "cancel its deletion", "enable it"


def refused(named: str, state: str, remedy: str, *, resource: str) -> CannotDo:
    """C(named) begins the sentence ("The key …"), C(remedy) is what would take it back into use."""
    return CannotDo(
        f"{named} is {state}, perhaps on purpose, and reactivate is false: say reactivate=true, or {remedy} yourself "
        "first.",
        resource=resource,
    )

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds out which groups the caller is in."""

from __future__ import annotations

from .._core import pages
from .._core.clients import Session
from .home_region import identity


def groups(session: Session, region: str) -> list[str]:
    """The OCIDs of the groups of the user who is logged in; none where it is not a user that is known. Raises Failure.

    What logs in by a token has its rights by dynamic groups, or does not tell its user.
    """
    user = session.settings.get("api_user") if session.settings.auth_type == "api_key" else None
    if not user:
        return []
    with session.doing(
        "list the groups of the user who is logged in",
        service="identity",
        operation="ListUserGroupMemberships",
        resource=user,
        region=region,
        statements=(
            "Allow group <your group> to inspect users in tenancy",
            "Allow group <your group> to inspect groups in tenancy",
        ),
    ):
        call = identity(session, region).list_user_group_memberships
        return [each.group_id for each in pages.items(call, session.tenancy, user_id=user)]

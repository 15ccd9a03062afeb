# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds out who the caller is, and which groups they are in."""

from __future__ import annotations

from typing import Optional

from .._core import pages
from .._core.errors import NotFoundOrDenied
from .._core.home_region import identity
from .._core.session import Session
from . import principals
from .principals import Same, Who

RESOURCE_PRINCIPALS = ("instance_principal", "resource_principal")


def caller(session: Session, region: str, same: Same) -> Who:
    """Who is logged in, as far as that can be told. Raises Failure, but not when groups may not be read."""
    if session.settings.auth_type in RESOURCE_PRINCIPALS:
        return principals.of_resource()
    user = session.settings.get("api_user") if session.settings.auth_type == "api_key" else None
    if not user:
        return principals.unknown()
    return principals.of_user(user, _groups(session, region, user), same)


def _groups(session: Session, region: str, user: str) -> Optional[tuple[str, ...]]:
    """The OCIDs of the groups of a user, `None` where they may not be read."""
    try:
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
            return tuple(each.group_id for each in pages.items(call, session.tenancy, user_id=user))
    except NotFoundOrDenied:
        return None

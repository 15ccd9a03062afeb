# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the tests of Identity and Resource Search: users with permissions, and errors as status and code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest

from simulator.cloud import Cloud

Clients = Callable[..., Any]
IDENTITY = "identity.IdentityClient"
PHOENIX = "us-phoenix-1"
models = oci.identity.models


def refused(call: Callable[[], Any]) -> tuple[int, str]:
    """Status and code of the error that a call must raise."""
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        call()
    return caught.value.status, caught.value.code


def add_user(cloud: Cloud, admin: Any, name: str, *statements: str) -> str:
    """The OCID of a new user `name`, in a group of that name to which the statements (at the root) refer."""
    root = cloud.tenancy.id
    user = admin.create_user(models.CreateUserDetails(compartment_id=root, name=name, description="")).data
    group = admin.create_group(models.CreateGroupDetails(compartment_id=root, name=name, description="")).data
    admin.add_user_to_group(models.AddUserToGroupDetails(user_id=user.id, group_id=group.id))
    if statements:
        add_policy(admin, root, name, *statements)
    cloud.catalogue["users"][name] = user.id
    cloud.clock.advance(2)
    return str(user.id)


def add_policy(admin: Any, compartment_id: str, name: str, *statements: str) -> Any:
    """A new policy, not yet ACTIVE."""
    details = models.CreatePolicyDetails(
        compartment_id=compartment_id, name=name, description="", statements=list(statements)
    )
    return admin.create_policy(details).data

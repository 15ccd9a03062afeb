# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The users and groups of the default tenancy, and the policies that they and the services require."""

from __future__ import annotations

from .builder import Builder

_USERS = {
    "projx-operator": "projx-admin-group",
    "projy-operator": "projy-admin-group",
    "security-officer": "security-admin-group",
    "auditor": "auditors",
    "newcomer": "newcomers",
}


def users(builder: Builder) -> None:
    """Groups and their users."""
    for user, group in _USERS.items():
        user_in_group(builder, user, group)


def user_in_group(builder: Builder, user: str, group: str) -> None:
    """A user in a group of its own."""
    tenancy_id = builder.tenancy.id
    created_group = builder.create(
        "groups",
        group,
        "identity.create_group",
        body={"compartmentId": tenancy_id, "name": group, "description": group},
    )
    created_user = builder.create(
        "users",
        user,
        "identity.create_user",
        body={"compartmentId": tenancy_id, "name": user, "description": user, "email": f"{user}@example.com"},
    )
    builder.call("identity.add_user_to_group", body={"userId": created_user.id, "groupId": created_group.id})


def security_policies(builder: Builder) -> None:
    """The statements that the services and the databases require (oci-facts.md, section 9)."""
    security = builder.id("compartments", "security")
    stores = ", ".join(f"objectstorage-{region}" for region in builder.tenancy.regions)
    realm = builder.tenancy.id.split(".")[2]
    builder.create(
        "dynamic_groups",
        "project-databases",
        "identity.create_dynamic_group",
        body={
            "compartmentId": builder.tenancy.id,
            "name": "project-databases",
            "description": "The databases of the projects",
            "matchingRule": "ALL {resource.type = 'autonomousdatabase'}",
        },
    )
    builder.create(
        "dynamic_groups",
        "project-file-systems",
        "identity.create_dynamic_group",
        body={
            "compartmentId": builder.tenancy.id,
            "name": "project-file-systems",
            "description": "The file systems of the projects",
            "matchingRule": "ALL {resource.type = 'filesystem'}",
        },
    )
    policy(
        builder,
        "services-use-keys",
        f"Allow service blockstorage, {stores} to use keys in compartment id {security}",
        f"Allow dynamic-group project-databases to use vaults in compartment id {security}",
        f"Allow dynamic-group project-databases to use keys in compartment id {security}",
        f"Allow dynamic-group project-file-systems to use keys in compartment id {security}",
        f"Allow service Fss{realm.capitalize()}Prod to use keys in compartment id {security}",
    )


def group_policies(builder: Builder) -> None:
    """The policies of the groups."""
    security = builder.id("compartments", "security")
    families = ("volume-family", "object-family", "file-family", "autonomous-database-family")
    # The operators of projx can also read the keys; those of projy only delegate them, which is all that OCI requires.
    # Both can inspect tenancies: clients that determine the home region list the regions, as oracle.oci's modules do.
    policy(
        builder,
        "projx-operators",
        *(f"Allow group projx-admin-group to manage {family} in compartment projx" for family in families),
        "Allow group projx-admin-group to inspect all-resources in compartment projx",
        "Allow group projx-admin-group to inspect tenancies in tenancy",
        f"Allow group projx-admin-group to use key-delegate in compartment id {security}",
        f"Allow group projx-admin-group to read keys in compartment id {security}",
        f"Allow group projx-admin-group to read vaults in compartment id {security}",
    )
    policy(
        builder,
        "projy-operators",
        *(f"Allow group projy-admin-group to manage {family} in compartment projy" for family in families),
        f"Allow group projy-admin-group to use key-delegate in compartment id {security}"
        f" where target.key.id = '{builder.id('keys', 'cmk')}'",
        "Allow group projy-admin-group to inspect tenancies in tenancy",
    )
    policy(
        builder,
        "security-officers",
        f"Allow group security-admin-group to manage vaults in compartment id {security}",
        f"Allow group security-admin-group to manage keys in compartment id {security}",
    )
    policy(builder, "auditors", "Allow group auditors to read all-resources in tenancy")
    # Full access to volumes, and none to keys.
    policy(
        builder,
        "newcomers",
        *(f"Allow group newcomers to manage {family} in compartment projx" for family in families),
    )


def empty_compartment(builder: Builder) -> None:
    """An empty compartment for vaults and keys, and the minimal rights to create them there."""
    compartment = builder.create(
        "compartments",
        "vaults",
        "identity.create_compartment",
        body={"compartmentId": builder.tenancy.id, "name": "vaults", "description": "For vaults and keys to come"},
    )
    user_in_group(builder, "key-officer", "key officers")
    policy(
        builder,
        "projx-operators-see-vaults",
        f"Allow group projx-admin-group to read keys in compartment id {compartment.id}",
        f"Allow group projx-admin-group to read vaults in compartment id {compartment.id}",
    )
    policy(
        builder,
        "key-officers",
        f"Allow group 'key officers' to manage vaults in compartment id {compartment.id}",
        f"Allow group 'key officers' to manage keys in compartment id {compartment.id}",
        f"Allow group 'key officers' to manage policies in compartment id {compartment.id}",
        "Allow group 'key officers' to manage dynamic-groups in tenancy",
        "Allow group 'key officers' to inspect tenancies in tenancy",
        "Allow group 'key officers' to inspect compartments in tenancy",
    )


def policy(builder: Builder, name: str, *statements: str) -> None:
    """A policy in the tenancy's root compartment."""
    builder.create(
        "policies",
        name,
        "identity.create_policy",
        body={
            "compartmentId": builder.tenancy.id,
            "name": name,
            "description": name,
            "statements": list(statements),
        },
    )

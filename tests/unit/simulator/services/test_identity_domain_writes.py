# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and groups that are written by SCIM appear in both APIs."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.cloud import Cloud
from tests.unit.simulator.services.domain_tenancy import ALL, CAPABILITIES, PATCH, Scim, models, refused
from tests.unit.simulator.services.identity_tenancy import Clients


@pytest.fixture
def scim(cloud: Cloud, client: Clients) -> Scim:
    return Scim(cloud, client)


def new_user(name: str, **more: Any) -> Any:
    email = models.UserEmails(value=f"{name}@example.com", type="work", primary=True)
    return models.User(
        schemas=["urn:ietf:params:scim:schemas:core:2.0:User"],
        user_name=name,
        **{"emails": [email], "name": models.UserName(family_name="F", given_name="G"), **more},
    )


def test_users_are_created_and_deleted_in_both_apis(scim: Scim) -> None:
    answer = scim.client.create_user(user=new_user("dora", description="d", title="Dr."))
    dora = answer.data
    assert answer.status == 201
    assert answer.headers["location"] == dora.meta.location
    assert (dora.title, dora.name.given_name, dora.active) == ("Dr.", "G", True)
    known = scim.identity.get_user(dora.ocid).data
    assert (known.name, known.email, known.description) == ("dora", "dora@example.com", "d")
    assert refused(lambda: scim.client.create_user(user=new_user("DORA")))[0] == 409
    scim.client.delete_user(dora.id)
    assert refused(lambda: scim.client.get_user(dora.id))[0] == 404
    assert "dora" not in [user.name for user in scim.identity.list_users(scim.cloud.tenancy.id).data]


def test_a_user_needs_an_address(scim: Scim) -> None:
    status, more = refused(lambda: scim.client.create_user(user=new_user("dora", emails=None)))
    assert (status, more) == (400, {"messageId": "error.identity.user.primaryEmailNotSpecified"})


def test_a_user_in_a_group_is_deleted_by_force_only(scim: Scim) -> None:
    assert refused(lambda: scim.client.delete_user(scim.ann))[0] == 409
    assert scim.client.delete_user(scim.ann, force_delete=True).status == 204
    assert scim.names() == ["admin", "ben", "carl@example.com"]


def patch(*operations: tuple[str, str | None, Any]) -> Any:
    listed = [models.Operations(op=op, path=path, value=value) for op, path, value in operations]
    return models.PatchOp(schemas=PATCH, operations=listed)


def test_a_patch_of_a_user(scim: Scim) -> None:
    requested = patch(
        ("REPLACE", "description", "new"),
        ("ADD", "nickName", "Nan"),
        ("REPLACE", "name.givenName", "Ann"),
        ("REPLACE", 'emails[type eq "work"].value', "a@example.com"),
        ("REPLACE", f"{CAPABILITIES}:canUseApiKeys", False),
        ("ADD", "title", "Dr."),
    )
    ann = scim.client.patch_user(scim.ann, patch_op=requested, attribute_sets=ALL).data
    assert (ann.description, ann.nick_name, ann.title, ann.name.given_name) == ("new", "Nan", "Dr.", "Ann")
    assert ann.urn_ietf_params_scim_schemas_oracle_idcs_extension_capabilities_user.can_use_api_keys is False
    known = scim.identity.get_user(scim.ann).data
    assert (known.email, known.description, known.capabilities.can_use_api_keys) == ("a@example.com", "new", False)
    assert known.freeform_tags == {"team": "a"}
    gone = scim.client.patch_user(scim.ann, patch_op=patch(("REMOVE", "nickName", None))).data
    assert gone.nick_name is None
    assert refused(lambda: scim.client.patch_user(scim.ann, patch_op=patch(("ADD", "colour", "red"))))[0] == 400


def test_an_inactive_user_cannot_sign(scim: Scim) -> None:
    assert scim.as_user("ben").list_users().status == 200
    gone = scim.client.patch_user(scim.ben, patch_op=patch(("REPLACE", "active", False))).data
    assert gone.active is False
    assert scim.identity.get_user(scim.ben).data.lifecycle_state == "INACTIVE"
    assert refused(lambda: scim.as_user("ben").list_users())[0] == 401
    scim.client.patch_user(scim.ben, patch_op=patch(("REPLACE", "active", True)))
    assert scim.as_user("ben").list_users().status == 200
    assert scim.client.create_user(user=new_user("idle", active=False)).data.active is False


def test_a_user_is_replaced(scim: Scim) -> None:
    ann = scim.client.put_user(scim.ann, user=new_user("anne", title="Prof.")).data
    assert (ann.user_name, ann.title, ann.ocid) == ("anne", "Prof.", scim.ann)
    assert scim.identity.get_user(scim.ann).data.email == "anne@example.com"
    assert refused(lambda: scim.client.put_user(scim.ann, user=new_user("Ben")))[0] == 409


def test_an_etag_that_does_not_match(scim: Scim) -> None:
    requested = patch(("REPLACE", "description", "new"))
    assert refused(lambda: scim.client.patch_user(scim.ann, patch_op=requested, if_match="stale"))[0] == 412
    etag = scim.client.get_user(scim.ann).headers["etag"]
    assert scim.client.patch_user(scim.ann, patch_op=requested, if_match=etag).status == 200


def new_group(name: str, **more: Any) -> Any:
    return models.Group(schemas=["urn:ietf:params:scim:schemas:core:2.0:Group"], display_name=name, **more)


def members(scim: Scim, group_id: str) -> list[str]:
    listed = scim.identity.list_user_group_memberships(scim.cloud.tenancy.id, group_id=group_id).data
    return sorted(str(scim.identity.get_user(each.user_id).data.name) for each in listed)


def test_groups_and_members_are_added_and_removed_in_both_apis(scim: Scim) -> None:
    ann, ben = scim.user("ann"), scim.user("ben")
    extension = models.ExtensionGroupGroup(description="d")
    created = scim.client.create_group(
        group=new_group(
            "writers",
            members=[models.GroupMembers(value=ann.id, type="User")],
            urn_ietf_params_scim_schemas_oracle_idcs_extension_group_group=extension,
        )
    ).data
    assert scim.identity.get_group(created.ocid).data.description == "d"
    assert members(scim, created.ocid) == ["ann"]

    scim.client.patch_group(created.id, patch_op=patch(("ADD", "members", [{"value": ben.id, "type": "User"}])))
    assert members(scim, created.ocid) == ["ann", "ben"]
    scim.client.patch_group(created.id, patch_op=patch(("REMOVE", f'members[value eq "{ann.id}"]', None)))
    assert members(scim, created.ocid) == ["ben"]
    wrong = patch(("ADD", "members", [{"value": "0" * 32, "type": "User"}]))
    status, more = refused(lambda: scim.client.patch_group(created.id, patch_op=wrong))
    assert (status, more["messageId"]) == (400, "error.common.validation.invalidReferenceResource")
    assert members(scim, created.ocid) == ["ben"]

    scim.client.put_group(created.id, group=new_group("authors"))
    assert scim.identity.get_group(created.ocid).data.name == "authors"
    assert members(scim, created.ocid) == ["ben"]
    assert refused(lambda: scim.client.delete_group(created.id))[0] == 409
    scim.client.delete_group(created.id, force_delete=True)
    assert "authors" not in [group.name for group in scim.identity.list_groups(scim.cloud.tenancy.id).data]


def test_a_membership_is_in_effect_at_once(scim: Scim) -> None:
    (group,) = scim.client.list_groups(filter='displayName eq "ben"').data.resources
    assert refused(lambda: scim.as_user("ann").list_users())[0] == 403
    scim.client.patch_group(group.id, patch_op=patch(("ADD", "members", [{"value": scim.user("ann").id}])))
    assert scim.as_user("ann").list_users().status == 200


def test_dynamic_groups_are_created_and_deleted_in_both_apis(scim: Scim) -> None:
    rule = "ANY {resource.type = 'instance'}"
    schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:DynamicResourceGroup"]
    requested = models.DynamicResourceGroup(schemas=schemas, display_name="dg", description="d", matching_rule=rule)
    created = scim.client.create_dynamic_resource_group(dynamic_resource_group=requested).data
    assert scim.identity.get_dynamic_group(created.ocid).data.matching_rule == rule
    other = "ALL {resource.type = 'instance'}"
    scim.client.patch_dynamic_resource_group(created.id, patch_op=patch(("REPLACE", "matchingRule", other)))
    assert scim.identity.get_dynamic_group(created.ocid).data.matching_rule == other
    wrong = patch(("REPLACE", "matchingRule", "nonsense"))
    assert refused(lambda: scim.client.patch_dynamic_resource_group(created.id, patch_op=wrong))[0] == 400
    scim.client.delete_dynamic_resource_group(created.id)
    assert scim.identity.list_dynamic_groups(scim.cloud.tenancy.id).data == []

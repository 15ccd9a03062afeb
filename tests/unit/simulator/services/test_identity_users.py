# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, their credentials, groups and dynamic groups."""

from __future__ import annotations

from typing import Any

import oci
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from simulator.cloud import Cloud
from simulator.in_process import mount
from tests.unit.simulator.services.identity_tenancy import IDENTITY, Clients, add_user, models, refused

NOT_FOUND = (404, "NotAuthorizedOrNotFound")


def public_pem(key: Any) -> str:
    return str(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii"))


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def identity(client: Clients) -> Any:
    return client(IDENTITY)


@pytest.fixture
def ann(cloud: Cloud, identity: Any) -> str:
    """A user in a group of her own, without any policy."""
    return add_user(cloud, identity, "ann")


# -- users ------------------------------------------------------------------------------------------------------


def test_a_user_is_creating_and_then_active(cloud: Cloud, identity: Any) -> None:
    details = models.CreateUserDetails(
        compartment_id=cloud.tenancy.id, name="bob@example.com", description="Bob", email="bob@example.com"
    )

    bob = identity.create_user(details).data

    assert (bob.lifecycle_state, bob.email, bob.is_mfa_activated) == ("CREATING", "bob@example.com", False)
    assert bob.capabilities.can_use_api_keys is True
    cloud.clock.advance(2)
    assert identity.get_user(bob.id).data.lifecycle_state == "ACTIVE"
    assert [user.id for user in identity.list_users(cloud.tenancy.id, name="bob@example.com").data] == [bob.id]
    assert refused(lambda: identity.create_user(details)) == (409, "UserAlreadyExists")


@pytest.mark.parametrize("name", ["", "two words", "x" * 101], ids=["empty", "space", "long"])
def test_names_of_users(name: str, cloud: Cloud, identity: Any) -> None:
    details = models.CreateUserDetails(compartment_id=cloud.tenancy.id, name=name, description="")

    assert refused(lambda: identity.create_user(details)) == (400, "InvalidParameter")


def test_users_and_groups_are_in_the_tenancy_only(cloud: Cloud, identity: Any) -> None:
    projx = cloud.catalogue["compartments"]["projx"]
    details: dict[str, str] = {"compartment_id": projx, "name": "n", "description": ""}

    assert refused(lambda: identity.create_user(models.CreateUserDetails(**details))) == (400, "InvalidParameter")
    assert refused(lambda: identity.create_group(models.CreateGroupDetails(**details))) == (400, "InvalidParameter")


def test_a_user_is_updated(identity: Any, ann: str) -> None:
    changed = identity.update_user(ann, models.UpdateUserDetails(description="Ann", email="ann@example.com")).data
    limited = models.UpdateUserCapabilitiesDetails(can_use_api_keys=False, can_use_db_credentials=False)
    capable = identity.update_user_capabilities(ann, limited).data

    assert (changed.description, changed.email, changed.email_verified) == ("Ann", "ann@example.com", False)
    assert capable.capabilities.can_use_api_keys is False
    assert capable.capabilities.can_use_db_credentials is False
    assert capable.capabilities.can_use_console_password is True
    assert identity.update_user_state(ann, models.UpdateStateDetails(blocked=False)).data.lifecycle_state == "ACTIVE"
    assert refused(lambda: identity.update_user_state(ann, models.UpdateStateDetails(blocked=True))) == (
        400,
        "InvalidParameter",
    )


def test_a_user_leaves_the_groups_before_the_tenancy(cloud: Cloud, identity: Any, ann: str) -> None:
    (membership,) = identity.list_user_group_memberships(cloud.tenancy.id, user_id=ann).data
    identity.create_auth_token(models.CreateAuthTokenDetails(description="t"), ann)

    assert refused(lambda: identity.delete_user(ann)) == (409, "Conflict")
    identity.remove_user_from_group(membership.id)
    identity.delete_user(ann)

    assert refused(lambda: identity.get_user(ann)) == NOT_FOUND
    assert refused(lambda: identity.get_user_group_membership(membership.id)) == NOT_FOUND
    assert cloud.tenancy.store.listing("auth_token") == []


def test_an_id_of_another_kind_is_not_found(cloud: Cloud, identity: Any, ann: str) -> None:
    assert refused(lambda: identity.get_group(ann)) == NOT_FOUND
    assert refused(lambda: identity.get_user(cloud.tenancy.id)) == NOT_FOUND


# -- groups -----------------------------------------------------------------------------------------------------


def test_groups_and_memberships(cloud: Cloud, identity: Any, ann: str) -> None:
    root = cloud.tenancy.id
    details = models.CreateGroupDetails(compartment_id=root, name="KeyAdmins", description="keys")
    group = identity.create_group(details).data
    joining = models.AddUserToGroupDetails(user_id=ann, group_id=group.id)

    membership = identity.add_user_to_group(joining).data

    assert refused(lambda: identity.create_group(details)) == (409, "GroupAlreadyExists")
    assert refused(lambda: identity.add_user_to_group(joining)) == (409, "MembershipAlreadyExists")
    assert identity.get_user_group_membership(membership.id).data.user_id == ann
    assert [each.user_id for each in identity.list_user_group_memberships(root, group_id=group.id).data] == [ann]
    assert len(identity.list_user_group_memberships(root, user_id=ann).data) == 2
    assert refused(lambda: identity.list_user_group_memberships(root)) == (400, "InvalidParameter")
    assert refused(lambda: identity.delete_group(group.id)) == (409, "Conflict")
    identity.remove_user_from_group(membership.id)
    assert identity.update_group(group.id, models.UpdateGroupDetails(description="new")).data.description == "new"
    identity.delete_group(group.id)
    assert "KeyAdmins" not in {each.name for each in identity.list_groups(root).data}


def test_memberships_require_existing_users_and_groups(identity: Any, ann: str) -> None:
    joining = models.AddUserToGroupDetails(user_id=ann, group_id="ocid1.group.oc1..gone")

    assert refused(lambda: identity.add_user_to_group(joining)) == (400, "RelatedResourceNotAuthorizedOrNotFound")


def test_a_condition_on_the_group_keeps_administrators_out_of_reach(
    cloud: Cloud, client: Clients, identity: Any
) -> None:
    add_user(
        cloud,
        identity,
        "helpdesk",
        "Allow group helpdesk to use users in tenancy",
        "Allow group helpdesk to use groups in tenancy where target.group.name != 'Administrators'",
    )
    other = identity.create_group(
        models.CreateGroupDetails(compartment_id=cloud.tenancy.id, name="other", description="")
    ).data.id
    helpdesk, me = client(IDENTITY, user="helpdesk"), cloud.catalogue["users"]["helpdesk"]
    administrators = cloud.catalogue["groups"]["Administrators"]

    helpdesk.add_user_to_group(models.AddUserToGroupDetails(user_id=me, group_id=other))

    up = models.AddUserToGroupDetails(user_id=me, group_id=administrators)
    assert refused(lambda: helpdesk.add_user_to_group(up)) == NOT_FOUND


# -- API keys ---------------------------------------------------------------------------------------------------


def test_an_uploaded_key_signs_requests_until_it_is_deleted(
    cloud: Cloud, identity: Any, ann: str, key: rsa.RSAPrivateKey
) -> None:
    uploaded = identity.upload_api_key(ann, models.CreateApiKeyDetails(key=public_pem(key))).data
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
    config = {
        "tenancy": cloud.tenancy.id,
        "user": ann,
        "fingerprint": uploaded.fingerprint,
        "key_content": private,
        "region": "us-ashburn-1",
    }
    hers = oci.identity.IdentityClient(config, retry_strategy=oci.retry.NoneRetryStrategy())
    mount(hers, cloud)

    assert uploaded.key_id == f"{cloud.tenancy.id}/{ann}/{uploaded.fingerprint}"
    assert [each.fingerprint for each in hers.list_api_keys(ann).data] == [uploaded.fingerprint]
    hers.delete_api_key(ann, uploaded.fingerprint)

    assert refused(lambda: hers.get_user(ann)) == (401, "NotAuthenticated")
    assert refused(lambda: identity.delete_api_key(ann, uploaded.fingerprint)) == NOT_FOUND


def test_users_without_rights_manage_their_own_keys_only(
    cloud: Cloud, client: Clients, ann: str, key: rsa.RSAPrivateKey
) -> None:
    hers, details = client(IDENTITY, user="ann"), models.CreateApiKeyDetails(key=public_pem(key))
    admin = cloud.catalogue["users"]["admin"]

    assert hers.upload_api_key(ann, details).data.lifecycle_state == "ACTIVE"
    assert refused(lambda: hers.upload_api_key(admin, details)) == NOT_FOUND
    assert refused(lambda: hers.list_users(cloud.tenancy.id)) == NOT_FOUND


def test_three_api_keys_and_no_doubles(identity: Any, ann: str, key: rsa.RSAPrivateKey) -> None:
    pems = [public_pem(key), *(public_pem(rsa.generate_private_key(65537, 2048)) for _key in range(3))]
    for pem in pems[:2]:
        identity.upload_api_key(ann, models.CreateApiKeyDetails(key=pem))

    again = models.CreateApiKeyDetails(key=pems[0])
    assert refused(lambda: identity.upload_api_key(ann, again)) == (409, "ApiKeyAlreadyExists")
    identity.upload_api_key(ann, models.CreateApiKeyDetails(key=pems[2]))
    fourth = models.CreateApiKeyDetails(key=pems[3])
    assert refused(lambda: identity.upload_api_key(ann, fourth)) == (400, "LimitExceeded")


@pytest.mark.parametrize(
    "text",
    ["no key", public_pem(rsa.generate_private_key(65537, 1024)), public_pem(ec.generate_private_key(ec.SECP256R1()))],
    ids=["no-pem", "short", "elliptic"],
)
def test_keys_that_do_not_suit(text: str, identity: Any, ann: str) -> None:
    details = models.CreateApiKeyDetails(key=text)

    assert refused(lambda: identity.upload_api_key(ann, details)) == (400, "InvalidParameter")


# -- credentials with a secret ----------------------------------------------------------------------------------


def test_the_secret_of_an_auth_token_is_shown_once(identity: Any, ann: str) -> None:
    created = identity.create_auth_token(models.CreateAuthTokenDetails(description="t"), ann).data

    assert created.token
    (listed,) = identity.list_auth_tokens(ann).data
    assert (listed.id, listed.token) == (created.id, None)
    update = models.UpdateAuthTokenDetails(description="new")
    assert identity.update_auth_token(ann, created.id, update).data.description == "new"
    identity.create_auth_token(models.CreateAuthTokenDetails(description="t"), ann)
    third = models.CreateAuthTokenDetails(description="t")
    assert refused(lambda: identity.create_auth_token(third, ann)) == (400, "LimitExceeded")
    identity.delete_auth_token(ann, created.id)
    assert refused(lambda: identity.delete_auth_token(ann, created.id)) == NOT_FOUND


def test_customer_secret_keys(identity: Any, ann: str) -> None:
    created = identity.create_customer_secret_key(models.CreateCustomerSecretKeyDetails(display_name="s3"), ann).data

    assert len(created.id) == 40
    assert created.key
    update = models.UpdateCustomerSecretKeyDetails(display_name="new")
    assert identity.update_customer_secret_key(ann, created.id, update).data.display_name == "new"
    assert [each.display_name for each in identity.list_customer_secret_keys(ann).data] == ["new"]
    identity.delete_customer_secret_key(ann, created.id)
    assert identity.list_customer_secret_keys(ann).data == []


def test_smtp_credentials(identity: Any, ann: str) -> None:
    created = identity.create_smtp_credential(models.CreateSmtpCredentialDetails(description="mail"), ann).data

    assert created.password
    assert created.username.startswith(ann)
    update = models.UpdateSmtpCredentialDetails(description="new")
    assert identity.update_smtp_credential(ann, created.id, update).data.description == "new"
    assert [each.username for each in identity.list_smtp_credentials(ann).data] == [created.username]
    identity.delete_smtp_credential(ann, created.id)
    assert identity.list_smtp_credentials(ann).data == []


def test_the_console_password(identity: Any, ann: str) -> None:
    assert refused(lambda: identity.get_user_ui_password_information(ann)) == NOT_FOUND

    created = identity.create_or_reset_ui_password(ann).data

    assert created.password
    assert identity.get_user_ui_password_information(ann).data.time_created == created.time_created


# -- dynamic groups ---------------------------------------------------------------------------------------------


def test_dynamic_groups(cloud: Cloud, identity: Any) -> None:
    root, rule = cloud.tenancy.id, "ALL {resource.type = 'autonomousdatabase'}"
    details = models.CreateDynamicGroupDetails(
        compartment_id=root, name="databases", description="", matching_rule=rule
    )
    created = identity.create_dynamic_group(details).data

    assert (created.lifecycle_state, created.matching_rule) == ("CREATING", rule)
    assert refused(lambda: identity.create_dynamic_group(details)) == (409, "DynamicGroupAlreadyExists")
    narrower = models.UpdateDynamicGroupDetails(matching_rule="resource.id = 'ocid1.autonomousdatabase.oc1..a'")
    assert identity.update_dynamic_group(created.id, narrower).data.matching_rule.startswith("resource.id")
    wrong = models.UpdateDynamicGroupDetails(matching_rule="resource.colour = 'red'")
    assert refused(lambda: identity.update_dynamic_group(created.id, wrong)) == (400, "InvalidParameter")
    unreadable = models.UpdateDynamicGroupDetails(matching_rule="resources of mine")
    with pytest.raises(
        oci.exceptions.ServiceError, match="Invalid matching rule: expected the end of the matching rule"
    ):
        identity.update_dynamic_group(created.id, unreadable)
    assert [each.id for each in identity.list_dynamic_groups(root).data] == [created.id]
    identity.delete_dynamic_group(created.id)
    assert refused(lambda: identity.get_dynamic_group(created.id)) == NOT_FOUND


def test_a_dynamic_group_is_not_named_like_a_group(cloud: Cloud, identity: Any) -> None:
    details = models.CreateDynamicGroupDetails(
        compartment_id=cloud.tenancy.id, name="administrators", description="", matching_rule="resource.type = 'x'"
    )

    assert refused(lambda: identity.create_dynamic_group(details)) == (409, "DynamicGroupAlreadyExists")


BARE = "ocid1.compartment.oc1..x"


@pytest.mark.parametrize(
    "rule",
    [
        f"instance.compartment.id = {BARE}",
        f"ANY {{instance.compartment.id = {BARE}}}",
        f"ALL {{instance.compartment.id != 'x', any {{instance.compartment.id = {BARE}}}}}",
    ],
)
@pytest.mark.parametrize("choice", ["refused", "matches nothing", "accepted"])
def test_matching_rules_without_quotes(cloud: Cloud, identity: Any, choice: str, rule: str) -> None:
    cloud.tenancy.variants.choose("matching_rule_without_quotes", choice)
    instance = {"instance.compartment.id": BARE}

    def groups() -> int:
        return len(cloud.tenancy.access.with_dynamic_groups("instance", "i", instance).dynamic_group_ids)

    details = models.CreateDynamicGroupDetails(
        compartment_id=cloud.tenancy.id, name="d", description="", matching_rule=rule
    )
    quoted = models.UpdateDynamicGroupDetails(matching_rule=f"instance.compartment.id = '{BARE}'")
    if choice == "refused":
        assert refused(lambda: identity.create_dynamic_group(details)) == (400, "InvalidParameter")
        details.matching_rule = quoted.matching_rule
        created = identity.create_dynamic_group(details).data
        unquoted = models.UpdateDynamicGroupDetails(matching_rule=rule)
        assert refused(lambda: identity.update_dynamic_group(created.id, unquoted)) == (400, "InvalidParameter")
        return
    created = identity.create_dynamic_group(details).data
    assert created.matching_rule == rule
    assert groups() == (choice == "accepted")
    identity.update_dynamic_group(created.id, quoted)
    assert groups() == 1
    identity.update_dynamic_group(created.id, models.UpdateDynamicGroupDetails(matching_rule=rule))
    assert groups() == (choice == "accepted")


def test_values_of_tags_need_no_quotes(cloud: Cloud, identity: Any) -> None:
    details = models.CreateDynamicGroupDetails(
        compartment_id=cloud.tenancy.id, name="d", description="", matching_rule="tag.Product1.ProjectA.value = abc123"
    )
    assert identity.create_dynamic_group(details).status == 200

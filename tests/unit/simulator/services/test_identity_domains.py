# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, groups and their credentials by SCIM, on the host that the domain hands out, through the real SDK."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import oci
import orjson
import pytest

from simulator.catalog.endpoints import resolve
from simulator.cloud import Cloud
from simulator.protocol.messages import Request
from simulator.tenancy.hosts import exists
from tests.unit.simulator.services.identity_tenancy import IDENTITY, Clients, add_user

DOMAINS = "identity_domains.IdentityDomainsClient"
models = oci.identity_domains.models
classic = oci.identity.models
GROUP = "urn:ietf:params:scim:schemas:oracle:idcs:extension:group:Group"
CAPABILITIES = "urn:ietf:params:scim:schemas:oracle:idcs:extension:capabilities:User"
ALL = ["all"]
PATCH = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
NAMES = ["admin", "ann", "ben", "carl@example.com"]


class Scim:
    """A domain with a few users in groups, and clients of it."""

    def __init__(self, cloud: Cloud, client: Clients) -> None:
        self.cloud, self._client = cloud, client
        self.identity = client(IDENTITY)
        (self.domain,) = self.identity.list_domains(cloud.tenancy.id).data
        self.url = self.domain.url
        self.ann = add_user(cloud, self.identity, "ann")
        self.ben = add_user(cloud, self.identity, "ben", "Allow group ben to inspect users in tenancy")
        self.carl = add_user(cloud, self.identity, "carl@example.com")
        details = classic.UpdateUserDetails(email="ann@example.com", freeform_tags={"team": "a"})
        self.identity.update_user(self.ann, details)
        self.client = self.as_user("admin")

    def as_user(self, name: str) -> Any:
        return self._client(DOMAINS, user=name, endpoint=self.url)

    def names(self, **options: Any) -> list[str]:
        return [user.user_name for user in self.client.list_users(**options).data.resources]

    def user(self, name: str, **options: Any) -> Any:
        (found,) = self.client.list_users(filter=f'userName eq "{name}"', **options).data.resources
        return found


@pytest.fixture
def scim(cloud: Cloud, client: Clients) -> Scim:
    return Scim(cloud, client)


def refused(call: Callable[[], Any]) -> tuple[int, Any]:
    """Status and message id; every refusal is a SCIM error."""
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        call()
    body = caught.value.args[0]
    assert body["schemas"][0] == "urn:ietf:params:scim:api:messages:2.0:Error"
    assert (caught.value.code, bool(body["detail"])) == (None, True)
    # The SDK spells the names of fields in its own way.
    return caught.value.status, body.get("urn:ietf:params:scim:api:oracle:idcs:extension:messages:_error")


# -- hosts --------------------------------------------------------------------------------------------------------


def test_only_hosts_that_are_handed_out_resolve(cloud: Cloud, scim: Scim) -> None:
    own = urlsplit(scim.url).hostname or ""
    endpoint = resolve(own)
    assert endpoint is not None
    assert (endpoint.api, endpoint.domain) == ("identity-domain", own.partition(".")[0])
    assert exists(f"{own}:443", cloud.tenancy)
    other = f"idcs-{'0' * 32}.identity.oraclecloud.com"
    for host in (other, "nothing.oraclecloud.com", "idcs-1.identity.example.org", "oraclecloud.com"):
        assert not exists(f"{host}:443", cloud.tenancy)
    assert exists("streaming.eu-zurich-1.oci.oraclecloud.com", cloud.tenancy)
    with pytest.raises(oci.exceptions.RequestException, match="Tunnel connection failed"):
        scim._client(DOMAINS, endpoint=f"https://{other}").list_users()


def test_a_request_must_be_signed(cloud: Cloud, scim: Scim) -> None:
    host = urlsplit(scim.url).netloc
    answer = cloud.handle(Request("GET", host, "/admin/v1/Users", "", {"host": host}, b""))
    assert answer.status == 401
    assert orjson.loads(answer.body)["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]


def test_the_answer_has_a_request_id_of_its_own_form(scim: Scim) -> None:
    headers = scim.client.list_users().headers
    assert re.fullmatch(r"[0-9A-F]{32}/[A-Za-z0-9]{17}", headers["opc-request-id"])
    assert headers["content-type"].startswith("application/json")


# -- reading ------------------------------------------------------------------------------------------------------


def test_a_list_has_the_frame_of_scim(scim: Scim) -> None:
    listed = scim.client.list_users().data
    assert listed.schemas == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    assert (listed.total_results, listed.start_index, listed.items_per_page) == (4, 1, 50)
    assert [user.user_name for user in listed.resources] == NAMES


def test_users_are_those_of_the_classic_api(cloud: Cloud, scim: Scim) -> None:
    ann = scim.user("ANN", attribute_sets=ALL)
    known = scim.identity.get_user(scim.ann).data
    assert (ann.ocid, ann.user_name, ann.active) == (known.id, known.name, True)
    assert re.fullmatch(r"[0-9a-f]{32}", ann.id)
    assert (ann.tenancy_ocid, ann.compartment_ocid) == (cloud.tenancy.id, cloud.tenancy.id)
    assert ann.domain_ocid == scim.domain.id
    assert ann.meta.location == f"{scim.url}/admin/v1/Users/{ann.id}"
    assert [(each.value, each.type, each.primary) for each in ann.emails] == [
        ("ann@example.com", "recovery", False),
        ("ann@example.com", "work", True),
    ]
    assert [(group.display, group.type) for group in ann.groups] == [("ann", "direct")]
    extensions = {
        "capabilities_user": ("can_use_api_keys", True),
        "user_user": ("is_federated_user", False),
        "mfa_user": ("mfa_status", "UN_ENROLLED"),
    }
    for name, (field, value) in extensions.items():
        extension = getattr(ann, f"urn_ietf_params_scim_schemas_oracle_idcs_extension_{name}")
        assert getattr(extension, field) == value
    tags = ann.urn_ietf_params_scim_schemas_oracle_idcs_extension_oci_tags.freeform_tags
    assert [(tag.key, tag.value) for tag in tags] == [("team", "a")]


@pytest.mark.parametrize("by", ["id", "ocid"])
def test_a_resource_is_found_by_its_id_and_its_ocid(scim: Scim, by: str) -> None:
    ann = scim.user("ann")
    answer = scim.client.get_user(getattr(ann, by))
    assert answer.data.user_name == "ann"
    assert answer.headers["etag"] == ann.meta.version
    assert refused(lambda: scim.client.get_user("0" * 32))[0] == 404
    (group,) = scim.client.list_groups(filter='displayName eq "ann"').data.resources
    assert scim.client.get_group(getattr(group, by)).data.display_name == "ann"
    assert refused(lambda: scim.client.get_group(ann.id))[0] == 404


def test_groups_have_members(scim: Scim) -> None:
    (group,) = scim.client.list_groups(filter='displayName eq "ann"', attribute_sets=ALL).data.resources
    ann = scim.user("ann")
    assert [(one.value, one.ocid, one.name, one.type) for one in group.members] == [(ann.id, ann.ocid, "ann", "User")]
    (membership,) = scim.identity.list_user_group_memberships(scim.cloud.tenancy.id, user_id=scim.ann).data
    assert group.members[0].membership_ocid == membership.id
    (usual,) = scim.client.list_groups(filter='displayName eq "ann"').data.resources
    assert usual.members is None
    assert usual.ocid == group.ocid


def test_dynamic_groups(cloud: Cloud, scim: Scim) -> None:
    rule = "ALL {resource.type = 'autonomousdatabase'}"
    made = scim.identity.create_dynamic_group(
        classic.CreateDynamicGroupDetails(
            compartment_id=cloud.tenancy.id, name="bases", description="d", matching_rule=rule
        )
    ).data
    (found,) = scim.client.list_dynamic_resource_groups(attribute_sets=ALL).data.resources
    assert (found.ocid, found.display_name, found.description, found.matching_rule) == (made.id, "bases", "d", rule)
    assert scim.client.get_dynamic_resource_group(made.id).data.matching_rule is None
    assert scim.client.get_dynamic_resource_group(made.id, attributes="matchingRule").data.matching_rule == rule


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({}, {"id", "userName", "active", "emails", "meta", CAPABILITIES}),
        ({"attributes": "active"}, {"id", "userName", "active"}),
        ({"attributes": "groups,emails.value"}, {"id", "userName", "groups", "emails"}),
        ({"attributes": f"{CAPABILITIES}:canUseApiKeys"}, {"id", "userName", CAPABILITIES}),
        ({"attribute_sets": ["always"]}, {"id", "userName"}),
        ({"attribute_sets": ["request"]}, {"id", "userName", "groups"}),
        ({"attribute_sets": ["always", "default"]}, {"id", "userName", "active", "emails", CAPABILITIES}),
        ({"attribute_sets": ["request"], "attributes": "active"}, {"id", "userName", "groups", "active"}),
        ({"attribute_sets": ["all"]}, {"id", "userName", "active", "groups", "emails", CAPABILITIES}),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_request_chooses_attributes(scim: Scim, options: dict[str, Any], shown: set[str]) -> None:
    found = scim.client.base_client.call_api(
        "/admin/v1/Users",
        "GET",
        query_params={
            "filter": 'userName eq "ann"',
            **({"attributes": options["attributes"]} if "attributes" in options else {}),
            **(
                {"attributeSets": scim.client.base_client.generate_collection_format_param(sets, "multi")}
                if (sets := options.get("attribute_sets"))
                else {}
            ),
        },
        header_params={"accept": "application/json"},
        response_type="object",
    ).data["Resources"][0]
    may = {"id", "userName", "active", "groups", "emails", CAPABILITIES, "password"}
    assert set(found) & may == shown & may
    if options.get("attributes") == "groups,emails.value":
        assert all(set(email) == {"value"} for email in found["emails"])


FILTERS = [
    ('userName eq "ANN"', ["ann"]),
    ('userName ne "ann"', ["admin", "ben", "carl@example.com"]),
    ('userName sw "a"', ["admin", "ann"]),
    ('userName co "@" or userName ew "N"', ["admin", "ann", "ben", "carl@example.com"]),
    ('userName co "@" and userName ew "n"', []),
    ('not (userName sw "a")', ["ben", "carl@example.com"]),
    ('(userName sw "a" or userName sw "b") and not (userName eq "admin")', ["ann", "ben"]),
    ("active eq true", NAMES),
    ("active eq false", []),
    ("emails pr", ["admin", "ann"]),
    ('emails[type eq "work" and value co "ann"]', ["ann"]),
    ('emails.value eq "ann@example.com"', ["ann"]),
    ('groups.display eq "Administrators"', ["admin"]),
    ('userName gt "b"', ["ben", "carl@example.com"]),
    ('userName ge "ann" and userName le "ben"', ["ann", "ben"]),
    ('meta.created gt "2000-01-01T00:00:00.000Z"', NAMES),
    ("urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User:isFederatedUser eq false", NAMES),
    ("", NAMES),
]


@pytest.mark.parametrize(("text", "names"), FILTERS, ids=[text or "empty" for text, _names in FILTERS])
def test_filters(scim: Scim, text: str, names: list[str]) -> None:
    assert scim.names(filter=text) == names
    request = models.UserSearchRequest(
        schemas=["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], filter=text, attributes=["userName"]
    )
    found = scim.client.search_users(user_search_request=request).data
    assert [user.user_name for user in found.resources] == names
    assert all(user.active is None for user in found.resources)


@pytest.mark.parametrize(
    "text",
    [
        "userName",
        "userName eq",
        "userName eq ann",
        'userName is "ann"',
        'colour eq "red"',
        'userName eq "ann" and',
        '(userName eq "ann"',
        'userName eq "ann")',
        'emails[type eq "work"',
        'userName eq "open',
        'userName eq "a" userName eq "b"',
        f"{'(' * 500}userName pr{')' * 500}",
    ],
    ids=lambda text: text[:40],
)
def test_what_is_no_filter(scim: Scim, text: str) -> None:
    assert refused(lambda: scim.client.list_users(filter=text))[0] == 400


def test_lists_are_sorted_and_come_in_pages(scim: Scim) -> None:
    assert scim.names(sort_by="userName", sort_order="DESCENDING") == NAMES[::-1]
    assert scim.names(sort_by="meta.created", sort_order="ASCENDING") == NAMES
    page = scim.client.list_users(start_index=2, count=2).data
    assert [user.user_name for user in page.resources] == NAMES[1:3]
    assert (page.total_results, page.start_index, page.items_per_page) == (4, 2, 2)
    assert scim.client.list_users(start_index=9).data.resources == []
    assert scim.client.list_users(count=0).data.total_results == 4
    assert scim.client.list_users(count=5000).data.items_per_page == 1000
    tokens, names = "", []
    while tokens is not None:
        answer = scim.client.list_users(limit=3, **({"page": tokens} if tokens else {}))
        names += [user.user_name for user in answer.data.resources]
        tokens = answer.next_page
    assert names == NAMES
    assert refused(lambda: scim.client.list_users(page="x"))[0] == 400


# -- what belongs to users ----------------------------------------------------------------------------------------


def test_credentials_are_found_by_their_user(cloud: Cloud, scim: Scim) -> None:
    scim.identity.create_auth_token(classic.CreateAuthTokenDetails(description="d"), scim.ann)
    scim.identity.create_customer_secret_key(classic.CreateCustomerSecretKeyDetails(display_name="s3"), scim.ann)
    scim.identity.create_smtp_credential(classic.CreateSmtpCredentialDetails(description="mail"), scim.ann)
    of_ann = {"filter": f'user.ocid eq "{scim.ann}"', "attribute_sets": ALL}
    admin = cloud.catalogue["users"]["admin"]

    (key,) = scim.client.list_api_keys(filter=f'user.ocid eq "{admin}"').data.resources
    assert key.fingerprint == cloud.config("admin")["fingerprint"]
    assert (key.user.ocid, key.user.name) == (admin, "admin")
    assert scim.client.list_api_keys(**of_ann).data.resources == []
    (token,) = scim.client.list_auth_tokens(**of_ann).data.resources
    assert (token.description, token.token, token.user.name) == ("d", None, "ann")
    # An attribute that is never returned, says the SDK.
    assert token.status is None
    (secret,) = scim.client.list_customer_secret_keys(**of_ann).data.resources
    assert (secret.display_name, secret.secret_key) == ("s3", None)
    (mail,) = scim.client.list_smtp_credentials(**of_ann).data.resources
    assert (mail.description, mail.password) == ("mail", None)
    assert scim.client.list_user_db_credentials(**of_ann).data.resources == []
    ann = scim.user("ann", attribute_sets=ALL)
    held = ann.urn_ietf_params_scim_schemas_oracle_idcs_extension_user_credentials_user
    assert [each.value for each in held.auth_tokens] == [token.id]
    assert scim.client.get_auth_token(token.id).data.description == "d"


def test_password_policies_have_names_of_their_own(scim: Scim) -> None:
    answer = scim.client.base_client.call_api(
        "/admin/v1/PasswordPolicies/PasswordPolicy", "GET", header_params={"accept": "*/*"}, response_type="object"
    ).data
    policy = scim.client.get_password_policy(password_policy_id=answer["ocid"]).data
    assert (policy.id, policy.min_length, policy.password_expires_after) == ("PasswordPolicy", 8, 120)
    listed = scim.client.list_password_policies(sort_by="priority").data.resources
    assert [each.id for each in listed] == ["PasswordPolicy", "SimplePasswordPolicy", "StandardPasswordPolicy"]
    assert refused(lambda: scim.client.get_password_policy("none"))[0] == 404


@pytest.mark.parametrize("name", ["list_apps", "list_identity_providers", "list_o_auth2_client_credentials"])
def test_what_a_domain_never_has(scim: Scim, name: str) -> None:
    assert getattr(scim.client, name)().data.total_results == 0


def test_what_is_not_simulated_is_named(scim: Scim) -> None:
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        scim.client.list_grants()
    assert caught.value.status == 501
    assert "list_grants" in caught.value.args[0]["detail"]


# -- rights -------------------------------------------------------------------------------------------------------


def test_policies_decide_who_may_read(cloud: Cloud, scim: Scim) -> None:
    ben = scim.as_user("ben")
    assert ben.list_users().data.total_results == 4
    assert ben.get_user(scim.ann).data.user_name == "ann"
    denied: list[Callable[[], Any]] = [
        ben.list_groups,
        ben.list_api_keys,
        ben.list_dynamic_resource_groups,
        ben.list_password_policies,
        lambda: ben.delete_user(scim.ann),
        scim.as_user("ann").list_users,
    ]
    for call in denied:
        assert refused(call)[0] == 403
    cloud.tenancy.variants.choose("identity_domain_refusal", "404")
    assert refused(denied[0])[0] == 404


def test_everybody_may_ask_about_themselves(scim: Scim) -> None:
    ann = scim.as_user("ann")
    me = ann.get_me(attribute_sets=ALL).data
    assert (me.user_name, me.ocid) == ("ann", scim.ann)
    assert [group.display_name for group in ann.list_my_groups().data.resources] == ["ann"]


# -- writing ------------------------------------------------------------------------------------------------------


def new_user(name: str, **more: Any) -> Any:
    email = models.UserEmails(value=f"{name}@example.com", type="work", primary=True)
    return models.User(
        schemas=["urn:ietf:params:scim:schemas:core:2.0:User"],
        user_name=name,
        **{"emails": [email], "name": models.UserName(family_name="F", given_name="G"), **more},
    )


def test_users_come_and_go_in_both_apis(scim: Scim) -> None:
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
    wanted = patch(
        ("REPLACE", "description", "new"),
        ("ADD", "nickName", "Nan"),
        ("REPLACE", "name.givenName", "Ann"),
        ("REPLACE", 'emails[type eq "work"].value', "a@example.com"),
        ("REPLACE", f"{CAPABILITIES}:canUseApiKeys", False),
        ("ADD", "title", "Dr."),
    )
    ann = scim.client.patch_user(scim.ann, patch_op=wanted, attribute_sets=ALL).data
    assert (ann.description, ann.nick_name, ann.title, ann.name.given_name) == ("new", "Nan", "Dr.", "Ann")
    assert ann.urn_ietf_params_scim_schemas_oracle_idcs_extension_capabilities_user.can_use_api_keys is False
    known = scim.identity.get_user(scim.ann).data
    assert (known.email, known.description, known.capabilities.can_use_api_keys) == ("a@example.com", "new", False)
    assert known.freeform_tags == {"team": "a"}
    gone = scim.client.patch_user(scim.ann, patch_op=patch(("REMOVE", "nickName", None))).data
    assert gone.nick_name is None
    assert refused(lambda: scim.client.patch_user(scim.ann, patch_op=patch(("ADD", "colour", "red"))))[0] == 400


def test_a_user_who_is_not_active_cannot_sign(scim: Scim) -> None:
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
    wanted = patch(("REPLACE", "description", "new"))
    assert refused(lambda: scim.client.patch_user(scim.ann, patch_op=wanted, if_match="stale"))[0] == 412
    etag = scim.client.get_user(scim.ann).headers["etag"]
    assert scim.client.patch_user(scim.ann, patch_op=wanted, if_match=etag).status == 200


def new_group(name: str, **more: Any) -> Any:
    return models.Group(schemas=["urn:ietf:params:scim:schemas:core:2.0:Group"], display_name=name, **more)


def members(scim: Scim, group_id: str) -> list[str]:
    listed = scim.identity.list_user_group_memberships(scim.cloud.tenancy.id, group_id=group_id).data
    return sorted(str(scim.identity.get_user(each.user_id).data.name) for each in listed)


def test_groups_and_their_members_come_and_go_in_both_apis(scim: Scim) -> None:
    ann, ben = scim.user("ann"), scim.user("ben")
    extension = models.ExtensionGroupGroup(description="d")
    made = scim.client.create_group(
        group=new_group(
            "writers",
            members=[models.GroupMembers(value=ann.id, type="User")],
            urn_ietf_params_scim_schemas_oracle_idcs_extension_group_group=extension,
        )
    ).data
    assert scim.identity.get_group(made.ocid).data.description == "d"
    assert members(scim, made.ocid) == ["ann"]

    scim.client.patch_group(made.id, patch_op=patch(("ADD", "members", [{"value": ben.id, "type": "User"}])))
    assert members(scim, made.ocid) == ["ann", "ben"]
    scim.client.patch_group(made.id, patch_op=patch(("REMOVE", f'members[value eq "{ann.id}"]', None)))
    assert members(scim, made.ocid) == ["ben"]
    wrong = patch(("ADD", "members", [{"value": "0" * 32, "type": "User"}]))
    status, more = refused(lambda: scim.client.patch_group(made.id, patch_op=wrong))
    assert (status, more["messageId"]) == (400, "error.common.validation.invalidReferenceResource")
    assert members(scim, made.ocid) == ["ben"]

    scim.client.put_group(made.id, group=new_group("authors"))
    assert scim.identity.get_group(made.ocid).data.name == "authors"
    assert members(scim, made.ocid) == ["ben"]
    assert refused(lambda: scim.client.delete_group(made.id))[0] == 409
    scim.client.delete_group(made.id, force_delete=True)
    assert "authors" not in [group.name for group in scim.identity.list_groups(scim.cloud.tenancy.id).data]


def test_a_membership_gives_its_rights_at_once(scim: Scim) -> None:
    (group,) = scim.client.list_groups(filter='displayName eq "ben"').data.resources
    assert refused(lambda: scim.as_user("ann").list_users())[0] == 403
    scim.client.patch_group(group.id, patch_op=patch(("ADD", "members", [{"value": scim.user("ann").id}])))
    assert scim.as_user("ann").list_users().status == 200


def test_dynamic_groups_come_and_go_in_both_apis(scim: Scim) -> None:
    rule = "ANY {resource.type = 'instance'}"
    schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:DynamicResourceGroup"]
    wanted = models.DynamicResourceGroup(schemas=schemas, display_name="dg", description="d", matching_rule=rule)
    made = scim.client.create_dynamic_resource_group(dynamic_resource_group=wanted).data
    assert scim.identity.get_dynamic_group(made.ocid).data.matching_rule == rule
    other = "ALL {resource.type = 'instance'}"
    scim.client.patch_dynamic_resource_group(made.id, patch_op=patch(("REPLACE", "matchingRule", other)))
    assert scim.identity.get_dynamic_group(made.ocid).data.matching_rule == other
    wrong = patch(("REPLACE", "matchingRule", "nonsense"))
    assert refused(lambda: scim.client.patch_dynamic_resource_group(made.id, patch_op=wrong))[0] == 400
    scim.client.delete_dynamic_resource_group(made.id)
    assert scim.identity.list_dynamic_groups(scim.cloud.tenancy.id).data == []


def test_the_journal_knows_the_operation(scim: Scim) -> None:
    scim.client.list_users()
    refused(lambda: scim.as_user("ann").delete_user(scim.ben))
    listed, denied = list(scim.cloud.gateway.journal.entries())[-2:]
    assert (listed.operation, listed.region, listed.status) == ("identity_domains.list_users", "us-ashburn-1", 200)
    assert (denied.operation, denied.writes, denied.caller) == ("identity_domains.delete_user", True, scim.ann)
    assert denied.outcome == "error.common.auth.notAuthorized"

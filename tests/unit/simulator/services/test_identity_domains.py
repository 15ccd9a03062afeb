# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, groups and their credentials by SCIM, on the host of the domain, through the real SDK."""

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
from tests.unit.simulator.services.domain_tenancy import (
    ALL,
    CAPABILITIES,
    DOMAINS,
    NAMES,
    Scim,
    classic,
    models,
    refused,
)
from tests.unit.simulator.services.identity_tenancy import Clients


@pytest.fixture
def scim(cloud: Cloud, client: Clients) -> Scim:
    return Scim(cloud, client)


# -- hosts --------------------------------------------------------------------------------------------------------


def test_only_returned_hosts_resolve(cloud: Cloud, scim: Scim) -> None:
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
    existing = scim.identity.create_dynamic_group(
        classic.CreateDynamicGroupDetails(
            compartment_id=cloud.tenancy.id, name="bases", description="d", matching_rule=rule
        )
    ).data
    (found,) = scim.client.list_dynamic_resource_groups(attribute_sets=ALL).data.resources
    assert (found.ocid, found.display_name, found.description, found.matching_rule) == (existing.id, "bases", "d", rule)
    assert scim.client.get_dynamic_resource_group(existing.id).data.matching_rule is None
    assert scim.client.get_dynamic_resource_group(existing.id, attributes="matchingRule").data.matching_rule == rule


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
def test_invalid_filters(scim: Scim, text: str) -> None:
    assert refused(lambda: scim.client.list_users(filter=text))[0] == 400


def test_lists_are_sorted_and_paged(scim: Scim) -> None:
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
    # An attribute that is never returned, according to the SDK.
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
def test_lists_that_are_always_empty(scim: Scim, name: str) -> None:
    assert getattr(scim.client, name)().data.total_results == 0


def test_an_operation_that_is_not_simulated_is_named(scim: Scim) -> None:
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        scim.client.list_grants()
    assert caught.value.status == 501
    assert "list_grants" in caught.value.args[0]["detail"]


# -- rights -------------------------------------------------------------------------------------------------------


def test_policies_control_reads(cloud: Cloud, scim: Scim) -> None:
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


def test_every_user_can_read_the_own_attributes(scim: Scim) -> None:
    ann = scim.as_user("ann")
    me = ann.get_me(attribute_sets=ALL).data
    assert (me.user_name, me.ocid) == ("ann", scim.ann)
    assert [group.display_name for group in ann.list_my_groups().data.resources] == ["ann"]


def test_the_journal_knows_the_operation(scim: Scim) -> None:
    scim.client.list_users()
    refused(lambda: scim.as_user("ann").delete_user(scim.ben))
    listed, denied = list(scim.cloud.gateway.journal.entries())[-2:]
    assert (listed.operation, listed.region, listed.status) == ("identity_domains.list_users", "us-ashburn-1", 200)
    assert (denied.operation, denied.writes, denied.caller) == ("identity_domains.delete_user", True, scim.ann)
    assert denied.outcome == "error.common.auth.notAuthorized"

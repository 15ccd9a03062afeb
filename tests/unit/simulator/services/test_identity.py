# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenancy, its regions, domains and tags; Identity is written in the home region only."""

from __future__ import annotations

import oci
import pytest

from simulator.cloud import Cloud
from tests.unit.simulator.services.identity_tenancy import IDENTITY, PHOENIX, Clients, models, refused


def test_the_tenancy_returns_its_home_region(cloud: Cloud, client: Clients) -> None:
    tenancy = client(IDENTITY).get_tenancy(cloud.tenancy.id).data

    assert (tenancy.id, tenancy.name, tenancy.home_region_key) == (cloud.tenancy.id, "example", "IAD")


def test_every_region_of_the_realm_is_listed(client: Clients) -> None:
    regions = {region.key: region.name for region in client(IDENTITY).list_regions().data}

    assert regions["IAD"] == "us-ashburn-1"
    assert regions["FRA"] == "eu-frankfurt-1"
    assert not any(name.startswith("us-gov") for name in regions.values())


def test_a_new_region_answers_when_its_subscription_is_ready(cloud: Cloud, client: Clients) -> None:
    identity = client(IDENTITY)
    requested = models.CreateRegionSubscriptionDetails(region_key="FRA")

    assert identity.create_region_subscription(requested, cloud.tenancy.id).data.status == "IN_PROGRESS"
    frankfurt = client(IDENTITY, region="eu-frankfurt-1")
    assert refused(frankfurt.list_regions) == (401, "NotAuthenticated")
    assert refused(lambda: identity.create_region_subscription(requested, cloud.tenancy.id)) == (409, "Conflict")
    cloud.clock.advance(60)

    subscriptions = identity.list_region_subscriptions(cloud.tenancy.id).data
    assert [(each.region_key, each.status, each.is_home_region) for each in subscriptions] == [
        ("IAD", "READY", True),
        ("PHX", "READY", False),
        ("FRA", "READY", False),
    ]
    domains = frankfurt.list_availability_domains(cloud.tenancy.id).data
    assert [domain.name for domain in domains] == [f"Uocm:EU-FRANKFURT-AD-{number}" for number in (1, 2, 3)]


def test_no_such_region_to_subscribe_to(cloud: Cloud, client: Clients) -> None:
    requested = models.CreateRegionSubscriptionDetails(region_key="QQQ")

    outcome = refused(lambda: client(IDENTITY).create_region_subscription(requested, cloud.tenancy.id))

    assert outcome == (400, "InvalidParameter")


def test_availability_domains_are_those_of_the_called_region(cloud: Cloud, client: Clients) -> None:
    domains = client(IDENTITY, region=PHOENIX).list_availability_domains(cloud.tenancy.id).data

    assert [domain.name for domain in domains] == ["Uocm:PHX-AD-1", "Uocm:PHX-AD-2", "Uocm:PHX-AD-3"]
    again = client(IDENTITY, region=PHOENIX).list_availability_domains(cloud.tenancy.id).data
    assert [domain.id for domain in again] == [domain.id for domain in domains]


def test_fault_domains_of_an_availability_domain(cloud: Cloud, client: Clients) -> None:
    identity, tenancy = client(IDENTITY), cloud.tenancy.id

    names = [each.name for each in identity.list_fault_domains(tenancy, "Uocm:US-ASHBURN-AD-1").data]

    assert names == ["FAULT-DOMAIN-1", "FAULT-DOMAIN-2", "FAULT-DOMAIN-3"]
    assert refused(lambda: identity.list_fault_domains(tenancy, "Uocm:PHX-AD-1")) == (404, "NotAuthorizedOrNotFound")


def test_writes_go_to_the_home_region_and_reads_anywhere(cloud: Cloud, client: Clients) -> None:
    phoenix = client(IDENTITY, region=PHOENIX)
    group = models.CreateGroupDetails(compartment_id=cloud.tenancy.id, name="g", description="")

    with pytest.raises(oci.exceptions.ServiceError) as caught:
        phoenix.create_group(group)

    assert (caught.value.status, caught.value.code) == (403, "NotAllowed")
    assert caught.value.message == "Please go to your home region IAD to execute CREATE, UPDATE and DELETE operations."
    created = client(IDENTITY).create_group(group).data
    assert phoenix.get_group(created.id).data.name == "g"


def test_there_is_the_default_domain(cloud: Cloud, client: Clients) -> None:
    identity = client(IDENTITY)

    (domain,) = identity.list_domains(cloud.tenancy.id).data

    assert (domain.display_name, domain.type, domain.lifecycle_state) == ("Default", "DEFAULT", "ACTIVE")
    assert identity.get_domain(domain.id).data.url == domain.url
    assert identity.list_domains(cloud.tenancy.id, display_name="Other").data == []


def test_the_authentication_policy_keeps_rules_that_are_not_named(cloud: Cloud, client: Clients) -> None:
    identity, tenancy = client(IDENTITY), cloud.tenancy.id
    change = models.UpdateAuthenticationPolicyDetails(password_policy=models.PasswordPolicy(minimum_password_length=14))

    identity.update_authentication_policy(tenancy, change)

    policy = identity.get_authentication_policy(tenancy).data
    assert policy.password_policy.minimum_password_length == 14
    assert policy.password_policy.is_numeric_characters_required is True
    assert policy.network_policy.network_source_ids == []
    projx = cloud.catalogue["compartments"]["projx"]
    assert refused(lambda: identity.get_authentication_policy(projx)) == (400, "InvalidParameter")


def test_tags_live_in_namespaces(cloud: Cloud, client: Clients) -> None:
    identity, projx = client(IDENTITY), cloud.catalogue["compartments"]["projx"]
    details = models.CreateTagNamespaceDetails(compartment_id=projx, name="ops", description="d")
    namespace = identity.create_tag_namespace(details).data
    tag = models.CreateTagDetails(name="owner", description="d", is_cost_tracking=True)

    assert identity.create_tag(namespace.id, tag).data.tag_namespace_name == "ops"

    assert refused(lambda: identity.create_tag_namespace(details)) == (409, "TagNamespaceAlreadyExists")
    assert refused(lambda: identity.create_tag(namespace.id, tag)) == (409, "TagAlreadyExists")
    assert [each.name for each in identity.list_tags(namespace.id).data] == ["owner"]
    assert [each.name for each in identity.list_cost_tracking_tags(cloud.tenancy.id).data] == ["owner"]
    assert identity.list_tag_namespaces(cloud.tenancy.id).data == []
    (listed,) = identity.list_tag_namespaces(cloud.tenancy.id, include_subcompartments=True).data
    assert listed.id == identity.get_tag_namespace(namespace.id).data.id == namespace.id
    update = models.UpdateTagDetails(description="who to ask")
    assert identity.update_tag(namespace.id, "OWNER", update).data.description == "who to ask"


def test_tags_are_retired_before_they_are_deleted(cloud: Cloud, client: Clients) -> None:
    identity, tenancy = client(IDENTITY), cloud.tenancy.id
    namespace = identity.create_tag_namespace(
        models.CreateTagNamespaceDetails(compartment_id=tenancy, name="ops", description="d")
    ).data
    identity.create_tag(namespace.id, models.CreateTagDetails(name="owner", description="d"))

    assert refused(lambda: identity.delete_tag(namespace.id, "owner")) == (409, "Conflict")
    assert refused(lambda: identity.delete_tag_namespace(namespace.id)) == (409, "Conflict")
    identity.update_tag_namespace(namespace.id, models.UpdateTagNamespaceDetails(is_retired=True))
    assert identity.get_tag(namespace.id, "owner").data.is_retired is True
    projx = cloud.catalogue["compartments"]["projx"]
    move = models.ChangeTagNamespaceCompartmentDetail(compartment_id=projx)
    identity.change_tag_namespace_compartment(namespace.id, move)
    assert identity.get_tag(namespace.id, "owner").data.compartment_id == projx
    identity.delete_tag(namespace.id, "owner")
    identity.delete_tag_namespace(namespace.id)

    assert refused(lambda: identity.get_tag_namespace(namespace.id)) == (404, "NotAuthorizedOrNotFound")


@pytest.mark.parametrize("name", ["two words", "dot.ted", "", "ümlaut"])
def test_names_of_tag_namespaces(name: str, cloud: Cloud, client: Clients) -> None:
    details = models.CreateTagNamespaceDetails(compartment_id=cloud.tenancy.id, name=name, description="d")

    assert refused(lambda: client(IDENTITY).create_tag_namespace(details)) == (400, "InvalidParameter")


@pytest.mark.parametrize(
    ("operation", "options"),
    [
        ("list_identity_providers", {"protocol": "SAML2"}),
        ("list_network_sources", {}),
        ("list_tag_defaults", {}),
        ("assemble_effective_tag_set", {}),
        ("list_standard_tag_namespaces", {}),
        ("list_tagging_work_requests", {}),
        ("list_iam_work_requests", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_lists_that_are_never_filled(operation: str, options: dict[str, str], cloud: Cloud, client: Clients) -> None:
    assert getattr(client(IDENTITY), operation)(compartment_id=cloud.tenancy.id, **options).data == []


@pytest.mark.parametrize(
    "operation",
    ["list_mfa_totp_devices", "list_db_credentials", "list_swift_passwords", "list_o_auth_client_credentials"],
)
def test_lists_of_users_that_are_never_filled(operation: str, cloud: Cloud, client: Clients) -> None:
    listing = getattr(client(IDENTITY), operation)

    assert listing(cloud.catalogue["users"]["admin"]).data == []
    assert refused(lambda: listing(cloud.catalogue["groups"]["Administrators"])) == (404, "NotAuthorizedOrNotFound")

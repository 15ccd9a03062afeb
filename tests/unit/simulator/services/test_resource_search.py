# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource Search through the real SDK."""

from __future__ import annotations

from typing import Any

import oci
import pytest

from simulator.cloud import Cloud
from simulator.services.resource_search.published_types import PUBLISHED
from tests.unit.simulator.services.identity_tenancy import IDENTITY, PHOENIX, Clients, add_user, refused

SEARCH = "resource_search.ResourceSearchClient"
models = oci.resource_search.models
# The query of the CIS script for each type (oci-facts.md, label CISR).
EVERYTHING = "return allAdditionalFields where compartmentId != 'ocid1.compartment.oc1..none'"

ALL = ["DB", "web-2", "web-1"]
SORTED = ["DB", "web-1", "web-2"]
UNION = ["admin", "web-1"]
BY_SIZE = ["web-2", "web-1", "DB"]


class Searcher:
    """Searches with a client and returns names only, in the order of the response."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def items(self, query: str, **options: Any) -> list[Any]:
        details = models.StructuredSearchDetails(query=query, type="Structured")
        return list(self.client.search_resources(details, **options).data.items)

    def names(self, query: str) -> list[str]:
        return [item.display_name for item in self.items(query)]


@pytest.fixture
def search(client: Clients) -> Searcher:
    return Searcher(client(SEARCH))


@pytest.fixture
def volumes(cloud: Cloud, client: Clients) -> dict[str, str]:
    """Three volumes in projx, created a minute apart, by name."""
    block, existing = client("core.BlockstorageClient"), {}
    for name in ("web-1", "web-2", "DB"):
        details = oci.core.models.CreateVolumeDetails(
            compartment_id=cloud.catalogue["compartments"]["projx"],
            availability_domain="Uocm:US-ASHBURN-AD-1",
            display_name=name,
            size_in_gbs=100 if name == "DB" else 50,
            freeform_tags={"team": name[:2]},
        )
        existing[name] = block.create_volume(details).data.id
        cloud.clock.advance(60)
    return existing


def test_a_summary_has_the_common_fields(cloud: Cloud, search: Searcher, volumes: dict[str, str]) -> None:
    volume = cloud.tenancy.store.find(volumes["DB"])
    assert volume is not None
    cloud.tenancy.store.change(volume, {"kmsKeyId": "ocid1.key.oc1.iad.b.c"})

    by_name = {item.display_name: item for item in search.items(f"query Volume resources {EVERYTHING}")}

    found = by_name["DB"]
    assert (found.resource_type, found.identifier) == ("Volume", volumes["DB"])
    assert found.compartment_id == cloud.catalogue["compartments"]["projx"]
    assert found.availability_domain == "Uocm:US-ASHBURN-AD-1"
    assert found.lifecycle_state == "AVAILABLE"
    assert found.time_created is not None
    assert found.freeform_tags == {"team": "DB"}
    assert (found.defined_tags, found.system_tags, found.identity_context) == ({}, {}, {})
    assert found.additional_details["kmsKeyId"] == "ocid1.key.oc1.iad.b.c"
    assert found.additional_details["sizeInGBs"] == 100
    # Scanners index into the details, so a field that is not set is null and not missing.
    assert by_name["web-1"].additional_details["kmsKeyId"] is None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("query volume resources", ["DB", "web-2", "web-1"]),
        ("QUERY VOLUME RESOURCES SORTED BY displayname ASC", ["DB", "web-1", "web-2"]),
        ("query volume resources sorted by sizeInGBs desc", ["DB", "web-2", "web-1"]),
        ("query volume resources where displayName = 'db'", ["DB"]),
        ('query volume resources where displayName == "db"', []),
        ("query volume resources where displayName == 'DB'", ["DB"]),
        ("query volume resources where displayName != 'db'", ["web-2", "web-1"]),
        ("query volume resources where displayName !== 'db'", ["DB", "web-2", "web-1"]),
        ("query volume resources where displayName =~ 'EB-'", ["web-2", "web-1"]),
        ("query volume resources where displayName =~ '.*w*2'", ["web-2"]),
        ("query volume resources where sizeInGBs > 50", ["DB"]),
        ("query volume resources where sizeInGBs <= '50'", ["web-2", "web-1"]),
        ("query volume resources where kmsKeyId != 'x'", ["DB", "web-2", "web-1"]),
        ("query volume resources where kmsKeyId = ''", []),
        ("query volume resources where isHydrated = true", ["DB", "web-2", "web-1"]),
        ("query volume resources where freeformTags.key = 'TEAM' && freeformTags.value = 'we'", ["web-2", "web-1"]),
        ("query volume resources where definedTags.namespace = 'ops'", []),
        ("query volume resources where timeCreated > 'now - 90s'", ["DB"]),
        ("query volume resources where timeCreated < now - 150s", ["web-1"]),
        ("query volume resources where timeCreated > '2000-01-01'", ["DB", "web-2", "web-1"]),
        (
            "query volume resources where (displayName = 'db' || displayName = 'web-1') && lifecyclestate = 'available'"
            " sorted by timeCreated desc",
            ["DB", "web-1"],
        ),
        ("query volume resources where displayName = 'db' or (displayName = 'web-1' and sizeInGBs = 9)", ["DB"]),
        ("query volume resources where displayName in ('db', 'WEB-2', 'x') && sizeInGBs in (100, 7)", ["DB"]),
        ("query volume resources where timeCreated < 'now + 1h' && timeCreated > 2001-02-03 04:05:06 PDT + 1h", ALL),
        ("query volume resources where timeCreated > 'Tue, 19 Jun 2018 16:15:41 +0300'", ALL),
        ("query volume resources where timeCreated > '19 June 2018 16:15:41'", ALL),
        ("query volume resources where timeCreated > '2018-06-19 16:15:41 GMT-08:00'", ALL),
        ("query volume resources where timeCreated < '2018-06-19 16:15:41 -08'", []),
        ("query volume resources where timeCreated > now - 90s and displayName = 'db'", ["DB"]),
        ("query volume resources matching 'db!'", ["DB"]),
        ("query volume, bootvolume resources where displayName = 'db' union user resources", ["DB", "admin"]),
        ("query user resources union query volume resources where displayName =~ '1' sorted by displayName asc", UNION),
        ("query volume resources union volume resources where displayName = 'DB' sorted by displayName asc", SORTED),
        ("query volume, bucket, user resources where displayName != 'admin' sorted by sizeInGBs asc", BY_SIZE),
        ("query volume, user resources sorted by sizeInGBs desc", ["DB", "web-2", "web-1", "admin"]),
        ("query vcn resources where dnsLabel == 'x' && anything.at.all = 1 return allAdditionalFields", []),
        ("query instance resources return shape, attachedVnic.privateIp where shape =~ 'VM'", []),
        ("query volume resources where sizeInGBs = 100 return kmsKeyId", ["DB"]),
        ("query volume resources matching 'WEB'", ["web-2", "web-1"]),
        ("query volume resources where displayName =~ '1' matching 'web'", ["web-1"]),
        ("query instance, volume, dbsystem resources where displayName = 'DB'", ["DB"]),
        ("query all resources where displayName = 'DB'", ["DB"]),
    ],
    ids=lambda value: value.partition(" where ")[2] or value if isinstance(value, str) else "",
)
def test_queries(query: str, names: list[str], search: Searcher, volumes: dict[str, str]) -> None:
    assert search.names(query) == names


@pytest.mark.parametrize(
    "query",
    [
        "",
        "query",
        "select * from volumes",
        "query volume",
        "query volumes resources",
        "query volume resources where",
        "query volume resources where displayName",
        "query volume resources where displayName = 'open",
        "query volume resources where colour = 'red'",
        "query volume resources where freeformTags.colour = 'red'",
        "query volume resources where (displayName = 'a'",
        "query volume resources where displayName = 'a' &&",
        "query volume resources where displayName = 'a' where displayName = 'b'",
        "query volume resources return colour",
        "query volume resources sorted displayName",
        "query volume resources sorted by displayName desc asc",
        f"query volume resources where {'(' * 1000}displayName = 'a'{')' * 1000}",
        "query volume resources where displayName ~ 'a'",
        "query volume resources; drop",
        "query volume resources where displayName = 'a' && displayName = 'b' || displayName = 'c'",
        "query volume resources where displayName = DB",
        "query volume resources where displayName in 'a'",
        "query volume resources where displayName in ()",
        "query volume, bootvolume resources return kmsKeyId",
        "query volume resources return kmsKeyId union bootvolume resources",
        "query volume resources return allAdditionalFields, kmsKeyId",
        "query vcn resources return allAdditionalFields, dnsLabel",
        "query vcn, nothing resources",
        "query volume resources union nothing resources",
        "query volume-family resources",
        "query volume resources sorted by displayName where displayName = 'a'",
        "query all resources where colour = 'red'",
    ],
    ids=lambda query: query[:60] or "empty",
)
def test_invalid_queries(query: str, search: Searcher) -> None:
    assert refused(lambda: search.items(query)) == (400, "InvalidParameter")


def test_additional_fields_are_returned_on_request(search: Searcher, volumes: dict[str, str]) -> None:
    (bare,) = search.items("query volume resources where displayName = 'DB'")
    (one,) = search.items("query volume resources return sizeingbs, kmsKeyId where displayName = 'DB'")

    assert bare.additional_details == {}
    assert one.additional_details == {"sizeInGBs": 100, "kmsKeyId": None}


def test_a_region_finds_its_own_and_global_resources(client: Clients, volumes: dict[str, str]) -> None:
    phoenix = Searcher(client(SEARCH, region=PHOENIX))

    assert phoenix.names("query volume resources") == []
    assert phoenix.names("query compartment resources sorted by displayName") == ["projx", "projy", "security"]


def test_policies_show_their_statements(search: Searcher) -> None:
    (policy,) = search.items(f"query Policy resources {EVERYTHING}")

    assert policy.additional_details["description"] == "Tenant Admin Policy"
    assert policy.additional_details["statements"] == ["Allow group Administrators to manage all-resources in tenancy"]


def test_a_caller_finds_resources_with_inspect_permission(
    cloud: Cloud, client: Clients, volumes: dict[str, str]
) -> None:
    add_user(
        cloud,
        client(IDENTITY),
        "ann",
        "Allow group ann to inspect volumes in compartment projy",
        "Allow group ann to inspect groups in tenancy",
    )
    ann = Searcher(client(SEARCH, user="ann"))

    assert set(ann.names("query all resources")) == {"Administrators", "ann"}
    volume = cloud.tenancy.store.find(volumes["DB"])
    assert volume is not None
    cloud.tenancy.store.change(volume, {"compartmentId": cloud.catalogue["compartments"]["projy"]})
    assert ann.names("query volume resources") == ["DB"]


def test_resources_of_oracle_are_not_found(search: Searcher) -> None:
    assert search.names("query volumebackuppolicy resources") == []


def test_free_text_and_highlights(search: Searcher, volumes: dict[str, str]) -> None:
    details = models.FreeTextSearchDetails(text="WEB-", type="FreeText", matching_context_type="HIGHLIGHTS")

    found = search.client.search_resources(details).data.items

    assert [item.display_name for item in found] == ["web-2", "web-1"]
    assert found[0].search_context.highlights == {"displayName": ["<h1>web-</h1>2"]}
    plain = models.FreeTextSearchDetails(text="web-", type="FreeText")
    assert search.client.search_resources(plain).data.items[0].search_context is None


def test_pages(search: Searcher, volumes: dict[str, str]) -> None:
    details = models.StructuredSearchDetails(query="query volume resources", type="Structured")

    pages = list(
        oci.pagination.list_call_get_all_results_generator(search.client.search_resources, "response", details, limit=2)
    )

    assert [[item.display_name for item in page.data.items] for page in pages] == [["DB", "web-2"], [], ["web-1"]]


def test_only_the_own_tenancy(cloud: Cloud, search: Searcher) -> None:
    assert search.items("query volume resources", tenant_id=cloud.tenancy.id) == []
    other = "ocid1.tenancy.oc1..other"
    assert refused(lambda: search.items("query volume resources", tenant_id=other)) == (404, "NotAuthorizedOrNotFound")


def test_the_index_may_lag(cloud: Cloud, client: Clients, search: Searcher, volumes: dict[str, str]) -> None:
    cloud.tenancy.variants.choose("search_lag_seconds", "60")
    block = client("core.BlockstorageClient")

    renamed = oci.core.models.UpdateVolumeDetails(display_name="new")
    block.update_volume(volumes["web-1"], renamed)

    assert "web-1" in search.names("query volume resources")
    cloud.clock.advance(60)
    assert "new" in search.names("query volume resources")


PAAS = "where compartmentId != 'ocid1.compartment.oc1..paas'"
# The queries of Oracle's CIS script, Prowler, Cloud Custodian, Steampipe and an MCP server of Oracle's (public code).
CIS = """
    Policy Bucket Volume BootVolume FileSystem NetworkSecurityGroup SecurityList Subnet DrgAttachment Drg VirtualCircuit
    IPSecConnection AutonomousDatabase IntegrationInstance AnalyticsInstance EventRule LogGroup Key OnsSubscription
    ServiceConnector capturefilter quota certificate vcn instance vault
"""
SCANNERS = [
    *(f"query {name} resources return allAdditionalFields {PAAS}" for name in CIS.split()),
    "query VCN, instance, bootvolume, volume, filesystem, bucket, autonomousdatabase, database, dbsystem resources "
    f"{PAAS}",
    "query compartment resources where (compartmentId = 'x' && lifecycleState = 'ACTIVE')",
    "query all resources where compartmentId = 'x'",
    "query all resources",
    "QUERY vcn resources where lifeCycleState == 'AVAILABLE' && dnsLabel == 'x' return alladditionalfields",
    'query instance resources where lifeCycleState = "RUNNING"',
    "query customerdnszone resources",
    "query crossconnect resources return alladditionalfields where compartmentId = 'x'",
    "query drplanexecution resources where compartmentId = 'x' return allAdditionalFields",
    "query instance, volume, bootvolumebackup, volumebackup, loadbalancer, mysqldbsystem, bucket, oceinstance "
    "resources\nwhere definedTags.namespace != 'a'\n&& definedTags.namespace != 'b'\nsorted by timeCreated DESC",
    "query all resources where (freeformTags.key = 'costcenter' && freeformTags.value = '1234')",
]


@pytest.mark.parametrize("query", SCANNERS, ids=lambda query: query[:50])
def test_queries_of_scanners_are_answered(query: str, search: Searcher) -> None:
    assert isinstance(search.items(query), list)


def test_every_published_type_can_be_queried_and_is_listed(search: Searcher) -> None:
    listed = [each.name for each in oci.pagination.list_call_get_all_results(search.client.list_resource_types).data]

    assert len(listed) > 250
    assert listed == sorted(set(listed))
    assert len({name.lower() for name in listed}) == len(listed)
    assert set(PUBLISHED) <= set(listed)
    for name in listed:
        search.items(f"query {name.lower()} resources where displayName = 'no such name'")
    found = {item.resource_type for item in search.items("query all resources")}
    assert found == {"Compartment", "Group", "Policy", "User"}


@pytest.mark.parametrize("name", ["capturefilter", "quota", "Quota", "DHCPOptions", "ormstack", "zprpolicy", "volume"])
def test_a_type_is_described_by_name(name: str, search: Searcher) -> None:
    described = search.client.get_resource_type(name).data

    assert described.name.lower() == name.lower()
    assert {"identifier", "compartmentId", "lifecycleState"} <= {field.field_name for field in described.fields}


def test_tag_namespaces_are_found(cloud: Cloud, client: Clients, search: Searcher) -> None:
    details = oci.identity.models.CreateTagNamespaceDetails(
        compartment_id=cloud.catalogue["compartments"]["projx"], name="ops", description="d"
    )
    client(IDENTITY).create_tag_namespace(details)

    (found,) = search.items("query tagnamespace resources return allAdditionalFields")
    assert (found.display_name, found.additional_details["description"]) == ("ops", "d")


def test_types_and_their_fields(search: Searcher) -> None:
    listed = oci.pagination.list_call_get_all_results(search.client.list_resource_types).data

    assert {"Volume", "BootVolume", "Bucket", "Key", "Vault", "AutonomousDatabase", "Instance"} <= {
        each.name for each in listed
    }
    volume = search.client.get_resource_type("Volume").data
    fields = {field.field_name: field.field_type for field in volume.fields}
    assert fields["identifier"] == fields["kmsKeyId"] == "IDENTIFIER"
    assert (fields["displayName"], fields["timeCreated"], fields["sizeInGBs"]) == ("STRING", "DATETIME", "INTEGER")
    (tags,) = [field for field in volume.fields if field.field_name == "freeformTags"]
    assert [part.field_name for part in tags.object_properties] == ["key", "value"]
    assert refused(lambda: search.client.get_resource_type("Nothing")) == (404, "NotAuthorizedOrNotFound")

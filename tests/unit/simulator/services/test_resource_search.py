# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource Search through the real SDK."""

from __future__ import annotations

from typing import Any

import oci
import pytest

from simulator.cloud import Cloud
from tests.unit.simulator.services.identity_tenancy import IDENTITY, PHOENIX, Clients, add_user, refused

SEARCH = "resource_search.ResourceSearchClient"
models = oci.resource_search.models
# What the CIS script asks for each type (oci-facts.md, label CISR).
EVERYTHING = "return allAdditionalFields where compartmentId != 'ocid1.compartment.oc1..none'"


class Searcher:
    """Searches with a client and shows names only, in the order of the answer."""

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
    """Three volumes in projx, made a minute apart, by name."""
    block, made = client("core.BlockstorageClient"), {}
    for name in ("web-1", "web-2", "DB"):
        details = oci.core.models.CreateVolumeDetails(
            compartment_id=cloud.catalogue["compartments"]["projx"],
            availability_domain="Uocm:US-ASHBURN-AD-1",
            display_name=name,
            size_in_gbs=100 if name == "DB" else 50,
            freeform_tags={"team": name[:2]},
        )
        made[name] = block.create_volume(details).data.id
        cloud.clock.advance(60)
    return made


def test_a_summary_says_what_every_type_has(cloud: Cloud, search: Searcher, volumes: dict[str, str]) -> None:
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
    # Scanners index into the details, so what is not set is null and not missing.
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
        ("query volume resources where displayName = 'db' or displayName = 'web-1' and sizeInGBs = 9", ["DB"]),
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
    ],
    ids=lambda query: query[:60] or "empty",
)
def test_what_is_no_query(query: str, search: Searcher) -> None:
    assert refused(lambda: search.items(query)) == (400, "InvalidParameter")


def test_additional_fields_are_shown_when_asked_for(search: Searcher, volumes: dict[str, str]) -> None:
    (bare,) = search.items("query volume resources where displayName = 'DB'")
    (one,) = search.items("query volume resources return sizeingbs, kmsKeyId where displayName = 'DB'")

    assert bare.additional_details == {}
    assert one.additional_details == {"sizeInGBs": 100, "kmsKeyId": None}


def test_a_region_shows_its_own_and_what_is_global(client: Clients, volumes: dict[str, str]) -> None:
    phoenix = Searcher(client(SEARCH, region=PHOENIX))

    assert phoenix.names("query volume resources") == []
    assert phoenix.names("query compartment resources sorted by displayName") == ["projx", "projy", "security"]


def test_policies_show_their_statements(search: Searcher) -> None:
    (policy,) = search.items(f"query Policy resources {EVERYTHING}")

    assert policy.additional_details["description"] == "Tenant Admin Policy"
    assert policy.additional_details["statements"] == ["Allow group Administrators to manage all-resources in tenancy"]


def test_a_caller_finds_what_they_may_inspect(cloud: Cloud, client: Clients, volumes: dict[str, str]) -> None:
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


def test_what_oracle_owns_is_not_found(search: Searcher) -> None:
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

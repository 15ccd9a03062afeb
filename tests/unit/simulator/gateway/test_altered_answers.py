# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that replace or modify the content of a response, observed by a plain HTTP client."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import oci
import pytest
from oci._vendor import requests

from simulator.cloud import Cloud
from simulator.gateway.altered import UNKNOWN_WORD
from simulator.gateway.faults import describe, rule_from
from simulator.in_process import mount
from tests.served import serving
from tests.unit.simulator.conftest import signer

Clients = Callable[..., Any]
Send = Callable[..., requests.Response]

HTML = "<html><title>Sign in</title></html>"


@pytest.fixture
def send(cloud: Cloud) -> Send:
    """Sends a signed request of an administrator to Key Management, which has three vaults."""
    for number in range(3):
        make(cloud, f"v{number}")
    http = requests.Session()
    mount(http, cloud)
    signed = signer(cloud.config("admin"))

    def ask(verb: str, path: str, **options: Any) -> requests.Response:
        url = f"https://kms.us-ashburn-1.oraclecloud.com/20180608/{path}"
        return http.request(verb, url, auth=signed, **options)

    return ask


def make(cloud: Cloud, name: str) -> Any:
    client = oci.key_management.KmsVaultClient(cloud.config("admin"), signer=signer(cloud.config("admin")))
    mount(client, cloud)
    details = oci.key_management.models.CreateVaultDetails(
        compartment_id=compartment(cloud), display_name=name, vault_type="DEFAULT"
    )
    return client.create_vault(details).data


def compartment(cloud: Cloud) -> str:
    return str(cloud.catalogue["compartments"]["security"])


def vaults(cloud: Cloud) -> list[Any]:
    return list(cloud.tenancy.store.listing("vault"))


def fault(cloud: Cloud, **description: Any) -> None:
    cloud.gateway.faults.add(rule_from(description))


def listed(send: Send, cloud: Cloud, **query: Any) -> requests.Response:
    return send("GET", "vaults", params={"compartmentId": compartment(cloud), **query})


def created(send: Send, cloud: Cloud) -> requests.Response:
    body = json.dumps({"compartmentId": compartment(cloud), "displayName": "new", "vaultType": "DEFAULT"})
    return send("POST", "vaults", data=body, headers={"content-type": "application/json"})


@pytest.mark.parametrize(
    ("body", "arrives"),
    [
        (HTML, HTML),
        ("", ""),
        ("{", "{"),
        ('"text"', '"text"'),
        ({}, "{}"),
        ([], "[]"),
        (None, "null"),
        ({"items": None}, '{"items": null}'),
        (7, "7"),
        (True, "true"),
    ],
)
def test_another_body_for_reads_lists_and_writes(send: Send, cloud: Cloud, body: Any, arrives: str) -> None:
    fault(cloud, body=body)
    vault = vaults(cloud)[0]
    for answer in (listed(send, cloud), send("GET", f"vaults/{vault.id}"), created(send, cloud)):
        assert (answer.status_code, answer.text) == (200, arrives)
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["opc-request-id"]


@pytest.mark.parametrize(("handled", "existing"), [(True, 4), (False, 3)])
@pytest.mark.parametrize("status", [0, 200, 202, 204, 302, 407, 504])
def test_a_write_that_a_proxy_answers(send: Send, cloud: Cloud, handled: bool, existing: int, status: int) -> None:
    fault(
        cloud,
        operation="create_vault",
        handled=handled,
        answer_status=status,
        body=HTML,
        content_type="text/html",
        foreign=True,
        headers={"Via": "1.1 proxy"},
    )
    answer = created(send, cloud)
    assert answer.status_code == (status or 200)
    assert answer.text == ("" if status == 204 else HTML)
    assert dict(answer.headers) == {"content-type": "text/html", "via": "1.1 proxy"}
    assert len(vaults(cloud)) == existing
    entry = list(cloud.gateway.journal.entries(operation="key_management.create_vault"))[-1]
    assert (entry.outcome, entry.writes) == ("ok" if handled else "not handled", True)


def test_an_unhandled_request_has_an_empty_response_by_default(send: Send, cloud: Cloud) -> None:
    fault(cloud, handled=False)
    answer = listed(send, cloud)
    assert (answer.status_code, answer.text) == (200, "")


def test_another_status_keeps_body_and_headers(send: Send, cloud: Cloud) -> None:
    expected = listed(send, cloud)
    fault(cloud, answer_status=202)
    answer = listed(send, cloud)
    assert (answer.status_code, answer.json()) == (202, expected.json())
    assert answer.headers.keys() == expected.headers.keys()


def test_half_a_body_arrives_as_if_it_were_all(send: Send, cloud: Cloud) -> None:
    expected = listed(send, cloud).content
    fault(cloud, half_body=True)
    assert listed(send, cloud).content == expected[: len(expected) // 2]


@pytest.mark.parametrize(
    ("effects", "shows"),
    [
        ({"drop_fields": ["id", "lifecycleState"]}, {}),
        ({"drop_fields": ["definedTags.id"]}, {"id": "kept", "lifecycleState": "kept"}),
        ({"drop_fields": ["time*", "i?"]}, {"lifecycleState": "kept"}),
        ({"null_fields": ["id"]}, {"id": None, "lifecycleState": "kept"}),
        ({"unknown_enum": ["lifecycleState"]}, {"id": "kept", "lifecycleState": UNKNOWN_WORD}),
        ({"set_fields": {"id": 7}}, {"id": 7, "lifecycleState": "kept"}),
    ],
)
def test_fields_of_single_answers_and_of_list_entries(
    send: Send, cloud: Cloud, effects: dict[str, Any], shows: dict[str, Any]
) -> None:
    vault = vaults(cloud)[0]
    kept = {"id": vault.id, "lifecycleState": vault.data["lifecycleState"]}
    shown = {name: kept[name] if value == "kept" else value for name, value in shows.items()}
    fault(cloud, **effects)

    def the_two(entry: Mapping[str, Any]) -> dict[str, Any]:
        return {name: entry[name] for name in kept if name in entry}

    assert the_two(send("GET", f"vaults/{vault.id}").json()) == shown
    assert shown in [the_two(entry) for entry in listed(send, cloud).json()]


def test_a_path_names_a_field_by_its_end(cloud: Cloud, client: Clients) -> None:
    identity = client("identity.IdentityClient")
    place = cloud.tenancy.id
    fault(cloud, unknown_enum=["keyShape.algorithm", "lifecycleState"], drop_fields=["freeformTags"])
    groups = identity.list_groups(place).data
    assert {group.lifecycle_state for group in groups} == {"UNKNOWN_ENUM_VALUE"}
    assert {group.freeform_tags for group in groups} == {None}


def test_fields_and_entries_of_a_collection(cloud: Cloud, client: Clients) -> None:
    search = client("resource_search.ResourceSearchClient")
    query = oci.resource_search.models.StructuredSearchDetails(query="query all resources", type="Structured")
    before = search.search_resources(query).data.items
    fault(cloud, operation="search_resources", null_fields=["identifier"], extra_entries=[{"resourceType": "junk"}])
    after = search.search_resources(query).data.items
    assert [each.identifier for each in after] == [None] * (len(before) + 1)
    assert after[-1].resource_type == "junk"


def test_entries_are_left_out_and_appended(send: Send, cloud: Cloud) -> None:
    first, second, third = (entry["id"] for entry in listed(send, cloud).json())
    fault(cloud, drop_entries=[second], extra_entries=[None, "text", {}, 7])
    shown = listed(send, cloud).json()
    assert [entry["id"] for entry in shown[:2]] == [first, third]
    assert shown[2:] == [None, "text", {}, 7]
    fault(cloud)
    assert send("GET", f"vaults/{first}").json()["id"] == first, "what is no list has no entries"


def test_headers_are_left_out_and_set(send: Send, cloud: Cloud) -> None:
    fault(
        cloud,
        drop_headers=["ETag", "opc-request-id"],
        headers={"retry-after": "²", "date": "Thu, 01 Jan 1970 00:00:00 GMT", "opc-next-page": ""},
    )
    headers = send("GET", f"vaults/{vaults(cloud)[0].id}").headers
    assert "etag" not in headers
    assert "opc-request-id" not in headers
    assert (headers["retry-after"], headers["date"], headers["opc-next-page"]) == (
        "²",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "",
    )


def test_errors_are_altered_too(send: Send, cloud: Cloud) -> None:
    fault(cloud, status=429, code="TooManyRequests", drop_fields=["code"], foreign=True, headers={"retry-after": "x"})
    answer = listed(send, cloud)
    assert (answer.status_code, answer.json()) == (429, {"message": "Too many requests for the tenancy."})
    assert dict(answer.headers) == {"content-type": "application/json", "retry-after": "x"}


def test_the_same_page_again(send: Send, cloud: Cloud) -> None:
    fault(cloud, operation="list_vaults", times=4, repeat_page=True)
    query: dict[str, Any] = {"limit": 2}
    pages = []
    for _request in range(6):
        answer = listed(send, cloud, **query)
        pages.append([vault["displayName"] for vault in answer.json()])
        query["page"] = answer.headers.get("opc-next-page")
    assert pages == [["v2", "v1"]] * 5 + [["v0"]]
    assert query["page"] is None


def test_a_repeated_request_returns_the_original_response(cloud: Cloud, client: Clients) -> None:
    """The response that a retry token keeps is that of the service, not of the proxy."""
    kms = client("key_management.KmsVaultClient")
    details = oci.key_management.models.CreateVaultDetails(
        compartment_id=compartment(cloud), display_name="v", vault_type="DEFAULT"
    )
    fault(cloud, operation="create_vault", times=1, answer_status=504, body=HTML, foreign=True)
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        kms.create_vault(details, opc_retry_token="t")
    assert caught.value.status == 504
    assert kms.create_vault(details, opc_retry_token="t").data.id == vaults(cloud)[0].id
    assert len(vaults(cloud)) == 1


def test_a_redirection_leads_to_no_other_host(send: Send, cloud: Cloud) -> None:
    fault(cloud, handled=False, answer_status=302, headers={"location": "https://sign-in.example/"})
    with pytest.raises(requests.exceptions.ProxyError):
        listed(send, cloud)


def test_contents_of_objects_have_no_fields(cloud: Cloud, client: Clients) -> None:
    storage = client("object_storage.ObjectStorageClient")
    space = storage.get_namespace().data
    storage.create_bucket(
        space, oci.object_storage.models.CreateBucketDetails(compartment_id=compartment(cloud), name="b")
    )
    storage.put_object(space, "b", "o", b"content, no JSON")
    fault(cloud, operation="get_object", times=1, drop_fields=["id"])
    assert storage.get_object(space, "b", "o").data.content == b"content, no JSON"
    fault(cloud, operation="get_object", times=1, body="other")
    assert storage.get_object(space, "b", "o").data.content == b"other"


@pytest.mark.parametrize(
    ("description", "says"),
    [
        ({"drop_fields": "id"}, "'drop_fields' of a fault rule must be list, not 'id'"),
        ({"drop_fields": [7]}, "'drop_fields' of a fault rule must contain names, not 7"),
        ({"drop_entries": [""]}, "'drop_entries' of a fault rule must contain names, not ''"),
        ({"set_fields": ["id"]}, "'set_fields' of a fault rule must be dict"),
        ({"set_fields": {"": 1}}, "'set_fields' of a fault rule must contain names"),
        ({"extra_entries": {}}, "'extra_entries' of a fault rule must be list"),
        ({"handled": 0}, "'handled' of a fault rule must be bool, not 0"),
        ({"half_body": "yes"}, "'half_body' of a fault rule must be bool"),
        ({"content_type": None}, "'content_type' of a fault rule must be str"),
        ({"content_type": "text/html\r\nx: y"}, "'content-type' must be a line"),
        ({"headers": {"x y": "z"}}, "'x y' is not a valid header name"),
        ({"headers": {"x": "\u043a"}}, "'x' must be a line of Latin-1 text"),
        ({"headers": {"x": 7}}, "'x' must be a line of Latin-1 text, not 7"),
        ({"headers": {7: "x"}}, "7 is not a valid header name"),
        ({"answer_status": 99}, "'answer_status' of a fault rule must be 200 to 599, not 99"),
        ({"answer_status": True}, "'answer_status' of a fault rule must be int, not True"),
        ({"status": 200}, "'status' of a fault rule must be 300 to 599"),
        ({"reset": "during"}, "'reset' of a fault rule must be before or after"),
        ({"delay": -1}, "'delay' of a fault rule must be a number of seconds"),
        ({"delay": float("nan")}, "'delay' of a fault rule must be a number of seconds"),
        ({"retry_after": -1}, "'retry_after' of a fault rule must be a number of seconds"),
        ({"times": -1}, "'times' of a fault rule must not be negative"),
        ({"probability": 2}, "'probability' of a fault rule must be 0 to 1"),
        ({"probability": False}, "'probability' of a fault rule must be float"),
        ({"handled": False, "status": 500}, "'handled' and 'status' of a fault rule exclude each other"),
        ({"handled": False, "drop_fields": ["id"]}, "'handled' and 'drop_fields' of a fault rule exclude each other"),
        ({"handled": False, "not_applied": True}, "'handled' and 'not_applied' of a fault rule exclude each other"),
        ({"body": {}, "null_fields": ["id"]}, "'body' and 'null_fields' of a fault rule exclude each other"),
        ({"body": "x", "half_body": True}, "'body' and 'half_body' of a fault rule exclude each other"),
        ({"foreign": True, "drop_headers": ["etag"]}, "'foreign' and 'drop_headers' of a fault rule exclude"),
        ({"body": {1, 2}}, "'body' of a fault rule must be text or JSON"),
        ({"set_fields": {"id": {1}}}, "'set_fields' of a fault rule must be JSON"),
    ],
)
def test_impossible_rules_are_rejected(description: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("(", r"\(")):
        rule_from(description)


def test_a_rule_is_described_by_its_options() -> None:
    rule = rule_from({"operation": "get_vault", "body": None, "foreign": True, "drop_fields": [], "handled": False})
    assert {name: value for name, value in describe(rule).items() if value} == {
        "operation": "get_vault",
        "probability": 1.0,
        "share": 1.0,
        "body": "null",
        "foreign": True,
    }
    assert describe(rule)["handled"] is False


def test_all_of_it_over_https_too(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        config = oci.config.from_file(served.variables["OCI_CONFIG_FILE"])
        http = requests.Session()
        http.trust_env = False
        http.proxies = {"https": served.variables["HTTPS_PROXY"]}
        http.verify = str(served.bundle)
        url = f"https://identity.{config['region']}.oraclecloud.com/20160918/groups"

        def listed_over_https() -> requests.Response:
            place = {"compartmentId": config["tenancy"]}
            return http.get(url, params=place, auth=oci.signer.Signer.from_config(config), allow_redirects=False)

        def answer_to(**effects: Any) -> requests.Response:
            served.control("/faults", {"operation": "list_groups", **effects})
            answer = listed_over_https()
            served.control("/faults", verb="DELETE")
            return answer

        expected = listed_over_https()
        assert parsedate_to_datetime(expected.headers["date"])
        for body in ("", HTML):
            page = answer_to(body=body, content_type="text/html", foreign=True, headers={"retry-after": "²"})
            assert (page.status_code, page.text, page.headers["retry-after"]) == (200, body, "²")
            assert page.headers.keys() == {"date", "content-length", "content-type", "retry-after"}
        for status in (202, 204, 302, 304, 407, 504):
            answer = answer_to(handled=False, answer_status=status, body=HTML, foreign=True)
            assert (answer.status_code, answer.text) == (status, "" if status in (204, 304) else HTML)
        dated = answer_to(headers={"date": "Thu, 01 Jan 1970 00:00:00 GMT"}, drop_fields=["id"])
        assert dated.headers["date"] == "Thu, 01 Jan 1970 00:00:00 GMT"
        assert dated.json() == [{n: v for n, v in group.items() if n != "id"} for group in expected.json()]
        assert answer_to(half_body=True).content == expected.content[: len(expected.content) // 2]
        described = served.control("/faults", {"operation": "list_groups", "body": None, "times": 1})
        assert (described["body"], described["applied"]) == ("null", 0)
        assert listed_over_https().text == "null"
        assert served.control("/faults", verb="GET")[0]["applied"] == 1
        assert listed_over_https().json() == expected.json()

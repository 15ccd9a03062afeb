# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer is what was asked for, or it is no answer: by any body, status and header."""

from __future__ import annotations

import datetime
import functools
import io
import json
import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import oci
import pytest
import urllib3
from hypothesis import given, settings
from hypothesis import strategies as st
from oci._vendor.requests.adapters import HTTPAdapter

from ansible_collections.cmk.oci.plugins.module_utils._core import pages
from ansible_collections.cmk.oci.plugins.module_utils._core.answers import Proof
from ansible_collections.cmk.oci.plugins.module_utils._core.faults import UnexpectedAnswer
from ansible_collections.cmk.oci.plugins.module_utils._core.shapes_of_answers import RELIED_ON, problem

ID = "ocid1.volume.oc1.iad.x"
VOLUME = {
    "id": ID,
    "displayName": "data",
    "compartmentId": "ocid1.compartment.oc1..c",
    "availabilityDomain": "a",
    "lifecycleState": "AVAILABLE",
    "sizeInMBs": 51200,
    "sizeInGBs": 50,
    "timeCreated": "2026-01-01T00:00:00Z",
}
JSON = {"content-type": "application/json", "opc-request-id": "R"}
HTML = b"<html><body>Sign in</body></html>"
ERROR = {"code": "SomeCode", "message": "words"}
STATUSES = (400, 401, 403, 404, 408, 409, 412, 429, 500, 503)


CONFIG = {
    "region": "us-ashburn-1",
    "tenancy": "ocid1.tenancy.oc1..t",
    "user": "ocid1.user.oc1..u",
    "fingerprint": ":".join(["ab"] * 16),
    "key_file": "",
}


class Transport(HTTPAdapter):  # type: ignore[misc]  # requests has no types
    """Answers every request alike."""

    def __init__(self, body: Any, status: int, headers: Mapping[str, str]) -> None:
        super().__init__()
        self._body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._status = status
        self._headers = headers

    def send(self, request: Any, **_options: Any) -> Any:
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(self._body), headers=self._headers, status=self._status, preload_content=False
        )
        return self.build_response(request, raw)


def client(
    body: Any, status: int = 200, headers: Mapping[str, str] = JSON, kind: Any = oci.core.BlockstorageClient
) -> Any:
    """A client whose answers are all alike, and proven."""
    made = kind(
        CONFIG,
        signer=lambda request, **_more: request,
        retry_strategy=oci.retry.NoneRetryStrategy(),
        circuit_breaker_strategy=oci.circuit_breaker.NoCircuitBreakerStrategy(),
    )
    made.base_client.session.mount("https://", Transport(body, status, headers))
    Proof(made, lambda is_read: (10.0, 60.0))
    return made


def read(**answer: Any) -> Any:
    return client(**answer).get_volume(ID).data


def test_what_was_requested_is_an_answer() -> None:
    assert read(body=VOLUME).id == ID
    assert [each.id for each in client([VOLUME]).list_volumes().data] == [ID]
    assert client([]).list_volumes().data == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b"{", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (None, "is null"),
        ([], "another type"),
        ("text", "another type"),
        (7, "another type"),
        ({}, "does not contain"),
        ({**VOLUME, "id": None}, "does not contain id"),
        ({**VOLUME, "id": ""}, "does not contain id"),
        ({**VOLUME, "id": 7}, "another type"),
        ({**VOLUME, "id": "ocid1.volume.oc1.iad.y"}, "something else"),
        ({**VOLUME, "lifecycleState": None}, "does not contain lifecycleState"),
        ({**VOLUME, "kmsKeyId": {"is": "lost"}}, "another type"),
        ({**VOLUME, "timeCreated": "yesterday"}, "another type"),
        ({**VOLUME, "timeCreated": "2026-13-41T00:00:00Z"}, "cannot be read"),
        ({**VOLUME, "isHydrated": "no"}, "another type"),
        ({**VOLUME, "sourceDetails": {}}, "determines its type"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_what_has_another_shape_is_none(body: Any, words: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=words) as caught:
        read(body=body)
    assert caught.value.is_read
    assert not caught.value.is_foreign


@pytest.mark.parametrize(
    "body",
    [b"", HTML, {}, {"items": []}, None, "text", [None], ["text"], [[]], [{}], [{**VOLUME, "id": None}], [VOLUME, 7]],
)
def test_what_is_no_list_is_none(body: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        client(body).list_volumes()


@pytest.mark.parametrize("value", [7, 1.5, True, "hello", ID, "ocid1.KEY.oc1.iad.x.y", [], {}])
@pytest.mark.parametrize("is_list", [False, True])
def test_what_is_no_key_is_no_answer(value: Any, is_list: bool) -> None:
    body = {**VOLUME, "kmsKeyId": value}
    with pytest.raises(UnexpectedAnswer):
        client([body] if is_list else body).list_volumes() if is_list else read(body=body)


@pytest.mark.parametrize("value", [None, "", "ORACLE_MANAGED_KEY", "ocid1.key.oc1.iad.x.y"])
def test_every_word_for_a_key_is_an_answer(value: str | None) -> None:
    assert read(body={**VOLUME, "kmsKeyId": value}).kms_key_id == value


@pytest.mark.parametrize(
    "state", [{}, {"lifecycleState": None}, {"lifecycleState": ""}], ids=["absent", "null", "empty"]
)
@pytest.mark.parametrize("declared", ["KeyVersion", "KeyVersionSummary"])
def test_a_version_has_a_state_though_the_sdk_does_not_require_it(declared: str, state: Mapping[str, Any]) -> None:
    types = oci.key_management.models.key_management_type_mapping
    parts = dict.fromkeys(("id", "keyId", "compartmentId", "vaultId"), ID)
    version = {**parts, "timeCreated": VOLUME["timeCreated"]}
    assert problem({**version, "lifecycleState": "ENABLED"}, declared, types) is None
    assert problem({**version, **state}, declared, types) == "does not contain lifecycleState"


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, HTML, {"content-type": "text/html"}),
        (200, HTML, JSON),
        (200, VOLUME, {"content-type": "application/json"}),
        (204, b"", {}),
        (302, b"", {"location": "https://sign-in.proxy.example/?token=secret"}),
        (407, b"", {}),
        (403, HTML, {"content-type": "text/html"}),
        (404, b"not here", {"content-type": "text/plain"}),
        (404, {"error": "not here"}, {"content-type": "application/json"}),
        (502, HTML, {"content-type": "text/html"}),
        *((status, ERROR, {"content-type": "application/json"}) for status in STATUSES),
        (511, b"", {}),
    ],
)
def test_what_is_not_from_oci_is_foreign(status: int, body: Any, headers: Mapping[str, str]) -> None:
    for ask in (
        functools.partial(read, body=body, status=status, headers=headers),
        functools.partial(_write, body, status, headers),
    ):
        with pytest.raises(UnexpectedAnswer) as caught:
            ask()
        assert caught.value.is_foreign
        assert caught.value.status == status
        assert "secret" not in caught.value.reason


def _write(body: Any, status: int, headers: Mapping[str, str]) -> Any:
    return client(body, status, headers).delete_volume_kms_key(ID)


@pytest.mark.parametrize("status", [201, 202, 203, 206])
def test_a_read_is_answered_by_200(status: int) -> None:
    with pytest.raises(UnexpectedAnswer, match="another status"):
        read(body=VOLUME, status=status)


def test_a_write_without_a_body_is_answered_without_one() -> None:
    assert _write(b"", 204, JSON).status == 204
    with pytest.raises(UnexpectedAnswer, match="documents none"):
        _write({}, 200, JSON)


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_of_oci_stays_one(status: int) -> None:
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        read(body=ERROR, status=status)
    assert (caught.value.status, caught.value.code) == (status, "SomeCode")


def test_a_busy_service_need_not_say_why() -> None:
    with pytest.raises(oci.exceptions.ServiceError):
        read(body=b"", status=503, headers={"opc-request-id": "R"})


@pytest.mark.parametrize("state", ["HIBERNATING", "UNDER_REPAIR"])
def test_a_new_state_is_passed_on(state: str) -> None:
    assert read(body={**VOLUME, "lifecycleState": state}).lifecycle_state == state
    assert client([{**VOLUME, "lifecycleState": state}]).list_volumes().data[0].lifecycle_state == state


def test_a_list_that_leads_back_to_a_page_is_none() -> None:
    looping = client([VOLUME], headers={**JSON, "opc-next-page": "again"})
    with pytest.raises(UnexpectedAnswer, match="leads back"):
        list(pages.items(looping.list_volumes))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
TYPES: Mapping[str, Mapping[str, Any]] = {
    "Volume": oci.core.models.core_type_mapping,
    "list[BootVolumeBackup]": oci.core.models.core_type_mapping,
    "AutonomousDatabase": oci.database.models.database_type_mapping,
    "Key": oci.key_management.models.key_management_type_mapping,
    "Vault": oci.key_management.models.key_management_type_mapping,
    "list[KeyVersionSummary]": oci.key_management.models.key_management_type_mapping,
    "Policy": oci.identity.models.identity_type_mapping,
    "ResourceSummaryCollection": oci.resource_search.models.resource_search_type_mapping,
    "Bucket": oci.object_storage.models.object_storage_type_mapping,
}


@pytest.mark.parametrize("declared", TYPES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_passes_can_be_used(declared: str, data: st.DataObject) -> None:
    """Nothing but UnexpectedAnswer is raised, and nothing that is relied on is missing."""
    base = client({}).base_client
    base.type_mappings = {**base.primitive_type_map, **TYPES[declared]}
    proof = Proof(SimpleNamespace(base_client=base), lambda is_read: (10.0, 60.0))
    body = data.draw(_bodies_of(declared))
    try:
        built = proof.deserialize(json.dumps(body).encode(), declared)
    except UnexpectedAnswer:
        return
    assert _differing(built, declared) is None
    for each in built if isinstance(built, list) else getattr(built, "items", None) or [built]:
        for name in RELIED_ON & set(each.swagger_types):
            described = getattr(type(each), name).__doc__ or ""
            value = getattr(each, name)
            # Models of the SDK cannot be compared with a text.
            assert "**[Required]**" not in described or (value is not None and (value or not isinstance(value, str)))


CLASSES: Mapping[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "datetime": datetime.datetime,
    "object": object,
}


def _differing(value: Any, declared: str) -> str | None:
    """The first part of what was built that is of another type than the SDK declares, at any depth."""
    inside = re.fullmatch(r"list\[(.*)\]", declared) or re.fullmatch(r"dict\([^,]*, (.*)\)", declared)
    if value is None:
        return None
    if inside and not isinstance(value, list if declared.startswith("list") else dict):
        return declared
    if inside:
        parts = value if isinstance(value, list) else value.values()
        return next(filter(None, (_differing(each, inside.group(1)) for each in parts)), None)
    if hasattr(value, "swagger_types"):
        types = value.swagger_types.items()
        return next(filter(None, (_differing(getattr(value, name), each) for name, each in types)), None)
    is_flag = isinstance(value, bool) and declared not in ("bool", "object")
    return f"{declared}: {value!r}" if is_flag or not isinstance(value, CLASSES.get(declared, str)) else None


WRONG: Mapping[str, tuple[Any, ...]] = {
    "displayName": (7, 1.5, True, False, [], {}, ["data"]),
    "freeformTags": ("text", [], {"a": 7}, {"a": True}, {"a": ["b"]}),
    "definedTags": ("text", {"a": "b"}, {"a": []}),
    "isHydrated": ("true", 1, 0, "", []),
    "sizeInGBs": ("50", 50.5, True, [], float("nan")),
    "timeCreated": (7, True, "2026-01-01", "soon", ["2026-01-01T00:00:00Z"]),
    "autotunePolicies": ("text", {}, [7], [None], [{"autotuneType": 7}]),
    "sourceDetails": ([], "text", {"type": "volume", "id": 7}),
    "lifecycleState": (7, True, ["AVAILABLE"]),
    "volumeGroupId": (7, False),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_every_field_is_of_the_type_that_the_sdk_declares(name: str, value: Any) -> None:
    body = {**VOLUME, name: value}
    for ask in (functools.partial(read, body=body), client([VOLUME, body]).list_volumes):
        with pytest.raises(UnexpectedAnswer):
            ask()


@functools.cache
def _bodies_of(declared: str) -> st.SearchStrategy[Any]:
    """Built once, which takes as long as a dozen examples."""
    return _bodies(declared, TYPES[declared])


def _bodies(declared: str, types: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Bodies that are nearly of a type, so that some are: whole, or with one field that is something else."""
    if declared.startswith("list["):
        return st.lists(_bodies(declared[5:-1], types), max_size=2) | ANYTHING
    model = types.get(declared)
    if model is None:
        known: Mapping[str, st.SearchStrategy[Any]] = {
            "str": st.text(min_size=1, max_size=8),
            "int": st.integers(),
            "bool": st.booleans(),
            "datetime": st.just("2026-01-01T00:00:00Z"),
        }
        return known.get(declared, ANYTHING)
    sample = model()
    fields = {
        wire: _bodies(declared, types) if _is_plain(declared) else st.none() | NESTED.get(declared, st.none())
        for name, wire in sample.attribute_map.items()
        for declared in (sample.swagger_types[name],)
    }
    spoilt = st.tuples(st.sampled_from(sorted(fields)), ANYTHING)
    return st.tuples(st.fixed_dictionaries(fields), st.none() | spoilt).map(
        lambda drawn: drawn[0] if drawn[1] is None else {**drawn[0], drawn[1][0]: drawn[1][1]}
    )


NESTED: Mapping[str, st.SearchStrategy[Any]] = {
    "dict(str, str)": st.dictionaries(st.text(max_size=3), st.text(max_size=3) | ANYTHING, max_size=2),
    "dict(str, dict(str, object))": st.dictionaries(st.text(max_size=3), ANYTHING, max_size=2),
    "list[str]": st.lists(st.text(max_size=3) | ANYTHING, max_size=2),
}


def _is_plain(declared: str) -> bool:
    return declared in ("str", "int", "bool", "datetime", "KeyShape", "list[ResourceSummary]")


PART = {**JSON, "content-range": "bytes 5-9/20", "content-type": "text/html"}


def _read_part(body: bytes, headers: Mapping[str, str], **options: str) -> Any:
    return client(body, 206, headers, kind=oci.object_storage.ObjectStorageClient).get_object("n", "b", "o", **options)


def test_a_part_of_an_object_may_begin_as_a_page_does() -> None:
    assert _read_part(b"<html", PART, range="bytes=5-9").data.content == b"<html"


@pytest.mark.parametrize("lacking", ["range", "content-range", "opc-request-id"])
def test_a_part_that_was_not_requested_is_no_answer(lacking: str) -> None:
    headers = {name: value for name, value in PART.items() if name != lacking}
    with pytest.raises(UnexpectedAnswer):
        _read_part(b"part", headers, **({} if lacking == "range" else {"range": "bytes=5-9"}))

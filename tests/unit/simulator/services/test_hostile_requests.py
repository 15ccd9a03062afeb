# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random or malicious queries, filters, times and unsigned paths are read or rejected, and never fail otherwise."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.cloud import Cloud
from simulator.protocol.messages import Request
from simulator.services.identity_domains import filters
from simulator.services.resource_search import query_language
from simulator.services.resource_search.times import parse_time

QUERY = """
    query volume all resources return allAdditionalFields where matching sorted by asc desc union in && || and or
    ( ) , = != == =~ > 'a' "b" now - 3d 2018-06-19 16:15:41 PDT + 1h true 7 displayName freeformTags.key
"""
FILTER = 'userName emails emails.value name.x eq ne co sw pr gt and or not ( ) [ ] "a" true 7 null urn:a:b'
TIME = """
    now - + 1h 3d 2018-06-19 16:15:41 2018-06-19T16:15:41Z 19 June 2018 Tue, PDT GMT-08:00 -08 99999999999w 0000-00-00
"""


def soup(words: str) -> st.SearchStrategy[str]:
    """Words of a language in any order, or any text."""
    return st.one_of(st.lists(st.sampled_from(words.split())).map(" ".join), st.text())


@settings(deadline=None)
@given(soup(QUERY))
def test_any_query_is_parsed_or_refused(text: str) -> None:
    with contextlib.suppress(query_language.InvalidQuery):
        assert query_language.parse(text).branches


@settings(deadline=None)
@given(soup(FILTER))
def test_any_filter_is_parsed_or_refused(text: str) -> None:
    user = {"userName": "a", "active": True, "emails": [{"value": "a", "primary": True}], "name": {}}
    with contextlib.suppress(filters.InvalidFilter):
        assert filters.parse(text, "User")(user) in (True, False)


@settings(deadline=None)
@given(soup(TIME))
def test_any_time_is_read_or_none(text: str) -> None:
    found = parse_time(text, now=1_000_000.0)
    assert found is None or math.isfinite(found)


STEPS = ["", "n", "axexample", "b", "o", "u", "p", "id", "..", "%2F", "%00", "é", "x" * 64]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    verb=st.sampled_from(["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"]),
    steps=st.lists(st.sampled_from(STEPS), max_size=9),
    address=st.booleans(),
)
def test_no_unsigned_path_is_served_or_fails(cloud: Cloud, verb: str, steps: list[str], address: bool) -> None:
    path = f"/p/{'t' * 64}/{'/'.join(steps)}" if address else f"/{'/'.join(steps)}"
    host = "objectstorage.us-ashburn-1.oraclecloud.com"
    answer = cloud.handle(Request(verb, host, path, "", {"host": host, "opc-multipart": "true"}, b"{}"))
    assert answer.status in ((200,) if verb == "OPTIONS" else (401, 404, 405)), path


@pytest.mark.parametrize("text", ["(" * 5000, "[" * 5000, "not " * 5000, "a[b[c[" * 500])
def test_deep_text_is_refused(text: str) -> None:
    with pytest.raises(filters.InvalidFilter):
        filters.parse(text, "User")
    with pytest.raises(query_language.InvalidQuery):
        query_language.parse(f"query all resources where {text}")

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags are written only when they differ, and those of others stay."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._core.options import parse_tags

THEIRS = {"Oracle-Tags": {"CreatedBy": "somebody"}}


def changes(freeform: Any, defined: Any, has_freeform: Any, has_defined: Any) -> dict[str, Any]:
    found: dict[str, Any] = parse_tags({"freeform_tags": freeform, "defined_tags": defined}).changes(
        has_freeform, has_defined
    )
    return found


@pytest.mark.parametrize(
    ("requested", "has", "expected"),
    [
        (None, {"a": "b"}, {}),
        ({"a": "b"}, {"a": "b"}, {}),
        ({"a": 1, "b": 1.5}, {"a": "1", "b": "1.5"}, {}),
        ({}, {"a": "b"}, {"freeform_tags": {}}),
        ({"a": "c"}, {"a": "b", "d": "e"}, {"freeform_tags": {"a": "c"}}),
    ],
)
def test_freeform_tags_are_a_whole(requested: Any, has: Any, expected: Any) -> None:
    assert changes(requested, None, has, {}) == expected


@pytest.mark.parametrize(
    ("requested", "has", "expected"),
    [
        (None, THEIRS, {}),
        ({}, THEIRS, {}),
        ({"Ours": {"a": "b"}}, {"Ours": {"a": "b"}, **THEIRS}, {}),
        ({"Ours": {"a": "b"}}, THEIRS, {"defined_tags": {"Ours": {"a": "b"}, **THEIRS}}),
        ({"Ours": {"a": "b"}}, {"Ours": {"a": "c", "d": "e"}}, {"defined_tags": {"Ours": {"a": "b"}}}),
        ({"Ours": {}}, {"Ours": {"a": "b"}, **THEIRS}, {"defined_tags": THEIRS}),
        ({"Ours": {}}, THEIRS, {}),
    ],
)
def test_namespaces_that_are_not_named_stay(requested: Any, has: Any, expected: Any) -> None:
    assert changes(None, requested, {}, has) == expected


@pytest.mark.parametrize("value", [True, None, ["a"], {"a": "b"}])
def test_what_is_no_text_is_refused(value: Any) -> None:
    for freeform, defined in (({"a": value}, None), (None, {"Ours": {"a": value}}), (None, {"Ours": value})):
        if defined == {"Ours": {"a": "b"}}:
            continue
        with pytest.raises(BadOption):
            parse_tags({"freeform_tags": freeform, "defined_tags": defined})

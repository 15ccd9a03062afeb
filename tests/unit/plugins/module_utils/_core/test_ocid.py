# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OCIDs in options."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core import ocid
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption


@pytest.mark.parametrize(
    ("text", "kind", "region", "extra"),
    [
        ("ocid1.volume.oc1.iad.abuwcljr7q", "volume", "iad", ()),
        ("ocid1.bootvolume.oc1.ap-sydney-1.abzxsljr", "bootvolume", "ap-sydney-1", ()),
        ("ocid1.key.oc1.iad.bfqfhkltaaeuk.abuwcljr", "key", "iad", ("bfqfhkltaaeuk",)),
        ("ocid1.tenancy.oc1..aaaaaaaa", "tenancy", None, ()),
        ("ocid1.key.oc1.iad-ad-1.abuwcljr", "key", "iad-ad-1", ()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_parts(text: str, kind: str, region: str | None, extra: tuple[str, ...]) -> None:
    found = ocid.parse(text)
    assert found is not None
    assert (found.kind, found.region, found.extra, found.text) == (kind, region, extra, text)


@pytest.mark.parametrize(
    "text", ["", "my-volume", "ocid1.volume", "ocid2.volume.oc1.iad.x", "ocid1.volume.oc1.iad.x y"]
)
def test_no_ocid(text: str) -> None:
    assert ocid.parse(text) is None


def test_wrong_kind_comes_with_advice() -> None:
    with pytest.raises(BadOption, match=r"volume_id.*'volumebackup'\. Use another module\."):
        ocid.require(
            "volume_id", "ocid1.volumebackup.oc1.iad.x", {"volume": "volume"}, {"volumebackup": "use another module"}
        )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "(ocid1.volume.…), and it is empty."),
        ("data-1", "'data-1' is not an OCID"),
        ("ocid1.volume.oc1.iad.ab\u200bcd", r"'ocid1.volume.oc1.iad.ab\u200bcd' is not an OCID"),
        ("ocid1.volume.oc1.iad.ab\ncd", r"'ocid1.volume.oc1.iad.ab\n'… is not an OCID"),
        ("ocid1.volume.oc1.iad." + "a" * 80 + "\u00e9" + "b" * 80, "aaa\u00e9'… is not an OCID"),
        ("x" * 200, "a text of 200 characters is not an OCID"),
    ],
    ids=["empty", "name", "invisible character", "line break", "letter in a long value", "long"],
)
def test_what_is_wrong_is_visible(text: str, words: str) -> None:
    with pytest.raises(BadOption) as raised:
        ocid.require("volume_id", text, {"volume": "volume"})
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("ocid1.volume.oc1.phx.x", "us-phoenix-1"),
        ("ocid1.volume.oc1.ap-sydney-1.x", "ap-sydney-1"),
        ("ocid1.volume.oc1.iad-ad-1.x", "us-ashburn-1"),
        ("ocid1.volume.oc1.xx-nowhere-7.x", "xx-nowhere-7"),
        ("ocid1.volume.oc1.qqq.x", None),
        ("ocid1.tenancy.oc1..x", None),
    ],
)
def test_region(text: str, region: str | None) -> None:
    named = ocid.parse(text)
    assert named is not None
    assert ocid.region_of(named) == region


def test_a_file_in_the_wrong_option_is_not_repeated() -> None:
    with pytest.raises(BadOption) as raised:
        ocid.require("volume_id", "the first line of a file\nand the second", {"volume": "volume"})
    assert "second" not in str(raised.value)


@pytest.mark.parametrize(
    ("parameters", "option"),
    [
        ({"volume_id": "ocid1.volume.oc2.iad.x"}, "volume_id"),
        ({"resources": ["ns/bucket", "ocid1.bucket.oc2.iad.x"]}, "resources[1]"),
        ({"kms_key_ids": {"us-ashburn-1": " ocid1.key.oc2.iad.v.x "}}, "kms_key_ids.us-ashburn-1"),
        ({"kms_key_ids": "ocid1.key.oc1.iad.v.x,ocid1.key.oc2.iad.v.x"}, "kms_key_ids[1]"),
    ],
    ids=["text", "list", "map", "comma"],
)
def test_another_realm_than_that_of_the_tenancy(parameters: dict[str, object], option: str) -> None:
    with pytest.raises(BadOption) as caught:
        ocid.require_realm(parameters, "oc1")
    assert caught.value.option == option
    ocid.require_realm({name: str(value).replace("oc2", "oc1") for name, value in parameters.items()}, "oc1")


def test_texts_that_identify_nothing_may_name_other_realms() -> None:
    other = "ocid1.volume.oc2.iad.x"
    ocid.require_realm({"description": other, "display_name": other, "freeform_tags": {"from": other}}, "oc1")

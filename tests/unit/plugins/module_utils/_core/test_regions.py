# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A region is a region wherever it is given: a full name, or a key that stands for one."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import oci
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cmk.oci.plugins.module_utils._assign.options import key_choice
from ansible_collections.cmk.oci.plugins.module_utils._core import ocid, regions
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import Settings, resolve
from ansible_collections.cmk.oci.plugins.module_utils._keys import requests
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_policy, oci_kms_vault, oci_volume

COMPARTMENT = "ocid1.compartment.oc1..place"
KEY = "ocid1.key.oc1.iad.vault.key"
LOGIN = {
    "tenancy": "ocid1.tenancy.oc1..t",
    "api_user": "ocid1.user.oc1..u",
    "api_user_fingerprint": ":".join(["ab"] * 16),
    "api_user_key_content": "text",
}

# What looks like a region, in part or as a whole, and any other text.
WORDS = st.sampled_from(
    [
        "us-ashburn-1",
        "iad",
        "phx",
        "zzz",
        "oraclecloud",
        "com",
        "us",
        "1",
        ".",
        "-",
        ":",
        " ",
        "'",
        "/",
        "%",
        "\n",
        "é",
        "İ",
        "٣",
    ]
)
TEXTS = st.one_of(
    st.lists(WORDS, max_size=5).map("".join),
    st.text(max_size=20),
    st.sampled_from(
        ["us-ashburn-1.oraclecloud.com", "us-ashburn-1-", "objectstorage-us-ashburn-1", "US-ASHBURN-1", "Iad"]
    ),
    st.from_regex(regions.NAME, fullmatch=True),
)


def taken(task: Any, **options: Any) -> Mapping[str, Any]:
    return {**{option: facts.get("default") for option, facts in task.ARGUMENT_SPEC.items()}, **options}


def region_of(settings: Settings) -> str:
    # Nothing is signed here.
    return str(Session(settings, signer=object()).region)


def by_environment(text: str) -> str:
    return region_of(resolve(LOGIN, {"OCI_REGION": text}, read_text=lambda path: path))


def by_profile(text: str) -> str:
    profile = f"[DEFAULT]\nregion={text}\n"
    return region_of(resolve(LOGIN, {}, read_text=lambda path: profile))


def of_policy(text: str) -> str:
    requested = oci_kms_policy.requested_in(
        taken(
            oci_kms_policy,
            policy_name="cmk",
            key_compartment_id=COMPARTMENT,
            services=["object_storage"],
            regions=[text],
        )
    )
    (need,) = requested.intent.needs("us-phoenix-1", tenancy_id=LOGIN["tenancy"])
    prefix = "Allow service objectstorage-"
    assert need.statement.startswith(prefix)
    return str(need.statement[len(prefix) :].split(" ")[0])


def of_map(text: str) -> str:
    params = taken(oci_volume, kms_key_ids={text: KEY})
    return str(next(iter(key_choice(params, what="it").by_region)))


def of_replica(text: str) -> str:
    requested = requests.parse_vault_request(
        taken(oci_kms_vault, display_name="v", compartment_id=COMPARTMENT, replica_region=text)
    )
    return str(requested.replica_region)


def of_ocid(text: str) -> str:
    named = ocid.parse(f"ocid1.key.oc1.{text}.vault.key")
    found = None if named is None else ocid.region_of(named)
    if found is None:
        raise BadOption("no region", option="key")
    return str(found)


WAYS: dict[str, Callable[[str], str]] = {
    "region": lambda text: region_of(resolve({**LOGIN, "region": text}, {}, read_text=lambda path: path)),
    "OCI_REGION": by_environment,
    "profile": by_profile,
    "any option": lambda text: regions.required_region("option", text),
    "regions": of_policy,
    "kms_key_ids": of_map,
    "replica_region": of_replica,
    "OCID": of_ocid,
}


@given(text=TEXTS)
def test_any_text_is_a_region_or_one_clear_refusal(text: str) -> None:
    """On every way in for each text, since drawing one takes longer than all of them."""
    for way, region_of in WAYS.items():
        with contextlib.suppress(BadOption):
            found = region_of(text)
            assert regions.NAME.fullmatch(found), f"{way}: {text!r} has become {found!r}"
            assert found.isascii()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", ["us-ashburn-1", "US-Ashburn-1", "iad", "IAD"])
def test_names_and_keys_in_any_case(way: str, text: str) -> None:
    if way == "OCID":
        text = text.lower()
    assert WAYS[way](text) == "us-ashburn-1"


@pytest.mark.parametrize("way", [way for way in WAYS if way != "OCID"])
@pytest.mark.parametrize("text", ["us-ashburn-1.oraclecloud.com", "zzz", "us-ashburn", "objectstorage", "1", "-"])
def test_what_is_no_region_is_refused(way: str, text: str) -> None:
    with pytest.raises(BadOption) as refused:
        WAYS[way](text)
    assert text in str(refused.value)


def test_every_region_of_the_sdk_is_one() -> None:
    assert [each for each in oci.regions.REGIONS if regions.named(each) != each] == []
    assert [key for key, name in oci.regions.REGIONS_SHORT_NAMES.items() if regions.named(key) != name] == []


def test_a_region_that_the_machine_knows_is_found_by_its_key() -> None:
    described = {
        "realmKey": "OC99",
        "realmDomainComponent": "example-cloud.com",
        "regionKey": "QQQ",
        "regionIdentifier": "xx-private-1",
    }
    # In a process of its own, since the SDK keeps what it has read.
    code = f"from {regions.__name__} import named; print(named('QQQ'), named('zzz'))"
    environment = {**os.environ, "OCI_REGION_METADATA": json.dumps(described)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["xx-private-1", "None"]

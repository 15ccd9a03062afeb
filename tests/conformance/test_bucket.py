# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the document on bucket keys (003), the answer that it prints, and what it says of security zones."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.cli import Cli, CommandFailed


def test_assigning_a_key_to_a_bucket(cli: Cli, tenancy: dict[str, Any]) -> None:
    key_id = tenancy["keys"]["cmk"]
    values = {"bucket_name": "bucket-oracle-managed", "kms_key_id": key_id, "[OPTIONS]": ""}
    assert cli.printed("003:23", values)["data"]["kms-key-id"] == key_id


def test_updating_the_key_of_a_bucket(cli: Cli, tenancy: dict[str, Any]) -> None:
    compartment_id, keys = tenancy["compartments"]["projx"], tenancy["keys"]
    cli(f"oci os bucket create --name MyKeyBucket --compartment-id {compartment_id} --kms-key-id {keys['cmk-other']}")
    answer = cli.printed("003:30", {"ocid1.key.region1.sea..exampleuniqueID": keys["cmk"]})
    bucket = answer["data"]
    documented = {
        "approximate-count": None,
        "approximate-size": None,
        "auto-tiering": None,
        "compartment-id": compartment_id,
        "created-by": tenancy["users"]["admin"],
        "defined-tags": {},
        "etag": answer["etag"],
        "freeform-tags": {},
        "id": bucket["id"],
        "is-read-only": False,
        "kms-key-id": keys["cmk"],
        "metadata": {},
        "name": "MyKeyBucket",
        "namespace": tenancy["namespace"],
        "object-events-enabled": False,
        "object-lifecycle-policy-etag": None,
        "public-access-type": "NoPublicAccess",
        "replication-enabled": False,
        "storage-tier": "Standard",
        "time-created": bucket["time-created"],
        "versioning": "Disabled",
    }
    # The command of today prints a few fields more.
    assert {field: bucket[field] for field in documented} == documented
    assert bucket["id"].startswith("ocid1.bucket.oc1.")


def test_a_bucket_in_a_security_zone_cannot_use_the_oracle_managed_key(cli: Cli) -> None:
    with pytest.raises(CommandFailed) as caught:
        cli("oci os bucket update --name bucket-security-zone --kms-key-id ''")
    assert caught.value.error["status"] == 409

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option that a task got wrong is data, with its place in a list or mapping."""

from __future__ import annotations

from types import ModuleType
from typing import Any, NoReturn

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import resolve
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import (
    oci_adb_encryption_key,
    oci_backup_copy,
    oci_backup_policy_assignment,
    oci_bucket_kms_key,
    oci_compartment_info,
    oci_dynamic_group,
    oci_kms_key,
    oci_kms_key_assignments,
    oci_kms_key_info,
    oci_kms_policy,
    oci_kms_vault,
    oci_volume,
    oci_volume_kms_key,
    oci_volume_replication,
)

KEY, VAULT = "ocid1.key.oc1.iad.vault.unique", "ocid1.vault.oc1.iad.vault.unique"
VOLUME, COMPARTMENT = "ocid1.volume.oc1.iad.unique", "ocid1.compartment.oc1..unique"
DATABASE, BACKUP = "ocid1.autonomousdatabase.oc1.iad.unique", "ocid1.volumebackup.oc1.iad.unique"
IN_VAULT = {"kms_key_name": "cmk", "vault_id": VAULT}
NEW_VOLUME = {"display_name": "data", "compartment_id": COMPARTMENT, "kms_key_id": KEY}

WRONG: list[tuple[ModuleType, dict[str, Any], str]] = [
    (oci_volume_kms_key, {"volume_id": "data-1", "kms_key_id": KEY}, "volume_id"),
    (oci_volume_kms_key, {"volume_id": VOLUME}, "kms_key_id"),
    (oci_volume_kms_key, {"volume_id": VOLUME, "kms_key_id": VAULT}, "kms_key_id"),
    (oci_volume_kms_key, {"volume_id": VOLUME, "kms_key_id": KEY, **IN_VAULT}, "kms_key_name"),
    (oci_volume_kms_key, {"volume_id": VOLUME, "kms_key_name": "cmk"}, "vault_id"),
    (oci_volume_kms_key, {"volume_id": VOLUME, "state": "absent", "kms_key_id": KEY}, "kms_key_id"),
    (oci_volume_kms_key, {"volume_id": VOLUME, "kms_key_ids": {"iad": VAULT}}, "kms_key_ids.iad"),
    (oci_volume_kms_key, {"volume_id": VOLUME, "kms_key_ids": {"no region": KEY}}, "kms_key_ids"),
    (oci_volume_kms_key, {"volume_id": VOLUME, "kms_key_id": KEY, "wait_timeout": 0}, "wait_timeout"),
    (oci_bucket_kms_key, {"bucket_name": "a b", "kms_key_id": KEY}, "bucket_name"),
    (oci_bucket_kms_key, {"bucket_name": "b", "state": "absent", "reencrypt": True}, "reencrypt"),
    (oci_kms_key_assignments, {"resources": [VOLUME, "a/b", "data"], "kms_key_id": KEY}, "resources[2]"),
    (oci_kms_key_assignments, {"resources": [VOLUME, "a/b/c"], "kms_key_id": KEY}, "resources[1]"),
    (oci_backup_copy, {"backup_id": BACKUP, "destination_region": "?", "kms_key_id": KEY}, "destination_region"),
    (oci_backup_policy_assignment, {"asset_id": VOLUME}, "policy_id"),
    (oci_backup_policy_assignment, {"asset_id": VOLUME, "state": "absent", "vault_id": VAULT}, "vault_id"),
    (oci_volume, {**NEW_VOLUME, "size_in_gbs": 1}, "size_in_gbs"),
    (oci_volume, {**NEW_VOLUME, "freeform_tags": {"on": True}}, "freeform_tags.on"),
    (oci_volume, {**NEW_VOLUME, "defined_tags": {"ops": {"on": True}}}, "defined_tags.ops.on"),
    (oci_volume, {**NEW_VOLUME, "defined_tags": {"ops": "on"}}, "defined_tags.ops"),
    (oci_volume, {"kms_key_id": KEY}, "volume_id"),
    (
        oci_volume_replication,
        {"source_id": VOLUME, "availability_domain": "x", "kms_key_id": KEY},
        "availability_domain",
    ),
    (
        oci_volume_replication,
        {"source_id": VOLUME, "availability_domain": "Uocm:PHX-AD-1", "state": "absent", "display_name": "a"},
        "display_name",
    ),
    (oci_kms_key, {}, "key_id"),
    (oci_kms_key, {"display_name": "cmk"}, "vault_id"),
    (oci_kms_key, {"display_name": "cmk", "vault_id": VAULT, "deletion_days": 3}, "deletion_days"),
    (oci_kms_key, {"display_name": "cmk", "vault_id": VAULT, "length": 5}, "length"),
    (oci_kms_key, {"display_name": "cmk", "vault_id": VAULT, "vault_name": "v"}, "vault_name"),
    (oci_kms_key_info, {}, "key_id"),
    (oci_kms_vault, {"display_name": " ", "compartment_id": COMPARTMENT}, "display_name"),
    (oci_kms_policy, {"policy_name": "a/b", "groups": ["g"], "key_compartment_id": COMPARTMENT}, "policy_name"),
    (oci_kms_policy, {"policy_name": "cmk"}, "services"),
    (oci_kms_policy, {"policy_name": "cmk", "groups": ["ops", "a'b"]}, "groups[1]"),
    (oci_kms_policy, {"policy_name": "cmk", "services": ["block_volume"]}, "key_compartment_id"),
    (
        oci_kms_policy,
        {"policy_name": "cmk", "groups": ["g"], "key_compartment_id": COMPARTMENT, "kms_key_ids": [KEY, VAULT]},
        "kms_key_ids[1]",
    ),
    (
        oci_kms_policy,
        {"policy_name": "cmk", "groups": ["g"], "key_compartment_id": COMPARTMENT, "regions": ["iad", "?"]},
        "regions[1]",
    ),
    (oci_dynamic_group, {"name": "a/b", "resource_ids": [DATABASE]}, "name"),
    (oci_dynamic_group, {"name": "dbs", "resource_ids": [DATABASE, "db"]}, "resource_ids[1]"),
    (oci_dynamic_group, {"name": "dbs", "resource_types": ["x"], "compartment_ids": [KEY]}, "compartment_ids[0]"),
    (oci_compartment_info, {"paths": ["a", "b:c", "d:"]}, "paths[2]"),
    (
        oci_adb_encryption_key,
        {"autonomous_database_id": DATABASE, "encryption_key": {"provider": "AZURE"}},
        "encryption_key.vault_uri",
    ),
]


def no_login() -> NoReturn:
    pytest.fail("a request would have been sent")


@pytest.mark.parametrize(("task", "options", "path"), WRONG, ids=[f"{t.__name__[-12:]} {p}" for t, _, p in WRONG])
def test_the_wrong_option_is_named(task: Any, options: dict[str, Any], path: str) -> None:
    defaults = {name: facts.get("default") for name, facts in task.ARGUMENT_SPEC.items()}
    if "encryption_key" in options:
        fields = task.ARGUMENT_SPEC["encryption_key"]["options"]
        options = {**options, "encryption_key": {**dict.fromkeys(fields), **options["encryption_key"]}}
    with pytest.raises(BadOption) as caught:
        task.run(Task({**defaults, **options}, no_login))
    assert caught.value.as_result()["option"] == path


LOGIN = {"tenancy": "ocid1.tenancy.oc1..t", "api_user": "ocid1.user.oc1..u", "region": "us-ashburn-1"}


@pytest.mark.parametrize(
    ("params", "environment", "path"),
    [
        ({"auth_type": "magic"}, {}, "auth_type"),
        ({}, {"OCI_AUTH_TYPE": "magic"}, "auth_type"),
        ({}, {}, "config_file_location"),
        ({"config_profile_name": "PROD"}, {}, "config_profile_name"),
        ({**LOGIN, "api_user_key_file": "/k", "api_user_fingerprint": "ab"}, {}, "api_user_fingerprint"),
        (LOGIN, {"OCI_USER_KEY_FILE": "/k", "OCI_USER_KEY_CONTENT": "k"}, "api_user_key_file"),
    ],
)
def test_the_wrong_option_of_a_login_is_named(params: dict[str, str], environment: dict[str, str], path: str) -> None:
    def read_text(location: str) -> str:
        if "config_profile_name" in params:
            return "[DEFAULT]\nregion=us-ashburn-1\n"
        raise FileNotFoundError(location)

    with pytest.raises(BadOption) as caught:
        resolve(params, environment, read_text)
    assert caught.value.option == path

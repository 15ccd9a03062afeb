# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_adb_encryption_key: a key in OCI Vault, the Oracle-managed key, or one of another provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .._assign.assigning import Assigning, Request, request
from .._assign.options import KeySelection, key_argument_spec
from .._core import ocid
from .._core.errors import BadOption
from .._core.task import Task
from .._core.waiting import patience
from .._resources.assignment import ProviderKey
from .._resources.autonomous_database import AUTONOMOUS_DATABASE, AutonomousDatabaseKeys

# What a key of each provider requires, and what else can be specified: the fields of the SDK's models.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "OKV": ("okv_uri", "okv_kms_key", "directory_name"),
    "AWS": ("service_endpoint_uri", "key_arn"),
    "AZURE": ("vault_uri", "key_name"),
    "GCP": ("project", "location", "key_ring", "key_name"),
}
FURTHER: Mapping[str, tuple[str, ...]] = {
    "OKV": ("certificate_directory_name", "certificate_id"),
    "AWS": ("arn_role", "external_id"),
    "AZURE": (),
    "GCP": ("kms_rest_endpoint",),
}
FIELDS = sorted({field for fields in (*REQUIRED.values(), *FURTHER.values()) for field in fields})

ARGUMENT_SPEC: Mapping[str, Any] = {
    "autonomous_database_id": {"type": "str", "required": True, "aliases": ["id"], "no_log": False},
    "encryption_key": {
        "type": "dict",
        "no_log": False,
        "options": {
            "provider": {"type": "str", "required": True, "choices": list(REQUIRED), "no_log": False},
            **{field: {"type": "str", "no_log": False} for field in FIELDS},
        },
    },
    **key_argument_spec(),
}

KINDS: Mapping[str, str] = {AUTONOMOUS_DATABASE.ocid_kind: AUTONOMOUS_DATABASE.label}

ADVICE: Mapping[str, str] = {
    "autonomouscontainerdatabase": "specify the OCID of a database in it",
    "autonomousdatabasebackup": "specify the OCID of the database, since a backup keeps its key",
    "dbsystem": "specify an Autonomous Database, since no other is supported",
    "database": "specify an Autonomous Database, since no other is supported",
    "key": "specify the key as kms_key_id",
}


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    params = task.parameters
    named = ocid.require("autonomous_database_id", params["autonomous_database_id"].strip(), KINDS, ADVICE)
    requested = _request(params, task.check_mode)
    session = task.log_in()
    assigned = Assigning(session, requested).assign(AutonomousDatabaseKeys(session), named.text)
    return {**assigned.result(), "key_history": list(assigned.outcome.before.attributes["key_history"])}


def _request(params: Mapping[str, Any], check_mode: bool) -> Request:
    encryption_key = params["encryption_key"]
    if encryption_key is None or params["state"] == "absent":
        return request(
            params, check_mode, not_with_absent=("encryption_key",), instead=", or encryption_key for other providers"
        )
    for option in ("kms_key_id", "kms_key_ids", "kms_key_name", "vault_id"):
        if params.get(option):
            raise BadOption(
                f"encryption_key is for keys outside of OCI Vault, to which {option} does not apply",
                advice=("Omit one of the two.",),
                option=option,
            )
    elsewhere = Request(KeySelection(None, None, None), params["validate_key"], check_mode, patience(params))
    return replace(elsewhere, provider_key=_provider_key(encryption_key))


def _provider_key(encryption_key: Mapping[str, Any]) -> ProviderKey:
    provider = encryption_key["provider"]
    specified = {name: value for name in FIELDS if (value := (encryption_key[name] or "").strip())}
    missing = [name for name in REQUIRED[provider] if name not in specified]
    if missing:
        raise BadOption(
            f"encryption_key with provider={provider} requires {' and '.join(missing)} as well",
            option=f"encryption_key.{missing[0]}",
        )
    foreign = [name for name in specified if name not in REQUIRED[provider] + FURTHER[provider]]
    if foreign:
        raise BadOption(
            f"encryption_key with provider={provider} takes no {' and no '.join(foreign)}",
            advice=(f"Specify {', '.join(REQUIRED[provider] + FURTHER[provider])} only.",),
            option=f"encryption_key.{foreign[0]}",
        )
    return ProviderKey(provider, specified)

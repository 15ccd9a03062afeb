# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The finding as reports have it: one record for each resource and rule, by the published schema."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from .._resources.registry import assignable
from . import rules
from .expectations import ORACLE_MANAGED, Expectation
from .items import Item, KeySeen
from .judging import FACTS, NONCOMPLIANT, Verdict
from .places import Places

SCHEMA_VERSION = "1.0"

# As in galaxy.yml, which is not part of what a task is sent.
COLLECTION_VERSION = "0.1.0"

UID_PREFIX = "cmk-oci:"

UID_LENGTH = 32

# Where OCI notes who created a resource, if the tenancy has that tag default.
CREATED_BY = ("Oracle-Tags", "CreatedBy")

ASSIGNABLE = frozenset(each.facts.name for each in assignable().values())

YOUR_KEY = "<OCID of the key>"


def uid(rule_id: str, identity: str) -> str:
    """The name of a finding in all runs: neither depends on display names, which OCI does not keep unique."""
    digest = hashlib.sha256(f"{rule_id}\0{identity}".encode()).hexdigest()
    return UID_PREFIX + digest[:UID_LENGTH]


def owner(item: Item, tags: Sequence[str]) -> Optional[str]:
    """The owner of a resource by the first of the tags that it has, else who created it."""
    for each in tags:
        namespace, separator, key = each.partition(".")
        found = item.defined_tags.get(namespace, {}).get(key) if separator else item.freeform_tags.get(each)
        if found:
            return str(found)
    return item.defined_tags.get(CREATED_BY[0], {}).get(CREATED_BY[1])


def record(
    verdict: Verdict,
    item: Item,
    key: Optional[KeySeen],
    expected: Expectation,
    places: Places,
    *,
    observed_at: str,
    owner_tags: Sequence[str],
) -> dict[str, Any]:
    """The record of a finding, without what the exceptions and an earlier report add."""
    rule = rules.RULES[verdict.rule_id]
    return {
        "uid": uid(verdict.rule_id, item.identity),
        "rule_id": verdict.rule_id,
        "status": verdict.status,
        "reason": verdict.reason,
        "severity": verdict.severity,
        "message": verdict.message,
        "resource": {
            "ocid": item.ocid,
            "identity": item.identity,
            "name": item.name,
            "type": item.type,
            "region": item.region,
            "availability_domain": item.availability_domain,
            "compartment_id": item.compartment_id,
            "compartment_path": places.path(item.compartment_id),
            "owner": owner(item, owner_tags),
            "freeform_tags": dict(item.freeform_tags),
            "defined_tags": {name: dict(tags) for name, tags in item.defined_tags.items()},
            "lifecycle_state": item.lifecycle_state,
            "time_created": item.time_created,
        },
        "key": {
            "current": None if key is None else key.as_result(),
            "provider": item.provider,
            "expected": expected.as_result(),
            "source_of_expectation": expected.source,
        },
        "request": _request(verdict),
        "exception": None,
        "expired_exception": None,
        "delta": None,
        "first_seen": observed_at,
        "last_seen": observed_at,
        "observed_at": observed_at,
        "remediation": _remediation(verdict, item, key, expected),
        "references": rules.references(rule.controls),
    }


def _request(verdict: Verdict) -> Optional[dict[str, Any]]:
    """The request that failed, where the finding is one of what could not be read."""
    problem = verdict.problem
    if problem is None:
        return None
    return {
        "operation": problem.operation,
        "status": problem.status,
        "code": problem.code,
        "opc_request_id": problem.opc_request_id,
    }


def _remediation(
    verdict: Verdict, item: Item, key: Optional[KeySeen], expected: Expectation
) -> Optional[dict[str, Any]]:
    """The task that ends the finding, as data; `None` where there is nothing to do."""
    missing = list(verdict.problem.missing_statements) if verdict.problem else []
    if verdict.status != NONCOMPLIANT:
        return {"module": None, "arguments": {}, "missing_statements": missing} if missing else None
    if verdict.rule_id == rules.KEY_USABLE and verdict.reason != "key_foreign_tenancy" and key is not None:
        enabled = {"key_id": key.id, "state": "present", "region": item.region}
        return {"module": "cmk.oci.oci_kms_key", "arguments": enabled, "missing_statements": missing}
    if item.type not in ASSIGNABLE:
        return {"module": None, "arguments": {}, "missing_statements": missing}
    arguments: dict[str, Any] = {"resources": [item.ocid or item.identity], **_key_arguments(expected)}
    if FACTS[item.type].ocid_kind == "bucket":
        arguments["region"] = item.region
    return {"module": "cmk.oci.oci_kms_key_assignments", "arguments": arguments, "missing_statements": missing}


def _key_arguments(expected: Expectation) -> Mapping[str, Any]:
    if expected.kms_key_name is not None:
        return {"kms_key_name": expected.kms_key_name, "vault_id": expected.vault_id}
    if expected.key == ORACLE_MANAGED:
        return {"state": "absent"}
    return {"kms_key_id": expected.kms_key_id or YOUR_KEY}


def as_time(wall: float) -> str:
    """A Unix time as reports have it, in UTC."""
    return datetime.datetime.fromtimestamp(wall, datetime.timezone.utc).isoformat(timespec="seconds")

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the audit in this process, and computes by the plain SDK what it must find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema
import oci
import referencing

from ansible_collections.cmk.oci.plugins.module_utils._core.task import Task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_encryption_info
from dev import report_schemas
from simulator.cloud import Cloud
from simulator.gateway.faults import rule_from
from simulator.in_process import mount
from tests.parameters import with_options
from tests.sessions import log_in

Finding = Mapping[str, Any]


def audit(cloud: Cloud, user: str = "admin", **options: Any) -> dict[str, Any]:
    """The result of the module with these options, and the defaults of all others."""
    params = with_options(oci_encryption_info.ARGUMENT_SPEC, {"max_returned": 100_000, **options})
    result: dict[str, Any] = oci_encryption_info.run(Task(params, lambda: log_in(cloud, user)))
    return result


def by_rule(result: Mapping[str, Any], rule_id: str) -> dict[str, Finding]:
    """The findings of a rule by the name of the resource."""
    return {each["resource"]["name"]: each for each in result["findings"] if each["rule_id"] == rule_id}


def by_name(result: Mapping[str, Any], name: str) -> dict[str, Finding]:
    """The findings of a resource by rule."""
    return {each["rule_id"]: each for each in result["findings"] if each["resource"]["name"] == name}


def schema_errors(report: Mapping[str, Any]) -> list[str]:
    """Where a report is not as its published schema has it."""
    documents = report_schemas.documents()
    registry = referencing.Registry().with_resources(
        (each["$id"], referencing.Resource.from_contents(each)) for each in documents.values()
    )
    validator = jsonschema.Draft202012Validator(documents["report.schema.json"], registry=registry)
    return [f"{each.json_path}: {each.message[:200]}" for each in validator.iter_errors(report)]


def fault(cloud: Cloud, **rule: Any) -> None:
    """Have requests fail, as the control interface of the simulated tenancy does."""
    cloud.gateway.faults.add(rule_from(rule))


@dataclass(frozen=True)
class Truth:
    """A resource as the plain SDK shows it: its key, `None` for the Oracle-managed one, `unreadable` if shut."""

    type: str
    ocid: str
    region: str
    compartment_id: str
    kms_key_id: str | None
    is_exempt: bool = False


def truth(cloud: Cloud) -> list[Truth]:
    """Every resource of every compartment in both regions, read one by one by the administrator."""
    found: list[Truth] = []
    for region in cloud.tenancy.regions:
        found += _of_region(cloud, region)
    return found


def _of_region(cloud: Cloud, region: str) -> list[Truth]:
    config = cloud.config("admin", region=region)
    signer = oci.Signer(
        config["tenancy"], config["user"], config["fingerprint"], None, private_key_content=config["key_content"]
    )

    def client(kind: Callable[..., Any]) -> Any:
        made = kind({**config, "key_file": ""}, signer=signer, retry_strategy=oci.retry.NoneRetryStrategy())
        mount(made, cloud)
        return made

    identity = client(oci.identity.IdentityClient)
    storage = client(oci.core.BlockstorageClient)
    databases, files = client(oci.database.DatabaseClient), client(oci.file_storage.FileStorageClient)
    buckets = client(oci.object_storage.ObjectStorageClient)
    compartments = [config["tenancy"]] + [
        each.id
        for each in identity.list_compartments(config["tenancy"], compartment_id_in_subtree=True).data
        if each.lifecycle_state == "ACTIVE"
    ]
    domains = [each.name for each in identity.list_availability_domains(config["tenancy"]).data]
    namespace = buckets.get_namespace().data
    found: list[Truth] = []
    for compartment in compartments:
        lists = {
            "volume": storage.list_volumes(compartment_id=compartment),
            "boot_volume": storage.list_boot_volumes(compartment_id=compartment),
            "volume_backup": storage.list_volume_backups(compartment_id=compartment),
            "boot_volume_backup": storage.list_boot_volume_backups(compartment_id=compartment),
            "block_volume_replica": storage.list_block_volume_replicas(compartment_id=compartment),
            "boot_volume_replica": storage.list_boot_volume_replicas(compartment_id=compartment),
        }
        listed = [(name, each) for name, answer in lists.items() for each in answer.data]
        # Whether their list has the key is not documented.
        listed += [
            ("autonomous_database", databases.get_autonomous_database(each.id).data)
            for each in databases.list_autonomous_databases(compartment).data
        ]
        listed += [
            ("file_system", each) for domain in domains for each in files.list_file_systems(compartment, domain).data
        ]
        found += [_truth(name, each, region) for name, each in listed if each.lifecycle_state not in GONE]
        for each in buckets.list_buckets(namespace, compartment).data:
            try:
                found.append(_truth("bucket", buckets.get_bucket(namespace, each.name).data, region))
            except oci.exceptions.ServiceError:
                found.append(Truth("bucket", f"/n/{namespace}/b/{each.name}@{region}", region, compartment, UNREADABLE))
    return found


UNREADABLE = "unreadable"

GONE = ("TERMINATED", "DELETED")


def _truth(name: str, data: Any, region: str) -> Truth:
    key = data.kms_key_id
    return Truth(
        name,
        data.id,
        region,
        data.compartment_id,
        None if key in (None, "", "ORACLE_MANAGED_KEY") else key,
        bool(getattr(data, "is_refreshable_clone", False)),
    )

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What the audit knows of one resource and of one key, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .._core import errors
from .._core.errors import Failure
from .._core.options import returned_tags
from .._resources.access import Readable
from .._resources.assignment import Assignment

# A compartment in the place of its resources, where they could not be listed.
COMPARTMENT = "compartment"

REASONS: Mapping[type[Failure], str] = {
    errors.NotFoundOrDenied: "denied",
    errors.NotAuthenticated: "denied",
    errors.Throttled: "throttled",
    errors.BadAnswer: "unreadable_answer",
    errors.KeyUnusable: "key_unusable",
    errors.TimedOut: "out_of_time",
}

OTHERWISE = "service_error"


@dataclass(frozen=True)
class Unreadable:
    """Why something could not be read: `reason` is one of a closed list, `message` for people, the rest the request."""

    reason: str
    message: str
    operation: Optional[str] = None
    status: Optional[int] = None
    code: Optional[str] = None
    opc_request_id: Optional[str] = None
    missing_statements: tuple[str, ...] = ()


def unreadable(failure: Failure) -> Unreadable:
    """The reason that a failure is."""
    return Unreadable(
        reason=next((reason for kind, reason in REASONS.items() if isinstance(failure, kind)), OTHERWISE),
        message=str(failure),
        operation=failure.operation,
        status=failure.status,
        code=failure.code,
        opc_request_id=failure.opc_request_id,
        missing_statements=tuple(failure.missing_statements),
    )


@dataclass(frozen=True)
class Item:
    """One resource as a list or a read showed it, or with `problem` why it could not be read.

    `identity` names it in every report: its OCID, but for buckets `/n/<namespace>/b/<name>` and the region, since lists
    do not show their OCIDs. `provider` keeps a key outside of OCI Vault, `exemption` is why it cannot have a key.
    """

    type: str
    identity: str
    region: str
    compartment_id: str
    ocid: Optional[str] = None
    name: Optional[str] = None
    availability_domain: Optional[str] = None
    lifecycle_state: Optional[str] = None
    time_created: Optional[str] = None
    kms_key_id: Optional[str] = None
    provider: Optional[str] = None
    exemption: Optional[str] = None
    freeform_tags: Mapping[str, str] = field(default_factory=dict)
    defined_tags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    problem: Optional[Unreadable] = None


def item_of(kind: Readable, seen: Assignment) -> Item:
    """A resource as an item."""
    described, created = kind.describe(seen, None), seen.shown.time_created
    return Item(
        type=kind.facts.name,
        identity=kind.identity(seen.resource_id),
        region=kind.session.region,
        compartment_id=described["compartment_id"],
        ocid=described["id"],
        name=described.get("display_name", described.get("name")),
        availability_domain=described.get("availability_domain"),
        lifecycle_state=seen.lifecycle_state,
        time_created=created.isoformat(timespec="seconds") if created else None,
        kms_key_id=seen.kms_key_id,
        provider=seen.provider_key.provider if seen.provider_key else None,
        exemption=kind.exemption(seen),
        freeform_tags=returned_tags(seen.shown.freeform_tags),
        defined_tags=returned_tags(seen.shown.defined_tags),
    )


def unread_item(kind: Readable, resource_id: str, compartment_id: str, failure: Failure) -> Item:
    """A resource that is listed and could not be read."""
    return Item(
        type=kind.facts.name,
        identity=kind.identity(resource_id),
        region=kind.session.region,
        compartment_id=compartment_id,
        ocid=resource_id if resource_id.startswith("ocid1.") else None,
        name=resource_id.rsplit("/", 1)[-1],
        problem=unreadable(failure),
    )


def unread_place(type_name: str, region: str, compartment_id: str, name: Optional[str], problem: Unreadable) -> Item:
    """A compartment whose resources of a type could not be listed, as the item in their place."""
    return Item(
        type=type_name,
        identity=f"{compartment_id}/{region}",
        region=region,
        compartment_id=compartment_id,
        ocid=compartment_id,
        name=name,
        problem=problem,
    )


@dataclass(frozen=True)
class KeySeen:
    """A key as the region of a resource sees it, or with `problem` why it could not be read.

    `age_days` is that of its current version. `versions_problem` is why versions were not counted. `is_foreign` says
    whether it is in another tenancy, `None` where that cannot be known.
    """

    id: str
    region: str
    name: Optional[str] = None
    vault_id: Optional[str] = None
    lifecycle_state: Optional[str] = None
    protection_mode: Optional[str] = None
    enabled_versions: Optional[int] = None
    age_days: Optional[int] = None
    is_foreign: Optional[bool] = None
    problem: Optional[Unreadable] = None
    versions_problem: Optional[Unreadable] = None

    def as_result(self) -> dict[str, Any]:
        """The key as findings show it."""
        return {
            "ocid": self.id,
            "name": self.name,
            "vault_id": self.vault_id,
            "lifecycle_state": self.lifecycle_state,
            "protection_mode": self.protection_mode,
            "enabled_versions": self.enabled_versions,
            "age_days": self.age_days,
            "region": self.region,
        }

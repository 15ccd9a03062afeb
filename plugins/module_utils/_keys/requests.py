# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Parses and validates the options of oci_kms_key and oci_kms_vault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._core.errors import BadOption
from .._core.options import RequestedTags, given_text, parse_tags, policies_argument_spec
from .._core.regions import required_region
from .._core.waiting import Patience, patience
from .._resources import registry
from .._resources.resource_type import ResourceType
from . import finding, lifecycle, options
from .finding import Place
from .key import NEVER, misfit, requires_single_version
from .shape import CURVES, LENGTHS, RequestedShape, in_bytes, parse_shape
from .vault import DEFAULT, PRIVATE

KEY_ARGUMENT_SPEC: Mapping[str, Any] = {
    **finding.place_argument_spec(),
    "algorithm": {"type": "str", "choices": list(LENGTHS), "no_log": False},
    "length": {"type": "int", "no_log": False},
    "curve_id": {"type": "str", "choices": list(CURVES), "no_log": False},
    "protection_mode": {"type": "str", "choices": ["HSM", "SOFTWARE"], "no_log": False},
    "services": {
        "type": "list",
        "elements": "str",
        "choices": list(registry.services()),
        "default": [],
        "no_log": False,
    },
    "auto_rotation_interval_days": {"type": "int", "no_log": False},
    "rotate_after_days": {"type": "int", "no_log": False},
    "force_disable": {"type": "bool", "default": False, "no_log": False},
    "state": {"type": "str", "choices": ["present", "disabled", "absent"], "default": "present", "no_log": False},
    **options.shared_argument_spec(),
}

# https://docs.oracle.com/en-us/iaas/api/#/en/key/release/datatypes/AutoKeyRotationDetails
SHORTEST_INTERVAL, LONGEST_INTERVAL = 60, 365


@dataclass(frozen=True)
class KeyRequest:
    """The options of one task."""

    key_id: Optional[str]
    display_name: Optional[str]
    place: Place
    compartment_id: Optional[str]
    shape: RequestedShape
    protection_mode: Optional[str]
    services: tuple[ResourceType, ...]
    rotation_interval_days: Optional[int]
    rotate_after_days: Optional[int]
    tags: RequestedTags
    state: str
    reactivate: bool
    deletion_days: int
    ignore_unreadable: bool
    force_disable: bool
    patience: Optional[Patience]


def parse_key_request(params: Mapping[str, Any]) -> KeyRequest:
    """Parse and validate the options of oci_kms_key. Raises BadOption."""
    request = KeyRequest(
        key_id=finding.key_id(params),
        display_name=given_text(params, "display_name"),
        place=finding.place(params),
        compartment_id=options.compartment_id(params),
        shape=parse_shape(params["algorithm"], params["length"], params["curve_id"]),
        protection_mode=params["protection_mode"],
        services=tuple(registry.services()[each] for each in params["services"]),
        rotation_interval_days=params["auto_rotation_interval_days"],
        rotate_after_days=params["rotate_after_days"],
        tags=parse_tags(params),
        state=params["state"],
        reactivate=params["reactivate"],
        deletion_days=params["deletion_days"],
        ignore_unreadable=params["ignore_unreadable"],
        force_disable=params["force_disable"],
        patience=patience(params),
    )
    lifecycle.check_days(request.deletion_days)
    _check_identity(request)
    _check_rotation(request)
    if request.shape.algorithm is not None and request.shape.bits is not None:
        problem = misfit(request.shape.algorithm, in_bytes(request.shape.bits), request.services)
        if problem is not None:
            raise BadOption(
                f"A key of the shape {request.shape.words} {problem.reason}", advice=problem.advice, option="services"
            )
    return request


def _check_identity(request: KeyRequest) -> None:
    if request.key_id is None and request.display_name is None:
        raise BadOption(
            "No option selects the key", advice=("Specify key_id, or display_name with the vault.",), option="key_id"
        )
    if request.key_id is None and request.place.vault_id is None and request.place.vault_name is None:
        raise BadOption(
            "display_name requires vault_id or vault_name, since names of keys are unique in their vault only",
            advice=("Specify the vault that holds the key.",),
            option="vault_id",
        )


def _check_rotation(request: KeyRequest) -> None:
    interval, days = request.rotation_interval_days, request.rotate_after_days
    if interval not in (None, NEVER) and not SHORTEST_INTERVAL <= int(interval or 0) <= LONGEST_INTERVAL:
        raise BadOption(
            f"auto_rotation_interval_days must be {SHORTEST_INTERVAL} to {LONGEST_INTERVAL} days, or {NEVER} for no "
            f"rotation by schedule, not {interval}.",
            option="auto_rotation_interval_days",
        )
    if days is not None and days < 1:
        raise BadOption(f"rotate_after_days must be 1 day or more, not {days}.", option="rotate_after_days")
    if requires_single_version(request.services):
        for option, value in (("auto_rotation_interval_days", interval), ("rotate_after_days", days)):
            if value:
                raise BadOption(
                    "services names block_volume, and Block Volume supports keys with a single version only, so "
                    f"{option} does not apply",
                    advice=("Rotate by creating a new key and assigning that.",),
                    option=option,
                )


VAULT_ARGUMENT_SPEC: Mapping[str, Any] = {
    "vault_id": {"type": "str", "aliases": ["id"], "no_log": False},
    "display_name": {"type": "str", "aliases": ["name"], "no_log": False},
    "compartment_id": {"type": "str", "no_log": False},
    "vault_type": {"type": "str", "choices": [DEFAULT, PRIVATE], "no_log": False},
    "replica_region": {"type": "str", "no_log": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present", "no_log": False},
    **options.shared_argument_spec(),
    **policies_argument_spec(),
}


@dataclass(frozen=True)
class VaultRequest:
    """The options of one task."""

    vault_id: Optional[str]
    display_name: Optional[str]
    compartment_id: Optional[str]
    vault_type: Optional[str]
    replica_region: Optional[str]
    tags: RequestedTags
    is_absent: bool
    reactivate: bool
    deletion_days: int
    ignore_unreadable: bool
    patience: Optional[Patience]


def parse_vault_request(params: Mapping[str, Any]) -> VaultRequest:
    """Parse and validate the options of oci_kms_vault. Raises BadOption."""
    region = given_text(params, "replica_region")
    request = VaultRequest(
        vault_id=options.vault_id(params),
        display_name=given_text(params, "display_name"),
        compartment_id=options.compartment_id(params),
        vault_type=params["vault_type"],
        replica_region=None if region is None else required_region("replica_region", region),
        tags=parse_tags(params),
        is_absent=params["state"] == "absent",
        reactivate=params["reactivate"],
        deletion_days=params["deletion_days"],
        ignore_unreadable=params["ignore_unreadable"],
        patience=patience(params),
    )
    lifecycle.check_days(request.deletion_days)
    if request.vault_id is None and (request.display_name is None or request.compartment_id is None):
        raise BadOption(
            "No option selects the vault",
            advice=("Specify vault_id, or display_name with compartment_id.",),
            option="vault_id",
        )
    return request

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Parses and validates the options of oci_kms_key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._core.errors import BadOption
from .._core.options import AskedTags, asked_tags, given_text
from .._core.waiting import Patience, patience
from .._resources import registry
from . import deletion, finding, options
from .finding import Place
from .key import NEVER
from .services import misfit, wants_single_version
from .shape import CURVES, LENGTHS, AskedShape, asked_shape

ARGUMENT_SPEC: Mapping[str, Any] = {
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
class Asked:
    """The options of one task."""

    key_id: Optional[str]
    display_name: Optional[str]
    place: Place
    compartment_id: Optional[str]
    shape: AskedShape
    protection_mode: Optional[str]
    services: tuple[str, ...]
    rotation_interval_days: Optional[int]
    rotate_after_days: Optional[int]
    tags: AskedTags
    state: str
    reactivate: bool
    deletion_days: int
    ignore_unreadable: bool
    force_disable: bool
    patience: Optional[Patience]
    check_mode: bool


def asked_key(params: Mapping[str, Any], check_mode: bool) -> Asked:
    """The same as a task gives it. Raises BadOption."""
    asked = Asked(
        key_id=finding.key_id(params),
        display_name=given_text(params, "display_name"),
        place=finding.place(params),
        compartment_id=options.compartment_id(params),
        shape=asked_shape(params["algorithm"], params["length"], params["curve_id"]),
        protection_mode=params["protection_mode"],
        services=tuple(params["services"]),
        rotation_interval_days=params["auto_rotation_interval_days"],
        rotate_after_days=params["rotate_after_days"],
        tags=asked_tags(params),
        state=params["state"],
        reactivate=params["reactivate"],
        deletion_days=params["deletion_days"],
        ignore_unreadable=params["ignore_unreadable"],
        force_disable=params["force_disable"],
        patience=patience(params),
        check_mode=check_mode,
    )
    deletion.check_days(asked.deletion_days)
    _check_identity(asked)
    _check_rotation(asked)
    if asked.shape.algorithm is not None and asked.shape.bits is not None:
        problem = misfit(asked.shape.to_create(), asked.services)
        if problem is not None:
            raise BadOption(
                f"A key of the shape {asked.shape.words} {problem.reason}", advice=problem.advice, option="services"
            )
    return asked


def _check_identity(asked: Asked) -> None:
    if asked.key_id is None and asked.display_name is None:
        raise BadOption(
            "No option selects the key", advice=("Specify key_id, or display_name with the vault.",), option="key_id"
        )
    if asked.key_id is None and asked.place.vault_id is None and asked.place.vault_name is None:
        raise BadOption(
            "display_name requires vault_id or vault_name, since names of keys are unique in their vault only",
            advice=("Specify the vault that holds the key.",),
            option="vault_id",
        )


def _check_rotation(asked: Asked) -> None:
    interval, days = asked.rotation_interval_days, asked.rotate_after_days
    if interval not in (None, NEVER) and not SHORTEST_INTERVAL <= int(interval or 0) <= LONGEST_INTERVAL:
        raise BadOption(
            f"auto_rotation_interval_days must be {SHORTEST_INTERVAL} to {LONGEST_INTERVAL} days, or {NEVER} for no "
            f"rotation by schedule, not {interval}.",
            option="auto_rotation_interval_days",
        )
    if days is not None and days < 1:
        raise BadOption(f"rotate_after_days must be 1 day or more, not {days}.", option="rotate_after_days")
    if wants_single_version(asked.services):
        for option, value in (("auto_rotation_interval_days", interval), ("rotate_after_days", days)):
            if value:
                raise BadOption(
                    "services names block_volume, and Block Volume supports keys with a single version only, so "
                    f"{option} does not apply",
                    advice=("Rotate by creating a new key and assigning that.",),
                    option=option,
                )

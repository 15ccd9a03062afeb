# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Parses and validates the options of oci_kms_vault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._core.errors import BadOption
from .._core.options import AskedTags, asked_tags, given_text, policies_argument_spec
from .._core.regions import required_region
from .._core.waiting import Patience, patience
from . import deletion, options
from .vault import DEFAULT, PRIVATE

ARGUMENT_SPEC: Mapping[str, Any] = {
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
class Asked:
    """The options of one task."""

    vault_id: Optional[str]
    display_name: Optional[str]
    compartment_id: Optional[str]
    vault_type: Optional[str]
    replica_region: Optional[str]
    tags: AskedTags
    is_absent: bool
    reactivate: bool
    deletion_days: int
    ignore_unreadable: bool
    patience: Optional[Patience]
    check_mode: bool


def asked_vault(params: Mapping[str, Any], check_mode: bool) -> Asked:
    """The same as a task gives it. Raises BadOption."""
    region = given_text(params, "replica_region")
    asked = Asked(
        vault_id=options.vault_id(params),
        display_name=given_text(params, "display_name"),
        compartment_id=options.compartment_id(params),
        vault_type=params["vault_type"],
        replica_region=None if region is None else required_region("replica_region", region),
        tags=asked_tags(params),
        is_absent=params["state"] == "absent",
        reactivate=params["reactivate"],
        deletion_days=params["deletion_days"],
        ignore_unreadable=params["ignore_unreadable"],
        patience=patience(params),
        check_mode=check_mode,
    )
    deletion.check_days(asked.deletion_days)
    if asked.vault_id is None and (asked.display_name is None or asked.compartment_id is None):
        raise BadOption(
            "No option selects the vault",
            advice=("Specify vault_id, or display_name with compartment_id.",),
            option="vault_id",
        )
    return asked

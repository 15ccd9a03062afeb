# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Parses and validates the options of oci_volume."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._assign.options import KeyChoice, key_choice, key_choice_argument_spec
from .._core import ocid
from .._core.errors import BadOption
from .._core.options import RequestedTags, given_text, parse_tags, wait_argument_spec
from .._core.waiting import Patience, patience
from .volumes import ACCESS, BLOCK, LEAST_GBS, MOST_GBS, SOURCES, ULTRA_HIGH_VPUS, VPUS

ARGUMENT_SPEC: Mapping[str, Any] = {
    "volume_id": {"type": "str", "aliases": ["id", "boot_volume_id"], "no_log": False},
    "display_name": {"type": "str", "aliases": ["name"], "no_log": False},
    "compartment_id": {"type": "str", "no_log": False},
    "source_id": {"type": "str", "no_log": False},
    "availability_domain": {"type": "str", "no_log": False},
    "size_in_gbs": {"type": "int", "no_log": False},
    "vpus_per_gb": {"type": "int", "no_log": False},
    "freeform_tags": {"type": "dict", "no_log": False},
    "defined_tags": {"type": "dict", "no_log": False},
    "wait_for_hydration": {"type": "bool", "default": False, "no_log": False},
    "state": {"type": "str", "choices": ["present"], "default": "present", "no_log": False},
    **key_choice_argument_spec(),
    **wait_argument_spec(),
}

VOLUME_KINDS: Mapping[str, str] = {kind: each.facts.label for kind, each in ACCESS.items()}
VOLUME_ADVICE: Mapping[str, str] = dict.fromkeys(
    SOURCES.keys() - ACCESS.keys(), "specify what a volume is created from as source_id"
)
SOURCE_KINDS: Mapping[str, str] = {kind: each.label for kind, each in SOURCES.items()}
SOURCE_ADVICE: Mapping[str, str] = {
    "volumegroup": "specify one of its volumes",
    "volumegroupbackup": "specify one of its backups",
    "volumegroupreplica": "specify one of its members' replicas",
    "image": "launch an instance to create a boot volume from an image",
    "key": "specify the key as kms_key_id",
}


@dataclass(frozen=True)
class VolumeRequest:
    """The options of one task."""

    kind: str
    volume_id: Optional[str]
    display_name: Optional[str]
    compartment_id: Optional[str]
    source_id: Optional[str]
    availability_domain: Optional[str]
    size_in_gbs: Optional[int]
    vpus_per_gb: Optional[int]
    tags: RequestedTags
    key: KeyChoice
    waits_for_hydration: bool
    patience: Optional[Patience]
    check_mode: bool


def parse_volume_request(params: Mapping[str, Any], check_mode: bool) -> VolumeRequest:
    """Parse and validate the options of oci_volume. Raises BadOption."""
    volume_id, source_id = given_text(params, "volume_id"), given_text(params, "source_id")
    compartment_id = given_text(params, "compartment_id")
    kind = BLOCK
    if compartment_id is not None:
        ocid.require("compartment_id", compartment_id, ocid.COMPARTMENT_KINDS)
    if source_id is not None:
        kind = SOURCES[ocid.require("source_id", source_id, SOURCE_KINDS, SOURCE_ADVICE).kind].creates
    if volume_id is not None:
        existing = ocid.require("volume_id", volume_id, VOLUME_KINDS, VOLUME_ADVICE).kind
        if source_id is not None and existing != kind:
            raise BadOption(
                f"volume_id is the OCID of a {VOLUME_KINDS[existing]}, and source_id of what only a "
                f"{VOLUME_KINDS[kind]} can be created from",
                advice=("Correct one of the two.",),
                option="volume_id",
            )
        kind = existing
    request = VolumeRequest(
        kind=kind,
        volume_id=volume_id,
        display_name=given_text(params, "display_name"),
        compartment_id=compartment_id,
        source_id=source_id,
        availability_domain=given_text(params, "availability_domain"),
        size_in_gbs=params["size_in_gbs"],
        vpus_per_gb=params["vpus_per_gb"],
        tags=parse_tags(params),
        key=key_choice(params, what="the volume"),
        # Reading waits for nothing that only a write would start.
        waits_for_hydration=params["wait_for_hydration"] and not check_mode,
        patience=patience(params),
        check_mode=check_mode,
    )
    if volume_id is None and (request.display_name is None or compartment_id is None):
        raise BadOption(
            "No option selects the volume",
            advice=("Specify volume_id, or display_name with compartment_id.",),
            option="volume_id",
        )
    _check_numbers(request)
    if params["wait_for_hydration"] and request.patience is None:
        raise BadOption(
            "wait_for_hydration=true contradicts wait=false",
            advice=("Correct one of the two.",),
            option="wait_for_hydration",
        )
    return request


def _check_numbers(request: VolumeRequest) -> None:
    """Raises BadOption for what OCI offers of no volume."""
    size, vpus = request.size_in_gbs, request.vpus_per_gb
    if size is not None and not LEAST_GBS <= size <= MOST_GBS:
        raise BadOption(f"size_in_gbs must be from {LEAST_GBS} to {MOST_GBS}, not {size}.", option="size_in_gbs")
    least, most = ULTRA_HIGH_VPUS
    if vpus is not None and vpus not in VPUS[request.kind] and not least <= vpus <= most:
        named = ", ".join(str(each) for each in VPUS[request.kind])
        raise BadOption(f"vpus_per_gb must be {named}, or from {least} to {most}, not {vpus}.", option="vpus_per_gb")

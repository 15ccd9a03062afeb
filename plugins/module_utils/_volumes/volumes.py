# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Volumes and their sources: the options that request one, and their requests to OCI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._assign.options import KeyChoice, key_choice, key_choice_argument_spec
from .._core import ocid, pages
from .._core.create_once import Created, age_of
from .._core.errors import Accepted, BadOption
from .._core.options import RequestedTags, given_text, parse_tags, wait_argument_spec
from .._core.pages import SecondWitness
from .._core.sdk import service_package
from .._core.session import Session
from .._core.waiting import Patience, patience
from .._iam import language
from .._resources.access import PAGE
from .._resources.assignment import customer_managed
from .._resources.resource_type import ResourceType
from .._resources.volume import BootVolumeKeys, VolumeKeys
from .creation import GONE

BLOCK, BOOT = "volume", "bootvolume"


@dataclass(frozen=True)
class SourceKind:
    """One kind of source.

    `creates` is the kind of OCID that the volume will have, `details` the SDK's class that names the source in a
    request, `get` the client's method that reads one. `lends_domain` says whether the volume must be where the source
    is, so that its availability domain need not be given. `statement` is what a group needs to use it.
    """

    label: str
    creates: str
    details: str
    get: str
    lends_domain: bool
    statement: str


# https://docs.oracle.com/en-us/iaas/Content/Identity/Reference/corepolicyreference.htm
SOURCES: Mapping[str, SourceKind] = {
    "volume": SourceKind("block volume", BLOCK, "VolumeSourceFromVolumeDetails", "get_volume", True, "inspect volumes"),
    "volumebackup": SourceKind(
        "volume backup",
        BLOCK,
        "VolumeSourceFromVolumeBackupDetails",
        "get_volume_backup",
        False,
        "read volume-backups",
    ),
    "blockvolumereplica": SourceKind(
        "block volume replica",
        BLOCK,
        "VolumeSourceFromBlockVolumeReplicaDetails",
        "get_block_volume_replica",
        True,
        "inspect volume-replicas",
    ),
    "bootvolume": SourceKind(
        "boot volume", BOOT, "BootVolumeSourceFromBootVolumeDetails", "get_boot_volume", True, "inspect volumes"
    ),
    "bootvolumebackup": SourceKind(
        "boot volume backup",
        BOOT,
        "BootVolumeSourceFromBootVolumeBackupDetails",
        "get_boot_volume_backup",
        False,
        "read boot-volume-backups",
    ),
    "bootvolumereplica": SourceKind(
        "boot volume replica",
        BOOT,
        "BootVolumeSourceFromBootVolumeReplicaDetails",
        "get_boot_volume_replica",
        True,
        "inspect volume-replicas",
    ),
}

ACCESS: Mapping[str, type[VolumeKeys]] = {BLOCK: VolumeKeys, BOOT: BootVolumeKeys}

# The SDK's names for what the two types of volumes have in common.
CREATE: Mapping[str, tuple[str, str, str]] = {
    BLOCK: ("CreateVolume", "create_volume", "CreateVolumeDetails"),
    BOOT: ("CreateBootVolume", "create_boot_volume", "CreateBootVolumeDetails"),
}

# What create_volume documents in the SDK, and vpus_per_gb in the details of both types.
LEAST_GBS, MOST_GBS = 50, 32768
VPUS: Mapping[str, tuple[int, ...]] = {BLOCK: (0, 10, 20), BOOT: (10, 20)}
ULTRA_HIGH_VPUS = (30, 120)


@dataclass(frozen=True)
class Volume:
    """A volume as one read showed it: `source_id` is what it was created from, as far as the service shows it."""

    id: str
    display_name: str
    compartment_id: str
    availability_domain: str
    lifecycle_state: str
    size_in_gbs: int
    vpus_per_gb: Optional[int]
    source_id: Optional[str]
    is_hydrated: Optional[bool]


@dataclass(frozen=True)
class Source:
    """What a volume is created from: where it is, its size, its state, and its key."""

    id: str
    label: str
    lifecycle_state: str
    availability_domain: Optional[str]
    size_in_gbs: Optional[int]
    kms_key_id: Optional[str]


class Volumes:
    """Block volumes or boot volumes of one session, by `kind`, as their OCIDs spell it."""

    def __init__(self, session: Session, kind: str, second_witness: SecondWitness) -> None:
        self.access = ACCESS[kind](session)
        self._session = session
        self._kind = kind
        self._second_witness = second_witness

    @property
    def facts(self) -> ResourceType:
        """The facts of the type."""
        return self.access.facts

    def get(self, volume_id: str) -> Volume:
        """One volume. Raises NotFoundOrDenied."""
        operation = self.access.operations["get"]
        with self.access.doing(operation, f"read the {self.facts.label} {volume_id}", volume_id):
            return _volume(
                getattr(self.access.client, "get_volume" if self._kind == BLOCK else "get_boot_volume")(volume_id).data
            )

    def named(self, compartment_id: str, display_name: str) -> list[Volume]:
        """Those of a name, the ended ones too, as long as they are listed.

        Where the list shows none that is there, those that only Resource Search shows.
        """
        listed = self._listed(compartment_id, display_name)
        if all(each.lifecycle_state in GONE for each in listed):
            unlisted = self._second_witness.find(
                self._kind,
                display_name,
                compartment_id,
                self.get,
                label=self.facts.label,
                listed=[each.id for each in listed],
            )
            listed += [each for each in unlisted if each.lifecycle_state not in GONE]
        return listed

    def _listed(self, compartment_id: str, display_name: str) -> list[Volume]:
        operation = self.access.operations["list"]
        statements = (f"Allow group {language.GROUP} to inspect volumes in {language.place(compartment_id)}",)
        with self.access.doing(
            operation, f"list the {self.facts.label}s of {compartment_id}", compartment_id, statements
        ):
            # Boot volumes are not filtered by name.
            if self._kind == BLOCK:
                listed = pages.items(
                    self.access.client.list_volumes,
                    compartment_id=compartment_id,
                    display_name=display_name,
                    limit=PAGE,
                )
            else:
                listed = pages.items(self.access.client.list_boot_volumes, compartment_id=compartment_id, limit=PAGE)
            return [_volume(each) for each in listed if each.display_name == display_name]

    def source(self, source_id: str) -> Source:
        """What a volume is created from. Raises NotFoundOrDenied."""
        named = ocid.parse(source_id)
        kind = SOURCES[named.kind] if named else SOURCES[BLOCK]
        operation = "".join(part.title() for part in kind.get.split("_"))
        statements = (
            f"Allow group {language.GROUP} to {kind.statement} in compartment <compartment of the {kind.label}>",
        )
        with self.access.doing(operation, f"read the {kind.label} {source_id}", source_id, statements):
            data = getattr(self.access.client, kind.get)(source_id).data
        return Source(
            id=data.id,
            label=kind.label,
            lifecycle_state=data.lifecycle_state,
            availability_domain=data.availability_domain if kind.lends_domain else None,
            size_in_gbs=data.size_in_gbs,
            kms_key_id=customer_managed(data.kms_key_id),
        )

    @property
    def creation(self) -> str:
        """The operation that creates one."""
        return CREATE[self._kind][0]

    def create(
        self, request: Mapping[str, Any], source_id: Optional[str], token: str, statements: tuple[str, ...]
    ) -> Created[Volume]:
        """A new volume, once per token. `request` has the fields of the SDK's model, but for the source."""
        operation, method, model = CREATE[self._kind]
        models = service_package("core").models
        fields = dict(request)
        if source_id is not None:
            named = ocid.parse(source_id)
            kind = SOURCES[named.kind] if named else SOURCES[BLOCK]
            fields["source_details"] = getattr(models, kind.details)(id=source_id)
        details = getattr(models, model)(**fields)
        what = f"create the {self.facts.label} {request['display_name']}"
        with self.access.doing(operation, what, source_id or request["compartment_id"], statements):
            answer = getattr(self.access.client, method)(details, opc_retry_token=token)
        return Created(_volume(answer.data), Accepted(operation, answer.request_id), age_of(answer))


def _volume(data: Any) -> Volume:
    return Volume(
        id=data.id,
        display_name=data.display_name,
        compartment_id=data.compartment_id,
        availability_domain=data.availability_domain,
        lifecycle_state=data.lifecycle_state,
        size_in_gbs=data.size_in_gbs,
        vpus_per_gb=data.vpus_per_gb,
        source_id=getattr(data.source_details, "id", None),
        is_hydrated=data.is_hydrated,
    )


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

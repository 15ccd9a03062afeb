# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that volumes, their backups and groups share: name, tags, size, performance, availability domain, region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...protocol.call import Call
from ...protocol.problems import invalid
from ...tenancy.clock import timestamp
from ...tenancy.regions import Region
from ...tenancy.resource import Resource
from ...tenancy.store import Store

# 50 GB to 32 TB in steps of 1 GB, by default 1 TB (SDK docstring of create_volume).
LEAST_GB, MOST_GB = 50, 32768
MB_PER_GB = 1024

# SDK docstrings of CreateVolumeDetails and AutotunePolicy.
DEFAULT_VPUS = 10
_VPU_STEP, _MOST_VPUS = 10, 120
_DETACHED = {"autotuneType": "DETACHED_VOLUME"}


def named_fields(store: Store, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Name, tags and time of creation of a new resource; the default name is its kind and the time (assumed)."""
    now = timestamp(store.clock.now())
    digits = "".join(character for character in now if character.isdigit())
    return {
        "displayName": body.get("displayName") or f"{kind.replace('_', '')}{digits[:14]}",
        "definedTags": body.get("definedTags", {}),
        "freeformTags": body.get("freeformTags", {}),
        "timeCreated": now,
    }


def renamed_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """Name and tags, if an update specifies them."""
    return {name: body[name] for name in ("displayName", "definedTags", "freeformTags") if name in body}


def size_in_gb(body: Mapping[str, Any], *, least: int, default: int) -> int:
    """The size of a create or an update in GB; `least` is that of the source, or the current one.

    Raises 400 outside of the limits of the service; that a volume cannot be smaller than its source is assumed.
    """
    if "sizeInGBs" in body and "sizeInMBs" in body:
        raise invalid("Only one of sizeInGBs and sizeInMBs can be specified.")
    if "sizeInMBs" in body:
        if body["sizeInMBs"] % MB_PER_GB:
            raise invalid("sizeInMBs must be a multiple of 1024.")
        requested = int(body["sizeInMBs"]) // MB_PER_GB
    else:
        requested = int(body.get("sizeInGBs", default))
    if not max(LEAST_GB, least) <= requested <= MOST_GB:
        raise invalid(f"The size must be between {max(LEAST_GB, least)} and {MOST_GB} GB, not {requested} GB.")
    return requested


def size_fields(gigabytes: int) -> dict[str, int]:
    """A size in both fields of the models."""
    return {"sizeInGBs": gigabytes, "sizeInMBs": gigabytes * MB_PER_GB}


def size_of(members: Iterable[Resource]) -> dict[str, int]:
    """The size of a volume group, which is the sum of the sizes of its members."""
    return size_fields(sum(member.data["sizeInGBs"] for member in members))


def update_size(store: Store, volume: Resource) -> None:
    """Update the size of the group that contains a resized volume, if it is in one."""
    group = store.find(str(volume.data.get("volumeGroupId", "")), kind="volume_group", region=volume.region)
    if group is not None:
        members = [store.find(id, region=group.region) for id in group.data["volumeIds"]]
        store.change(group, size_of(member for member in members if member is not None))


def performance_fields(body: Mapping[str, Any], present: Mapping[str, Any], *, least_vpus: int) -> dict[str, Any]:
    """The performance fields of a volume after a request; raises 400.

    `isAutoTuneEnabled` is the older form of the DETACHED_VOLUME policy, so each of them implies the other.
    """
    vpus = body.get("vpusPerGB", present.get("vpusPerGB", DEFAULT_VPUS))
    if not least_vpus <= vpus <= _MOST_VPUS or vpus % _VPU_STEP:
        raise invalid(f"vpusPerGB must be a multiple of {_VPU_STEP} from {least_vpus} to {_MOST_VPUS}, not {vpus}.")
    policies = list(body.get("autotunePolicies", present.get("autotunePolicies", [])))
    if "autotunePolicies" not in body and "isAutoTuneEnabled" in body:
        policies = [policy for policy in policies if policy != _DETACHED]
        policies += [_DETACHED] if body["isAutoTuneEnabled"] else []
    for policy in policies:
        if policy["autotuneType"] == "PERFORMANCE_BASED" and policy["maxVpusPerGB"] < vpus:
            raise invalid(f"maxVpusPerGB must be at least vpusPerGB, which is {vpus}.")
    return {
        "vpusPerGB": vpus,
        "autoTunedVpusPerGB": vpus,
        "autotunePolicies": policies,
        "isAutoTuneEnabled": _DETACHED in policies,
    }


def domain_here(call: Call, name: str) -> str:
    """An availability domain of the called region; raises 400 (the code is assumed)."""
    if name not in call.tenancy.regions[call.region].availability_domains:
        raise invalid(f"availabilityDomain '{name}' is not one of {call.region}.")
    return name


def region_of_domain(call: Call, name: str) -> Region:
    """The subscribed region of an availability domain; raises 400 (the code is assumed)."""
    for region in call.tenancy.regions.values():
        if name in region.availability_domains:
            return region
    raise invalid(f"availabilityDomain '{name}' is in no region of the tenancy.")


def other_region(call: Call, name: str) -> str:
    """The destination of a copy: another subscribed region; raises 400 (the code is assumed)."""
    if name not in call.tenancy.regions or name == call.region:
        raise invalid(f"destinationRegion '{name}' must be another region that the tenancy is subscribed to.")
    return name

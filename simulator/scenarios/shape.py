# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of the scenario `large`: how many resources of each type, where, and under which keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

ORACLE_MANAGED, GOOD = "oracle-managed", "good"
CONDITIONS: Mapping[str, str] = {
    ORACLE_MANAGED: "no key of the customer",
    GOOD: "an enabled key, `cmk`",
    "other": "another enabled key",
    "software": "a key with the protection mode SOFTWARE",
    "several-versions": "a key with three versions",
    "old": "a key that was created almost 400 days ago",
    "replicated": "a key that exists in two regions with the same OCID, for a shape with two regions",
    "disabled": "a key that is disabled",
    "pending-deletion": "a key whose deletion is scheduled",
    "deleted": "a key that is deleted; databases cannot have it",
    "foreign": "a key of another tenancy, which no user of this one can read; replicas cannot have it",
    "dying": "a key that is disabled some seconds after the start",
}
"""What a resource is encrypted with, by the name that `keys` uses."""

# Names of at least three digits. More compartments than OCI's default limit of 1,000 are not useful.
_MOST = {"compartments": 10_000, "denied": 10_000, "depth": 5}
_MOST_RESOURCES = 2_000_000
_REGIONS = 6


def _number(default: int, purpose: str) -> int:
    number: int = field(default=default, metadata={"purpose": purpose})
    return number


@dataclass(frozen=True)
class Shape:
    """Numbers of resources are totals of the tenancy, spread evenly over all compartments and regions."""

    compartments: int = _number(100, "compartments below `projx`")
    denied: int = _number(0, "further compartments, below `projy`, where `projx-auditor` has no permission")
    depth: int = _number(1, "levels into which the compartments are nested, 1 to 5")
    regions: int = _number(1, "regions with resources; the tenancy is subscribed to at least two")
    volumes: int = _number(100_000, "block volumes")
    boot_volumes: int = _number(0, "boot volumes")
    volume_backups: int = _number(0, "backups of the block volumes")
    boot_volume_backups: int = _number(0, "backups of the boot volumes")
    volume_replicas: int = _number(0, "block volumes with a replica in another region; requires two regions")
    boot_volume_replicas: int = _number(0, "boot volumes with a replica in another region")
    buckets: int = _number(0, "buckets")
    file_systems: int = _number(0, "file systems")
    databases: int = _number(0, "Autonomous Databases")
    dies_after: int = _number(30, "seconds from the start until the key `dying` is disabled")
    keys: Mapping[str, int] = field(default_factory=lambda: {ORACLE_MANAGED: 2, GOOD: 1})
    """The proportions of the conditions."""
    hostile: bool = False
    """Names and tags that break careless reports."""

    def scopes(self) -> int:
        """The number of pairs of a compartment and a region that contain resources."""
        return (self.compartments + self.denied) * self.regions


NUMBERS = {part.name: part.metadata["purpose"] for part in fields(Shape) if "purpose" in part.metadata}
"""The numbers of a shape and what they count."""
RESOURCES = tuple(name for name in NUMBERS if name not in ("compartments", "denied", "depth", "regions", "dies_after"))
"""The numbers that count resources; of those that are not specified there are none, unless nothing is specified."""


def shape_from(described: Mapping[str, Any]) -> Shape:
    """The shape of a description by name. Raises ValueError for what cannot be built.

    As soon as one type of resource is counted, the others default to none.
    """
    known = {part.name for part in fields(Shape)}
    unknown = sorted(described.keys() - known)
    if unknown:
        raise ValueError(f"a shape has no '{unknown[0][:60]}'; it has {', '.join(sorted(known))}")
    values = dict(described)
    if any(name in values for name in RESOURCES):
        values = {**dict.fromkeys(RESOURCES, 0), **values}
    for name in NUMBERS.keys() & values.keys():
        _check_number(name, values[name])
    if not isinstance(values.get("hostile", False), bool):
        raise ValueError(f"'hostile' of a shape must be true or false, not {values['hostile']!r}")
    if "keys" in values:
        _check_keys(values["keys"])
    shape = Shape(**values)
    if shape.keys.get("replicated") and shape.regions != 2:
        raise ValueError("'replicated' of the keys of a shape requires two 'regions'")
    _check_backups(shape)
    _check_replicas(shape)
    return shape


def keys_from(text: str) -> dict[str, int]:
    """The proportions in a text such as `oracle-managed=6,good=3,disabled=1`. Raises ValueError."""
    found = {}
    for part in text.split(","):
        name, equals, parts = part.partition("=")
        if not equals or not parts.isascii() or not parts.isdigit():
            raise ValueError(f"keys must be NAME=PARTS, separated by commas, not {part[:60]!r}")
        found[name] = int(parts)
    _check_keys(found)
    return found


def _check_number(name: str, value: Any) -> None:
    least = 1 if name in ("compartments", "depth", "regions") else 0
    most = _REGIONS if name == "regions" else _MOST.get(name, _MOST_RESOURCES)
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"'{name}' of a shape must be a whole number from {least} to {most}, not {value!r:.60}")


def _check_keys(keys: Any) -> None:
    if not isinstance(keys, Mapping) or not keys:
        raise ValueError("'keys' of a shape must be an object of conditions and their parts")
    for name, parts in keys.items():
        if name not in CONDITIONS:
            raise ValueError(f"'keys' of a shape has no condition '{name[:60]}'; there are {', '.join(CONDITIONS)}")
        if type(parts) is not int or not 0 <= parts <= 1000:
            raise ValueError(f"'{name}' of the keys of a shape must be 0 to 1000 parts, not {parts!r:.60}")
    if not any(keys.values()):
        raise ValueError("'keys' of a shape must have at least one condition with parts")


def _check_backups(shape: Shape) -> None:
    """Every compartment and region with a backup requires a volume there, which the even spread puts there."""
    for backups, volumes in (("volume_backups", "volumes"), ("boot_volume_backups", "boot_volumes")):
        if getattr(shape, volumes) < min(getattr(shape, backups), shape.scopes()):
            raise ValueError(f"'{backups}' of a shape requires '{volumes}' in every compartment and region")


def _check_replicas(shape: Shape) -> None:
    """A volume has at most one replica, in the next region."""
    for replicas, volumes in (("volume_replicas", "volumes"), ("boot_volume_replicas", "boot_volumes")):
        if getattr(shape, replicas) and shape.regions < 2:
            raise ValueError(f"'{replicas}' of a shape requires at least two 'regions'")
        if getattr(shape, replicas) > getattr(shape, volumes):
            raise ValueError(f"'{replicas}' of a shape requires as many '{volumes}'")

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The registry of resource types that a key can protect. Imports are static, since Ansible ships what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .access import Assignable, Readable
from .autonomous_database import AutonomousDatabaseKeys
from .bucket import BucketKeys
from .file_system import FileSystemKeys
from .resource_type import KeyService, ResourceType
from .volume import BootVolumeKeys, VolumeKeys
from .volume_backup import BootVolumeBackupKeys, VolumeBackupKeys
from .volume_replica import BootVolumeReplicas, VolumeReplicas

TYPES: Sequence[type[Readable]] = (
    VolumeKeys,
    BootVolumeKeys,
    VolumeBackupKeys,
    BootVolumeBackupKeys,
    BucketKeys,
    FileSystemKeys,
    AutonomousDatabaseKeys,
    VolumeReplicas,
    BootVolumeReplicas,
)
"""One line for each type. Everything else that depends on the types is derived from these classes and their facts."""

NOT_SEARCHED = (
    "secrets",
    "databases other than Autonomous Databases Serverless",
    "backups of databases",
    "cross-region copies by backup policies",
    "streams",
    "queues",
    "Kubernetes clusters",
    "Lustre file systems",
    "certificate authorities",
    "image signatures",
    "instances of Analytics, Big Data, Fusion Applications and NoSQL",
)
"""What else has a key in the models of the SDK (docs/dev/oci-facts.md section 11)."""


def assignable() -> Mapping[str, type[Assignable]]:
    """The types whose key can be assigned, by the kind in their OCIDs."""
    return {each.facts.ocid_kind: each for each in TYPES if issubclass(each, Assignable)}


def services() -> Mapping[str, ResourceType]:
    """The services as options name them, each with the facts of the first of its types: they take the same keys."""
    found: dict[str, ResourceType] = {}
    for each in TYPES:
        found.setdefault(each.facts.key_service.name, each.facts)
    return found


def principals() -> Mapping[str, KeyService]:
    """The services that policies can allow to use keys, by the name in options."""
    return {name: facts.key_service for name, facts in services().items() if facts.key_service.principal}


def group_types() -> Mapping[str, str]:
    """The types that use their key as members of a dynamic group: as options and as matching rules name them."""
    return {each.facts.name: each.facts.group_type for each in TYPES if each.facts.group_type}

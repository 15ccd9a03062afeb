# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Whether keys suit the services they are for, by the same rules by which keys are checked before they are assigned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Optional

from .._assign.facts import ResourceFacts
from .._assign.keys import Key
from .._assign.preflight import unfit
from .._assign.types.autonomous_database import AUTONOMOUS_DATABASE
from .._assign.types.bucket import BUCKET
from .._assign.types.volume import VOLUME
from .shapes import Shape, in_bytes

# "Only symmetric AES keys": https://docs.oracle.com/en-us/iaas/Content/File/Tasks/encrypt-file-system.htm
FILE_SYSTEM = ResourceFacts(
    name="file_system",
    label="file system",
    service="file_storage",
    client="FileStorageClient",
    ocid_kind="filesystem",
    settled_states=("ACTIVE",),
    failed_states=("DELETING", "DELETED", "FAILED"),
    list_tells_key=True,
    principal="dynamic-group <dynamic group of the file system>",
    iam_type="file-systems",
)

SERVICES: Mapping[str, ResourceFacts] = {
    "block_volume": VOLUME,
    "object_storage": BUCKET,
    "file_storage": FILE_SYSTEM,
    "autonomous_database": AUTONOMOUS_DATABASE,
}


def misfit(shape: Shape, services: Iterable[str], *, enabled_versions: Optional[int] = None) -> Optional[str]:
    """Why a key of a shape will not do for one of the services, to follow its name; V(None) when it will for all."""
    key = Key(
        id="",
        name="",
        compartment_id="",
        vault_id="",
        lifecycle_state="ENABLED",
        algorithm=shape.algorithm,
        length=in_bytes(shape.bits),
        time_of_deletion=None,
        rotates_itself=False,
        enabled_versions=enabled_versions,
    )
    for service in services:
        problem = unfit(key, SERVICES[service])
        if problem is not None:
            return f"cannot protect {SERVICES[service].a_label}: {problem}"
    return None


def wants_single_version(services: Iterable[str]) -> bool:
    """Whether one of the services takes keys with a single version only."""
    return any(SERVICES[service].single_version_key for service in services)

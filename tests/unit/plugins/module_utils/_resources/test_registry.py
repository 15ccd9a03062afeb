# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every type can be found by its OCIDs, and its facts agree with the SDK."""

from __future__ import annotations

import ast
from pathlib import Path

import oci
import pytest

from ansible_collections.cmk.oci.plugins.module_utils import _resources
from ansible_collections.cmk.oci.plugins.module_utils._core.following import CLIENTS
from ansible_collections.cmk.oci.plugins.module_utils._resources import registry
from ansible_collections.cmk.oci.plugins.module_utils._resources.access import Assignable, Readable
from ansible_collections.cmk.oci.plugins.module_utils._resources.registry import TYPES

MODELS = {
    "volume": oci.core.models.Volume,
    "boot_volume": oci.core.models.BootVolume,
    "volume_backup": oci.core.models.VolumeBackup,
    "boot_volume_backup": oci.core.models.BootVolumeBackup,
    "bucket": oci.object_storage.models.Bucket,
    "file_system": oci.file_storage.models.FileSystem,
    "autonomous_database": oci.database.models.AutonomousDatabase,
    "block_volume_replica": oci.core.models.BlockVolumeReplica,
    "boot_volume_replica": oci.core.models.BootVolumeReplica,
}


@pytest.mark.parametrize("access", TYPES, ids=lambda each: each.facts.name)
def test_facts_agree_with_the_sdk(access: type[Readable]) -> None:
    facts = access.facts
    assert hasattr(getattr(oci, facts.service), facts.client)
    known = {value for name, value in vars(MODELS[facts.name]).items() if name.startswith("LIFECYCLE_STATE_")}
    assert set(facts.settled_states) | set(facts.failed_states) <= known
    assert not known or set(facts.gone_states) <= known
    assert not facts.work_requests or facts.work_requests in CLIENTS


def test_no_two_types_share_an_ocid_kind_or_a_name() -> None:
    assert len({each.facts.ocid_kind for each in TYPES}) == len({each.facts.name for each in TYPES}) == len(TYPES)


def test_every_type_of_the_folder_is_registered() -> None:
    """A file that was written and not registered would be neither searched nor assignable."""
    folder = Path(_resources.__path__[0])
    registered = {each.__name__ for each in TYPES}
    for file in folder.glob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and any(_is_facts(each) for each in node.body):
                assert node.name in registered | NOT_LISTED, f"{file.name}: {node.name}"


# What is written through its source, and so only assigned by the module of that source.
NOT_LISTED = {"VolumeGroupReplicaKeys"}


def _is_facts(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and [ast.unparse(each) for each in node.targets] == ["facts"]


def test_what_depends_on_types_is_derived() -> None:
    assert list(registry.services()) == ["block_volume", "object_storage", "file_storage", "autonomous_database"]
    assert list(registry.principals()) == ["block_volume", "object_storage", "file_storage"]
    assert registry.group_types() == {"file_system": "filesystem", "autonomous_database": "autonomousdatabase"}
    assert all(issubclass(each, Assignable) for each in registry.assignable().values())
    assert not {"blockvolumereplica", "bootvolumereplica"} & set(registry.assignable())


def test_a_file_system_is_used_by_itself_or_by_the_service_of_older_policies() -> None:
    facts = registry.services()["file_storage"]
    assert facts.stand_in("ocid1.filesystem.oc1.iad.unique") == "FssOc1Prod"
    assert registry.services()["autonomous_database"].stand_in("ocid1.autonomousdatabase.oc1.iad.unique") is None
    assert registry.services()["block_volume"].stand_in("ocid1.volume.oc1.iad.unique") is None

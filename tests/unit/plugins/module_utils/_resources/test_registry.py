# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every type can be found by its OCIDs, and its facts agree with the SDK."""

from __future__ import annotations

import oci
import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.work_requests import CLIENTS
from ansible_collections.cmk.oci.plugins.module_utils._resources.access import KeyAccess
from ansible_collections.cmk.oci.plugins.module_utils._resources.registry import TYPES

MODELS = {
    "volume": oci.core.models.Volume,
    "boot_volume": oci.core.models.BootVolume,
    "volume_backup": oci.core.models.VolumeBackup,
    "boot_volume_backup": oci.core.models.BootVolumeBackup,
    "bucket": oci.object_storage.models.Bucket,
    "autonomous_database": oci.database.models.AutonomousDatabase,
}


@pytest.mark.parametrize("access", TYPES, ids=lambda each: each.facts.name)
def test_facts_agree_with_the_sdk(access: type[KeyAccess]) -> None:
    facts = access.facts
    assert hasattr(getattr(oci, facts.service), facts.client)
    known = {value for name, value in vars(MODELS[facts.name]).items() if name.startswith("LIFECYCLE_STATE_")}
    assert set(facts.settled_states) | set(facts.failed_states) <= known
    assert not facts.work_requests or facts.work_requests in CLIENTS


def test_no_two_types_share_an_ocid_kind_or_a_name() -> None:
    assert len({each.facts.ocid_kind for each in TYPES}) == len({each.facts.name for each in TYPES}) == len(TYPES)

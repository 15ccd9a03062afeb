# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results for a volume group backup are those that oci_backup_kms_key documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from ansible_collections.cmk.oci.plugins.modules import oci_backup_kms_key
from simulator.cloud import Cloud

RunModule = Callable[..., dict[str, Any]]
DOCUMENTED: dict[str, Any] = yaml.safe_load(oci_backup_kms_key.RETURN)
OF_A_MEMBER = set(DOCUMENTED["resources"]["contains"])


def test_documented_to_the_letter(run_module: RunModule, cloud: Cloud, credentials: dict[str, str]) -> None:
    group = str(cloud.catalogue["volume_group_backups"]["group-backup-mixed"])
    task = {**credentials, "module": oci_backup_kms_key, "volume_group_backup_id": group}
    key = str(cloud.catalogue["keys"]["cmk"])
    predicted = run_module(check_mode=True, **task, kms_key_id=key)
    done = run_module(**task, kms_key_id=key)
    assert set(done) - {"invocation", "warnings"} == {"changed", "diff", "notices", "resources", "verified"}
    assert {name: predicted[name] for name in ("changed", "diff", "resources", "verified")} == {
        name: done[name] for name in ("changed", "diff", "resources", "verified")
    }
    for member in done["resources"]:
        assert set(member) == OF_A_MEMBER - {"msg", "failure"}
    failed = run_module(**task, kms_key_id=str(cloud.catalogue["keys"]["cmk-rsa"]))
    assert failed["failed"] is True
    assert failed["changed"] is False
    assert failed["failure"]["kind"] == "KeyUnusable"
    assert len(failed["resources"]) == 2
    for member in failed["resources"]:
        assert set(member) == {"id", "changed", "msg", "failure"}
        assert set(member["failure"]) == set(DOCUMENTED["failure"]["contains"])

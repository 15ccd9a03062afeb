# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a real run, with all that can become of a finding, are as the standards of others have them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.formats import FILES
from simulator.cloud import Cloud
from tests.audits import audit, by_name, fault
from tests.sessions import log_in
from tests.unit.audit_reports import standards


def volume(cloud: Cloud, name: str) -> str:
    found = cloud.catalogue["volumes"][name]
    return str(found if isinstance(found, str) else found["id"])


def test_two_runs_in_every_standard(cloud: Cloud, tmp_path: Path) -> None:
    first = audit(cloud, report_path=str(tmp_path / "one"))
    storage = log_in(cloud, "admin").client("core", "BlockstorageClient")
    storage.update_volume_kms_key(volume(cloud, "data-oracle-managed"), {"kmsKeyId": cloud.catalogue["keys"]["cmk"]})
    storage.delete_volume_backup(by_name(first, "backup-wrong-key")["volume_backup_cmk"]["resource"]["ocid"])
    cloud.clock.advance(600)
    fault(cloud, operation="list_boot_volumes", times=0, status=404, code="NotAuthorizedOrNotFound")
    accepted = {
        "id": "EX-1",
        "rules": ["bucket_cmk"],
        "match": {"types": ["bucket"]},
        "reason": "public data",
        "owner": "web",
        "expires": "2099-01-01",
    }
    result = audit(
        cloud,
        baseline=str(tmp_path / "one"),
        exceptions=[accepted],
        report_path=str(tmp_path / "two"),
        report_formats=list(FILES),
        allow_unknown_scopes=True,
    )
    texts = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "two").iterdir()}

    events: list[dict[str, Any]] = json.loads(texts["report.ocsf.json"])
    for each in events:
        standards.ocsf().validate(each)
    assert {each["activity_id"] for each in events} == {1, 2, 3}
    assert {each["status_id"] for each in events} == {1, 2, 3, 4}
    assert {each["compliance"]["status_id"] for each in events} >= {1, 2, 3}

    log = json.loads(texts["report.sarif"])
    standards.sarif().validate(log)
    results = log["runs"][0]["results"]
    assert {each["baselineState"] for each in results} >= {"new", "unchanged", "absent"}
    assert {each["kind"] for each in results} >= {"fail", "open", "pass"}
    assert any(each["suppressions"] for each in results)
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is False

    suite = standards.junit_suite(texts["report.junit.xml"])
    assert int(suite.attrib["tests"]) == result["findings_total"]
    assert int(suite.attrib["errors"]) == result["summary"]["by_status"]["unknown"]
    assert len(texts["findings.csv"].splitlines()) == 1 + result["findings_total"]

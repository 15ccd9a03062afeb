# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run writes: files that meet their schema, what has changed since an earlier one, and slices that merge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.formats import FILES, FORMATS
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption, Failure
from simulator.cloud import Cloud
from tests.audits import audit, by_name, fault, schema_errors
from tests.sessions import log_in

VOLATILE = ("observed_at", "first_seen", "last_seen", "request")


def stable(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in each.items() if name not in VOLATILE} for each in findings]


def report(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "report.json").read_text()))


def volume(cloud: Cloud, name: str) -> str:
    found = cloud.catalogue["volumes"][name]
    return str(found if isinstance(found, str) else found["id"])


def test_every_format_is_written_and_the_report_meets_its_schema(cloud: Cloud, tmp_path: Path) -> None:
    result = audit(cloud, report_path=str(tmp_path / "audit"), report_formats=list(FILES))
    assert {Path(each).name for each in result["report_files"]} == set(FORMATS)
    assert all(Path(each).stat().st_size for each in result["report_files"])
    written = report(tmp_path / "audit")
    assert schema_errors(written) == []
    by_uid = {each["uid"]: each for each in result["findings"]}
    assert {each["uid"]: each for each in written["findings"]} == by_uid
    assert written["summary"] == result["summary"]
    assert written["gate"] == result["gate"]


def test_a_report_in_a_bucket(cloud: Cloud) -> None:
    where = {"name": "bucket-right-key", "namespace": None, "prefix": "audits"}
    result = audit(cloud, report_bucket=where, report_formats=["json"])
    assert result["report_files"] == ["/n/axexample/b/bucket-right-key/o/audits/report.json"]
    later = audit(cloud, baseline={"name": "bucket-right-key", "prefix": "audits"})
    assert later["summary"]["delta"]["unchanged"] == later["findings_total"]


def test_a_bucket_that_does_not_exist_fails_before_the_work(cloud: Cloud) -> None:
    with pytest.raises(Failure) as caught:
        audit(cloud, report_bucket={"name": "nowhere", "namespace": None, "prefix": ""})
    assert caught.value.operation == "ListObjects"
    assert not list(cloud.gateway.journal.entries(operation="core.list_volumes"))


def test_the_report_exists_when_the_task_fails_for_unread_places(cloud: Cloud, tmp_path: Path) -> None:
    with pytest.raises(Failure) as caught:
        audit(cloud, "projx-operator", report_path=str(tmp_path / "audit"))
    assert (tmp_path / "audit" / "report.json").exists()
    assert caught.value.results["report_files"]


def test_no_report_is_left_of_a_run_that_fails(cloud: Cloud, tmp_path: Path) -> None:
    everything = {
        "id": "EX-1",
        "rules": "all",
        "match": {"regions": ["us-ashburn-1"]},
        "reason": "r",
        "owner": "o",
        "expires": "2099-01-01",
        "max_matches": 1,
    }
    with pytest.raises(BadOption):
        audit(cloud, exceptions=[everything], report_path=str(tmp_path / "audit"))
    assert list(tmp_path.iterdir()) == []


def test_redaction_leaves_no_name(cloud: Cloud, tmp_path: Path) -> None:
    audit(cloud, report_path=str(tmp_path / "a"), report_formats=list(FILES), redact=True, redact_salt="pepper")
    for path in (tmp_path / "a").iterdir():
        text = path.read_text()
        assert volume(cloud, "data-right-key") not in text
        assert "data-right-key" not in text
        assert cloud.tenancy.id not in text


# -- what has changed --------------------------------------------------------------------------------------------


def test_two_runs_with_a_change_between_them(cloud: Cloud, tmp_path: Path) -> None:
    first = audit(cloud, report_path=str(tmp_path / "one"))
    cloud.clock.advance(3600)
    storage = log_in(cloud, "admin").client("core", "BlockstorageClient")
    keys = cloud.catalogue["keys"]
    fixed, broken = volume(cloud, "data-oracle-managed"), volume(cloud, "data-right-key")
    storage.update_volume_kms_key(fixed, {"kmsKeyId": keys["cmk"]})
    storage.delete_volume_kms_key(broken)
    deleted = by_name(first, "backup-wrong-key")
    storage.delete_volume_backup(deleted["volume_backup_cmk"]["resource"]["ocid"])
    cloud.clock.advance(600)
    second = audit(cloud, baseline=str(tmp_path / "one"), report_path=str(tmp_path / "two"))
    mended, failing = by_name(second, "data-oracle-managed"), by_name(second, "data-right-key")
    assert mended["volume_cmk"]["delta"] == "fixed"
    assert mended["volume_cmk"]["first_seen"] == by_name(first, "data-oracle-managed")["volume_cmk"]["first_seen"]
    assert failing["volume_cmk"]["delta"] == "new"
    assert failing["volume_cmk"]["first_seen"] == failing["volume_cmk"]["observed_at"]
    assert by_name(second, "boot-oracle-managed")["boot_volume_cmk"]["delta"] == "unchanged"
    delta = second["summary"]["delta"]
    assert delta["gone"] == len(deleted) + 2  # and two rules about the key of the broken one
    assert delta["not_seen"] == 0
    assert schema_errors(report(tmp_path / "two")) == []


def test_a_smaller_run_is_no_progress(cloud: Cloud, tmp_path: Path) -> None:
    first = audit(cloud, report_path=str(tmp_path))
    second = audit(cloud, baseline=str(tmp_path), types=["bucket"])
    delta = second["summary"]["delta"]
    assert delta["gone"] == delta["fixed"] == 0
    assert delta["not_seen"] == first["findings_total"] - second["findings_total"]


def test_what_can_no_longer_be_read_is_not_gone(cloud: Cloud, tmp_path: Path) -> None:
    audit(cloud, report_path=str(tmp_path))
    fault(cloud, operation="list_volumes", times=0, status=404, code="NotAuthorizedOrNotFound")
    fault(cloud, operation="search_resources", times=0, status=404, code="NotAuthorizedOrNotFound")
    delta = audit(cloud, baseline=str(tmp_path))["summary"]["delta"]
    assert delta["gone"] == delta["fixed"] == 0
    assert delta["not_seen"] > 0


def test_only_what_is_new_may_count(cloud: Cloud, tmp_path: Path) -> None:
    audit(cloud, report_path=str(tmp_path))
    gate = {"new_only": True}
    assert audit(cloud, baseline=str(tmp_path), gate=gate)["gate"]["passed"] is True
    log_in(cloud, "admin").client("core", "BlockstorageClient").delete_volume_kms_key(volume(cloud, "data-right-key"))
    cloud.clock.advance(600)
    result = audit(cloud, baseline=str(tmp_path), gate=gate)["gate"]
    assert [(each["code"], each["value"]) for each in result["reasons"]] == [("noncompliant", 1)]


# -- slices ------------------------------------------------------------------------------------------------------


def slices(cloud: Cloud, folder: Path) -> list[str]:
    """Audits each region and compartment by itself, as hosts of the inventory do."""
    names = ["root", *(name for name in ("projx", "projy", "security", "vaults"))]
    every = [f"{region} {name}" for region in cloud.tenancy.regions for name in names]
    places = {**cloud.catalogue["compartments"], "root": cloud.tenancy.id}
    for each in every:
        region, name = each.split()
        audit(
            cloud,
            regions=[region],
            compartments=[places[name]],
            include_children=False,
            slice={"id": each, "expected": every},
            report_path=str(folder / each.replace(" ", "-")),
            report_formats=["json"],
        )
    return every


def test_slices_merge_to_what_one_task_finds(cloud: Cloud, tmp_path: Path) -> None:
    whole = audit(cloud)
    (tmp_path / "slices").mkdir()
    slices(cloud, tmp_path / "slices")
    merged = audit(cloud, merge=[str(tmp_path / "slices")], report_path=str(tmp_path / "merged"))
    assert stable(merged["findings"]) == stable(whole["findings"])
    assert merged["summary"] == whole["summary"]
    assert merged["gate"] == whole["gate"]
    assert schema_errors(report(tmp_path / "merged")) == []


def test_a_missing_slice_is_no_report(cloud: Cloud, tmp_path: Path) -> None:
    folder = tmp_path / "slices"
    folder.mkdir()
    every = slices(cloud, folder)
    (folder / every[3].replace(" ", "-") / "report.json").unlink()
    with pytest.raises(BadOption) as caught:
        audit(cloud, merge=[str(folder)])
    assert caught.value.option == "merge"
    assert every[3] in caught.value.reason


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kind": "other"}', "not json"])
def test_what_is_no_report_is_refused(cloud: Cloud, tmp_path: Path, text: str) -> None:
    (tmp_path / "report.json").write_text(text)
    for option, value in (("merge[0]", {"merge": [str(tmp_path)]}), ("baseline", {"baseline": str(tmp_path)})):
        with pytest.raises(BadOption) as caught:
            audit(cloud, **value)
        assert caught.value.option == option
    assert not list(cloud.gateway.journal.entries())

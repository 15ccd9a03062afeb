# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports are kept in a folder or in a bucket: complete or not at all, and only their owner reads them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import oci
import pytest

from ansible_collections.cmk.oci.plugins.module_utils._audit.reports import store
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.formats import FORMATS
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.store import Address, Bucket, Folder
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import (
    BadOption,
    CannotDo,
    Failure,
    NotApplied,
    NotFoundOrDenied,
)
from simulator.cloud import Cloud
from simulator.gateway.faults import rule_from
from simulator.in_process import mount
from tests.clouds import MakeCloud, for_each_test
from tests.sessions import log_in
from tests.unit.audit_reports.samples import findings, written

OPERATOR = "projx-operator"


def folder(path: Path) -> Folder:
    return Folder(str(path), option="report_path")


def write(reports: Folder | Bucket, names: list[str], then: Callable[[], object] = lambda: None) -> None:
    """Write a few findings, and do something before the files are complete."""
    with reports.files(names) as files:
        written(dict(files), findings(3))
        then()


def raising(error: BaseException) -> Callable[[], None]:
    def throw() -> None:
        raise error

    return throw


def test_a_folder_gets_every_file_for_its_owner_alone(tmp_path: Path) -> None:
    with folder(tmp_path / "r").files(list(FORMATS)) as files:
        written(dict(files), findings(50))
        assert not set(os.listdir(tmp_path / "r")) & set(FORMATS)
    assert sorted(os.listdir(tmp_path / "r")) == sorted(FORMATS)
    assert stat.S_IMODE((tmp_path / "r").stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "r").iterdir()} == {0o600}
    assert folder(tmp_path / "r").location("report.json") == str(tmp_path / "r/report.json")


def test_a_report_replaces_the_one_before(tmp_path: Path) -> None:
    for count in (5, 2):
        with folder(tmp_path).files(["report.json"]) as files:
            written(dict(files), findings(count))
        with folder(tmp_path).earlier() as earlier:
            assert len(list(earlier.findings())) == count
    assert os.listdir(tmp_path) == ["report.json"]


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt()], ids=repr)
@pytest.mark.parametrize("is_new", [True, False])
def test_a_failure_leaves_nothing(tmp_path: Path, error: BaseException, is_new: bool) -> None:
    path = tmp_path / "r"
    if not is_new:
        path.mkdir()
        (path / "report.json").write_text("earlier", encoding="utf-8")
    with pytest.raises(type(error)):
        write(folder(path), list(FORMATS), then=raising(error))
    if is_new:
        assert not path.exists()
    else:
        assert [each.name for each in path.iterdir()] == ["report.json"]
        assert (path / "report.json").read_text(encoding="utf-8") == "earlier"


def test_an_error_of_the_system_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "report.json").mkdir()
    with pytest.raises(CannotDo, match=r"Could not write the reports in .*: Is a directory") as caught:
        write(folder(tmp_path), ["report.json", "findings.csv"])
    assert caught.value.resource == str(tmp_path)
    assert [each for each in os.listdir(tmp_path) if each.startswith(".")] == []


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "dangling").symlink_to(tmp_path / "none")
    for path, words in {
        tmp_path / "file": "report_path is no folder",
        tmp_path / "dangling": "report_path is no folder",
        tmp_path / "none/r": f"report_path is in {tmp_path}/none, which does not exist",
        tmp_path / "file/r": "which does not exist",
    }.items():
        with pytest.raises(BadOption, match=words) as caught:
            folder(path)
        assert caught.value.option == "report_path"


def test_a_folder_that_is_not_writable_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The owner of the tests may be root, for whom everything is writable.
    monkeypatch.setattr(store.os, "access", lambda _path, _mode: False)
    with pytest.raises(BadOption, match="is not writable"):
        folder(tmp_path)
    with pytest.raises(BadOption, match="cannot be created"):
        folder(tmp_path / "r")


@pytest.fixture(scope="module")
def make_cloud() -> MakeCloud:
    return for_each_test("default")


@pytest.fixture
def cloud(make_cloud: MakeCloud) -> Cloud:
    return make_cloud()


@pytest.fixture
def client(cloud: Cloud) -> Any:
    config = cloud.config("admin")
    found = oci.object_storage.ObjectStorageClient(config)
    mount(found, cloud)
    details = oci.object_storage.models.CreateBucketDetails(name="reports", compartment_id=config["tenancy"])
    found.create_bucket(found.get_namespace().data, details)
    return found


def bucket(cloud: Cloud, user: str = "admin", **address: Any) -> Bucket:
    return Bucket(log_in(cloud, user), Address(**{"name": "reports", **address}), option="report_bucket")


def allow(cloud: Cloud, *statements: str) -> None:
    """Put statements into a policy of their own, at once."""
    filled = [
        each.replace("<your group>", "projx-admin-group").replace("compartment <compartment of the bucket>", "tenancy")
        for each in statements
    ]
    data = {
        "compartmentId": cloud.tenancy.id,
        "name": "reports",
        "description": "reports",
        "statements": filled,
        "lifecycleState": "ACTIVE",
    }
    cloud.tenancy.store.add("policy", data, hidden={"effective_statements": tuple(filled)})


def objects(client: Any) -> list[str]:
    return [each.name for each in client.list_objects(client.get_namespace().data, "reports").data.objects]


@pytest.mark.parametrize(("prefix", "folder_name"), [("", ""), ("audit/2026", "audit/2026/"), ("/a/", "a/")])
def test_a_bucket_gets_every_file(cloud: Cloud, client: Any, prefix: str, folder_name: str) -> None:
    reports = bucket(cloud, prefix=prefix)
    reports.check()
    with reports.files(list(FORMATS)) as files:
        written(dict(files), findings(50))
        assert objects(client) == []
    assert sorted(objects(client)) == sorted(folder_name + each for each in FORMATS)
    namespace = client.get_namespace().data
    assert reports.location("report.json") == f"/n/{namespace}/b/reports/o/{folder_name}report.json"
    head = client.head_object(namespace, "reports", f"{folder_name}coverage.csv").headers
    assert head["content-type"] == "text/csv; charset=utf-8"


def test_a_report_in_a_bucket_is_read_in_pieces(cloud: Cloud, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = bucket(cloud)
    with reports.files(["report.json"]) as files:
        written(dict(files), findings(50, ("<html>", "b")))
    # Pieces of this size begin with any character, "<" included.
    monkeypatch.setattr(store, "BLOCK", 997)
    with reports.earlier() as earlier:
        assert list(earlier.findings()) == list(findings(50, ("<html>", "b")))


def test_a_bucket_that_is_not_there_is_a_failure_before_the_audit(cloud: Cloud, client: Any) -> None:
    with pytest.raises(NotFoundOrDenied) as caught:
        bucket(cloud, name="none").check()
    assert "list the reports in the bucket none" in str(caught.value)
    assert caught.value.missing_statements == (
        "Allow group <your group> to manage objects in compartment <compartment of the bucket> "
        "where all {target.bucket.name = 'none', request.permission = 'OBJECT_INSPECT'}",
    )


def test_a_report_that_is_not_there_is_a_failure(cloud: Cloud, client: Any) -> None:
    with (
        pytest.raises(Failure, match=r"Could not read the report report\.json in the bucket reports"),
        bucket(cloud).earlier(),
    ):
        pass


@pytest.mark.parametrize(
    ("permissions", "operation", "missing"),
    [
        (("OBJECT_READ",), "PutObject", "request.permission = 'OBJECT_CREATE'"),
        (("OBJECT_CREATE",), "ListObjects", "request.permission = 'OBJECT_INSPECT'"),
    ],
)
def test_a_denial_names_the_statement(
    cloud: Cloud, client: Any, permissions: tuple[str, ...], operation: str, missing: str
) -> None:
    allow(cloud, *store.statements("reports", permissions))
    with pytest.raises(NotFoundOrDenied) as caught:
        write(bucket(cloud, OPERATOR), ["findings.csv"])
    assert caught.value.operation == operation
    assert missing in caught.value.missing_statements[0]


def test_the_statements_are_all_that_is_needed(cloud: Cloud, client: Any) -> None:
    allow(cloud, *store.statements("reports", store.TO_WRITE), *store.statements("reports", store.TO_READ))
    reports = bucket(cloud, OPERATOR, namespace=client.get_namespace().data)
    for count in (3, 4):  # the second time, objects are overwritten
        reports.check()
        with reports.files(["report.json"]) as files:
            written(dict(files), findings(count))
        with reports.earlier() as earlier:
            assert len(list(earlier.findings())) == count


def test_a_repeated_request_sends_the_whole_file(cloud: Cloud, client: Any) -> None:
    cloud.gateway.faults.add(rule_from({"operation": "put_object", "status": 503, "times": 2}))
    with bucket(cloud).files(["report.json"]) as files:
        written(dict(files), findings(20))
    with bucket(cloud).earlier() as earlier:
        assert len(list(earlier.findings())) == 20


def test_another_content_is_a_failure(cloud: Cloud, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another task writes the same object between the write and the look at it."""
    handle, namespace = cloud.gateway.handle, client.get_namespace().data

    def interfering(request: Any) -> Any:
        if request.verb == "GET" and request.path.endswith("/o"):
            monkeypatch.undo()
            client.put_object(namespace, "reports", "findings.csv", b"other")
        return handle(request)

    reports = bucket(cloud)
    with pytest.raises(NotApplied, match="another content") as caught:
        write(reports, ["findings.csv"], then=lambda: monkeypatch.setattr(cloud.gateway, "handle", interfering))
    assert caught.value.resource == "findings.csv"


def test_a_report_that_changes_while_it_is_read_is_a_failure(
    cloud: Cloud, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = bucket(cloud)
    with reports.files(["report.json"]) as files:
        written(dict(files), findings(20))
    handle, namespace, seen = cloud.gateway.handle, client.get_namespace().data, []

    def interfering(request: Any) -> Any:
        if request.verb == "GET" and request.path.endswith("report.json"):
            seen.append(request)
        if len(seen) == 3:
            seen.append(request)
            client.put_object(namespace, "reports", "report.json", b"x" * 5000)
        return handle(request)

    monkeypatch.setattr(store, "BLOCK", 997)
    monkeypatch.setattr(cloud.gateway, "handle", interfering)
    with pytest.raises(Failure, match=r"Could not read the report report\.json"), reports.earlier():
        pass


@pytest.mark.parametrize("fails", ["put_object", "list_objects"])
def test_a_failure_leaves_no_file(
    cloud: Cloud, client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    monkeypatch.setattr(store.tempfile, "tempdir", str(tmp_path))
    cloud.gateway.faults.add(rule_from({"operation": fails, "status": 409, "code": "Conflict", "times": 1}))
    seen: list[str] = []
    with pytest.raises(Failure):
        write(bucket(cloud), ["findings.csv", "report.json"], then=lambda: seen.extend(os.listdir(tmp_path)))
    assert len(seen) == 1
    assert os.listdir(tmp_path) == []
    assert "report.json" not in objects(client)

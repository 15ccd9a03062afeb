# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks in one process: each in an environment of its own, and none in that of the process."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Body, Ending, Task, execute, task_in
from ansible_collections.cmk.oci.plugins.module_utils._core.waiting import Clock
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_volume_kms_key
from simulator.cloud import Cloud
from simulator.in_process import mount

# Where each of the two is at home: a user, and the region of that user's profile.
PEOPLE = {"projx-operator": "us-ashburn-1", "auditor": "us-phoenix-1"}


@pytest.fixture
def environments(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Mapping[str, str]]:
    """A home directory for each of the people, with a profile. That of the process has none."""
    monkeypatch.setenv("HOME", str(tmp_path / "process"))
    monkeypatch.setenv("OCI_REGION", "us-gov-fortworth-3")
    monkeypatch.setenv("OCI_USER_ID", "ocid1.user.oc1..process")
    for user, region in PEOPLE.items():
        config = cloud.config(user, region=region)
        home = tmp_path / user / ".oci"
        home.mkdir(parents=True)
        (home / "key.pem").write_text(config["key_content"])
        names = ("tenancy", "user", "fingerprint", "region")
        profile = "".join(f"{name}={config[name]}\n" for name in names)
        (home / "config").write_text(f"[DEFAULT]\n{profile}key_file=~/.oci/key.pem\n")
    return {user: {"HOME": str(tmp_path / user)} for user in PEOPLE}


class Bench:
    """Executes bodies on a cloud in memory."""

    def __init__(self, cloud: Cloud, environments: Mapping[str, Mapping[str, str]]) -> None:
        self._cloud = cloud
        self._environments = environments

    def task(self, user: str, **parameters: Any) -> Task:
        clock = Clock(now=self._cloud.clock.now, sleep=self._cloud.clock.advance, wall=self._cloud.clock.now)
        return task_in(
            self._environments[user], parameters, clock=clock, prepare=lambda client: mount(client, self._cloud)
        )

    def at_the_same_time(self, body: Body, tasks: Mapping[str, Task]) -> dict[str, Ending]:
        with ThreadPoolExecutor(len(tasks)) as pool:
            running = {name: pool.submit(execute, body, task) for name, task in tasks.items()}
            return {name: each.result() for name, each in running.items()}


@pytest.fixture
def bench(cloud: Cloud, environments: dict[str, Mapping[str, str]]) -> Bench:
    return Bench(cloud, environments)


def test_two_tasks_at_the_same_time_do_not_share_their_environments(bench: Bench, cloud: Cloud) -> None:
    """Each waits for the other between its login and its requests, again and again."""
    together = threading.Barrier(len(PEOPLE), timeout=30)

    def body(task: Task) -> dict[str, Any]:
        session = task.log_in()
        seen = set()
        for _round in range(5):
            together.wait()
            client = session.client("identity", "IdentityClient")
            user = client.get_user(session.settings.get("api_user")).data
            seen.add((user.name, session.region, client.base_client.endpoint))
        return {"changed": False, "seen": sorted(seen)}

    endings = bench.at_the_same_time(body, {user: bench.task(user) for user in PEOPLE})
    for user, region in PEOPLE.items():
        assert not endings[user].is_failed, endings[user].results
        (seen,) = endings[user].results["seen"]
        assert seen[:2] == (user, region)
        assert region in seen[2]
    sent = {(entry.caller, entry.region) for entry in cloud.gateway.journal.entries()}
    assert len(sent) == len(PEOPLE)
    assert {region for caller, region in sent} == set(PEOPLE.values())


def test_a_module_runs_without_ansible(bench: Bench, cloud: Cloud) -> None:
    """The whole body of a module: one user changes a key while the other is denied."""
    spec = oci_volume_kms_key.ARGUMENT_SPEC
    parameters = {
        **{name: facts.get("default") for name, facts in spec.items()},
        "volume_id": cloud.catalogue["volumes"]["data-oracle-managed"],
        "kms_key_id": cloud.catalogue["keys"]["cmk"],
    }
    endings = bench.at_the_same_time(oci_volume_kms_key.run, {user: bench.task(user, **parameters) for user in PEOPLE})
    done, denied = (endings[user] for user in PEOPLE)
    assert not done.is_failed, done.results
    assert done.results["changed"] is True
    assert done.results["resource"]["region"] == "us-ashburn-1"
    assert denied.is_failed
    assert denied.results["failure"]["region"] == "us-phoenix-1"


def test_the_result_is_data(bench: Bench) -> None:
    deprecation = {"msg": "m", "version": "2.0.0"}
    ending = execute(lambda task: {"changed": False, "deprecations": [deprecation]}, bench.task("auditor"))
    assert ending == Ending({"changed": False, "notices": []}, deprecations=[deprecation])


def test_a_complaint_prevents_the_task(bench: Bench) -> None:
    complaint = BadOption("It is refused.", option="state")
    ending = execute(lambda task: pytest.fail("executed"), bench.task("auditor"), complaint)
    assert ending.is_failed
    assert ending.results["failure"]["kind"] == "BadOption"
    assert ending.results["msg"] == "It is refused."

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one task costs: ours, the `oci` CLI doing the same, and a bare SDK script as the floor.

Costs are processor seconds, as ratios within one run, since machines differ in speed. A task's cost is
that of a playbook with many tasks less that of a playbook with one, so that starting Ansible is not counted.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.served import ROOT, Served, serving

TASKS = 5
"""Of each kind that are measured; the first of a playbook is not."""
ROUNDS = 2
"""Of which the cheapest counts: whatever else the machine does only adds."""

SDK_SCRIPT = Path(__file__).with_name("bare_sdk.py")


@dataclass(frozen=True)
class Case:
    """One job for all three: a module with its options, CLI commands, and the arguments of the bare script."""

    name: str
    module: str
    options: dict[str, Any]
    commands: tuple[str, ...]
    calls: tuple[str, ...]


def measure_tasks() -> Iterator[tuple[str, str]]:
    """A table in rows: name and text."""
    with tempfile.TemporaryDirectory() as directory, serving(Path(directory) / "tenancy", scenario="default") as served:
        served.control("/settings", {"throttling": False}, verb="PUT")
        bench = _Bench(served, Path(directory))
        empty = bench.task("ansible.builtin.ping", {})
        yield "task: ansible's own cost of an empty module", "1.00"
        for case in cases(served.tenancy):
            ours, our_calls = bench.counted(lambda case=case: bench.task(case.module, case.options), tasks=TASKS + 2)
            script, script_calls = bench.counted(lambda case=case: bench.script(case.calls), tasks=1)
            command, command_calls = bench.counted(lambda case=case: bench.commands(case.commands), tasks=1)
            yield f"task: {case.name}: ours / empty module", f"{ours / empty:.2f}"
            yield f"task: {case.name}: ours / (bare SDK script + empty module)", f"{ours / (script + empty):.2f}"
            yield f"task: {case.name}: the oci CLI doing the same / ours", f"{command / ours:.2f}"
            calls = f"{our_calls} / {script_calls} / {command_calls}"
            yield f"task: {case.name}: API calls, ours / bare script / CLI", calls


def cases(tenancy: dict[str, Any]) -> Iterator[Case]:
    """An idempotent task for each of the modules: what is already under the key `cmk` is to be under it."""
    key, vault = tenancy["keys"]["cmk"], tenancy["vaults"]["security-vault"]
    endpoint = vault["management_endpoint"]
    get_key = f"kms management key get --key-id {key} --endpoint {endpoint}"
    versions = f"kms management key-version list --key-id {key} --endpoint {endpoint}"
    volume = tenancy["volumes"]["data-right-key"]
    yield Case(
        "volume",
        "cmk.oci.oci_volume_kms_key",
        {"volume_id": volume, "kms_key_id": key},
        (f"bv volume get --volume-id {volume}", get_key, versions),
        (f"core.BlockstorageClient.get_volume={volume}", *_key_calls(key, endpoint, versions=True)),
    )
    backup = tenancy["volume_backups"]["backup-right-key"]
    yield Case(
        "backup",
        "cmk.oci.oci_backup_kms_key",
        {"backup_id": backup, "kms_key_id": key},
        (f"bv backup get --volume-backup-id {backup}", get_key, versions),
        (f"core.BlockstorageClient.get_volume_backup={backup}", *_key_calls(key, endpoint, versions=True)),
    )
    namespace = tenancy["namespace"]
    yield Case(
        "bucket",
        "cmk.oci.oci_bucket_kms_key",
        {"bucket_name": "bucket-right-key", "kms_key_id": key},
        ("os bucket get --bucket-name bucket-right-key", get_key),
        (
            "object_storage.ObjectStorageClient.get_namespace",
            f"object_storage.ObjectStorageClient.get_bucket={namespace},bucket-right-key",
            *_key_calls(key, endpoint, versions=False),
        ),
    )
    database = tenancy["autonomous_databases"]["adb-right-key"]
    yield Case(
        "database",
        "cmk.oci.oci_adb_encryption_key",
        {"autonomous_database_id": database, "kms_key_id": key},
        (f"db autonomous-database get --autonomous-database-id {database}", get_key),
        (f"database.DatabaseClient.get_autonomous_database={database}", *_key_calls(key, endpoint, versions=False)),
    )


def _key_calls(key: str, endpoint: str, *, versions: bool) -> tuple[str, ...]:
    names = ("get_key", "list_key_versions") if versions else ("get_key",)
    return tuple(f"key_management.KmsManagementClient@{endpoint}.{name}={key}" for name in names)


class _Bench:
    def __init__(self, served: Served, directory: Path) -> None:
        self._served = served
        self._directory = directory
        self._environment = served.environment(
            ANSIBLE_HOME=str(directory / "ansible"),
            ANSIBLE_PYTHON_INTERPRETER=sys.executable,
            ANSIBLE_LOCALHOST_WARNING="false",
            ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
        )
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def task(self, module: str, options: dict[str, Any]) -> float:
        """Seconds for one more task in a playbook."""
        return (self._playbook(module, options, TASKS + 1) - self._playbook(module, options, 1)) / TASKS

    def script(self, calls: Sequence[str]) -> float:
        """Seconds for a script that sends the requests, and nothing else."""
        return self._run([sys.executable, str(SDK_SCRIPT), *calls])

    def commands(self, commands: Sequence[str]) -> float:
        """Seconds for the CLI's commands."""
        oci = str(Path(sys.executable).with_name("oci"))
        return sum(self._run([oci, *command.split()]) for command in commands)

    def counted(self, measure: Any, *, tasks: int) -> tuple[float, int]:
        """The cheapest of some rounds, and the API calls of one task."""
        measure()
        self._served.control("/journal", verb="DELETE")
        cost = min(measure() for _round in range(ROUNDS))
        return cost, len(self._served.control("/journal", verb="GET")) // ROUNDS // tasks

    def _playbook(self, module: str, options: dict[str, Any], tasks: int) -> float:
        play = {"hosts": "localhost", "gather_facts": False, "tasks": [{module: options}] * tasks}
        path = self._directory / "playbook.yml"
        path.write_text(json.dumps([play]))
        return self._run([str(Path(sys.executable).with_name("ansible-playbook")), str(path)])

    def _run(self, command: Sequence[str]) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, env=self._environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands on processes that respond, that do not respond, and that are unrelated."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from simulator import command_line
from simulator.command_line import main
from simulator.processes import is_alive, serves


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A directory; a process that still serves it after the test is killed."""
    directory = tmp_path / "place"
    yield directory
    with contextlib.suppress(OSError, ValueError):
        os.kill(int((directory / "pid").read_text()), signal.SIGKILL)


@pytest.fixture
def running(place: Path) -> int:
    """The process of a tenancy that serves the directory."""
    assert run(place, "start", "--scenario", "founded") == 0
    return int((place / "pid").read_text())


@pytest.fixture
def stranger() -> Iterator[int]:
    """A process that is not a simulated tenancy."""
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield other.pid
    other.kill()
    other.wait()


def run(place: Path, command: str, *more: str) -> int:
    return main([command, "--directory", str(place), *more])


def test_the_commands_know_the_secret(place: Path, running: int, capsys: pytest.CaptureFixture[str]) -> None:
    def returned(command: str, *more: str) -> str:
        capsys.readouterr()
        assert run(place, command, *more) == 0
        return capsys.readouterr().out

    assert json.loads(returned("status"))["process_id"] == running
    assert json.loads(returned("faults", '{"delay": 1}'))["delay"] == 1
    assert len(json.loads(returned("faults"))) == 1
    assert json.loads(returned("faults", "clear")) == []
    assert "time" in json.loads(returned("control", "POST", "/clock/advance", '{"seconds": 60}'))
    assert "export OCI_SIMULATOR_CONTROL=http://127.0.0.1:" in returned("env")
    assert run(place, "control", "POST", "/clock/advance", '{"seconds": 1e300}') == 1
    assert capsys.readouterr().err == "'seconds' must be from 0 to 316224000, not 1e+300\n"
    returned("stop")
    assert not is_alive(running)
    for command in (["status"], ["env"], ["faults"], ["control", "GET", "/"]):
        assert run(place, *command) == 1
    assert "No simulated tenancy responds in this directory." in capsys.readouterr().err


def test_requests_without_the_secret_are_rejected(place: Path, running: int) -> None:
    """Requests over the network, as from another user of the machine or a web page; all ports are on loopback only."""
    assert running
    address = urlsplit(json.loads((place / "tenancy.json").read_text())["control_url"])
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for path, headers in (
        ("/clock/advance", {}),
        (f"{address.path}/clock/advance", {"Origin": "http://127.0.0.1"}),
        (f"{address.path}/clock/advance", {"Host": "rebound.example"}),
        ("/opc/v2/identity/key.pem", {"Authorization": "Bearer Oracle"}),
    ):
        request = urllib.request.Request(f"http://{address.netloc}{path}", data=b'{"seconds": 1}', headers=headers)
        with pytest.raises(urllib.error.HTTPError) as refused:
            direct.open(request, timeout=10)
        assert refused.value.code == 403
    assert {ip for ip, port in _listening(running)} == {"127.0.0.1"}
    for file in (place, place / "env", place / "tenancy.json", place / "oci", place / "oci" / "config"):
        assert file.stat().st_mode & 0o077 == 0, file


def _listening(process_id: int) -> list[tuple[str, int]]:
    """The addresses on which a process listens, according to Linux."""
    descriptors = Path(f"/proc/{process_id}/fd").iterdir()
    own = {os.readlink(one) for one in descriptors if one.is_symlink()}
    lines = [line.split() for line in Path(f"/proc/{process_id}/net/tcp").read_text().splitlines()[1:]]
    lines += [line.split() for line in Path(f"/proc/{process_id}/net/tcp6").read_text().splitlines()[1:]]
    found = [line[1].split(":") for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in own]
    assert len(found) == 3
    return [(socket.inet_ntoa(bytes.fromhex(ip)[::-1]), int(port, 16)) for ip, port in found]


def test_one_that_does_not_answer_is_ended(
    place: Path, running: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line, "_STOP_SECONDS", 0.5)
    monkeypatch.setattr("simulator.state_directory._PATIENCE_SECONDS", 0.5)
    os.kill(running, signal.SIGSTOP)
    assert run(place, "start") == 1
    assert run(place, "serve") == 1
    assert run(place, "status") == 1
    assert capsys.readouterr().err.count(f"The simulated tenancy of process {running}") == 3
    assert (place / "pid").exists()
    assert run(place, "stop") == 0
    assert not is_alive(running)
    assert not (place / "pid").exists()
    assert "No simulated" not in capsys.readouterr().out


def test_a_lost_process_file_hides_nothing(place: Path, running: int, capsys: pytest.CaptureFixture[str]) -> None:
    for written in ("", "x", "-1", "99999999", str(10**30), None):
        (place / "pid").unlink(missing_ok=True)
        if written is not None:
            (place / "pid").write_text(written)
        capsys.readouterr()
        assert run(place, "status") == 0
        assert json.loads(capsys.readouterr().out)["process_id"] == running
    assert run(place, "stop") == 0
    assert not is_alive(running)


def test_other_processes_are_not_ended(place: Path, stranger: int, capsys: pytest.CaptureFixture[str]) -> None:
    place.mkdir()
    (place / "pid").write_text(str(stranger))
    assert not serves(stranger, place)
    for command in ("stop", "start", "serve", "status"):
        assert run(place, command) == 1
    assert f"Process {stranger}, recorded in" in capsys.readouterr().err
    assert (place / "pid").exists()
    # A number that was recorded before the process started belongs to another one.
    os.utime(place / "pid", (1, 1))
    assert run(place, "stop") == 0
    assert capsys.readouterr().out == "No simulated tenancy is running in this directory.\n"
    assert is_alive(stranger)
    (place / "pid").unlink(missing_ok=True)


def test_a_command_that_only_names_it_is_something_else(place: Path) -> None:
    line = ["-m", "simulator", "serve", "--directory", str(place)]
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]
    for words, expected in (
        ([*sleeping, *line], True),
        (["env", *sleeping, *line], True),
        (["timeout", "60", *sleeping, *line], False),
        ([*sleeping, *line[:-1], f"{place}-other"], False),
        ([*sleeping, "-m", "simulator", "stop", "--directory", str(place)], False),
        ([*sleeping, "simulator", "serve", "--directory", str(place)], False),
    ):
        other = subprocess.Popen(words)
        try:
            deadline = time.monotonic() + 10
            while b"simulator" not in Path(f"/proc/{other.pid}/cmdline").read_bytes() and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(0.1)
            assert serves(other.pid, place) is expected, words
        finally:
            other.terminate()
            other.wait()


@pytest.mark.parametrize(
    "wrong",
    [
        ["--speed", "nan"],
        ["--speed", "inf"],
        ["--speed", "-1"],
        ["--speed", "1e300"],
        ["--seed", "-1"],
        ["--seed", "1.5"],
        ["--proxy-port", "65536"],
        ["--control-port", "-1"],
        ["--variant", "x"],
        ["--variant", "x=y"],
        ["--variant", "block_kms_key_absent=never"],
        ["--scenario", "none"],
    ],
    ids=" ".join,
)
def test_a_wrong_option_is_named(wrong: list[str], place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("start", "serve"):
        with pytest.raises(SystemExit) as ended:
            run(place, command, *wrong)
        assert ended.value.code == 2
        assert f"argument {wrong[0]}: " in capsys.readouterr().err
    assert not place.exists()


def test_the_shape_of_the_large_tenancy(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = [
        "--scenario",
        "large",
        "--compartments",
        "2",
        "--boot-volumes",
        "4",
        "--keys",
        "good=1,foreign=2",
        "--hostile",
    ]
    assert run(place, "start", *plan, "--latency-ms", "5.5") == 0
    capsys.readouterr()
    assert run(place, "status") == 0
    status = json.loads(capsys.readouterr().out)
    assert status["latency_ms"] == 5.5
    assert status["shape"] == {
        "compartments": 2, "boot_volumes": 4, "keys": {"good": 1, "foreign": 2}, "hostile": True,
    }  # fmt: skip
    assert run(place, "stop") == 0


def test_a_reset_takes_as_long_as_the_tenancy_is_large(
    place: Path, running: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert is_alive(running)
    monkeypatch.setattr("simulator.state_directory._PATIENCE_SECONDS", 0.01)
    shape = {"compartments": 2, "volumes": 2000}
    assert run(place, "control", "POST", "/reset", json.dumps({"scenario": "large", "shape": shape})) == 0
    assert '"project-001"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (["--scenario", "founded", "--volumes", "5"], "only the scenario large has a shape, not founded"),
        (["--scenario", "large", "--regions", "0"], "'regions' of a shape must be a whole number from 1 to 6, not 0"),
        (["--scenario", "large", "--keys", "best=1"], "no condition 'best'"),
        (["--latency-ms", "-1"], "must be from 0 to 600000"),
    ],
)
@pytest.mark.parametrize("command", ["start", "serve"])
def test_a_shape_that_cannot_be_built_starts_nothing(
    place: Path, capsys: pytest.CaptureFixture[str], command: str, plan: list[str], says: str
) -> None:
    with pytest.raises(SystemExit):
        run(place, command, *plan)
    assert says in capsys.readouterr().err
    assert not (place / "pid").exists()

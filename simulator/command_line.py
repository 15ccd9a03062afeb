# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of `python -m simulator`."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import uvloop

from .cloud import Cloud
from .network.server import Ports, serve
from .scenarios.registry import SCENARIOS
from .workplace import Workplace

_PATIENCE_SECONDS = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status."""
    options = _parser().parse_args(arguments)
    workplace = Workplace(options.directory.resolve())
    if options.command == "serve":
        return _serve(workplace, options)
    if options.command == "start":
        return _start(workplace, options)
    return _stop(workplace)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in (
        ("serve", "run in the foreground until interrupted"),
        ("start", "start in the background; returns when it answers"),
        ("stop", "end the one that was started with the same directory"),
    ):
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.add_argument("--directory", type=Path, default=Path(".simulator"), help="where its files are")
        if name == "stop":
            continue
        command.add_argument("--scenario", choices=sorted(SCENARIOS), default="default")
        command.add_argument("--seed", type=int, default=1, help="the same seed makes the same tenancy")
        command.add_argument("--speed", type=float, default=1.0, help="simulated seconds in a real one")
        command.add_argument("--proxy-port", type=int, default=0, help="0: any free port")
        command.add_argument("--control-port", type=int, default=0, help="0: any free port")
        command.add_argument("--variant", action="append", default=[], metavar="NAME=CHOICE")
    return parser


def _serve(workplace: Workplace, options: argparse.Namespace) -> int:
    variants = dict(choice.split("=", 1) for choice in options.variant)
    cloud = Cloud(scenario=options.scenario, seed=options.seed, speed=options.speed, variants=variants)
    workplace.prepare()
    uvloop.run(
        serve(
            cloud,
            ports=Ports(proxy=options.proxy_port, control=options.control_port),
            bundle=workplace.bundle,
            ready=lambda ports: workplace.publish(cloud, ports),
        )
    )
    workplace.clear()
    return 0


def _start(workplace: Workplace, options: argparse.Namespace) -> int:
    if workplace.is_served():
        print(f"{workplace.summary()}\nIt was running already; for a fresh one, stop it first.")
        return 0
    workplace.clear()
    workplace.prepare()
    command = [sys.executable, "-m", "simulator", "serve", "--directory", str(workplace.root)]
    for name in ("scenario", "seed", "speed", "proxy_port", "control_port"):
        command += [f"--{name.replace('_', '-')}", str(getattr(options, name))]
    for choice in options.variant:
        command += ["--variant", choice]
    above = Path(__file__).resolve().parent.parent
    with workplace.log.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=above, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if workplace.is_published():
            print(workplace.summary())
            return 0
        if process.poll() is not None:
            break
        time.sleep(0.05)
    print(f"The simulated tenancy did not start. Its output:\n{workplace.log.read_text()}", file=sys.stderr)
    process.kill()
    return 1


def _stop(workplace: Workplace) -> int:
    process_id = workplace.process_id()
    if process_id is None or not workplace.is_served():
        print("No simulated tenancy is running there.")
        workplace.clear()
        return 0
    try:
        os.kill(process_id, signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            os.kill(process_id, 0)
            time.sleep(0.02)
        os.kill(process_id, signal.SIGKILL)
    except ProcessLookupError:
        pass
    workplace.clear()
    return 0

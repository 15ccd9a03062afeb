# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of `python -m simulator`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import uvloop

from . import processes
from .cloud import Cloud
from .control import validation
from .control.interface import LONGEST_LATENCY_MS
from .network.server import Ports, serve
from .principals.credentials import SHORTEST_BITS
from .scenarios import SCENARIOS, scenario_of
from .scenarios.shape import CONDITIONS, NUMBERS, keys_from
from .services.registry import VARIANTS
from .state_directory import StateDirectory, UnknownProcess
from .tenancy.variants import Variants

T = TypeVar("T")

# A large tenancy is built first.
_START_SECONDS = 300.0
_STOP_SECONDS = 10.0
# The options that describe a shape, and all options of `serve` that `start` passes on.
_SHAPE = (*NUMBERS, "keys", "hostile")
_PLAN = ("scenario", "seed", "speed", "key_bits", "proxy_port", "control_port", "latency_ms", *_SHAPE)
_FASTEST = 1_000_000.0
_KEY_BITS = (1024, 2048, 4096)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if "scenario" in options:
        try:
            options.shape = _shape(options)
        except ValueError as error:
            parser.error(str(error))
    directory = StateDirectory(options.directory.resolve())
    command: Callable[[StateDirectory, argparse.Namespace], int] = _COMMANDS[options.command]
    try:
        return command(directory, options)
    except UnknownProcess as unknown:
        print(unknown, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in _PURPOSES.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.add_argument("--directory", type=Path, default=Path(".simulator"), help="the directory of its files")
        if name in ("serve", "start"):
            _add_plan(command)
        if name == "control":
            command.add_argument("verb", choices=("GET", "POST", "PUT", "PATCH", "DELETE"))
            command.add_argument("path", help="such as /faults")
        if name in ("control", "faults"):
            what = "a JSON object" if name == "control" else "a rule to add, or `clear`"
            command.add_argument("body", nargs="?", help=what)
    return parser


def _add_plan(command: argparse.ArgumentParser) -> None:
    command.add_argument("--scenario", choices=sorted(SCENARIOS), default="default")
    command.add_argument(
        "--seed",
        type=_typed(partial(_whole_number, most=2**53)),
        default=1,
        help="the same seed creates the same tenancy",
    )
    command.add_argument("--speed", type=_typed(_speed), default=1.0, help="simulated seconds per real second")
    command.add_argument(
        "--key-bits",
        type=int,
        choices=_KEY_BITS,
        default=SHORTEST_BITS,
        help="length of the seeded users' API keys; OCI requires 2048, and clients load shorter ones faster",
    )
    port = _typed(partial(_whole_number, most=65_535))
    command.add_argument("--proxy-port", type=port, default=0, help="0: any free port")
    command.add_argument("--control-port", type=port, default=0, help="0: any free port")
    command.add_argument("--variant", type=_typed(_variant), action="append", default=[], metavar="NAME=CHOICE")
    command.add_argument(
        "--latency-ms",
        type=_typed(_latency),
        default=0.0,
        help="milliseconds between each request and its response; requests do not wait for each other",
    )
    shape = command.add_argument_group("the shape of the scenario large; numbers are totals of the tenancy")
    for name, purpose in NUMBERS.items():
        shape.add_argument(f"--{name.replace('_', '-')}", type=int, metavar="N", help=purpose)
    shape.add_argument(
        "--keys", type=_typed(_keys), metavar="NAME=PARTS,...", help=f"proportions of: {', '.join(CONDITIONS)}"
    )
    shape.add_argument("--hostile", action="store_true", default=None, help="names that break careless reports")


def _typed(read: Callable[[str], T]) -> Callable[[str], T]:
    """Convert ValueErrors, so that argparse shows their message."""

    def convert(text: str) -> T:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return convert


def _whole_number(text: str, *, most: int) -> int:
    return validation.whole_number({"the value": text}, "the value", least=0, most=most)


def _speed(text: str) -> float:
    return validation.number({"the value": text}, "the value", least=0, most=_FASTEST)


def _latency(text: str) -> float:
    return validation.number({"the value": text}, "the value", least=0, most=LONGEST_LATENCY_MS)


def _keys(text: str) -> str:
    keys_from(text)
    return text


def _shape(options: argparse.Namespace) -> dict[str, Any]:
    """The shape that the options describe. Raises ValueError."""
    given = {name: getattr(options, name) for name in _SHAPE if getattr(options, name) is not None}
    shape = {**given, "keys": keys_from(given["keys"])} if "keys" in given else given
    scenario_of(options.scenario, shape)
    return shape


def _variant(text: str) -> str:
    name, equals, choice = text.partition("=")
    if not equals:
        raise ValueError(f"a variant must be NAME=CHOICE, not {validation.shown(text)}")
    Variants(VARIANTS).check({name: choice})
    return text


def _serve(directory: StateDirectory, options: argparse.Namespace) -> int:
    running = directory.process_id()
    if running is not None:
        print(f"{_owner(running)} already uses this directory. Stop it first.", file=sys.stderr)
        return 1
    variants = dict(choice.split("=", 1) for choice in options.variant)
    directory.clear()
    directory.prepare()
    directory.record_process()
    try:
        cloud = Cloud(
            scenario=options.scenario,
            seed=options.seed,
            speed=options.speed,
            variants=variants,
            shape=options.shape,
            latency_ms=options.latency_ms,
            key_bits=options.key_bits,
        )
        uvloop.run(
            serve(
                cloud,
                ports=Ports(proxy=options.proxy_port, control=options.control_port),
                bundle=directory.bundle,
                secret=directory.secret,
                ready=lambda ports: directory.publish(cloud, ports),
            )
        )
    finally:
        directory.clear()
    return 0


def _start(directory: StateDirectory, options: argparse.Namespace) -> int:
    running = directory.process_id()
    if running is not None and directory.is_served():
        print(f"{directory.summary()}\nIt was already running. Stop it first to start a new one.")
        return 0
    if running is not None:
        message = f"{_owner(running)} does not respond. Stop it first."
        print(message, file=sys.stderr)
        return 1
    directory.clear()
    directory.prepare()
    command = [sys.executable, "-m", "simulator", "serve", "--directory", str(directory.root)]
    for name in _PLAN:
        value = getattr(options, name)
        if value is not None:
            command += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    for choice in options.variant:
        command += ["--variant", choice]
    above = Path(__file__).resolve().parent.parent
    with directory.log.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=above, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if directory.is_published():
            print(directory.summary())
            return 0
        if process.poll() is not None:
            break
        time.sleep(0.05)
    print(f"The simulated tenancy did not start. Its output:\n{directory.log.read_text()}", file=sys.stderr)
    process.kill()
    return 1


def _stop(directory: StateDirectory, _options: argparse.Namespace) -> int:
    running = directory.process_id()
    if running is None:
        print("No simulated tenancy is running in this directory.")
        directory.clear()
        return 0
    try:
        ended = processes.end(running, patience_seconds=_STOP_SECONDS)
    except PermissionError:
        ended = False
    if not ended:
        print(f"{_owner(running)} cannot be stopped.", file=sys.stderr)
        return 1
    directory.clear()
    return 0


def _env(directory: StateDirectory, _options: argparse.Namespace) -> int:
    if not directory.is_published():
        return _no_response()
    print(directory.environment.read_text(), end="")
    return 0


def _status(directory: StateDirectory, _options: argparse.Namespace) -> int:
    running = directory.process_id()
    if running is not None and not directory.is_served():
        print(f"{_owner(running)} does not respond.", file=sys.stderr)
        return 1
    return _ask(directory, "GET", "/")


def _faults(directory: StateDirectory, options: argparse.Namespace) -> int:
    if options.body == "clear":
        return _ask(directory, "DELETE", "/faults")
    return _ask(directory, "POST" if options.body else "GET", "/faults", options.body)


def _control(directory: StateDirectory, options: argparse.Namespace) -> int:
    return _ask(directory, options.verb, options.path, options.body)


def _ask(directory: StateDirectory, verb: str, path: str, body: str | None = None) -> int:
    try:
        answer = directory.ask(verb, path, json.loads(body) if body else None)
    except OSError:
        return _no_response()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(answer, indent=2))
    return 0


def _owner(process_id: int) -> str:
    return f"The simulated tenancy of process {process_id}"


def _no_response() -> int:
    print("No simulated tenancy responds in this directory.", file=sys.stderr)
    return 1


_COMMANDS: dict[str, Callable[[StateDirectory, argparse.Namespace], int]] = {
    "serve": _serve,
    "start": _start,
    "stop": _stop,
    "env": _env,
    "status": _status,
    "faults": _faults,
    "control": _control,
}
_PURPOSES = {
    "serve": "run in the foreground until interrupted",
    "start": "start in the background; returns when it responds",
    "stop": "stop the one that was started with the same directory",
    "env": "print the environment variables for OCI clients",
    "status": "show what is running",
    "faults": "show the fault rules, add one, or `clear` them",
    "control": "send a request to its control interface",
}

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs cells of the fault matrix: `python -m tests.matrix [--sample N] [--seed N] [--cell PATTERN] [--jobs N]`.

Prints a line for each cell in which an invariant does not hold, and a summary. The exit status is 1 if there are any.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from tests.clouds import Clouds
from tests.garbage_collection import search_less
from tests.matrix.cells import Cell, cells_of, effect_of, sample
from tests.matrix.invariants import broken, broken_without_fault
from tests.matrix.running import Stage
from tests.matrix.scenario import Scenario
from tests.matrix.scenarios import assigning, auditing, creating, governing, keeping

LOG = Path(".cache/log/matrix-failed")
_SHOWN = 40
_EXPLAINED = ("changed", "previous_kms_key_id", "verified", "warnings", "failure")

Verdict = tuple[str, dict[str, str]]
"""A cell, or the scenario when nothing was wrong, and the invariants that did not hold, each with what is wrong."""

_stages: dict[str, Stage] = {}
_usual: dict[str, dict[str, str]] = {}


def all_scenarios() -> list[Scenario]:
    """Every ordinary task of every module."""
    return [each for part in (assigning, keeping, governing, creating, auditing) for each in part.scenarios()]


def staged(scenarios: Iterable[Scenario]) -> dict[str, Stage]:
    """Each scenario prepared, and run once with nothing wrong."""
    clouds = Clouds("default")
    found = {}
    for each in scenarios:
        try:
            found[each.id] = Stage(each, clouds)
        except Exception as error:
            error.add_note(f"while the scenario {each.id} was prepared")
            raise
    return found


def drawn(scenarios: Sequence[Scenario], seed: int) -> list[Scenario]:
    """Half of the scenarios of each module: to prepare one takes as long as some cells."""
    dice = random.Random(seed)
    modules = dict.fromkeys(each.module for each in scenarios)
    of_modules = [[each for each in scenarios if each.module == module] for module in modules]
    return [each for of_module in of_modules for each in dice.sample(of_module, (len(of_module) + 1) // 2)]


def to_play(arguments: argparse.Namespace) -> list[Scenario]:
    """The scenarios that the arguments ask for."""
    if arguments.cell:
        return [each for each in all_scenarios() if fnmatchcase(each.id, arguments.cell.split("/")[0])]
    return drawn(all_scenarios(), arguments.seed) if arguments.sample else all_scenarios()


def chosen(cells: dict[str, list[Cell]], arguments: argparse.Namespace) -> list[Cell]:
    """The cells to run."""
    if arguments.cell:
        cells = {name: [each for each in of if fnmatchcase(str(each), arguments.cell)] for name, of in cells.items()}
    if arguments.sample:
        return sorted(sample(cells, arguments.sample, arguments.seed), key=str)
    return [cell for of_scenario in cells.values() for cell in of_scenario]


def verdict_on(cell: Cell) -> Verdict:
    """What became of one cell."""
    stage = _stages[cell.scenario]
    found = broken(stage, stage.run(cell), effect_of(cell))
    # What is wrong without any fault was reported once.
    return str(cell), {name: complaint for name, complaint in found.items() if name not in _usual[cell.scenario]}


def verdicts(cells: Sequence[Cell], jobs: int) -> Iterator[Verdict]:
    """What became of each cell, in order."""
    if jobs == 1:
        yield from map(verdict_on, cells)
        return
    # The SDK keeps a logger of each client for good, so that processes grow.
    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=64) as pool:
        yield from pool.imap(verdict_on, cells, chunksize=16)


def explain(cell: Cell) -> None:
    """All there is to know of one cell."""
    seen = _stages[cell.scenario].run(cell)
    print(f"\n{cell}\n  {seen.ended} after {seen.seconds:.0f} simulated seconds: {seen.message or 'no message'}")
    reported = {
        name: value
        for name, value in seen.result.items()
        if name in ("changed", "previous_kms_key_id", "verified", "warnings")
    }
    print(
        f"  result: {reported}\n  tenancy: added {sorted(seen.lasting.added)}, removed {sorted(seen.lasting.removed)},"
    )
    print(f"  changed { {place: sorted(fields) for place, fields in seen.lasting.changed.items()} }")
    for entry in seen.requests[:60]:
        print(f"  {entry.number} {entry.operation} {entry.status} {entry.outcome} {entry.fault}")


def summary(failed: Iterable[Verdict]) -> Iterator[str]:
    """How many cells of each module break each invariant, and by which effects."""
    groups: Counter[tuple[str, str]] = Counter()
    effects: dict[tuple[str, str], Counter[str]] = {}
    for cell, complaints in failed:
        module = cell.split(":")[0]
        effect = cell.split("/")[2] if "/" in cell else "nothing wrong"
        for invariant in complaints:
            groups[(module, invariant)] += 1
            effects.setdefault((module, invariant), Counter())[effect] += 1
    for (module, invariant), count in sorted(groups.items()):
        most = ", ".join(f"{effect} {number}" for effect, number in effects[(module, invariant)].most_common(8))
        more = len(effects[(module, invariant)]) - 8
        yield f"{module:<30} {invariant:<14} {count:>5}  {most}{f' and {more} more' if more > 0 else ''}"


def main() -> int:
    """Run the cells that the arguments ask for."""
    arguments = _arguments()
    search_less()
    began = time.monotonic()
    _stages.update(staged(to_play(arguments)))
    _usual.update({name: broken_without_fault(stage) for name, stage in _stages.items()})
    cells = {name: list(cells_of(name, stage.sent)) for name, stage in _stages.items()}
    to_run, there_are = chosen(cells, arguments), sum(map(len, cells.values()))
    print(f"{len(to_run)} of {there_are} cells in {len(_stages)} scenarios, MATRIX_SEED={arguments.seed}", flush=True)
    failed: list[Verdict] = [(name, complaints) for name, complaints in _usual.items() if complaints]
    for number, verdict in enumerate(verdicts(to_run, arguments.jobs)):
        if verdict[1]:
            failed.append(verdict)
        if number % 2000 == 1999:
            print(f"  {number + 1} cells after {time.monotonic() - began:.0f} s, {len(failed)} failed", flush=True)
    if arguments.cell and len(to_run) <= 3:
        for cell in to_run:
            explain(cell)
    report(failed)
    print(f"{len(to_run)} cells in {time.monotonic() - began:.0f} s, {len(failed)} failed")
    return 1 if failed else 0


def report(failed: Sequence[Verdict]) -> None:
    """The failed cells, as lines that can be run again, and what they have in common."""
    lines = [
        f"{cell}: {'; '.join(f'{name}: {complaint}' for name, complaint in all_of.items())}" for cell, all_of in failed
    ]
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text("".join(f"{line}\n" for line in lines))
    for line in lines[:_SHOWN]:
        print(f"FAILED {line}")
    if len(lines) > _SHOWN:
        print(f"... and {len(lines) - _SHOWN} more, see {LOG}")
    if failed:
        print(
            "\n".join(("", *summary(failed), "", "To run one again: CELL='...' make matrix-faults (* is a wildcard)"))
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.matrix", description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="so many cells, drawn by the seed; all if not given")
    parser.add_argument("--seed", type=int, default=None, help="what is drawn; by chance if not given")
    parser.add_argument("--cell", default="", help="only cells of this name, * being a wildcard")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    arguments = parser.parse_args()
    if arguments.seed is None:
        arguments.seed = random.randrange(1_000_000)
    return arguments


if __name__ == "__main__":
    sys.exit(main())

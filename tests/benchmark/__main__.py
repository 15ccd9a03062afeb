# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.benchmark`: prints what was measured in this run. It measures, it does not judge."""

from __future__ import annotations

from itertools import chain

from .audit_cost import measure_audits
from .simulator_throughput import measure_simulator
from .task_cost import measure_tasks
from .trip import measure_trips


def main() -> None:
    """Run every measurement."""
    for name, value in chain(measure_trips(), measure_audits(), measure_tasks(), measure_simulator()):
        print(f"{name:<66} {value:>14}", flush=True)


if __name__ == "__main__":
    main()

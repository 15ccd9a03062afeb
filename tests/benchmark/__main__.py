# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.benchmark`: prints what was measured in this run. It measures, it does not judge."""

from __future__ import annotations

from .simulator_throughput import measure_simulator


def main() -> None:
    """Run every measurement."""
    for name, value in measure_simulator():
        print(f"{name:<66} {value:>14}", flush=True)


if __name__ == "__main__":
    main()

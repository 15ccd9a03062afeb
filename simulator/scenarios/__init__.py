# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Initial tenancies, by name."""

from __future__ import annotations

from .default import DEFAULT
from .founded import FOUNDED
from .large import LARGE
from .scenario import Scenario

__all__ = ["SCENARIOS"]

SCENARIOS: dict[str, Scenario] = {scenario.name: scenario for scenario in (DEFAULT, FOUNDED, LARGE)}

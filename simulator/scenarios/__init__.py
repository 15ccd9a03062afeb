# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Initial tenancies, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .default import DEFAULT
from .founded import FOUNDED
from .large import large
from .scenario import Scenario
from .shape import shape_from

__all__ = ["SCENARIOS", "scenario_of"]

_FIXED = {scenario.name: scenario for scenario in (DEFAULT, FOUNDED)}
_SHAPED = "large"
SCENARIOS = frozenset({*_FIXED, _SHAPED})
"""The names of the scenarios."""


def scenario_of(name: str, shape: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of a name. Raises ValueError for a name or a shape that does not exist; only `large` has a shape."""
    if name == _SHAPED:
        return large(shape_from(shape or {}))
    if name not in _FIXED:
        raise ValueError(f"there is no scenario '{name[:60]}'; there are {', '.join(sorted(SCENARIOS))}")
    if shape:
        raise ValueError(f"only the scenario {_SHAPED} has a shape, not {name}")
    return _FIXED[name]

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For which types, and in how many combinations of variants, a promise is tested: for all in all, unless it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from tests.contract.combinations import count_of
from tests.contract.rows import ROWS, Row

Case: TypeAlias = tuple[Row, int]
"""A type, and the number of a combination."""

CASES: list[Case] = [(row, number) for row in ROWS for number in range(count_of(row))]


def case_id(case: Case) -> str:
    """How a test's name tells it; the default variants go without saying."""
    row, number = case
    return f"{row.name} {number}" if number else row.name


def rows_that(applies: Callable[[Row], Any]) -> pytest.MarkDecorator:
    """Runs a test for the types that a promise can be about."""
    return _played([case for case in CASES if applies(case[0])])


def before_any_request() -> pytest.MarkDecorator:
    """Runs a test for all types once: no variant of OCI matters to what never reaches it."""
    return _played([(row, number) for row, number in CASES if number == 0])


def _played(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", cases, ids=map(case_id, cases), indirect=True)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which variants a test is played in: few combinations in which every choice of every variant comes up.

Each promise meets each choice at least once without one run for each of them. Which choices meet in one combination is
drawn, differently for different promises, so that a choice is not hidden by the same others everywhere. What is drawn
depends on nothing but `CONTRACT_SEED`.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping

from tests.contract.rows import Row
from tests.mixtures import SEED, Chosen, mixture

DRAWS = 3
"""So many sets of combinations are shared among the promises: each takes time to fill a tenancy for."""

_STAYS_AVAILABLE = ("block_kms_key_change_state", "AVAILABLE")

MEANINGLESS: Mapping[str, tuple[tuple[str, str], str]] = {
    "test_a_failed_state_ends_the_wait_at_once": (
        _STAYS_AVAILABLE,
        "A change that goes through no states does not end in a failed one.",
    ),
    "test_a_rewrap_is_not_done_at_the_first_look": (
        _STAYS_AVAILABLE,
        "A re-wrap that goes through no states leaves no trace.",
    ),
    "test_a_time_out_names_the_last_state": (
        _STAYS_AVAILABLE,
        "A volume that stays AVAILABLE is under its new key, or the change was not applied: nothing is waited for.",
    ),
    "test_a_change_under_way_that_does_not_show_yet_is_waited_for": (
        _STAYS_AVAILABLE,
        "Nobody can see that a volume is being changed which is AVAILABLE under its old key.",
    ),
    "test_someone_else_is_faster": (
        _STAYS_AVAILABLE,
        "A change that shows neither by a state nor, until it is done, by another etag, cannot be known to be there.",
    ),
}
"""The choice in which one promise says nothing, and why: the default is played instead."""


def count_of(row: Row) -> int:
    """How many combinations a promise is played in for a type: the defaults, and one for each further choice.

    What the service accepts and drops is played apart, or nothing would show what the other choices do.
    """
    return max(len(variant.choices) for variant in row.variants) + bool(row.dropped)


def combination(row: Row, number: int, promise: str) -> Chosen:
    """The choices of one combination; number 0 is the defaults, which are what is most likely true."""
    chosen = combinations_of(row, zlib.crc32(promise.encode()) % DRAWS)[number]
    if promise in MEANINGLESS:
        (name, choice), _why = MEANINGLESS[promise]
        return {variant: played for variant, played in chosen.items() if (variant, played) != (name, choice)}
    return chosen


_DRAWN: dict[tuple[str, int], tuple[Chosen, ...]] = {}


def combinations_of(row: Row, draw: int) -> tuple[Chosen, ...]:
    """One set of combinations for a type."""
    key = (row.name, draw)
    if key not in _DRAWN:
        dice = random.Random(f"{SEED} {draw} {row.name}")
        variants = [variant for variant in row.variants if variant.name not in (row.dropped or {})]
        drawn = mixture(variants, dice)
        apart = [{**dice.choice(drawn), **row.dropped}] if row.dropped else []
        _DRAWN[key] = ({}, *drawn, *apart)
    return _DRAWN[key]

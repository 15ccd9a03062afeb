# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mixtures of variants: few combinations in which every choice of every variant comes up.

What is drawn depends on nothing but `SEED`: `CONTRACT_SEED=7 pytest tests/contract` draws others, and again the same.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Mapping, Sequence

from simulator.tenancy.variants import Variant

SEED = os.environ.get("CONTRACT_SEED", "1")

Chosen = Mapping[str, str]

NEVER_TOGETHER: Sequence[tuple[Chosen, str]] = (
    (
        {
            "block_kms_key_shown": "when_settled",
            "block_kms_key_change_seconds": "600",
            "block_kms_key_change_state": "AVAILABLE",
        },
        "A volume that stays AVAILABLE and shows its old key for ten minutes is like one whose change was dropped.",
    ),
)
"""Choices that together make promises impossible to keep, and why."""


def mixtures(variants: Sequence[Variant], count: int) -> list[Chosen]:
    """So many mixtures, one after the other, for a test of its own: each choice comes up in each of them."""
    dice = random.Random(SEED)
    return [chosen for _number in range(count) for chosen in mixture(variants, dice)]


def mixture(variants: Sequence[Variant], dice: random.Random) -> list[Chosen]:
    """Combinations that can be played, in which each choice but the defaults comes up."""
    attempts = (covering(variants, dice) for _attempt_number in itertools.count())
    return next(filter(lambda drawn: all(map(is_possible, drawn)), attempts))


def covering(variants: Sequence[Variant], dice: random.Random) -> list[Chosen]:
    """As few combinations as possible in which each choice but the defaults comes up, the rest as they fall."""
    most = max(len(variant.choices) for variant in variants)
    columns = []
    for variant in variants:
        column = [*variant.choices[1:], *dice.choices(variant.choices, k=most - len(variant.choices))]
        dice.shuffle(column)
        columns.append([(variant.name, choice) for choice in column])
    return [dict(row) for row in zip(*columns, strict=True)]


def is_possible(chosen: Chosen) -> bool:
    """Whether the choices can be played together."""
    return not any(chosen.items() >= together.items() for together, _why in NEVER_TOGETHER)

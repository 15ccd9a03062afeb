# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cells: an ordinary task of a module, an operation that it sends, what is wrong with the answer, and when."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import zip_longest

from simulator.catalog.routing import known_operations
from simulator.gateway.journal import Entry
from tests.matrix.effects import EFFECTS, LIST, READ, WRITE, Effect


@dataclass(frozen=True)
class Cell:
    """One run under one fault. Written `module:scenario/operation/effect/when`."""

    scenario: str
    operation: str
    effect: str
    when: str

    def __str__(self) -> str:
        return "/".join((self.scenario, self.operation, self.effect, self.when))


@dataclass(frozen=True)
class Sent:
    """An operation that a scenario sends when nothing is wrong, and how often."""

    operation: str
    kind: str
    times: int


def sent_in(entries: Iterable[Entry]) -> list[Sent]:
    """The operations of a run, in order of their first request."""
    counts: dict[tuple[str, str], int] = {}
    for entry in entries:
        if entry.operation:
            about = (entry.operation, kind_of(entry))
            counts[about] = counts.get(about, 0) + 1
    return [Sent(operation, kind, times) for (operation, kind), times in counts.items()]


@functools.cache
def _answering_lists() -> frozenset[str]:
    """The operations whose answer is a list, or a collection that holds one."""
    return frozenset(
        each.qualified_name
        for each in known_operations()
        if str(each.response_type).startswith("list[") or str(each.response_type).endswith("Collection")
    )


def kind_of(entry: Entry) -> str:
    """What kind of operation a request is of."""
    if entry.operation in _answering_lists():
        return LIST
    return READ if entry.verb in ("GET", "HEAD") else WRITE


NOBODY_CAN_TELL: Mapping[str, str] = {
    "*/object_storage.reencrypt_bucket/not-applied/*": (
        "The work request reports success, and no operation reports the key that an object is encrypted with."
    ),
    "oci_volume_kms_key:* rewrap/core.update_*volume_kms_key/not-applied/*": (
        "The volume keeps its key, and no operation reports the data key or when it was renewed."
    ),
    "oci_kms_key:* used by one of buckets/object_storage.get_bucket/stale/[el]*": (
        "No other operation reports the key of a bucket, so that nothing contradicts a former key in every answer."
    ),
    "oci_kms_key:* used by one of buckets/object_storage.get_bucket/n*-key/[el]*": (
        "No other operation reports the key of a bucket, so that nothing contradicts several answers without it."
    ),
    "oci_adb_encryption_key:change, again/database.get_autonomous_database/n*-key/*": (
        "No other operation reads the key of a database, and the requested key is assigned again."
    ),
    "oci_kms_key_info:*/key_management.get_key/null-times/*": (
        "The time of deletion is optional, and no other operation reports it."
    ),
    "oci_backup_policy_assignment:assign, again/core.get_volume_backup_policy_asset_assignment/no-entries/every": (
        "No other operation finds the assignment of a volume, and the same policy is assigned again."
    ),
    **{
        f"{module}:create, again/identity.list_{listed}/{effect}/first": (
            "OCI rejects the creation because the name exists, and whether this run or another client created it in "
            "the same second shows nowhere: the notice `WrittenMeanwhile` reports that."
        )
        for module, listed in (("oci_kms_policy", "policies"), ("oci_dynamic_group", "dynamic_groups"))
        for effect in ("array-list", "no-entries")
    },
}
"""Patterns of cells in which OCI could have answered so, with nothing to contradict it, and why."""


def is_beyond_knowledge(cell: Cell) -> bool:
    """Whether no answer shows that something is wrong."""
    return any(fnmatchcase(str(cell), pattern) for pattern in NOBODY_CAN_TELL)


def cells_of(scenario: str, sent: Iterable[Sent]) -> Iterator[Cell]:
    """All cells of a scenario."""
    for each in sent:
        for effect in EFFECTS.values():
            if each.kind in effect.to:
                for when in effect.whens:
                    cell = Cell(scenario, each.operation, effect.name, when)
                    # A second request may come only because the first one went wrong: then "every" has it.
                    if (when != "later" or each.times > 1) and not is_beyond_knowledge(cell):
                        yield cell


def sample(cells: Mapping[str, list[Cell]], count: int, seed: int) -> list[Cell]:
    """So many cells, from each scenario in turn, so that those with few operations are not passed over."""
    dice = random.Random(seed)
    shuffled = [dice.sample(of_scenario, len(of_scenario)) for of_scenario in cells.values()]
    dice.shuffle(shuffled)
    turns = (cell for turn in zip_longest(*shuffled) for cell in turn if cell is not None)
    return [cell for cell, _number in zip(turns, range(count), strict=False)]


def effect_of(cell: Cell) -> Effect:
    """What is wrong in a cell."""
    return EFFECTS[cell.effect]

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides which statements a policy is to hold. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import verdicts
from .language import meaning
from .needs import Lineage, Need
from .principals import Same, never, of_party
from .verdicts import Verdict

# What OCI allows from the root to any leaf, whatever policies they are in (oci-facts.md section 9), and when to warn.
MOST_STATEMENTS = 500
MANY_STATEMENTS = 450


@dataclass(frozen=True)
class Merged:
    """The statements a policy is to hold, and how they differ from those it holds."""

    statements: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def merge(
    current: Sequence[str],
    needs: Sequence[Need],
    lineage: Callable[[str], Lineage],
    *,
    policy_compartment_id: str,
    purge: bool,
    same: Same = never,
) -> Merged:
    """The statements that are there, with those that are missing; with C(purge), only those that are needed.

    What is there stays as it is written when it means the same as what is needed, or allows more; C(lineage) tells that
    of a compartment, C(same) is as for C(Who). With C(purge) only what is needed stays, and it is needed only as the
    same kind of name writes it. What denies the needs is not looked at: it stays, and so does what it denies.
    """
    wanted = {meaning(need.statement) for need in needs}
    kept = [text for text in current if not purge or meaning(text) in wanted]
    there = [each for each in verdicts.placed(kept, policy_compartment_id) if not each.denies]

    def is_met(need: Need) -> bool:
        found = verdicts.decide(need, there, lineage(need.compartment_id), of_party(need.party, same))
        return found.verdict is Verdict.HELD

    added = [need.statement for need in needs if not is_met(need)]
    removed = [text for text in current if text not in kept]
    return Merged((*kept, *added), tuple(added), tuple(removed))


def still_met(
    current: Sequence[str],
    needs: Sequence[Need],
    lineage: Callable[[str], Lineage],
    *,
    policy_compartment_id: str,
) -> list[str]:
    """The statements that allow what is needed, though they mean more or other than that."""
    there = verdicts.placed(current, policy_compartment_id)
    return [
        each.text
        for each in there
        if any(
            verdicts.decide(need, [each], lineage(need.compartment_id), of_party(need.party)).verdict is Verdict.HELD
            for need in needs
        )
    ]


def without(current: Sequence[str], needs: Sequence[Need]) -> Merged:
    """The statements that are left when those that mean what is no longer needed are taken out."""
    unwanted = {meaning(need.statement) for need in needs}
    kept = tuple(text for text in current if meaning(text) not in unwanted)
    return Merged(kept, (), tuple(text for text in current if text not in kept))

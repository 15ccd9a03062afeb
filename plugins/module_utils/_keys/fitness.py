# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides whether a key suits a type of resource, by the rules that apply before a key is assigned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from .._core.errors import KeyFacts, Problem
from .._resources.resource_type import ResourceType
from .key import Key
from .lifecycle import ENABLED

BITS_A_BYTE = 8


def unfit(key: Key, facts: ResourceType) -> Optional[Problem]:
    """Why a key cannot protect a type of resource; `None` when it can."""
    problem = _unfit_shape(key.algorithm, key.length, facts)
    if problem is None and key.lifecycle_state != ENABLED:
        problem = Problem(f"it is {key.lifecycle_state}", (key.remedy,), KeyFacts(lifecycle_state=key.lifecycle_state))
    return problem or _unfit_versions(key.enabled_versions, facts)


def misfit(
    algorithm: str, length: int, services: Iterable[ResourceType], *, enabled_versions: Optional[int] = None
) -> Optional[Problem]:
    """Why such a key cannot protect what one of the services encrypts; `None` when it can for all. Length in bytes."""
    for facts in services:
        problem = _unfit_shape(algorithm, length, facts) or _unfit_versions(enabled_versions, facts)
        if problem is not None:
            return problem._replace(reason=f"cannot protect {facts.a_label}: {problem.reason}")
    return None


def requires_single_version(services: Iterable[ResourceType]) -> bool:
    """Whether one of the services takes keys with a single version only."""
    return any(facts.single_version_key for facts in services)


def _unfit_shape(algorithm: str, length: int, facts: ResourceType) -> Optional[Problem]:
    if algorithm not in facts.key_algorithms:
        able = " or ".join(facts.key_algorithms)
        return Problem(
            f"it is an {algorithm} key, and only {able} keys can",
            (f"Use an {able} key.",),
            KeyFacts(algorithm=algorithm),
        )
    bits = length * BITS_A_BYTE
    if facts.key_lengths and length not in facts.key_lengths:
        able = " or ".join(f"{algorithm}-{each * BITS_A_BYTE}" for each in facts.key_lengths)
        return Problem(
            f"it is an {algorithm}-{bits} key, and only {able} keys can",
            (f"Use an {able} key.",),
            KeyFacts(algorithm=algorithm, length=bits),
        )
    return None


def _unfit_versions(enabled_versions: Optional[int], facts: ResourceType) -> Optional[Problem]:
    if not facts.single_version_key or (enabled_versions or 1) <= 1:
        return None
    return Problem(
        f"it has {enabled_versions} enabled versions, and Block Volume supports keys with one only",
        ("Rotate by creating a new key and assigning that.",),
        KeyFacts(enabled_versions=enabled_versions),
    )

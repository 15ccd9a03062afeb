# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Decides whether a key suits the services that an option names; each stands for types of the registry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from .._core.errors import Problem
from .._resources.registry import services as known_services
from .fitness import unfit
from .reading import Key
from .shape import Shape, in_bytes


def misfit(shape: Shape, services: Iterable[str], *, enabled_versions: Optional[int] = None) -> Optional[Problem]:
    """Why a key of a shape cannot protect what one of the services encrypts; `None` when it can for all."""
    key = Key(
        id="",
        name="",
        compartment_id="",
        vault_id="",
        lifecycle_state="ENABLED",
        algorithm=shape.algorithm,
        length=in_bytes(shape.bits),
        time_of_deletion=None,
        rotates_itself=False,
        enabled_versions=enabled_versions,
    )
    known = known_services()
    for service in services:
        problem = unfit(key, known[service])
        if problem is not None:
            return problem._replace(reason=f"cannot protect {known[service].a_label}: {problem.reason}")
    return None


def wants_single_version(services: Iterable[str]) -> bool:
    """Whether one of the services takes keys with a single version only."""
    known = known_services()
    return any(known[service].single_version_key for service in services)

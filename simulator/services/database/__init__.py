# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serverless Autonomous Databases, their backups and their keys (oci-facts.md, section 7)."""

from __future__ import annotations

from ..service import Service
from .backups import Backups
from .creation import Creation
from .empty_lists import EmptyLists
from .key_changes import KeyChanges
from .running import Running
from .updates import Updates
from .variants import VARIANTS

__all__ = ["SERVICES", "VARIANTS"]

SERVICES: tuple[type[Service], ...] = (Creation, Updates, Running, KeyChanges, Backups, EmptyLists)

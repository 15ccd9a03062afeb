# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spares Python the search for garbage among the SDK's classes, which takes a seventh of the time of all tests."""

from __future__ import annotations

import gc

import oci.core
import oci.database
import oci.identity
import oci.key_management
import oci.object_storage
import oci.resource_search

__all__ = ["oci"]

# Objects that are created before it is searched for, and how often that is done before older ones are searched as well.
THRESHOLDS = (20_000, 50, 100)


def pytest_configure() -> None:
    """Search less often in all tests."""
    search_less()


def search_less() -> None:
    """Let what has been imported stay for ever, and search less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every conformance test has: a running simulated tenancy, and clients of it (dev/with_simulator.sh starts it).

The tests run side by side on one tenancy. A test that changes a seeded resource is the only one that names it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.cli import Cli


@pytest.fixture(scope="session", autouse=True)
def tenancy() -> dict[str, Any]:
    """What is seeded. Without a simulated tenancy no test runs, so that no command reaches a real one."""
    directory = os.environ.get("SIMULATOR_DIRECTORY")
    if not directory:
        raise pytest.UsageError("run these tests with: make conformance")
    return dict(json.loads((Path(directory) / "tenancy.json").read_text()))


@pytest.fixture(scope="session")
def cli() -> Cli:
    """The `oci` command."""
    return Cli()

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every test: no defect of the simulated tenancy passes unseen, and no busy machine fails a property."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.simulator_defects import collected_defects

settings.register_profile("no_deadline", parent=settings.get_profile("default"), deadline=None)
settings.load_profile("no_deadline")


@pytest.fixture(autouse=True)
def simulator_defects() -> Iterator[list[str]]:
    """The defects of the simulated tenancy; a test that provokes one clears the list."""
    with collected_defects() as found:
        yield found
    assert found == []

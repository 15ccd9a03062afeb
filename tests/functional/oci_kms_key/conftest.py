# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users who look after keys."""

from __future__ import annotations

import pytest

from simulator.cloud import Cloud
from tests.functional.oci_kms_key.keeper import Keeper
from tests.officer import Officer


@pytest.fixture
def officer(cloud: Cloud) -> Officer:
    return Officer(cloud)


@pytest.fixture
def admin(cloud: Cloud) -> Officer:
    return Officer(cloud, "admin")


@pytest.fixture
def keeper(cloud: Cloud) -> Keeper:
    return Keeper(cloud)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An author of policies in a tenancy where nobody may use keys."""

from __future__ import annotations

import pytest

from simulator.cloud import Cloud
from tests.contract.rows import VOLUME
from tests.functional.oci_kms_policy.author import Author
from tests.operator import Operator


@pytest.fixture
def author(cloud: Cloud) -> Author:
    """In a tenancy where nobody may use keys yet."""
    operator = Operator(cloud, VOLUME)
    operator.revoke("services-use-keys")
    operator.revoke("projx-operators", unless=lambda statement: "key-delegate" not in statement)
    return Author(cloud)

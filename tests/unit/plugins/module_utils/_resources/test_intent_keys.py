# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One map of keys by region serves the policy and the modules that assign keys."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._resources.intent import _key_ids

KEY = "ocid1.key.oc1.iad.short.unique"


def test_the_oracle_managed_key_of_a_map_needs_no_statement() -> None:
    assert _key_ids({"iad": KEY, "phx": " oracle_managed_key"}) == (KEY,)


@pytest.mark.parametrize("given", [{"iad": "ORACLE_MANAGED_KEY"}, ["ORACLE_MANAGED_KEY"], {"iad": None}, {"iad": 7}])
def test_no_key_is_never_taken_for_all_keys(given: Any) -> None:
    """Without keys the statements are about all keys of the compartment."""
    with pytest.raises(BadOption):
        _key_ids(given)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever means the key that Oracle manages, and says so in other words, is told the right one."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._assign.options import key_choice, key_choice_argument_spec
from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption


@pytest.mark.parametrize(
    ("given", "option"),
    [({"kms_key_id": "none"}, "kms_key_id"), ({"kms_key_ids": {"iad": "oracle-managed"}}, "kms_key_ids.iad")],
    ids=["one key", "a map"],
)
def test_the_value_for_the_oracle_managed_key_is_named(given: dict[str, Any], option: str) -> None:
    params = {name: facts.get("default") for name, facts in key_choice_argument_spec().items()}
    with pytest.raises(BadOption) as caught:
        key_choice({**params, **given}, what="the new volume")
    assert [each for each in (option, "ocid1.key.", "ORACLE_MANAGED_KEY") if each not in str(caught.value)] == []

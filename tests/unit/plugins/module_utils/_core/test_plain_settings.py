# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that are not searched for secrets cannot have the form of one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cmk.oci.plugins.module_utils._core import redacting
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import PLAIN


@given(st.from_regex(PLAIN, fullmatch=True))
def test_a_plain_value_is_no_secret(text: str) -> None:
    assert redacting.kind(text) is None

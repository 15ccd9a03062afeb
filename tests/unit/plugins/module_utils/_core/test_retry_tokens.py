# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same request carries the same token, and one that is spent is replaced."""

from __future__ import annotations

import oci
import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Conflict
from ansible_collections.cmk.oci.plugins.module_utils._core.retry_tokens import SPENT_TOKEN, ask_once, retry_token

REQUEST = {"name": "a", "tags": {"x": "1", "y": "2"}}


def test_a_token_is_made_of_the_request_and_of_what_has_ended() -> None:
    token = retry_token("CreateVault", REQUEST, ["b", "a"])
    assert token == retry_token("CreateVault", {"tags": {"y": "2", "x": "1"}, "name": "a"}, ("a", "b"))
    others = [
        retry_token("CreateKey", REQUEST, ["a", "b"]),
        retry_token("CreateVault", {**REQUEST, "name": "b"}, ["a", "b"]),
        retry_token("CreateVault", REQUEST, ["a"]),
    ]
    assert len({token, *others}) == 4


@pytest.mark.parametrize("code", [SPENT_TOKEN, "IncorrectState"])
@pytest.mark.parametrize("is_translated", [False, True])
def test_only_a_spent_token_is_replaced_and_once_only(code: str, is_translated: bool) -> None:
    error: Exception = Conflict("", code=code)
    if not is_translated:
        error = oci.exceptions.ServiceError(409, code, {}, "")
    tokens = []

    def create(token: str) -> str:
        tokens.append(token)
        if len(tokens) == 1:
            raise error
        return "made"

    if code == SPENT_TOKEN:
        assert ask_once(create, "mine") == "made"
        assert len(set(tokens)) == 2
        return
    with pytest.raises(type(error)):
        ask_once(create, "mine")
    assert tokens == ["mine"]

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same request carries the same token, and no other does."""

from __future__ import annotations

from ansible_collections.cmk.oci.plugins.module_utils._core.create_once import retry_token

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

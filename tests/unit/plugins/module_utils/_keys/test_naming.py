# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A name means one thing, or nothing, or is an error: it is never guessed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._keys.names import choose


@dataclass(frozen=True)
class One:
    id: str
    lifecycle_state: str


def chosen(*states: str, to_delete: bool = False) -> str | None:
    called = [One(str(number), state) for number, state in enumerate(states)]
    found = choose(called, "n", what="vault", where="There", option="vault_id", to_delete=to_delete)
    return None if found is None else found.id


@pytest.mark.parametrize("to_delete", [False, True])
@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], None),
        (["DELETED", "DELETING"], None),
        (["ACTIVE"], "0"),
        (["CREATING", "DELETED"], "0"),
        (["PENDING_DELETION"], "0"),
        (["PENDING_DELETION", "ACTIVE", "SCHEDULING_DELETION"], "1"),
        (["PENDING_DELETION", "CANCELLING_DELETION"], "1"),
    ],
)
def test_which_is_meant(states: list[str], expected: str | None, to_delete: bool) -> None:
    assert chosen(*states, to_delete=to_delete) == expected


@pytest.mark.parametrize("to_delete", [False, True])
def test_two_that_stay_are_an_error(to_delete: bool) -> None:
    with pytest.raises(BadOption, match=r"'n': 0, 2.*vault_id"):
        chosen("ACTIVE", "PENDING_DELETION", "UPDATING", to_delete=to_delete)


def test_two_to_restore_are_an_error_and_two_to_delete_are_none() -> None:
    with pytest.raises(BadOption, match=r"'n', .* 0, 1\. .* vault_id"):
        chosen("PENDING_DELETION", "PENDING_DELETION")
    assert chosen("PENDING_DELETION", "PENDING_DELETION", to_delete=True) == "0"

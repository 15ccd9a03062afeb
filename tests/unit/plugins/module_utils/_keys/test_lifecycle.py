# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One table of states knows all that the SDK knows, and each group that is derived from it is the right one."""

from __future__ import annotations

import pytest
from oci.key_management import models

from ansible_collections.cmk.oci.plugins.module_utils._keys import lifecycle


@pytest.mark.parametrize("model", ["Key", "KeySummary", "Vault", "VaultSummary"])
def test_the_table_has_every_state_of_the_sdk(model: str) -> None:
    named = getattr(models, model)
    states = {getattr(named, each) for each in dir(named) if each.startswith("LIFECYCLE_STATE_")}
    assert states
    assert states <= set(lifecycle.STATES)


@pytest.mark.parametrize(
    ("group", "states"),
    [
        ("GONE", "DELETED DELETING"),
        ("GOING", "PENDING_DELETION SCHEDULING_DELETION"),
        ("LOST", "DELETED DELETING PENDING_DELETION SCHEDULING_DELETION"),
        ("RETIRED", "DELETED PENDING_DELETION"),
        (
            "PASSING",
            "BACKUP_IN_PROGRESS CANCELLING_DELETION CREATING DISABLING ENABLING RESTORING SCHEDULING_DELETION UPDATING",
        ),
        ("USABLE_SOON", "BACKUP_IN_PROGRESS CREATING ENABLING RESTORING UPDATING"),
        (
            "HIDING_DATA",
            "CANCELLING_DELETION DELETED DELETING DISABLED DISABLING PENDING_DELETION SCHEDULING_DELETION",
        ),
        ("HOLDING_RESOURCES", "CANCELLING_DELETION DELETING PENDING_DELETION SCHEDULING_DELETION"),
    ],
)
def test_groups(group: str, states: str) -> None:
    assert sorted(getattr(lifecycle, group)) == states.split()


@pytest.mark.parametrize(
    ("state", "then"),
    [
        ("CREATING", "ENABLED"),
        ("ENABLING", "ENABLED"),
        ("DISABLING", "DISABLED"),
        ("UPDATING", "UPDATING"),
        ("NEW", "NEW"),
    ],
)
def test_next_state(state: str, then: str) -> None:
    assert lifecycle.next_state(state) == then


def test_remedy() -> None:
    assert "(due soon)" in lifecycle.remedy("PENDING_DELETION", "soon")
    assert "(due" not in lifecycle.remedy("PENDING_DELETION", None)
    assert lifecycle.remedy("NEW", None) == lifecycle.State().remedy

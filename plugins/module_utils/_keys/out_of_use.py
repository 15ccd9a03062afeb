# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Proves by a second witness that a key is out of use: what is out of use may be disabled although it is assigned.

One read may lag behind, or be wrong. The service has two that show the state of a key, GetKey and ListKeys.
"""

from __future__ import annotations

from typing import Optional

from .._core.create_once import LONGEST_LAG, PAUSE
from .._core.errors import Conflict, NotFoundOrDenied
from .._core.session import Session
from .key import Keys, MasterKey
from .key_plan import DISABLED, towards
from .names import GOING


def agreed(session: Session, keys: Keys, key: MasterKey) -> MasterKey:
    """The key as two witnesses show it, where the one read shows that it is out of use.

    Without permission to list the keys there is one witness only. Raises Conflict when they go on disagreeing.
    """
    clock = session.clock
    until = session.deadline.after(clock.now(), LONGEST_LAG)
    while True:
        shown = _out_of_use(key.lifecycle_state)
        listed = _listed(keys, key) if shown else None
        if listed is None or _out_of_use(listed) == shown:
            return key
        if clock.now() >= until:
            raise Conflict(
                f"GetKey shows that the key {key.display_name} ({key.id}) is {key.lifecycle_state}, and ListKeys that "
                f"it is {listed}: run it again when they agree.",
                resource=key.id,
                operation="GetKey",
            )
        clock.sleep(min(PAUSE, until - clock.now()))
        key = keys.get(key.id)


def _listed(keys: Keys, key: MasterKey) -> Optional[str]:
    try:
        return keys.listed_state(key)
    except NotFoundOrDenied:
        return None


def _out_of_use(state: str) -> Optional[str]:
    """In which way a key of this state is out of use, or is about to be; `None` if it is not."""
    if state in GOING:
        return GOING[-1]
    return DISABLED if towards(state) == DISABLED else None

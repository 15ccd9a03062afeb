# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Checks the key of what is to be read: nothing can be made of data under a key that is not enabled.

Backups and clones need the key that they were made under (https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from .._core.errors import KeyUnusable
from .._core.session import Session
from .._keys.fitness import REMEDIES
from .._keys.reading import KeyReader

LOST = "it cannot come back, and nor can the data"

REMEDY: Mapping[str, str] = {
    **{state: REMEDIES[state] for state in ("DISABLING", "DISABLED", "CANCELLING_DELETION")},
    **{state: REMEDIES[state] for state in ("SCHEDULING_DELETION", "PENDING_DELETION")},
    "DELETING": LOST,
    "DELETED": LOST,
}


class SourceKeys:
    """The keys of sources in one session's region, each read once."""

    def __init__(self, session: Session) -> None:
        self._reader = KeyReader(session, count_versions=False)
        self._region = session.region

    def check(self, source: str, kms_key_id: Optional[str]) -> None:
        """Raises KeyUnusable when the data of C(source), as in "volume backup ocid1…", cannot be read.

        A key that may not be read itself is left to the service.
        """
        key = self._reader.read(kms_key_id).key if kms_key_id is not None else None
        if key is None or key.lifecycle_state not in REMEDY:
            return
        when = f" (due {key.time_of_deletion})" if key.time_of_deletion else ""
        raise KeyUnusable(
            f"The {source} is under the key {key.name} ({key.id}), which is {key.lifecycle_state}, so its data cannot "
            f"be read: {REMEDY[key.lifecycle_state].format(when=when)}.",
            resource=key.id,
            region=self._region,
        )

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The failure about a replica in another region advises what is still to be done."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import CannotDo
from ansible_collections.cmk.oci.plugins.module_utils._keys.replicas import missing
from ansible_collections.cmk.oci.plugins.module_utils._keys.vault import Replica, Vault

VAULT = Vault("ocid1.vault.oc1.iad.v", "v", "c", "VIRTUAL_PRIVATE", "ACTIVE", None, None, None, None)


@pytest.mark.parametrize(
    ("status", "is_to_be_deleted"), [("CREATED", True), ("CREATING", True), ("DELETING", False)], ids=str
)
def test_only_a_replica_that_is_kept_is_to_be_deleted(status: str, is_to_be_deleted: bool) -> None:
    with pytest.raises(CannotDo) as caught:
        missing(VAULT, [Replica("us-phoenix-1", status, None, None)], "uk-london-1")
    first = caught.value.advice[0]
    assert first.startswith("Delete that replica") == is_to_be_deleted
    assert first.startswith("Run again") != is_to_be_deleted

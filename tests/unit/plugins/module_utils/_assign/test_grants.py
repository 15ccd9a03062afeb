# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The statements that a denial names."""

from __future__ import annotations

from ansible_collections.cmk.oci.plugins.module_utils._assign import grants
from ansible_collections.cmk.oci.plugins.module_utils._assign.types.volume import VOLUME

NEW, OLD = "ocid1.key.oc1.iad.v.new", "ocid1.key.oc1.iad.v.old"


def test_assigning_over_another_key() -> None:
    place = "compartment id ocid1.compartment.oc1..keys"
    assert grants.to_change(
        VOLUME,
        compartment_id="ocid1.compartment.oc1..projx",
        kms_key_id=NEW,
        key_compartment_id="ocid1.compartment.oc1..keys",
        former_key_id=OLD,
        former_key_compartment_id=None,
    ) == (
        "Allow group <your group> to use volumes in compartment id ocid1.compartment.oc1..projx",
        f"Allow service blockstorage to use keys in {place} where target.key.id = '{NEW}'",
        f"Allow group <your group> to use key-delegate in {place} where target.key.id = '{NEW}'",
        "Allow group <your group> to use key-delegate in compartment <compartment of the key> "
        f"where target.key.id = '{OLD}'",
    )


def test_unassigning_in_the_root_compartment() -> None:
    assert grants.to_change(
        VOLUME,
        compartment_id="ocid1.tenancy.oc1..t",
        kms_key_id=None,
        key_compartment_id=None,
        former_key_id=OLD,
        former_key_compartment_id="ocid1.tenancy.oc1..t",
    ) == (
        "Allow group <your group> to use volumes in tenancy",
        f"Allow group <your group> to use key-delegate in tenancy where target.key.id = '{OLD}'",
    )

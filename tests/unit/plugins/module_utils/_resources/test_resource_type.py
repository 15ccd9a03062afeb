# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The statements that a denial names."""

from __future__ import annotations

from ansible_collections.cmk.oci.plugins.module_utils._resources.registry import TYPES
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume import VOLUME
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume_backup import VOLUME_BACKUP

NEW, OLD = "ocid1.key.oc1.iad.v.new", "ocid1.key.oc1.iad.v.old"


def test_assigning_over_another_key() -> None:
    place = "compartment id ocid1.compartment.oc1..keys"
    assert VOLUME.statements_to_change(
        region="us-ashburn-1",
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
    assert VOLUME.statements_to_change(
        region="us-ashburn-1",
        compartment_id="ocid1.tenancy.oc1..t",
        kms_key_id=None,
        key_compartment_id=None,
        former_key_id=OLD,
        former_key_compartment_id="ocid1.tenancy.oc1..t",
    ) == (
        "Allow group <your group> to use volumes in tenancy",
        f"Allow group <your group> to use key-delegate in tenancy where target.key.id = '{OLD}'",
    )


def test_each_type_names_who_uses_its_key() -> None:
    reported = {
        each.facts.name: each.facts.statements_to_use_key(region="uk-london-1", kms_key_id=NEW, compartment_id=None)
        for each in TYPES
    }
    where = f"in compartment <compartment of the key> where target.key.id = '{NEW}'"
    assert reported["boot_volume_backup"][0] == f"Allow service blockstorage to use keys {where}"
    assert reported["bucket"][0] == f"Allow service objectstorage-uk-london-1 to use keys {where}"
    assert reported["autonomous_database"][:2] == [
        f"Allow dynamic-group <dynamic group of the database> to use keys {where}",
        "Allow dynamic-group <dynamic group of the database> to use vaults in compartment <compartment of the key>",
    ]


def test_backups_need_their_volumes_to_be_seen() -> None:
    assert VOLUME_BACKUP.statements_to_read() == (
        "Allow group <your group> to inspect volume-backups in compartment <compartment of the volume backup>",
        "Allow group <your group> to inspect volumes in compartment <compartment of the volume backup>",
    )

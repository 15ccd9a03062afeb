# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options that say the key of what is made; facts in module_utils/_volumes/regional_keys.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as C(cmk.oci.regional_key)."""

    DOCUMENTATION = r"""
options:
  kms_key_id:
    description:
      - The OCID of the key, or V(ORACLE_MANAGED_KEY) for the key that Oracle manages.
      - The key must be enabled, and be in the region where it is to be used or in a vault that is replicated there.
      - Exactly one of O(kms_key_id), O(kms_key_ids) and O(kms_key_name) is required, since OCI takes a key that is not
        named for the Oracle-managed one.
    type: str
  kms_key_ids:
    description:
      - The key of each region, by the region's name, such as V(us-ashburn-1), or key, such as V(iad). Each value is
        what O(kms_key_id) may be.
      - The key of the region where it is to be used is taken, and it is an error if there is none for that region. So
        one map can serve tasks in several regions, or tasks that reach from one region into another.
    type: dict
  kms_key_name:
    description:
      - The display name of the key, in the vault O(vault_id), instead of O(kms_key_id). It is looked up in the region
        where the key is to be used, so the vault must be there or be replicated there.
    type: str
  vault_id:
    description:
      - The OCID of the vault that holds the key. Required with O(kms_key_name); with O(kms_key_id) it is needed only
        when the module says that it could not find the key's vault.
    type: str
  validate_key:
    description:
      - Whether to read the key, in the region where it is to be used, and check that it suits, before anything is
        written.
      - If the key cannot be read, OCI decides, and RV(notices) reports it.
    type: bool
    default: true
notes:
  - "To have the key checked before, your group needs: C(Allow group <group> to read keys in compartment <keys>), and
    C(Allow group <group> to read vaults in compartment <keys>) if the vault is to be looked up. To find a key by its
    name, it needs both."
"""

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options for the key of a new resource; facts in module_utils/_assign/options.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as `cmk.oci.regional_key`."""

    DOCUMENTATION = r"""
options:
  kms_key_id:
    description:
      - The OCID of the key, or V(ORACLE_MANAGED_KEY) for the Oracle-managed key.
      - The key must be enabled, and in the region where it is used or in a vault that is replicated to that region.
      - Exactly one of O(kms_key_id), O(kms_key_ids) and O(kms_key_name) is required, because OCI uses the
        Oracle-managed key when no key is specified.
    type: str
  kms_key_ids:
    description:
      - The key for each region, as a dictionary of region names such as V(us-ashburn-1), or region keys such as V(iad).
        Each value follows the rules of O(kms_key_id).
      - The key for the region where it is used is selected. The module fails if there is none for that region.
      - One dictionary can serve tasks in several regions, and tasks that work across regions.
    type: dict
  kms_key_name:
    description:
      - The display name of the key, in the vault O(vault_id), instead of O(kms_key_id).
      - The key is looked up in the region where it is used, so the vault must be in that region or be replicated to it.
    type: str
  vault_id:
    description:
      - The OCID of the vault that holds the key. Required with O(kms_key_name).
      - With O(kms_key_id), it is required only if the module reports that the vault of the key cannot be found.
    type: str
  validate_key:
    description:
      - Whether to read the key, in the region where it is used, and validate that it is suitable before anything is
        written.
      - If the key cannot be read, the decision is left to the service and RV(notices) reports it.
    type: bool
    default: true
notes:
  - To validate the key, your group requires C(Allow group <group> to read keys in compartment <keys>).
  - To look up the vault of the key, your group also requires C(Allow group <group> to read vaults in compartment
    <keys>).
  - To look up a key by name, your group requires both statements.
"""

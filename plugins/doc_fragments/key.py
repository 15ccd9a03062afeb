# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options that select a key; the facts are in module_utils/_assign/options.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as `cmk.oci.key`."""

    DOCUMENTATION = r"""
options:
  kms_key_id:
    description:
      - The OCID of the key.
      - The key must be enabled, and in the region of the resource or in a vault that is replicated to that region. A
        key that is not enabled is rejected even if it is already assigned to the resource.
      - V(ORACLE_MANAGED_KEY) selects the Oracle-managed key and is equivalent to O(state=absent).
      - O(state=present) requires one of O(kms_key_id), O(kms_key_ids) and O(kms_key_name), unless the module has an
        option for keys outside of OCI Vault and that option is used. O(state=absent) accepts none of them.
    type: str
  kms_key_ids:
    description:
      - The key for each region, as a dictionary of region names such as V(us-ashburn-1), or region keys such as V(iad).
        Each value follows the rules of O(kms_key_id).
      - The key for the region of the resource is used. The module fails if there is none for that region.
    type: dict
  kms_key_name:
    description:
      - The display name of the key, in the vault O(vault_id), instead of O(kms_key_id).
      - Exactly one key in that vault must have this name; the compartment of the key does not matter. A key whose
        deletion is scheduled matches only if no other key has the name.
    type: str
  vault_id:
    description:
      - The OCID of the vault that holds the key. Required with O(kms_key_name).
      - With O(kms_key_id), it is required only if the module reports that the vault of the key cannot be found.
      - The module fails if the key can be read and is in another vault.
    type: str
  validate_key:
    description:
      - Whether to read the key and validate that it is suitable before anything is changed.
      - If the key cannot be read, the decision is left to the service and RV(notices) reports it, because policies may
        allow your group to use a key that it cannot read. Check mode does not validate such a key either.
      - Set this option to V(false) to save the requests, or to avoid the notice.
    type: bool
    default: true
notes:
  - To validate the key, your group requires C(Allow group <group> to read keys in compartment <keys>).
  - To look up the vault of the key, your group also requires C(Allow group <group> to read vaults in compartment
    <keys>).
  - To look up a key by name, your group requires both statements.
"""

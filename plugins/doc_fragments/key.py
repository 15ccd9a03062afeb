# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options that say which key; the facts are in module_utils/_assign/options.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as C(cmk.oci.key)."""

    DOCUMENTATION = r"""
options:
  kms_key_id:
    description:
      - The OCID of the key. The key must be enabled, and be in the region of the resource or in a vault that is
        replicated there. A key that is not enabled is refused even if the resource has it already.
      - V(ORACLE_MANAGED_KEY) is the key that Oracle manages, and the same as O(state=absent).
      - With O(state=present) the key is given by this, by O(kms_key_ids) or by O(kms_key_name), unless the module has
        an option for keys outside of OCI Vault and that is used; with O(state=absent) none is allowed.
    type: str
  kms_key_ids:
    description:
      - The key of each region, by the region's name, such as V(us-ashburn-1), or key, such as V(iad). Each value is
        what O(kms_key_id) may be.
      - The key of the region of the resource is taken, and it is an error if there is none for that region.
    type: dict
  kms_key_name:
    description:
      - The display name of the key, in the vault O(vault_id), instead of O(kms_key_id).
      - It must be the name of exactly one key in that vault, in whatever compartment the key is. Keys that are to be
        deleted count only if there is no other.
    type: str
  vault_id:
    description:
      - The OCID of the vault that holds the key. Required with O(kms_key_name).
      - With O(kms_key_id) it is needed only when the module says that it could not find the key's vault.
      - If the key can be read and is in another vault, the module fails.
    type: str
  validate_key:
    description:
      - Whether to read the key and check that it suits, before anything is changed.
      - If the key cannot be read, OCI decides, and RV(notices) reports it, since policies may let you
        use a key that you may not read. In check mode such a key is left unchecked as well.
      - Set this to V(false) to save the requests, or the notice.
    type: bool
    default: true
notes:
  - "To have the key checked before, your group needs: C(Allow group <group> to read keys in compartment <keys>), and
    C(Allow group <group> to read vaults in compartment <keys>) if the vault is to be looked up. To find a key by its
    name, it needs both."
"""

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options that say which key of which vault; facts in module_utils/_vault/finding.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as C(cmk.oci.which_key)."""

    DOCUMENTATION = r"""
options:
  key_id:
    description:
      - The OCID of the key.
      - Its vault is found out, unless O(vault_id) or O(vault_name) is given, which saves some requests.
    type: str
    aliases: [id, kms_key_id]
  vault_id:
    description:
      - The OCID of the vault that holds the key.
    type: str
  vault_name:
    description:
      - The display name of the vault, in O(vault_compartment_id), instead of O(vault_id). There must be exactly one
        vault of the name.
    type: str
  vault_compartment_id:
    description:
      - The OCID of the compartment in which O(vault_name) is. If it is not given, that is O(compartment_id).
    type: str
notes:
  - The address of the vault's management endpoint is found by the module; it is nothing to be configured.
  - Keys in other compartments than that of the vault and O(compartment_id) are found by OCI's Resource Search, whose
    index may be some moments behind.
"""

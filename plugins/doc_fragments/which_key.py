# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options that select a key and its vault; facts in module_utils/_keys/finding.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as `cmk.oci.which_key`."""

    DOCUMENTATION = r"""
options:
  key_id:
    description:
      - The OCID of the key.
      - The vault is looked up unless O(vault_id) or O(vault_name) is specified, which saves some requests.
    type: str
    aliases: [id, kms_key_id]
  vault_id:
    description:
      - The OCID of the vault that holds the key.
    type: str
  vault_name:
    description:
      - The display name of the vault, in O(vault_compartment_id), instead of O(vault_id). Exactly one vault must have
        this name.
    type: str
  vault_compartment_id:
    description:
      - The OCID of the compartment that contains O(vault_name). Defaults to O(compartment_id).
    type: str
notes:
  - The module finds the management endpoint of the vault; there is no option for it.
  - Keys in compartments other than that of the vault and O(compartment_id) are found by Resource Search, whose index
    may lag by a few moments.
"""

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the patience with new policies; the facts are in module_utils/_assign/denials.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as C(cmk.oci.new_policies)."""

    DOCUMENTATION = r"""
options:
  policy_timeout:
    description:
      - For how many seconds a change that OCI denies is tried again, at most, when it cannot be found out whether a
        policy is missing or only too new to work. Until a new policy works, OCI says the same as without it.
      - The policies that can be read are looked up once, after 20 seconds or after this time if it is shorter. If they
        lack a statement for certain, the module fails then. If they hold all statements, the module goes on for up to
        4 minutes, or for this time if it is longer.
      - It never takes longer than O(wait_timeout), and with O(wait=false) a denied change is not tried again.
    type: int
    default: 20
notes:
  - "To have missing policies told from new ones, your group needs: C(Allow group <group> to inspect policies in
    tenancy), and the same for C(compartments), C(users) and C(groups)."
"""

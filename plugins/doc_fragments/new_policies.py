# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the retries after new policies; the facts are in module_utils/_iam/authorization_retry.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as `cmk.oci.new_policies`."""

    DOCUMENTATION = r"""
options:
  policy_timeout:
    description:
      - Maximum number of seconds to retry a change that OCI denies while it cannot be determined whether a policy is
        missing or not yet effective. OCI returns the same error in both cases.
      - The policies that can be read are looked up once, after 20 seconds, or after this time if it is shorter.
      - If a statement is known to be missing, the module fails at that point.
      - If the policies contain all required statements, the module retries for up to 4 minutes, or for this time if it
        is longer.
      - Retries never exceed O(wait_timeout). With O(wait=false), a denied change is not retried.
    type: int
    default: 20
notes:
  - To distinguish missing policies from new ones, your group requires C(Allow group <group> to inspect policies in
    tenancy), and the corresponding statements for C(compartments), C(users) and C(groups).
"""

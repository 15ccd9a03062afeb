# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the attributes that all modules declare."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as C(cmk.oci.attributes)."""

    DOCUMENTATION = r"""
attributes:
  action_group:
    description: Use C(group/cmk.oci.all) in C(module_defaults) to set defaults for this module.
    support: full
    membership: [cmk.oci.all]
  check_mode:
    description: Can run in check mode and tell what it would change, without changing anything.
    support: full
    details:
      - It reads and checks the same things as the real run, fails for the same reasons, and returns the same result.
      - What only the service can refuse, such as a write that your group may not make, comes with the real run only,
        except where the service can be asked beforehand.
  diff_mode:
    description: Returns in diff mode what it has changed or would change.
    support: full
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: full
  platform:
    description: Operating systems of the host the module runs on.
    support: full
    platforms: posix
"""

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the attributes that all modules declare."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as `cmk.oci.attributes`."""

    DOCUMENTATION = r"""
attributes:
  action_group:
    description: Use C(group/cmk.oci.all) in C(module_defaults) to set defaults for this module.
    support: full
    membership: [cmk.oci.all]
  check_mode:
    description: Can run in check mode and return the predicted result without changing anything.
    support: full
    details:
      - Check mode reads and validates exactly what the real run does, fails for the same reasons, and returns the same
        result.
      - What only the service can reject, such as a write that your group is not allowed to perform, is reported by the
        real run only, unless the service offers a dry run.
  diff_mode:
    description: Returns the differences between the existing and the resulting state in diff mode.
    support: full
  idempotent:
    description: When run twice in a row with the same options, the second run changes nothing.
    support: full
  platform:
    description: Operating systems of the host the module runs on.
    support: full
    platforms: posix
"""

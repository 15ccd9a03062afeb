# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the waiting options; the facts are in module_utils/_core/options.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as C(cmk.oci.wait)."""

    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait until the resource is ready for the change, and afterwards until the change has settled.
      - Without waiting, the module looks once after the service has accepted the change, and RV(verified) tells whether
        it saw the change.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds after which the whole task ends, with everything that it waits for and the requests that it repeats.
      - Without waiting, requests are repeated for at most two minutes.
    type: int
    default: 1200
  wait_interval:
    description:
      - How many seconds to pause, at most, between two looks. The first pauses are shorter.
    type: int
    default: 30
"""

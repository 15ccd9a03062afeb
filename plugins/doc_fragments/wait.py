# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the waiting options; the facts are in module_utils/_core/options.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as `cmk.oci.wait`."""

    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait until the resource is ready for the change, and afterwards until the change is complete.
      - With V(false), the module reads the resource once after the service accepts the change, and RV(verified) reports
        whether the change was confirmed.
    type: bool
    default: true
  wait_timeout:
    description:
      - Maximum number of seconds for the whole task, including all waits and retries.
      - After it, and after ten seconds in any case, no change is requested. Reads of the result of the last change may
        begin within five more seconds.
      - With O(wait=false), requests are retried for at most two minutes.
    type: int
    default: 1200
  wait_interval:
    description:
      - Maximum number of seconds between two reads. The first intervals are shorter.
    type: int
    default: 30
"""

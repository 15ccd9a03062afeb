# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options that say how a vault or key is retired; facts in module_utils/_vault/options.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as C(cmk.oci.retire)."""

    DOCUMENTATION = r"""
options:
  deletion_days:
    description:
      - With O(state=absent), in how many days from now it is deleted for good, V(7) to V(30). Until then, the deletion
        can be cancelled with O(state=present).
      - If the deletion is scheduled already, its time is left as it is.
    type: int
    default: 30
  ignore_unreadable:
    description:
      - Whether O(state=absent) may go on although there are resources, or compartments, that could not be read, so that
        nobody can tell whether they are in use of it.
      - It never helps against what was seen to be in use.
      - A bucket whose own key is disabled cannot be read by anybody, for example.
    type: bool
    default: false
notes:
  - OCI keeps no list of what a key protects. So for O(state=absent) every block volume, boot volume, backup and
    replica of these, bucket, Autonomous Database and file system is listed in every compartment of the tenancy, in this
    region and in that of the replica. That takes nine to eleven requests for each compartment, and one for each bucket,
    and ends as soon as ten are found. A warning names the services that can use keys and are not looked at, secrets
    among them.
  - "For that look your group needs, in the tenancy: C(Allow group <group> to inspect compartments in tenancy),
    C(Allow group <group> to inspect volume-family in tenancy), C(Allow group <group> to read buckets in tenancy),
    C(Allow group <group> to inspect autonomous-databases in tenancy),
    C(Allow group <group> to inspect file-systems in tenancy)."
"""

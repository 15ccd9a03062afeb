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
      - Whether the look for what is in use may go on although there are resources, lists or compartments that could not
        be read, so that nobody can tell whether they are in use of it. Say so if you know that nothing there is.
      - It ignores denials, buckets whose own key is disabled, services that a region does not offer, changes that are
        under way, and keys or replicas of a vault that no list shows.
      - It never helps against what was seen to be in use, against an answer that is not OCI's, and against a list that
        lacks what must be in it.
    type: bool
    default: false
notes:
  - OCI keeps no list of what a key protects. So before a key is disabled, and before a key or vault is retired, every
    block volume, boot volume, backup and replica of these, bucket, Autonomous Database and file system is listed in
    every compartment of the tenancy, in this region and in that of the replica. That takes nine to eleven requests for
    each compartment, and one for each bucket, each backup or replica of a volume and each Autonomous Database, and ends
    as soon as ten are found. RV(types_not_checked) names the types that can use keys and are not looked at, secrets,
    backups of databases and the copies of backup policies among them.
  - The list of compartments must contain those of the key and of the vault, and the parents of all that it has. Then
    Resource Search is asked for everything of these types in each region, and what it shows and no list is read. If it
    cannot be queried, the lists are the only source, and RV(notices) reports it.
  - A list may lag behind. Resource Search has the keys of block volumes, boot volumes and file systems and contradicts
    it. Of the other types, each resource that a list shows without the key is read. What is not read within
    O(wait_timeout) may be under the key, and the module fails.
  - What is being changed is looked at again for up to a minute, since it may be about to be under the key.
  - Something may get the key between the look and the change, and OCI has no condition that rules this out. Take the
    right to use the key from services and groups before you disable or retire it, if others may assign it meanwhile.
    Until the day of its deletion, what is lost by a deletion can be had back with O(state=present).
  - "For that look your group needs, in the tenancy: C(Allow group <group> to inspect compartments in tenancy),
    C(Allow group <group> to inspect volume-family in tenancy), C(Allow group <group> to read buckets in tenancy),
    C(Allow group <group> to inspect autonomous-databases in tenancy),
    C(Allow group <group> to inspect file-systems in tenancy)."
"""

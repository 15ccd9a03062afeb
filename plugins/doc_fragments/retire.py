# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options that retire a vault or key; the facts are in module_utils/_keys/options.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as `cmk.oci.retire`."""

    DOCUMENTATION = r"""
options:
  deletion_days:
    description:
      - Number of days until the deletion takes effect with O(state=absent), from V(7) to V(30). Until then,
        O(state=present) cancels the deletion.
      - The time of a deletion that is already scheduled is not changed.
    type: int
    default: 30
  ignore_unreadable:
    description:
      - Whether to continue although some resources, lists or compartments could not be read, so that their use of the
        key is unknown. Set this option only if you know that none of them uses the key.
      - It ignores denials, buckets whose own key is disabled, services that a region does not offer, changes in
        progress, and a Resource Search that cannot be queried.
      - It does not override resources known to use the key, responses that are not from OCI, a list that lacks a
        resource or replica that it must contain, or a search that O(wait_timeout) ended.
    type: bool
    default: false
notes:
  - If OCI rejects a change because of a conflict, and the key or vault is or becomes as requested afterwards, no answer
    of OCI shows whether another client changed it or a proxy sent the request twice. C(changed) is then V(true), with
    the notice C(WrittenMeanwhile).
  - OCI keeps no list of the resources that a key protects.
  - Before a key is disabled, and before a key or vault is retired, the module lists every block volume, boot volume,
    backup and replica of these, bucket, Autonomous Database and file system.
  - It lists them in every compartment of the tenancy, in this region and in the region of the replica.
  - The search takes nine to eleven requests for each compartment, and one for each backup or replica of a volume and
    each Autonomous Database. It takes one for each bucket, and two where the first response shows no customer-managed
    key. It ends when ten resources are found.
  - RV(types_not_checked) lists the types that can use keys and are not searched. These include secrets, backups of
    databases and the copies created by backup policies.
  - The list of compartments must contain the compartments of the key and of the vault, and the parents of every
    compartment in it.
  - Resource Search is then queried for all resources of these types in each region, and every resource that it returns
    and no list contained is read. If it cannot be queried, nothing proves that the lists are complete, and the module
    fails unless O(ignore_unreadable=true). Only types that the index of a region does not know rely on the lists alone,
    and RV(notices) reports them.
  - A single response without the key proves nothing, because it may lag behind or be incomplete. A resource counts as
    not encrypted with the key if two responses agree, or if one read shows another customer-managed key. For block
    volumes, boot volumes and file systems these are the list and Resource Search, which is queried for each of these
    types once more; resources that it does not show with their keys are read. Of the other types, each resource that is
    listed without the key is read, and each bucket is read twice.
  - If Resource Search or the key history of an Autonomous Database shows the key on a resource and reads show no
    customer-managed key, the key of a volume is read by another operation. For the other types the module fails unless
    O(ignore_unreadable=true), because one of the responses may lag behind for some minutes.
  - An empty vault is searched for as well, by the part of its OCID that the OCIDs of its keys share. Lists that may not
    be read do not prevent its retirement if the list and the number of its keys show that it has none.
  - Whatever is not read within O(wait_timeout) may use the key, and the module fails.
  - A resource that is being changed is read again for up to a minute, because it may be about to use the key.
  - A resource may be assigned the key between the search and the change, and OCI has no condition that prevents this.
  - If others can assign the key meanwhile, remove the permissions of services and groups to use it before you disable
    or retire it.
  - Until a scheduled deletion takes effect, O(state=present) restores access to the data.
  - "For the search, your group requires the following statements in the tenancy: C(Allow group <group> to inspect
    compartments in tenancy), C(Allow group <group> to inspect volume-family in tenancy), C(Allow group <group> to read
    buckets in tenancy), C(Allow group <group> to inspect autonomous-databases in tenancy), C(Allow group <group> to
    inspect file-systems in tenancy). To read file systems that Resource Search does not show, it requires C(Allow group
    <group> to read file-systems in tenancy)."
"""

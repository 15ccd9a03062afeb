#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_backup_copy."""

DOCUMENTATION = r"""
module: oci_backup_copy
short_description: Copy a volume backup, boot volume backup or volume group backup to another region under a chosen key
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Sees to it that a backup has a copy in another region, under the key you say.
  - The key must be said. If none is named, OCI makes the copy under the key that Oracle manages, whatever key the
    backup has. V(ORACLE_MANAGED_KEY) says that you want Oracle's key.
  - The key is checked in the region of the copy. A replicated key has the same OCID in both regions, so the vault is
    asked, and nothing is concluded from the OCID.
  - A copy that is there already is told by the backup that it was made from, and looked for in the compartment of
    that backup. It is brought under the key if it has another one, as M(cmk.oci.oci_backup_kms_key) would, and waited
    for if it is under way. Copies that a backup policy or another tool has made count as well.
  - Before a copy would be made, copies are looked for in the other compartments as well, since the copy or its backup
    may have been moved. That is in the root compartment, and wherever Resource Search shows backups in the other
    region. Copies in compartments that your group may not inspect cannot be seen. Where that may be so, the module
    creates the copy, and RV(existing_copies_complete) is V(false).
  - Of several copies, one that is under the key counts, else the newest one; of several copies of a volume group
    backup, the newest one. The others are not changed, and RV(notices) reports those that may have another key.
    A copy that is V(FAULTY) does not count, and a new one is made.
  - A second copy is never made by accident. Should OCI not list yet what a run has asked for that was broken off, the
    next one asks under the same retry token, and is answered with the same copy, also if it names another key.
  - A volume group backup has no key of its own. Every backup in its copy is seen to, and the result tells what became
    of each.
  - Tasks that request the same copy at the same moment create one. OCI answers all of them alike, so that each of them
    may report the change.
  - A run creates at most one copy. If no read shows it until O(wait_timeout), the module fails with its OCID.
  - Nothing is ever deleted.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.new_policies
  - cmk.oci.regional_key
  - cmk.oci.wait
options:
  backup_id:
    description:
      - The OCID of the volume backup, boot volume backup or volume group backup. It must be in the region that the
        task works in, which is O(region) if that is given.
      - The key that it is under must be enabled, since its data cannot be read otherwise.
      - The backup must still be there, and it must be V(AVAILABLE) to be copied. One that is not yet V(AVAILABLE) is
        waited for; with O(wait=false) that is an error.
    type: str
    required: true
    aliases: [id, volume_backup_id, boot_volume_backup_id, volume_group_backup_id]
  destination_region:
    description:
      - The region of the copy, by its name, such as V(us-phoenix-1), or key, such as V(phx). It must be another one
        than that of the backup, and the tenancy must be subscribed to it.
    type: str
    required: true
  display_name:
    description:
      - The name of a new copy. If it is not given, it is that of the backup. OCI itself names the backups in the copy
        of a volume group backup.
      - An existing copy keeps its name. If it differs, RV(notices) reports it.
    type: str
    aliases: [name]
  state:
    description:
      - V(present) sees to it that the copy is there under the key. There is no other state.
    type: str
    choices: [present]
    default: present
notes:
  - "To see a backup and its copies, your group needs: C(Allow group <group> to inspect volume-backups in compartment
    <backups>) and C(Allow group <group> to inspect volumes in compartment <backups>); for boot volume backups
    C(boot-volume-backups), and for a volume group backup C(volume-group-backups) as well. To see copies wherever they
    were moved to, it needs the same C(in tenancy)."
  - "To copy it, your group needs: C(Allow group <group> to manage volume-backups in compartment <backups>), or
    C(boot-volume-backups); for a volume group backup all three types."
  - "To have the copy under a key, your group needs C(Allow group <group> to use key-delegate in compartment <keys>
    where target.key.id = '<key>'), and the service C(Allow service blockstorage to use keys in compartment <keys>
    where target.key.id = '<key>'). Policies hold in all regions, unless they have a condition on C(request.region)."
seealso:
  - module: cmk.oci.oci_backup_kms_key
  - module: cmk.oci.oci_backup_policy_assignment
  - module: cmk.oci.oci_volume
  - name: Copying a volume backup between regions
    description: What a copy is, by Oracle.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Tasks/copyingvolumebackupcrossregion.htm
  - name: Managing Vault encryption keys for Block Volume
    description: What keys of cross-region copies must be like, by Oracle.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
"""

EXAMPLES = r"""
- name: Copy a backup to Phoenix, under a key of Phoenix
  cmk.oci.oci_backup_copy:
    backup_id: "{{ volume_backup_id }}"
    destination_region: us-phoenix-1
    kms_key_id: "{{ phoenix_kms_key_id }}"

- name: See what would become of every backup in a volume group backup
  cmk.oci.oci_backup_copy:
    backup_id: "{{ volume_group_backup_id }}"
    destination_region: us-phoenix-1
    kms_key_ids: "{{ key_of_each_region }}"
  check_mode: true
  diff: true

- name: Copy a boot volume backup under the key that Oracle manages, on purpose
  cmk.oci.oci_backup_copy:
    backup_id: "{{ boot_volume_backup_id }}"
    destination_region: us-phoenix-1
    display_name: boot-for-disaster-recovery
    kms_key_id: ORACLE_MANAGED_KEY

- name: Bring that copy under our own key after all
  cmk.oci.oci_backup_copy:
    backup_id: "{{ boot_volume_backup_id }}"
    destination_region: us-phoenix-1
    kms_key_name: "{{ phoenix_kms_key_name }}"
    vault_id: "{{ phoenix_vault_id }}"
"""

RETURN = r"""
resource:
  description:
    - The copy as it is now; in check mode, as it would be.
    - A task that failed after OCI had accepted to make the copy returns its C(id) and C(type) only.
  returned: success; failure after a copy was asked for
  type: dict
  contains:
    id:
      description: The OCID of the copy. V(none) if check mode would make it.
      type: str
      returned: always
      sample: ocid1.volumebackup.oc1.phx.exampleuniqueid
    type:
      description: V(volume_backup), V(boot_volume_backup) or V(volume_group_backup).
      type: str
      returned: always
      sample: volume_backup
    display_name:
      description: The name of the copy.
      type: str
      returned: success
      sample: data-1-monday
    compartment_id:
      description: The OCID of the copy's compartment.
      type: str
      returned: success
      sample: ocid1.compartment.oc1..exampleuniqueid
    source_id:
      description: The OCID of the volume, boot volume or volume group it is a backup of.
      type: str
      returned: success
      sample: ocid1.volume.oc1.iad.exampleuniqueid
    region:
      description: The region of the copy.
      type: str
      returned: success
      sample: us-phoenix-1
    lifecycle_state:
      description: The state of the copy.
      type: str
      returned: success
      sample: AVAILABLE
    kms_key_id:
      description: The OCID of the copy's key, V(none) if Oracle manages the key.
      type: str
      returned: success, unless O(backup_id) is a volume group backup
      sample: ocid1.key.oc1.phx.examplevault.exampleuniqueid
    kms_key_name:
      description:
        - The name of that key. V(none) if there is none, if the key could not be read, or if O(validate_key=false).
      type: str
      returned: success, unless O(backup_id) is a volume group backup
      sample: volumes-phoenix
resources:
  description:
    - The backups in the copy of a volume group backup, each as it is now; in check mode, as it would be. On failure,
      what became of each, and why.
  returned: when O(backup_id) is a volume group backup, unless the task failed before it had looked at them
  type: list
  elements: dict
  contains:
    id:
      description: The OCID of the backup. V(none) if check mode would make it.
      type: str
      returned: always
      sample: ocid1.volumebackup.oc1.phx.exampleuniqueid
    type:
      description: V(volume_backup) or V(boot_volume_backup).
      type: str
      returned: unless this backup could not be read
      sample: volume_backup
    display_name:
      description: The name of the backup.
      type: str
      returned: unless this backup could not be read
      sample: data-1-monday
    compartment_id:
      description: The OCID of the backup's compartment.
      type: str
      returned: unless this backup could not be read
      sample: ocid1.compartment.oc1..exampleuniqueid
    source_id:
      description: The OCID of the volume or boot volume it is a backup of.
      type: str
      returned: unless this backup could not be read
      sample: ocid1.volume.oc1.iad.exampleuniqueid
    region:
      description: The region of the backup.
      type: str
      returned: unless this backup could not be read
      sample: us-phoenix-1
    lifecycle_state:
      description: The state of the backup.
      type: str
      returned: unless this backup could not be read
      sample: AVAILABLE
    kms_key_id:
      description: The OCID of the backup's key, V(none) if Oracle manages the key.
      type: str
      returned: unless this backup could not be read
      sample: ocid1.key.oc1.phx.examplevault.exampleuniqueid
    kms_key_name:
      description:
        - The name of that key. V(none) if there is none, if the key could not be read, or if O(validate_key=false).
      type: str
      returned: unless this backup could not be read
      sample: volumes-phoenix
    changed:
      description: Whether this backup was made, or its key changed, or would be.
      type: bool
      returned: always
      sample: true
    previous_kms_key_id:
      description: The OCID of the key this backup had before, V(none) if Oracle managed it, or if it was just made.
      type: str
      returned: unless this backup could not be read or changed
      sample: ocid1.key.oc1.phx.examplevault.exampleuniqueid
    verified:
      description: Whether this backup was seen with the wanted key.
      type: bool
      returned: unless this backup could not be read or changed
      sample: true
    msg:
      description: What went wrong with this backup.
      type: str
      returned: when something did
      sample: Could not read the volume backup …
    failure:
      description: What went wrong with this backup, with the fields of RV(failure).
      type: dict
      returned: when something went wrong with this backup
      sample: {}
previous_kms_key_id:
  description:
    - The OCID of the key the copy had before, V(none) if Oracle managed it, or if the copy was just made. Without a
      change, the present one.
    - A task that failed after the service had accepted its change of key returns it as well, with C(changed=true) if
      the change may still come.
  returned: >-
    success, unless O(backup_id) is a volume group backup; failure after the service had accepted a change of key
  type: str
  sample: ocid1.key.oc1.phx.examplevault.exampleuniqueid
existing_copies_complete:
  description:
    - Whether the whole tenancy was searched for existing copies before a copy was created, as far as the index of
      Resource Search is up to date.
    - V(false) if your group may not inspect backups of the kind and volumes in the tenancy, or if a part of the search
      failed, which RV(notices) reports. Then the new copy may be a duplicate.
    - V(none) if an existing copy was found at once.
  returned: success
  type: bool
  sample: true
notices:
  description: What did not fail the task and may require action. One warning is shown for each code.
  returned: success
  type: list
  elements: dict
  contains:
    code:
      description: The stable name of the kind of notice.
      type: str
      returned: always
      sample: KeyNotChecked
    text:
      description: What happened, why, and what to do.
      type: str
      returned: always
      sample: >-
        The key ocid1.key.oc1.iad.examplevault.exampleuniqueid could not be read
        (GetKey: 404 NotAuthorizedOrNotFound). OCI decides whether it can be used.
    resource:
      description: The OCID of what it is about; V(none) if it is not about one resource.
      type: str
      returned: always
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    failure:
      description: The failure behind it, as RV(failure) describes one; V(none) if there is none.
      type: dict
      returned: always
verified:
  description:
    - Whether the copy, and each backup in it, was seen usable and with the wanted key. It can be V(false) only with
      O(wait=false).
  returned: success
  type: bool
  sample: true
# Written by dev/failure_docs.py
failure:
  description:
    - What went wrong, as data. What does not apply is V(none) or empty.
    - R(The guide to failures, ansible_collections.cmk.oci.docsite.guide_failures) lists the kinds.
  returned: failure, unless Ansible itself rejected the options
  type: dict
  contains:
    kind: {description: Stable name of what went wrong., type: str, sample: NotFoundOrDenied}
    code: {description: Error code of OCI; the kind where OCI sent none., type: str, sample: NotAuthorizedOrNotFound}
    status: {description: HTTP status of the answer., type: int, sample: 404}
    operation: {description: Operation that failed., type: str, sample: UpdateVolumeKmsKey}
    opc_request_id: {description: Identifier by which Oracle Support finds the request., type: str}
    resource: {description: OCID or name that the failure is about., type: str}
    service: {description: Service by the name of its package in the OCI SDK., type: str, sample: core}
    region: {description: Region of the request., type: str, sample: us-ashburn-1}
    endpoint: {description: Host that did not answer as OCI does., type: str}
    service_message: {description: Message of OCI in at most 500 characters., type: str}
    advice: {description: Sentences that say what to do., type: list, elements: str}
    missing_statements: {description: Policy statements that are missing or may be., type: list, elements: str}
    policies:
      description: What the policies that can be read show about a denial.
      type: dict
      contains:
        verdict: {description: Either V(missing) or V(held) or V(unknown)., type: str, sample: missing}
        denying: {description: Statements that deny the request., type: list, elements: str}
        undecided: {description: Statements whose conditions cannot be evaluated., type: list, elements: str}
    accepted:
      description: Change that OCI accepted before the failure.
      type: dict
      contains:
        operation: {description: Operation that changes the resource., type: str, sample: UpdateVolumeKmsKey}
        opc_request_id: {description: Identifier of its request., type: str}
        work_request_id: {description: OCID of its work request., type: str}
        earlier: {description: "Change of the same task that created the resource, in the same form.", type: dict}
    in_doubt: {description: Whether the change may have been applied all the same., type: bool, sample: False}
"""

from ..module_utils._core import entry
from ..module_utils._volumes.tasks import backup_copy


def main() -> None:
    """Runs the module."""
    entry.run(backup_copy.run, backup_copy.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

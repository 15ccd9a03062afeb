#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_backup_copy."""

DOCUMENTATION = r"""
module: oci_backup_copy
short_description: Copy a volume, boot volume or volume group backup to another region with a specified key
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Ensures that a backup has a copy in another region, encrypted with the specified key.
  - A key is required. Without one, OCI encrypts the copy with the Oracle-managed key, regardless of the key of the
    backup. Specify V(ORACLE_MANAGED_KEY) to select the Oracle-managed key.
  - The key is validated in the region of the copy. A replicated key has the same OCID in both regions, so the module
    reads the vault in that region and does not rely on the OCID.
  - An existing copy is identified by its source backup, and looked up in the compartment of that backup. Copies created
    by a backup policy or another tool are found as well.
  - If the key of an existing copy differs, the key is assigned as by M(cmk.oci.oci_backup_kms_key). A copy in progress
    is waited for.
  - Before it creates a copy, the module also searches other compartments, because the copy or its backup may have been
    moved.
  - Searches the root compartment, and every compartment for which Resource Search returns backups in the other region.
    A copy that no list shows is found if Resource Search returns it under the name of the backup or O(display_name).
  - Copies in compartments that your group cannot inspect are not found. If there may be one, the module creates the
    copy and returns RV(existing_copies_complete) as V(false).
  - If there are several copies of a backup, one that is encrypted with the key is used, or else the newest. Of several
    copies of a volume group backup, the newest is used.
  - Other copies are not changed, and RV(notices) reports those that may use another key. A V(FAULTY) copy is ignored,
    and a new one is created.
  - A repeated run does not create a second copy. If OCI does not list the copy of an interrupted run yet, the next run
    sends the same retry token, and OCI returns the same copy, even if another key is requested.
  - A volume group backup has no key of its own. The module processes every backup in its copy, and the result reports
    the outcome of each.
  - Concurrent tasks that request the same copy create one. OCI returns the same response to each of them, so each may
    report the change.
  - A run creates at most one copy. If the copy cannot be read within O(wait_timeout), the module fails and reports its
    OCID.
  - Deletes nothing.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.new_policies
  - cmk.oci.regional_key
  - cmk.oci.wait
options:
  backup_id:
    description:
      - The OCID of the volume backup, boot volume backup or volume group backup. It must be in the region of the task,
        which is O(region) if specified.
      - The key of the backup must be enabled; otherwise its data cannot be read.
      - The backup must exist, and must be V(AVAILABLE) to be copied. The module waits for a backup that is not yet
        V(AVAILABLE); with O(wait=false) it fails.
    type: str
    required: true
    aliases: [id, volume_backup_id, boot_volume_backup_id, volume_group_backup_id]
  destination_region:
    description:
      - The region of the copy, as a region name such as V(us-phoenix-1), or a region key such as V(phx). It must differ
        from the region of the backup, and the tenancy must be subscribed to it.
    type: str
    required: true
  display_name:
    description:
      - The name of a new copy. Defaults to the name of the backup. OCI names the backups in the copy of a volume group
        backup.
      - An existing copy is not renamed. If its name differs, RV(notices) reports it.
    type: str
    aliases: [name]
  state:
    description:
      - V(present) ensures that the copy exists and is encrypted with the key. There is no other state.
    type: str
    choices: [present]
    default: present
notes:
  - "To read a backup and its copies, your group requires C(Allow group <group> to inspect volume-backups in compartment
    <backups>) and C(Allow group <group> to inspect volumes in compartment <backups>)."
  - Boot volume backups require C(boot-volume-backups) instead, and a volume group backup also requires
    C(volume-group-backups).
  - To find copies that were moved to other compartments, your group requires these statements C(in tenancy).
  - "To copy a backup, your group requires C(Allow group <group> to manage volume-backups in compartment <backups>), or
    C(boot-volume-backups); for a volume group backup it requires all three types."
  - "To encrypt the copy with a key, your group requires C(Allow group <group> to use key-delegate in compartment <keys>
    where target.key.id = '<key>'), and the service requires C(Allow service blockstorage to use keys in compartment
    <keys> where target.key.id = '<key>')."
  - "Policies apply to all regions, unless they have a condition on C(request.region)."
seealso:
  - module: cmk.oci.oci_backup_kms_key
  - module: cmk.oci.oci_backup_policy_assignment
  - module: cmk.oci.oci_volume
  - name: Copying a volume backup between regions
    description: Oracle's documentation of copies.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Tasks/copyingvolumebackupcrossregion.htm
  - name: Managing Vault encryption keys for Block Volume
    description: Oracle's documentation of the keys of cross-region copies.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
"""

EXAMPLES = r"""
- name: Copy a backup to Phoenix, encrypted with a key in Phoenix
  cmk.oci.oci_backup_copy:
    backup_id: "{{ volume_backup_id }}"
    destination_region: us-phoenix-1
    kms_key_id: "{{ phoenix_kms_key_id }}"

- name: Show what would change for every backup in a volume group backup
  cmk.oci.oci_backup_copy:
    backup_id: "{{ volume_group_backup_id }}"
    destination_region: us-phoenix-1
    kms_key_ids: "{{ key_of_each_region }}"
  check_mode: true
  diff: true

- name: Copy a boot volume backup, encrypted with the Oracle-managed key
  cmk.oci.oci_backup_copy:
    backup_id: "{{ boot_volume_backup_id }}"
    destination_region: us-phoenix-1
    display_name: boot-for-disaster-recovery
    kms_key_id: ORACLE_MANAGED_KEY

- name: Assign a customer-managed key to the existing copy
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
  returned: success; failure after a copy was requested
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
      description: Whether this backup was created, or its key changed, or would be.
      type: bool
      returned: always
      sample: true
    previous_kms_key_id:
      description: The OCID of the key this backup had before, V(none) if Oracle managed it, or if it is new.
      type: str
      returned: unless this backup could not be read or changed
      sample: ocid1.key.oc1.phx.examplevault.exampleuniqueid
    verified:
      description: Whether this backup was seen with the requested key.
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
    - The OCID of the key the copy had before, V(none) if Oracle managed it, or if the copy is new. Without a
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
  description:
    - What did not fail the task and may require action. One warning is shown for each code.
  returned: success, or failure unless Ansible itself rejected the options
  type: list
  elements: dict
  contains:
    code: {description: The stable name of the kind of notice., type: str, returned: always, sample: KeyNotChecked}
    text:
      description: What happened, why, and what to do.
      type: str
      returned: always
      sample: >-
        The key ocid1.key.oc1.iad.examplevault.exampleuniqueid could not be read
        (GetKey: 404 NotAuthorizedOrNotFound). OCI decides whether it can be used.
    resource:
      description: The OCID of the resource that it is about; V(none) if it is not about one resource.
      type: str
      returned: always
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    failure: {description: "The failure behind it, as RV(failure) describes one, if any.", type: dict, returned: always}
verified:
  description:
    - Whether the copy, and each backup in it, was read as usable and with the requested key. It can be V(false) only
      with O(wait=false).
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
    action: {description: "What was attempted, as in V(change the policy cmk).", type: str}
    reason: {description: "Why it failed, without advice.", type: str}
    code: {description: Error code of OCI; the kind where OCI sent none., type: str, sample: NotAuthorizedOrNotFound}
    status: {description: HTTP status of the answer., type: int, sample: 404}
    operation: {description: Operation that failed., type: str, sample: UpdateVolumeKmsKey}
    opc_request_id: {description: Identifier by which Oracle Support finds the request., type: str}
    resource: {description: OCID or name that the failure is about., type: str}
    service: {description: Service by the name of its package in the OCI SDK., type: str, sample: core}
    region: {description: Region of the request., type: str, sample: us-ashburn-1}
    endpoint: {description: Host that did not answer as OCI does., type: str}
    service_message: {description: Message of OCI in at most 500 characters., type: str}
    option: {description: "Path of the option to correct, such as V(kms_key_name) or V(resources[2]).", type: str}
    advice: {description: "What to do, in sentences.", type: list, elements: str}
    missing_statements: {description: Policy statements that are missing or may be., type: list, elements: str}
    key:
      description: Facts of the key that are the reason, and no others.
      type: dict
      contains:
        lifecycle_state: {description: State of the key., type: str, sample: DISABLED}
        algorithm: {description: Algorithm of the key., type: str, sample: RSA}
        length: {description: Length of the key in bits., type: int, sample: 128}
        protection_mode: {description: Protection mode of the key., type: str, sample: SOFTWARE}
        enabled_versions: {description: Number of enabled versions., type: int, sample: 2}
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
    in_doubt: {description: Whether the change may have been applied nevertheless., type: bool, sample: False}
"""

from ..module_utils._ansible import module
from ..module_utils._tasks import oci_backup_copy


def main() -> None:
    """Runs the module."""
    module.run(oci_backup_copy.run, oci_backup_copy.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

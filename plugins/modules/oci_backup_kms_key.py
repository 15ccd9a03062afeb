#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_backup_kms_key."""

DOCUMENTATION = r"""
module: oci_backup_kms_key
short_description: Assign a customer-managed key to a volume backup, boot volume backup or volume group backup
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Assigns a key of OCI Vault to a backup of a block volume or boot volume, changes that key, or returns the backup to
    the Oracle-managed key.
  - The content of the backup is not changed; only its data key is re-encrypted.
  - A backup is created with the current key of its volume, and keeps that key when the key of the volume changes. After
    such a change, older backups still require the previous key; this module assigns them the new one.
  - A volume group backup has no key of its own. With its OCID, the key is assigned to every backup in it, one after the
    other. All backups are validated before the first is changed, and the result reports the outcome of each.
  - Compares first, and writes only if the key differs. Reports a change only after the new key was read back from the
    service.
  - For boot volume backups, OCI is known to accept the change and keep the previous key. The module then fails and
    reports it.
  - The key must be an AES key with a single version, because Block Volume supports no others.
  - A backup that is restored without specifying a key creates a volume encrypted with the Oracle-managed key,
    regardless of the key of the backup.
  - Deletes nothing. O(state=absent) unassigns the key and keeps the backup.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.key
  - cmk.oci.new_policies
  - cmk.oci.wait
options:
  backup_id:
    description:
      - The OCID of the volume backup, boot volume backup or volume group backup.
    type: str
    required: true
    aliases: [id, volume_backup_id, boot_volume_backup_id, volume_group_backup_id]
  state:
    description:
      - V(present) assigns the key O(kms_key_id), or O(kms_key_name), to the backup.
      - V(absent) returns the backup to the Oracle-managed key.
    type: str
    choices: [present, absent]
    default: present
notes:
  - "To read a backup, your group requires C(Allow group <group> to inspect volume-backups in compartment <backups>) and
    C(Allow group <group> to inspect volumes in compartment <backups>)."
  - "Boot volume backups require C(boot-volume-backups) instead, and a volume group backup also requires
    C(volume-group-backups)."
  - "To change the key, your group requires C(Allow group <group> to use volume-backups in compartment <backups>), or
    C(boot-volume-backups), and C(Allow group <group> to use key-delegate in compartment <keys> where target.key.id =
    '<key>') for both the new and the previous key."
  - "The service requires C(Allow service blockstorage to use keys in compartment <keys> where target.key.id =
    '<key>')."
seealso:
  - module: cmk.oci.oci_volume_kms_key
  - name: Managing Vault encryption keys for Block Volume
    description: Oracle's documentation of the keys of backups.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
"""

EXAMPLES = r"""
- name: Assign the current key of the volume to a backup
  cmk.oci.oci_backup_kms_key:
    backup_id: "{{ volume_backup_id }}"
    kms_key_id: "{{ kms_key_id }}"

- name: Show what would change for every backup in a volume group backup
  cmk.oci.oci_backup_kms_key:
    backup_id: "{{ volume_group_backup_id }}"
    kms_key_id: "{{ kms_key_id }}"
  check_mode: true
  diff: true

- name: Assign the key to every backup in a volume group backup
  cmk.oci.oci_backup_kms_key:
    backup_id: "{{ volume_group_backup_id }}"
    kms_key_id: "{{ kms_key_id }}"

- name: Return a boot volume backup to the Oracle-managed key
  cmk.oci.oci_backup_kms_key:
    backup_id: "{{ boot_volume_backup_id }}"
    state: absent
"""

RETURN = r"""
resource:
  description: The backup as it is now; in check mode, as it would be.
  returned: success, unless O(backup_id) is a volume group backup
  type: dict
  contains:
    id:
      description: The OCID of the backup.
      type: str
      returned: always
      sample: ocid1.volumebackup.oc1.iad.exampleuniqueid
    type:
      description: V(volume_backup) or V(boot_volume_backup).
      type: str
      returned: always
      sample: volume_backup
    display_name:
      description: The name of the backup.
      type: str
      returned: always
      sample: data-1-monday
    compartment_id:
      description: The OCID of the backup's compartment.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    source_id:
      description: The OCID of the volume or boot volume it is a backup of.
      type: str
      returned: always
      sample: ocid1.volume.oc1.iad.exampleuniqueid
    region:
      description: The region of the backup.
      type: str
      returned: always
      sample: us-ashburn-1
    lifecycle_state:
      description: The state of the backup.
      type: str
      returned: always
      sample: AVAILABLE
    kms_key_id:
      description: The OCID of the backup's key, V(none) if Oracle manages the key.
      type: str
      returned: always
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    kms_key_name:
      description:
        - The name of that key. V(none) if there is none, if the key could not be read, or if O(validate_key=false).
      type: str
      returned: always
      sample: volumes-2026
resources:
  description:
    - The backups in the volume group backup, each as it is now; in check mode, as it would be. On failure, what
      became of each, and why.
  returned: when O(backup_id) is a volume group backup
  type: list
  elements: dict
  contains:
    id:
      description: The OCID of the backup.
      type: str
      returned: always
      sample: ocid1.volumebackup.oc1.iad.exampleuniqueid
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
      sample: us-ashburn-1
    lifecycle_state:
      description: The state of the backup.
      type: str
      returned: unless this backup could not be read
      sample: AVAILABLE
    kms_key_id:
      description: The OCID of the backup's key, V(none) if Oracle manages the key.
      type: str
      returned: unless this backup could not be read
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    kms_key_name:
      description:
        - The name of that key. V(none) if there is none, if the key could not be read, or if O(validate_key=false).
      type: str
      returned: unless this backup could not be read
      sample: volumes-2026
    changed:
      description: Whether this backup's key was changed, or would be.
      type: bool
      returned: always
      sample: true
    previous_kms_key_id:
      description: The OCID of the key this backup had before, V(none) if Oracle managed it.
      type: str
      returned: unless this backup could not be read or changed
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
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
    - The OCID of the previous key of the backup, V(none) if Oracle managed it. Without a change, the current one.
    - With the notice C(AssignedMeanwhile), the key before that assignment.
    - A task that failed after the service had accepted its change returns it as well, with C(changed=true) if the
      change may still take effect.
  returned: success, unless O(backup_id) is a volume group backup; failure after the service had accepted the change
  type: str
  sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
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
    - Whether the backup, or each backup of the group, was read with the requested key after the service accepted the
      change. It can be V(false) only with O(wait=false).
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

# isort: split  # The edge comes first, since it ends the module if this Python is too old
from ..module_utils._ansible import module

# The edge comes first, since it ends the module if this Python is too old.
# isort: split
from ..module_utils._tasks import oci_backup_kms_key


def main() -> None:
    """Runs the module."""
    module.run(oci_backup_kms_key.run, oci_backup_kms_key.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

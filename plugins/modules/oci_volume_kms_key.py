#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_volume_kms_key."""

DOCUMENTATION = r"""
module: oci_volume_kms_key
short_description: Assign a customer-managed key to a block volume or boot volume
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Assigns a key of OCI Vault to an existing block volume or boot volume, changes that key, or returns the volume to
    the Oracle-managed key.
  - The volume and its data are not changed; only its data key is re-encrypted.
  - Compares first, and writes only if the key differs, because writing the same key again renews the volume's data key.
    Use O(rewrap) to renew it.
  - Reports a change only after the new key was read back from the service.
  - The key must be an AES key with a single version, because Block Volume supports no others.
  - An attached volume stays attached. Oracle does not document that it must be detached. If the service requires it,
    the module fails with the message of the service, and nothing is changed.
  - Existing backups and clones keep the key with which they were created, so keep that key enabled.
  - RV(under_other_keys) lists these backups and clones, and O(include_backups) changes the key of the backups along
    with that of the volume.
  - Deletes nothing. O(state=absent) unassigns the key and keeps the volume.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.key
  - cmk.oci.new_policies
  - cmk.oci.wait
attributes:
  idempotent:
    support: partial
    details:
      - Not idempotent with O(rewrap=true), which renews the data key on every run.
options:
  volume_id:
    description:
      - The OCID of the block volume or boot volume.
    type: str
    required: true
    aliases: [id, boot_volume_id]
  rewrap:
    description:
      - Whether to renew and re-encrypt the data key of the volume even if the key is already assigned.
      - With this option, every run reports a change.
      - OCI reports no data key and no time of its renewal. RV(verified) then confirms the assigned key only.
    type: bool
    default: false
  include_backups:
    description:
      - Whether to assign the same key to the backups of the volume, or with O(state=absent) to return them to the
        Oracle-managed key.
      - All backups are validated before anything is written. The volume is changed first.
      - Includes the backups in the compartment and region of the volume.
      - RV(under_other_keys) lists backups in other compartments; change their keys with M(cmk.oci.oci_backup_kms_key).
        Copies in other regions require keys of those regions.
      - For boot volume backups, OCI may accept the change without applying it, which is an error.
    type: bool
    default: false
  report_other_keys:
    description:
      - Whether to search for clones and backups of the volume that use other keys, which RV(under_other_keys) returns.
      - The search lists all volumes in up to 200 compartments, page by page, with at most 1,000 requests, and ends with
        O(wait_timeout). Set this option to V(false) to save these requests in a large tenancy.
    type: bool
    default: true
  state:
    description:
      - V(present) assigns the key O(kms_key_id), or O(kms_key_name), to the volume.
      - V(absent) returns the volume to the Oracle-managed key.
    type: str
    choices: [present, absent]
    default: present
notes:
  - "To read the volume, your group requires C(Allow group <group> to inspect volumes in compartment <volumes>).
    Policies treat boot volumes as volumes."
  - "To change the key, your group requires C(Allow group <group> to use volumes in compartment <volumes>), and C(Allow
    group <group> to use key-delegate in compartment <keys> where target.key.id = '<key>') for both the new and the
    previous key."
  - "To list backups and clones, your group requires C(Allow group <group> to inspect volumes in compartment <volumes>)
    and C(Allow group <group> to inspect volume-backups in compartment <volumes>), or C(inspect boot-volume-backups)."
  - "With O(include_backups=true), your group requires C(use) instead of C(inspect) for the backups."
  - "To list backups and clones in all compartments, your group requires C(Allow group <group> to inspect volume-family
    in tenancy)."
  - "The service requires C(Allow service blockstorage to use keys in compartment <keys> where target.key.id =
    '<key>')."
seealso:
  - module: cmk.oci.oci_backup_kms_key
  - name: Managing Vault encryption keys for Block Volume
    description: Oracle's documentation of the keys of volumes.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
"""

EXAMPLES = r"""
- name: Encrypt a volume with a customer-managed key
  cmk.oci.oci_volume_kms_key:
    volume_id: "{{ volume_id }}"
    kms_key_id: "{{ kms_key_id }}"

- name: Specify the key by name
  cmk.oci.oci_volume_kms_key:
    volume_id: "{{ volume_id }}"
    kms_key_name: "{{ kms_key_name }}"
    vault_id: "{{ vault_id }}"

- name: Encrypt a volume and all its backups with a customer-managed key
  cmk.oci.oci_volume_kms_key:
    volume_id: "{{ volume_id }}"
    kms_key_id: "{{ kms_key_id }}"
    include_backups: true

- name: Show what would change
  cmk.oci.oci_volume_kms_key:
    volume_id: "{{ boot_volume_id }}"
    kms_key_id: "{{ kms_key_id }}"
  check_mode: true
  diff: true

- name: Renew the data key of a volume without changing its key
  cmk.oci.oci_volume_kms_key:
    volume_id: "{{ volume_id }}"
    kms_key_id: "{{ kms_key_id }}"
    rewrap: true

- name: Assign a key in a large tenancy without a search for clones and backups with other keys
  cmk.oci.oci_volume_kms_key:
    volume_id: "{{ volume_id }}"
    kms_key_ids: "{{ key_of_each_region }}"
    report_other_keys: false

- name: Return a volume to the Oracle-managed key
  cmk.oci.oci_volume_kms_key:
    volume_id: "{{ volume_id }}"
    state: absent
"""

RETURN = r"""
resource:
  description: The volume as it is now; in check mode, as it would be.
  returned: success
  type: dict
  contains:
    id:
      description: The OCID of the volume.
      type: str
      returned: always
      sample: ocid1.volume.oc1.iad.exampleuniqueid
    type:
      description: V(volume) or V(boot_volume).
      type: str
      returned: always
      sample: volume
    display_name:
      description: The name of the volume.
      type: str
      returned: always
      sample: data-1
    compartment_id:
      description: The OCID of the volume's compartment.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    availability_domain:
      description: The availability domain of the volume.
      type: str
      returned: always
      sample: Uocm:US-ASHBURN-AD-1
    region:
      description: The region of the volume.
      type: str
      returned: always
      sample: us-ashburn-1
    lifecycle_state:
      description: The state of the volume.
      type: str
      returned: always
      sample: AVAILABLE
    kms_key_id:
      description: The OCID of the volume's key, V(none) if Oracle manages the key.
      type: str
      returned: always
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    kms_key_name:
      description:
        - The name of the volume's key. V(none) if Oracle manages the key, if the key could not be read, or if
          O(validate_key=false).
      type: str
      returned: always
      sample: volumes-2026
previous_kms_key_id:
  description:
    - The OCID of the previous key of the volume, V(none) if Oracle managed it. Without a change, the current one.
    - With the notice C(AssignedMeanwhile), the key before that assignment.
    - A task that failed after the service had accepted its change returns it as well, with C(changed=true) if the
      change may still take effect.
  returned: success; failure after the service had accepted the change
  type: str
  sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
under_other_keys:
  description:
    - What was created from the volume, is in its region, and is encrypted with another key than the volume is. These
      are its clones, and those of its backups that O(include_backups) did not include.
    - It is looked for in the compartment of the volume, in the root compartment, and in those in which OCI's Resource
      Search shows volumes or backups, at most 200 of each. What your group may not inspect is never found, nor may be
      what is newer than the index of Resource Search. RV(under_other_keys_complete) reports whether it may lack some.
    - Copies of backups and replicas in other regions are not part of it, since the keys there are others.
    - V(none) if O(report_other_keys=false).
    - V(none) if the key of the volume did not change and O(include_backups=false), so that tasks which change nothing
      stay short, or if the volume's own compartment could not be listed, which RV(notices) reports.
    - To see it at any time, run the task in check mode with O(include_backups=true). The backups that are under another
      key and in the compartment of the volume are then those in RV(backups) with C(changed=true).
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The OCID of the clone or backup.
      type: str
      returned: always
      sample: ocid1.volumebackup.oc1.iad.exampleuniqueid
    type:
      description: V(volume), V(boot_volume), V(volume_backup) or V(boot_volume_backup).
      type: str
      returned: always
      sample: volume_backup
    display_name:
      description: Its name.
      type: str
      returned: always
      sample: data-1-weekly
    compartment_id:
      description: The OCID of its compartment.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    lifecycle_state:
      description: Its state.
      type: str
      returned: always
      sample: AVAILABLE
    kms_key_id:
      description: The OCID of its key, V(none) if Oracle manages the key.
      type: str
      returned: always
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
under_other_keys_complete:
  description:
    - Whether RV(under_other_keys) covers the whole tenancy, as far as the index of Resource Search is up to date.
    - V(false) if your group may not inspect C(volume-family) in the tenancy, or if a part of the search failed, which
      RV(notices) reports. Then keep the previous key enabled until the rest is checked.
    - V(none) if there was no search.
  returned: success
  type: bool
  sample: true
backups:
  description:
    - What became of each backup of the volume; V(none) unless O(include_backups=true).
    - The entries are as those in RV(cmk.oci.oci_backup_kms_key#module:resources).
  returned: success; failure after the backups were looked at
  type: list
  elements: dict
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
    - Whether the volume, and the backups that were included, were read with the requested key after the service
      accepted the change; in check mode, V(true). It can be V(false) only with O(wait=false).
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
from ..module_utils._tasks import oci_volume_kms_key


def main() -> None:
    """Runs the module."""
    module.run(oci_volume_kms_key.run, oci_volume_kms_key.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

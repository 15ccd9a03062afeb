#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_volume."""

DOCUMENTATION = r"""
module: oci_volume
short_description: Create, restore, clone or activate a volume encrypted with a specified key
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Creates a block volume or boot volume encrypted with the specified key.
  - A block volume is created empty, restored from a backup, cloned from another volume, or activated from a replica. A
    boot volume is restored, cloned or activated, but not created empty.
  - A key is required. Without one, OCI restores a backup with the Oracle-managed key, regardless of the key of the
    backup, and the key of a clone is not documented. Specify V(ORACLE_MANAGED_KEY) to select the Oracle-managed key.
  - An existing volume is not created again. It is identified by O(volume_id), or by O(display_name) in
    O(compartment_id). If its key differs, the key is assigned as by M(cmk.oci.oci_volume_kms_key).
  - An interrupted run can be repeated, also with other options. If OCI does not list the volume of the first run yet,
    the next run sends the same retry token, and OCI returns the same volume.
  - A volume that the list of its compartment lacks, and that Resource Search returns, is not created again. If Resource
    Search cannot be queried, only the list decides, and RV(notices) reports it.
  - A volume that was renamed, moved to another compartment, or deleted is ignored, and another one is created.
  - Block volumes and boot volumes may have the same name. A boot volume is found by name only if O(source_id) is a
    source of boot volumes; otherwise specify its OCID as O(volume_id).
  - Concurrent tasks that request the same volume create one. OCI returns the same response to each of them, so each may
    report the change.
  - A run creates at most one volume. If the volume cannot be read within O(wait_timeout), the module fails and reports
    its OCID.
  - Deletes nothing.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.new_policies
  - cmk.oci.regional_key
  - cmk.oci.wait
options:
  volume_id:
    description:
      - The OCID of an existing volume, instead of O(display_name) and O(compartment_id).
    type: str
    aliases: [id, boot_volume_id]
  display_name:
    description:
      - The name of the volume. Required to create a volume.
      - OCI allows several volumes with the same name. If the compartment has more than one, the module fails and lists
        them.
    type: str
    aliases: [name]
  compartment_id:
    description:
      - The OCID of the compartment in which the volume is looked up by name, and created. Required with
        O(display_name).
    type: str
  source_id:
    description:
      - The OCID of the source of the volume, which is a volume backup, a block volume, a block volume replica, a boot
        volume backup, a boot volume or a boot volume replica. The source determines the type of the volume.
      - If not specified, an existing block volume with the requested name is used, regardless of its source. If there
        is none, an empty block volume is created.
      - If not specified and a boot volume has the requested name instead, the module fails and creates nothing.
      - If an existing volume with the requested name was created from another source, the module fails and changes
        nothing.
      - The key of the source must be enabled; otherwise its data cannot be read. This is validated if the key can be
        read and O(validate_key=true).
    type: str
  availability_domain:
    description:
      - The availability domain of the volume, such as V(Uocm:US-ASHBURN-AD-1).
      - Required to create an empty volume or to restore a backup. Clones and activated replicas stay in the
        availability domain of their source; any other value is an error.
    type: str
  size_in_gbs:
    description:
      - The size of a new volume in gigabytes, from V(50) to V(32768), and not less than the size of the source. If not
        specified, the size of the source or the default of the service applies.
      - An existing volume is not resized. If its size differs, RV(notices) reports it.
    type: int
  vpus_per_gb:
    description:
      - The performance of a new volume, in volume performance units per gigabyte. One of V(0) (block volumes only),
        V(10), V(20), and V(30) to V(120). If not specified, the default of the service applies.
      - The performance of an existing volume is not changed. If it differs, RV(notices) reports it.
    type: int
  freeform_tags:
    description:
      - The free-form tags of a new volume. The tags of an existing volume are not changed.
    type: dict
  defined_tags:
    description:
      - The defined tags of a new volume, by namespace. The tags of an existing volume are not changed.
    type: dict
  wait_for_hydration:
    description:
      - Whether to also wait until all data have been copied into the volume. Until then, a volume created from a source
        is usable but slower, and cannot be cloned or backed up.
      - This wait takes at most O(wait_timeout) seconds and begins when the volume is usable and encrypted with its key.
        The wait before it has the same limit, so the two add up.
      - Setting it to V(true) together with O(wait=false) is an error.
    type: bool
    default: false
  state:
    description:
      - V(present) ensures that the volume exists and is encrypted with the key. There is no other state.
    type: str
    choices: [present]
    default: present
notes:
  - "To create a volume, your group requires C(Allow group <group> to manage volumes in compartment <volumes>)."
  - "To restore a backup, your group also requires C(Allow group <group> to read volume-backups in compartment
    <backups>), or C(read boot-volume-backups). To activate a replica, it also requires C(inspect volume-replicas)."
  - "To encrypt the volume with a key, your group requires C(Allow group <group> to use key-delegate in compartment
    <keys> where target.key.id = '<key>'), and the service requires C(Allow service blockstorage to use keys in
    compartment <keys> where target.key.id = '<key>')."
  - "The availability domain is validated if your group has C(Allow group <group> to inspect compartments in compartment
    <volumes>). Otherwise the decision is left to the service, and RV(notices) reports it."
  - A volume is restored in the region of its backup. To restore it in another region, copy the backup first.
seealso:
  - module: cmk.oci.oci_volume_kms_key
  - module: cmk.oci.oci_backup_kms_key
  - name: Restoring a backup to a new volume
    description: Oracle's documentation of restores.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Tasks/restoringavolumefromabackup.htm
  - name: Managing Vault encryption keys for Block Volume
    description: Oracle's documentation of the keys of restored and cloned volumes.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
"""

EXAMPLES = r"""
- name: Restore a volume from a backup, encrypted with a customer-managed key
  cmk.oci.oci_volume:
    display_name: restored-data
    compartment_id: "{{ compartment_id }}"
    source_id: "{{ volume_backup_id }}"
    availability_domain: "{{ availability_domain }}"
    kms_key_id: "{{ kms_key_id }}"

- name: Clone a volume and wait until all data have been copied
  cmk.oci.oci_volume:
    display_name: cloned-data
    compartment_id: "{{ compartment_id }}"
    source_id: "{{ volume_id }}"
    kms_key_id: "{{ kms_key_id }}"
    wait_for_hydration: true

- name: Create an empty volume encrypted with the key for its region
  cmk.oci.oci_volume:
    display_name: new-data
    compartment_id: "{{ compartment_id }}"
    availability_domain: "{{ availability_domain }}"
    size_in_gbs: 50
    kms_key_ids: "{{ key_of_each_region }}"

- name: Restore a boot volume encrypted with the Oracle-managed key
  cmk.oci.oci_volume:
    display_name: restored-boot
    compartment_id: "{{ compartment_id }}"
    source_id: "{{ boot_volume_backup_id }}"
    availability_domain: "{{ availability_domain }}"
    kms_key_id: ORACLE_MANAGED_KEY
"""

RETURN = r"""
resource:
  description:
    - The volume as it is now; in check mode, as it would be.
    - A task that failed after the volume was created returns its RV(resource.id) and RV(resource.type), with
      C(changed=true). Run it again to complete the volume.
  returned: success; failure after the volume was created
  type: dict
  contains:
    id:
      description: The OCID of the volume. V(none) in check mode if the volume would be created.
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
      sample: restored-data
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
    size_in_gbs:
      description:
        - The size of the volume in gigabytes. V(none) in check mode if the service would choose it.
      type: int
      returned: always
      sample: 50
    vpus_per_gb:
      description:
        - The performance of the volume, in volume performance units for each gigabyte. V(none) in check mode if the
          service would choose it.
      type: int
      returned: always
      sample: 10
    source_id:
      description: The OCID of what the volume was created from, V(none) if it was created empty.
      type: str
      returned: always
      sample: ocid1.volumebackup.oc1.iad.exampleuniqueid
    is_hydrated:
      description: Whether all data are in the volume, V(none) if the service does not report it, as in check mode.
      type: bool
      returned: always
      sample: true
previous_kms_key_id:
  description:
    - The OCID of the key that a volume had which was there already, V(none) if Oracle managed it or if the volume is
      new. Without a change, the present one.
    - A task that failed after the service had accepted a change of the key returns it as well.
  returned: success; failure after the service had accepted a change of the key
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
    - Whether the volume was read as available and with the requested key; in check mode, V(true). It can be V(false)
      only with O(wait=false).
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
from ..module_utils._tasks import oci_volume


def main() -> None:
    """Runs the module."""
    module.run(oci_volume.run, oci_volume.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

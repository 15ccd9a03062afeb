#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_volume."""

DOCUMENTATION = r"""
module: oci_volume
short_description: Make, restore, clone or activate a volume under a chosen key
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Makes a block volume or boot volume with the key you say. A block volume is made from nothing, from a backup (a
    restore), from another volume (a clone) or from a replica (its activation); a boot volume is made from the same, but
    not from nothing.
  - The key must be said. If none is named, OCI restores a backup under the key that Oracle manages, whatever key the
    backup has; which one a clone gets is documented nowhere. V(ORACLE_MANAGED_KEY) says that you want Oracle's key.
  - A volume that is there already is never made a second time. It is told by O(volume_id), or by O(display_name) in
    O(compartment_id), and brought under the key if it has another one, as M(cmk.oci.oci_volume_kms_key) would.
  - A run that was broken off can be run again, with other options as well. Should OCI not list yet what the first run
    has asked for, the second one asks under the same retry token, and is answered with the same volume. A volume that
    has another name by now, or is in another compartment, or was deleted, is left alone and another one is made.
  - Block volumes and boot volumes are different things, though they may have the same name. A boot volume is found by
    its name only if O(source_id) is one of which boot volumes are made; otherwise give its OCID as O(volume_id).
  - Tasks that request the same volume at the same moment create one. OCI answers all of them alike, so that each of
    them may report the change.
  - A run creates at most one volume. If no read shows it until O(wait_timeout), the module fails with its OCID.
  - Nothing is ever deleted.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.new_policies
  - cmk.oci.regional_key
  - cmk.oci.wait
options:
  volume_id:
    description:
      - The OCID of a volume that is there, instead of O(display_name) and O(compartment_id).
    type: str
    aliases: [id, boot_volume_id]
  display_name:
    description:
      - The name of the volume. Required to make one.
      - OCI allows several volumes of a name. If the compartment has more than one, the module fails and lists them.
    type: str
    aliases: [name]
  compartment_id:
    description:
      - The OCID of the compartment in which the volume is looked for by its name, and made. Required with
        O(display_name).
    type: str
  source_id:
    description:
      - The OCID of what the volume is made from. It can be a volume backup, a block volume, a block volume replica, a
        boot volume backup, a boot volume or a boot volume replica, and decides which type of volume is made.
      - If it is not given, an empty block volume is made, unless a block volume of the name is there. That one is taken
        then, whatever it was made from. If there is a boot volume of the name instead, the module fails and makes
        nothing.
      - If a volume of the name is there, and was made from something else, the module fails and changes nothing.
      - The key that it is under must be enabled, since its data cannot be read otherwise. That is checked if the key
        can be read and O(validate_key=true).
    type: str
  availability_domain:
    description:
      - The availability domain of the volume, such as V(Uocm:US-ASHBURN-AD-1).
      - Required to make a volume from nothing or from a backup. Clones and activated replicas are where their source
        is, so that another one is an error.
    type: str
  size_in_gbs:
    description:
      - The size of a new volume in gigabytes, from V(50) to V(32768), and not less than that of the source. If it is
        not given, it is that of the source, or the default of the service.
      - An existing volume keeps its size. If it differs, RV(notices) reports it.
    type: int
  vpus_per_gb:
    description:
      - The performance of a new volume, in volume performance units for each gigabyte. It is V(0) (block volumes only),
        V(10), V(20), or from V(30) to V(120). If it is not given, it is the default of the service.
      - An existing volume keeps its performance. If it differs, RV(notices) reports it.
    type: int
  freeform_tags:
    description:
      - The free-form tags of a new volume. A volume that is there keeps its tags.
    type: dict
  defined_tags:
    description:
      - The defined tags of a new volume, by namespace. A volume that is there keeps its tags.
    type: dict
  wait_for_hydration:
    description:
      - Whether to wait, too, until all data have been copied into the volume. A volume that is made from something is
        usable before that, but slower, and it cannot be cloned or backed up.
      - It is waited for O(wait_timeout) seconds at most, which begin when the volume is usable and under its key. That
        was waited for with the same time before, so that the two waits add up. With O(wait=false) it is an error.
    type: bool
    default: false
  state:
    description:
      - V(present) sees to it that the volume is there under the key. There is no other state.
    type: str
    choices: [present]
    default: present
notes:
  - "To make a volume, your group needs: C(Allow group <group> to manage volumes in compartment <volumes>). To make it
    from a backup, it needs C(Allow group <group> to read volume-backups in compartment <backups>), or
    C(read boot-volume-backups), too; from a replica, C(inspect volume-replicas)."
  - "To have it under a key, your group needs C(Allow group <group> to use key-delegate in compartment <keys> where
    target.key.id = '<key>'), and the service C(Allow service blockstorage to use keys in compartment <keys> where
    target.key.id = '<key>')."
  - "The availability domain is checked if your group may see it: C(Allow group <group> to inspect compartments in
    compartment <volumes>). Otherwise OCI decides, and RV(notices) reports it."
  - A volume is restored in the region of its backup. Copy the backup first to restore it in another one.
seealso:
  - module: cmk.oci.oci_volume_kms_key
  - module: cmk.oci.oci_backup_kms_key
  - name: Restoring a backup to a new volume
    description: What a restore does, by Oracle.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Tasks/restoringavolumefromabackup.htm
  - name: Managing Vault encryption keys for Block Volume
    description: Which key a restored or cloned volume has, by Oracle.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
"""

EXAMPLES = r"""
- name: Restore a volume from its backup, under our own key
  cmk.oci.oci_volume:
    display_name: restored-data
    compartment_id: "{{ compartment_id }}"
    source_id: "{{ volume_backup_id }}"
    availability_domain: "{{ availability_domain }}"
    kms_key_id: "{{ kms_key_id }}"

- name: Clone a volume, and wait until the clone has all data
  cmk.oci.oci_volume:
    display_name: cloned-data
    compartment_id: "{{ compartment_id }}"
    source_id: "{{ volume_id }}"
    kms_key_id: "{{ kms_key_id }}"
    wait_for_hydration: true

- name: Make an empty volume, with the key of whatever region it is in
  cmk.oci.oci_volume:
    display_name: new-data
    compartment_id: "{{ compartment_id }}"
    availability_domain: "{{ availability_domain }}"
    size_in_gbs: 50
    kms_key_ids: "{{ key_of_each_region }}"

- name: Restore a boot volume under the key that Oracle manages, on purpose
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
    - A task that failed after the volume had been made returns its RV(resource.id) and RV(resource.type), with
      C(changed=true). Run it again to bring the volume to its end.
  returned: success; failure after the volume was made
  type: dict
  contains:
    id:
      description: The OCID of the volume. V(none) in check mode if the volume would be made.
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
      description: The OCID of what the volume was made from, V(none) if it was made from nothing.
      type: str
      returned: always
      sample: ocid1.volumebackup.oc1.iad.exampleuniqueid
    is_hydrated:
      description: Whether all data are in the volume, V(none) if the service does not tell, as in check mode.
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
    - Whether the volume was seen ready and with the wanted key; in check mode, V(true). It can be V(false) only with
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
from ..module_utils._volumes.tasks import volume


def main() -> None:
    """Runs the module."""
    entry.run(volume.run, volume.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

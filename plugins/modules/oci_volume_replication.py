#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_volume_replication."""

DOCUMENTATION = r"""
module: oci_volume_replication
short_description: Replicate a volume or volume group with a specified key
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Replicates a block volume, a boot volume or a volume group to another availability domain, in the same or another
    region, encrypted with the specified key.
  - A key is required. Without one, OCI encrypts the replica with the Oracle-managed key, regardless of the key of the
    volume. Specify V(ORACLE_MANAGED_KEY) to select the Oracle-managed key.
  - The key is validated in the region of the replica, where it is used. A key of a replicated vault has the same OCID
    in both regions, so the module reads the vault in that region and does not rely on the OCID.
  - OCI updates the replicas of a volume as one list, and deletes each replica that is not in it.
  - The module reads that list and writes it with the names and keys of all other replicas unchanged, on condition that
    it was not changed since.
  - If the list was changed meanwhile, the module reads and writes it once more.
  - If the key of an existing replica differs, the module assigns the requested one. Whether OCI supports this is not
    documented.
  - If OCI rejects that change, or accepts it without applying it, the module fails and reports that the existing
    replica is unchanged. Then delete the replica with O(state=absent) and create it again.
  - The replica of a volume group consists of one replica for each member. It matches only if the replicas of all
    members are encrypted with the key.
  - The replica of a member belongs to the group and is changed or deleted through the group only.
  - Reports a change only after the replica was read in its own region, available and encrypted with the key.
  - Deletes nothing except a replica, and that only with O(state=absent).
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.new_policies
  - cmk.oci.regional_key
  - cmk.oci.wait
options:
  source_id:
    description:
      - The OCID of the block volume, boot volume or volume group to replicate. It must be in the region of the
        requests.
    type: str
    required: true
    aliases: [asset_id, volume_id, boot_volume_id, volume_group_id]
  availability_domain:
    description:
      - The availability domain of the replica, such as V(Uocm:PHX-AD-1). Its name determines the region.
      - It identifies the replica, because OCI allows one replica for each availability domain.
    type: str
    required: true
  replica_region:
    description:
      - The region of the replica, as a region name or region key. Required only if the module reports that it cannot be
        derived from the name of the availability domain; otherwise the two must match.
    type: str
  display_name:
    description:
      - The name of a new replica. If not specified, the service chooses one.
      - An existing replica is not renamed. If its name differs, RV(notices) reports it.
    type: str
    aliases: [name]
  state:
    description:
      - V(present) ensures that the replica exists and is encrypted with the key.
      - V(absent) deletes the replica and its copy of the data, which cannot be undone. Volumes that were created from
        it are kept. It accepts neither a key nor O(display_name), and no other option deletes a replica.
      - V(terminated) is the previous name of V(absent).
    type: str
    choices: [present, absent, terminated]
    default: present
notes:
  - "To read the source and its replicas, your group requires C(Allow group <group> to inspect volumes in compartment
    <volumes>), or C(inspect volume-groups), and C(Allow group <group> to inspect volume-replicas in compartment
    <volumes>)."
  - "To change the replicas, your group requires C(Allow group <group> to use volumes in compartment <volumes>), or
    C(manage volume-groups) and C(inspect volumes) for a volume group."
  - "To encrypt a replica with a key, your group requires C(Allow group <group> to use key-delegate in compartment
    <keys> where target.key.id = '<key>'), and the service requires C(Allow service blockstorage to use keys in
    compartment <keys> where target.key.id = '<key>')."
  - "The availability domain is validated before a replica is created, and if there is no replica to delete, when your
    group has C(Allow group <group> to inspect compartments in compartment <volumes>). Otherwise the decision is left to
    the service, and RV(notices) reports it."
  - The first synchronization can take hours, during which a replica may be V(PROVISIONING). Increase O(wait_timeout)
    accordingly, or set O(wait=false) and run the task again later.
  - M(cmk.oci.oci_volume) creates a volume from a replica, with the replica as its
    O(cmk.oci.oci_volume#module:source_id).
seealso:
  - module: cmk.oci.oci_volume
  - module: cmk.oci.oci_volume_kms_key
  - name: Replicating a volume
    description: Oracle's documentation of replication and its limits.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/volumereplication.htm
  - name: Managing Vault encryption keys for Block Volume
    description: Oracle's documentation of the keys of replicas.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
"""

EXAMPLES = r"""
- name: Replicate a volume to another region, encrypted with a key of that region
  cmk.oci.oci_volume_replication:
    volume_id: "{{ volume_id }}"
    availability_domain: "{{ availability_domain_of_the_replica }}"
    display_name: data-replica
    kms_key_ids: "{{ key_of_each_region }}"

- name: Replicate a volume group, with two hours for the first synchronization
  cmk.oci.oci_volume_replication:
    volume_group_id: "{{ volume_group_id }}"
    availability_domain: "{{ availability_domain_of_the_replica }}"
    kms_key_ids: "{{ key_of_each_region }}"
    wait_timeout: 7200

- name: Replicate a boot volume within its region, encrypted with the Oracle-managed key
  cmk.oci.oci_volume_replication:
    boot_volume_id: "{{ boot_volume_id }}"
    availability_domain: "{{ another_availability_domain }}"
    kms_key_id: ORACLE_MANAGED_KEY

- name: Delete the replica of a volume and its copy of the data
  cmk.oci.oci_volume_replication:
    volume_id: "{{ volume_id }}"
    availability_domain: "{{ availability_domain_of_the_replica }}"
    state: absent
"""

RETURN = r"""
resource:
  description:
    - The replica as it is now; in check mode, as it would be. After its end, what it was, with its last state. V(none)
      if O(state=absent) found none.
    - A task that failed after the replica was created returns its RV(resource.id) and RV(resource.type), with
      C(changed=true). Run it again to complete the replica.
  returned: success; failure after the replica was created
  type: dict
  contains:
    id:
      description: The OCID of the replica. V(none) in check mode if the replica would be created.
      type: str
      returned: always
      sample: ocid1.blockvolumereplica.oc1.phx.exampleuniqueid
    type:
      description: V(block_volume_replica), V(boot_volume_replica) or V(volume_group_replica).
      type: str
      returned: always
      sample: block_volume_replica
    display_name:
      description: The name of the replica. V(none) in check mode if the service would choose it.
      type: str
      returned: always
      sample: data-replica
    compartment_id:
      description: The OCID of the replica's compartment.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    availability_domain:
      description: The availability domain of the replica.
      type: str
      returned: always
      sample: Uocm:PHX-AD-1
    region:
      description: The region of the replica.
      type: str
      returned: always
      sample: us-phoenix-1
    lifecycle_state:
      description: The state of the replica.
      type: str
      returned: always
      sample: AVAILABLE
    kms_key_id:
      description:
        - The OCID of the replica's key, V(none) if Oracle manages the key.
        - The key of a volume group's replica is that of its members' replicas. If they have different keys, it is one
          of those that are not the requested one.
      type: str
      returned: always
      sample: ocid1.key.oc1.phx.examplevault.exampleuniqueid
    kms_key_name:
      description:
        - The name of the replica's key. V(none) if Oracle manages the key, if the key could not be read, if
          O(validate_key=false), or if O(state=absent).
      type: str
      returned: always
      sample: replicas-2026
    time_last_synced:
      description: When the replica was last synchronized, V(none) if the service does not report it, as in check mode.
      type: str
      returned: always
      sample: "2026-11-25T12:00:00+00:00"
    volume_group_replica_id:
      description:
        - The OCID of the volume group replica that the replica of a volume belongs to, V(none) if it belongs to none.
      type: str
      returned: always
      sample: ocid1.volumegroupreplica.oc1.phx.exampleuniqueid
    member_replica_ids:
      description:
        - The OCIDs of the replicas of the members of a volume group. V(none) for the replica of a volume, and in check
          mode if the replica would be created.
      type: list
      elements: str
      returned: always
      sample: [ocid1.blockvolumereplica.oc1.phx.exampleuniqueid]
    source_id:
      description: The OCID of what is replicated.
      type: str
      returned: always
      sample: ocid1.volume.oc1.iad.exampleuniqueid
replicas:
  description: All replicas of O(source_id), as its own list has them; in check mode, as it would have them.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The OCID of the replica. V(none) in check mode if the replica would be created.
      type: str
      returned: always
      sample: ocid1.blockvolumereplica.oc1.phx.exampleuniqueid
    availability_domain:
      description: The availability domain of the replica.
      type: str
      returned: always
      sample: Uocm:PHX-AD-1
    region:
      description: The region of the replica, V(none) if the name of its availability domain does not contain it.
      type: str
      returned: always
      sample: us-phoenix-1
    display_name:
      description: The name of the replica. V(none) in check mode if the service would choose it.
      type: str
      returned: always
      sample: data-replica
    kms_key_id:
      description: The OCID of the replica's key, V(none) if Oracle manages the key.
      type: str
      returned: always
      sample: ocid1.key.oc1.phx.examplevault.exampleuniqueid
previous_kms_key_id:
  description:
    - The OCID of the key that a replica had which was there already, V(none) if Oracle managed it, or if there was no
      replica. Without a change, the present one.
    - A task that failed after the service had accepted a change of the key, or the end of the replica, returns it as
      well, with C(changed=true) if that may still come.
  returned: success; failure after the service had accepted a change of the key, or the end of the replica
  type: str
  sample: ocid1.key.oc1.phx.examplevault.exampleuniqueid
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
    - Whether the replica was read in its region as available and encrypted with the requested key, or as ended; in
      check mode, V(true). It can be V(false) only with O(wait=false).
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
from ..module_utils._tasks import oci_volume_replication


def main() -> None:
    """Runs the module."""
    module.run(oci_volume_replication.run, oci_volume_replication.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

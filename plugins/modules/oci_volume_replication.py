#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_volume_replication."""

DOCUMENTATION = r"""
module: oci_volume_replication
short_description: Replicate a volume or volume group under a chosen key
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Has a block volume, a boot volume or a volume group replicated into another availability domain, in the same region
    or in another one, under the key you say.
  - The key must be said. If none is named, OCI replicates under the key that Oracle manages, whatever key the volume
    has. V(ORACLE_MANAGED_KEY) says that you want Oracle's key.
  - The key is checked in the region of the replica, since that is where it must work. A key of a replicated vault has
    the same OCID in both regions, so the vault there is asked and nothing is concluded from the OCID.
  - OCI takes the replicas of a volume as one list, and ends what is not in it. The module reads that list and writes
    it with all other replicas, their names and keys as they were read, on condition that nobody has changed it since.
    If somebody has, it reads and writes the list anew, once.
  - A replica that is there already is brought under the key if it has another one. Whether OCI can do that is
    documented nowhere. If it refuses, or accepts and does not do it, the module fails, changes nothing, and says so;
    then end the replica with O(state=absent), and make it anew.
  - A replica of a volume group consists of a replica of each member. It is as wanted only if the replicas of all
    members are under the key. A member's replica belongs to the group and is changed or ended through the group only.
  - Reports a change only after the replica was seen in its own region, ready and under the key.
  - Nothing is ever deleted but a replica, and that only with O(state=absent).
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.new_policies
  - cmk.oci.regional_key
  - cmk.oci.wait
options:
  source_id:
    description:
      - The OCID of the block volume, boot volume or volume group to replicate. It must be in the region the requests go
        to.
    type: str
    required: true
    aliases: [asset_id, volume_id, boot_volume_id, volume_group_id]
  availability_domain:
    description:
      - The availability domain of the replica, such as V(Uocm:PHX-AD-1). Its name tells the region.
      - It is what a replica is told by, as OCI allows one for each availability domain.
    type: str
    required: true
  replica_region:
    description:
      - The region of the replica, by its name or key. It is needed only when the module says that the name of the
        availability domain does not tell it; otherwise it must agree with that.
    type: str
  display_name:
    description:
      - The name of a new replica. If it is not given, the service chooses one.
      - An existing replica keeps its name. If it differs, RV(notices) reports it.
    type: str
    aliases: [name]
  state:
    description:
      - V(present) sees to it that the replica is there under the key.
      - V(absent) ends the replica, which deletes that copy of the data and cannot be undone. Volumes that were made
        from it stay. It takes neither a key nor O(display_name), and no other option ends a replica.
      - V(terminated) is the former word for V(absent).
    type: str
    choices: [present, absent, terminated]
    default: present
notes:
  - "To see what is replicated and its replicas, your group needs: C(Allow group <group> to inspect volumes in
    compartment <volumes>), or C(inspect volume-groups), and C(Allow group <group> to inspect volume-replicas in
    compartment <volumes>)."
  - "To change the replicas, your group needs: C(Allow group <group> to use volumes in compartment <volumes>), or
    C(manage volume-groups) and C(inspect volumes) for a volume group."
  - "To have a replica under a key, your group needs C(Allow group <group> to use key-delegate in compartment <keys>
    where target.key.id = '<key>'), and the service C(Allow service blockstorage to use keys in compartment <keys> where
    target.key.id = '<key>')."
  - "To have the availability domain checked before a replica is made, and where there is none to be ended, your group
    needs: C(Allow group <group> to inspect compartments in compartment <volumes>). Otherwise OCI decides, and
    RV(notices) reports it."
  - The first synchronization can take hours. A replica may be V(PROVISIONING) until then, so give O(wait_timeout)
    accordingly, or O(wait=false) and run the task again later.
  - M(cmk.oci.oci_volume) makes a volume of a replica, which is its O(cmk.oci.oci_volume#module:source_id) then.
seealso:
  - module: cmk.oci.oci_volume
  - module: cmk.oci.oci_volume_kms_key
  - name: Replicating a volume
    description: What replication does and what limits it has, by Oracle.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/volumereplication.htm
  - name: Managing Vault encryption keys for Block Volume
    description: Which keys a replica can have, by Oracle.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
"""

EXAMPLES = r"""
- name: Replicate a volume into another region, under a key of that region
  cmk.oci.oci_volume_replication:
    volume_id: "{{ volume_id }}"
    availability_domain: "{{ availability_domain_of_the_replica }}"
    display_name: data-replica
    kms_key_ids: "{{ key_of_each_region }}"

- name: Replicate a volume group with all its members, with two hours for the first synchronization
  cmk.oci.oci_volume_replication:
    volume_group_id: "{{ volume_group_id }}"
    availability_domain: "{{ availability_domain_of_the_replica }}"
    kms_key_ids: "{{ key_of_each_region }}"
    wait_timeout: 7200

- name: Replicate a boot volume within its region, under the key that Oracle manages, on purpose
  cmk.oci.oci_volume_replication:
    boot_volume_id: "{{ boot_volume_id }}"
    availability_domain: "{{ another_availability_domain }}"
    kms_key_id: ORACLE_MANAGED_KEY

- name: End the replica of a volume, which deletes that copy of the data
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
    - A task that failed after the replica had been made returns its RV(resource.id) and RV(resource.type), with
      C(changed=true). Run it again to bring the replica to its end.
  returned: success; failure after the replica was made
  type: dict
  contains:
    id:
      description: The OCID of the replica. V(none) in check mode if the replica would be made.
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
          of those that are not the wanted one.
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
      description: When the replica was last synchronized, V(none) if the service does not tell, as in check mode.
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
          mode if the replica would be made.
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
      description: The OCID of the replica. V(none) in check mode if the replica would be made.
      type: str
      returned: always
      sample: ocid1.blockvolumereplica.oc1.phx.exampleuniqueid
    availability_domain:
      description: The availability domain of the replica.
      type: str
      returned: always
      sample: Uocm:PHX-AD-1
    region:
      description: The region of the replica, V(none) if the name of its availability domain does not tell.
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
    - Whether the replica was seen in its region, ready and under the wanted key, or ended; in check mode, V(true). It
      can be V(false) only with O(wait=false).
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
from ..module_utils._volumes.tasks import volume_replication


def main() -> None:
    """Runs the module."""
    entry.run(volume_replication.run, volume_replication.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_backup_policy_assignment."""

DOCUMENTATION = r"""
module: oci_backup_policy_assignment
short_description: Assign a backup policy to a volume or volume group, with the key of its cross-region copies
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Assigns a backup policy to a block volume, boot volume or volume group, or unassigns it.
  - A backup policy can copy its backups to another region.
  - With such a policy, the key of the copies must be specified, because OCI otherwise encrypts them with the
    Oracle-managed key, regardless of the keys of the backups. Specify V(ORACLE_MANAGED_KEY) to select the
    Oracle-managed key.
  - The key is validated in the region to which the policy copies. A replicated key has the same OCID in both regions,
    so the module reads the vault in that region and does not rely on the OCID.
  - The backups that a policy creates are encrypted with the keys of their volumes, so a policy without copies accepts
    no key.
  - A volume has at most one policy, and OCI replaces an existing assignment without notice. The module returns the
    replaced policy as RV(previous_policy_id), with its key.
  - Compares first, and writes only if the policy or the key differs. Reports a change only after it was read back from
    the service.
  - Existing backups and copies keep their keys. M(cmk.oci.oci_backup_copy) and M(cmk.oci.oci_backup_kms_key) change
    them.
  - OCI offers no conditional update of an assignment, so concurrent tasks replace each other's assignment. The module
    reads the assignment immediately before it writes.
  - Deletes nothing except the assignment. O(state=absent) keeps the policy and all backups.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.new_policies
  - cmk.oci.regional_key
  - cmk.oci.wait
options:
  asset_id:
    description:
      - The OCID of the block volume, boot volume or volume group.
      - To be assigned a policy, it must be V(AVAILABLE). The module waits for that; with O(wait=false) it fails.
    type: str
    required: true
    aliases: [source_id, volume_id, boot_volume_id, volume_group_id]
  policy_id:
    description:
      - The OCID of the backup policy. With O(state=present), either this or O(policy_name) is required.
    type: str
  policy_name:
    description:
      - The name of the backup policy, instead of O(policy_id). It is looked up in the compartment
        O(policy_compartment_id).
      - If that is not specified, it is one of the policies defined by Oracle, which are V(bronze), V(silver) and
        V(gold), and do not copy backups.
    type: str
  policy_compartment_id:
    description:
      - The OCID of the compartment that holds the backup policy O(policy_name).
    type: str
  kms_key_id:
    description:
      - The OCID of the key of the cross-region copies, or V(ORACLE_MANAGED_KEY) for the Oracle-managed key.
      - The key must be enabled, and in the region to which the policy copies or in a vault that is replicated to that
        region.
      - Exactly one of O(kms_key_id), O(kms_key_ids) and O(kms_key_name) is required with a policy that copies to
        another region.
      - With a policy that does not, specifying a key is an error, except for V(ORACLE_MANAGED_KEY) and O(kms_key_ids).
    type: str
    aliases: [xrc_kms_key_id]
  state:
    description:
      - V(present) ensures that the policy is assigned to the asset, with the key.
      - V(absent) ensures that no policy is assigned to the asset.
    type: str
    choices: [present, absent]
    default: present
notes:
  - "To read the policy assignment of an asset, your group requires C(Allow group <group> to inspect
    backup-policy-assignments in compartment <volumes>) and C(Allow group <group> to inspect volumes in compartment
    <volumes>), or C(volume-groups)."
  - "To read a policy, your group requires C(Allow group <group> to inspect backup-policies in compartment <policies>),
    or C(in tenancy) for the policies defined by Oracle."
  - "To assign or unassign a policy, your group requires C(Allow group <group> to manage backup-policy-assignments in
    compartment <volumes>)."
  - "To encrypt copies with a key, your group requires C(Allow group <group> to use key-delegate in compartment <keys>
    where target.key.id = '<key>'), and the service requires C(Allow service blockstorage to use keys in compartment
    <keys> where target.key.id = '<key>')."
seealso:
  - module: cmk.oci.oci_backup_copy
  - module: cmk.oci.oci_backup_kms_key
  - name: Policy-based backups
    description: Oracle's documentation of backup policies and cross-region copies.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Tasks/schedulingvolumebackups.htm
  - name: Managing Vault encryption keys for Block Volume
    description: Oracle's documentation of the keys of cross-region copies.
    link: https://docs.oracle.com/en-us/iaas/Content/Block/Concepts/managingblockencryptionkeys.htm
"""

EXAMPLES = r"""
- name: Assign a backup policy defined by Oracle
  cmk.oci.oci_backup_policy_assignment:
    asset_id: "{{ volume_id }}"
    policy_name: silver

- name: Assign a user-defined policy that copies to Phoenix, with a key in Phoenix
  cmk.oci.oci_backup_policy_assignment:
    asset_id: "{{ volume_id }}"
    policy_name: weekly-with-copies
    policy_compartment_id: "{{ compartment_id }}"
    kms_key_id: "{{ phoenix_kms_key_id }}"

- name: Assign a policy to a volume group, with the key for the region of the copies
  cmk.oci.oci_backup_policy_assignment:
    asset_id: "{{ volume_group_id }}"
    policy_id: "{{ policy_id }}"
    kms_key_ids: "{{ key_of_each_region }}"

- name: Unassign the backup policy of a volume
  cmk.oci.oci_backup_policy_assignment:
    asset_id: "{{ volume_id }}"
    state: absent
"""

RETURN = r"""
resource:
  description: The backup policy of the asset as it is now; in check mode, as it would be.
  returned: success
  type: dict
  contains:
    id:
      description: The OCID of the assignment. V(none) if there is none, or if check mode would make it.
      type: str
      returned: always
      sample: ocid1.volumebackuppolicyassignment.oc1.iad.exampleuniqueid
    type:
      description: V(backup_policy_assignment).
      type: str
      returned: always
      sample: backup_policy_assignment
    asset_id:
      description: The OCID of the asset.
      type: str
      returned: always
      sample: ocid1.volume.oc1.iad.exampleuniqueid
    region:
      description: The region of the asset.
      type: str
      returned: always
      sample: us-ashburn-1
    policy_id:
      description: The OCID of the backup policy, V(none) if the asset has none.
      type: str
      returned: always
      sample: ocid1.volumebackuppolicy.oc1.iad.exampleuniqueid
    policy_name:
      description: The name of the backup policy. V(none) if there is none, or if it may not be read.
      type: str
      returned: always
      sample: weekly-with-copies
    destination_region:
      description: The region that the policy copies its backups to. V(none) if it copies nothing.
      type: str
      returned: always
      sample: us-phoenix-1
    kms_key_id:
      description: The OCID of the key of the copies, V(none) if Oracle manages it, or if there are no copies.
      type: str
      returned: always
      sample: ocid1.key.oc1.phx.examplevault.exampleuniqueid
    kms_key_name:
      description:
        - The name of that key. V(none) if there is none, if the key could not be read, or if O(validate_key=false).
      type: str
      returned: always
      sample: volumes-phoenix
previous_policy_id:
  description:
    - The OCID of the backup policy that the asset had before, V(none) if it had none. Without a change, the present
      one.
    - A task that failed after the service had accepted its change returns it as well, with C(changed=true) if the
      change may still come.
  returned: success; failure after the service had accepted the change
  type: str
  sample: ocid1.volumebackuppolicy.oc1..exampleuniqueid
previous_kms_key_id:
  description:
    - The OCID of the key that the copies of that policy were to be under, V(none) if Oracle managed it, or if there
      were no copies. Without a change, the present one.
  returned: success; failure after the service had accepted the change
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
    - Whether the asset was read with the policy and the key, or without a policy, after the service accepted the
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

from ..module_utils._ansible import module
from ..module_utils._tasks import oci_backup_policy_assignment


def main() -> None:
    """Runs the module."""
    module.run(oci_backup_policy_assignment.run, oci_backup_policy_assignment.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_kms_key."""

DOCUMENTATION = r"""
module: oci_kms_key
short_description: Create, enable, disable, rotate or retire a customer-managed key
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Creates a key of OCI Vault, enables, disables or rotates it, changes its name and tags, or schedules its deletion.
  - A key is identified by O(key_id), or by O(display_name) in its vault; the compartment of the key does not matter.
    Names are not unique in OCI, so the module fails and lists the keys if several keys of the vault have the name.
  - The algorithm, length and protection mode of a key cannot be changed. If those of an existing key differ from the
    requested ones, the module fails. It never creates a second key with the same name.
  - Keys in other compartments are found by Resource Search. If that cannot be queried and no list shows the key, it is
    not known whether the key exists, so the module fails. Only with O(compartment_id), which it lists, does it create
    the key nevertheless, and RV(notices) reports it.
  - Waits until the key can be used, in the region of the vault and in the region of its replica. A key whose creation
    was started by a previous run is found by name and waited for.
  - Creates a key with a retry token that is derived from its name and vault, and that OCI keeps for a day. So
    concurrent runs that request the same key create one, and so does a repeated run before the key is listed.
  - Disables a key or schedules its deletion only after it searched all compartments for resources that use the key, and
    found none. A resource that cannot be read may use the key, and then the module fails before anything is changed.
  - If a read returns a key as disabled or scheduled for deletion, the module also looks it up in the list of keys. If
    the two disagree for a minute, the module fails and changes nothing.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.retire
  - cmk.oci.tags
  - cmk.oci.wait
  - cmk.oci.which_key
attributes:
  check_mode:
    support: full
    details:
      - Check mode reads and validates exactly what the real run does, fails for the same reasons, and returns the same
        result.
      - Values of a new key or version that only the service can return, such as its OCID, are V(none). The time of a
        deletion is the time that the module would request.
      - Only the service knows whether a vault supports scheduled rotation of its keys.
options:
  display_name:
    description:
      - The name of the key. With O(key_id), the new name of the key. Otherwise required, together with O(vault_id) or
        O(vault_name).
    type: str
    aliases: [name, kms_key_name]
  compartment_id:
    description:
      - The OCID of the compartment in which a key is created. Defaults to the compartment of the vault. The OCID of the
        tenancy selects the root compartment.
      - A key is never moved. If it is in another compartment, RV(notices) reports it.
      - If specified, the keys of this compartment are listed as well, and creating a key does not depend on Resource
        Search. O(state=absent) and O(state=disabled) of a key that is not listed do.
    type: str
  algorithm:
    description:
      - The algorithm of the key. Only AES keys can protect volumes, buckets, file systems and databases.
      - If none of O(algorithm), O(length) and O(curve_id) is specified, a new key is an AES-256 key, and an existing
        key may have any shape.
      - If O(length) or O(curve_id) is specified, O(algorithm) defaults to V(AES), or to V(ECDSA) with O(curve_id).
    type: str
    choices: [AES, RSA, ECDSA]
  length:
    description:
      - The length of the key in bits. V(128), V(192) or V(256) for AES, V(2048), V(3072) or V(4096) for RSA, V(256),
        V(384) or V(521) for ECDSA.
      - The length in bytes, as used by OCI, is accepted as well, because the numbers are distinct for each algorithm.
        V(16), V(24) or V(32) for AES, V(256), V(384) or V(512) for RSA, V(32), V(48) or V(66) for ECDSA.
      - So V(256) is AES-256 with O(algorithm=AES), and RSA-2048 with O(algorithm=RSA). RV(resource.shape) returns the
        resulting shape.
      - Required for a new RSA key.
    type: int
  curve_id:
    description:
      - The curve of an ECDSA key. Either O(curve_id) or O(length) is required for a new ECDSA key.
    type: str
    choices: [NIST_P256, NIST_P384, NIST_P521]
  protection_mode:
    description:
      - Where the key performs cryptographic operations, in a hardware security module or on a server. If not specified,
        a new key has mode V(HSM), and an existing key may have either mode.
    type: str
    choices: [HSM, SOFTWARE]
  services:
    description:
      - The services that are to use the key. If the shape of the key does not suit one of them, the module fails.
      - All of them support AES keys only, V(autonomous_database) 256-bit keys only, and V(block_volume) keys with a
        single version only.
      - Policies determine what the services can do with the key; this option does not change them.
    type: list
    elements: str
    choices: [block_volume, object_storage, file_storage, autonomous_database]
    default: []
  auto_rotation_interval_days:
    description:
      - The interval in days at which the service creates a new version of the key, from V(60) to V(365), or V(0) to
        disable the schedule. If not specified, the schedule is not changed.
      - Oracle does not document which vaults support scheduled rotation; virtual private vaults have from the
        beginning. If the service rejects it, the module fails with the message of the service.
      - Rejected for a key that protects block volumes, boot volumes or backups of these, because Block Volume supports
        keys with a single version only. This requires the search that O(state=absent) performs, for these types only.
      - Applies to O(state=present) only; otherwise the schedule is not changed.
    type: int
  rotate_after_days:
    description:
      - Creates a new version of the key if the current version is older than this number of days. Rejected under the
        same conditions as O(auto_rotation_interval_days).
      - New data is encrypted with the new version. Existing data stays encrypted with the previous version, which can
        still decrypt it.
      - Applies to O(state=present) only; otherwise no version is created.
    type: int
  state:
    description:
      - V(present) creates the key, or ensures that it is enabled. If its deletion is scheduled, the deletion is
        cancelled.
      - A key whose deletion is scheduled matches only if no other key has the name. Its deletion is then cancelled, and
        no second key is created. If several such keys have the name, the module fails unless O(key_id) selects one.
      - V(disabled) ensures that the key is disabled. Resources that use it are unavailable until it is enabled again,
        so the module performs the same search as with V(absent), and fails if it finds any. The key must exist.
      - If the deletion of the key is scheduled, V(disabled) cancels it. Resources that use such a key are already
        unavailable, so there is no search.
      - V(absent) schedules the deletion of the key. Resources that use it are unavailable from then on. A key that does
        not exist, or whose deletion is already scheduled, is not changed.
      - With V(absent), only the options that identify the key and specify how to retire it apply.
    type: str
    choices: [present, disabled, absent]
    default: present
  force_disable:
    description:
      - Whether O(state=disabled) disables the key even if resources use it, or may use it. They are returned as
        RV(users) and RV(unreadable). No failure of the search keeps the key enabled.
      - Has no effect on O(state=absent).
    type: bool
    default: false
  reactivate:
    description:
      - Whether O(state=present) and O(state=disabled) are allowed to cancel the deletion of a key, and O(state=present)
        is allowed to enable a disabled key.
      - With V(false), if the key is disabled or its deletion is scheduled, the module fails before anything is changed,
        because the key may have been taken out of use deliberately.
    type: bool
    default: true
notes:
  - "Your group requires C(Allow group <group> to manage keys in compartment <keys>) and C(Allow group <group> to use
    vaults in compartment <vault>)."
  - Concurrent tasks that request the same key create one. OCI returns the same response to each of them, so each may
    report the change.
seealso:
  - module: cmk.oci.oci_kms_vault
  - module: cmk.oci.oci_kms_key_info
  - name: Managing keys
    description: Oracle's documentation of keys.
    link: https://docs.oracle.com/en-us/iaas/Content/KeyManagement/Tasks/managingkeys.htm
"""

EXAMPLES = r"""
- name: Create a key for volumes and databases
  cmk.oci.oci_kms_key:
    display_name: project-x
    vault_id: "{{ vault_id }}"
    algorithm: AES
    length: 256
    services: [block_volume, autonomous_database]
  register: key

- name: Create a software-protected key in a vault that is specified by name
  cmk.oci.oci_kms_key:
    display_name: project-x-test
    vault_name: "{{ vault_name }}"
    compartment_id: "{{ security_compartment_id }}"
    protection_mode: SOFTWARE

- name: Rotate a key for buckets once a year
  cmk.oci.oci_kms_key:
    display_name: buckets
    vault_id: "{{ vault_id }}"
    services: [object_storage]
    rotate_after_days: 365

- name: Disable a key although a bucket cannot be read because its own key is disabled
  cmk.oci.oci_kms_key:
    display_name: project-x-test
    vault_id: "{{ vault_id }}"
    state: disabled
    ignore_unreadable: true

- name: Disable a key at once, even if resources use it
  cmk.oci.oci_kms_key:
    display_name: project-x-test
    vault_id: "{{ vault_id }}"
    state: disabled
    force_disable: true

- name: Check whether any resource uses a key
  cmk.oci.oci_kms_key:
    display_name: project-x-test
    vault_id: "{{ vault_id }}"
    state: absent
    ignore_unreadable: true
  check_mode: true
"""

RETURN = r"""
resource:
  description:
    - The key as it is now; in check mode, as it would be. V(none) if there is none, which is so only with
      O(state=absent).
    - A task that failed after the service had accepted a change returns the key as it was seen last, with
      C(changed=true), or with C(changed=false) if there was one change only and it was not made.
  returned: success; failure after the service had accepted a change
  type: dict
  contains:
    id: {description: The OCID of the key. V(none) in check mode if it would be created.,
      type: str, returned: always, sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid}
    display_name: {description: The name of the key., type: str, returned: always, sample: volumes-2026}
    compartment_id: {description: "The OCID of the key's compartment.",
      type: str, returned: always, sample: ocid1.compartment.oc1..exampleuniqueid}
    vault_id: {description: "The OCID of the key's vault.",
      type: str, returned: always, sample: ocid1.vault.oc1.iad.examplevault.exampleuniqueid}
    vault_compartment_id:
      description: The OCID of the compartment of the key's vault, which may be another than that of the key.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    region: {description: The region of the request., type: str, returned: always, sample: us-ashburn-1}
    lifecycle_state: {description: The state of the key., type: str, returned: always, sample: ENABLED}
    is_primary: {description: "Whether this is the source, which alone can be changed, and not a replica.",
      type: bool, returned: always, sample: true}
    shape: {description: "Algorithm and length as people write them, such as V(AES-256) or V(ECDSA with NIST_P384).",
      type: str, returned: always, sample: AES-256}
    algorithm: {description: "V(AES), V(RSA) or V(ECDSA).", type: str, returned: always, sample: AES}
    length: {description: The length in bits., type: int, returned: always, sample: 256}
    curve_id: {description: "The curve of an ECDSA key, V(none) for other keys.",
      type: str, returned: always, sample: NIST_P384}
    protection_mode: {description: "V(HSM), V(SOFTWARE) or V(EXTERNAL).", type: str, returned: always, sample: HSM}
    current_key_version:
      description: The OCID of the version that encrypts. V(none) in check mode if it would be created.
      type: str
      returned: always
      sample: ocid1.keyversion.oc1.iad.examplevault.exampleuniqueid
    auto_rotation_interval_days: {description: "Every how many days the key rotates itself, V(0) for never.",
      type: int, returned: always, sample: 0}
    management_endpoint: {description: Where the key is managed.,
      type: str, returned: always, sample: "https://examplevault-management.kms.us-ashburn-1.oraclecloud.com"}
    replicas:
      description: The key in the region to which its vault is replicated, if it is.
      type: list
      elements: dict
      returned: always
      contains:
        region: {description: The region of the replica., type: str, returned: always, sample: us-phoenix-1}
        management_endpoint: {description: Where the key can be read in that region.,
          type: str, returned: always, sample: "https://examplereplica-management.kms.us-phoenix-1.oraclecloud.com"}
        lifecycle_state: {description: "The state of the key in that region, V(none) if it is not to be seen there.",
          type: str, returned: always, sample: ENABLED}
    freeform_tags: {description: The free-form tags of the key.,
      type: dict, returned: always, sample: {"owner": "security"}}
    defined_tags: {description: "The defined tags of the key, by namespace.",
      type: dict, returned: always, sample: {"Operations": {"CostCenter": "42"}}}
    time_created: {description: When the key was created.,
      type: str, returned: always, sample: "2026-03-01T12:00:00+00:00"}
    time_of_deletion: {description: "When the key is to be deleted, V(none) if it is not.",
      type: str, returned: always, sample: "2026-04-01T12:00:00+00:00"}
types_not_checked:
  description:
    - Types of resources that can use a key and are not searched for; check them yourself before the deletion is due.
    - Empty if the task did not search for resources that use the key.
  returned: success
  type: list
  elements: str
  sample: [secrets, streams]
verified:
  description:
    - Whether the key was read as it was requested. It can be V(false) only with O(wait=false).
  returned: success
  type: bool
  sample: true
users:
  description:
    - Up to ten of the resources that are encrypted with the key.
  returned: when the key cannot be disabled, retired or rotated, because it is or may be in use; with O(force_disable)
  type: list
  elements: dict
  contains:
    type: {description: The type of the resource., type: str, returned: always, sample: volume}
    name: {description: The name of the resource., type: str, returned: always, sample: data-1}
    id:
      description: The OCID of the resource.
      type: str
      returned: always
      sample: ocid1.volume.oc1.iad.exampleuniqueid
    region: {description: The region of the resource., type: str, returned: always, sample: us-ashburn-1}
    kms_key_id:
      description: The OCID of its key.
      type: str
      returned: always
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
unreadable:
  description:
    - Up to a hundred of the resources and lists that could not be read and so may be encrypted with the key.
  returned: when the key cannot be disabled, retired or rotated, because it is or may be in use; with O(force_disable)
  type: list
  elements: str
  sample: []
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
from ..module_utils._tasks import oci_kms_key


def main() -> None:
    """Runs the module."""
    module.run(oci_kms_key.run, oci_kms_key.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

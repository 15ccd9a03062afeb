#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_kms_key_info."""

DOCUMENTATION = r"""
module: oci_kms_key_info
short_description: Return customer-managed keys and their versions
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Returns one key of OCI Vault, all keys of a vault that have a name, or all keys of a vault, with their versions and
    the age of these.
  - Keys whose deletion is scheduled are included. Deleted keys are not, unless O(key_id) specifies one that can still
    be read.
  - In the region of a replica, the module reads the replica.
  - The module sends two requests for each key, and one more if the vault is replicated.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.which_key
attributes:
  diff_mode:
    support: N/A
    details:
      - The module changes nothing.
options:
  display_name:
    description:
      - The name of the key, in the vault O(vault_id) or O(vault_name). If no key has the name, the result is empty; if
        several have it, all of them are returned.
      - If neither O(display_name) nor O(key_id) is specified, all keys of the vault are returned.
    type: str
    aliases: [name, kms_key_name]
  compartment_id:
    description:
      - The OCID of a compartment, in addition to that of the vault, in which keys are found without Resource Search.
    type: str
notes:
  - "Your group requires C(Allow group <group> to read keys in compartment <keys>) and C(Allow group <group> to read
    vaults in compartment <vault>)."
seealso:
  - module: cmk.oci.oci_kms_key
"""

EXAMPLES = r"""
- name: Return a key
  cmk.oci.oci_kms_key_info:
    key_id: "{{ kms_key_id }}"
  register: one

- name: Return a key by name
  cmk.oci.oci_kms_key_info:
    display_name: "{{ kms_key_name }}"
    vault_id: "{{ vault_id }}"

- name: Return all keys of a vault
  cmk.oci.oci_kms_key_info:
    vault_id: "{{ vault_id }}"
  register: all

- name: Report keys that have not been rotated for a year
  ansible.builtin.debug:
    msg: "{{ all.resources | selectattr('current_version_age_days', 'gt', 365) | map(attribute='display_name') }}"
"""

RETURN = r"""
resources:
  description: The keys, by name and then by OCID.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The OCID of the key.
      type: str
      returned: always
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    display_name:
      description: The name of the key.
      type: str
      returned: always
      sample: volumes-2026
    compartment_id:
      description: The OCID of the key's compartment.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    vault_id:
      description: The OCID of the key's vault.
      type: str
      returned: always
      sample: ocid1.vault.oc1.iad.examplevault.exampleuniqueid
    vault_compartment_id:
      description: The OCID of the compartment of the key's vault, which may be another than that of the key.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    region:
      description: The region of the request.
      type: str
      returned: always
      sample: us-ashburn-1
    lifecycle_state:
      description: The state of the key.
      type: str
      returned: always
      sample: ENABLED
    is_primary:
      description: Whether this is the source, which alone can be changed, and not a replica.
      type: bool
      returned: always
      sample: true
    shape:
      description: Algorithm and length as people write them, such as V(AES-256) or V(ECDSA with NIST_P384).
      type: str
      returned: always
      sample: AES-256
    algorithm:
      description: V(AES), V(RSA) or V(ECDSA).
      type: str
      returned: always
      sample: AES
    length:
      description: The length in bits.
      type: int
      returned: always
      sample: 256
    curve_id:
      description: The curve of an ECDSA key, V(none) for other keys.
      type: str
      returned: always
      sample: NIST_P384
    protection_mode:
      description: V(HSM), V(SOFTWARE) or V(EXTERNAL).
      type: str
      returned: always
      sample: HSM
    current_key_version:
      description: The OCID of the version that encrypts.
      type: str
      returned: always
      sample: ocid1.keyversion.oc1.iad.examplevault.exampleuniqueid
    auto_rotation_interval_days:
      description: Every how many days the key rotates itself, V(0) for never.
      type: int
      returned: always
      sample: 0
    management_endpoint:
      description: Where the key is managed.
      type: str
      returned: always
      sample: https://examplevault-management.kms.us-ashburn-1.oraclecloud.com
    replicas:
      description: The key in the region to which its vault is replicated, if it is.
      type: list
      elements: dict
      returned: always
      contains:
        region:
          description: The region of the replica.
          type: str
          returned: always
          sample: us-phoenix-1
        management_endpoint:
          description: Where the key can be read in that region.
          type: str
          returned: always
          sample: https://examplereplica-management.kms.us-phoenix-1.oraclecloud.com
        lifecycle_state:
          description: The state of the key in that region, V(none) if it is not to be seen there.
          type: str
          returned: always
          sample: ENABLED
    freeform_tags:
      description: The free-form tags of the key.
      type: dict
      returned: always
      sample: {"owner": "security"}
    defined_tags:
      description: The defined tags of the key, by namespace.
      type: dict
      returned: always
      sample: {"Operations": {"CostCenter": "42"}}
    time_created:
      description: When the key was created.
      type: str
      returned: always
      sample: "2026-03-01T12:00:00+00:00"
    time_of_deletion:
      description: When the key is to be deleted, V(none) if it is not.
      type: str
      returned: always
      sample: "2026-04-01T12:00:00+00:00"
    vault_name:
      description: The name of the key's vault.
      type: str
      returned: always
      sample: project-keys
    vault_type:
      description: V(DEFAULT), V(VIRTUAL_PRIVATE) or V(EXTERNAL).
      type: str
      returned: always
      sample: DEFAULT
    versions:
      description: The versions of the key, the newest first.
      type: list
      elements: dict
      returned: always
      contains:
        id:
          description: The OCID of the version.
          type: str
          returned: always
          sample: ocid1.keyversion.oc1.iad.examplevault.exampleuniqueid
        is_current:
          description: Whether it is the one that encrypts.
          type: bool
          returned: always
          sample: true
        lifecycle_state:
          description: The state of the version.
          type: str
          returned: always
          sample: ENABLED
        origin:
          description: V(INTERNAL) if OCI made it, V(EXTERNAL) if it was imported.
          type: str
          returned: always
          sample: INTERNAL
        is_auto_rotated:
          description: Whether the key's schedule created it.
          type: bool
          returned: always
          sample: false
        age_days:
          description: How many whole days ago it was created.
          type: int
          returned: always
          sample: 42
        time_created:
          description: When it was created.
          type: str
          returned: always
          sample: "2026-03-01T12:00:00+00:00"
        time_of_deletion:
          description: When it is to be deleted, V(none) if it is not.
          type: str
          returned: always
          sample: "2026-04-01T12:00:00+00:00"
    enabled_versions:
      description: How many versions are enabled. Block Volume supports keys with one only.
      type: int
      returned: always
      sample: 1
    current_version_age_days:
      description: How many whole days ago the current version was created, which is when the key was rotated last.
      type: int
      returned: always
      sample: 42
    time_of_last_rotation:
      description: When the key last rotated by its schedule, V(none) if it never did.
      type: str
      returned: always
      sample: "2026-03-01T12:00:00+00:00"
    time_of_next_rotation:
      description: When the key rotates next by its schedule, V(none) if it has none.
      type: str
      returned: always
      sample: "2026-06-01T12:00:00+00:00"
    last_rotation_status:
      description: How the last rotation by schedule went, V(none) if there was none.
      type: str
      returned: always
      sample: SUCCESS
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
  description: The keys that may be listed and not be read, each with the reason.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The OCID of the key.
      type: str
      returned: always
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    code:
      description: The code of the service's error.
      type: str
      returned: always
      sample: NotAuthorizedOrNotFound
    operation:
      description: The operation that failed.
      type: str
      returned: always
      sample: GetKey
    opc_request_id:
      description: The number by which Oracle's support can find the request.
      type: str
      returned: always
      sample: 3B9E1D0C5F2A4E6B8C7D9E0F1A2B3C4D
    missing_statements:
      description: The policy statements that may be missing.
      type: list
      elements: str
      returned: always
      sample: [Allow group <your group> to read keys in compartment <compartment of the key>]
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
from ..module_utils._tasks import oci_kms_key_info


def main() -> None:
    """Runs the module."""
    module.run(oci_kms_key_info.run, oci_kms_key_info.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

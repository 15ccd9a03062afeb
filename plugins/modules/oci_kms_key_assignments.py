#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_kms_key_assignments."""

DOCUMENTATION = r"""
module: oci_kms_key_assignments
short_description: Assign a customer-managed key to resources of any assignable type
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Assigns a key of OCI Vault to each of the listed resources, or returns them to the Oracle-managed key.
  - Accepts block volumes, boot volumes, their backups, buckets, file systems and Autonomous Databases in one list. The
    kind in an OCID determines the type.
  - File systems of File Storage have no module of their own; this is the module for them.
  - Reads and validates all resources before it changes the first one. If one of them cannot be changed, none is.
  - Changes one resource after the other, and reports the outcome of each in RV(resources).
  - Compares first, and writes only if the key differs. Reports a change only after the new key was read back from the
    service.
  - M(cmk.oci.oci_volume_kms_key), M(cmk.oci.oci_backup_kms_key), M(cmk.oci.oci_bucket_kms_key) and
    M(cmk.oci.oci_adb_encryption_key) offer more options for a single resource, such as moving the backups of a volume
    or re-encrypting the objects of a bucket.
  - Deletes nothing. O(state=absent) unassigns the keys and keeps the resources.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.key
  - cmk.oci.new_policies
  - cmk.oci.wait
options:
  resources:
    description:
      - The resources, each by its OCID. A bucket can also be specified as V(<namespace>/<name>).
      - A resource is changed in the region that its OCID names, and a bucket without an OCID in O(region). Use
        O(kms_key_ids) to assign keys in several regions.
      - A bucket that is specified by its OCID is looked up with Resource Search, which may lag some minutes behind.
      - A resource that is listed twice, in one form or in two, is changed and returned once. An empty list changes
        nothing.
    type: list
    elements: str
    required: true
    aliases: [resource_ids]
  state:
    description:
      - V(present) assigns the key O(kms_key_id), or O(kms_key_name), to the resources.
      - V(absent) returns the resources to the Oracle-managed key.
    type: str
    choices: [present, absent]
    default: present
notes:
  - "For file systems, your group requires C(Allow group <group> to use file-systems in compartment <file systems>), and
    C(Allow group <group> to use key-delegate in compartment <keys> where target.key.id = '<key>') for both the new and
    the previous key."
  - "File systems use their key themselves, as members of a dynamic group, which requires C(Allow dynamic-group <dynamic
    group of the file system> to use keys in compartment <keys>). M(cmk.oci.oci_dynamic_group) creates such a group."
  - Older policies allow the service C(FssOc1Prod) to use keys instead; they are accepted as well.
  - The modules of the other types list the statements for these types.
  - Files and objects that were written with the previous key of a file system or bucket still require that key. Keep it
    enabled.
seealso:
  - module: cmk.oci.oci_volume_kms_key
  - module: cmk.oci.oci_backup_kms_key
  - module: cmk.oci.oci_bucket_kms_key
  - module: cmk.oci.oci_adb_encryption_key
  - name: Encrypting a file system
    description: Oracle's documentation of the keys of file systems.
    link: https://docs.oracle.com/en-us/iaas/Content/File/Tasks/encrypt-file-system.htm
"""

EXAMPLES = r"""
- name: Assign a key to a file system
  cmk.oci.oci_kms_key_assignments:
    resources: ["{{ file_system_id }}"]
    kms_key_id: "{{ kms_key_id }}"

- name: Show what would change for all data of a project
  cmk.oci.oci_kms_key_assignments:
    resources:
      - "{{ volume_id }}"
      - "{{ boot_volume_id }}"
      - "{{ file_system_id }}"
      - "{{ namespace_name }}/{{ bucket_name }}"
    kms_key_id: "{{ kms_key_id }}"
  check_mode: true
  diff: true

- name: Return a file system to the Oracle-managed key
  cmk.oci.oci_kms_key_assignments:
    resources: ["{{ file_system_id }}"]
    state: absent
"""

RETURN = r"""
resources:
  description:
    - The resources in the order of O(resources), each as it is now; in check mode, as it would be. On failure, the
      outcome of each. Further properties depend on the type, as the modules of the types document them.
  returned: success, or failure after the resources were read
  type: list
  elements: dict
  contains:
    id:
      description: The OCID of the resource; the requested value if the resource could not be read.
      type: str
      returned: always
      sample: ocid1.filesystem.oc1.iad.exampleuniqueid
    type:
      description: The type, such as V(volume), V(bucket) or V(file_system).
      type: str
      returned: unless this resource could not be read or changed
      sample: file_system
    region:
      description: The region of the resource.
      type: str
      returned: unless this resource could not be read or changed
      sample: us-ashburn-1
    compartment_id:
      description: The OCID of the compartment of the resource.
      type: str
      returned: unless this resource could not be read or changed
      sample: ocid1.compartment.oc1..exampleuniqueid
    kms_key_id:
      description: The OCID of the key, V(none) if Oracle manages the key.
      type: str
      returned: unless this resource could not be read or changed
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    kms_key_name:
      description:
        - The name of that key. V(none) if there is none, if the key could not be read, or if O(validate_key=false).
      type: str
      returned: unless this resource could not be read or changed
      sample: files-2026
    changed:
      description: Whether the key of this resource was changed, or would be.
      type: bool
      returned: always
      sample: true
    previous_kms_key_id:
      description:
        - The OCID of the previous key, V(none) if Oracle managed it. Without a change, the current one.
        - With the notice C(AssignedMeanwhile), the key before that assignment.
      type: str
      returned: unless this resource could not be read or changed
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    previous_key_still_needed:
      description: V(true) if content that was written with the previous key still requires it, otherwise V(none).
      type: bool
      returned: always
      sample: true
    verified:
      description: Whether this resource was read with the requested key.
      type: bool
      returned: unless this resource could not be read or changed
      sample: true
    msg:
      description: Why this resource could not be changed.
      type: str
      returned: when it could not be changed
      sample: Could not read the file system …
    failure:
      description: Why this resource could not be changed, with the fields of RV(failure).
      type: dict
      returned: when it could not be changed
      sample: {}
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
    - Whether each resource was read with the requested key after the service accepted the change. It can be V(false)
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

# isort: split  # The edge comes first, since it ends the module if this Python is too old
from ..module_utils._ansible import module

# The edge comes first, since it ends the module if this Python is too old.
# isort: split
from ..module_utils._tasks import oci_kms_key_assignments


def main() -> None:
    """Runs the module."""
    module.run(oci_kms_key_assignments.run, oci_kms_key_assignments.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

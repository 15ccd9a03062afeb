#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_bucket_kms_key."""

DOCUMENTATION = r"""
module: oci_bucket_kms_key
short_description: Assign a customer-managed key to an Object Storage bucket
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Assigns a key of OCI Vault to an existing bucket, changes that key, or returns the bucket to the Oracle-managed key.
  - The key of a bucket encrypts the data keys of objects that are written later.
  - Existing objects continue to use the key with which they were written until they are re-encrypted, see O(reencrypt).
    RV(previous_key_still_needed) reports this.
  - Compares first, and writes only if the key differs. Reports a change only after the new key was read back from the
    service.
  - A bucket cannot be read if its key is disabled, scheduled for deletion, or no longer usable by Object Storage. The
    failure then has the kind V(KeyUnusable), so that it is never taken for a bucket without a key.
  - A bucket in a security zone cannot use the Oracle-managed key; OCI rejects O(state=absent) for it.
  - Never creates, moves or deletes a bucket. A bucket that does not exist is an error.
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
      - Not idempotent with O(reencrypt=true), which re-encrypts on every run.
options:
  bucket_name:
    description:
      - The name of the bucket, in the region of the requests.
    type: str
    required: true
    aliases: [name]
  namespace_name:
    description:
      - The Object Storage namespace of the bucket. If not specified, the namespace of the tenancy is used, which takes
        one request.
    type: str
    aliases: [namespace]
  reencrypt:
    description:
      - Whether to re-encrypt the data keys of all objects in the bucket, including previous versions, with the key of
        the bucket. The objects themselves are not rewritten.
      - The service re-encrypts asynchronously. The module waits for it to finish unless O(wait=false). Until then, all
        keys with which objects were written must stay enabled.
      - OCI does not report which key encrypts an object, so every run with this option re-encrypts and reports a
        change.
      - Cannot be combined with O(state=absent), because OCI re-encrypts with customer-managed keys only.
    type: bool
    default: false
  state:
    description:
      - V(present) assigns the key O(kms_key_id), or O(kms_key_name), to the bucket.
      - V(absent) returns the bucket to the Oracle-managed key.
    type: str
    choices: [present, absent]
    default: present
notes:
  - "To read a bucket and its key, your group requires C(Allow group <group> to read buckets in compartment <buckets>)."
  - "To change the key, or to re-encrypt, your group requires C(Allow group <group> to use buckets in compartment
    <buckets>), and C(Allow group <group> to use key-delegate in compartment <keys> where target.key.id = '<key>') for
    both the new and the previous key."
  - "The service, which has its own name in each region, requires C(Allow service objectstorage-<region> to use keys in
    compartment <keys> where target.key.id = '<key>')."
seealso:
  - name: Assigning a key to an Object Storage bucket
    description: Oracle's documentation of the task in the Console and the OCI CLI.
    link: https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/managingbuckets_topic-To_assign_a_Vault_master_encryption_key_to_a_bucket.htm
  - name: Re-encrypting a bucket's data encryption keys
    description: Oracle's documentation of re-encryption.
    link: https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/managingbuckets_topic-To_reencrypt_a_buckets_data_encryption_keys.htm
"""

EXAMPLES = r"""
- name: Encrypt new objects of a bucket with a customer-managed key
  cmk.oci.oci_bucket_kms_key:
    bucket_name: "{{ bucket_name }}"
    kms_key_id: "{{ kms_key_id }}"

- name: Assign a new key to a bucket and re-encrypt its objects
  cmk.oci.oci_bucket_kms_key:
    bucket_name: "{{ bucket_name }}"
    kms_key_id: "{{ new_kms_key_id }}"
    reencrypt: true

- name: Return a bucket to the Oracle-managed key
  cmk.oci.oci_bucket_kms_key:
    bucket_name: "{{ bucket_name }}"
    state: absent
  register: bucket

- name: Report a previous key that objects still require
  ansible.builtin.debug:
    msg: "Do not disable {{ bucket.previous_kms_key_id }} yet."
  when: bucket.previous_key_still_needed and bucket.previous_kms_key_id is not none
"""

RETURN = r"""
resource:
  description: The bucket as it is now; in check mode, as it would be.
  returned: success
  type: dict
  contains:
    id:
      description: The OCID of the bucket.
      type: str
      returned: always
      sample: ocid1.bucket.oc1.iad.exampleuniqueid
    type:
      description: V(bucket).
      type: str
      returned: always
      sample: bucket
    name:
      description: The name of the bucket.
      type: str
      returned: always
      sample: invoices
    namespace:
      description: The Object Storage namespace of the bucket.
      type: str
      returned: always
      sample: axexample
    compartment_id:
      description: The OCID of the bucket's compartment.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    region:
      description: The region of the bucket.
      type: str
      returned: always
      sample: us-ashburn-1
    kms_key_id:
      description: The OCID of the bucket's key, V(none) if Oracle manages the key.
      type: str
      returned: always
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    kms_key_name:
      description:
        - The name of that key. V(none) if there is none, if the key could not be read, or if O(validate_key=false).
      type: str
      returned: always
      sample: buckets-2026
previous_kms_key_id:
  description:
    - The OCID of the previous key of the bucket, V(none) if Oracle managed it. Without a change, the current one.
    - With the notice C(AssignedMeanwhile), the key before that assignment.
    - A task that failed after the service had accepted its change returns it as well, with C(changed=true) if the
      change may still take effect.
  returned: success; failure after the service had accepted the change
  type: str
  sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
previous_key_still_needed:
  description:
    - Whether what was in the bucket before continues to use the keys with which it was written, that is V(true) after a
      change of the key without re-encryption, and V(false) after a re-encryption. V(none) if this run did neither,
      since OCI does not show which keys objects were encrypted with.
  returned: success
  type: bool
  sample: true
reencrypted:
  description:
    - Whether everything that was in the bucket has been re-encrypted under its key by this run; in check mode,
      whether it would be.
  returned: success
  type: bool
  sample: false
work_request_id:
  description: The number of the re-encryption's work request, V(none) if there is none.
  returned: success
  type: str
  sample: 7d3f2f0e-4f5a-4a53-9d3c-0f6f7c1b2a3d
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
    - Whether the bucket was read with the requested key after the service accepted the change; in check mode,
      V(true). It can be V(false) only with O(wait=false).
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
from ..module_utils._tasks import oci_bucket_kms_key


def main() -> None:
    """Runs the module."""
    module.run(oci_bucket_kms_key.run, oci_bucket_kms_key.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

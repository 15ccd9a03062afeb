#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_bucket_kms_key."""

DOCUMENTATION = r"""
module: oci_bucket_kms_key
short_description: Assign a customer-managed key to an Object Storage bucket
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Assigns a key of OCI Vault to an existing bucket, changes that key, or returns the bucket to the key that Oracle
    manages.
  - A bucket's key encrypts the data keys of objects that are written from then on. What is in the bucket already goes
    on using the key it was written under, until it is re-encrypted, see O(reencrypt). RV(previous_key_still_needed)
    tells so.
  - Compares first, and writes only when the key is another one. Reports a change only after the new key was read back
    from the service.
  - A bucket whose key is disabled, about to be deleted, or no longer granted to Object Storage cannot be read. That is
    reported with RV(failure.kind=KeyUnusable), never as a bucket without a key.
  - A bucket in a security zone cannot use the key that Oracle manages; OCI refuses O(state=absent) there.
  - Never creates, moves or deletes a bucket. A name that no bucket has is an error.
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
      - Not with O(reencrypt=true), which re-encrypts on every run.
options:
  bucket_name:
    description:
      - The name of the bucket, in the region the requests go to.
    type: str
    required: true
    aliases: [name]
  namespace_name:
    description:
      - The Object Storage namespace of the bucket. If not given, the namespace of the tenancy is used, which costs a
        request.
    type: str
    aliases: [namespace]
  reencrypt:
    description:
      - Whether to have the data keys of everything that is already in the bucket, older versions included, encrypted
        anew under the bucket's key. The objects themselves are not rewritten.
      - This is work that the service does afterwards; it is waited for unless O(wait=false). Until it has ended, all
        keys that objects were written under must stay enabled.
      - OCI does not tell under which key an object is, so every run with this option re-encrypts and reports a change.
      - It cannot be given with O(state=absent), since OCI re-encrypts under a customer-managed key only.
    type: bool
    default: false
  state:
    description:
      - V(present) gives the bucket the key O(kms_key_id) or O(kms_key_name).
      - V(absent) returns the bucket to the key that Oracle manages.
    type: str
    choices: [present, absent]
    default: present
notes:
  - "To see a bucket with its key, your group needs: C(Allow group <group> to read buckets in compartment <buckets>)."
  - "To change its key, or to re-encrypt, your group needs: C(Allow group <group> to use buckets in compartment
    <buckets>) and C(Allow group <group> to use key-delegate in compartment <keys> where target.key.id = '<key>'), for
    the new key and for the one it replaces."
  - "The service needs, in each region with its own name: C(Allow service objectstorage-<region> to use keys in
    compartment <keys> where target.key.id = '<key>')."
seealso:
  - name: Assigning a key to an Object Storage bucket
    description: The same by the Console and the OCI CLI.
    link: https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/managingbuckets_topic-To_assign_a_Vault_master_encryption_key_to_a_bucket.htm
  - name: Re-encrypting a bucket's data encryption keys
    description: What re-encryption does, by Oracle.
    link: https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/managingbuckets_topic-To_reencrypt_a_buckets_data_encryption_keys.htm
"""

EXAMPLES = r"""
- name: Encrypt what will be written to a bucket with our own key
  cmk.oci.oci_bucket_kms_key:
    bucket_name: "{{ bucket_name }}"
    kms_key_id: "{{ kms_key_id }}"

- name: Move a bucket to a new key, with all that is in it
  cmk.oci.oci_bucket_kms_key:
    bucket_name: "{{ bucket_name }}"
    kms_key_id: "{{ new_kms_key_id }}"
    reencrypt: true

- name: Return a bucket to the key that Oracle manages
  cmk.oci.oci_bucket_kms_key:
    bucket_name: "{{ bucket_name }}"
    state: absent
  register: bucket

- name: Keep the former key while objects need it
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
    - The OCID of the key the bucket had before, V(none) if Oracle managed it. Without a change, the present one.
    - A task that failed after the service had accepted its change returns it as well, with C(changed=true) if the
      change may still come.
  returned: success; failure after the service had accepted the change
  type: str
  sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
previous_key_still_needed:
  description:
    - Whether what was in the bucket before goes on using the keys it was written under, that is V(true) after a
      change of the key without re-encryption, and V(false) after a re-encryption. V(none) if this run did neither,
      since OCI does not tell which keys objects were written under.
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
    - Whether the bucket was seen with the wanted key after the service accepted the change; in check mode, V(true). It
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

# isort: split  # entry comes first, since it ends the module if this Python is too old
from ..module_utils._core import entry

# Entry comes first, since it ends the module if this Python is too old.
# isort: split
from ..module_utils._assign.tasks import bucket_key


def main() -> None:
    """Runs the module."""
    entry.run(bucket_key.run, bucket_key.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

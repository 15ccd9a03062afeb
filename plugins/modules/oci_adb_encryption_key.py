#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_adb_encryption_key."""

DOCUMENTATION = r"""
module: oci_adb_encryption_key
short_description: Assign a customer-managed key to an Autonomous Database
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Assigns a key of OCI Vault, or of another key provider, to an existing Autonomous Database, changes that key, or
    returns the database to the Oracle-managed key.
  - Compares first, and requests a change only if the key differs.
  - Reports a change only after its work request has ended and the new key was read back from the service. A failed work
    request is reported with the log of the service.
  - Backups and clones require the key that was assigned when they were created, so keep previous keys enabled.
    RV(key_history) lists them.
  - If the key is disabled or deleted later, OCI makes the database unavailable until the key is available again.
  - The key must be a 256-bit AES key. Its vault is looked up if O(vault_id) is not specified.
  - Refreshable clones cannot use customer-managed keys, a standby follows its primary, and a stopped database must be
    started first. The module reports this without requesting a change.
  - To rotate the key of a database, assign another key. New versions of a key have no effect.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.key
  - cmk.oci.new_policies
  - cmk.oci.wait
attributes:
  check_mode:
    details:
      - Check mode reads and validates exactly what the real run does, fails for the same reasons, and returns the same
        result.
      - The service also validates the change, in a dry run that changes nothing, if the SDK is 2.154.0 or newer.
options:
  autonomous_database_id:
    description:
      - The OCID of the Autonomous Database.
    type: str
    required: true
    aliases: [id]
  encryption_key:
    description:
      - A key outside of OCI Vault, instead of O(kms_key_id). Requires version 2.140.0 or newer of the SDK, and for
        V(GCP) a version that supports the provider.
      - Only the specified fields are compared with the key of the database.
    type: dict
    suboptions:
      provider:
        description:
          - The provider of the key. V(OKV) is Oracle Key Vault.
        type: str
        required: true
        choices: [OKV, AWS, AZURE, GCP]
      okv_uri:
        description: The URI of the Oracle Key Vault. Required with O(encryption_key.provider=OKV).
        type: str
      okv_kms_key:
        description: The UUID of the key in Oracle Key Vault. Required with O(encryption_key.provider=OKV).
        type: str
      directory_name:
        description: The directory of the Oracle Key Vault wallet. Required with O(encryption_key.provider=OKV).
        type: str
      certificate_directory_name:
        description: The directory of the Oracle Key Vault certificate. Used with O(encryption_key.provider=OKV).
        type: str
      certificate_id:
        description: The OCID of the Oracle Key Vault certificate. Used with O(encryption_key.provider=OKV).
        type: str
      service_endpoint_uri:
        description: The URI of AWS KMS. Required with O(encryption_key.provider=AWS).
        type: str
      key_arn:
        description: The ARN of the key. Required with O(encryption_key.provider=AWS).
        type: str
      arn_role:
        description: The ARN of the role with which the database uses the key. Used with O(encryption_key.provider=AWS).
        type: str
      external_id:
        description: The external ID of that role. Used with O(encryption_key.provider=AWS).
        type: str
      vault_uri:
        description: The URI of the Azure key vault. Required with O(encryption_key.provider=AZURE).
        type: str
      key_name:
        description:
          - The name of the key. Required with O(encryption_key.provider=AZURE) and O(encryption_key.provider=GCP).
        type: str
      project:
        description: The project of the key. Required with O(encryption_key.provider=GCP).
        type: str
      location:
        description: The location of the key ring. Required with O(encryption_key.provider=GCP).
        type: str
      key_ring:
        description: The key ring of the key. Required with O(encryption_key.provider=GCP).
        type: str
      kms_rest_endpoint:
        description: The endpoint of Google Cloud KMS. Used with O(encryption_key.provider=GCP).
        type: str
  state:
    description:
      - V(present) assigns the key O(kms_key_id), O(kms_key_name) or O(encryption_key) to the database.
      - V(absent) returns the database to the Oracle-managed key.
    type: str
    choices: [present, absent]
    default: present
notes:
  - "To read a database and its key, your group requires C(Allow group <group> to inspect autonomous-databases in
    compartment <databases>)."
  - "To change the key, your group requires C(Allow group <group> to use autonomous-databases in compartment
    <databases>)."
  - "The database itself uses the key, as a member of a dynamic group. The dynamic group requires C(Allow dynamic-group
    <dynamic group> to use keys in compartment <keys> where target.key.id = '<key>') and C(Allow dynamic-group <dynamic
    group> to use vaults in compartment <keys>)."
  - "Oracle does not document that your group requires C(Allow group <group> to use key-delegate in compartment <keys>
    where target.key.id = '<key>'), as it does for other services. Messages include this statement because OCI may
    require it."
  - "To look up the vault, your group requires C(Allow group <group> to read keys in compartment <keys>)."
seealso:
  - name: Notes for using customer-managed keys with Autonomous Database
    description: Oracle's documentation of the effects on backups, clones and standbys.
    link: https://docs.oracle.com/en-us/iaas/autonomous-database-serverless/doc/manage-keys-notes.html
  - name: Prerequisites to use customer-managed keys with Autonomous Database
    description: Oracle's documentation of the dynamic group and its policies.
    link: https://docs.oracle.com/en-us/iaas/autonomous-database-serverless/doc/prerequisite-user-managed-key.html
"""

EXAMPLES = r"""
- name: Encrypt a database with a customer-managed key
  cmk.oci.oci_adb_encryption_key:
    autonomous_database_id: "{{ autonomous_database_id }}"
    kms_key_id: "{{ kms_key_id }}"

- name: Validate a change in a dry run of the service
  cmk.oci.oci_adb_encryption_key:
    autonomous_database_id: "{{ autonomous_database_id }}"
    kms_key_name: "{{ new_kms_key_name }}"
    vault_id: "{{ vault_id }}"
  check_mode: true

- name: Assign a key in Azure Key Vault
  cmk.oci.oci_adb_encryption_key:
    autonomous_database_id: "{{ autonomous_database_id }}"
    encryption_key:
      provider: AZURE
      vault_uri: https://example.vault.azure.net/
      key_name: databases

- name: Return a database to the Oracle-managed key
  cmk.oci.oci_adb_encryption_key:
    autonomous_database_id: "{{ autonomous_database_id }}"
    state: absent
"""

RETURN = r"""
resource:
  description: The database as it is now; in check mode, as it would be.
  returned: success
  type: dict
  contains:
    id:
      description: The OCID of the database.
      type: str
      returned: always
      sample: ocid1.autonomousdatabase.oc1.iad.exampleuniqueid
    type:
      description: V(autonomous_database).
      type: str
      returned: always
      sample: autonomous_database
    display_name:
      description: The display name of the database.
      type: str
      returned: always
      sample: orders
    db_name:
      description: The name of the database.
      type: str
      returned: always
      sample: ORDERS
    compartment_id:
      description: The OCID of the database's compartment.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    region:
      description: The region of the database.
      type: str
      returned: always
      sample: us-ashburn-1
    lifecycle_state:
      description: The state of the database.
      type: str
      returned: always
      sample: AVAILABLE
    kms_key_id:
      description: The OCID of the database's key, V(none) if Oracle or another provider keeps the key.
      type: str
      returned: always
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    kms_key_name:
      description:
        - The name of that key. V(none) if there is none, if the key could not be read, or if O(validate_key=false).
      type: str
      returned: always
      sample: databases-2026
    vault_id:
      description: The OCID of the vault of that key, V(none) if there is none.
      type: str
      returned: always
      sample: ocid1.vault.oc1.iad.examplevault.exampleuniqueid
    provider:
      description: Who keeps the key, V(ORACLE_MANAGED), V(OCI), V(OKV), V(AWS), V(AZURE) or V(GCP).
      type: str
      returned: always
      sample: OCI
    encryption_key:
      description:
        - The key outside of OCI Vault, with C(provider) and the provider's fields as in O(encryption_key). V(none) if
          there is none.
      type: dict
      returned: always
      sample:
        provider: AZURE
        vault_uri: https://example.vault.azure.net/
        key_name: databases
previous_kms_key_id:
  description:
    - The OCID of the previous key of the database, V(none) if Oracle or another provider managed it. Without a
      change, the current one.
    - With the notice C(AssignedMeanwhile), the key before that assignment.
    - A task that failed after the service had accepted its change returns it as well, with C(changed=true) if the
      change may still take effect.
  returned: success; failure after the service had accepted the change
  type: str
  sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
key_history:
  description:
    - The keys that the database had had when the module looked first, oldest first. Backups and clones made under a
      key need that key.
  returned: success
  type: list
  elements: dict
  contains:
    provider:
      description: Who kept the key, V(ORACLE_MANAGED), V(OCI), V(OKV), V(AWS), V(AZURE) or V(GCP).
      type: str
      returned: always
      sample: OCI
    kms_key_id:
      description: The OCID of the key, V(none) unless it was in OCI Vault.
      type: str
      returned: always
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
    vault_id:
      description: The OCID of its vault, V(none) unless it was in OCI Vault.
      type: str
      returned: always
      sample: ocid1.vault.oc1.iad.examplevault.exampleuniqueid
    encryption_key:
      description: The key outside of OCI Vault, as in RV(resource.encryption_key). V(none) if it was not.
      type: dict
      returned: always
      sample: null
    time_activated:
      description: Since when the database used it.
      type: str
      returned: always
      sample: '2026-11-25T09:00:00+00:00'
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
    - Whether the database was read with the requested key after the service accepted the change; in check mode,
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
from ..module_utils._tasks import oci_adb_encryption_key


def main() -> None:
    """Runs the module."""
    module.run(oci_adb_encryption_key.run, oci_adb_encryption_key.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

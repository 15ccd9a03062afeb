#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_kms_vault."""

DOCUMENTATION = r"""
module: oci_kms_vault
short_description: Create, replicate or retire a vault for customer-managed keys
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Creates a vault of OCI Vault, changes its name and tags, replicates it to another region, or schedules its deletion.
  - A vault is identified by O(vault_id), or by O(display_name) in O(compartment_id). Names are not unique in OCI, so
    the module fails and lists the vaults if several have the name.
  - Different tags or another type never create a second vault.
  - A vault that the list of its compartment lacks, and that Resource Search returns, exists. If Resource Search cannot
    be queried, only the list decides, and RV(notices) reports it.
  - Waits until the management endpoint of the vault responds, because it is a separate host that may be available later
    than the vault is V(ACTIVE). A vault whose creation was started by a previous run is found by name and waited for.
  - Creates a vault with a retry token that is derived from its name and compartment, and that OCI keeps for a day. So
    concurrent runs that request the same vault create one, and so does a repeated run before the vault is listed.
  - Schedules a deletion only after it searched all compartments for resources that use the keys of the vault, and found
    none.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.new_policies
  - cmk.oci.retire
  - cmk.oci.tags
  - cmk.oci.wait
attributes:
  check_mode:
    support: full
    details:
      - Check mode reads and validates exactly what the real run does, fails for the same reasons, and returns the same
        result.
      - Values of a new vault that only the service can return, such as its OCID, are V(none). The time of a deletion is
        the time that the module would request.
      - Only the service knows whether the Vault service is allowed to replicate a vault, and whether the limits of the
        tenancy allow another vault.
options:
  vault_id:
    description:
      - The OCID of the vault. Either O(vault_id), or O(display_name) and O(compartment_id), is required.
    type: str
    aliases: [id]
  display_name:
    description:
      - The name of the vault. With O(vault_id), the new name of the vault.
    type: str
    aliases: [name]
  compartment_id:
    description:
      - The OCID of the compartment in which the vault is looked up by name, and created. The OCID of the tenancy
        selects the root compartment.
      - A vault is never moved. If O(vault_id) is in another compartment, RV(notices) reports it.
    type: str
  vault_type:
    description:
      - The type of the vault. If not specified, a new vault has type V(DEFAULT), and an existing vault may have any
        type.
      - V(VIRTUAL_PRIVATE) is a dedicated partition of the hardware. It is charged, and its limit is 0 in a tenancy
        until Oracle raises it.
      - The type cannot be changed. If an existing vault has another type, the module fails.
    type: str
    choices: [DEFAULT, VIRTUAL_PRIVATE]
  replica_region:
    description:
      - The region to which the vault and all its keys are replicated, as a region name or region key. The replica has
        the same OCIDs. If not specified, replicas are not changed.
      - A vault has at most one replica. If it has one in another region, the module fails. It never deletes a replica.
      - If the tenancy is not subscribed to the region, the module fails before anything is created. If your group
        cannot read the subscriptions, the module checks the region with a request to it.
      - The module waits until the replica is V(CREATED).
    type: str
  state:
    description:
      - V(present) creates the vault, or updates it as requested. If its deletion is scheduled, the deletion is
        cancelled, and keys that were scheduled for deletion along with it can be used again.
      - A vault whose deletion is scheduled matches only if no other vault has the name. Its deletion is then cancelled,
        and no second vault is created.
      - If several such vaults have the name, the module fails unless O(vault_id) selects one. Deleted vaults are
        ignored.
      - V(absent) schedules the deletion of the vault with all its keys. Until the deletion takes effect, nothing in it
        can be used. A vault that does not exist, or whose deletion is already scheduled, is not changed.
      - With V(absent), only the options that identify the vault and specify how to retire it apply.
      - A vault is not deleted before its keys. If a key whose deletion is already scheduled is due later than the
        deletion of the vault by O(deletion_days), the module fails.
    type: str
    choices: [present, absent]
    default: present
  reactivate:
    description:
      - Whether O(state=present) is allowed to cancel the deletion of a vault. If not, and the deletion of the vault is
        scheduled, the module fails before anything is changed, because the vault may have been retired deliberately.
    type: bool
    default: true
notes:
  - "Your group requires C(Allow group <group> to manage vaults in compartment <keys>), and to wait for the endpoint
    C(Allow group <group> to inspect keys in compartment <keys>)."
  - "To replicate, the Vault service requires C(Allow service keymanagementservice to manage vaults in tenancy). In
    check mode, the module returns a notice if the policies that it can read do not contain this statement. Create the
    policy first: the vault is created before OCI authorizes its replica."
  - "To validate O(replica_region), your group requires C(Allow group <group> to inspect tenancies in tenancy)."
  - Concurrent tasks that request the same vault create one. OCI returns the same response to each of them, so each may
    report the change.
seealso:
  - module: cmk.oci.oci_kms_key
  - name: Replicating vaults
    description: Oracle's documentation of vault replicas and their requirements.
    link: https://docs.oracle.com/en-us/iaas/Content/KeyManagement/Tasks/replicatingvaults.htm
"""

EXAMPLES = r"""
- name: Create a vault in the security compartment
  cmk.oci.oci_kms_vault:
    display_name: project-keys
    compartment_id: "{{ security_compartment_id }}"
    freeform_tags:
      owner: security
  register: vault

- name: Replicate a vault to a second region
  cmk.oci.oci_kms_vault:
    vault_id: "{{ vault_id }}"
    replica_region: us-phoenix-1

- name: Check whether a vault can be retired
  cmk.oci.oci_kms_vault:
    display_name: project-keys
    compartment_id: "{{ security_compartment_id }}"
    state: absent
  check_mode: true

- name: Schedule the deletion of a vault in thirty days
  cmk.oci.oci_kms_vault:
    display_name: project-keys
    compartment_id: "{{ security_compartment_id }}"
    state: absent
"""

RETURN = r"""
resource:
  description:
    - The vault as it is now; in check mode, as it would be. V(none) if there is none, which is so only with
      O(state=absent).
    - A task that failed after the service had accepted a change returns the vault as it was seen last, with
      C(changed=true), or with C(changed=false) if there was one change only and it was not made.
  returned: success; failure after the service had accepted a change
  type: dict
  contains:
    id:
      description: The OCID of the vault. V(none) in check mode if it would be created.
      type: str
      returned: always
      sample: ocid1.vault.oc1.iad.examplevault.exampleuniqueid
    display_name:
      description: The name of the vault.
      type: str
      returned: always
      sample: project-keys
    compartment_id:
      description: The OCID of the vault's compartment.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    region:
      description: The region of the request.
      type: str
      returned: always
      sample: us-ashburn-1
    vault_type:
      description: V(DEFAULT), V(VIRTUAL_PRIVATE) or V(EXTERNAL).
      type: str
      returned: always
      sample: DEFAULT
    lifecycle_state:
      description: The state of the vault.
      type: str
      returned: always
      sample: ACTIVE
    is_primary:
      description: Whether this is the source, which alone can be changed, and not a replica.
      type: bool
      returned: always
      sample: true
    management_endpoint:
      description: Where the vault's keys are managed. V(none) until the vault has it.
      type: str
      returned: always
      sample: https://examplevault-management.kms.us-ashburn-1.oraclecloud.com
    crypto_endpoint:
      description: Where the vault's keys encrypt and decrypt. V(none) until the vault has it.
      type: str
      returned: always
      sample: https://examplevault-crypto.kms.us-ashburn-1.oraclecloud.com
    replicas:
      description: The replica of the vault in another region, if it has one.
      type: list
      elements: dict
      returned: always
      contains:
        region:
          description: The region of the replica.
          type: str
          returned: always
          sample: us-phoenix-1
        status:
          description: V(CREATING), V(CREATED) or V(DELETING).
          type: str
          returned: always
          sample: CREATED
        management_endpoint:
          description: Where the keys can be read in that region. V(none) until it is there.
          type: str
          returned: always
          sample: https://examplereplica-management.kms.us-phoenix-1.oraclecloud.com
        crypto_endpoint:
          description: Where the keys encrypt and decrypt in that region. V(none) until it is there.
          type: str
          returned: always
          sample: https://examplereplica-crypto.kms.us-phoenix-1.oraclecloud.com
    freeform_tags:
      description: The free-form tags of the vault.
      type: dict
      returned: always
      sample: {"owner": "security"}
    defined_tags:
      description: The defined tags of the vault, by namespace.
      type: dict
      returned: always
      sample: {"Operations": {"CostCenter": "42"}}
    time_created:
      description: When the vault was created.
      type: str
      returned: always
      sample: "2026-03-01T12:00:00+00:00"
    time_of_deletion:
      description: When the vault is to be deleted, V(none) if it is not.
      type: str
      returned: always
      sample: "2026-04-01T12:00:00+00:00"
types_not_checked:
  description:
    - Types of resources that can use a key and are not searched for; check them yourself before the deletion is due.
    - Empty if the task did not search for resources that use a key of the vault.
  returned: success
  type: list
  elements: str
  sample: [secrets, streams]
verified:
  description:
    - Whether the vault was read as it was requested. It can be V(false) only with O(wait=false).
  returned: success
  type: bool
  sample: true
users:
  description:
    - Up to ten of the resources that are encrypted with a key of the vault.
  returned: when the vault cannot be retired, because it is or may be in use
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
    - Up to a hundred of the resources and lists that could not be read and so may be encrypted with a key of the
      vault.
  returned: when the vault cannot be retired, because it is or may be in use
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
from ..module_utils._tasks import oci_kms_vault


def main() -> None:
    """Runs the module."""
    module.run(oci_kms_vault.run, oci_kms_vault.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

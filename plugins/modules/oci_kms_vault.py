#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_kms_vault."""

DOCUMENTATION = r"""
module: oci_kms_vault
short_description: Make, replicate or retire a vault for customer-managed keys
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Makes a vault of OCI Vault, changes its name and tags, replicates it to another region, or schedules its deletion.
  - A vault is known by O(vault_id), or by O(display_name) in O(compartment_id). Names are not unique in OCI, so if
    there are two vaults of the name, the module fails and lists both. Other tags, or another type, never make a second
    vault.
  - Waits until the vault's management endpoint answers, since that is a host of its own and may come later than the
    vault is V(ACTIVE). A vault that a run before this one has begun to make is found by its name and waited for.
  - Asks for a new vault with a retry token that is made of its name and compartment, and that OCI keeps for a day. So
    two runs at the same time that ask for the same vault get one, and so does a run that begins again before lists show
    it.
  - Schedules a deletion only after it has looked in all compartments for what is under the vault's keys, and found
    nothing.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.retire
  - cmk.oci.tags
  - cmk.oci.wait
attributes:
  check_mode:
    support: full
    details:
      - It reads and checks the same things as the real run, fails for the same reasons, and returns the same result.
        What only the service can tell of a new vault, such as its OCID, is V(none), and the time of a deletion is the
        one at which the module would ask for it.
      - Whether the Vault service may replicate a vault, and whether the tenancy's limits allow another one, only the
        service knows.
options:
  vault_id:
    description:
      - The OCID of the vault. Either this, or O(display_name) with O(compartment_id), is required.
    type: str
    aliases: [id]
  display_name:
    description:
      - The name of the vault. With O(vault_id), the name it is to have.
    type: str
    aliases: [name]
  compartment_id:
    description:
      - The OCID of the compartment in which the vault is looked for by its name, and made. The OCID of the tenancy
        stands for the root compartment.
      - A vault is never moved. If O(vault_id) is in another compartment, RV(notices) reports it.
    type: str
  vault_type:
    description:
      - The type of the vault. If it is not given, a new vault is a V(DEFAULT) one, and one that is there may be of any
        type.
      - V(VIRTUAL_PRIVATE) is a partition of its own on the hardware. It has a price, and tenancies have a limit of 0 of
        them until Oracle raises it.
      - The type cannot be changed. If a vault that is there is of another type, the module fails.
    type: str
    choices: [DEFAULT, VIRTUAL_PRIVATE]
  replica_region:
    description:
      - The region to which the vault and all its keys are to be replicated, by name or key. The replica has the same
        OCIDs. If it is not given, replicas are left as they are.
      - A vault has one replica at most. If it has one in another region, the module fails. It deletes none.
      - If the tenancy is not subscribed to the region, the module fails before anything is made. Where your group may
        not read the subscriptions, the region itself is asked.
      - The module waits until the replica is V(CREATED).
    type: str
  state:
    description:
      - V(present) makes the vault, or makes it as it is asked for. If its deletion is scheduled, that is cancelled, and
        the keys that were to be deleted with it can be used again.
      - A vault that is to be deleted counts only if no other has the name. Then it is brought back instead of a second
        one being made. If several of the name are to be deleted, the module fails unless O(vault_id) says which to
        bring back. What is deleted for good does not count.
      - V(absent) schedules the deletion of the vault with all its keys. Until then nothing in it can be used. A vault
        that is not there, or is to be deleted already, is left as it is. For V(absent) all that counts is which vault
        is meant, and how to retire it.
      - A vault is not deleted before its keys. If one that is to be deleted already is due later than O(deletion_days)
        makes the vault, the module fails.
    type: str
    choices: [present, absent]
    default: present
  reactivate:
    description:
      - Whether O(state=present) may cancel the deletion of a vault. If it may not and the vault is scheduled for
        deletion, the module fails before anything is changed, since somebody may have taken the vault out of use on
        purpose.
    type: bool
    default: true
notes:
  - "Your group needs: C(Allow group <group> to manage vaults in compartment <keys>), and to wait for the endpoint
    C(Allow group <group> to inspect keys in compartment <keys>)."
  - "To replicate, the Vault service needs: C(Allow service keymanagementservice to manage vaults in tenancy). For
    O(replica_region) to be checked first, your group needs: C(Allow group <group> to inspect tenancies in tenancy)."
  - Tasks that request the same vault at the same moment create one. OCI answers all of them alike, so that each of them
    may report the change.
seealso:
  - module: cmk.oci.oci_kms_key
  - name: Replicating vaults
    description: What a replica is and what it needs, by Oracle.
    link: https://docs.oracle.com/en-us/iaas/Content/KeyManagement/Tasks/replicatingvaults.htm
"""

EXAMPLES = r"""
- name: Make a vault in the security compartment
  cmk.oci.oci_kms_vault:
    display_name: project-keys
    compartment_id: "{{ security_compartment_id }}"
    freeform_tags:
      owner: security
  register: vault

- name: Have it in a second region as well
  cmk.oci.oci_kms_vault:
    vault_id: "{{ vault_id }}"
    replica_region: us-phoenix-1

- name: See whether it can be retired
  cmk.oci.oci_kms_vault:
    display_name: project-keys
    compartment_id: "{{ security_compartment_id }}"
    state: absent
  check_mode: true

- name: Retire it, to be deleted in thirty days
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
      description: The OCID of the vault. V(none) in check mode if it would be made.
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
      description: The region that was asked.
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
      description: When the vault was made.
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
    - Whether the vault was seen to be what was asked for. It can be V(false) only with O(wait=false).
  returned: success
  type: bool
  sample: true
users:
  description: Up to ten of the resources that are under a key of the vault.
  returned: when the vault cannot be retired, because it is or may be in use
  type: list
  elements: dict
  contains:
    type:
      description: The type of the resource.
      type: str
      returned: always
      sample: volume
    name:
      description: The name of the resource.
      type: str
      returned: always
      sample: data-1
    id:
      description: The OCID of the resource.
      type: str
      returned: always
      sample: ocid1.volume.oc1.iad.exampleuniqueid
    region:
      description: The region of the resource.
      type: str
      returned: always
      sample: us-ashburn-1
    kms_key_id:
      description: The OCID of its key.
      type: str
      returned: always
      sample: ocid1.key.oc1.iad.examplevault.exampleuniqueid
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
unreadable:
  description: Up to a hundred of the resources and lists that could not be read and so may be under a key of the vault.
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
from ..module_utils._vault.tasks import vault


def main() -> None:
    """Runs the module."""
    entry.run(vault.run, vault.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

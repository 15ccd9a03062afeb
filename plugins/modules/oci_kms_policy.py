#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_kms_policy."""

DOCUMENTATION = r"""
module: oci_kms_policy
short_description: Manage the IAM policy that lets services, groups and databases use keys of another compartment
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Writes the IAM policy statements that let resources in other compartments use keys of one compartment.
  - The statements are derived from the services that use the keys, the groups that delegate them, and the dynamic
    groups that use the keys and their vaults.
  - Statements specify compartments by OCID, quote names, and are restricted to single keys if O(kms_key_ids) is
    specified.
  - Merges the statements into the existing policy. A statement with the same meaning in other words, or one that allows
    more, is kept and not added again.
  - Works in the home region, regardless of the region of the task, because IAM accepts writes only there. Then waits
    until the policy reads as written in the home region and in every region of O(regions).
  - Values are validated so that they cannot become more than a name, a region or an OCID. Quotes, line breaks and other
    special characters are rejected.
  - Errors that can be known in advance are reported before anything is written, and also in check mode.
  - These are a group of the default identity domain that does not exist, a region to which the tenancy is not
    subscribed, a compartment that is deleted or is not above those of the statements, a name that a policy of another
    compartment has, and more statements than OCI allows from the root to one compartment.
  - They are detected as far as your group can list groups, regions, compartments and their policies. In check mode,
    RV(notices) reports what could not be listed.
  - Concurrent tasks can write the same policy. No task removes the statements of others, and if the policy was changed
    between read and write, it is read and merged again, until O(wait_timeout).
  - If the response to a write is lost, the module reads the policy. If it cannot be read, the task fails with
    C(changed=true).
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.wait
options:
  policy_name:
    description:
      - The name of the policy, which is unique in the tenancy. A tenancy may allow only 50 statements in one policy;
        use another policy for some of the keys or groups then.
    type: str
    required: true
    aliases: [name]
  compartment_id:
    description:
      - The OCID of the compartment to which the policy is attached, or of the tenancy for the root compartment. It must
        be the compartment of the keys or one above it.
      - Defaults to O(key_compartment_id), or to the root compartment if only V(key_management) is specified.
    type: str
  key_compartment_id:
    description:
      - The OCID of the compartment that contains the keys, or of the tenancy for the root compartment. Required unless
        O(services) contains only V(key_management).
    type: str
  vault_compartment_id:
    description:
      - The OCID of the compartment that contains the vaults of the keys, for the statements of O(dynamic_groups).
        Defaults to O(key_compartment_id). The policy must be attached to a compartment above both.
    type: str
  kms_key_ids:
    description:
      - The OCIDs of the keys, as a list or as a dictionary by region. If not specified, the statements apply to all
        keys of the compartment. An empty value is rejected.
    type: raw
    aliases: [kms_key_id]
  services:
    description:
      - The services that are allowed to use the keys.
      - V(block_volume) is for volumes, boot volumes and their backups.
      - V(object_storage) is for buckets, with one statement for each of O(regions).
      - V(file_storage) is for file systems, with the name of the service in the realm of the compartment.
      - Oracle's current documentation lets file systems use keys as members of a dynamic group instead. To follow it,
        omit V(file_storage), create the group with M(cmk.oci.oci_dynamic_group), and specify it in O(dynamic_groups).
      - V(key_management) lets the Vault service replicate vaults to another region. It applies to all vaults of the
        tenancy, so the policy must be attached to the root compartment.
    type: list
    elements: str
    choices: [block_volume, object_storage, file_storage, key_management]
    default: []
  regions:
    description:
      - The regions in which V(object_storage) is allowed to use the keys, as region names or region keys. Defaults to
        the region of the requests.
    type: list
    elements: str
    default: []
  groups:
    description:
      - The groups that are allowed to delegate the keys to services (C(use key-delegate)), by OCID, by name, or as
        C(<identity domain>/<name>).
    type: list
    elements: str
    default: []
  dynamic_groups:
    description:
      - The dynamic groups, of databases or file systems, that are allowed to use the keys and their vaults, in the same
        forms as O(groups).
      - A dynamic group that does not exist is an error. In check mode RV(notices) reports it, because another task may
        create it.
      - Only groups of the default identity domain can be looked up. RV(notices) reports others in check mode, and an
        OCID that the domain does not have in both modes.
    type: list
    elements: str
    default: []
  description:
    description:
      - The description of the policy. If not specified, an existing description is not changed, and a new policy has a
        default description.
    type: str
  purge:
    description:
      - Whether to remove statements that are not required. Otherwise they are kept.
      - This also removes statements that allow more, and those that specify a group by OCID where O(groups) or
        O(dynamic_groups) specify it by name, or the reverse. The required statement replaces them.
      - A C(deny) statement is kept, because more would be allowed without it, and RV(notices) reports it.
    type: bool
    default: false
  home_region:
    description:
      - The home region of the tenancy. If not specified, it is looked up, for which your group may require a policy.
      - A region other than the home region is rejected if your group can list the regions of the tenancy.
    type: str
  state:
    description:
      - V(present) ensures that the policy contains the statements. RV(notices) reports those that a C(deny) statement
        of a policy that can be read overrides, or may override.
      - V(absent) removes these statements from the policy, and deletes the policy if none is left. A statement that
        specifies a group by OCID where O(groups) or O(dynamic_groups) specify it by name, or the reverse, is removed as
        well. Other statements that still allow it, alone or together, or may allow it, are kept, and
        RV(remaining_statements) and RV(notices) report them.
      - V(check) changes nothing and returns which of the statements are in no policy that can be read.
      - V(check) is deprecated and will be removed in version 1.0.0. Use M(cmk.oci.oci_kms_policy_info), which also
        returns the statements for which this is uncertain.
    type: str
    choices: [present, absent, check]
    default: present
notes:
  - "To read policies, your group requires C(Allow group <group> to inspect policies in compartment <policies>), and
    C(Allow group <group> to inspect compartments in tenancy) for statements that specify compartments by name."
  - "To match a group that is specified by name with a statement that specifies it by OCID, or the reverse, your group
    requires C(Allow group <group> to inspect groups in tenancy), or C(inspect dynamic-groups). Otherwise the two are
    treated as different. Groups of identity domains other than the default one are always treated so."
  - "To change policies, your group requires C(Allow group <group> to manage policies in compartment <policies>)."
  - "To look up the home region, your group requires C(Allow group <group> to inspect tenancies in tenancy)."
  - New statements take up to several minutes to become effective. A policy that reads as written may not be effective
    in every service yet.
  - >-
    If another client writes the policy at the same time, the module reads it and tries again. If OCI rejects a write
    and the policy is as requested afterwards, no answer of OCI shows whether another client wrote it or a proxy sent
    the request twice. C(changed) is then V(true), with the notice C(WrittenMeanwhile). It is V(false), with the same
    notice, if the words differ from those that the module would have written.
seealso:
  - module: cmk.oci.oci_kms_policy_info
  - name: Policies that let services use keys
    description: Oracle's documentation of the statements.
    link: https://docs.oracle.com/en-us/iaas/Content/Identity/policiescommon/commonpolicies.htm
"""

EXAMPLES = r"""
- name: Let volumes and buckets of a project use a key
  cmk.oci.oci_kms_policy:
    policy_name: cmk-projx
    key_compartment_id: "{{ key_compartment_id }}"
    kms_key_ids: ["{{ kms_key_id }}"]
    services: [block_volume, object_storage]
    regions: [us-ashburn-1]
    groups: [projx-admin-group]

- name: Let databases use all keys of the compartment
  cmk.oci.oci_kms_policy:
    policy_name: cmk-databases
    key_compartment_id: "{{ key_compartment_id }}"
    dynamic_groups: [project-databases]

- name: Let the Vault service replicate vaults to another region
  cmk.oci.oci_kms_policy:
    policy_name: vault-replication
    services: [key_management]

- name: Remove the statements for databases
  cmk.oci.oci_kms_policy:
    policy_name: cmk-databases
    key_compartment_id: "{{ key_compartment_id }}"
    dynamic_groups: [project-databases]
    state: absent
"""

RETURN = r"""
resource:
  description:
    - The policy as it is now; in check mode, as it would be. V(none) if there is none.
    - A task that failed after the service had accepted what it wrote, or may have, returns it as well, with
      C(changed=true).
  returned: success, unless O(state=check); failure after the service had accepted the change, or may have
  type: dict
  contains:
    id:
      description: The OCID of the policy. V(none) in check mode for one that would be created.
      type: str
      returned: always
      sample: ocid1.policy.oc1..exampleuniqueid
    name:
      description: The name of the policy.
      type: str
      returned: always
      sample: cmk-projx
    compartment_id:
      description: The OCID of the compartment it is attached to.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    description:
      description: Its description.
      type: str
      returned: always
      sample: Lets services, groups and resources use keys, by cmk.oci
    statements:
      description: All its statements.
      type: list
      elements: str
      returned: always
      sample:
        - Allow service blockstorage to use keys in compartment id ocid1.compartment.oc1..exampleuniqueid
added_statements:
  description: The statements that were added, or would be.
  returned: success, unless O(state=check)
  type: list
  elements: str
  sample: []
removed_statements:
  description: The statements that were taken out, or would be.
  returned: success, unless O(state=check)
  type: list
  elements: str
  sample: []
remaining_statements:
  description: The statements of the policy that were kept and still allow what was to be removed, or may allow it.
  returned: success, unless O(state=check); empty unless O(state=absent)
  type: list
  elements: str
  sample: []
missing_statements:
  description:
    - The statements that are needed and that no policy holds, or that a C(deny) statement overrides.
  returned: when O(state=check)
  type: list
  elements: str
  sample: []
uncertain_statements:
  description:
    - The statements that are needed and of which it is unknown whether policies hold them.
    - That depends on policies that may not be read, or on a statement of a policy that cannot be evaluated, which
      RV(notices) reports.
  returned: when O(state=check)
  type: list
  elements: str
  sample: []
needed_statements:
  description:
    - All statements that are needed.
  returned: when O(state=check)
  type: list
  elements: str
  sample:
    - Allow service blockstorage to use keys in compartment id ocid1.compartment.oc1..exampleuniqueid
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
    - Whether the policy was read as it was written. It can be V(false) only with O(wait=false).
  returned: success, unless O(state=check)
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
from ..module_utils._tasks import oci_kms_policy


def main() -> None:
    """Runs the module."""
    module.run(oci_kms_policy.run, oci_kms_policy.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_kms_policy_info."""

DOCUMENTATION = r"""
module: oci_kms_policy_info
short_description: Return whether policies let services, groups and databases use keys
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Returns which of the statements that M(cmk.oci.oci_kms_policy) would write are already in policies, from the
    compartment of the keys up to the root compartment.
  - A statement counts as existing if a policy contains it, contains one that allows more, or specifies the same group
    or compartment in another form.
  - Policies that cannot be read may contain statements, and conditions may depend on values that are only known at the
    time of a request. A statement that is not found is then uncertain instead of missing.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
attributes:
  diff_mode:
    support: N/A
    details:
      - The module changes nothing.
options:
  key_compartment_id:
    description:
      - The OCID of the compartment that contains the keys, or of the tenancy for the root compartment. Required unless
        O(services) contains only V(key_management).
    type: str
  vault_compartment_id:
    description:
      - The OCID of the compartment that contains the vaults of the keys, for the statements of O(dynamic_groups).
        Defaults to O(key_compartment_id).
    type: str
  kms_key_ids:
    description:
      - The OCIDs of the keys, as a list or as a dictionary by region. If not specified, the statements apply to all
        keys of the compartment.
    type: raw
    aliases: [kms_key_id]
  services:
    description:
      - The services that use the keys, as for M(cmk.oci.oci_kms_policy).
      - V(key_management) is the permission of the Vault service to replicate vaults to another region.
    type: list
    elements: str
    choices: [block_volume, object_storage, file_storage, key_management]
    default: []
  regions:
    description:
      - The regions in which V(object_storage) uses the keys, as region names or region keys. Defaults to the region of
        the requests.
    type: list
    elements: str
    default: []
  groups:
    description:
      - The groups that delegate the keys to services (C(use key-delegate)), by OCID, by name, or as C(<identity
        domain>/<name>).
    type: list
    elements: str
    default: []
  dynamic_groups:
    description:
      - The dynamic groups, of databases or file systems, that use the keys and their vaults, in the same forms as
        O(groups).
    type: list
    elements: str
    default: []
  home_region:
    description:
      - The home region of the tenancy. If not specified, it is looked up, for which your group may require a policy.
    type: str
notes:
  - "To read policies, your group requires C(Allow group <group> to inspect policies in tenancy), and C(Allow group
    <group> to inspect compartments in tenancy) for statements that specify compartments by name."
  - "To match a group that is specified by name with a statement that specifies it by OCID, or the reverse, your group
    requires C(Allow group <group> to inspect groups in tenancy), or C(inspect dynamic-groups)."
  - "To look up the home region, your group requires C(Allow group <group> to inspect tenancies in tenancy)."
seealso:
  - module: cmk.oci.oci_kms_policy
"""

EXAMPLES = r"""
- name: Look up which statements are missing
  cmk.oci.oci_kms_policy_info:
    key_compartment_id: "{{ key_compartment_id }}"
    kms_key_ids: ["{{ kms_key_id }}"]
    services: [block_volume]
    groups: [projx-admin-group]
  register: grants

- name: Show the missing statements
  ansible.builtin.debug:
    var: grants.missing_statements

- name: Look up whether vaults can be replicated to another region
  cmk.oci.oci_kms_policy_info:
    services: [key_management]
  register: replication

- name: Show statements that are missing or uncertain
  ansible.builtin.debug:
    msg: "{{ replication.missing_statements + replication.uncertain_statements }}"
"""

RETURN = r"""
needed_statements:
  description:
    - All statements that are needed.
  returned: success
  type: list
  elements: str
  sample:
    - Allow service blockstorage to use keys in compartment id ocid1.compartment.oc1..exampleuniqueid
missing_statements:
  description: The statements that are needed and that no policy holds.
  returned: success
  type: list
  elements: str
  sample: []
uncertain_statements:
  description:
    - The statements that are needed and of which it cannot be known whether a policy holds them, for the reasons in
      RV(findings) and RV(unread_failures).
  returned: success
  type: list
  elements: str
  sample: []
findings:
  description: The result for each needed statement, as data.
  returned: success
  type: list
  elements: dict
  contains:
    statement:
      description: The needed statement.
      type: str
      returned: always
      sample: Allow service blockstorage to use keys in compartment id ocid1.compartment.oc1..exampleuniqueid
    verdict:
      description: Either V(held), V(missing) or V(unknown).
      type: str
      returned: always
      sample: unknown
    subject:
      description: The subject of the needed statement.
      type: dict
      returned: always
      contains:
        kind: {description: "Either V(service), V(group) or V(dynamic-group).", type: str, sample: service}
        name: {description: Its name or OCID., type: str, sample: blockstorage}
        domain: {description: Its identity domain; V(none) for the default one and for services., type: str}
    held_permissions:
      description: The permissions that policies allow, if they allow a part of what is needed.
      type: list
      elements: str
      returned: always
      sample: []
    lacking_permissions:
      description: The permissions that policies do not allow, if they allow a part of what is needed.
      type: list
      elements: str
      returned: always
      sample: []
    policy_statements:
      description: The statements in policies that deny what is needed, or that may allow or deny it.
      type: list
      elements: dict
      returned: always
      contains:
        statement: {description: The text of the statement., type: str}
        effect: {description: Either V(allow) or V(deny)., type: str, sample: deny}
        policy_id: {description: The OCID of the policy., type: str}
        compartment_id: {description: The OCID of the compartment that the policy is attached to., type: str}
        undecided:
          description:
            - What decides whether the statement applies and cannot be known, any of V(syntax), V(compartment),
              V(resource_type), V(condition) and V(subject). Empty for a statement that applies.
          type: list
          elements: str
        variables:
          description: The variables of its condition whose values cannot be known.
          type: list
          elements: str
          sample: [request.networksource.name]
reasons:
  description:
    - RV(findings) as text, for each needed statement about which policies have statements, or of which they allow a
      part of the permissions.
  returned: success
  type: list
  elements: str
  sample: []
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
unread_failures:
  description: Why policies, or names in them, could not be read, each as RV(failure) describes one.
  returned: success
  type: list
  elements: dict
  sample: []
unread:
  description: RV(unread_failures) as text.
  returned: success
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
from ..module_utils._tasks import oci_kms_policy_info


def main() -> None:
    """Runs the module."""
    module.run(oci_kms_policy_info.run, oci_kms_policy_info.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_dynamic_group."""

DOCUMENTATION = r"""
module: oci_dynamic_group
short_description: Manage the dynamic group of databases and file systems that use keys
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Manages a dynamic group of Autonomous Databases and file systems. These use their keys themselves, as members of a
    dynamic group.
  - Derives the matching rule of the group from the requested resources. M(cmk.oci.oci_kms_policy) lets the group use
    keys.
  - Existing matches are kept, because a database that leaves the group loses access to its key. O(purge=true) and
    O(matching_rule) replace them.
  - Rules are compared by meaning, not by spacing or order. A rule that matches all requested resources, or more, is not
    changed.
  - Concurrent tasks can write the same group. No task removes the matches that others added, and if the group was
    changed between read and write, it is read and merged again, until O(wait_timeout).
  - A deleted compartment, and the name of an existing group of users, are rejected before anything is written, as far
    as they can be read.
  - If the response to a write is lost, the module reads the group. If it cannot be read, the task fails with
    C(changed=true).
  - Works in the home region, regardless of the region of the task, because IAM accepts writes only there.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
  - cmk.oci.wait
options:
  name:
    description:
      - The name of the dynamic group in the default identity domain, which is unique in the tenancy.
    type: str
    required: true
    aliases: [dynamic_group_name]
  resource_types:
    description:
      - The types of resources to match, in O(compartment_ids), or in the whole tenancy if that option is not specified.
    type: list
    elements: str
    choices: [autonomous_database, file_system]
    default: []
  compartment_ids:
    description:
      - The OCIDs of the compartments in which resources of O(resource_types) match. Their subcompartments do not match.
        An empty list is rejected, because it would mean the whole tenancy.
      - A compartment that cannot be read may not exist, and RV(notices) reports it.
    type: list
    elements: str
  resource_ids:
    description:
      - The OCIDs of additional single resources to match, such as Autonomous Databases and file systems. Resources that
        use their key through a service, such as volumes and buckets, are rejected.
    type: list
    elements: str
    default: []
  matching_rule:
    description:
      - The complete rule in the syntax of OCI, instead of O(resource_types), O(compartment_ids) and O(resource_ids).
      - A text that is no rule is rejected. In check mode, RV(notices) reports a rule of a form that the module does not
        parse.
    type: str
  purge:
    description:
      - Whether the group matches only the requested resources. Otherwise the rule is extended, and existing matches are
        kept.
    type: bool
    default: false
  description:
    description:
      - The description of the group. If not specified, an existing description is not changed, and a new group has a
        default description.
    type: str
  home_region:
    description:
      - The home region of the tenancy. If not specified, it is looked up, for which your group may require a policy.
    type: str
  state:
    description:
      - V(present) ensures that the group matches the requested resources.
      - V(absent) deletes the group, so that its members lose the permissions that it provides. Nothing else is deleted.
    type: str
    choices: [present, absent]
    default: present
notes:
  - "To read dynamic groups, your group requires C(Allow group <group> to inspect dynamic-groups in tenancy), and to
    change them C(Allow group <group> to manage dynamic-groups in tenancy)."
  - "To look up the home region, your group requires C(Allow group <group> to inspect tenancies in tenancy)."
  - >-
    If another client writes the dynamic group at the same time, the module reads it and tries again. If OCI rejects a
    write and the dynamic group is as requested afterwards, no answer of OCI shows whether another client wrote it or
    a proxy sent the request twice. C(changed) is then V(true), with the notice C(WrittenMeanwhile). It is V(false),
    with the same notice, if the words differ from those that the module would have written.
seealso:
  - module: cmk.oci.oci_kms_policy
"""

EXAMPLES = r"""
- name: Match all Autonomous Databases of a compartment
  cmk.oci.oci_dynamic_group:
    name: projx-databases
    resource_types: [autonomous_database]
    compartment_ids: ["{{ compartment_id }}"]

- name: Match one more database
  cmk.oci.oci_dynamic_group:
    name: projx-databases
    resource_types: [autonomous_database]
    compartment_ids: ["{{ compartment_id }}"]
    resource_ids: ["{{ autonomous_database_id }}"]

- name: Delete the group
  cmk.oci.oci_dynamic_group:
    name: projx-databases
    state: absent
"""

RETURN = r"""
resource:
  description:
    - The dynamic group as it is now; in check mode, as it would be. V(none) if there is none.
    - A task that failed after the service had accepted what it wrote, or may have, returns it as well, with
      C(changed=true).
  returned: success; failure after the service had accepted the change, or may have
  type: dict
  contains:
    id:
      description: The OCID of the group. V(none) in check mode for one that would be created.
      type: str
      returned: always
      sample: ocid1.dynamicgroup.oc1..exampleuniqueid
    name:
      description: The name of the group.
      type: str
      returned: always
      sample: projx-databases
    description:
      description: Its description.
      type: str
      returned: always
      sample: Resources that use keys themselves, by cmk.oci
    matching_rule:
      description: Its matching rule.
      type: str
      returned: always
      sample: "all {resource.type = 'autonomousdatabase', resource.compartment.id = 'ocid1.compartment.oc1..unique'}"
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
    - Whether the dynamic group was read as it was written. It can be V(false) only with O(wait=false).
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

from ..module_utils._ansible import module
from ..module_utils._tasks import oci_dynamic_group


def main() -> None:
    """Runs the module."""
    module.run(oci_dynamic_group.run, oci_dynamic_group.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

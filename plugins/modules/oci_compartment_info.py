#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_compartment_info."""

DOCUMENTATION = r"""
module: oci_compartment_info
short_description: Return the OCIDs of compartments by name, or of all compartments
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Returns the OCIDs of compartments that are specified by name, because all other modules require OCIDs, or those of
    all compartments.
  - A name is sufficient if only one compartment of the tenancy has it. If there are several, the module fails and lists
    them.
  - Names are not case-sensitive, as in policies.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
attributes:
  diff_mode:
    support: N/A
    details:
      - The module changes nothing.
options:
  paths:
    description:
      - The compartments. Each is specified by its name, by its path from the root compartment, with colons as
        separators as in policies, or by its OCID.
      - The beginning of a path may be omitted if only one compartment matches. It may also be the name of the tenancy,
        which on its own specifies the root compartment.
      - If not specified or empty, all compartments are returned, starting with the root compartment.
    type: list
    elements: str
    default: []
notes:
  - Only compartments in which your group has any permission are found, and those above them. No additional policy is
    required. Deleted compartments are not found.
  - "To find the root compartment by the name of the tenancy, your group requires C(Allow group <group> to inspect
    compartments in tenancy)."
seealso:
  - module: cmk.oci.oci_kms_vault
"""

EXAMPLES = r"""
- name: Return the compartments of the keys and of a project
  cmk.oci.oci_compartment_info:
    paths: [security, projx]
  register: compartments

- name: Show the OCIDs
  ansible.builtin.debug:
    msg: "{{ compartments.resources | map(attribute='id') }}"

- name: Return all compartments
  cmk.oci.oci_compartment_info:
  register: all_compartments
"""

RETURN = r"""
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
resources:
  description: The compartments, in the order of the request, or in that of their paths.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The OCID of the compartment.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    name:
      description: The name of the compartment. V(none) for a root compartment that may not be read.
      type: str
      returned: always
      sample: keys
    path:
      description:
        - The names from the root to the compartment, as far as those above it may be seen, without the name of the
          tenancy. For the root compartment, it is the name of the tenancy.
      type: str
      returned: always
      sample: company:security:keys
    compartment_id:
      description: The OCID of the compartment above it, or of the tenancy. V(none) for the root compartment.
      type: str
      returned: always
      sample: ocid1.compartment.oc1..exampleuniqueid
    description:
      description: Its description.
      type: str
      returned: always
      sample: Vaults and keys, restricted
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
from ..module_utils._tasks import oci_compartment_info


def main() -> None:
    """Runs the module."""
    module.run(oci_compartment_info.run, oci_compartment_info.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

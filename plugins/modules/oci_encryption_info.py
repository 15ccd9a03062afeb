#!/usr/bin/python
# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation and start of the module oci_encryption_info."""

DOCUMENTATION = r"""
module: oci_encryption_info
short_description: Audit which key encrypts which resource
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Reads the resources of a tenancy that a key of OCI Vault can encrypt, and judges each of them by rules.
  - Returns findings with a status, a reason and a severity, counts, what could not be read, and whether the audit
    passes.
  - Audits all compartments, the root included, in all regions that the tenancy is subscribed to, unless options select
    less.
  - A resource that cannot be read has the status V(unknown). It is neither compliant nor noncompliant.
  - The task fails if nothing at all could be read in a compartment of a region, unless O(allow_unknown_scopes=true).
  - Noncompliant findings do not fail the task. RV(gate) reports whether the audit passes, so that a later task can
    decide.
  - R(The guide to the audit, ansible_collections.cmk.oci.docsite.guide_audit) lists the rules and the reasons.
extends_documentation_fragment:
  - cmk.oci.attributes
  - cmk.oci.auth
attributes:
  check_mode:
    details:
      - The module changes nothing in the tenancy, so that check mode is the real run, the reports included.
  diff_mode:
    support: N/A
    details:
      - The module changes nothing.
options:
  regions:
    description:
      - The regions to audit, as region names or region keys. V(all) is the same as no list.
      - If not specified, all regions that the tenancy is subscribed to are audited.
      - A region that the tenancy is not subscribed to is an error.
    type: list
    elements: str
  compartments:
    description:
      - The compartments to audit, by OCID or by path, as in V(company:security:keys). The OCID of the tenancy is its
        root.
      - If not specified, the root and all compartments below it are audited.
      - A compartment that does not exist is an error.
    type: list
    elements: str
  include_children:
    description:
      - Whether O(compartments) includes the compartments below each of them.
    type: bool
    default: true
  exclude_compartments:
    description:
      - The compartments that are not audited, in the same forms as O(compartments), each with all compartments below
        it.
    type: list
    elements: str
  types:
    description:
      - The types of resources to audit, such as V(volume), V(bucket) or V(autonomous_database). RV(summary.by_rule)
        and the guide list them.
      - If not specified, all types are audited.
    type: list
    elements: str
  freeform_tags:
    description:
      - Audits only resources that have all of these free-form tags.
      - Tags that no resource has are an error.
    type: dict
  defined_tags:
    description:
      - Audits only resources that have all of these defined tags, by namespace.
      - Tags that no resource has are an error.
    type: dict
  resources:
    description:
      - Audits only these resources, each by its OCID, or a bucket as V(<namespace>/<name>) in O(region).
      - Mutually exclusive with O(compartments), O(exclude_compartments), O(types), O(freeform_tags) and
        O(defined_tags).
      - A resource that does not exist is an error.
    type: list
    elements: str
  key_map:
    description:
      - The key that each resource is expected to be encrypted with. The first entry that applies decides.
      - A list of entries, a mapping with the list under C(key_map) and with C(default), or the path of a file in YAML
        or JSON that holds either.
      - An entry has a unique C(id), an optional condition C(when), and C(key).
      - C(when) has C(regions), C(compartments), C(children) (default V(true)), C(types), C(resources) and C(tags). All
        that are specified must hold.
      - C(key) is the OCID of a key, a mapping with C(vault_id) and C(name), V(any_customer_managed), V(oracle_managed)
        or V(unknown).
      - C(protection_mode=hsm) in an entry requires a key in a hardware security module.
      - C(default) applies to resources for which no entry does, and is V(any_customer_managed) if not specified.
      - An entry that can never apply, because an earlier one does, is an error.
    type: raw
  exceptions:
    description:
      - Findings that are accepted for a reason, by an owner, until a day. An exception never changes a status.
      - A list of exceptions, a mapping with the list under C(exceptions), or the path of a file in YAML or JSON that
        holds either.
      - An exception requires a unique C(id), C(rules) (ids of rules, or V(all)), C(match), C(reason), C(owner) and
        C(expires).
      - C(match) has the conditions of O(key_map), of which at least one is required. C(children) defaults to V(false).
      - C(expires) is a day such as V(2027-03-31). The exception ends with that day, in UTC.
      - C(category) is V(waiver) or V(mitigated), C(ticket) a reference, and C(max_matches) the largest number of
        findings that the exception may be about. More of them are an error.
      - C(statuses) defaults to V(noncompliant). Findings that are unknown are excepted only if it lists V(unknown).
      - A file that cannot be read, or that has an unknown field, is an error.
    type: raw
  exceptions_warn_days:
    description:
      - The number of days before C(expires) from which an exception is reported as V(expiring).
    type: int
    default: 30
  minimum_protection_mode:
    description:
      - The protection mode that every key requires. V(hsm) adds findings of the rule C(key_protection_mode).
    type: str
    choices: [software, hsm]
    default: software
  max_key_age_days:
    description:
      - The largest age of the current version of a key, in days. Adds findings of the rule C(key_age).
      - If not specified, keys may have any age.
    type: int
  owner_tags:
    description:
      - The tags that name the owner of a resource, as V(<namespace>.<key>), or V(<key>) for free-form tags. The first
        one that a resource has decides.
      - A resource without any of them is attributed to C(Oracle-Tags.CreatedBy), if it has that tag.
    type: list
    elements: str
  gate:
    description:
      - What the audit must meet to pass. The result is RV(gate).
    type: dict
    default: {}
    suboptions:
      minimum_coverage:
        description:
          - The percentage of lists that must be read, from V(0) to V(100).
        type: float
        default: 100.0
      severities:
        description:
          - The severities of noncompliant findings that do not pass. If not specified, none does.
        type: list
        elements: str
        choices: [informational, low, medium, high, critical]
      new_only:
        description:
          - Whether only findings that O(baseline) does not have count.
        type: bool
        default: false
      allow_unknown:
        description:
          - Whether the audit passes with findings that are unknown.
        type: bool
        default: false
  allow_unknown_scopes:
    description:
      - Whether the task succeeds although nothing could be read in a compartment of a region.
      - RV(unread) and RV(gate) report it in either case.
    type: bool
    default: false
  baseline:
    description:
      - An earlier report with which the findings are compared, as the path of its C(report.json) or of the folder that
        contains it, or as a mapping with C(name), C(namespace) and C(prefix) of a bucket like O(report_bucket).
      - Sets C(delta) and C(first_seen) of each finding, and RV(summary.delta).
      - A report that cannot be read is an error.
    type: raw
  merge:
    description:
      - Reports of slices to merge into one. Nothing is audited.
      - Each is the path of a C(report.json), of the folder that contains it, or of a folder with one such folder for
        each slice. With O(report_bucket), each is a prefix in that bucket.
      - O(baseline), O(gate), O(allow_unknown_scopes) and the options of reports apply to the merged report.
      - A slice that O(slice.expected) lists and that is not among the reports is an error.
    type: list
    elements: path
  slice:
    description:
      - The part of an audit that this task is, if several tasks share an audit. It is part of the report, for O(merge).
    type: dict
    suboptions:
      id:
        description:
          - The name of this slice.
        type: str
        required: true
      expected:
        description:
          - The names of all slices, this one included.
        type: list
        elements: str
        required: true
  report_path:
    description:
      - The folder in which reports are written, on the host on which the task runs. It is created if it does not exist;
        the folder that contains it must exist.
      - Existing reports are replaced.
      - Mutually exclusive with O(report_bucket).
    type: path
  report_bucket:
    description:
      - The bucket in which reports are written, in O(region). Use it where folders are removed after a job, as in
        execution environments.
    type: dict
    suboptions:
      name:
        description:
          - The name of the bucket.
        type: str
        required: true
      namespace:
        description:
          - The namespace of Object Storage. If not specified, that of the tenancy is used.
        type: str
      prefix:
        description:
          - What the names of the objects begin with, such as V(audits/2026-12-01/).
        type: str
        default: ""
  report_formats:
    description:
      - The formats of the reports.
      - V(json) writes C(report.json), which O(baseline) and O(merge) accept, V(jsonl) C(findings.jsonl), V(html)
        C(report.html), V(ocsf) C(report.ocsf.json), V(sarif) C(report.sarif) and V(junit) C(report.junit.xml).
      - V(csv) writes C(findings.csv), C(coverage.csv) and C(exceptions.csv).
    type: list
    elements: str
    choices: [json, jsonl, html, csv, ocsf, sarif, junit]
    default: [json, html, csv]
  redact:
    description:
      - Whether OCIDs, names and tags are replaced in the reports by texts that do not identify anything. The same value
        is replaced by the same text.
    type: bool
    default: false
  redact_salt:
    description:
      - A secret text from which the replacements of O(redact) are derived. Reports with the same salt can be compared.
      - If not specified, each run uses a salt of its own.
    type: str
  gathered:
    description:
      - V(key_map) returns a key map of the existing keys in RV(key_map), as a file to start from.
    type: str
    choices: [key_map]
  validate_only:
    description:
      - Whether only the options are validated, O(key_map) and O(exceptions) included. No request is sent.
    type: bool
    default: false
  max_returned:
    description:
      - The largest number of findings in RV(findings), noncompliant and unknown ones first. Reports contain all of
        them.
    type: int
    default: 500
  concurrency:
    description:
      - The largest number of requests at the same time, from V(1) to V(64).
    type: int
    default: 32
  wait_timeout:
    description:
      - The number of seconds after which the audit ends. What was not read by then is V(unknown).
    type: int
    default: 3600
notes:
  - "Your group requires C(Allow group <group> to inspect tenancies in tenancy), C(Allow group <group> to inspect
    compartments in tenancy), C(Allow group <group> to read keys in tenancy), and for the types of resources C(Allow
    group <group> to inspect volume-family in tenancy), C(Allow group <group> to read buckets in tenancy), C(Allow group
    <group> to read file-systems in tenancy) and C(Allow group <group> to inspect autonomous-databases in tenancy)."
  - Whatever is not permitted is reported in RV(unread) with the statements that are missing.
  - Ansible Automation Platform drops results of more than 700,000 bytes. O(max_returned) limits the result; write
    reports to have all findings.
seealso:
  - module: cmk.oci.oci_kms_key_assignments
  - module: cmk.oci.oci_kms_key_info
  - plugin: cmk.oci.scopes
    plugin_type: inventory
"""

EXAMPLES = r"""
- name: Audit the tenancy
  cmk.oci.oci_encryption_info:
  register: audit

- name: Show which resources are not encrypted with a customer-managed key
  ansible.builtin.debug:
    msg: "{{ audit.findings | selectattr('reason', 'equalto', 'oracle_managed') | map(attribute='resource.name') }}"

- name: Find every Autonomous Database with the Oracle-managed key, in all compartments and regions
  cmk.oci.oci_encryption_info:
    types: [autonomous_database]
  register: databases

- name: Show them
  ansible.builtin.debug:
    msg: "{{ databases.findings | selectattr('reason', 'equalto', 'oracle_managed') | map(attribute='resource.ocid') }}"

- name: Audit volumes and buckets of one project, and write the reports
  cmk.oci.oci_encryption_info:
    compartments: ["{{ compartment_path }}"]
    types: [volume, boot_volume, bucket]
    report_path: "{{ report_path }}"

- name: Compare with that report, and accept what is in the list of exceptions
  cmk.oci.oci_encryption_info:
    compartments: ["{{ compartment_path }}"]
    types: [volume, boot_volume, bucket]
    baseline: "{{ report_path }}"
    exceptions:
      - id: EX-2026-017
        rules: [volume_cmk]
        match:
          resources: ["{{ volume_id }}"]
        reason: The appliance of the vendor supports no key.
        owner: storage-team@example.com
        expires: 2099-03-31
  register: compared

- name: Require a certain key for the volumes of the project
  cmk.oci.oci_encryption_info:
    regions: [us-ashburn-1]
    key_map:
      key_map:
        - id: project-volumes
          when:
            compartments: ["{{ compartment_path }}"]
            types: [volume, boot_volume]
          key: "{{ kms_key_id }}"
      default: any_customer_managed

- name: Gather a key map of the existing keys
  cmk.oci.oci_encryption_info:
    gathered: key_map
  register: gathered

- name: Validate it without any request, as in a pipeline
  cmk.oci.oci_encryption_info:
    key_map: "{{ gathered.key_map }}"
    validate_only: true
"""

RETURN = r"""
run:
  description: The audit itself.
  returned: success, unless O(validate_only=true); failure if only O(allow_unknown_scopes) is missing
  type: dict
  contains:
    id:
      description: A unique name of the run.
      type: str
      returned: always
      sample: 6f1c0a5a3e7f4c0f9d0d8d2f3b0c1a77
    tenancy:
      description: The OCID of the tenancy.
      type: str
      returned: always
      sample: ocid1.tenancy.oc1..exampleuniqueid
    tenancy_name:
      description: The name of the tenancy, V(none) if it cannot be read.
      type: str
      returned: always
      sample: example
    regions:
      description: The regions that were audited.
      type: list
      elements: str
      returned: always
      sample: [us-ashburn-1, us-phoenix-1]
    filters:
      description: What the options select; V(all) where they select everything.
      type: dict
      returned: always
      contains:
        regions: {description: The regions., type: list, elements: str, returned: always, sample: [all]}
        compartments: {description: The compartments., type: list, elements: str, returned: always, sample: [projx]}
        include_children: {description: Whether those below them are included., type: bool, returned: always}
        exclude_compartments: {description: Those that are not., type: list, elements: str, returned: always}
        types: {description: The types of resources., type: list, elements: str, returned: always, sample: [bucket]}
        tags: {description: "The tags, each with its value.", type: list, elements: str, returned: always, sample: []}
        resources: {description: The single resources., type: list, elements: str, returned: always, sample: []}
        merged_from:
          description: The ids of the runs whose reports were merged, instead of all others.
          type: list
          elements: str
          returned: with O(merge)
    types:
      description: The types of resources that were audited.
      type: list
      elements: str
      returned: always
      sample: [bucket, volume]
    rules_version:
      description: The version of the rules. Findings of other versions are not compared.
      type: str
      returned: always
      sample: "1"
    collection_version:
      description: The version of this collection.
      type: str
      returned: always
      sample: 0.1.0
    started_at:
      description: When the audit began, in UTC.
      type: str
      returned: always
      sample: "2026-12-01T02:00:00+00:00"
    slice:
      description: The slice that the task was, V(none) if it was none.
      type: dict
      returned: always
      contains:
        id: {description: The name of the slice., type: str, returned: always, sample: us-ashburn-1__projx_d19ef8}
        expected: {description: The names of all slices., type: list, elements: str, returned: always}
findings:
  description:
    - At most O(max_returned) findings, noncompliant and unknown ones first, then the others. One resource can have
      several, of different rules.
    - Reports contain all findings in the same form.
  returned: success, unless O(validate_only=true); failure if only O(allow_unknown_scopes) is missing
  type: list
  elements: dict
  contains:
    uid:
      description: The name of the finding in all runs, derived from the rule and the OCID.
      type: str
      returned: always
      sample: cmk-oci:0a6f0d3a1f4b4c57a1f0a2b8c9d0e1f2
    rule_id:
      description: The rule, such as V(volume_cmk) or V(key_usable).
      type: str
      returned: always
      sample: volume_cmk
    status:
      description: V(compliant), V(noncompliant), V(unknown) or V(not_applicable).
      type: str
      returned: always
      sample: noncompliant
    reason:
      description: The reason for the status, one of a closed list.
      type: str
      returned: always
      sample: oracle_managed
    severity:
      description: V(informational), V(low), V(medium), V(high) or V(critical).
      type: str
      returned: always
      sample: medium
    message:
      description: The reason as a sentence.
      type: str
      returned: always
      sample: The volume is encrypted with the Oracle-managed key
    resource:
      description: The resource. Where a list could not be read, the compartment stands in the place of its resources.
      type: dict
      returned: always
      contains:
        ocid: {description: "The OCID, V(none) for a bucket that cannot be read.", type: str, returned: always}
        identity: {description: "The OCID; for a bucket its namespace, name and region.", type: str, returned: always}
        name: {description: The name., type: str, returned: always, sample: data-1}
        type: {description: The type., type: str, returned: always, sample: volume}
        region: {description: The region., type: str, returned: always, sample: us-ashburn-1}
        availability_domain: {description: "The availability domain, if it has one.", type: str, returned: always}
        compartment_id: {description: The OCID of its compartment., type: str, returned: always}
        compartment_path: {description: The path of its compartment., type: str, returned: always, sample: "projx:data"}
        owner: {description: "The owner by O(owner_tags), or who created it.", type: str, returned: always}
        freeform_tags: {description: The free-form tags., type: dict, returned: always}
        defined_tags: {description: The defined tags by namespace., type: dict, returned: always}
        lifecycle_state: {description: The state., type: str, returned: always, sample: AVAILABLE}
        time_created: {description: When it was created., type: str, returned: always}
    key:
      description: The keys of the resource.
      type: dict
      returned: always
      contains:
        current:
          description: The key that encrypts it, V(none) for the Oracle-managed key. What cannot be read is V(none).
          type: dict
          returned: always
          contains:
            ocid: {description: The OCID., type: str, returned: always}
            name: {description: The name., type: str, returned: always, sample: volumes-2026}
            vault_id: {description: The OCID of its vault., type: str, returned: always}
            lifecycle_state: {description: The state., type: str, returned: always, sample: ENABLED}
            protection_mode: {description: The protection mode., type: str, returned: always, sample: HSM}
            enabled_versions: {description: "The number of enabled versions, if counted.", type: int, returned: always}
            age_days: {description: "The age of its current version, if counted.", type: int, returned: always}
            region: {description: The region that it was read in., type: str, returned: always}
        provider: {description: The provider of a key outside of OCI Vault., type: str, returned: always}
        expected:
          description: The key that O(key_map) expects, V(none) if any customer-managed key suffices.
          type: dict
          returned: always
          contains:
            ocid: {description: "The OCID, if the map has it.", type: str, returned: always}
            name: {description: "The name, if the map has it.", type: str, returned: always}
            vault_id: {description: "The OCID of the vault, if the map has it.", type: str, returned: always}
            key: {description: V(key) or V(oracle_managed)., type: str, returned: always, sample: key}
        source_of_expectation: {description: The id of the entry., type: str, returned: always, sample: default}
    request:
      description: The request that failed, V(none) if none did.
      type: dict
      returned: always
      contains:
        operation: {description: The operation., type: str, returned: always, sample: ListVolumes}
        status: {description: The HTTP status., type: int, returned: always, sample: 404}
        code: {description: The error code of OCI., type: str, returned: always, sample: NotAuthorizedOrNotFound}
        opc_request_id: {description: The identifier for Oracle Support., type: str, returned: always}
    exception:
      description: The exception that accepts the finding, V(none) if there is none.
      type: dict
      returned: always
      contains:
        id: {description: The id of the exception., type: str, returned: always, sample: EX-2026-017}
        reason: {description: Its reason., type: str, returned: always}
        owner: {description: Its owner., type: str, returned: always}
        expires: {description: Its last day., type: str, returned: always, sample: "2027-03-31"}
        category: {description: V(waiver) or V(mitigated)., type: str, returned: always, sample: waiver}
        ticket: {description: "Its ticket, if any.", type: str, returned: always}
    expired_exception:
      description: The exception that accepted the finding until it expired, in the same form.
      type: dict
      returned: always
    delta:
      description: V(new), V(unchanged), V(changed) or V(fixed) in comparison with O(baseline), V(none) without one.
      type: str
      returned: always
      sample: new
    first_seen:
      description: When the finding was first seen.
      type: str
      returned: always
      sample: "2026-11-01T02:00:02+00:00"
    last_seen:
      description: When the finding was last seen.
      type: str
      returned: always
      sample: "2026-12-01T02:00:02+00:00"
    observed_at:
      description: When this run saw it.
      type: str
      returned: always
      sample: "2026-12-01T02:00:02+00:00"
    remediation:
      description: The task that ends the finding, V(none) if there is nothing to do.
      type: dict
      returned: always
      contains:
        module: {description: "The module, V(none) if no module of the collection can.", type: str, returned: always}
        arguments: {description: Its options., type: dict, returned: always}
        missing_statements:
          description: The policy statements that are missing.
          type: list
          elements: str
          returned: always
    references:
      description: The controls that the rule meets.
      type: list
      elements: dict
      returned: always
      contains:
        standard: {description: The standard., type: str, returned: always, sample: CIS OCI 3.1}
        control: {description: The control., type: str, returned: always, sample: 5.2.1}
findings_total:
  description: The number of all findings, those included that RV(findings) does not contain.
  returned: success, unless O(validate_only=true); failure if only O(allow_unknown_scopes) is missing
  type: int
  sample: 112
summary:
  description: The counts.
  returned: success, unless O(validate_only=true); failure if only O(allow_unknown_scopes) is missing
  type: dict
  contains:
    findings: {description: The number of findings., type: int, returned: always, sample: 112}
    resources: {description: The number of resources., type: int, returned: always, sample: 41}
    by_status:
      description: The number of findings of each status.
      type: dict
      returned: always
      sample: {compliant: 90, noncompliant: 20, unknown: 1, not_applicable: 1}
    excepted: {description: The number of accepted noncompliant findings., type: int, returned: always, sample: 2}
    by_severity:
      description: The number of noncompliant findings of each severity, without those that are excepted.
      type: dict
      returned: always
      sample: {informational: 0, low: 0, medium: 12, high: 5, critical: 1}
    by_rule:
      description: The number of findings of each rule, by C(compliant), C(noncompliant), C(excepted), C(unknown) and
        C(not_applicable). Here, C(noncompliant) does not include those that are excepted.
      type: dict
      returned: always
      sample: {volume_cmk: {compliant: 5, noncompliant: 2, excepted: 1, unknown: 0, not_applicable: 0}}
    by_type_and_region:
      description: The counts of RV(summary.by_rule) by C(type) and C(region) of the resources.
      type: list
      elements: dict
      returned: always
      sample:
        - type: bucket
          region: us-ashburn-1
          compliant: 3
          noncompliant: 1
          excepted: 0
          unknown: 1
          not_applicable: 0
    delta:
      description: The number of findings by C(new), C(unchanged), C(changed), C(fixed), C(gone) and C(not_seen); all
        V(0) without O(baseline).
      type: dict
      returned: always
      sample: {new: 1, unchanged: 108, changed: 0, fixed: 2, gone: 1, not_seen: 0}
    coverage:
      description: The number of lists that were C(read), C(denied), C(throttled), C(failed), or C(filtered) by the
        options, and C(percent) of those that were to be read.
      type: dict
      returned: always
      sample: {percent: 97.5, read: 78, denied: 2, throttled: 0, failed: 0, filtered: 0}
unread:
  description: At most 100 of the operations that did not return all resources. Reports contain all operations.
  returned: success, unless O(validate_only=true); failure if only O(allow_unknown_scopes) is missing
  type: list
  elements: dict
  contains:
    region: {description: The region., type: str, returned: always, sample: us-ashburn-1}
    compartment_id: {description: The OCID of the compartment., type: str, returned: always}
    compartment_path: {description: The path of the compartment., type: str, returned: always, sample: projx}
    type: {description: The type of the resources., type: str, returned: always, sample: bucket}
    operation: {description: The operation., type: str, returned: always, sample: ListBuckets}
    outcome: {description: "V(denied), V(throttled) or V(failed).", type: str, returned: always, sample: denied}
    count: {description: The number of resources that it is about., type: int, returned: always, sample: 0}
    seconds: {description: The time that it took., type: float, returned: always, sample: 0.05}
    opc_request_id: {description: The identifier for Oracle Support., type: str, returned: always}
    message: {description: What failed., type: str, returned: always}
    missing_statements:
      description: The policy statements that are missing.
      type: list
      elements: str
      returned: always
    is_scope: {description: Whether it decides if the compartment was read., type: bool, returned: always, sample: true}
exceptions:
  description: The exceptions, those included that are about no finding.
  returned: success, unless O(validate_only=true); failure if only O(allow_unknown_scopes) is missing
  type: list
  elements: dict
  contains:
    id: {description: The id., type: str, returned: always, sample: EX-2026-017}
    rules: {description: The rules., type: list, elements: str, returned: always, sample: [volume_cmk]}
    reason: {description: The reason., type: str, returned: always}
    owner: {description: The owner., type: str, returned: always}
    expires: {description: The last day., type: str, returned: always, sample: "2027-03-31"}
    category: {description: V(waiver) or V(mitigated)., type: str, returned: always, sample: waiver}
    ticket: {description: "The ticket, if any.", type: str, returned: always}
    state: {description: "V(active), V(expiring) or V(expired).", type: str, returned: always, sample: active}
    matched: {description: The number of findings that it is about., type: int, returned: always, sample: 1}
gate:
  description: Whether the audit passes.
  returned: success, unless O(validate_only=true); failure if only O(allow_unknown_scopes) is missing
  type: dict
  contains:
    passed:
      description: Whether it does.
      type: bool
      returned: always
      sample: false
    reasons:
      description: Why it does not.
      type: list
      elements: dict
      returned: always
      contains:
        code: {description: "V(noncompliant), V(unknown) or V(coverage).", type: str, returned: always, sample: unknown}
        value: {description: "The number of findings, or the coverage in percent.", type: float, returned: always}
        text: {description: The reason as a sentence., type: str, returned: always, sample: 3 findings are unknown}
key_map:
  description: A key map of the existing keys, the most frequent one of each type in each compartment.
  returned: success, unless O(validate_only=true); V(none) unless O(gathered=key_map)
  type: list
  elements: dict
  contains:
    id: {description: A unique id., type: str, returned: always, sample: us-ashburn-1 projx bucket+volume}
    when:
      description: The resources that the entry is about.
      type: dict
      returned: always
      contains:
        regions: {description: The region., type: list, elements: str, returned: always}
        compartments: {description: The OCID of the compartment., type: list, elements: str, returned: always}
        children: {description: V(false)., type: bool, returned: always}
        types: {description: The types., type: list, elements: str, returned: always}
    key: {description: The OCID of the key., type: str, returned: always}
report_files:
  description: The reports that were written, as paths, or as names of objects with O(report_bucket).
  returned: success, unless O(validate_only=true)
  type: list
  elements: str
  sample: [/var/lib/audit/report.json, /var/lib/audit/report.html]
valid:
  description: V(true), since options that are not valid fail the task.
  returned: with O(validate_only=true)
  type: bool
  sample: true
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
from ..module_utils._tasks import oci_encryption_info


def main() -> None:
    """Runs the module."""
    module.run(oci_encryption_info.run, oci_encryption_info.ARGUMENT_SPEC)


if __name__ == "__main__":
    main()

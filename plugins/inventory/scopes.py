# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin cmk.oci.scopes: each host is one compartment in one region."""

from __future__ import annotations

DOCUMENTATION = r"""
name: scopes
short_description: Compartments of an OCI tenancy in its regions as hosts
version_added: 0.1.0
author:
  - The cmk.oci authors (@cmk-oci)
description:
  - Each host of the inventory is a scope, which is one compartment in one region.
  - A playbook for all hosts works on every scope of the tenancy, as many at the same time as there are forks, and job
    slices of Ansible Automation Platform split the scopes between jobs.
  - The name of a host is C(<region>__<path of the compartment>_<six digits>), with dots in the path and the digits from
    the OCID of the compartment, so that names are unique.
  - Hosts have the variables C(oci_region), C(oci_compartment_id), C(oci_compartment_name), C(oci_compartment_path),
    C(oci_compartment_depth), C(oci_compartment_tags) (with C(freeform) and C(defined)) and C(oci_tenancy).
  - Tasks run on the controller. C(ansible_connection) is V(local), and C(ansible_python_interpreter) is that of
    Ansible.
  - Hosts are in the groups C(region_<region>) and C(depth_<number>). The root compartment has the depth V(0).
  - Deleted compartments are not included.
  - The name of the inventory file must end in C(scopes.yml), C(scopes.yaml), C(cmk_oci.yml) or C(cmk_oci.yaml).
extends_documentation_fragment:
  - cmk.oci.auth
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description:
      - The name of this plugin.
    type: str
    required: true
    choices: [cmk.oci.scopes]
  regions:
    description:
      - The regions, as region names or region keys. V(all) is the same as no list.
      - If not specified, all regions that the tenancy is subscribed to are included.
      - A region that the tenancy is not subscribed to is an error.
    type: list
    elements: str
    default: []
  compartments:
    description:
      - The compartments, by OCID or by path, as in V(company:security:keys). The OCID of the tenancy is its root.
      - If not specified, the root and all compartments below it are included.
      - A compartment that does not exist is an error.
    type: list
    elements: str
    default: []
  include_children:
    description:
      - Whether O(compartments) includes the compartments below each of them.
    type: bool
    default: true
  exclude_compartments:
    description:
      - The compartments that are not included, in the same forms as O(compartments), each with all compartments below
        it.
    type: list
    elements: str
    default: []
  max_depth:
    description:
      - The largest depth of a compartment below the root, which has the depth V(0). Deeper compartments are not
        included.
    type: int
  strict_permissions:
    description:
      - Whether the inventory fails if your group is not allowed to list all regions and compartments.
      - With V(false), the inventory has the compartments in which your group may see anything, and the region of the
        requests if the regions may not be listed, with a warning.
    type: bool
    default: true
notes:
  - "Your group requires C(Allow group <group> to inspect compartments in tenancy) and C(Allow group <group> to inspect
    tenancies in tenancy)."
  - Ansible ignores an inventory that fails, with a warning, unless E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) or
    E(ANSIBLE_INVENTORY_UNPARSED_FAILED) is true.
  - The cache keeps the answers of OCI, and not the inventory, so that other options take effect at once. Answers that
    are incomplete because permissions are missing are not kept.
  - Options can be templates, such as lookups.
seealso:
  - module: cmk.oci.oci_encryption_info
  - module: cmk.oci.oci_compartment_info
"""

EXAMPLES = r"""
# tenancy.scopes.yml: every compartment in every region
plugin: cmk.oci.scopes

---
# production.scopes.yml: one part of the tenancy, read at most once in an hour
plugin: cmk.oci.scopes
config_profile_name: AUDIT
regions: [us-ashburn-1, us-phoenix-1]
compartments: [company:production]
exclude_compartments: [company:production:sandbox]
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/oci-scopes
cache_timeout: 3600
# Groups by the first compartment of the path, and by a tag of the compartment.
keyed_groups:
  - key: oci_compartment_path.split(':')[0]
    prefix: top
  - key: oci_compartment_tags.freeform.owner
    prefix: owner
compose:
  audit_folder: "'reports/' ~ inventory_hostname"
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ..module_utils._audit import scope
from ..module_utils._audit.places import Places
from ..module_utils._audit.scope_hosts import Answers, ScopeHost, from_data, read_answers, scope_hosts
from ..module_utils._core.errors import BadOption, Defect, Failure
from ..module_utils._core.options import AUTH_OPTIONS
from ..module_utils._core.quoting import quoted
from ..module_utils._core.redacting import KNOWN, redacted, short_name, shortened, take_out
from ..module_utils._core.settings import misplaced, secrets
from ..module_utils._core.split_secrets import take_out_split
from ..module_utils._core.task import task_in

try:
    from ansible.template import trust_as_template
except ImportError:  # ansible-core before 2.19 evaluates every text that is not marked as unsafe
    from ansible.utils.unsafe_proxy import wrap_var as as_data

    def trust_as_template(value: str) -> str:
        """Return a text that Ansible evaluates."""
        return value
else:

    def as_data(value: Any) -> Any:
        """Return a value that Ansible does not evaluate: anybody who can create a compartment names and tags it."""
        return value


# Texts that no version of Ansible can take for a template: those of nearly all variables here.
PLAIN = re.compile(r"[\w .,:;@/+=-]*", re.ASCII)

FILE_NAME = re.compile(r"(?:.*\.)?(?:scopes|cmk_oci)\.ya?ml")

SELECTING = ("regions", "compartments", "include_children", "exclude_compartments", "max_depth", "strict_permissions")

# The options of the audit that this plugin does not have.
NOT_SELECTING: Mapping[str, None] = dict.fromkeys(("types", "freeform_tags", "defined_tags", "resources"))

SECRET = frozenset(option.name for option in AUTH_OPTIONS if option.no_log)


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):  # type: ignore[misc]  # Ansible has no types
    """Reads the regions and compartments, and adds a host for each pair."""

    NAME = "cmk.oci.scopes"

    def verify_file(self, path: str) -> bool:
        """Whether a file is one of this plugin, by its name."""
        if not super().verify_file(path):
            return False
        if FILE_NAME.fullmatch(os.path.basename(path)):
            return True
        self.display.vvv(
            f"{self.NAME} skips {path}: its name does not end in scopes.yml, scopes.yaml, cmk_oci.yml or cmk_oci.yaml"
        )
        return False

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Add the scopes to the inventory. Raises AnsibleParserError with one sentence."""
        super().parse(inventory, loader, path, cache)
        config = self._read_config_data(path)
        environment = dict(os.environ)
        try:
            self._require_known(config)
            hosts = self._hosts(environment, path, cache)
        except Failure as failure:
            problem = failure
        except Exception as error:
            problem = Defect(f"A defect in cmk.oci: {type(error).__name__}: {error}", advice=("Please report it.",))
        else:
            for host in hosts:
                self._add(host)
            return
        # Without the cause, of which -vvv would show the text.
        raise AnsibleParserError(f"{self.NAME}: {_shown(problem)}") from None

    def _require_known(self, config: Mapping[str, Any]) -> None:
        """Raise BadOption for an option that does not exist, which Ansible ignores."""
        for name in config:
            if not self.has_option(name):
                shown = short_name(redacted(str(name)))
                raise BadOption(f"There is no option {quoted(shown)}", advice=("Correct or remove it.",), option=shown)

    def _hosts(self, environment: Mapping[str, str], path: str, cache: bool) -> list[ScopeHost]:
        parameters = self._parameters(environment)
        selection = scope.parse({**parameters, **NOT_SELECTING})
        answers = self._answers(parameters, environment, path, cache)
        area = scope.Area(selection, Places(answers.directory), answers.regions)
        return scope_hosts(area, answers, max_depth=parameters["max_depth"])

    def _parameters(self, environment: Mapping[str, str]) -> dict[str, Any]:
        """The options, templates evaluated. Raises BadOption for a secret in the wrong one."""
        names = (*(option.name for option in AUTH_OPTIONS), *SELECTING)
        parameters = {name: self._evaluated(self.get_option(name)) for name in names}
        for text in secrets(parameters, environment):
            KNOWN.add(text)
        found: list[tuple[str, str]] = []
        for name in (each for each in names if each not in SECRET):
            parameters[name] = take_out(take_out_split(parameters[name], name, found), name, found)
        if found:
            place, kind = found[0]
            raise misplaced(place, kind, option=place)
        return parameters

    def _evaluated(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._evaluated(each) for each in value]
        return self.templar.template(value) if isinstance(value, str) else value

    def _answers(
        self, parameters: Mapping[str, Any], environment: Mapping[str, str], path: str, cache: bool
    ) -> Answers:
        key = f"{self.get_cache_key(path)}_{_identity(parameters, environment)}"
        is_kept = self.get_option("cache")
        if is_kept and cache:
            kept = from_data(self._cache.get(key))
            if kept is not None:
                return kept
        session = task_in(environment, parameters).log_in()
        session.begin(None)
        answers, denials = read_answers(session, strict=parameters["strict_permissions"])
        for denial in denials:
            self.display.warning(f"{self.NAME}: {_shown(denial)}")
        if is_kept and not denials:
            self._cache[key] = answers.as_data()
        return answers

    def _add(self, host: ScopeHost) -> None:
        name, strict = host.name, self.get_option("strict")
        self.inventory.add_host(name)
        variables = {
            **_as_variable(host.variables),
            "ansible_connection": trust_as_template("local"),
            "ansible_python_interpreter": trust_as_template("{{ ansible_playbook_python }}"),
        }
        for each, value in variables.items():
            self.inventory.set_variable(name, each, value)
        for group in host.groups:
            self.inventory.add_child(self.inventory.add_group(group), name)
        self._set_composite_vars(self.get_option("compose"), {**variables, "inventory_hostname": name}, name, strict)
        self._add_host_to_composed_groups(self.get_option("groups"), {}, name, strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), {}, name, strict)


def _as_variable(value: Any) -> Any:
    """A value that Ansible does not evaluate; plain texts without the mark that exported inventories would show."""
    if isinstance(value, Mapping):
        return {_as_variable(name): _as_variable(each) for name, each in value.items()}
    if isinstance(value, str):
        return trust_as_template(value) if PLAIN.fullmatch(value) else as_data(value)
    return value


def _identity(parameters: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    """What distinguishes the answers to one user from those to another: how the task logs in, without its secrets."""
    login = {
        option.name: parameters[option.name] or next(filter(None, map(environment.get, option.environment)), None)
        for option in AUTH_OPTIONS
        if not option.no_log
    }
    return hashlib.sha256(json.dumps(login, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _shown(failure: Failure) -> str:
    """The failure as a text without secrets, with the statements that are missing, for which there is no result."""
    statements, failure.missing_statements = failure.missing_statements, ()
    lacking = f" Policies may lack: {'; '.join(statements)}." if statements else ""
    return shortened(redacted(f"{failure}{lacking}".replace("\0", "\\0")))

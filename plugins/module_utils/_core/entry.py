# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The border to Ansible: the only place that makes and ends an AnsibleModule and reads the environment."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Mapping
from typing import Any, Optional

from ansible.module_utils.basic import AnsibleModule

from .clients import Session
from .errors import BadOption, Failure
from .options import AUTH_OPTIONS, auth_argument_spec
from .settings import resolve, secrets

Body = Callable[[Mapping[str, Any], Callable[[], Session], bool], dict[str, Any]]

HIDDEN = "VALUE_HIDDEN_BECAUSE_IT_HOLDS_A_PRIVATE_KEY"
SECRET_OPTIONS = frozenset(option.name for option in AUTH_OPTIONS if option.no_log)


def run(body: Body, argument_spec: Mapping[str, Any], **constraints: Any) -> None:
    """Runs a module: C(body) gets the options, a function that logs in, and whether it is check mode.

    C(body) returns the result, with warnings under C(warnings), and raises Failure. C(argument_spec) need not list the
    authentication options.
    """
    module = Module(argument_spec={**auth_argument_spec(), **argument_spec}, supports_check_mode=True, **constraints)
    module.no_log_values.update(secrets(module.params, os.environ))
    ended: dict[str, Any] = {}
    try:
        if module.contradiction is not None:
            one, other = module.contradiction
            raise BadOption(f"{one} and {other} are two names of one option and have different values: give one.")
        if module.misplaced_key is not None:
            raise BadOption(
                f"{module.misplaced_key} holds the text of a private key; the text belongs in api_user_key_content."
            )
        result = body(module.params, lambda: login(module.params), module.check_mode)
    except Failure as failure:
        ended = {**failure.results, "msg": str(failure), "failure": failure.as_result()}
    except Exception as defect:
        ended = {
            "msg": f"A defect in cmk.oci: {type(defect).__name__}: {defect}; please report it.",
            "failure": Failure("", code="Defect").as_result(),
            "exception": traceback.format_exc(),
        }
    if ended:
        # Outside of the handlers: inside, Ansible would add the traceback of what is no defect.
        module.fail_json(**ended)
    for warning in result.pop("warnings", []):
        module.warn(warning)
    for deprecation in result.pop("deprecations", []):
        module.deprecate(deprecation["msg"], version=deprecation["version"], collection_name="cmk.oci")
    if not module._diff:
        result.pop("diff", None)
    module.exit_json(**result)


def login(params: Mapping[str, Any]) -> Session:
    """A session for the options of a task and the environment of this process. Raises BadOption."""
    return Session(resolve(params, os.environ, _read_text))


class Module(AnsibleModule):  # type: ignore[misc]  # Ansible has no types
    """An AnsibleModule that notes what must be refused before anything is done, since Ansible itself lets it pass.

    It never logs or returns a private key which was put into the wrong option.

    Ansible writes the options to the system log and returns them under C(invocation) unless they are marked, and a
    key in the option that should hold its path is in an option that is not. So it is taken out before Ansible sees it.
    """

    misplaced_key: Optional[str] = None
    contradiction: Optional[tuple[str, str]] = None

    def _load_params(self) -> None:
        super()._load_params()
        for option, facts in self.argument_spec.items():
            given = [name for name in (option, *facts.get("aliases", ())) if self.params.get(name) is not None]
            for name in given[1:]:
                if self.params[name] != self.params[given[0]]:
                    self.contradiction = (given[0], name)
        for option, value in list(self.params.items()):
            if option not in SECRET_OPTIONS and isinstance(value, str) and "-----BEGIN" in value:
                self.params[option] = HIDDEN
                self.misplaced_key = option


def _read_text(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()

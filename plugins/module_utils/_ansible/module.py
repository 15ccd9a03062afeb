# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The edge to Ansible: the only place that creates and ends an AnsibleModule and reads the process's environment.

Nothing secret passes it: options are searched before Ansible sees them, and so is whatever is returned or logged.
"""

# Without `from __future__ import annotations`: Python 3.6 must be able to read this file up to the next import.
import os
from collections.abc import Callable, Mapping
from typing import Any, Optional

from ansible.module_utils.basic import AnsibleModule

# First of all, since it ends the module if this Python is too old.
from .._core import supported_python  # noqa: F401  # pylint: disable=unused-import
from .._core.errors import BadOption
from .._core.options import AUTH_OPTIONS, auth_argument_spec
from .._core.redacting import (
    DEEPEST,
    HIDDEN,
    KNOWN,
    cleaned,
    described,
    is_secret_name,
    is_too_deep,
    redacted,
    short_name,
    shortened,
    take_out,
    texts,
    without_named,
)
from .._core.settings import FINGERPRINT, misplaced, secrets
from .._core.split_secrets import take_out_split, without_split
from .._core.task import Body, execute, task_in

SECRET_OPTIONS = frozenset(option.name for option in AUTH_OPTIONS if option.no_log)

# An option longer than that is not repeated in messages or logs, nor is one with few values that are all short.
LONGEST_SHOWN, LONGEST_WORD = 300, 60


def run(body: Body, argument_spec: Mapping[str, Any]) -> None:
    """Runs a module. `argument_spec` need not list the authentication options."""
    module = Module(argument_spec={**auth_argument_spec(), **argument_spec}, supports_check_mode=True)
    module.no_log_values = {value for value in module.no_log_values if not _is_fingerprint(value)}
    ending = execute(body, task_in(module.environment, module.params, check_mode=module.check_mode), module.complaint)
    for warning in ending.warnings:
        module.warn(warning)
    if ending.is_failed:
        module.fail_json(**ending.results)
    for deprecation in ending.deprecations:
        module.deprecate(deprecation["msg"], version=deprecation["version"], collection_name="cmk.oci")
    if not module._diff:
        ending.results.pop("diff", None)
    module.exit_json(**ending.results)


class Module(AnsibleModule):  # type: ignore[misc]  # Ansible has no types
    """An AnsibleModule that notes what must be refused before anything is done, since Ansible itself lets it pass.

    Ansible logs the options, returns them under `invocation` and quotes them in its own errors, unless they are marked
    as secret; and a secret in the wrong place is in one that is not. So secrets are taken out before Ansible sees them,
    and what is returned or logged is searched for what is left of them.
    """

    refusal: Optional[BadOption] = None
    contradiction: Optional[tuple[str, str]] = None

    def __init__(self, **kwargs: Any) -> None:
        # Once: from here on, the task has the environment as a value.
        self.environment: Mapping[str, str] = dict(os.environ)
        self.params: dict[str, Any] = {}
        self._long: list[str] = []
        self._is_loaded = False
        try:
            super().__init__(**kwargs)
        except Exception as error:  # Ansible does not expect every type in every place
            if not self._is_loaded:
                raise
            reason = f"An option is not of the type that is documented ({type(error).__name__}: {error})."
            self.fail_json(reason, failure=BadOption(reason, option=None).as_result())

    @property
    def complaint(self) -> Optional[BadOption]:
        """Why the task is refused, whatever its body would do."""
        if self.contradiction is not None:
            one, other = self.contradiction
            reason = f"{one} and {other} are two names of one option and have different values"
            return BadOption(reason, advice=("Specify one of them.",), option=other)
        return self.refusal

    def _load_params(self) -> None:
        super()._load_params()
        self._is_loaded = True
        for option in [name for name, value in self.params.items() if is_too_deep(value)]:
            self.params[option] = HIDDEN
            name = short_name(option)
            self.refusal = BadOption(f"{name} has more than {DEEPEST} levels of lists and mappings", option=name)
        self._long = [
            text
            for name, value in self.params.items()
            for text in texts({name: value})
            if len(text) > self._longest(name)
        ]
        self._remember_secrets()
        for option, facts in self.argument_spec.items():
            given = [name for name in (option, *facts.get("aliases", ())) if self.params.get(name) is not None]
            for name in given[1:]:
                if self.params[name] != self.params[given[0]]:
                    self.contradiction = (given[0], name)
        self._take_out_secrets()

    def exit_json(self, **kwargs: Any) -> None:
        """Ends the module well. The result is data: it may be long, and random where it is no secret."""
        data = _without_secrets(kwargs, lambda text: redacted(text, prose=False))
        # Notices are prose, and may hold what a server sent.
        data.update(_without_secrets({"notices": kwargs.get("notices", [])}, self._shown))
        super().exit_json(**{**data, "invocation": self._shown_invocation()})

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        """Ends the module with a failure, its own or one of Ansible's."""
        if self.refusal is not None and kwargs.get("failure", {}).get("kind", "BadOption") == "BadOption":
            # Ansible's own complaint about what stands in place of the secret would say nothing of use.
            kwargs["failure"], msg = self.refusal.as_result(), str(self.refusal)
        shown = _without_secrets(kwargs, self._shown)
        super().fail_json(self._shown(str(msg)), **{**shown, "invocation": self._shown_invocation()})

    def warn(self, warning: str, **kwargs: Any) -> None:
        """Adds a warning to the result."""
        super().warn(self._shown(warning), **kwargs)

    def deprecate(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Adds a deprecation to the result."""
        # The caller names the collection.
        super().deprecate(self._shown(msg), *args, **kwargs)  # pylint: disable=ansible-deprecated-no-collection-name

    def log(self, msg: Any, log_args: Optional[Mapping[str, Any]] = None) -> None:
        """Writes to the system log. Ansible calls it with all options, too."""
        text = msg.decode("utf-8", "replace") if isinstance(msg, bytes) else msg
        if log_args:
            log_args = {name: self._shown(str(value)) for name, value in self._options_to_show().items()}
            text = "Invoked with " + " ".join(f"{name}={value}" for name, value in log_args.items())
        super().log(self._shown(text), log_args=log_args)

    def _longest(self, option: str) -> int:
        facts = self.argument_spec.get(option, {})
        is_word = option.endswith("region") or "choices" in facts or facts.get("type") in ("bool", "int", "float")
        return LONGEST_WORD if is_word else LONGEST_SHOWN

    def _remember_secrets(self) -> None:
        KNOWN.clear()
        for text in secrets(self.params, self.environment):
            if not _is_fingerprint(text):
                KNOWN.add(text)
        for name, value in self.params.items():
            if self._is_unknown_secret(name):
                for text in texts(value):
                    KNOWN.add(text, shortest=8)

    def _is_unknown_secret(self, name: str) -> bool:
        known = {each for option, facts in self.argument_spec.items() for each in (option, *facts.get("aliases", ()))}
        return name not in known and not name.startswith("_ansible_") and is_secret_name(name)

    def _take_out_secrets(self) -> None:
        found: list[tuple[str, str]] = []
        for option, value in list(self.params.items()):
            if str(option).startswith("_ansible_") or option in SECRET_OPTIONS:
                continue
            shown = take_out(option, "the name of an option", found)
            del self.params[option]
            place = short_name(shown)
            self.params[shown] = take_out(take_out_split(value, place, found), place, found)
        if found and self.refusal is None:
            place, kind = found[0]
            self.refusal = misplaced(place, kind, option=place)

    def _shown(self, text: str) -> str:
        for long in self._long:
            if long in text:
                text = text.replace(long, f"({described(long)})")
        return shortened(redacted(text.replace("\0", "\\0")))

    def _shown_invocation(self) -> dict[str, Any]:
        return {"module_args": cleaned(self._options_to_show(), self._shown)}

    def _options_to_show(self) -> dict[str, Any]:
        """The options, with that in place of secret ones which Ansible puts there."""
        options = {
            name: "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" if name in SECRET_OPTIONS and value is not None else value
            for name, value in self.params.items()
        }
        return {
            name: value if name in SECRET_OPTIONS else without_named({name: value})[name]
            for name, value in options.items()
        }


def _is_fingerprint(value: Any) -> bool:
    """Whether it is the one value that is hidden as an option and still shown in a message, if it is wrong."""
    return FINGERPRINT.fullmatch(str(value).strip().lower()) is not None


def _without_secrets(results: Mapping[str, Any], change: Callable[[str], str]) -> Any:
    """Results without secrets that are split over several entries, and with every text changed."""
    return cleaned({name: without_split(value) for name, value in results.items()}, change)

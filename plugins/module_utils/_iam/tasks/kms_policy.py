# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_policy: the policy that lets services, groups and databases use keys of another compartment."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from ..._core import ocid
from ..._core.clients import Session
from ..._core.errors import BadOption, Conflict, Failure, NotFoundOrDenied
from ..._core.known import known
from ..._core.options import wait_argument_spec
from ..._core.quoting import quoted
from ..._core.regions import required_region
from ..._core.translating import listed
from ..._core.waiting import Patience, patience, wait_until
from .. import home_region, merging, needs
from ..checking import Check
from ..language import meaning
from ..needs import Lineage, Need
from ..policies import Policies, Policy, require_compartment
from ..verdicts import Finding, Verdict

ARGUMENT_SPEC: Mapping[str, Any] = {
    "policy_name": {"type": "str", "required": True, "aliases": ["name"], "no_log": False},
    "compartment_id": {"type": "str", "no_log": False},
    "key_compartment_id": {"type": "str", "required": True, "no_log": False},
    "vault_compartment_id": {"type": "str", "no_log": False},
    "kms_key_ids": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "services": {
        "type": "list",
        "elements": "str",
        "choices": ["block_volume", "object_storage", "file_storage"],
        "default": [],
        "no_log": False,
    },
    "regions": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "groups": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "dynamic_groups": {"type": "list", "elements": "str", "default": [], "no_log": False},
    "description": {"type": "str", "no_log": False},
    "purge": {"type": "bool", "default": False, "no_log": False},
    "home_region": {"type": "str", "no_log": False},
    "state": {"type": "str", "choices": ["present", "absent", "check"], "default": "present", "no_log": False},
    **wait_argument_spec(),
}

DESCRIPTION = "Lets services, groups and resources use keys, by cmk.oci"
NAME = re.compile(r"[\w .-]{1,100}", re.ASCII)
ATTEMPTS = 4
KEY_KINDS: Mapping[str, str] = {"key": "key"}
KEY_ADVICE: Mapping[str, str] = {"vault": "give the OCIDs of its keys"}


@dataclass(frozen=True)
class Asked:
    """What a task asks for, as far as it can be told without asking OCI."""

    name: str
    compartment_id: str
    key_compartment_id: str
    vault_compartment_id: str
    kms_key_ids: tuple[str, ...]
    services: tuple[str, ...]
    regions: tuple[str, ...]
    groups: tuple[needs.Party, ...]
    dynamic_groups: tuple[needs.Party, ...]
    description: Optional[str]
    purge: bool
    state: str
    patience: Optional[Patience]

    def needs(self, region: str) -> list[Need]:
        """What has to be allowed; C(region) counts where no regions are named."""
        names = needs.service_names(
            self.services, regions=self.regions or (region,), realm=self.key_compartment_id.split(".")[2]
        )
        return needs.of_intent(
            services=names,
            groups=self.groups,
            dynamic_groups=self.dynamic_groups,
            compartment_id=self.key_compartment_id,
            vault_compartment_id=self.vault_compartment_id,
            kms_key_ids=self.kms_key_ids,
        )


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    asked = _asked(params)
    session = login()
    home, subscribed = home_region.find(session, params["home_region"])
    if subscribed is not None:
        for region in asked.regions:
            subscribed.require("regions", region)
    task = _Task(session, asked, Policies(session, home), home, check_mode)
    if asked.state == "check":
        return task.check()
    return task.again_when_changed_meanwhile(task.absent if asked.state == "absent" else task.present)


class _Task:
    def __init__(self, session: Session, asked: Asked, policies: Policies, home: str, check_mode: bool) -> None:
        self._session = session
        self._asked = asked
        self._policies = policies
        self._home = home
        self._check_mode = check_mode
        self._needs = asked.needs(session.region)

    def again_when_changed_meanwhile(self, attempt: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The result of an attempt; another is made when someone else wrote the policy between read and write."""
        for dummy in range(ATTEMPTS - 1):
            try:
                return attempt()
            except Conflict as conflict:
                if conflict.status != 412 and not self._policies.named(self._asked.compartment_id, self._asked.name):
                    raise
        return attempt()

    def present(self) -> dict[str, Any]:
        """The policy with every statement that is needed."""
        asked = self._asked
        before = self._policies.named(asked.compartment_id, asked.name)
        check = Check(self._session, self._policies, self._home)
        self._require_above(check)
        merged = merging.merge(
            before.statements if before else (),
            self._needs,
            check.lineage,
            policy_compartment_id=asked.compartment_id,
            purge=asked.purge,
            same=check.names.same,
        )
        planned = self._planned(before, merged.statements)
        changed = before is None or (planned.statements, planned.description) != (before.statements, before.description)
        warnings = self._many(check.lineage(asked.key_compartment_id), before, planned) if changed else []
        if merged.added:
            warnings += self._require_known(check)
        after = planned
        if changed and not self._check_mode:
            written = self._policies.update(before, planned) if before else self._policies.create(planned)
            after = self._settled(written, merged)
        return self._result(before, after, merged, changed=changed, warnings=warnings)

    def absent(self) -> dict[str, Any]:
        """The policy without those statements; no policy when none is left, since OCI knows no empty ones."""
        asked = self._asked
        before = self._policies.named(asked.compartment_id, asked.name)
        if before is None:
            return self._result(None, None, merging.Merged((), (), ()), changed=False)
        merged = merging.without(before.statements, self._needs)
        changed = bool(merged.removed)
        lineage = Check(self._session, self._policies, self._home).lineage
        left = merging.still_met(merged.statements, self._needs, lineage, policy_compartment_id=asked.compartment_id)
        warnings = [
            f"The policy {asked.name} still allows what was to be taken out, by a statement that says more, and is "
            f"left as it is: {listed([each])}. Change that statement by hand."
            for each in left
        ]
        after: Optional[Policy] = self._planned(before, merged.statements) if merged.statements else None
        if changed and not self._check_mode:
            if after is None:
                self._policies.delete(before)
            else:
                after = self._settled(self._policies.update(before, after), merged)
        return self._result(before, after if changed else before, merged, changed=changed, warnings=warnings)

    def check(self) -> dict[str, Any]:
        """Which statements no policy holds, and of which that cannot be told."""
        check = Check(self._session, self._policies, self._home)
        findings = check.findings(self._needs)
        warnings = [f"Policies that could not be read may hold some of the statements: {each}" for each in check.unread]
        return {
            "changed": False,
            "missing_statements": [each.need.statement for each in findings if each.verdict is Verdict.MISSING],
            "uncertain_statements": [each.need.statement for each in findings if each.verdict is Verdict.UNKNOWN],
            "needed_statements": [need.statement for need in self._needs],
            "warnings": [*warnings, *_told(findings)],
        }

    def _require_above(self, check: Check) -> None:
        """Raises BadOption for a policy that may not hold the statements because of where it is attached."""
        asked = self._asked
        for compartment_id in dict.fromkeys(need.compartment_id for need in self._needs):
            lineage = check.lineage(compartment_id)
            if check.is_whole(lineage) and asked.compartment_id not in lineage.ids:
                raise BadOption(
                    f"compartment_id is {asked.compartment_id}, and the policy must be attached to {compartment_id} or "
                    f"a compartment above it: {' or '.join(lineage.ids)}."
                )

    def _require_known(self, check: Check) -> list[str]:
        """Raises BadOption for groups that do not exist; in check mode a dynamic group may still be to come."""
        for option, parties in (("groups", self._asked.groups), ("dynamic_groups", self._asked.dynamic_groups)):
            unknown = check.names.unknown(parties)
            if not unknown:
                continue
            named = f"{option} names {' and '.join(quoted(each.name) for each in unknown)}"
            if self._check_mode and option == "dynamic_groups":
                return [f"{named}, which does not exist yet: it must, before the policy can be written."]
            raise BadOption(
                f"{named}, and the default identity domain has none of that name: correct it, or put the name of its "
                "domain before it, as in domain/name."
            )
        return []

    def _planned(self, before: Optional[Policy], statements: tuple[str, ...]) -> Policy:
        asked = self._asked
        if before is None:
            return Policy(asked.name, asked.compartment_id, asked.description or DESCRIPTION, statements)
        return replace(before, statements=statements, description=asked.description or before.description, etag=None)

    def _settled(self, written: Policy, merged: merging.Merged) -> Policy:
        """The policy once it is ACTIVE and reads as wanted, in the home region and in those where keys are used."""
        if self._asked.patience is None:
            return written
        added = {meaning(text) for text in merged.added}
        removed = {meaning(text) for text in merged.removed}

        def reads_as_wanted(seen: Policy) -> bool:
            # Others may have written statements of theirs by now.
            there = {meaning(text) for text in seen.statements}
            return seen.lifecycle_state == "ACTIVE" and added <= there and not removed & there

        try:
            return self._seen_everywhere(written, reads_as_wanted)
        except Failure as failure:
            failure.results = {**failure.results, "changed": True, "resource": _described(written)}
            raise

    def _seen_everywhere(self, written: Policy, reads_as_wanted: Callable[[Policy], bool]) -> Policy:
        after = written
        for region in dict.fromkeys((self._home, self._session.region, *self._asked.regions)):
            after = wait_until(
                reads_as_wanted,
                functools.partial(self._policies.read, str(written.id), region=region),
                describe=lambda seen: f"{seen.lifecycle_state} with {len(seen.statements)} statements",
                what=f"the policy {written.name} to read as written in {region}",
                resource=str(written.id),
                patience=known(self._asked.patience),
                clock=self._session.clock,
            )
        return after

    def _many(self, lineage: Lineage, before: Optional[Policy], planned: Policy) -> list[str]:
        """A warning when there will be many statements, as far as policies may be read; before anything is written."""
        count = len(planned.statements) - (len(before.statements) if before else 0)
        try:
            for compartment_id in lineage.ids:
                count += sum(len(each.statements) for each in self._policies.attached(compartment_id))
        except NotFoundOrDenied:
            return []
        if count < merging.MANY_STATEMENTS:
            return []
        return [
            f"There are {count} statements from the root to the compartment {self._asked.key_compartment_id}, and OCI "
            f"allows {merging.MOST_STATEMENTS}: leave out kms_key_ids to allow all keys of the compartment at once."
        ]

    def _result(
        self,
        before: Optional[Policy],
        after: Optional[Policy],
        merged: merging.Merged,
        *,
        changed: bool,
        warnings: Sequence[str] = (),
    ) -> dict[str, Any]:
        return {
            "changed": changed,
            "resource": _described(after),
            "added_statements": list(merged.added),
            "removed_statements": list(merged.removed),
            "verified": self._check_mode or not changed or after is None or self._asked.patience is not None,
            "diff": {"before": _described(before) or {}, "after": _described(after) or {}},
            "warnings": list(warnings),
        }


def _told(findings: Sequence[Finding]) -> list[str]:
    """What no result field says of statements: those that deny them, and those that cannot be evaluated."""
    told = []
    for each in findings:
        if each.statements and each.verdict is Verdict.MISSING:
            told.append(f'"{each.need.statement}" is denied by {listed(each.statements)}: change that statement first.')
        elif each.statements:
            told.append(
                f'Whether policies hold "{each.need.statement}" cannot be told: that depends on '
                f"{listed(each.statements)}, whose conditions cannot be evaluated here."
            )
    return told


def _described(policy: Optional[Policy]) -> Optional[dict[str, Any]]:
    if policy is None:
        return None
    return {
        "id": policy.id,
        "name": policy.name,
        "compartment_id": policy.compartment_id,
        "description": policy.description,
        "statements": list(policy.statements),
    }


def _asked(params: Mapping[str, Any]) -> Asked:
    name = params["policy_name"].strip()
    if not NAME.fullmatch(name):
        raise BadOption(
            f"policy_name must be the name of a policy, of at most 100 letters, digits and . _ - and blanks, and "
            f"{quoted(name)} is none."
        )
    keys = [ocid.require("kms_key_ids", each.strip(), KEY_KINDS, KEY_ADVICE).text for each in params["kms_key_ids"]]
    groups = tuple(needs.party("groups", "group", each) for each in params["groups"])
    dynamic = tuple(needs.party("dynamic_groups", "dynamic-group", each) for each in params["dynamic_groups"])
    if not (params["services"] or groups or dynamic):
        raise BadOption("Nobody is to use the keys: name at least one of services, groups and dynamic_groups.")
    key_compartment_id = require_compartment("key_compartment_id", params["key_compartment_id"])
    given, vaults = params["compartment_id"], params["vault_compartment_id"]
    return Asked(
        name=name,
        compartment_id=require_compartment("compartment_id", given) if given else key_compartment_id,
        key_compartment_id=key_compartment_id,
        vault_compartment_id=require_compartment("vault_compartment_id", vaults) if vaults else key_compartment_id,
        kms_key_ids=tuple(keys),
        services=tuple(params["services"]),
        regions=tuple(required_region("regions", each) for each in params["regions"]),
        groups=groups,
        dynamic_groups=dynamic,
        description=(params["description"] or "").strip() or None,
        purge=params["purge"],
        state=params["state"],
        patience=patience(params),
    )

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_backup_policy_assignment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._assign import checks
from .._assign.assigning import assigning_in
from .._assign.checks import Preflight
from .._assign.options import key_choice, key_choice_argument_spec
from .._core import ocid
from .._core.errors import BadOption, Conflict, Failure, NotApplied, NotFoundOrDenied
from .._core.following import read_back
from .._core.notices import Notice, kept
from .._core.options import known, superfluous, text, wait_argument_spec
from .._core.session import Session
from .._core.task import Planned, Task, unchanged
from .._core.waiting import Patience, patience
from .._iam import language
from .._iam.authorization_retry import permitted
from .._resources.assignment import is_oracle_managed
from .._resources.volume_backup import VOLUME_BACKUP, VolumeBackupKeys
from .._volumes import creation
from .._volumes.backup_policies import (
    ASSETS,
    AcceptedAssignment,
    BackupPolicies,
    Policy,
    PolicyAssignment,
    PolicyAssignments,
    in_words,
)

KEY_OPTIONS = key_choice_argument_spec()

ARGUMENT_SPEC: Mapping[str, Any] = {
    "asset_id": {
        "type": "str",
        "required": True,
        "aliases": ["source_id", "volume_id", "boot_volume_id", "volume_group_id"],
        "no_log": False,
    },
    "policy_id": {"type": "str", "no_log": False},
    "policy_name": {"type": "str", "no_log": False},
    "policy_compartment_id": {"type": "str", "no_log": False},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present", "no_log": False},
    **KEY_OPTIONS,
    "kms_key_id": {**KEY_OPTIONS["kms_key_id"], "aliases": ["xrc_kms_key_id"]},
    **wait_argument_spec(),
}

ASSET_KINDS: Mapping[str, str] = {kind: each.label for kind, each in ASSETS.items()}
ASSET_ADVICE: Mapping[str, str] = {
    "volumebackup": "specify the OCID of the volume",
    "bootvolumebackup": "specify the OCID of the boot volume",
    "volumegroupbackup": "specify the OCID of the volume group",
    "instance": "specify the OCID of its boot volume",
    "volumebackuppolicy": "specify the policy as policy_id",
}
POLICY_KINDS: Mapping[str, str] = {"volumebackuppolicy": "backup policy"}
POLICY_ADVICE: Mapping[str, str] = {"policy": "specify a backup policy, not an IAM policy"}

# The options that select the key, and the policy.
KEYS = ("kms_key_id", "kms_key_ids", "kms_key_name")
POLICIES = ("policy_id", "policy_name", "policy_compartment_id")

# What a key is judged for, and how messages call it.
COPIES = replace(VOLUME_BACKUP, label="cross-region copy")


@dataclass(frozen=True)
class RequestedPolicy:
    """What the asset is to have, with what is known of its key."""

    policy: Policy
    kms_key_id: Optional[str]
    preflight: Optional[Preflight]

    def is_met_by(self, seen: Optional[PolicyAssignment]) -> bool:
        """Whether the asset has just that."""
        return seen is not None and (seen.policy_id, seen.kms_key_id) == (self.policy.id, self.kms_key_id)


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    params = task.parameters
    _check(params)
    work = AssignmentTask(task.log_in(), params, patience(params), task.check_mode)
    with kept(lambda: work.notices):
        planned = work.unassign() if params["state"] == "absent" else work.assign()
        return planned.result(check_mode=task.check_mode)


def _check(params: Mapping[str, Any]) -> None:
    """Raises BadOption."""
    ocid.require("asset_id", params["asset_id"].strip(), ASSET_KINDS, ASSET_ADVICE)
    policy_id, name, compartment_id = (text(params, option) for option in POLICIES)
    if params["state"] == "absent":
        for option in (*POLICIES, *KEYS, "vault_id"):
            if params[option]:
                raise superfluous(option, f"state=absent leaves no backup policy, so {option} does not apply")
        return
    if bool(policy_id) == bool(name):
        reason = "Either policy_id or policy_name selects the backup policy"
        raise BadOption(reason, advice=("Specify one of them.",), option="policy_id")
    if policy_id:
        ocid.require("policy_id", policy_id, POLICY_KINDS, POLICY_ADVICE)
    if compartment_id:
        ocid.require("policy_compartment_id", compartment_id, ocid.COMPARTMENT_KINDS)
        if policy_id:
            raise superfluous("policy_compartment_id", "policy_compartment_id does not apply to policy_id")
    if any(params[option] for option in KEYS):
        key_choice(params, what="each cross-region copy")
    elif params["vault_id"]:
        raise superfluous("vault_id", "vault_id is the vault of a key, and no key is specified")


class AssignmentTask:
    """One run of the module."""

    def __init__(
        self, session: Session, params: Mapping[str, Any], patience: Optional[Patience], check_mode: bool
    ) -> None:
        session.begin(patience)
        self._session = session
        self._params = params
        self._patience = patience
        self._check_mode = check_mode
        self._policies = BackupPolicies(session)
        self._asset_id = params["asset_id"].strip()
        self._assignments = PolicyAssignments(session, self._asset_id)
        self.notices: Sequence[Notice] = ()

    # -- what is requested ---------------------------------------------------------------------------------------

    def assign(self) -> Planned[dict[str, Any]]:
        """Plan that the asset has the policy, with the key."""
        wanted = self._wanted()
        before = self._assignments.current()
        statements: tuple[str, ...] = ()
        if not wanted.is_met_by(before):
            statements = self._statements_to_assign(wanted)
            # An assignment can be written without any condition only, so the last read is right before the write.
            before = self._assignments.agreed(before, wanted.is_met_by)
        if wanted.is_met_by(before):
            return unchanged(self._result(before, before, wanted, changed=False))
        return Planned(
            lambda: self._result(before, self._predicted(wanted), wanted, changed=True),
            lambda: self._assigned(before, wanted, statements),
        )

    def _assigned(
        self, before: Optional[PolicyAssignment], wanted: RequestedPolicy, statements: tuple[str, ...]
    ) -> dict[str, Any]:
        with checks.explain_unreadable_key(wanted.preflight, wanted.kms_key_id, str(wanted.policy.destination_region)):
            after, changed = self._carry_out(
                lambda: self._assignments.assign(wanted.policy, wanted.kms_key_id, statements),
                statements,
                wanted.is_met_by,
                before,
                in_words(wanted.policy.display_name, wanted.kms_key_id),
            )
        return self._result(before, after, wanted, changed=changed, verified=wanted.is_met_by(after))

    def unassign(self) -> Planned[dict[str, Any]]:
        """Plan that the asset has no policy."""
        before = self._assignments.current()
        if before is None:
            return unchanged(self._result(None, None, None, changed=False))
        return Planned(lambda: self._result(before, None, None, changed=True), lambda: self._unassigned(before))

    def _unassigned(self, before: PolicyAssignment) -> dict[str, Any]:
        place = f"compartment <compartment of the {self._assignments.kind.label}>"
        statements = (f"Allow group {language.GROUP} to manage backup-policy-assignments in {place}",)
        after, changed = self._carry_out(
            lambda: self._assignments.unassign(before, statements),
            statements,
            lambda seen: seen is None,
            before,
            "no backup policy",
        )
        return self._result(before, after, None, changed=changed, verified=after is None)

    def _wanted(self) -> RequestedPolicy:
        policy_id, name, compartment_id = (text(self._params, option) for option in POLICIES)
        policy = self._policies.get(policy_id) if policy_id else self._policies.named(known(name), compartment_id)
        region = policy.destination_region
        if region is None:
            self._refuse_key(policy)
            return RequestedPolicy(policy, None, None)
        choice = key_choice(
            self._params, what=f"each copy that the backup policy {policy.display_name} creates in {region}"
        )
        there = self._session.in_region(region, source="the backup policy")
        assigning = assigning_in(there, choice, check_mode=self._check_mode, patience=self._patience)
        wanted = RequestedPolicy(policy, assigning.desired.kms_key_id, assigning.checked(COPIES))
        self.notices = known(wanted.preflight).notices
        return wanted

    def _refuse_key(self, policy: Policy) -> None:
        """Raises BadOption for a key of copies that will never be. A map of keys by region names none for them."""
        kms_key_id = text(self._params, "kms_key_id")
        is_named = kms_key_id is not None and not is_oracle_managed(kms_key_id)
        if is_named or text(self._params, "kms_key_name"):
            raise BadOption(
                f"The backup policy {policy.display_name} ({policy.id}) copies nothing to another region, so "
                "it takes no key: its backups are encrypted with the keys of their volumes",
                advice=("Omit the key, or specify a policy with a destination region.",),
                option="kms_key_id" if is_named else "kms_key_name",
                resource=policy.id,
            )

    def _statements_to_assign(self, wanted: RequestedPolicy) -> tuple[str, ...]:
        """The policy statements that it takes, once the asset is ready. Raises Failure when it cannot be."""
        asset = creation.ready(
            self._assignments.get_asset(),
            self._assignments.get_asset,
            label=self._assignments.kind.label,
            to="to be assigned a backup policy",
            patience=self._patience,
            clock=self._session.clock,
        )
        statements = [
            f"Allow group {language.GROUP} to {verb} in {language.place(asset.compartment_id)}"
            for verb in ("manage backup-policy-assignments", f"inspect {self._assignments.kind.iam_type}")
        ]
        if wanted.kms_key_id is not None and wanted.preflight is not None:
            statements += COPIES.statements_to_use_key(
                region=known(wanted.policy.destination_region),
                kms_key_id=wanted.kms_key_id,
                compartment_id=wanted.preflight.compartment_id(wanted.kms_key_id),
            )
        return tuple(statements)

    # -- what is done --------------------------------------------------------------------------------------------

    def _carry_out(
        self,
        write: Callable[[], AcceptedAssignment],
        statements: tuple[str, ...],
        is_done: Callable[[Optional[PolicyAssignment]], bool],
        before: Optional[PolicyAssignment],
        what: str,
    ) -> tuple[Optional[PolicyAssignment], bool]:
        """What there is after a write, and whether that was our doing."""
        try:
            accepted = permitted(write, session=self._session, statements=statements, patience=self._patience)
        except Failure as failure:
            now = self._after(failure, is_done, before)
            if not is_done(now):
                raise
            return now, failure.may_be_applied
        try:
            return self._assignments.confirmed(is_done, what, self._patience), True
        except Failure as failure:
            failure = VolumeBackupKeys(self._session).after_write(failure, accepted)
            # The next run finds what is requested, so that only this one can report what was before.
            failure.report(changed=not isinstance(failure, NotApplied), **_previous(before))
            return self._assignments.confirmed_by_id(accepted, is_done, failure), True

    def _after(
        self,
        failure: Failure,
        is_done: Callable[[Optional[PolicyAssignment]], bool],
        before: Optional[PolicyAssignment],
    ) -> Optional[PolicyAssignment]:
        """What there is after a write that failed. Raises the failure where that cannot matter, or cannot be read."""
        if failure.may_be_applied:
            return read_back(
                failure, self._assignments.current, is_done, session=self._session, doubt=_previous(before)
            )
        if not isinstance(failure, (Conflict, NotFoundOrDenied)):
            raise failure
        # Someone else may have done the same.
        try:
            return self._assignments.current()
        except Failure:
            raise failure from None

    # -- results -------------------------------------------------------------------------------------------------

    def _predicted(self, wanted: RequestedPolicy) -> PolicyAssignment:
        return PolicyAssignment("", self._asset_id, wanted.policy.id, wanted.kms_key_id)

    def _result(
        self,
        before: Optional[PolicyAssignment],
        after: Optional[PolicyAssignment],
        wanted: Optional[RequestedPolicy],
        *,
        changed: bool,
        verified: bool = True,
    ) -> dict[str, Any]:
        preflight = wanted.preflight if wanted is not None else None
        resource = self._described(after, wanted)
        return {
            "changed": changed,
            "resource": resource,
            **_previous(before),
            "verified": verified,
            "diff": {"before": self._described(before, wanted), "after": resource},
            "notices": [] if preflight is None else list(preflight.notices),
        }

    def _described(self, assignment: Optional[PolicyAssignment], wanted: Optional[RequestedPolicy]) -> dict[str, Any]:
        policy = self._policy_of(assignment, wanted)
        preflight = wanted.preflight if wanted is not None else None
        is_there = (
            preflight is not None
            and policy is not None
            and policy.destination_region == known(wanted).policy.destination_region
        )
        key = assignment.kms_key_id if assignment else None
        return {
            "id": (assignment.id or None) if assignment else None,
            "type": "backup_policy_assignment",
            "asset_id": self._asset_id,
            "region": self._session.region,
            "policy_id": assignment.policy_id if assignment else None,
            "policy_name": policy.display_name if policy else None,
            "destination_region": policy.destination_region if policy else None,
            "kms_key_id": key,
            # Keys of other regions are read by no one here.
            "kms_key_name": known(preflight).name(key) if is_there else None,
        }

    def _policy_of(self, assignment: Optional[PolicyAssignment], wanted: Optional[RequestedPolicy]) -> Optional[Policy]:
        """The policy, as far as it may be read: a former one may be in a compartment of others."""
        if assignment is None:
            return None
        if wanted is not None and wanted.policy.id == assignment.policy_id:
            return wanted.policy
        try:
            return self._policies.get(assignment.policy_id)
        except Failure:
            # It only informs, and must not hide the change.
            return None


def _previous(before: Optional[PolicyAssignment]) -> dict[str, Any]:
    return {
        "previous_policy_id": before.policy_id if before else None,
        "previous_kms_key_id": before.kms_key_id if before else None,
    }

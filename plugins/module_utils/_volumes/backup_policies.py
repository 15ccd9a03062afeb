# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Backup policies and their assignments to volumes and volume groups, on the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Optional

from .._core import ocid, pages
from .._core.errors import Accepted, BadOption, Failure, NotApplied, NotFoundOrDenied
from .._core.following import Confirmation, Stage, read_again
from .._core.quoting import quoted
from .._core.regions import full_name
from .._core.sdk import service_package
from .._core.session import Session
from .._core.waiting import Patience, wait_until
from .._iam import language
from .._resources.assignment import customer_managed

SERVICE, CLIENT = "core", "BlockstorageClient"


@dataclass(frozen=True)
class AssetKind:
    """What can have a backup policy: `label` for people, the client's method that reads one, its type in policies."""

    label: str
    get: str
    iam_type: str


ASSETS: Mapping[str, AssetKind] = {
    "volume": AssetKind("block volume", "get_volume", "volumes"),
    "bootvolume": AssetKind("boot volume", "get_boot_volume", "volumes"),
    "volumegroup": AssetKind("volume group", "get_volume_group", "volume-groups"),
}


@dataclass(frozen=True)
class Asset:
    """A volume or volume group as one read showed it."""

    id: str
    compartment_id: str
    lifecycle_state: str


@dataclass(frozen=True)
class Policy:
    """A backup policy. `destination_region` is where it copies its backups to, `None` for nowhere."""

    id: str
    display_name: str
    destination_region: Optional[str]


@dataclass(frozen=True)
class PolicyAssignment:
    """The backup policy of an asset; `kms_key_id` is `None` where its copies have the Oracle-managed key."""

    id: str
    asset_id: str
    policy_id: str
    kms_key_id: Optional[str]


@dataclass(frozen=True)
class AcceptedAssignment(Accepted):
    """A write that the service took, with the OCID of the assignment that it has created or deleted."""

    assignment_id: str = ""


class BackupPolicies:
    """The backup policies in one session's region."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, policy_id: str) -> Policy:
        """One policy. Raises NotFoundOrDenied."""
        statement = f"Allow group {language.GROUP} to inspect backup-policies in"
        with _doing(
            self._session,
            "GetVolumeBackupPolicy",
            f"read the backup policy {policy_id}",
            policy_id,
            (f"{statement} compartment <compartment of the policy>", f"{statement} tenancy"),
        ):
            return _policy(_client(self._session).get_volume_backup_policy(policy_id).data)

    def named(self, name: str, compartment_id: Optional[str]) -> Policy:
        """The one policy of a name: of a compartment, or of those that Oracle defines. Raises BadOption."""
        place, whose, where = "tenancy", "that Oracle defines", {}
        if compartment_id is not None:
            place, whose = language.place(compartment_id), f"in the compartment {compartment_id}"
            where = {"compartment_id": compartment_id}
        with _doing(
            self._session,
            "ListVolumeBackupPolicies",
            f"list the backup policies {whose}",
            compartment_id,
            (f"Allow group {language.GROUP} to inspect backup-policies in {place}",),
        ):
            call = _client(self._session).list_volume_backup_policies
            listed = [_policy(data) for data in pages.items(call, **where)]
        found = [each for each in listed if each.display_name == name]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadOption(
                f"There are {len(found)} backup policies {whose} with the name {quoted(name)}: "
                f"{', '.join(sorted(each.id for each in found))}",
                advice=("Specify one of them as policy_id.",),
                option="policy_name",
            )
        names = ", ".join(quoted(each) for each in sorted({each.display_name for each in listed}))
        elsewhere = () if compartment_id else ("For one of your own, specify its policy_compartment_id.",)
        raise BadOption(
            f"There is no backup policy {whose} with the name {quoted(name)}; there is {names or 'none'}",
            advice=elsewhere,
            option="policy_name",
        )


class PolicyAssignments:
    """The backup policies of one asset, of which it has at most one at a time."""

    def __init__(self, session: Session, asset_id: str) -> None:
        self._session = session
        self._asset_id = asset_id
        self.kind = ASSETS[ocid.require("asset_id", asset_id, {kind: each.label for kind, each in ASSETS.items()}).kind]
        self.asset = f"{self.kind.label} {asset_id}"

    def get_asset(self) -> Asset:
        """The asset itself. Raises NotFoundOrDenied."""
        operation = "".join(part.title() for part in self.kind.get.split("_"))
        place = f"compartment <compartment of the {self.kind.label}>"
        statements = (f"Allow group {language.GROUP} to inspect {self.kind.iam_type} in {place}",)
        with _doing(self._session, operation, f"read the {self.asset}", self._asset_id, statements):
            data = getattr(_client(self._session), self.kind.get)(self._asset_id).data
        return Asset(data.id, data.compartment_id, data.lifecycle_state)

    def current(self) -> Optional[PolicyAssignment]:
        """The assignment as one read shows it. Raises NotFoundOrDenied when the asset cannot be seen."""
        place = f"compartment <compartment of the {self.kind.label}>"
        statements = tuple(
            f"Allow group {language.GROUP} to inspect {each} in {place}"
            for each in dict.fromkeys(("backup-policy-assignments", self.kind.iam_type, "volumes"))
        )
        with _doing(
            self._session,
            "GetVolumeBackupPolicyAssetAssignment",
            f"read the backup policy of the {self.asset}",
            self._asset_id,
            statements,
        ):
            call = _client(self._session).get_volume_backup_policy_asset_assignment
            for data in pages.items(call, self._asset_id):
                return _assignment(data)
        return None

    def get(self, assignment_id: str) -> PolicyAssignment:
        """One assignment, which another read than the one of the asset shows. Raises NotFoundOrDenied."""
        place = f"compartment <compartment of the {self.kind.label}>"
        with _doing(
            self._session,
            "GetVolumeBackupPolicyAssignment",
            f"read the assignment {assignment_id} of a backup policy to the {self.asset}",
            assignment_id,
            (f"Allow group {language.GROUP} to inspect backup-policy-assignments in {place}",),
        ):
            return _assignment(_client(self._session).get_volume_backup_policy_assignment(assignment_id).data)

    def agreed(
        self, seen: Optional[PolicyAssignment], is_met: Callable[[Optional[PolicyAssignment]], bool]
    ) -> Optional[PolicyAssignment]:
        """Return what two reads agree on, since one alone may lag behind; nothing is written on the word of one."""
        previous = [seen]

        def is_agreed(now: Optional[PolicyAssignment]) -> bool:
            previous.append(now)
            return now == previous[-2] or is_met(now)

        return read_again(self.current, is_agreed, self._session)

    def confirmed(
        self, is_done: Callable[[Optional[PolicyAssignment]], bool], what: str, patience: Optional[Patience]
    ) -> Optional[PolicyAssignment]:
        """Return the assignment after a write that the service accepted; without patience, as one read shows it.

        Raises NotApplied when reads do not show that the asset has `what`.
        """
        if patience is None:
            return self.current()
        clock = self._session.clock

        def give_up(now: Optional[PolicyAssignment], seconds: float) -> None:
            raise NotApplied(
                f"After {seconds:.0f} s, the {self.asset} still has {_state_in_words(now)} instead of {what}",
                resource=self._asset_id,
            )

        confirmation: Confirmation[Optional[PolicyAssignment]] = Confirmation(
            lambda now: Stage.DONE if is_done(now) else Stage.UNCHANGED,
            give_up,
            clock,
            ends=patience.deadline.after(clock.now(), patience.timeout),
        )
        return wait_until(
            confirmation,
            self.current,
            describe=_state_in_words,
            what=f"the {self.asset} to have {what}",
            resource=self._asset_id,
            patience=patience,
            clock=clock,
        )

    def confirmed_by_id(
        self,
        accepted: AcceptedAssignment,
        is_done: Callable[[Optional[PolicyAssignment]], bool],
        failure: Failure,
    ) -> PolicyAssignment:
        """The assignment that was written, where `current` does not show what is wanted, and it does.

        Raises the failure when it does not either.
        """
        try:
            seen = self.get(accepted.assignment_id)
        except NotFoundOrDenied:
            # It is gone, or must not be read.
            raise (failure.in_doubt() if is_done(None) else failure) from None
        except Failure:
            raise failure from None
        if seen.asset_id != self._asset_id or not is_done(seen):
            raise failure
        return seen

    def assign(self, policy: Policy, kms_key_id: Optional[str], statements: tuple[str, ...]) -> AcceptedAssignment:
        """Gives the asset the policy, in place of any other."""
        fields = {"asset_id": self._asset_id, "policy_id": policy.id}
        if kms_key_id is not None:
            fields["xrc_kms_key_id"] = kms_key_id
        details = service_package(SERVICE).models.CreateVolumeBackupPolicyAssignmentDetails(**fields)
        operation = "CreateVolumeBackupPolicyAssignment"
        what = f"assign the backup policy {policy.display_name} to the {self.asset}"
        with _doing(self._session, operation, what, self._asset_id, statements):
            answer = _client(self._session).create_volume_backup_policy_assignment(details)
        return AcceptedAssignment(operation=operation, opc_request_id=answer.request_id, assignment_id=answer.data.id)

    def unassign(self, assignment: PolicyAssignment, statements: tuple[str, ...]) -> AcceptedAssignment:
        """Takes that very assignment away. One that came after it has another OCID, so it needs no other condition."""
        operation = "DeleteVolumeBackupPolicyAssignment"
        what = f"take the backup policy away from the {self.asset}"
        with _doing(self._session, operation, what, self._asset_id, statements):
            answer = _client(self._session).delete_volume_backup_policy_assignment(assignment.id)
        return AcceptedAssignment(operation=operation, opc_request_id=answer.request_id, assignment_id=assignment.id)


def in_words(policy: str, kms_key_id: Optional[str]) -> str:
    """A policy and the key of its copies in words."""
    # A policy without a key need not create copies, so that nothing is said of their key.
    return f"the backup policy {policy} {f'with the key {kms_key_id}' if kms_key_id else 'without a key'} for copies"


def _state_in_words(seen: Optional[PolicyAssignment]) -> str:
    return "no backup policy" if seen is None else in_words(seen.policy_id, seen.kms_key_id)


def _assignment(data: Any) -> PolicyAssignment:
    return PolicyAssignment(data.id, data.asset_id, data.policy_id, customer_managed(data.xrc_kms_key_id))


def _policy(data: Any) -> Policy:
    return Policy(data.id, data.display_name, full_name(data.destination_region) if data.destination_region else None)


def _client(session: Session) -> Any:
    return session.client(SERVICE, CLIENT)


def _doing(
    session: Session, operation: str, action: str, resource: Optional[str], statements: tuple[str, ...]
) -> AbstractContextManager[None]:
    return session.doing(action, service=SERVICE, operation=operation, resource=resource, statements=statements)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_volume_replication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._assign import checks
from .._assign.assigning import Assigning, assigning_in
from .._assign.checks import Preflight
from .._assign.options import KeyChoice, key_choice, key_choice_argument_spec
from .._core import ocid, tenancy
from .._core.errors import Accepted, BadOption, Conflict, Failure, NotFoundOrDenied, ResourceFailed
from .._core.following import CONFIRMATION_TIME
from .._core.notices import Notice, kept
from .._core.options import known, superfluous, wait_argument_spec
from .._core.regions import required_region
from .._core.session import Session
from .._core.task import Planned, Task, unchanged
from .._core.waiting import Patience, patience
from .._iam.authorization_retry import permitted
from .._resources.assignment import Assignment
from .._resources.replica_list import SOURCE_KINDS, Entry, Rewriting, Source, Sources
from .._resources.volume_replica import REPLICAS, Origin, VolumeReplicaKeys, require_own, with_advice
from .._volumes import creation
from .._volumes.creation import LOST, READY, ready
from .._volumes.replication import (
    ENDED,
    Following,
    creation_result,
    end_result,
    key_of,
    listed,
    previous,
    result_without_replica,
    with_entry,
    without_entry,
)

ARGUMENT_SPEC: Mapping[str, Any] = {
    "source_id": {
        "type": "str",
        "required": True,
        "aliases": ["asset_id", "volume_id", "boot_volume_id", "volume_group_id"],
        "no_log": False,
    },
    "availability_domain": {"type": "str", "required": True, "no_log": False},
    "replica_region": {"type": "str", "no_log": False},
    "display_name": {"type": "str", "aliases": ["name"], "no_log": False},
    "state": {"type": "str", "choices": ["present", "absent", "terminated"], "default": "present", "no_log": False},
    **key_choice_argument_spec(),
    **wait_argument_spec(),
}

BACKUP_KINDS = ("volumebackup", "bootvolumebackup", "volumegroupbackup")
KINDS: Mapping[str, str] = {kind: each.label for kind, each in SOURCE_KINDS.items()}
ADVICE: Mapping[str, str] = {
    "blockvolumereplica": "specify the volume that it is the replica of",
    "bootvolumereplica": "specify the boot volume that it is the replica of",
    "volumegroupreplica": "specify the volume group that it is the replica of",
    **dict.fromkeys(BACKUP_KINDS, "use oci_backup_copy to copy a backup to another region"),
}

NOT_WITH_TERMINATED = ("kms_key_id", "kms_key_ids", "kms_key_name", "vault_id", "display_name")


@dataclass(frozen=True)
class ReplicationRequest:
    """The parsed options of a task, before any request is sent; `key` only for a replica to be."""

    kind: str
    source_id: str
    availability_domain: str
    region: str
    display_name: Optional[str]
    key: Optional[KeyChoice]
    patience: Optional[Patience]
    check_mode: bool


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    params = task.parameters
    requested = _parse(params, task.check_mode)
    session = task.log_in()
    option = "replica_region" if params["replica_region"] else "availability_domain"
    with tenancy.explained(session, option, requested.region):
        work = ReplicationTask(session, requested)
        return work.end().result(check_mode=task.check_mode) if requested.key is None else work.provide(requested.key)


def _parse(params: Mapping[str, Any], check_mode: bool) -> ReplicationRequest:
    source_id, domain = (params["source_id"] or "").strip(), (params["availability_domain"] or "").strip()
    kind = ocid.require("source_id", source_id, KINDS, ADVICE).kind
    specified = params["replica_region"]
    region = tenancy.region_of(domain, required_region("replica_region", specified) if specified else None)
    key = None
    if params["state"] == "present":
        key = key_choice(params, what="the replica")
    else:
        for option in NOT_WITH_TERMINATED:
            if params[option]:
                raise superfluous(option, f"state={params['state']} ends the replica, so {option} does not apply")
    return ReplicationRequest(
        kind=kind,
        source_id=source_id,
        availability_domain=domain,
        region=region,
        display_name=(params["display_name"] or "").strip() or None,
        key=key,
        patience=patience(params),
        check_mode=check_mode,
    )


class ReplicationTask:
    """One run of the module."""

    def __init__(self, session: Session, requested: ReplicationRequest) -> None:
        session.begin(requested.patience)
        self._requested = requested
        self._clock = session.clock
        self._there = session.in_region(requested.region)
        self._sources = Sources(session, SOURCE_KINDS[requested.kind])
        self._notices: list[Notice] = []

    # -- a replica that is to be ---------------------------------------------------------------------------------

    def provide(self, key: KeyChoice) -> dict[str, Any]:
        """Ensure that the replica exists with the requested key."""
        requested = self._requested
        assigning = assigning_in(self._there, key, check_mode=requested.check_mode, patience=requested.patience)
        with kept(lambda: [*self._notices, *assigning.notices]):
            source = self._source()
            entry = source.entry(requested.availability_domain)
            if entry is not None:
                return self._assign_key(source, entry, assigning)
            return self._create(source, assigning).result(check_mode=requested.check_mode)

    def _assign_key(self, source: Source, entry: Entry, assigning: Assigning) -> dict[str, Any]:
        """Assign the key to an existing replica."""
        requested = self._requested
        if requested.display_name not in (None, entry.display_name):
            text = (
                f"display_name applies only when a replica is created. The replica {entry.replica_id} keeps its "
                f"display_name {entry.display_name}."
            )
            self._notices.append(Notice("OptionNotApplied", text, entry.replica_id))
        access, replica_id = self._access(assigning.desired.kms_key_id), known(entry.replica_id)
        try:
            try:
                assigned = assigning.assign(access, replica_id)
            except Conflict as conflict:
                if conflict.status != 412:
                    raise
                # The list was changed by someone else, so it is read and written once more.
                assigned = assigning.assign(access, replica_id)
        except ResourceFailed as failure:
            raise with_advice(failure) from None
        changed, assigned_entry = assigned.outcome.changed, replace(entry, kms_key_id=key_of(assigned))
        entries = source.entries
        if changed:
            entries = Planned(
                lambda: (*source.without(requested.availability_domain), assigned_entry),
                lambda: self._listed_again(source, assigned_entry),
            ).result(check_mode=requested.check_mode)
        return {
            **assigned.result(),
            "replicas": listed(entries),
            "notices": [*self._notices, *assigned.notices()],
        }

    def _listed_again(self, source: Source, assigned_entry: Entry) -> tuple[Entry, ...]:
        """All replicas after one was changed; it only informs, so the change is reported even if it cannot be read."""
        try:
            return self._sources.get(source.id).entries
        except Failure:
            return (*source.without(assigned_entry.availability_domain), assigned_entry)

    def _create(self, source: Source, assigning: Assigning) -> Planned[dict[str, Any]]:
        requested = self._requested
        access = self._access(assigning.desired.kms_key_id)
        preflight = assigning.checked(access.facts)
        self._notices += tenancy.check(self._there, requested.availability_domain, source.compartment_id)
        kms_key_id = assigning.desired.kms_key_id
        new = Entry(requested.availability_domain, requested.display_name, kms_key_id)

        def predict() -> dict[str, Any]:
            resource = self._predicted(access, source, new, preflight.name(kms_key_id))
            return creation_result(resource, (*source.entries, new), True, [*self._notices, *preflight.notices])

        return Planned(predict, lambda: self._created(source, new, assigning, preflight))

    def _created(self, source: Source, new: Entry, assigning: Assigning, preflight: Preflight) -> dict[str, Any]:
        """The result once the replica is created; another client may have created it meanwhile."""
        requested, kms_key_id = self._requested, new.kms_key_id
        access = self._access(kms_key_id)
        statements = access.facts.statements_to_change(
            region=requested.region,
            compartment_id=source.compartment_id,
            kms_key_id=kms_key_id,
            key_compartment_id=preflight.compartment_id(kms_key_id),
            former_key_id=None,
            former_key_compartment_id=None,
        )
        what = f"replicate the {self._label} {source.id} into {requested.availability_domain}"
        with checks.explain_unreadable_key(preflight, kms_key_id, requested.region):
            written, accepted = self._rewritten(
                source, lambda seen: with_entry(seen, new), what, statements, previous(None)
            )
        if accepted is None:
            # Someone else was faster.
            return self._assign_key(written, known(written.entry(requested.availability_domain)), assigning)
        following = Following(self._sources, written.id, access, requested.patience)
        entry = following.created(written, requested.availability_domain, accepted)
        try:
            assigned = creation.see_through(assigning, access, known(entry.replica_id), accepted)
        except NotFoundOrDenied:
            # Never seen: if its source knows nothing of it either, it does not exist.
            if self._sources.get(source.id).entry(requested.availability_domain) is None:
                raise following.not_created(requested.availability_domain, accepted, CONFIRMATION_TIME) from None
            raise
        except ResourceFailed as failure:
            raise with_advice(failure) from None
        entries = (*written.without(requested.availability_domain), replace(entry, kms_key_id=key_of(assigned)))
        return creation_result(
            assigned.after(), entries, assigned.outcome.verified, [*self._notices, *assigned.notices()]
        )

    def _rewritten(
        self, source: Source, rewriting: Rewriting, what: str, statements: tuple[str, ...], doubt: Mapping[str, Any]
    ) -> tuple[Source, Optional[Accepted]]:
        return permitted(
            lambda: self._sources.rewrite(source, rewriting, what, statements, doubt=doubt),
            session=self._sources.session,
            statements=statements,
            patience=self._requested.patience,
        )

    # -- a replica that is to end --------------------------------------------------------------------------------

    def end(self) -> Planned[dict[str, Any]]:
        """Plan that there is no replica."""
        requested = self._requested
        source = self._source()
        entry = source.entry(requested.availability_domain)
        if entry is None:
            # A domain that is not there has no replica, which is not what was meant.
            notices = tenancy.check(self._there, requested.availability_domain, source.compartment_id)
            return unchanged(result_without_replica(source, notices))
        access = self._access(entry.kms_key_id)
        replica = access.find(known(entry.replica_id))
        require_own(replica)
        kept = source.without(requested.availability_domain)
        return Planned(
            lambda: end_result(access, replica, ENDED, kept), lambda: self._ended(source, entry, access, replica)
        )

    def _ended(self, source: Source, entry: Entry, access: VolumeReplicaKeys, replica: Assignment) -> dict[str, Any]:
        """The result once the replica has ended; another client may have ended it meanwhile."""
        requested = self._requested
        what = f"end the replica of the {self._label} {source.id} in {requested.availability_domain}"
        statements = access.facts.statements_to_change(
            region=requested.region,
            compartment_id=source.compartment_id,
            kms_key_id=None,
            key_compartment_id=None,
            former_key_id=None,
            former_key_compartment_id=None,
        )
        written, accepted = self._rewritten(
            source, lambda seen: without_entry(seen, entry), what, statements, previous(replica.kms_key_id)
        )
        if accepted is None:
            # Someone else was faster.
            return result_without_replica(written, [])
        state = Following(self._sources, source.id, access, requested.patience).end_of(replica, accepted)
        return end_result(access, replica, state, written.without(entry.availability_domain))

    # -- the source and its list ---------------------------------------------------------------------------------

    @property
    def _label(self) -> str:
        return self._sources.kind.label

    def _access(self, wanted: Optional[str]) -> VolumeReplicaKeys:
        requested = self._requested
        origin = Origin(self._sources, requested.source_id, requested.availability_domain)
        return REPLICAS[requested.kind](self._there, origin, wanted)

    def _source(self) -> Source:
        """What is replicated, ready for a change if that is waited for."""
        requested = self._requested
        source = self._sources.get(requested.source_id)
        if source.availability_domain == requested.availability_domain:
            reason = f"availability_domain is {requested.availability_domain}, as is the {self._label} {source.id}"
            advice = ("Specify another one for the replica.",)
            raise BadOption(reason, advice=advice, option="availability_domain", resource=source.id)
        if requested.patience is None and source.lifecycle_state not in LOST:
            return source
        return ready(
            source,
            lambda: self._sources.get(requested.source_id),
            label=self._label,
            to="for its replicas to be changed",
            patience=requested.patience,
            clock=self._clock,
        )

    def _predicted(
        self, access: VolumeReplicaKeys, source: Source, new: Entry, kms_key_name: Optional[str]
    ) -> dict[str, Any]:
        set_by_the_service = dict.fromkeys(("time_last_synced", "volume_group_replica_id", "member_replica_ids"))
        predicted = Assignment(
            resource_id="",
            kms_key_id=new.kms_key_id,
            lifecycle_state=READY,
            attributes={
                "display_name": new.display_name,
                "compartment_id": source.compartment_id,
                "availability_domain": new.availability_domain,
                **set_by_the_service,
            },
        )
        return {**access.describe(predicted, kms_key_name), "id": None}

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_volume_replication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._assign import checks
from .._assign.assigning import Assigning
from .._assign.settling import ENOUGH_AT_THE_END
from .._core import following, ocid, tenancy
from .._core.errors import Accepted, BadOption, Conflict, Failure, NotApplied, NotFoundOrDenied, ResourceFailed
from .._core.following import CONFIRMATION_TIME
from .._core.known import known
from .._core.notices import Notice, kept
from .._core.options import superfluous, wait_argument_spec
from .._core.regions import required_region
from .._core.session import Session
from .._core.waiting import Patience, patience, wait_until
from .._iam.authorization_retry import permitted
from .._resources import statements as grants
from .._resources.access import of_write
from .._resources.assignment import Assignment
from .._resources.replica_list import SOURCE_KINDS, Entry, Rewriting, Source, Sources
from .._resources.volume_replica import REPLICAS, Origin, VolumeReplicaKeys, require_own, with_advice
from .._volumes import making
from .._volumes.making import LOST, READY, ready
from .._volumes.regional_keys import KeyChoice, key_argument_spec, key_choice
from .._volumes.replica_results import (
    ENDED,
    ended,
    key_of,
    listed,
    made,
    nothing_there,
    previous,
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
    **key_argument_spec(),
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

FAULTY = "FAULTY"
RUN_AGAIN = "Run again, or report the request that was accepted to Oracle Support."
ENDING = ("TERMINATING", "TERMINATED")
NOT_WITH_TERMINATED = ("kms_key_id", "kms_key_ids", "kms_key_name", "vault_id", "display_name")


@dataclass(frozen=True)
class Asked:
    """What a task asks for, read from its options before anything is asked of OCI; C(key) only for a replica to be."""

    kind: str
    source_id: str
    availability_domain: str
    region: str
    display_name: Optional[str]
    key: Optional[KeyChoice]
    patience: Optional[Patience]
    check_mode: bool


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    asked = _asked(params, check_mode)
    session = login()
    option = "replica_region" if params["replica_region"] else "availability_domain"
    with tenancy.explained(session, option, asked.region):
        task = ReplicationTask(session, asked)
        return task.end() if asked.key is None else task.provide(asked.key)


def _asked(params: Mapping[str, Any], check_mode: bool) -> Asked:
    source_id, domain = (params["source_id"] or "").strip(), (params["availability_domain"] or "").strip()
    kind = ocid.require("source_id", source_id, KINDS, ADVICE).kind
    given = params["replica_region"]
    region = tenancy.region_of(domain, required_region("replica_region", given) if given else None)
    key = None
    if params["state"] == "present":
        key = key_choice(params, what="the replica")
    else:
        for option in NOT_WITH_TERMINATED:
            if params[option]:
                raise superfluous(option, f"state={params['state']} ends the replica, so {option} does not apply")
    return Asked(
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

    def __init__(self, session: Session, asked: Asked) -> None:
        session.begin(asked.patience)
        self._asked = asked
        self._clock = session.clock
        self._there = session.in_region(asked.region)
        self._sources = Sources(session, SOURCE_KINDS[asked.kind])
        self._notices: list[Notice] = []

    # -- a replica that is to be ---------------------------------------------------------------------------------

    def provide(self, key: KeyChoice) -> dict[str, Any]:
        """Sees to it that the replica is there, under the key that is asked for."""
        asked = self._asked
        assigning = key.assigning(self._there, check_mode=asked.check_mode, patience=asked.patience)
        with kept(lambda: [*self._notices, *assigning.notices]):
            source = self._source()
            entry = source.entry(asked.availability_domain)
            return self._make(source, assigning) if entry is None else self._bring(source, entry, assigning)

    def _bring(self, source: Source, entry: Entry, assigning: Assigning) -> dict[str, Any]:
        """Brings a replica that is there under the key."""
        asked = self._asked
        if asked.display_name not in (None, entry.display_name):
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
                # The list was changed by someone else, so it is read and written anew, once.
                assigned = assigning.assign(access, replica_id)
        except ResourceFailed as failure:
            raise with_advice(failure) from None
        changed, brought = assigned.outcome.changed, replace(entry, kms_key_id=key_of(assigned))
        if changed and asked.check_mode:
            entries = (*source.without(asked.availability_domain), brought)
        else:
            entries = self._listed_again(source, brought) if changed else source.entries
        return {
            **assigned.result(),
            "replicas": listed(entries),
            "notices": [*self._notices, *assigned.notices()],
        }

    def _listed_again(self, source: Source, brought: Entry) -> tuple[Entry, ...]:
        """All replicas after one was changed; it only informs, so the change is reported even if it cannot be read."""
        try:
            return self._sources.get(source.id).entries
        except Failure:
            return (*source.without(brought.availability_domain), brought)

    def _make(self, source: Source, assigning: Assigning) -> dict[str, Any]:
        asked = self._asked
        access = self._access(assigning.desired.kms_key_id)
        preflight = assigning.checked(access.facts)
        self._notices += tenancy.check(self._there, asked.availability_domain, source.compartment_id)
        kms_key_id = assigning.desired.kms_key_id
        new = Entry(asked.availability_domain, asked.display_name, kms_key_id)
        if asked.check_mode:
            resource = self._predicted(access, source, new, preflight.name(kms_key_id))
            return made(resource, (*source.entries, new), True, [*self._notices, *preflight.notices])
        statements = grants.to_change(
            access.facts,
            region=asked.region,
            compartment_id=source.compartment_id,
            kms_key_id=kms_key_id,
            key_compartment_id=preflight.compartment_id(kms_key_id),
            former_key_id=None,
            former_key_compartment_id=None,
        )
        what = f"replicate the {self._label} {source.id} into {asked.availability_domain}"
        with checks.explain_unreadable_key(preflight, kms_key_id, asked.region):
            written, accepted = self._rewritten(
                source, lambda seen: with_entry(seen, new), what, statements, previous(None)
            )
        if accepted is None:
            # Someone else was faster.
            return self._bring(written, known(written.entry(asked.availability_domain)), assigning)
        entry = self._made_entry(written, accepted, access)
        try:
            assigned = making.see_through(assigning, access, known(entry.replica_id), accepted)
        except NotFoundOrDenied:
            # Never seen: if its source knows nothing of it either, it does not exist.
            if self._sources.get(source.id).entry(asked.availability_domain) is None:
                raise self._not_made(source, accepted, CONFIRMATION_TIME) from None
            raise
        except ResourceFailed as failure:
            raise with_advice(failure) from None
        entries = (*written.without(asked.availability_domain), replace(entry, kms_key_id=key_of(assigned)))
        return made(assigned.after(), entries, assigned.outcome.verified, [*self._notices, *assigned.notices()])

    def _made_entry(self, written: Source, accepted: Accepted, access: VolumeReplicaKeys) -> Entry:
        """The new replica in the list of its source. Raises NotApplied when it does not come."""
        domain, seen, began = self._asked.availability_domain, written, self._clock.now()
        end = self._there.deadline.after(began, CONFIRMATION_TIME)
        while True:
            entry = seen.entry(domain)
            if entry is not None and entry.replica_id is not None:
                return entry
            if self._clock.now() >= end:
                raise self._not_made(written, accepted, self._clock.now() - began)
            self._clock.sleep(min(following.FIRST_LOOK_PAUSE, end - self._clock.now()))
            try:
                seen = self._sources.get(written.id)
            except Failure as failure:
                failure = of_write(failure, access, accepted)
                failure.report(changed=True, **previous(None))
                raise failure from None

    def _not_made(self, source: Source, accepted: Accepted, waited: float) -> NotApplied:
        """The failure of a replica that does not come; after less than the usual time it may still do so."""
        may_come = waited < ENOUGH_AT_THE_END
        failure = NotApplied(
            f"After {waited:.0f} s the list of replicas of {source.id} has none in {self._asked.availability_domain}"
            f"{', which may have been too early' if may_come else ''}",
            advice=(RUN_AGAIN,),
            resource=source.id,
            results={"changed": may_come, **previous(None)},
        )
        failure.after_write(accepted, service="core", region=self._sources.session.region)
        return failure

    def _rewritten(
        self, source: Source, rewriting: Rewriting, what: str, statements: tuple[str, ...], doubt: Mapping[str, Any]
    ) -> tuple[Source, Optional[Accepted]]:
        return permitted(
            lambda: self._sources.rewrite(source, rewriting, what, statements, doubt=doubt),
            session=self._sources.session,
            statements=statements,
            patience=self._asked.patience,
        )

    # -- a replica that is to end --------------------------------------------------------------------------------

    def end(self) -> dict[str, Any]:
        """Sees to it that there is no replica."""
        asked = self._asked
        source = self._source()
        entry = source.entry(asked.availability_domain)
        if entry is None:
            # A domain that is not there has no replica, which is not what was meant.
            return nothing_there(source, tenancy.check(self._there, asked.availability_domain, source.compartment_id))
        access = self._access(entry.kms_key_id)
        replica = access.find(known(entry.replica_id))
        require_own(replica)
        if asked.check_mode:
            kept = source.without(asked.availability_domain)
            return ended(access, replica, ENDED, kept)
        what = f"end the replica of the {self._label} {source.id} in {asked.availability_domain}"
        statements = grants.to_change(
            access.facts,
            region=asked.region,
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
            return nothing_there(written, [])
        state = self._end_of(access, replica, accepted)
        return ended(access, replica, state, written.without(entry.availability_domain))

    def _end_of(self, access: VolumeReplicaKeys, replica: Assignment, accepted: Accepted) -> str:
        """The state of the replica once it has ended; without patience, as one look shows it."""

        def look() -> str:
            try:
                return str(access.read(replica.resource_id).lifecycle_state)
            except NotFoundOrDenied:
                return ENDED

        since = self._clock.now()

        def has_ended(state: str) -> bool:
            if state == FAULTY:
                raise ResourceFailed(
                    f"The replica {replica.resource_id} was to end and has become {state}.",
                    resource=replica.resource_id,
                )
            if state not in ENDING and self._clock.now() - since >= CONFIRMATION_TIME:
                raise NotApplied(
                    f"After {CONFIRMATION_TIME:g} s the replica {replica.resource_id} is still {state}",
                    advice=(RUN_AGAIN,),
                    resource=replica.resource_id,
                )
            return state == ENDED

        try:
            if self._asked.patience is None:
                return look()
            return wait_until(
                has_ended,
                look,
                describe=str,
                what=f"the end of the replica {replica.resource_id}",
                resource=replica.resource_id,
                patience=self._asked.patience,
                clock=self._clock,
            )
        except Failure as failure:
            failure = of_write(failure, access, accepted)
            is_untouched = isinstance(failure, NotApplied) and self._is_listed(replica)
            failure.report(changed=not is_untouched, **previous(replica.kms_key_id))
            raise failure from None

    def _is_listed(self, replica: Assignment) -> bool:
        """Whether the source still has the replica, as far as that can be read."""
        try:
            entries = self._sources.get(self._asked.source_id).entries
        except Failure:
            return False
        return replica.resource_id in [each.replica_id for each in entries]

    # -- the source and its list ---------------------------------------------------------------------------------

    @property
    def _label(self) -> str:
        return self._sources.kind.label

    def _access(self, wanted: Optional[str]) -> VolumeReplicaKeys:
        asked = self._asked
        origin = Origin(self._sources, asked.source_id, asked.availability_domain)
        return REPLICAS[asked.kind](self._there, origin, wanted)

    def _source(self) -> Source:
        """What is replicated, ready for a change if that is waited for."""
        asked = self._asked
        source = self._sources.get(asked.source_id)
        if source.availability_domain == asked.availability_domain:
            reason = f"availability_domain is {asked.availability_domain}, as is the {self._label} {source.id}"
            advice = ("Specify another one for the replica.",)
            raise BadOption(reason, advice=advice, option="availability_domain", resource=source.id)
        if asked.patience is None and source.lifecycle_state not in LOST:
            return source
        return ready(
            source,
            lambda: self._sources.get(asked.source_id),
            label=self._label,
            to="for its replicas to be changed",
            patience=asked.patience,
            clock=self._clock,
        )

    def _predicted(
        self, access: VolumeReplicaKeys, source: Source, new: Entry, kms_key_name: Optional[str]
    ) -> dict[str, Any]:
        told_by_the_service = dict.fromkeys(("time_last_synced", "volume_group_replica_id", "member_replica_ids"))
        predicted = Assignment(
            resource_id="",
            kms_key_id=new.kms_key_id,
            lifecycle_state=READY,
            attributes={
                "display_name": new.display_name,
                "compartment_id": source.compartment_id,
                "availability_domain": new.availability_domain,
                **told_by_the_service,
            },
        )
        return {**access.describe(predicted, kms_key_name), "id": None}

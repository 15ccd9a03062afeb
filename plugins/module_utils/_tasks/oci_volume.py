# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_volume."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Optional

from .._assign import checks
from .._assign.assigning import Assigned, Assigning, assigning_in
from .._assign.checks import Preflight, SourceKeys
from .._core import ocid, tenancy
from .._core.create_once import Created, Match, create_once
from .._core.errors import BadOption, CannotDo, Failure, NotFoundOrDenied, ResourceFailed
from .._core.notices import Notice, kept
from .._core.options import known
from .._core.pages import SecondWitness
from .._core.session import Session
from .._core.task import Planned, Task
from .._core.tenancy import require_usable
from .._core.waiting import wait_until
from .._iam import language
from .._iam.authorization_retry import permitted
from .._volumes import creation
from .._volumes.creation import GONE, LOST
from .._volumes.volumes import (
    ARGUMENT_SPEC,
    BLOCK,
    BOOT,
    SOURCES,
    Source,
    Volume,
    VolumeRequest,
    Volumes,
    parse_volume_request,
)

__all__ = ["ARGUMENT_SPEC", "run"]


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    requested = parse_volume_request(task.parameters, task.check_mode)
    work = VolumeTask(task.log_in(), requested)
    with kept(work.notices):
        return work.provide()


class VolumeTask:
    """One run of the module."""

    def __init__(self, session: Session, requested: VolumeRequest) -> None:
        session.begin(requested.patience)
        self._requested = requested
        self._second_witness = SecondWitness(session)
        self._volumes = Volumes(session, requested.kind, self._second_witness)
        self._assigning: Assigning = assigning_in(
            session, requested.key, check_mode=requested.check_mode, patience=requested.patience
        )
        self._session = session
        self._notices: list[Notice] = self._second_witness.notices

    def notices(self) -> list[Notice]:
        """What was noticed so far."""
        return [*self._notices, *self._assigning.notices]

    def provide(self) -> dict[str, Any]:
        """Ensure that the volume exists with the requested key."""
        found, ended = self._find()
        if found is not None:
            return self._keep(found)
        return self._create(ended).result(check_mode=self._requested.check_mode)

    def _keep(self, found: Volume) -> dict[str, Any]:
        self._compare(found)
        with self._way_out():
            assigned = self._assigning.assign(self._volumes.access, found.id)
        return self._finished(assigned, found)

    def _find(self) -> tuple[Optional[Volume], list[str]]:
        """The volume, and those of the same name that have ended."""
        requested = self._requested
        if requested.volume_id is not None:
            return self._volumes.get(requested.volume_id), []
        display_name, compartment_id = known(requested.display_name), known(requested.compartment_id)
        listed = self._volumes.named(compartment_id, display_name)
        there = [each for each in listed if each.lifecycle_state not in GONE]
        if len(there) > 1:
            raise BadOption(
                f"The compartment {compartment_id} has {len(there)} {self._volumes.facts.label}s with the "
                f"name {display_name}: {', '.join(sorted(each.id for each in there))}",
                advice=("Specify one of them as volume_id, or another name for the new one.",),
                option="display_name",
            )
        return (there[0] if there else None), [each.id for each in listed if each.lifecycle_state in GONE]

    def _compare(self, found: Volume) -> None:
        """Notes what differs and stays so. Raises CannotDo for a volume that holds something else."""
        requested = self._requested
        self._require_source(found)
        for option in ("display_name", "compartment_id", "availability_domain", "size_in_gbs", "vpus_per_gb"):
            wanted, there = getattr(requested, option), getattr(found, option)
            if wanted not in (None, there):
                text = (
                    f"{option} applies only when a volume is created. The {self._volumes.facts.label} {found.id} keeps "
                    f"its {option} {there}."
                )
                self._notices.append(Notice("OptionNotApplied", text, found.id))

    def _require_source(self, found: Volume) -> None:
        requested = self._requested
        if requested.source_id not in (None, found.source_id):
            origin = f"was created from {found.source_id}" if found.source_id else "was created from nothing"
            raise CannotDo(
                f"The {self._volumes.facts.label} {found.display_name} ({found.id}) exists and {origin}, not "
                f"from {requested.source_id}",
                advice=("Specify another display_name for the new one, or volume_id without source_id for this one.",),
                resource=found.id,
            )

    def _refuse_boot_volume(self) -> None:
        """Raises CannotDo rather than create an empty block volume beside an existing boot volume of that name."""
        requested = self._requested
        if requested.kind != BLOCK or requested.source_id is not None:
            return
        boot_volumes = Volumes(self._session, BOOT, self._second_witness)
        listed = boot_volumes.named(known(requested.compartment_id), known(requested.display_name))
        there = sorted(each.id for each in listed if each.lifecycle_state not in GONE)
        if there:
            raise CannotDo(
                f"There is no block volume with the name {requested.display_name} in {requested.compartment_id}, but "
                f"a boot volume ({', '.join(there)})",
                advice=("Specify volume_id for the boot volume, or another display_name for a new block volume.",),
                resource=there[0],
            )

    def _create(self, ended: list[str]) -> Planned[dict[str, Any]]:
        require_usable(self._session, "compartment_id", known(self._requested.compartment_id))
        self._refuse_boot_volume()
        source = self._source()
        self._check_domain(source)
        preflight = self._assigning.checked(self._volumes.facts)
        kms_key_id = self._assigning.desired.kms_key_id
        if source is not None and source.kms_key_id != kms_key_id and self._requested.key.validate_key:
            SourceKeys(self._session).check(f"{source.label} {source.id}", source.kms_key_id)
        request = self._request(kms_key_id)
        notices = [*self._notices, *preflight.notices]
        return Planned(
            lambda: self._predicted(request, source, preflight.name(kms_key_id), notices),
            lambda: self._created(request, ended, preflight),
        )

    def _created(self, request: Mapping[str, Any], ended: list[str], preflight: Preflight) -> dict[str, Any]:
        """The result once the volume is created; another client may have created it meanwhile."""
        kms_key_id = self._assigning.desired.kms_key_id
        statements = self._statements(kms_key_id, preflight.compartment_id(kms_key_id))
        with checks.explain_unreadable_key(preflight, kms_key_id, self._session.region):
            created = create_once(
                lambda token: permitted(
                    lambda: self._volumes.create(request, self._requested.source_id, token, statements),
                    session=self._session,
                    statements=statements,
                    patience=self._requested.patience,
                ),
                operation=self._volumes.creation,
                identity={**self._identity(), "region": self._session.region},
                ended=ended,
                compare=self._compared,
                find_existing=lambda: self._find()[0],
                adopt=Created,
                clock=self._session.clock,
                patience=self._requested.patience,
            )
        if not isinstance(created, Created):
            return self._keep(created)
        with self._way_out():
            assigned = creation.see_through(self._assigning, self._volumes.access, created.id, created.accepted)
        return self._finished(assigned, None, created)

    def _identity(self) -> dict[str, str]:
        """What identifies the volume, whatever else a task specifies."""
        return {
            "display_name": known(self._requested.display_name),
            "compartment_id": known(self._requested.compartment_id),
        }

    def _compared(self, created: Created[Volume]) -> Match:
        """What has become of it: an earlier run's may have another name meanwhile, or have ended."""
        try:
            seen = self._volumes.get(created.id)
        except NotFoundOrDenied:
            raise
        except Failure as failure:
            what = {"id": created.id, "type": self._volumes.facts.name}
            raise creation.after_creation(failure, self._volumes.access, created.accepted, what) from None
        if seen.lifecycle_state in GONE:
            return Match.ENDED
        if {name: getattr(seen, name) for name in self._identity()} != self._identity():
            return Match.OTHER
        if seen.source_id is not None:
            self._require_source(seen)
        return Match.SAME

    def _source(self) -> Optional[Source]:
        requested = self._requested
        if requested.source_id is None:
            if requested.kind == BLOCK and requested.availability_domain is None:
                raise BadOption(
                    "A new volume without source_id requires availability_domain", option="availability_domain"
                )
            return None
        source = self._volumes.source(requested.source_id)
        if source.lifecycle_state in (*GONE, "FAULTY"):
            raise ResourceFailed(
                f"The {source.label} {source.id} is {source.lifecycle_state}, so no volume can be created from it",
                resource=source.id,
            )
        if source.availability_domain is None and requested.availability_domain is None:
            raise BadOption(
                f"A new volume from a {source.label} requires availability_domain", option="availability_domain"
            )
        if (
            requested.size_in_gbs is not None
            and source.size_in_gbs is not None
            and requested.size_in_gbs < source.size_in_gbs
        ):
            raise BadOption(
                f"size_in_gbs is {requested.size_in_gbs}, and the {source.label} {source.id} requires "
                f"{source.size_in_gbs}",
                advice=("Specify that or more, or omit size_in_gbs.",),
                option="size_in_gbs",
            )
        return source

    def _check_domain(self, source: Optional[Source]) -> None:
        """Raises BadOption when the volume cannot be in the domain."""
        wanted = self._requested.availability_domain
        if wanted is None:
            return
        if source is not None and source.availability_domain not in (None, wanted):
            raise BadOption(
                f"availability_domain is {wanted}, and the {source.label} {source.id} is in "
                f"{source.availability_domain}, as is what is created from it",
                advice=("Specify that one, or omit availability_domain.",),
                option="availability_domain",
            )
        self._notices += tenancy.check(self._session, wanted, known(self._requested.compartment_id))

    def _request(self, kms_key_id: Optional[str]) -> dict[str, Any]:
        requested = self._requested
        fields = {
            **self._identity(),
            "availability_domain": requested.availability_domain,
            "size_in_gbs": requested.size_in_gbs,
            "vpus_per_gb": requested.vpus_per_gb,
            "kms_key_id": kms_key_id,
            **requested.tags.changes({}, {}),
        }
        return {name: value for name, value in fields.items() if value is not None}

    def _statements(self, kms_key_id: Optional[str], key_compartment_id: Optional[str]) -> tuple[str, ...]:
        requested, facts = self._requested, self._volumes.facts
        statements = [f"Allow group {language.GROUP} to manage volumes in {language.place(requested.compartment_id)}"]
        if requested.source_id is not None:
            source = SOURCES[known(ocid.parse(requested.source_id)).kind]
            statements.append(
                f"Allow group {language.GROUP} to {source.statement} in compartment <compartment of the {source.label}>"
            )
        if kms_key_id is not None:
            statements += facts.statements_to_use_key(
                region=self._session.region, kms_key_id=kms_key_id, compartment_id=key_compartment_id
            )
        return tuple(statements)

    @contextmanager
    def _way_out(self) -> Iterator[None]:
        """Adds to the failure of a volume that is lost what can be done."""
        try:
            yield
        except ResourceFailed as failure:
            advice = "Delete it and run this again, or specify another display_name."
            if self._requested.volume_id is not None:
                advice = "Give another volume_id, or, for a new volume, display_name and compartment_id instead of it."
            failure.advise(advice)
            raise

    def _finished(
        self, assigned: Assigned, found: Optional[Volume], created: Optional[Created[Volume]] = None
    ) -> dict[str, Any]:
        """The result once all data are there, if that is waited for. Raises Failure that reports what was done."""
        volume_id, is_new = assigned.outcome.after.resource_id, created is not None
        try:
            if self._requested.waits_for_hydration:
                with self._way_out():
                    found = self._hydrated(volume_id)
            return self._result(assigned, found or self._volumes.get(volume_id), is_new=is_new)
        except Failure as failure:
            if created is not None:
                failure = self._volumes.access.after_write(failure, created.accepted)
            # The next run finds it with the key, so that only this one can report what was before.
            raise failure.report(
                changed=is_new or assigned.outcome.changed,
                resource=assigned.after(),
                previous_kms_key_id=None if is_new else assigned.outcome.before.kms_key_id,
                verified=assigned.outcome.verified,
            ) from None

    def _hydrated(self, volume_id: str) -> Volume:
        """The volume once all its data are there."""
        label = self._volumes.facts.label

        def is_hydrated(seen: Volume) -> bool:
            if seen.lifecycle_state in LOST:
                raise ResourceFailed(
                    f"The {label} {seen.id} has become {seen.lifecycle_state} before all its data were there, and no "
                    "waiting ends that.",
                    resource=seen.id,
                )
            return seen.is_hydrated is not False

        return wait_until(
            is_hydrated,
            lambda: self._volumes.get(volume_id),
            describe=lambda seen: f"{seen.lifecycle_state}, hydrated: {str(bool(seen.is_hydrated)).lower()}",
            what=f"all data of the {label} {volume_id}",
            resource=volume_id,
            patience=known(self._requested.patience),
            clock=self._session.clock,
        )

    # -- results -------------------------------------------------------------------------------------------------

    def _result(self, assigned: Assigned, volume: Volume, *, is_new: bool) -> dict[str, Any]:
        after = {**assigned.after(), **_more(volume)}
        before = {} if is_new else {**assigned.before(), **_more(volume)}
        return {
            "changed": is_new or assigned.outcome.changed,
            "resource": after,
            "previous_kms_key_id": None if is_new else assigned.outcome.before.kms_key_id,
            "verified": assigned.outcome.verified,
            "diff": {"before": before, "after": after},
            "notices": [*self._notices, *assigned.notices()],
        }

    def _predicted(
        self, request: Mapping[str, Any], source: Optional[Source], kms_key_name: Optional[str], notices: list[Notice]
    ) -> dict[str, Any]:
        resource = {
            "id": None,
            "type": self._volumes.facts.name,
            "display_name": request["display_name"],
            "compartment_id": request["compartment_id"],
            "availability_domain": request.get("availability_domain") or (source and source.availability_domain),
            "region": self._session.region,
            "lifecycle_state": self._volumes.facts.settled_states[0],
            "kms_key_id": request.get("kms_key_id"),
            "kms_key_name": kms_key_name,
            "size_in_gbs": request.get("size_in_gbs") or (source and source.size_in_gbs),
            "vpus_per_gb": request.get("vpus_per_gb"),
            "source_id": self._requested.source_id,
            "is_hydrated": None,
        }
        return {
            "changed": True,
            "resource": resource,
            "previous_kms_key_id": None,
            "verified": True,
            "diff": {"before": {}, "after": resource},
            "notices": notices,
        }


def _more(volume: Volume) -> dict[str, Any]:
    return {
        "size_in_gbs": volume.size_in_gbs,
        "vpus_per_gb": volume.vpus_per_gb,
        "source_id": volume.source_id,
        "is_hydrated": volume.is_hydrated,
    }

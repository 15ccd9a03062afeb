# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_backup_copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any, Optional

from .._assign import checks
from .._assign.assigning import assigning_in
from .._assign.checks import Preflight
from .._assign.options import KeyChoice, key_choice, key_choice_argument_spec
from .._core import ocid, tenancy
from .._core.create_once import Created, create_once
from .._core.errors import BadOption
from .._core.notices import Notice, kept
from .._core.options import wait_argument_spec
from .._core.regions import required_region
from .._core.session import Session
from .._core.task import Planned, Task
from .._core.waiting import Patience, patience
from .._iam import language
from .._iam.authorization_retry import permitted
from .._resources.volume_backup import VOLUME_BACKUP
from .._volumes.backup_copies import CopiesElsewhere, copies
from .._volumes.backups import BACKUPS, Backup, Backups
from .._volumes.creation import LOST

ARGUMENT_SPEC: Mapping[str, Any] = {
    "backup_id": {
        "type": "str",
        "required": True,
        "aliases": ["id", "volume_backup_id", "boot_volume_backup_id", "volume_group_backup_id"],
        "no_log": False,
    },
    "destination_region": {"type": "str", "required": True, "no_log": False},
    "display_name": {"type": "str", "aliases": ["name"], "no_log": False},
    "state": {"type": "str", "choices": ["present"], "default": "present", "no_log": False},
    **key_choice_argument_spec(),
    **wait_argument_spec(),
}

KINDS: Mapping[str, str] = {kind: each.label for kind, each in BACKUPS.items()}
ADVICE: Mapping[str, str] = {
    "volume": "specify the OCID of one of its backups",
    "bootvolume": "specify the OCID of one of its backups",
    "volumegroup": "specify the OCID of one of its backups",
    "key": "specify the key as kms_key_id",
}

NEVER = datetime.min.replace(tzinfo=timezone.utc)

# What a key is judged for, and how messages call it.
COPY = replace(VOLUME_BACKUP, label="copy")


@dataclass(frozen=True)
class CopyRequest:
    """The parsed options of a task, before any request is sent."""

    backup_id: str
    kind: str
    destination_region: str
    display_name: Optional[str]
    key: KeyChoice
    patience: Optional[Patience]
    check_mode: bool


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    params = task.parameters
    named = ocid.require("backup_id", params["backup_id"].strip(), KINDS, ADVICE)
    requested = CopyRequest(
        backup_id=named.text,
        kind=named.kind,
        destination_region=required_region("destination_region", params["destination_region"]),
        display_name=(params["display_name"] or "").strip() or None,
        key=key_choice(params, what="the copy"),
        patience=patience(params),
        check_mode=task.check_mode,
    )
    session = task.log_in()
    if session.region == requested.destination_region:
        raise BadOption(
            f"destination_region is {session.region}, the region in which the backup is searched for, and "
            "a copy is created in another region than that of the backup",
            advice=("Specify the region of the backup as region.",),
            option="destination_region",
        )
    with tenancy.explained(session, "destination_region", requested.destination_region):
        work = CopyTask(session, requested)
        with kept(work.notices):
            return work.provide()


class CopyTask:
    """One run of the module."""

    def __init__(self, session: Session, requested: CopyRequest) -> None:
        session.begin(requested.patience)
        self._requested = requested
        self._session = session
        there = session.in_region(requested.destination_region, source="destination_region")
        self._assigning = assigning_in(
            there, requested.key, check_mode=requested.check_mode, patience=requested.patience
        )
        self._originals = Backups(session, requested.kind)
        self._copies = copies(there, requested.kind, self._assigning)
        self._notices: list[Notice] = []
        self._is_complete: Optional[bool] = None

    def notices(self) -> list[Notice]:
        """What was noticed so far."""
        return [*self._notices, *self._assigning.notices]

    def provide(self) -> dict[str, Any]:
        """Ensure that a copy with the requested key exists."""
        original = self._originals.get(self._requested.backup_id)
        preflight = self._assigning.checked(COPY)
        there, lost = self._sorted(self._listed(original))
        if not there:
            there, lost_elsewhere = self._sorted(self._elsewhere(original))
            lost += lost_elsewhere
        if there:
            result = self._keep(original, there)
        else:
            result = self._create(original, lost, preflight).result(check_mode=self._requested.check_mode)
        return {
            **result,
            "existing_copies_complete": self._is_complete,
            "notices": [*self._notices, *result["notices"]],
        }

    def _listed(self, original: Backup) -> list[Backup]:
        """The copies in the compartment of the original."""
        return self._copies.backups.copies(original.compartment_id, original.id)

    def _elsewhere(self, original: Backup) -> list[Backup]:
        """The copies in other compartments, and those that no list shows."""
        names = {self._requested.display_name or original.display_name, original.display_name}
        elsewhere = CopiesElsewhere(self._copies.backups, original, names)
        found = elsewhere.found()
        if not self._sorted(found)[0]:
            found += elsewhere.unlisted({each.id for each in found})
        if not self._sorted(found)[0]:
            self._notices += elsewhere.notices
            self._is_complete = elsewhere.is_complete
        return found

    @staticmethod
    def _sorted(listed: list[Backup]) -> tuple[list[Backup], list[Backup]]:
        """The copies that are there, and those of no use any more."""
        there = [each for each in listed if each.lifecycle_state not in LOST]
        return there, [each for each in listed if each.lifecycle_state in LOST]

    def _keep(self, original: Backup, there: list[Backup]) -> dict[str, Any]:
        wanted = self._assigning.desired.kms_key_id
        chosen = max(there, key=lambda each: (each.kms_key_id == wanted, each.time_created or NEVER, each.id))
        self._note_others([each for each in there if each is not chosen and self._may_differ(each)])
        if self._requested.display_name not in (None, chosen.display_name):
            text = (
                f"display_name applies only when a copy is created. The copy {chosen.id} keeps its display_name "
                f"{chosen.display_name}."
            )
            self._notices.append(Notice("OptionNotApplied", text, chosen.id))
        return self._copies.keep(chosen, original)

    def _may_differ(self, copy: Backup) -> bool:
        return bool(copy.member_ids) or copy.kms_key_id != self._assigning.desired.kms_key_id

    def _note_others(self, others: list[Backup]) -> None:
        for each in sorted(other.id for other in others):
            text = (
                f"The copy {each} in {self._requested.destination_region} keeps its key, since only one copy is "
                "managed. Use oci_backup_kms_key to change it."
            )
            self._notices.append(Notice("OtherCopyNotChanged", text, each))

    def _create(self, original: Backup, lost: list[Backup], preflight: Preflight) -> Planned[dict[str, Any]]:
        faulty = sorted(each.id for each in lost if each.lifecycle_state == "FAULTY")
        for each in faulty:
            self._notices.append(Notice("CopyFaulty", f"The earlier copy {each} is FAULTY. Delete it.", each))
        original = self._originals.ready(original, self._requested.patience, to="to be copied")
        if self._requested.key.validate_key:
            self._copies.check_keys(original, self._session)
        kms_key_id = self._assigning.desired.kms_key_id
        display_name = self._requested.display_name or original.display_name

        def predict() -> dict[str, Any]:
            self._notices += preflight.notices
            return self._copies.predict(display_name, original, self._session, preflight.name(kms_key_id))

        return Planned(predict, lambda: self._created(display_name, original, lost, preflight))

    def _created(self, display_name: str, original: Backup, lost: list[Backup], preflight: Preflight) -> dict[str, Any]:
        """The result once the copy is created; another client may have created it meanwhile."""
        kms_key_id = self._assigning.desired.kms_key_id
        request = {"destination_region": self._requested.destination_region, "display_name": display_name}
        if kms_key_id is not None:
            request["kms_key_id"] = kms_key_id
        statements, operation = self._statements(original, preflight), self._originals.kind.operation("copy")
        with checks.explain_unreadable_key(preflight, kms_key_id, self._requested.destination_region):
            created = create_once(
                lambda token: permitted(
                    lambda: self._originals.copy(original, request, token, statements),
                    session=self._session,
                    statements=statements,
                    patience=self._requested.patience,
                ),
                operation=operation,
                identity={"backup_id": original.id, "destination_region": self._requested.destination_region},
                ended=[each.id for each in lost],
                compare=self._copies.compared,
                find_existing=lambda: self._sorted(self._listed(original))[0] or None,
                adopt=lambda found, accepted: Created(found[0], accepted),
                clock=self._session.clock,
                patience=self._requested.patience,
            )
        if not isinstance(created, Created):
            return self._keep(original, created)
        return self._copies.follow(created.id, original, created.accepted)

    def _statements(self, original: Backup, preflight: Preflight) -> tuple[str, ...]:
        kms_key_id, place = self._assigning.desired.kms_key_id, language.place(original.compartment_id)
        statements = [
            f"Allow group {language.GROUP} to manage {each} in {place}" for each in self._originals.kind.iam_types
        ]
        if kms_key_id is not None:
            statements += COPY.statements_to_use_key(
                region=self._requested.destination_region,
                kms_key_id=kms_key_id,
                compartment_id=preflight.compartment_id(kms_key_id),
            )
        return tuple(statements)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_backup_copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any, Optional

from .._assign import checks
from .._assign.checks import Preflight
from .._core import ocid, tenancy
from .._core.create_once import create_once
from .._core.errors import BadOption
from .._core.notices import Notice, kept
from .._core.options import wait_argument_spec
from .._core.regions import required_region
from .._core.session import Session
from .._core.waiting import Patience, patience
from .._iam import language
from .._iam.authorization_retry import permitted
from .._resources import statements as grants
from .._resources.volume_backup import VOLUME_BACKUP
from .._volumes import making
from .._volumes.backup_copies import CopiesElsewhere, copies
from .._volumes.backups import BACKUPS, Backup, Backups
from .._volumes.making import LOST
from .._volumes.regional_keys import KeyChoice, key_argument_spec, key_choice

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
    **key_argument_spec(),
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
class Asked:
    """What a task asks for, read from its options before anything is asked of OCI."""

    backup_id: str
    kind: str
    destination_region: str
    display_name: Optional[str]
    key: KeyChoice
    patience: Optional[Patience]
    check_mode: bool


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    named = ocid.require("backup_id", params["backup_id"].strip(), KINDS, ADVICE)
    asked = Asked(
        backup_id=named.text,
        kind=named.kind,
        destination_region=required_region("destination_region", params["destination_region"]),
        display_name=(params["display_name"] or "").strip() or None,
        key=key_choice(params, what="the copy"),
        patience=patience(params),
        check_mode=check_mode,
    )
    session = login()
    if session.region == asked.destination_region:
        raise BadOption(
            f"destination_region is {session.region}, the region in which the backup is searched for, and "
            "a copy is created in another region than that of the backup",
            advice=("Specify the region of the backup as region.",),
            option="destination_region",
        )
    with tenancy.explained(session, "destination_region", asked.destination_region):
        task = CopyTask(session, asked)
        with kept(task.notices):
            return task.provide()


class CopyTask:
    """One run of the module."""

    def __init__(self, session: Session, asked: Asked) -> None:
        session.begin(asked.patience)
        self._asked = asked
        self._session = session
        there = session.in_region(asked.destination_region, source="destination_region")
        self._assigning = asked.key.assigning(there, check_mode=asked.check_mode, patience=asked.patience)
        self._originals = Backups(session, asked.kind)
        self._copies = copies(there, asked.kind, self._assigning)
        self._notices: list[Notice] = []
        self._is_complete: Optional[bool] = None

    def notices(self) -> list[Notice]:
        """What was noticed so far."""
        return [*self._notices, *self._assigning.notices]

    def provide(self) -> dict[str, Any]:
        """Sees to it that there is a copy, under the key that is asked for."""
        original = self._originals.get(self._asked.backup_id)
        preflight = self._assigning.checked(COPY)
        there, lost = self._sorted(self._listed(original))
        if not there:
            there, lost_elsewhere = self._sorted(self._elsewhere(original))
            lost += lost_elsewhere
        result = self._keep(original, there) if there else self._make(original, lost, preflight)
        return {
            **result,
            "existing_copies_complete": self._is_complete,
            "notices": [*self._notices, *result["notices"]],
        }

    def _listed(self, original: Backup) -> list[Backup]:
        """The copies in the compartment of the original."""
        return self._copies.backups.copies(original.compartment_id, original.id)

    def _elsewhere(self, original: Backup) -> list[Backup]:
        """The copies in other compartments."""
        elsewhere = CopiesElsewhere(self._copies.backups, original)
        found = elsewhere.found()
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
        if self._asked.display_name not in (None, chosen.display_name):
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
                f"The copy {each} in {self._asked.destination_region} keeps its key, since only one copy is managed. "
                "Use oci_backup_kms_key to change it."
            )
            self._notices.append(Notice("OtherCopyNotChanged", text, each))

    def _make(self, original: Backup, lost: list[Backup], preflight: Preflight) -> dict[str, Any]:
        faulty = sorted(each.id for each in lost if each.lifecycle_state == "FAULTY")
        for each in faulty:
            self._notices.append(Notice("CopyFaulty", f"The earlier copy {each} is FAULTY. Delete it.", each))
        original = self._originals.ready(original, self._asked.patience, to="to be copied")
        if self._asked.key.validate_key:
            self._copies.check_keys(original, self._session)
        kms_key_id = self._assigning.desired.kms_key_id
        display_name = self._asked.display_name or original.display_name
        if self._asked.check_mode:
            self._notices += preflight.notices
            return self._copies.predict(display_name, original, self._session, preflight.name(kms_key_id))
        request = {"destination_region": self._asked.destination_region, "display_name": display_name}
        if kms_key_id is not None:
            request["kms_key_id"] = kms_key_id
        statements, operation = self._statements(original, preflight), self._originals.kind.operation("copy")
        with checks.explain_unreadable_key(preflight, kms_key_id, self._asked.destination_region):
            made = create_once(
                lambda token: permitted(
                    lambda: self._originals.copy(original, request, token, statements),
                    session=self._session,
                    statements=statements,
                    patience=self._asked.patience,
                ),
                operation=operation,
                identity={"backup_id": original.id, "destination_region": self._asked.destination_region},
                ended=[each.id for each in lost],
                compare=self._copies.compared,
                find_existing=lambda: self._sorted(self._listed(original))[0] or None,
                adopt=lambda found, failure: making.adopted(found[0].id, operation, failure),
                clock=self._session.clock,
                patience=self._asked.patience,
            )
        if isinstance(made, list):
            return self._keep(original, made)
        return self._copies.follow(made.id, original, made.accepted)

    def _statements(self, original: Backup, preflight: Preflight) -> tuple[str, ...]:
        kms_key_id, place = self._assigning.desired.kms_key_id, language.place(original.compartment_id)
        statements = [
            f"Allow group {language.GROUP} to manage {each} in {place}" for each in self._originals.kind.iam_types
        ]
        if kms_key_id is not None:
            statements += grants.to_use_key(
                COPY,
                region=self._asked.destination_region,
                kms_key_id=kms_key_id,
                compartment_id=preflight.compartment_id(kms_key_id),
            )
        return tuple(statements)

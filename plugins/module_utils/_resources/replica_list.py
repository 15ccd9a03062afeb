# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The list of replicas of a volume, boot volume or volume group, on the wire.

A volume is updated with the whole list it is to have: what is not in it ends (oci-facts.md section 5). So a list is
always written as it was read but for one entry, and on condition that it has not changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._core.answers import if_match
from .._core.errors import Accepted, Failure
from .._core.following import ETAG_DIFFERS, read_again, read_back
from .._core.options import known
from .._core.sdk import service_package
from .._core.session import Session
from .._iam import language
from .assignment import customer_managed


@dataclass(frozen=True)
class SourceKind:
    """One kind of what can be replicated.

    `noun` is its part in the names of the SDK's methods and classes, `replicas` the field that has its list, in
    answers and requests alike, `details` the class of an entry in requests, `replica_id` the field by which an entry
    names its replica. `iam_type` and `verb` are what a group needs to change the list.
    """

    label: str
    noun: str
    replicas: str
    details: str
    replica_id: str
    iam_type: str
    verb: str


SOURCE_KINDS: Mapping[str, SourceKind] = {
    "volume": SourceKind(
        "block volume",
        "volume",
        "block_volume_replicas",
        "BlockVolumeReplicaDetails",
        "block_volume_replica_id",
        "volumes",
        "use",
    ),
    "bootvolume": SourceKind(
        "boot volume",
        "boot_volume",
        "boot_volume_replicas",
        "BootVolumeReplicaDetails",
        "boot_volume_replica_id",
        "volumes",
        "use",
    ),
    "volumegroup": SourceKind(
        "volume group",
        "volume_group",
        "volume_group_replicas",
        "VolumeGroupReplicaDetails",
        "volume_group_replica_id",
        "volume-groups",
        "manage",
    ),
}


@dataclass(frozen=True)
class Entry:
    """One replica in a list. One to be created has no `replica_id`; `display_name` `None` lets the service choose."""

    availability_domain: str
    display_name: Optional[str]
    kms_key_id: Optional[str]
    replica_id: Optional[str] = None


@dataclass(frozen=True)
class Source:
    """What is replicated, as one read showed it."""

    id: str
    display_name: str
    compartment_id: str
    availability_domain: str
    lifecycle_state: str
    etag: Optional[str]
    entries: tuple[Entry, ...]

    def entry(self, availability_domain: str) -> Optional[Entry]:
        """The replica in a domain."""
        return next((each for each in self.entries if each.availability_domain == availability_domain), None)

    def without(self, availability_domain: str) -> tuple[Entry, ...]:
        """All replicas but the one in a domain."""
        return tuple(each for each in self.entries if each.availability_domain != availability_domain)


# Returns the list of replicas to write, `None` when nothing is to be written.
Rewriting = Callable[[Source], Optional[tuple[Entry, ...]]]


class Sources:
    """What of one kind can be replicated, in the region of one session."""

    def __init__(self, session: Session, kind: SourceKind) -> None:
        self.session = session
        self.kind = kind

    def get(self, source_id: str) -> Source:
        """One of them. Raises NotFoundOrDenied."""
        kind = self.kind
        statements = (f"Allow group {language.GROUP} to inspect {kind.iam_type} in compartment <its compartment>",)
        with self._doing("Get", f"read the {kind.label} {source_id}", source_id, statements):
            answer = getattr(self._client, f"get_{kind.noun}")(source_id)
        return self._source(answer)

    def rewrite(
        self,
        source: Source,
        rewriting: Rewriting,
        action: str,
        statements: tuple[str, ...],
        *,
        doubt: Mapping[str, Any],
        is_last: bool = False,
    ) -> tuple[Source, Optional[Accepted]]:
        """The source with its list as it is to be, and by which write; `None` when by then it was so already.

        If another client changed the list meanwhile, it is read and written once more. Raises Conflict when
        that happens again; `action` is to complete "could not …". Of a write whose answer was lost it is read whether
        it was carried out; `doubt` are the results of the failure where that cannot be read.
        """
        entries = rewriting(source)
        if entries is None:
            return source, None
        try:
            return self.write(source, entries, action, statements)
        except Failure as failure:
            if failure.may_be_applied:
                newer = self._read_back(source, rewriting, failure, doubt)
                if rewriting(newer) is None:
                    return newer, Accepted(known(failure.operation), failure.opc_request_id)
            elif failure.status == ETAG_DIFFERS:
                newer = self._newer(source)
            else:
                raise
            if is_last or failure.status != ETAG_DIFFERS or newer.etag == source.etag:
                raise
        return self.rewrite(newer, rewriting, action, statements, doubt=doubt, is_last=True)

    def _read_back(self, source: Source, rewriting: Rewriting, failure: Failure, doubt: Mapping[str, Any]) -> Source:
        return read_back(
            failure,
            lambda: self.get(source.id),
            lambda seen: seen.etag != source.etag or rewriting(seen) is None,
            session=self.session,
            doubt=doubt,
        )

    def write(
        self, source: Source, entries: tuple[Entry, ...], action: str, statements: tuple[str, ...]
    ) -> tuple[Source, Accepted]:
        """Gives it this list, if it is as it was read. Raises Conflict when it is not."""
        kind, models = self.kind, service_package("core").models
        details = getattr(models, f"Update{_camel(kind.noun)}Details")(
            **{kind.replicas: [_named(getattr(models, kind.details), each) for each in entries]}
        )
        condition = if_match(source.etag, read=f"Get{_camel(kind.noun)}", resource=source.id)
        with self._doing("Update", action, source.id, statements):
            answer = getattr(self._client, f"update_{kind.noun}")(source.id, details, **condition)
        return self._source(answer), Accepted(f"Update{_camel(kind.noun)}", answer.request_id)

    def _newer(self, source: Source) -> Source:
        """The source as it has become since it was read; reads may lag behind."""
        return read_again(lambda: self.get(source.id), lambda seen: seen.etag != source.etag, self.session)

    @property
    def _client(self) -> Any:
        return self.session.client("core", "BlockstorageClient")

    def _doing(self, verb: str, action: str, source_id: str, statements: tuple[str, ...]) -> Any:
        return self.session.doing(
            action,
            service="core",
            operation=f"{verb}{_camel(self.kind.noun)}",
            resource=source_id,
            statements=statements,
        )

    def _source(self, answer: Any) -> Source:
        data, kind = answer.data, self.kind
        return Source(
            id=data.id,
            display_name=data.display_name,
            compartment_id=data.compartment_id,
            availability_domain=data.availability_domain,
            lifecycle_state=data.lifecycle_state,
            etag=answer.headers.get("etag"),
            entries=tuple(
                Entry(
                    each.availability_domain,
                    each.display_name,
                    customer_managed(each.kms_key_id),
                    getattr(each, kind.replica_id),
                )
                for each in getattr(data, kind.replicas) or ()
            ),
        )


def _named(details: Any, entry: Entry) -> Any:
    fields = {
        "availability_domain": entry.availability_domain,
        "display_name": entry.display_name,
        "xrr_kms_key_id": entry.kms_key_id,
    }
    return details(**{name: value for name, value in fields.items() if value is not None})


def _camel(noun: str) -> str:
    return "".join(part.title() for part in noun.split("_"))

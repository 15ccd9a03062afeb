# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The verbs of every type of resource on the wire: find, list, read and describe; confirm and write a key."""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Optional, Union

from .._core import pages, tenancy
from .._core.errors import Accepted, BadAnswer, Failure, NotFoundOrDenied, Problem
from .._core.session import Session
from .assignment import Assignment, Change, Kind, Unread, customer_managed
from .resource_type import ResourceType

# Entries of a page, as many as services answer with at once; they may answer with fewer.
PAGE = 1000


class Readable(abc.ABC):
    """The verbs that read one type, in the region of one session. It decides nothing.

    A type without OCIDs, or with a list that lacks what others have, overrides `find`, `list` and `read`.
    """

    facts: ClassVar[ResourceType]

    operations: ClassVar[Mapping[str, str]]
    """The operations of the type by purpose: `get`, `list`, and those that a type adds."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._domains: Optional[tuple[str, ...]] = None

    @property
    def client(self) -> Any:
        """The SDK client of the calling thread; whether a conflict may pass depends on the resource's state."""
        return self.session.client(self.facts.service, self.facts.client, repeats_conflicts=False)

    def find(self, resource_id: str) -> Assignment:
        """The resource that an option names. Raises NotFoundOrDenied."""
        return self.read(resource_id)

    def list(self, compartment_id: str) -> Iterator[Union[Assignment, Failure]]:
        """Every resource of a compartment that is not gone, page by page, or why one of them could not be read.

        Raises Failure when the list itself cannot be read.
        """
        return map(self.completed, self.entries(compartment_id))

    def entries(self, compartment_id: str) -> Iterator[Union[Assignment, Unread]]:
        """Every resource of a compartment that is not gone, page by page, as the list shows it. Raises Failure."""
        if not self.facts.per_domain:
            yield from self._entries(compartment_id)
            return
        for each in self._all_domains():
            yield from self._entries(compartment_id, availability_domain=each)

    def prepare(self) -> None:
        """Read what every list of the type requires, before many threads list it. Raises Failure."""
        if self.facts.per_domain:
            self._all_domains()

    def _all_domains(self) -> tuple[str, ...]:
        if self._domains is None:
            self._domains = tenancy.availability_domains(self.session)
        return self._domains

    def completed(self, entry: Union[Assignment, Unread]) -> Union[Assignment, Failure]:
        """What a list shows, read where the list does not show the key, or why it could not be read."""
        if isinstance(entry, Assignment):
            return entry
        try:
            return self.read(entry.resource_id)
        except Failure as failure:
            return failure

    def chosen(
        self, compartment_id: str, counted: pages.Counted = pages.uncounted, **filters: Any
    ) -> Iterator[Union[Assignment, Failure]]:
        """Those of a list that the service's own filters select."""
        return map(self.completed, self._entries(compartment_id, counted, **filters))

    def _entries(
        self, compartment_id: str, counted: pages.Counted = pages.uncounted, **filters: Any
    ) -> Iterator[Union[Assignment, Unread]]:
        facts, operation = self.facts, self.operations["list"]
        action = f"list the {facts.label}s of {compartment_id}"
        with self.doing(operation, action, compartment_id, facts.statements_to_list):
            for each in pages.items(counted(self._list_call()), compartment_id=compartment_id, limit=PAGE, **filters):
                if each.lifecycle_state not in facts.gone_states:
                    yield self._listed(each)

    def read(self, resource_id: str) -> Assignment:
        """The resource as it is now. Raises NotFoundOrDenied."""
        operation, action = self.operations["get"], f"read the {self.facts.label} {resource_id}"
        with self.doing(operation, action, resource_id, self.facts.statements_to_read):
            answer = self._get(resource_id)
            is_it = getattr(answer.data, "id", None) == resource_id
            self.require(is_it, answer, operation=operation, action=action, resource_id=resource_id)
        return self._assignment(answer.data, answer.headers.get("etag"))

    def second_witness(self, seen: Assignment) -> Optional[Assignment]:
        """The resource with the key that another operation than `read` shows; `None` where there is none."""
        return None

    def describe(self, assignment: Assignment, kms_key_name: Optional[str]) -> dict[str, Any]:
        """The resource as results, diffs and audits show it. There is no other way of showing it."""
        state = {} if assignment.lifecycle_state is None else {"lifecycle_state": assignment.lifecycle_state}
        return {
            "id": assignment.resource_id,
            "type": self.facts.name,
            **assignment.attributes,
            "region": self.session.region,
            **state,
            "kms_key_id": assignment.kms_key_id,
            "kms_key_name": kms_key_name,
        }

    def address_of(self, found: Any) -> str:
        """The name under which a resource is read that Resource Search shows."""
        return str(found.identifier)

    def identity(self, resource_id: str) -> str:
        """The name of one in all regions and for all time, by the name under which it is read."""
        return resource_id

    def exemption(self, seen: Assignment) -> Optional[str]:
        """Why a resource cannot be assigned a key at all, in one word; `None` where it can."""
        return None

    def doing(
        self,
        operation: str,
        action: str,
        resource_id: str,
        statements: Union[tuple[str, ...], Callable[[], tuple[str, ...]]] = (),
        **more: Any,
    ) -> AbstractContextManager[None]:
        """Names a request to the type's own service, as `Session.doing` does."""
        return self.session.doing(
            action,
            service=self.facts.service,
            operation=operation,
            resource=resource_id,
            statements=statements,
            **more,
        )

    def require(self, is_it: bool, answer: Any, *, operation: str, action: str, resource_id: str) -> None:
        """Raises BadAnswer unless the answer is about the resource: otherwise anything would read as "no key"."""
        if not is_it:
            raise BadAnswer(
                f"{operation} answered {answer.status} with something else",
                action=action,
                advice=("If a proxy is between this host and OCI, let it pass answers unchanged.",),
                operation=operation,
                resource=resource_id,
                status=answer.status,
                opc_request_id=answer.request_id,
            )

    def _listed(self, data: Any) -> Union[Assignment, Unread]:
        """What the list shows of one of them."""
        return self._assignment(data, None)

    def _assignment(self, data: Any, etag: Optional[str]) -> Assignment:
        return Assignment(
            resource_id=data.id,
            kms_key_id=customer_managed(data.kms_key_id),
            lifecycle_state=data.lifecycle_state,
            etag=etag,
            attributes=self._attributes(data),
            shown=data,
        )

    def _attributes(self, data: Any) -> dict[str, Any]:
        """What else results show of it."""
        return {"display_name": data.display_name, "compartment_id": data.compartment_id}

    @abc.abstractmethod
    def _get(self, resource_id: str) -> Any:
        """The answer of the operation that reads one."""

    @abc.abstractmethod
    def _list_call(self) -> Any:
        """The client's method that lists those of a compartment."""


class Assignable(Readable):
    """The verbs of a type whose key can be changed."""

    denials: ClassVar[tuple[type[Failure], ...]] = (NotFoundOrDenied,)
    """Errors by which the service reports policies that are missing, or not in effect yet."""

    has_second_witness: ClassVar[bool] = False
    """Whether `confirm` reads the key itself, by another operation than `read`."""

    @abc.abstractmethod
    def write(
        self, before: Assignment, change: Change, *, etag: Optional[str], statements: tuple[str, ...]
    ) -> Accepted:
        """Requests the change, on condition that the etag still holds.

        Returns when the service has accepted, not when it is done. Raises Conflict when someone else was faster;
        `statements` are the policy statements that a denial names.
        """

    def confirm(self, before: Assignment) -> Optional[str]:
        """The etag on condition of which to write, `None` when there is none. Raises Outdated.

        Where the key is written elsewhere than read, this reads it there, so that a read that lagged behind is noticed
        before anything is done.
        """
        return before.etag

    def obstacle(self, before: Assignment, change: Change) -> Optional[Problem]:
        """Why the resource cannot be assigned this key, as a whole sentence; `None` when it can."""
        return None

    def rehearse(self, before: Assignment, change: Change, *, statements: tuple[str, ...]) -> bool:
        """Has the service check the change without applying it, if it can. Raises what the write would."""
        return False

    def after_write(self, failure: Failure, accepted: Accepted) -> Failure:
        """Return the failure, with the write that came before it: Oracle Support requires that."""
        return failure.after_write(accepted, service=self.facts.service, region=self.session.region)

    def intention(self, before: Assignment, change: Change) -> str:
        """What a write is to do, to complete "could not …"."""
        if change.kind is Kind.UNASSIGN:
            return f"return the {self.facts.label} {before.resource_id} to the Oracle-managed key"
        return f"assign {change.key_words} to the {self.facts.label} {before.resource_id}"

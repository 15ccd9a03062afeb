# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The verbs of every type of resource on the wire: find, list, read, confirm, write, describe."""

from __future__ import annotations

import abc
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Optional, Union

from .._core import pages
from .._core.errors import Accepted, BadAnswer, Failure, NotFoundOrDenied
from .._core.session import Session
from . import statements
from .assignment import Assignment, Change, Kind, customer_managed
from .resource_type import ResourceFacts

# Entries of a page, as many as services answer with at once; they may answer with fewer.
PAGE = 1000


class KeyAccess(abc.ABC):
    """The verbs for one type, in the region of one session. It decides nothing."""

    facts: ClassVar[ResourceFacts]

    operations: ClassVar[Mapping[str, str]]
    """The operations of the type; C(get) is the one that C(read) sends."""

    denials: ClassVar[tuple[type[Failure], ...]] = (NotFoundOrDenied,)
    """As what it may be told that a policy is missing, or does not work yet."""

    has_second_witness: ClassVar[bool] = False
    """Whether C(confirm) reads the key itself, by another operation than C(read)."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def client(self) -> Any:
        """The SDK client of the calling thread; whether a conflict may pass depends on the resource's state."""
        return self.session.client(self.facts.service, self.facts.client, repeats_conflicts=False)

    @abc.abstractmethod
    def find(self, resource_id: str) -> Assignment:
        """The resource that an option names. Raises NotFoundOrDenied."""

    @abc.abstractmethod
    def list(self, compartment_id: str) -> Iterator[Union[Assignment, Failure]]:
        """Every resource of a compartment that is not gone, page by page, or why one of them could not be read.

        Raises Failure when the list itself cannot be read.
        """

    @abc.abstractmethod
    def read(self, resource_id: str) -> Assignment:
        """The resource as it is now. Raises NotFoundOrDenied."""

    @abc.abstractmethod
    def write(
        self, before: Assignment, change: Change, *, etag: Optional[str], statements: tuple[str, ...]
    ) -> Accepted:
        """Asks the service for the change, on condition that the etag still holds.

        Returns when the service has accepted, not when it is done. Raises Conflict when someone else was faster;
        C(statements) are the policy statements a denial is to name.
        """

    def confirm(self, before: Assignment) -> Optional[str]:
        """The etag on condition of which to write, V(None) when there is none. Raises Outdated.

        Where the key is written elsewhere than read, it asks there, so that a read which lagged behind is found out
        before anything is done.
        """
        return before.etag

    def obstacle(self, before: Assignment, change: Change) -> Optional[str]:
        """Why the resource cannot be given this key, with the way out, as a whole sentence; V(None) when it can."""
        return None

    def rehearse(self, before: Assignment, change: Change, *, statements: tuple[str, ...]) -> bool:
        """Has the service check the change without making it; V(False) where it cannot. Raises what the write would."""
        return False

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

    def doing(
        self, operation: str, action: str, resource_id: str, statements: tuple[str, ...] = (), **more: Any
    ) -> AbstractContextManager[None]:
        """Names a request to the type's own service, as C(Session.doing) does."""
        return self.session.doing(
            action,
            service=self.facts.service,
            operation=operation,
            resource=resource_id,
            statements=statements,
            **more,
        )

    def intention(self, before: Assignment, change: Change) -> str:
        """What a write is to do, to complete "could not …"."""
        if change.kind is Kind.UNASSIGN:
            return f"return the {self.facts.label} {before.resource_id} to the Oracle-managed key"
        return f"assign {change.key_words} to the {self.facts.label} {before.resource_id}"

    def require(self, is_it: bool, answer: Any, *, operation: str, action: str, resource_id: str) -> None:
        """Raises BadAnswer unless the answer is about the resource: otherwise anything would read as "no key"."""
        if not is_it:
            raise BadAnswer(
                f"Could not {action}: {operation} answered {answer.status} with something else; if a proxy stands "
                "between this host and OCI, let it pass answers unchanged.",
                operation=operation,
                resource=resource_id,
            )


def of_write(failure: Failure, access: KeyAccess, accepted: Accepted) -> Failure:
    """The failure, with the write that came before it: that is what Oracle's support asks for."""
    return failure.after_write(accepted, service=access.facts.service, region=access.session.region)


class ByOcid(KeyAccess):
    """Reads and lists. C(operations) gives the names of the operations C(get) and C(list), and of those a type adds."""

    def find(self, resource_id: str) -> Assignment:
        return self.read(resource_id)

    def list(self, compartment_id: str) -> Iterator[Union[Assignment, Failure]]:
        return self.chosen(compartment_id)

    def chosen(
        self, compartment_id: str, counted: pages.Counted = pages.uncounted, **filters: Any
    ) -> Iterator[Union[Assignment, Failure]]:
        """Those of a list that the service's own filters let through."""
        with self.doing(self.operations["list"], f"list the {self.facts.label}s of {compartment_id}", compartment_id):
            for each in pages.items(counted(self._list_call()), compartment_id=compartment_id, **filters):
                if each.lifecycle_state != "TERMINATED":
                    yield self._listed(each)

    def _listed(self, data: Any) -> Union[Assignment, Failure]:
        """What the list tells of one of them, or the reason why that cannot be told."""
        return self._assignment(data, None)

    def read(self, resource_id: str) -> Assignment:
        operation, action = self.operations["get"], f"read the {self.facts.label} {resource_id}"
        with self.doing(operation, action, resource_id, statements.to_read(self.facts)):
            answer = self._get(resource_id)
            is_it = getattr(answer.data, "id", None) == resource_id
            self.require(is_it, answer, operation=operation, action=action, resource_id=resource_id)
        return self._assignment(answer.data, answer.headers.get("etag"))

    def _assignment(self, data: Any, etag: Optional[str]) -> Assignment:
        return Assignment(
            resource_id=data.id,
            kms_key_id=customer_managed(data.kms_key_id),
            lifecycle_state=data.lifecycle_state,
            etag=etag,
            attributes=self._attributes(data),
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

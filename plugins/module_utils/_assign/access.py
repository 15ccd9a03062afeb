# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What every type of resource can do on the wire: find, list, read, confirm, write, describe."""

from __future__ import annotations

import abc
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Optional

from .._core.clients import Session
from .._core.errors import Conflict
from .facts import ResourceFacts
from .plan import Change
from .state import Assignment


class Outdated(Conflict):
    """What was read is no longer so, or never was: read again."""


@dataclass(frozen=True)
class Accepted:
    """A write that the service took: by which operation, and the number by which Oracle's support can find it."""

    operation: str
    opc_request_id: Optional[str]


class KeyAccess(abc.ABC):
    """The verbs for one type, in the region of one session. It decides nothing."""

    facts: ClassVar[ResourceFacts]

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def client(self) -> Any:
        """The SDK client of the calling thread."""
        return self.session.client(self.facts.service, self.facts.client)

    @abc.abstractmethod
    def find(self, resource_id: str) -> Assignment:
        """The resource that an option names. Raises NotFoundOrDenied."""

    @abc.abstractmethod
    def list(self, compartment_id: str) -> Iterator[Assignment]:
        """Every resource of a compartment that is not gone, page by page."""

    @abc.abstractmethod
    def read(self, resource_id: str) -> Assignment:
        """The resource as it is now. Raises NotFoundOrDenied."""

    @abc.abstractmethod
    def confirm(self, before: Assignment) -> Optional[str]:
        """The etag on condition of which to write, V(None) when there is none. Raises Outdated.

        It asks where the key is written, so that a read which lagged behind is found out before anything is done.
        """

    @abc.abstractmethod
    def write(
        self, before: Assignment, change: Change, *, etag: Optional[str], statements: tuple[str, ...]
    ) -> Accepted:
        """Asks the service for the change, on condition that the etag still holds.

        Returns when the service has accepted, not when it is done. Raises Conflict when someone else was faster;
        C(statements) are the policy statements a denial is to name.
        """

    @abc.abstractmethod
    def describe(self, assignment: Assignment, kms_key_name: Optional[str]) -> dict[str, Any]:
        """The resource as results, diffs and audits show it. There is no other way of showing it."""

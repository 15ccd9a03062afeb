# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Makes a vault or key once, whoever else asks for the same, and notes what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Optional, TypeVar, Union

from .create_once import Match, create_once
from .errors import Accepted, Failure, NotFoundOrDenied
from .following import LOST, Stateful, of_write
from .progress import Progress
from .session import Session
from .waiting import Patience

Resource = TypeVar("Resource", bound=Stateful)


@dataclass(frozen=True)
class Made(Generic[Resource]):
    """What a request to create something was answered with: new, or what an earlier run has created.

    `age` is for how many seconds it had been there when the service answered, `None` where that is not known.
    """

    resource: Resource
    accepted: Accepted
    age: Optional[float]

    @property
    def id(self) -> str:
        """The OCID."""
        return self.resource.id


class Making(Generic[Resource]):
    """Makes what C(identity) tells, by the names of attributes, in the region of a session."""

    def __init__(
        self,
        session: Session,
        read: Callable[[str], Resource],
        progress: Progress[Resource],
        patience: Optional[Patience],
    ) -> None:
        self._session = session
        self._read = read
        self._progress = progress
        self._patience = patience

    def once(
        self,
        ask: Callable[[str], Made[Resource]],
        look: Callable[[], Optional[Resource]],
        *,
        operation: str,
        identity: Mapping[str, Any],
        ended: Iterable[str],
    ) -> Union[Made[Resource], Resource]:
        """What C(ask) has made, as one look shows it, or what C(look) finds to be there already. Raises Failure."""

        def answered(token: str) -> Made[Resource]:
            made = ask(token)
            self._progress.note(made.resource)
            self._progress.accepted()
            return made

        def compare(made: Made[Resource]) -> Match:
            match = self._compared(made, identity)
            if match is not Match.SAME:
                # Nothing was created: the token is that of what has another name by now, or was moved or deleted.
                self._progress.taken_back()
            return match

        def adopt(found: Resource, failure: Failure) -> Made[Resource]:
            self._progress.note(found)
            self._progress.accepted()
            return Made(found, Accepted(operation, failure.opc_request_id), None)

        return create_once(
            answered,
            operation=operation,
            identity={"region": self._session.region, **identity},
            ended=ended,
            compare=compare,
            find_existing=look,
            adopt=adopt,
            clock=self._session.clock,
            patience=self._patience,
        )

    def _compared(self, made: Made[Resource], identity: Mapping[str, Any]) -> Match:
        try:
            seen = self._progress.note(self._read(made.id))
        except NotFoundOrDenied:
            raise
        except Failure as failure:
            raise of_write(failure, made.accepted, self._session.region) from None
        if seen.lifecycle_state in LOST:
            return Match.ENDED
        is_same = all(getattr(seen, name) == value for name, value in identity.items())
        return Match.SAME if is_same else Match.OTHER

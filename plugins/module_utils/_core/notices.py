# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Notices: what did not fail a task and still requires attention, as data, and one place that folds them for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Optional

from .errors import Failure


@dataclass(frozen=True)
class Notice:
    """One notice. `code` is a stable name for its kind, `text` one or two sentences, `resource` what it is about.

    `failure` is the failure behind it. Notices are equal whatever the failure.
    """

    code: str
    text: str
    resource: Optional[str] = None
    failure: Optional[Failure] = field(default=None, compare=False)

    def as_result(self) -> dict[str, Any]:
        """The facts, as modules return them."""
        return {
            "code": self.code,
            "text": self.text,
            "resource": self.resource,
            "failure": None if self.failure is None else self.failure.as_result(),
        }

    def __str__(self) -> str:
        return self.text


def as_results(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """The notices as modules return them, each once."""
    return [each.as_result() for each in dict.fromkeys(notices)]


def fold(notices: Iterable[Notice]) -> list[str]:
    """One text for each code: that of its first notice, and how many more there are."""
    texts: dict[str, list[str]] = {}
    for each in dict.fromkeys(notices):
        texts.setdefault(each.code, []).append(str(each))
    return [first if not more else f"{first} {len(more)} more: see notices." for first, *more in texts.values()]


def keep(failure: Failure, notices: Iterable[Notice]) -> None:
    """Adds notices to a failure, each once, before those it has."""
    failure.notices = list(dict.fromkeys([*notices, *failure.notices]))


@contextmanager
def kept(notices: Callable[[], Iterable[Notice]]) -> Iterator[None]:
    """Adds the notices that were collected to the failure of its body, which would end the task without them."""
    try:
        yield
    except Failure as failure:
        keep(failure, notices())
        raise


def brief(failure: Failure) -> str:
    """What a request was answered with, in a few words for a text."""
    if failure.operation is None:
        return failure.code
    if failure.status is None:
        return f"{failure.operation}: {failure.code}"
    return f"{failure.operation} answered {failure.status} {failure.code}"

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""A task as the body of a module sees it: values only, whichever process runs it.

A body takes nothing from its process: neither an AnsibleModule nor `os.environ`. So tasks with different environments
can run in one process, as far as this collection determines it. What libraries read by themselves is the process's:

- the HTTP library: the proxies (`HTTPS_PROXY`, `NO_PROXY`), and without a `cert_bundle` also `REQUESTS_CA_BUNDLE`;
- the SDK: what OCI sets for principals (`OCI_RESOURCE_PRINCIPAL_*`, `KUBERNETES_SERVICE_HOST`,
  `OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH`, `OCI_METADATA_BASE_URL`), and descriptions of regions that it does not
  know (`OCI_REGION_METADATA`, `~/.oci/regions-config.json`).

A controller that runs a task in its own process must have the same values of these as the task.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Optional, TypeVar

from .deadline import Clock
from .session import Session
from .settings import resolve

Result = TypeVar("Result")


def _ignore(_line: str) -> None:
    """Take a line about the progress of a task where nobody reads it."""


@dataclass(frozen=True)
class Task:
    """The parameters of one task, and how it logs in once they are checked: that raises BadOption.

    `progress` receives lines about the work until it ends.
    """

    parameters: Mapping[str, Any]
    log_in: Callable[[], Session]
    check_mode: bool = False
    progress: Callable[[str], None] = _ignore


# Returns the result: its notices as a list of Notice under `notices`, if there are any. Raises Failure.
Body = Callable[[Task], dict[str, Any]]


def task_in(
    environment: Mapping[str, str],
    parameters: Mapping[str, Any],
    *,
    check_mode: bool = False,
    clock: Optional[Clock] = None,
    prepare: Optional[Callable[[Any], None]] = None,
) -> Task:
    """A task in an environment, which is a mapping of variables; `clock` and `prepare` are those of its session."""

    def log_in() -> Session:
        return Session(resolve(parameters, environment, _read_text), clock=clock, prepare=prepare)

    return Task(parameters, log_in, check_mode)


def _read_text(path: str) -> str:
    with open(path, encoding="utf-8-sig") as file:
        return file.read()


@dataclass(frozen=True)
class Planned(Generic[Result]):
    """A change that has been decided and checked: the result it is predicted to have, and how it is carried out.

    Here check mode stops a task: what the change requires has been checked, and nothing has been written.
    """

    predict: Callable[[], Result]
    carry_out: Callable[[], Result]

    def result(self, *, check_mode: bool) -> Result:
        """Return what the change results in; check mode predicts it. Raises Failure."""
        return self.predict() if check_mode else self.carry_out()


def unchanged(result: Result) -> Planned[Result]:
    """Return the plan of a task that has nothing to do."""
    return Planned(lambda: result, lambda: result)

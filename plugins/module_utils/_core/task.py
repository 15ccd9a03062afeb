# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""A task as the body of a module sees it, and its execution: values only, whichever process runs it.

A body takes nothing from its process: neither an AnsibleModule nor `os.environ`. So tasks with different environments
can run in one process, as far as this collection determines it. What libraries read by themselves is the process's:

- the HTTP library: the proxies (`HTTPS_PROXY`, `NO_PROXY`), and without a `cert_bundle` also `REQUESTS_CA_BUNDLE`;
- the SDK: what OCI sets for principals (`OCI_RESOURCE_PRINCIPAL_*`, `KUBERNETES_SERVICE_HOST`,
  `OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH`, `OCI_METADATA_BASE_URL`), and descriptions of regions that it does not
  know (`OCI_REGION_METADATA`, `~/.oci/regions-config.json`).

A controller that runs a task in its own process must have the same values of these as the task.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Optional, TypeVar

from . import ocid
from .errors import BadOption, Defect, Failure
from .notices import as_results, fold
from .options import AUTH_OPTIONS
from .session import Session
from .settings import resolve
from .waiting import Clock

Result = TypeVar("Result")

AUTHENTICATION = frozenset(each.name for each in AUTH_OPTIONS)


def _ignore(_line: str) -> None:
    """Take a line about the progress of a task where there is no reader."""


@dataclass(frozen=True)
class Task:
    """The parameters of one task, and how it opens its session once they are checked.

    `progress` receives lines about the work until it ends.
    """

    parameters: Mapping[str, Any]
    open_session: Callable[[], Session]
    check_mode: bool = False
    progress: Callable[[str], None] = _ignore

    def log_in(self) -> Session:
        """The session of the task. Raises BadOption, also for an OCID of another realm than the tenancy's."""
        session = self.open_session()
        realm = session.realm
        if realm is not None:
            ocid.require_realm(self.parameters, realm, AUTHENTICATION)
        return session


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

    def open_session() -> Session:
        return Session(resolve(parameters, environment, _read_text), clock=clock, prepare=prepare)

    return Task(parameters, open_session, check_mode)


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


@dataclass(frozen=True)
class Ending:
    """How a task ended. `results` are those of the task, or of its failure with `msg` and `failure`."""

    results: dict[str, Any]
    is_failed: bool = False
    warnings: list[str] = field(default_factory=list)
    deprecations: list[dict[str, str]] = field(default_factory=list)


def execute(body: Body, task: Task, complaint: Optional[BadOption] = None) -> Ending:
    """Executes a body. With a `complaint`, the task is refused and nothing is executed."""
    try:
        if complaint is not None:
            raise complaint
        results = body(task)
    except Failure as failure:
        failed = {**failure.results, "msg": str(failure), "failure": failure.as_result()}
        noticed = {"notices": as_results(failure.notices)}
        return Ending({**failed, **noticed}, is_failed=True, warnings=fold(failure.notices))
    except Exception as error:
        defect = Defect(f"A defect in cmk.oci: {type(error).__name__}: {error}", advice=("Please report it.",))
        failed = {"msg": str(defect), "failure": defect.as_result(), "exception": traceback.format_exc()}
        return Ending(failed, is_failed=True)
    notices, deprecations = results.get("notices", []), results.pop("deprecations", [])
    return Ending({**results, "notices": as_results(notices)}, warnings=fold(notices), deprecations=deprecations)


Name = TypeVar("Name", bound=Hashable)
Value = TypeVar("Value")


class Once(Generic[Name, Value]):
    """Values by name. A thread that needs one waits for another thread that computes it; a failure is not kept.

    What is known before the work starts is passed as a value instead. This is for what only the work shows to be
    needed, such as the previous key of a resource.
    """

    def __init__(self) -> None:
        # Reentrant, since one value may be computed from another one.
        self._lock = threading.RLock()
        self._values: dict[Name, Value] = {}

    def value(self, name: Name, compute: Callable[[], Value]) -> Value:
        """The value of a name, computed by the first thread that needs it."""
        with self._lock:
            if name not in self._values:
                self._values[name] = compute()
            return self._values[name]

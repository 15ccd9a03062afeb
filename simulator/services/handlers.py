# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The handler of each operation."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from ..catalog.operations import Operation
from ..protocol.call import Call
from ..tenancy.tenancy import Tenancy
from .service import Service

Handler = Callable[[Call], Any]


class Handlers:
    """The handlers by SDK package, client and method. An operation with two handlers is a ValueError."""

    def __init__(self, services: Iterable[type[Service]], tenancy: Tenancy) -> None:
        self._by_operation: dict[tuple[str, str, str], tuple[Service, Handler]] = {}
        for service_class in services:
            service = service_class(tenancy)
            for name in handler_names(service_class):
                operation = (service.package, service.client, name)
                if operation in self._by_operation:
                    raise ValueError(f"{'.'.join(operation)} has more than one handler")
                self._by_operation[operation] = (service, getattr(service, name))

    def find(self, operation: Operation) -> tuple[Service, Handler] | None:
        """The service and its handler, or `None` if the operation is not simulated."""
        return self._by_operation.get((operation.package, operation.client, operation.name))


_SHARED = frozenset(dir(Service))


def handler_names(service_class: type[Service]) -> list[str]:
    """The operations that a service class handles: its own public methods, except those of every service."""
    return [
        name
        for name, member in vars(service_class).items()
        if inspect.isfunction(member) and not name.startswith("_") and name not in _SHARED
    ]

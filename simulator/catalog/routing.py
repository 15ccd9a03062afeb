# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maps verb and path to the operation and its path parameters."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from .endpoints import API_BY_NAME
from .operations import Operation
from .other_services import operations_of
from .recording import record


@dataclass
class _Node:
    """One step of the path. Fixed words precede parameters, because the most specific route is used."""

    words: dict[str, _Node] = field(default_factory=dict)
    parameter: _Node | None = None
    operations: dict[str, tuple[Operation, tuple[str, ...]]] = field(default_factory=dict)
    takes_rest: bool = False


class Routes:
    """The operations of one kind of host."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.operations = tuple(operations)
        self._root = _Node()
        for operation in self.operations:
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        node = self._root
        names = []
        for step in operation.path.strip("/").split("/"):
            if step.startswith("{"):
                names.append(step.strip("{}"))
                if node.parameter is None:
                    node.parameter = _Node()
                node = node.parameter
            else:
                node = node.words.setdefault(step, _Node())
        # The SDK does not encode the slashes of an object's name, so this last parameter matches the rest.
        node.takes_rest = node.takes_rest or names[-1:] == ["objectName"]
        node.operations.setdefault(operation.verb, (operation, tuple(names)))

    def match(self, verb: str, path: str) -> tuple[Operation, dict[str, str]] | frozenset[str]:
        """The operation and its path parameters; otherwise the verbs of the path (empty: no such path)."""
        node, values = self._walk(self._root, path.strip("/").split("/"), ())
        if node is None:
            return frozenset()
        if verb not in node.operations:
            return frozenset(node.operations)
        operation, names = node.operations[verb]
        return operation, dict(zip(names, values, strict=True))

    def _walk(self, node: _Node, steps: list[str], values: tuple[str, ...]) -> tuple[_Node | None, tuple[str, ...]]:
        if not steps:
            return (node if node.operations else None), values
        word = node.words.get(steps[0])
        if word is not None:
            found, found_values = self._walk(word, steps[1:], values)
            if found is not None:
                return found, found_values
        if node.parameter is not None and steps[0]:
            if node.parameter.takes_rest and len(steps) > 1:
                return node.parameter, (*values, unquote("/".join(steps)))
            return self._walk(node.parameter, steps[1:], (*values, unquote(steps[0])))
        return None, values


@functools.cache
def routes_of(api: str) -> Routes:
    """The routes of a kind of host; empty if the SDK has no such service."""
    known = API_BY_NAME.get(api)
    if known is None:
        return Routes(operations_of(api))
    return Routes(operation for client in known.clients for operation in record(*client))


@functools.cache
def known_operations() -> tuple[Operation, ...]:
    """Every operation of the hosts of the simulated services."""
    return tuple(operation for api in API_BY_NAME for operation in routes_of(api).operations)

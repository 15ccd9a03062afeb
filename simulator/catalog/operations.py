# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One operation of one service, as the SDK documents it."""

from __future__ import annotations

import ast
import functools
import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# Searches and the cryptographic operations of a vault: POST requests that change nothing.
_READING_POSTS = ("search_", "encrypt", "decrypt", "sign", "verify", "generate_data_encryption_key", "export_key")


@dataclass(frozen=True)
class Parameter:
    """A query or header parameter: its wire name, its SDK type and its values (empty: any)."""

    wire: str
    type: str
    allowed: tuple[str, ...] = ()
    required: bool = False


class Limit(NamedTuple):
    """Requests per second and tenancy of all operations that are counted together, such as `provisioning read`."""

    counted: str
    per_second: int


@dataclass(frozen=True)
class Signature:
    """The parameters of an operation besides its path, read from the source of the SDK method at first use."""

    query: dict[str, Parameter]
    headers: dict[str, Parameter]
    body_type: str | None
    body_required: bool


@dataclass(frozen=True)
class Operation:
    """One operation, as recorded from the SDK method that calls it."""

    package: str
    """The SDK package: `core`, `key_management`, ..."""
    client: str
    """The SDK client class: `BlockstorageClient`, ..."""
    name: str
    """The SDK method: `update_volume_kms_key`, ..."""
    verb: str
    path: str
    """The path template below the service's host: `/20160918/volumes/{volumeId}`."""
    response_type: str | None
    method: Callable[..., Any] = field(repr=False, compare=False)
    success_status: int = 200

    @property
    def qualified_name(self) -> str:
        """Package and method, as in the IAM requirements: `core.get_volume`."""
        return f"{self.package}.{self.name}"

    @functools.cached_property
    def api_name(self) -> str:
        """The name in the API reference and in `request.operation` of a policy: `UpdateVolumeKmsKey`."""
        return "".join(word.capitalize() for word in self.name.split("_"))

    @property
    def writes(self) -> bool:
        """Whether the operation can change anything; some reads send a body."""
        return self.verb not in ("GET", "HEAD") and not self.name.startswith(_READING_POSTS)

    @functools.cached_property
    def documented_limit(self) -> Limit | None:
        """The rate beyond which the service may reject the operation, according to the docstring of the method."""
        found = _LIMIT.search(" ".join((inspect.getdoc(self.method) or "").split()))
        return Limit(found["counted"], int(found["rate"])) if found else None

    @functools.cached_property
    def signature(self) -> Signature:
        """Query, header and body parameters."""
        return _read_signature(self.method)


# "might throttle this call to reject an otherwise valid request when the total rate of provisioning write operations
# exceeds 10 requests per second for a given tenancy".
_LIMIT = re.compile(r"total rate of (?P<counted>[a-z ]+) operations exceeds (?P<rate>\d+) requests per second")
_DOC_TYPE = re.compile(r":param ([\w.\[\](), ]+?) (\w+):(?: \((required|optional)\))?")


def _read_signature(method: Callable[..., Any]) -> Signature:
    """The wire names are in the dictionaries that the generated method builds, the types in its docstring."""
    documented = {
        name: (type_, presence == "required")
        for type_, name, presence in _DOC_TYPE.findall(inspect.getdoc(method) or "")
    }
    function = ast.parse(textwrap.dedent(inspect.getsource(method))).body[0]
    allowed: dict[str, tuple[str, ...]] = {}
    dictionaries: dict[str, dict[str, str]] = {"query_params": {}, "header_params": {}}
    body_argument: str | None = None
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            target = node.targets[0].id
            if target.endswith("_allowed_values"):
                allowed[target.removesuffix("_allowed_values")] = tuple(ast.literal_eval(node.value))
            elif target in dictionaries and isinstance(node.value, ast.Dict):
                dictionaries[target] = _argument_names(node.value)
        elif isinstance(node, ast.keyword) and node.arg == "body":
            body_argument = _argument_name(node.value)

    def parameters(names: dict[str, str]) -> dict[str, Parameter]:
        return {
            wire: Parameter(
                wire=wire,
                type=documented.get(argument, ("str", False))[0],
                allowed=allowed.get(argument, ()),
                required=documented.get(argument, ("str", False))[1],
            )
            for wire, argument in names.items()
        }

    body_type, body_required = documented.get(body_argument or "", (None, False))
    return Signature(
        query=parameters(dictionaries["query_params"]),
        headers={wire.lower(): value for wire, value in parameters(dictionaries["header_params"]).items()},
        body_type=body_type,
        body_required=body_required,
    )


def _argument_names(node: ast.Dict) -> dict[str, str]:
    """Wire name to SDK argument; constants (such as `accept`) are omitted."""
    names = {}
    for key, value in zip(node.keys, node.values, strict=True):
        argument = _argument_name(value)
        if isinstance(key, ast.Constant) and argument is not None:
            names[str(key.value)] = argument
    return names


def _argument_name(node: ast.expr) -> str | None:
    """The name in `volume_id`, in `kwargs.get("volume_id", missing)`, or in a call with either as argument."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            return str(ast.literal_eval(node.args[0]))
        for argument in node.args:
            name = _argument_name(argument)
            if name is not None and name != "self":
                return name
    return None

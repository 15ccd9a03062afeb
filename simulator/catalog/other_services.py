# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of services that are not simulated, so that they can be rejected by name."""

from __future__ import annotations

import functools
import pkgutil
import re
from pathlib import Path

from .operations import Operation
from .recording import record

_TEMPLATE = re.compile(r"'service_endpoint_template': '([^']+)'")
_CLASS = re.compile(r"^class (\w+Client)\(object\):", re.MULTILINE)


@functools.cache
def _clients_by_host_prefix() -> dict[str, tuple[tuple[str, str], ...]]:
    """The SDK packages and client classes by host, such as `filestorage`: the part before `{region}` in a template."""
    import oci

    found: dict[str, list[tuple[str, str]]] = {}
    root = Path(oci.__path__[0])
    for package in pkgutil.iter_modules(oci.__path__):
        for source in sorted((root / package.name).glob("*_client.py")):
            text = source.read_text(encoding="utf-8")
            template, name = _TEMPLATE.search(text), _CLASS.search(text)
            if template and name:
                prefix = template[1].split("://", 1)[-1].split(".{region}", 1)[0]
                prefix = prefix.rsplit("}", 1)[-1]
                found.setdefault(prefix, []).append((package.name, name[1]))
    return {prefix: tuple(clients) for prefix, clients in found.items()}


@functools.cache
def operations_of(host_prefix: str) -> tuple[Operation, ...]:
    """The operations of hosts that start with `host_prefix`; empty if the SDK has no such service."""
    return tuple(
        operation for client in _clients_by_host_prefix().get(host_prefix, ()) for operation in record(*client)
    )

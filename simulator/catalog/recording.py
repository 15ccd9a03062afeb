# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records the operations of an SDK client by calling each of its methods and capturing the request."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any

from .operations import Operation

_MUST_BE_ONE_OF = re.compile(r"Invalid value for `(\w+)`, must be one of \[(.*)\]", re.DOTALL)
_CONFIG = {
    "region": "us-ashburn-1",
    "tenancy": "ocid1.tenancy.oc1..recording",
    "user": "ocid1.user.oc1..recording",
    "fingerprint": ":".join(["00"] * 16),
    "key_file": "never-read.pem",
}


class _Recorded(Exception):
    """Contains the arguments of the call that was about to be sent."""

    def __init__(self, arguments: dict[str, Any]) -> None:
        self.arguments = arguments


class _NoSigner:
    """A signer for the client; nothing is ever signed."""

    def __call__(self, request: Any) -> Any:
        return request


def _stop(**arguments: Any) -> None:
    raise _Recorded(arguments)


def record(package: str, client_name: str) -> list[Operation]:
    """Every operation of one SDK client; its path includes the base path of the service.

    The request that the SDK would send is the route (style.md, section 3.7), so no generated code is parsed for it.
    """
    import oci

    client_class = getattr(importlib.import_module(f"oci.{package}"), client_name)
    needs_endpoint = "service_endpoint" in inspect.signature(client_class.__init__).parameters
    endpoint = {"service_endpoint": "https://recording.invalid"} if needs_endpoint else {}
    client = client_class(_CONFIG, signer=_NoSigner(), retry_strategy=oci.retry.NoneRetryStrategy(), **endpoint)
    base_path = _base_path(client)
    client.base_client.call_api = _stop
    operations = []
    for name, method in inspect.getmembers(client_class, inspect.isfunction):
        if name.startswith("_"):
            continue
        sent = _call(getattr(client, name), method)
        if sent is None:
            continue
        operations.append(
            Operation(
                package=package,
                client=client_name,
                name=name,
                verb=sent["method"],
                path=base_path + sent["resource_path"],
                response_type=sent.get("response_type"),
                method=method,
            )
        )
    return operations


def _base_path(client: Any) -> str:
    """`/20160918` for most services; empty for services whose paths contain the version themselves."""
    template: str = client.base_client.endpoint
    path = template.split("://", 1)[1].partition("/")[2]
    return f"/{path}" if path else ""


def _call(bound: Any, method: Any) -> dict[str, Any] | None:
    """Call with placeholders; where the SDK requires one of its own values, use the first one it lists."""
    arguments: dict[str, Any] = {
        name: "placeholder"
        for name, parameter in inspect.signature(method).parameters.items()
        if name != "self" and parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    }
    for _attempt in range(len(arguments) + 1):
        try:
            bound(**arguments)
        except _Recorded as recorded:
            return recorded.arguments
        except ValueError as error:
            requested = _MUST_BE_ONE_OF.search(str(error))
            if requested is None:
                return None
            arguments[requested[1]] = requested[2].split(",")[0].strip().strip("'\"")
        except Exception:
            return None
    return None

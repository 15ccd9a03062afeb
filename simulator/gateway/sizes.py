# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The maximum size of a request body; a larger one is rejected before it is read."""

from __future__ import annotations

from collections.abc import Mapping

from ..catalog.endpoints import resolve
from ..catalog.routing import routes_of
from ..protocol.messages import Request
from ..protocol.parameters import is_stream
from ..protocol.problems import ServiceProblem

# "Object parts must be no larger than 50 GiB"
# (https://docs.oracle.com/iaas/Content/Object/Tasks/usingmultipartuploads.htm); the same for a single PutObject
# (assumed).
LARGEST_UPLOAD = 50 * 1024**3
# The maximum that is kept in memory; larger uploads are not simulated.
LARGEST_KEPT = 1024**3
# That there is a limit follows from the 413 in D-ERR; its size is assumed. A commit of 10,000 parts fits.
LARGEST_JSON = 1024**2


def largest_body(verb: str, host: str, path: str) -> int:
    """The maximum number of bytes that are read from a request."""
    endpoint = resolve(host)
    found = routes_of(endpoint.api).match(verb, path) if endpoint is not None else frozenset()
    return LARGEST_KEPT if isinstance(found, tuple) and is_stream(found[0]) else LARGEST_JSON


def has_body(headers: Mapping[str, str]) -> bool:
    """Whether a request announces a body (RFC 9112, section 6.3)."""
    return "content-length" in headers or "transfer-encoding" in headers


def check_size(request: Request) -> None:
    """Reject a body that is, or is declared to be, too large. That this precedes the signature is assumed.

    The code is that of D-ERR; Object Storage has its own (`sdk:base_client.py`, for uploads).
    """
    if not request.body and not has_body(request.headers):
        return
    largest = largest_body(request.verb, request.host, request.path)
    size = max(len(request.body), declared_size(request.headers.get("content-length", "")))
    if size <= largest:
        return
    if largest == LARGEST_KEPT and size <= LARGEST_UPLOAD:
        raise ServiceProblem(
            501, "MethodNotImplemented", f"Uploads of more than {LARGEST_KEPT} bytes are not simulated."
        )
    largest = LARGEST_UPLOAD if largest == LARGEST_KEPT else largest
    endpoint = resolve(request.host)
    of_object_storage = endpoint is not None and endpoint.api == "objectstorage"
    code = "RequestEntityTooLarge" if of_object_storage else "PayloadTooLarge"
    raise ServiceProblem(413, code, f"The request body is larger than {largest} bytes.")


def declared_size(text: str) -> int:
    """The number in a Content-Length header, 0 if it is not a number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Classifies exceptions that come out of an SDK call.

The SDK wraps errors of its HTTP library in its own, and these hold the cause in their arguments: so causes are looked
for in all the places an exception can keep another one.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Optional
from urllib.parse import urlsplit

# The classes of the HTTP library that mean that a request has never left this host, or was never accepted as one.
NEVER_SENT = ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "ConnectTimeoutError")

# How Python words it that a proxy has refused to open a tunnel.
NO_TUNNEL = "Tunnel connection failed"

SECONDS = re.compile(r"[0-9]{1,9}")


class UnexpectedAnswer(Exception):
    """What came back is not what the service documents; raised by `answers`, and translated like the SDK's own errors.

    `reason` completes "the answer …". `is_foreign` is true if something other than the service seems to have answered.
    """

    def __init__(
        self,
        reason: str,
        *,
        status: Optional[int] = None,
        headers: Optional[Mapping[str, str]] = None,
        is_read: bool = False,
        is_foreign: bool = False,
        host: Optional[str] = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.headers = headers or {}
        self.is_read = is_read
        self.is_foreign = is_foreign
        self.host = host
        # As retries have it: a write that was answered by something else may have been carried out.
        self.may_be_applied = not is_read


def causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all exceptions it carries, outermost first."""
    waiting, seen = [error], set()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        held = [*current.args, getattr(current, "reason", None), current.__cause__, current.__context__]
        waiting.extend(each for each in held if isinstance(each, BaseException))


def is_service_answer(error: BaseException) -> bool:
    """Whether the service itself answered, with a status that is an error (`oci.exceptions.ServiceError`)."""
    is_an_answer = isinstance(getattr(error, "status", None), int) and hasattr(error, "headers")
    return is_an_answer and not isinstance(error, UnexpectedAnswer)


def was_never_sent(error: BaseException) -> bool:
    """Whether the request is sure not to have reached the service, so that nothing can have come of it.

    The HTTP library calls every connection that breaks behind a proxy an error of the proxy, also when the request was
    carried out: so what counts is the cause.
    """
    return is_untrusted(error) or any(
        type(each).__name__ in NEVER_SENT or NO_TUNNEL in str(each) for each in causes(error)
    )


def is_refusal_of_a_proxy(error: BaseException) -> bool:
    """Whether a proxy on the way cannot be reached, or did not let the request through."""
    is_about_proxy = any(type(each).__name__ == "ProxyError" or NO_TUNNEL in str(each) for each in causes(error))
    return is_about_proxy and was_never_sent(error)


def is_untrusted(error: BaseException) -> bool:
    """Whether the certificate of the other side was not accepted, or the CA bundle cannot be used."""
    return any(isinstance(each, ssl.SSLCertVerificationError) for each in causes(error)) or is_bad_bundle(error)


def is_bad_bundle(error: BaseException) -> bool:
    """Whether the CA bundle file is absent: the HTTP library raises a plain OSError with its own wording."""
    return any(each.__class__ is OSError and "CA certificate bundle" in str(each) for each in causes(error))


def is_unreachable(error: BaseException) -> bool:
    """Whether there was no answer at all: name look-up, proxy, connection, TLS or a time-out.

    Every exception of the SDK's HTTP library is an OSError; a bare OSError is about files on this host.
    """
    about_files = error.__class__ is OSError or isinstance(error, (FileNotFoundError, PermissionError))
    return isinstance(error, OSError) and not about_files


def innermost(error: BaseException) -> str:
    """The innermost reason in its own words, without addresses of objects in memory."""
    last = list(causes(error))[-1]
    # The SDK puts the address of the request and that of its guide after the reason.
    reason = last.args[0] if last.args and isinstance(last.args[0], str) and len(last.args) > 1 else last
    text = " ".join(str(reason).split()).rsplit(">: ", maxsplit=1)[-1][:200]
    return f"{type(last).__name__}: {text}" if text else type(last).__name__


def host_of(error: BaseException) -> Optional[str]:
    """The host that was to answer, where the HTTP library reports it."""
    for each in causes(error):
        url = getattr(getattr(each, "request", None), "url", None)
        if url:
            return urlsplit(str(url)).hostname
    return None


def retry_after(error: BaseException, wall: float) -> Optional[float]:
    """Seconds to wait according to the header Retry-After (a number or a date), or `None`.

    A date is compared with the answer's own Date, so that a wrong clock on this host does no harm.
    """
    value = header(error, "retry-after")
    if value is None:
        return None
    if SECONDS.fullmatch(value.strip()):
        return float(value)
    then = _timestamp(value)
    return None if then is None else max(0.0, then - (server_time(error) or wall))


def server_time(answer: Any) -> Optional[float]:
    """The Unix time of the Date header of an answer, or of the error that it has become."""
    date = header(answer, "date")
    return None if date is None else _timestamp(date)


def header(answer: Any, name: str) -> Optional[str]:
    """A header of an answer, or of the error that it has become, in any case."""
    for key, value in (getattr(answer, "headers", None) or {}).items():
        if str(key).lower() == name:
            return str(value)
    return None


def _timestamp(date: str) -> Optional[float]:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None

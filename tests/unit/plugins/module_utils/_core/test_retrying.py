# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The retry strategy, under the exceptions the SDK really raises."""

from __future__ import annotations

import io
from collections.abc import Callable
from email.utils import formatdate
from http.client import RemoteDisconnected
from typing import Any

import pytest
import urllib3
from oci._vendor.requests import exceptions as http
from oci.exceptions import ConnectTimeout, RequestException, ServiceError

from ansible_collections.cmk.oci.plugins.module_utils._core import faults
from ansible_collections.cmk.oci.plugins.module_utils._core.retrying import Retrying, leaves_doubt
from tests.unit.plugins.fake_time import FakeTime


def answer(status: int, code: str | None = "Code", **headers: str) -> ServiceError:
    return ServiceError(status, code, {key.replace("_", "-"): value for key, value in headers.items()}, "message")


def failing(*errors: Exception, then: Any = "done") -> Callable[..., Any]:
    """A call that raises each of the errors in turn (again and again when nothing comes then)."""
    left = list(errors)

    def call(**kwargs: Any) -> Any:
        if left:
            raise left.pop(0)
        return then

    return call


def endless(error: Exception) -> Callable[..., Any]:
    def call(**kwargs: Any) -> Any:
        raise error

    return call


PASSING = {
    "429": answer(429, "TooManyRequests"),
    "500": answer(500, "InternalServerError"),
    "502 from a proxy": answer(502, None),
    "503": answer(503, "ServiceUnavailable"),
    "409 IncorrectState": answer(409, "IncorrectState"),
    "409 LockConflict": answer(409, "LockConflict"),
    "reset": RequestException(http.ConnectionError("Connection reset by peer")),
    "truncated": RequestException(http.ChunkedEncodingError("incomplete read")),
    "read time-out": RequestException(http.ReadTimeout("read timed out")),
    "connect time-out": ConnectTimeout(http.ConnectTimeout("connect timed out")),
}
FINAL = {
    "400": answer(400, "InvalidParameter"),
    "401": answer(401, "NotAuthenticated"),
    "404": answer(404, "NotAuthorizedOrNotFound"),
    "409 of another kind": answer(409, "Conflict"),
    "412": answer(412, "NoEtagMatch"),
    "501": answer(501, "MethodNotImplemented"),
    "missing CA bundle": OSError("Could not find a suitable TLS CA certificate bundle, invalid path: /x"),
    "a defect": KeyError("x"),
}


@pytest.mark.parametrize("error", PASSING.values(), ids=PASSING)
def test_passing_errors_are_repeated(error: Exception, fake_time: FakeTime) -> None:
    strategy = Retrying(fake_time.clock(), draw=lambda: 1.0)
    assert strategy.make_retrying_call(failing(error, error)) == "done"
    assert fake_time.slept == [1.0, 2.0]


@pytest.mark.parametrize("error", FINAL.values(), ids=FINAL)
def test_final_errors_are_not_repeated(error: Exception, fake_time: FakeTime) -> None:
    with pytest.raises(type(error)):
        Retrying(fake_time.clock()).make_retrying_call(failing(error))
    assert fake_time.slept == []


def test_pauses_have_full_jitter_up_to_a_limit(fake_time: FakeTime) -> None:
    strategy = Retrying(fake_time.clock(), draw=lambda: 0.5)
    strategy.make_retrying_call(failing(*[answer(503)] * 8))
    assert fake_time.slept == [0.5, 1, 2, 4, 8, 15, 15, 15]


def test_the_total_time_is_limited(fake_time: FakeTime) -> None:
    start = fake_time.time
    with pytest.raises(ServiceError):
        Retrying(fake_time.clock(), draw=lambda: 1.0).make_retrying_call(endless(answer(500)))
    assert 250 < fake_time.time - start <= 300


def test_no_answer_at_all_is_given_up_sooner(fake_time: FakeTime) -> None:
    error = RequestException(http.ConnectionError("Name or service not known"))
    with pytest.raises(RequestException):
        Retrying(fake_time.clock(), draw=lambda: 1.0).make_retrying_call(endless(error))
    assert fake_time.slept == [1, 2, 4, 8]


def test_answers_in_between_renew_the_patience(fake_time: FakeTime) -> None:
    broken = RequestException(http.ConnectionError("Connection reset by peer"))
    strategy = Retrying(fake_time.clock(), draw=lambda: 0.0)
    assert strategy.make_retrying_call(failing(*[broken] * 4, answer(503), *[broken] * 4)) == "done"


def test_retry_after_in_seconds(fake_time: FakeTime) -> None:
    Retrying(fake_time.clock(), draw=lambda: 0.25).make_retrying_call(failing(answer(429, retry_after="17")))
    assert fake_time.slept == [17.25]


def test_retry_after_as_a_date_is_read_by_the_clock_of_the_server(fake_time: FakeTime) -> None:
    server = fake_time.time + 86400
    error = answer(503, Retry_After=formatdate(server + 9, usegmt=True), Date=formatdate(server, usegmt=True))
    Retrying(fake_time.clock(), draw=lambda: 0.0).make_retrying_call(failing(error))
    assert fake_time.slept == [9.0]


def test_retry_after_beyond_the_total_time_ends_at_once(fake_time: FakeTime) -> None:
    with pytest.raises(ServiceError):
        Retrying(fake_time.clock()).make_retrying_call(endless(answer(429, retry_after="3600")))
    assert fake_time.slept == []


def test_state_belongs_to_the_call(fake_time: FakeTime) -> None:
    """Clients of many threads hold one object each, and one object serves many calls."""
    strategy = Retrying(fake_time.clock(), draw=lambda: 1.0)
    for dummy in range(2):
        strategy.make_retrying_call(failing(answer(503)))
    assert fake_time.slept == [1.0, 1.0]


@pytest.mark.parametrize(
    ("first", "doubt"),
    [
        (answer(429), False),
        (answer(409, "IncorrectState"), False),
        (answer(500), True),
        (RequestException(http.ConnectionError("reset")), True),
    ],
    ids=["throttled", "busy", "failed", "reset"],
)
def test_an_error_after_an_unclear_attempt_is_marked(first: Exception, doubt: bool, fake_time: FakeTime) -> None:
    with pytest.raises(ServiceError) as raised:
        Retrying(fake_time.clock()).make_retrying_call(failing(first, answer(412, "NoEtagMatch")))
    assert raised.value.may_be_applied is doubt


@pytest.mark.parametrize(
    ("cause", "is_in_doubt"),
    [
        (RemoteDisconnected("Remote end closed connection without response"), True),
        (ConnectionResetError(104, "Connection reset by peer"), True),
        (OSError("Tunnel connection failed: 407 Proxy Authentication Required"), False),
        (urllib3.exceptions.NewConnectionError(None, "refused"), False),  # type: ignore[arg-type]  # as the SDK does
    ],
)
def test_a_connection_that_breaks_behind_a_proxy_leaves_doubt(cause: Exception, is_in_doubt: bool) -> None:
    """The HTTP library calls it an error of the proxy, although the request may have been carried out."""
    error = OSError(urllib3.exceptions.ProxyError("Unable to connect to proxy", cause))
    assert leaves_doubt(error) is is_in_doubt
    assert faults.is_refusal_of_a_proxy(error) is not is_in_doubt


def test_a_file_is_sent_from_its_beginning_each_time(fake_time: FakeTime) -> None:
    body, sent = io.BytesIO(b"content"), list[bytes]()

    def send(body: io.BytesIO) -> None:
        sent.append(body.read())
        if len(sent) < 3:
            raise answer(503)

    Retrying(fake_time.clock()).make_retrying_call(send, body=body)
    assert sent == [b"content"] * 3

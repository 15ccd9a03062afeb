# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many connections at once to a served tenancy: latency, a region that does not respond, and storms of 429."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import oci
import pytest

from tests.served import Served, serving

CONNECTIONS = 32
HOME, OTHER = "us-ashburn-1", "us-phoenix-1"
SHAPE = ("--compartments", "2", "--regions", "2", "--volumes", "40", "--latency-ms", "20")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("many"), scenario="large", options=SHAPE) as one:
        yield one


@pytest.fixture
def served(running: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """Without faults, latency and journal of the test before."""
    for name, value in running.variables.items():
        monkeypatch.setenv(name, value)
    running.control("/faults", verb="DELETE")
    running.control("/journal", verb="DELETE")
    running.control("/settings", {"latency_ms": 0}, verb="PUT")
    return running


def block(region: str = HOME, *, seconds: float = 20.0) -> Any:
    config = {**oci.config.from_file(), "region": region}
    return oci.core.BlockstorageClient(
        config,
        retry_strategy=oci.retry.NoneRetryStrategy(),
        circuit_breaker_strategy=oci.circuit_breaker.NoCircuitBreakerStrategy(),
        timeout=(5, seconds),
    )


def at_once(count: int, call: Callable[[], Any]) -> list[Any]:
    """The results of that many calls, or their exceptions, on as many connections."""

    def outcome(_number: int) -> Any:
        try:
            return call()
        except (oci.exceptions.ServiceError, oci.exceptions.RequestException) as error:
            return error

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        return list(threads.map(outcome, range(count)))


def lister(served: Served, region: str = HOME, *, seconds: float = 20.0) -> Callable[[], Any]:
    client, compartment = block(region, seconds=seconds), served.tenancy["compartments"]["project-000"]
    return lambda: len(client.list_volumes(compartment_id=compartment).data)


def test_latency_is_an_option_until_it_is_set(running: Served) -> None:
    running.control("/reset", {"scenario": "founded"})
    assert running.control("/", verb="GET")["latency_ms"] == 20
    shape = {"compartments": 2, "regions": 2, "volumes": 40}
    running.tenancy = running.control("/reset", {"scenario": "large", "shape": shape})
    assert running.control("/", verb="GET")["shape"] == shape


def test_requests_wait_for_latency_at_the_same_time(served: Served) -> None:
    listed = lister(served)
    at_once(CONNECTIONS, listed)
    served.control("/settings", {"latency_ms": 500}, verb="PUT")
    started = time.monotonic()
    assert listed() == 10
    one = time.monotonic() - started
    assert at_once(CONNECTIONS, listed) == [10] * CONNECTIONS
    all_of_them = time.monotonic() - started - one
    assert one >= 0.5
    # One after the other, they would take 16 seconds.
    assert all_of_them < CONNECTIONS * 0.5 / 3


@pytest.mark.parametrize("fault", [{"delay": 30}, {"reset": "before"}], ids=["silence", "reset"])
def test_a_region_that_does_not_respond_holds_up_no_other(served: Served, fault: dict[str, Any]) -> None:
    served.control("/faults", {"region": OTHER, **fault})
    here, there = lister(served), lister(served, OTHER, seconds=1)
    with ThreadPoolExecutor(2) as both:
        lost = both.submit(at_once, CONNECTIONS, there)
        started = time.monotonic()
        assert at_once(CONNECTIONS, here) == [10] * CONNECTIONS
        assert time.monotonic() - started < 15
        assert {type(one) for one in lost.result()} <= {
            oci.exceptions.RequestException,
            oci.exceptions.ConnectTimeout,
        }
    assert served.control("/faults", verb="GET")[0]["applied"] == CONNECTIONS
    served.control("/faults", verb="DELETE")
    assert there() == 10


def test_a_storm_of_throttled_requests_ends(served: Served) -> None:
    rule = {"operation": "list_volumes", "status": 429, "code": "TooManyRequests", "probability": 0.8, "times": 100}
    served.control("/faults", rule)
    listed = lister(served)
    results: list[Any] = []
    while results.count(10) < 200:
        results += at_once(CONNECTIONS, listed)
    throttled = [one for one in results if isinstance(one, oci.exceptions.ServiceError)]
    assert {(one.status, one.code) for one in throttled} == {(429, "TooManyRequests")}
    assert len(throttled) == 100
    assert served.control("/journal/counts", verb="GET")["core.list_volumes"] == {
        "200": len(results) - 100,
        "429": 100,
    }
    served.control("/journal/counts", verb="DELETE")
    assert served.control("/journal/counts", verb="GET") == {}
    assert len(served.control("/journal?operation=core.list_volumes", verb="GET")) == len(results)

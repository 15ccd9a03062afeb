# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several threads share one login and one request: what they need in common is read once, and no client is shared."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._assign.assigning import Assigning, request
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Once
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_kms_key_assignments
from simulator.cloud import Cloud
from tests.officer import Officer

THREADS = 8


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads are switched as often as possible."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def resources(cloud: Cloud) -> list[str]:
    """Resources of several types that the operator may assign the key to."""
    found = [cloud.catalogue["volumes"]["data-wrong-key"], cloud.catalogue["volumes"]["data-right-key"]]
    found += [cloud.catalogue["volume_backups"]["backup-right-key"], cloud.catalogue["file_systems"]["fs-right-key"]]
    return [str(each) for each in found]


def together(work: Callable[[int], Any]) -> list[Any]:
    """What each of the threads returns for its number; they begin at the same moment."""
    meeting = threading.Barrier(THREADS, timeout=60)

    def run(number: int) -> Any:
        meeting.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return [each.result() for each in [pool.submit(run, number) for number in range(THREADS)]]


@pytest.mark.usefixtures("hasty")
def test_threads_share_a_login_and_not_their_clients(cloud: Cloud) -> None:
    session = Officer(cloud, "projx-operator").session
    created: list[tuple[int, Any]] = []
    prepare = session._prepare
    assert prepare is not None

    def note(client: Any) -> None:
        created.append((threading.get_ident(), client))
        prepare(client)

    session._prepare = note
    before = {name: value for name, value in vars(session).items() if name != "deadline"}
    values = {name: dict(value) for name, value in before.items() if isinstance(value, dict)}
    assigning = Assigning(session, requested(cloud, by_name=False))
    resolver = of_one(assigning)

    def work(number: int) -> set[int]:
        ids = resources(cloud)
        for turn in range(len(ids)):
            resource_id = ids[(number + turn) % len(ids)]
            assigned = assigning.assign(resolver.resolve(resource_id)[1], resource_id)
            assert assigned.outcome.after.kms_key_id == cloud.catalogue["keys"]["cmk"]
        return {id(each) for each in session._of_thread.clients.values()}

    own = together(work)
    assert all(len(each) >= 2 for each in own)
    assert len(set.union(*own)) == sum(map(len, own)), "a client is used by two threads"
    kinds = Counter(
        (thread, type(client), client.base_client.endpoint, client.retry_strategy._attempts_without_answer)
        for thread, client in created
    )
    assert set(kinds.values()) == {1}, "a thread has created a client twice"
    assert vars(session).keys() - {"deadline"} == before.keys()
    assert all(vars(session)[name] is value for name, value in before.items()), "a thread has filled something in"
    assert {name: dict(value) for name, value in before.items() if isinstance(value, dict)} == values


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("by_name", [False, True], ids=["by OCID", "by name"])
def test_the_key_is_looked_up_once_for_all_threads(cloud: Cloud, by_name: bool) -> None:
    officer, volume = Officer(cloud, "projx-operator"), resources(cloud)[1]
    asked = []
    for work in (lambda do: do(0), together):
        before = officer.now
        resolver = of_one(Assigning(officer.session, requested(cloud, by_name=by_name)))
        work(partial(assign, resolver, volume))
        asked.append(Counter(officer.sent(after=before)))
    alone, by_all = asked
    assert alone["get_key"] == 1
    of_each = ("get_volume", "get_volume_kms_key")
    assert by_all == {name: times * (THREADS if name in of_each else 1) for name, times in alone.items()}


def test_a_failure_is_not_kept() -> None:
    once: Once[str, int] = Once()
    with pytest.raises(ZeroDivisionError):
        once.value("a", lambda: 1 // 0)
    assert once.value("a", lambda: 1) == 1
    assert once.value("a", lambda: 2) == 1
    assert once.value("b", lambda: once.value("a", lambda: 3) + 1) == 2


@pytest.mark.usefixtures("hasty")
def test_one_thread_computes_a_value() -> None:
    once: Once[int, object] = Once()
    computed: list[int] = []

    def compute() -> object:
        computed.append(1)
        return object()

    found = together(lambda number: [once.value(each, compute) for each in range(50)])
    assert all(each == found[0] for each in found)
    assert len(computed) == 50


def requested(cloud: Cloud, *, by_name: bool) -> Any:
    spec = oci_kms_key_assignments.ARGUMENT_SPEC
    vault = str(cloud.catalogue["vaults"]["security-vault"]["id"])
    key = {"kms_key_name": "cmk", "vault_id": vault} if by_name else {"kms_key_id": cloud.catalogue["keys"]["cmk"]}
    return request({**{name: facts.get("default") for name, facts in spec.items()}, **key}, True)


def of_one(assigning: Assigning) -> Any:
    """A resolver all of whose resources are in the session's region."""
    resolver = oci_kms_key_assignments.Resolver(assigning.session, assigning.requested)
    resolver._by_region.value(assigning.session.region, lambda: assigning)
    return resolver


def assign(resolver: Any, volume: str, _number: int) -> None:
    """Resolves the key twice for one resource, as its reading and its change do."""
    keys, assigning = resolver.resolve(volume)[0], resolver.resolve(volume)[1]
    keys.assign(assigning, volume)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume keeps the promises: one volume of a name, under the key that was said, whatever it is made from."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from oci.core.models import ChangeVolumeCompartmentDetails, UpdateVolumeDetails

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_volume as task
from simulator.cloud import Cloud
from simulator.gateway.retry_tokens import Create, RetryTokens
from simulator.protocol.messages import Response
from simulator.services.block_volume.variants import VARIANTS
from simulator.tenancy.resource import Resource
from tests.contract.combinations import SEED, mixtures
from tests.contract.conftest import MakeCloud
from tests.contract.failures import advises, is_rendered, lacks, names
from tests.contract.officer import Officer
from tests.contract.policies import assert_only_the_service_is_missing, work_after
from tests.results import codes, noted

NEW = "new-data"
PHX = "us-phoenix-1"
MANAGED = "ORACLE_MANAGED_KEY"

# What only the service can tell of a new volume, so that check mode does not.
UNPREDICTABLE = ("id", "size_in_gbs", "vpus_per_gb", "is_hydrated")


@dataclass(frozen=True)
class Way:
    """One way of making a volume: the seeded source, none for nothing."""

    name: str
    kind: str
    source: tuple[str, str] | None = None
    needs_domain: bool = True


WAYS = [
    Way("nothing", "volume"),
    Way("backup", "volume", ("volume_backups", "backup-right-key")),
    Way("clone", "volume", ("volumes", "data-right-key"), needs_domain=False),
    Way("boot backup", "boot_volume", ("boot_volume_backups", "boot-backup-right-key")),
    Way("boot clone", "boot_volume", ("boot_volumes", "boot-right-key"), needs_domain=False),
]


COMBINED = mixtures(VARIANTS, 2)
"""Every choice of what is not settled about volumes, in five mixtures of all of them."""


@pytest.fixture(params=WAYS, ids=lambda way: way.name)
def way(request: pytest.FixtureRequest) -> Way:
    return request.param


@pytest.fixture
def operator(cloud: Cloud) -> Officer:
    return Officer(cloud, "projx-operator")


def domain(operator: Officer) -> str:
    return str(operator.cloud.catalogue["availability_domains"][operator.region][0])


def source_id(operator: Officer, way: Way) -> str | None:
    return str(operator.cloud.catalogue[way.source[0]][way.source[1]]) if way.source else None


def volume(operator: Officer, way: Way = WAYS[0], *, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module for a new volume in the project's compartment, under the seeded key unless another is said."""
    said = {"kms_key_id", "kms_key_ids", "kms_key_name"} & options.keys()
    named = {} if "volume_id" in options else {"display_name": NEW, "compartment_id": operator.compartment("projx")}
    defaults = {
        **named,
        "source_id": source_id(operator, way),
        **({"availability_domain": domain(operator)} if way.needs_domain else {}),
        **({} if said else {"kms_key_id": operator.key_id("cmk")}),
    }
    return operator.run(task, check=check, **{**defaults, **options})


def refused(operator: Officer, way: Way = WAYS[0], **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        volume(operator, way, **options)
    assert is_rendered(caught.value)
    return caught.value


def there(operator: Officer, way: Way = WAYS[0]) -> list[Resource]:
    """The volumes of the name that the service holds in the compartment."""
    held = [each for each in operator.named(way.kind, NEW) if each.state not in ("TERMINATING", "TERMINATED")]
    return [each for each in held if each.compartment_id == operator.compartment("projx")]


# -- making ----------------------------------------------------------------------------------------------------------


def test_makes_a_volume_once_under_the_key(operator: Officer, way: Way) -> None:
    predicted = volume(operator, way, check=True)
    assert operator.writes() == []
    made = volume(operator, way)
    assert made["changed"]
    assert made["verified"]
    assert made["notices"] == []
    assert made["previous_kms_key_id"] is None
    resource = made["resource"]
    assert resource["kms_key_id"] == operator.key_id("cmk")
    assert resource["kms_key_name"] == "cmk"
    assert resource["lifecycle_state"] == "AVAILABLE"
    assert resource["source_id"] == source_id(operator, way)
    assert made["diff"] == {"before": {}, "after": resource}
    assert [each.data["kmsKeyId"] for each in there(operator, way)] == [operator.key_id("cmk")]
    differing = {name for name in resource if resource[name] != predicted["resource"][name]}
    assert differing <= set(UNPREDICTABLE)
    assert {**predicted, "resource": None, "diff": None} == {**made, "resource": None, "diff": None}

    mark = operator.now
    again = volume(operator, way)
    assert not again["changed"]
    assert again["verified"]
    assert again["resource"]["id"] == resource["id"]
    assert operator.writes(after=mark) == []
    assert volume(operator, way, check=True) == {**again, "resource": again["resource"]}
    assert len(there(operator, way)) == 1


def test_the_oracle_managed_key_takes_a_word(operator: Officer, way: Way) -> None:
    assert names(refused(operator, way, kms_key_id=None), "kms_key_id=ORACLE_MANAGED_KEY")
    made = volume(operator, way, kms_key_id=MANAGED)
    assert made["verified"]
    assert made["resource"]["kms_key_id"] is None
    assert "kmsKeyId" not in there(operator, way)[0].data


def test_a_volume_that_is_there_is_brought_under_the_key(operator: Officer, way: Way) -> None:
    volume(operator, way, kms_key_id=MANAGED)
    mark = operator.now
    predicted = volume(operator, way, check=True)
    changed = volume(operator, way)
    assert changed == predicted
    assert changed["changed"]
    assert changed["previous_kms_key_id"] is None
    assert changed["resource"]["kms_key_id"] == operator.key_id("cmk")
    assert not any("create" in operation for operation in operator.writes(after=mark))
    assert len(there(operator, way)) == 1


def test_by_its_ocid_it_needs_no_name(operator: Officer) -> None:
    made = volume(operator)["resource"]["id"]
    changed = operator.run(task, volume_id=made, kms_key_id=operator.key_id("cmk-other"))
    assert changed["changed"]
    assert changed["previous_kms_key_id"] == operator.key_id("cmk")
    assert changed["resource"]["kms_key_id"] == operator.key_id("cmk-other")


@pytest.mark.parametrize("number", range(len(COMBINED)), ids=f"seed {SEED} number {{}}".format)
def test_every_way_in_every_variant(number: int, way: Way, make_cloud: MakeCloud) -> None:
    """Whatever is not settled about volumes, what is reported is what is there."""
    choices = COMBINED[number]
    operator = Officer(make_cloud(**choices), "projx-operator")
    for key, stored in (("cmk", operator.key_id("cmk")), (None, None)):
        try:
            told = volume(operator, way, kms_key_id=operator.key_id(key) if key else MANAGED)
        except Failure as failure:
            pytest.fail(f"{choices}: {failure}")
        assert told["verified"]
        assert told["resource"]["kms_key_id"] == stored
        assert there(operator, way)[0].data.get("kmsKeyId") == stored
        assert not volume(operator, way, kms_key_id=operator.key_id(key) if key else MANAGED)["changed"]


def test_hydration_is_waited_for_on_request(operator: Officer) -> None:
    clone = WAYS[2]
    assert volume(operator, clone)["resource"]["is_hydrated"] is False
    assert volume(operator, clone, wait_for_hydration=True)["resource"]["is_hydrated"] is True


def test_hydration_that_takes_too_long_loses_nothing_that_was_done(operator: Officer) -> None:
    clone = WAYS[2]
    late = refused(operator, clone, wait_for_hydration=True, wait_timeout=15)
    assert late.kind == "TimedOut"
    assert "all data of the block volume" in str(late)
    assert late.results["changed"] is True
    assert late.results["resource"]["id"] == there(operator, clone)[0].id
    assert late.results["previous_kms_key_id"] is None
    assert late.opc_request_id is not None
    assert "CreateVolume" in str(late)

    late = refused(operator, clone, wait_for_hydration=True, wait_timeout=15, kms_key_id=operator.key_id("cmk-other"))
    assert late.results["changed"] is True
    assert late.results["resource"]["kms_key_id"] == operator.key_id("cmk-other")
    assert late.results["previous_kms_key_id"] == operator.key_id("cmk")

    late = refused(operator, clone, wait_for_hydration=True, wait_timeout=5, kms_key_id=operator.key_id("cmk-other"))
    assert late.results["changed"] is False


def test_what_cannot_be_read_after_it_was_made_is_told(operator: Officer) -> None:
    volume(operator, display_name="one to count its reads")
    operator.fault(operation="get_volume", status=500, skip=operator.asked().count("get_volume") - 1)
    failure = refused(operator)
    assert failure.results["changed"] is True
    assert failure.results["resource"]["id"] == there(operator)[0].id


def test_hydration_of_what_is_lost_is_not_waited_for(operator: Officer) -> None:
    clone = WAYS[2]
    made = volume(operator, clone)["resource"]["id"]
    operator.cloud.tenancy.store.after(20, operator.stored(made), {"lifecycleState": "FAULTY"})
    failure = refused(operator, clone, wait_for_hydration=True)
    assert failure.kind == "ResourceFailed"
    assert names(failure, made, "FAULTY")


def test_without_waiting_it_says_that_it_has_not_seen_the_end(operator: Officer, way: Way) -> None:
    told = volume(operator, way, wait=False)
    assert told["changed"]
    assert not told["verified"]
    assert told["notices"] == []
    assert told["resource"]["lifecycle_state"] in ("PROVISIONING", "RESTORING")
    assert len(there(operator, way)) == 1
    assert volume(operator, way)["verified"]


def test_without_waiting_it_says_that_the_key_is_another_one(operator: Officer) -> None:
    """A clone that names no key is under that of its source."""
    told = volume(operator, WAYS[2], kms_key_id=MANAGED, wait=False)
    assert told["changed"]
    assert not told["verified"]
    assert told["resource"]["kms_key_id"] == operator.key_id("cmk")
    assert codes(told) == ["KeyNotAssigned"]
    assert noted(told, "KeyNotAssigned") == [told["resource"]["id"]]
    operator.cloud.clock.advance(60)
    again = volume(operator, WAYS[2], kms_key_id=MANAGED)
    assert again["changed"]
    assert again["verified"]


def test_the_key_of_a_region_is_taken_from_the_map(operator: Officer) -> None:
    keys = {"iad": operator.key_id("cmk-other"), PHX: operator.key_id("cmk-phx")}
    assert volume(operator, kms_key_ids=keys)["resource"]["kms_key_id"] == operator.key_id("cmk-other")
    missing = refused(operator, display_name="more", kms_key_ids={PHX: operator.key_id("cmk-phx")})
    assert "kms_key_ids has no key for us-ashburn-1" in str(missing)


def test_the_key_is_found_by_its_name(operator: Officer) -> None:
    operator.allow("Allow group projx-admin-group to read vaults in compartment security", policy="Tenant Admin Policy")
    operator.allow("Allow group projx-admin-group to read keys in compartment security", policy="Tenant Admin Policy")
    told = volume(operator, kms_key_name="cmk-other", vault_id=operator.vault_id())
    assert told["resource"]["kms_key_id"] == operator.key_id("cmk-other")


# -- never twice -----------------------------------------------------------------------------------------------------


def test_a_lost_answer_makes_no_second_volume(operator: Officer, way: Way) -> None:
    operator.fault(operation="create_*volume", reset="after", times=1)
    assert volume(operator, way)["verified"]
    assert len(there(operator, way)) == 1


def test_a_run_that_was_killed_is_run_again(operator: Officer, way: Way) -> None:
    """The list still lags behind when the second run begins: the retry token finds what the first one made."""
    operator.fault(operation="get_*volume", status=500, code="InternalServerError", skip=1 if way.source else 0)
    with pytest.raises(Failure):
        volume(operator, way)
    assert len(there(operator, way)) == 1
    operator.cloud.gateway.faults.clear()
    operator.fault(operation="list_*volumes", stale=True, times=1)
    told = volume(operator, way)
    assert told["verified"]
    assert len(there(operator, way)) == 1


def test_a_volume_of_the_name_that_has_ended_does_not_count(operator: Officer) -> None:
    first = volume(operator)["resource"]["id"]
    admin = Officer(operator.cloud, "admin")
    admin.session.client("core", "BlockstorageClient").delete_volume(first)
    second = volume(operator)
    assert second["changed"]
    assert second["resource"]["id"] != first
    assert not volume(operator)["changed"]


@pytest.fixture(params=["refused", "answered"])
def same_token(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that comes again with another request: the documentation does not say what becomes of it."""
    if request.param == "answered":
        recall = RetryTokens.recall

        def answer(tokens: RetryTokens, create: Create, *, body: bytes, now: float) -> Response | None:
            held = tokens._answers.get(create)
            return recall(tokens, create, body=held.body if held else body, now=now)

        monkeypatch.setattr(RetryTokens, "recall", answer)


class Killed(Exception):
    """The end of a run in the middle of its work."""


def kill(operator: Officer, way: Way = WAYS[0], **options: Any) -> str:
    """Kill a run when it begins to wait for the volume that it has asked for; returns the volume's OCID."""

    def die(seconds: float) -> None:
        if there(operator, way):
            raise Killed
        operator.cloud.clock.advance(seconds)

    killed = Officer(operator.cloud, operator.user)
    killed.session.clock = replace(killed.session.clock, sleep=die)
    with pytest.raises(Killed):
        volume(killed, way, **options)
    return there(operator, way)[0].id


OTHERWISE = [
    {"kms_key_id": "cmk-other"},
    {"freeform_tags": {"a": "b"}},
    {"size_in_gbs": 70},
    {"availability_domain": 1},
]


@pytest.mark.usefixtures("same_token")
@pytest.mark.parametrize("otherwise", OTHERWISE, ids=[next(iter(each)) for each in OTHERWISE])
def test_a_killed_run_that_is_changed_and_run_again_makes_no_second_volume(
    operator: Officer, otherwise: dict[str, Any]
) -> None:
    first = kill(operator)
    options = dict(otherwise)
    if "kms_key_id" in options:
        options["kms_key_id"] = operator.key_id(options["kms_key_id"])
    if "availability_domain" in options:
        options["availability_domain"] = operator.cloud.catalogue["availability_domains"][operator.region][1]
    operator.fault(operation="list_volumes", stale=True)
    told = volume(operator, **options)
    assert told["verified"]
    assert told["resource"]["id"] == first
    assert told["resource"]["kms_key_id"] == options.get("kms_key_id", operator.key_id("cmk"))
    assert [each.id for each in there(operator)] == [first]


@pytest.mark.usefixtures("same_token")
def test_a_killed_run_whose_source_is_another_one_now_makes_no_second_volume(operator: Officer) -> None:
    first = kill(operator, WAYS[1])
    operator.fault(operation="list_volumes", stale=True)
    failure = refused(operator, WAYS[1], source_id=operator.cloud.catalogue["volume_backups"]["backup-oracle-managed"])
    assert failure.kind == "CannotDo"
    assert names(failure, first, source_id(operator, WAYS[1]))
    assert [each.id for each in there(operator)] == [first]


def rename(operator: Officer, volume_id: str) -> None:
    admin = Officer(operator.cloud, "admin").session.client("core", "BlockstorageClient")
    admin.update_volume(volume_id, UpdateVolumeDetails(display_name="other"))


def move(operator: Officer, volume_id: str) -> None:
    admin = Officer(operator.cloud, "admin").session.client("core", "BlockstorageClient")
    elsewhere = ChangeVolumeCompartmentDetails(compartment_id=operator.compartment("projy"))
    admin.change_volume_compartment(volume_id, elsewhere)


def delete(operator: Officer, volume_id: str) -> None:
    Officer(operator.cloud, "admin").session.client("core", "BlockstorageClient").delete_volume(volume_id)


def vanish(operator: Officer, volume_id: str) -> None:
    """How long what has ended stays in lists is not known: here for no time at all."""
    operator.cloud.tenancy.store.remove(operator.stored(volume_id))


ENDED = [
    pytest.param(end, seconds, bool(number % 2), id=f"{end.__name__}-{seconds} s later-{number % 2} other key")
    for number, (end, seconds) in enumerate(itertools.product((rename, move, delete, vanish), (0, 300, 8 * 3600)))
]
"""Whatever ends a volume, however long ago; every second task wants another key."""


@pytest.mark.usefixtures("same_token")
@pytest.mark.parametrize(("end", "seconds", "otherwise"), ENDED)
def test_what_a_task_does_not_name_any_more_is_left_alone(
    operator: Officer, end: Callable[[Officer, str], None], seconds: int, otherwise: bool
) -> None:
    first = volume(operator)["resource"]["id"]
    former = operator.stored(first)
    end(operator, first)
    operator.cloud.clock.advance(seconds)
    key = operator.key_id("cmk-other" if otherwise else "cmk")
    predicted = volume(operator, check=True, kms_key_id=key)
    made = volume(operator, kms_key_id=key)
    assert made["resource"]["id"] != first
    assert made["verified"]
    assert made["resource"]["display_name"] == NEW
    assert predicted["resource"] == {**made["resource"], **dict.fromkeys(UNPREDICTABLE)}
    assert [each.data["kmsKeyId"] for each in there(operator)] == [key]
    assert former.data["kmsKeyId"] == operator.key_id("cmk")
    assert not volume(operator, kms_key_id=key)["changed"]


def test_a_renamed_volume_is_not_brought_under_the_key(operator: Officer) -> None:
    first = volume(operator)["resource"]["id"]
    rename(operator, first)
    operator.run(task, volume_id=first, kms_key_id=operator.key_id("cmk-other"))
    mark = operator.now
    volume(operator)
    assert operator.stored(first).data["kmsKeyId"] == operator.key_id("cmk-other")
    assert not any("kms_key" in operation for operation in operator.writes(after=mark))


def test_the_same_name_serves_again_and_again(operator: Officer) -> None:
    made = []
    for end in (rename, vanish, move, delete, rename):
        made.append(volume(operator)["resource"]["id"])
        end(operator, made[-1])
        operator.cloud.clock.advance(1000)
    assert len(set(made)) == 5
    assert volume(operator)["resource"]["id"] not in made


def test_killed_after_what_was_there_before_has_been_renamed(operator: Officer) -> None:
    """The token that rules out the renamed one is the same in the second run."""
    rename(operator, volume(operator)["resource"]["id"])
    second = kill(operator)
    operator.fault(operation="list_volumes", stale=True)
    assert volume(operator)["resource"]["id"] == second
    assert len(there(operator)) == 1


def test_a_token_that_is_spent_while_the_volume_is_there_finds_it(operator: Officer) -> None:
    made = volume(operator)["resource"]["id"]
    operator.fault(operation="list_volumes", stale=True, times=3)
    operator.fault(operation="create_volume", status=409, code="InvalidatedRetryToken")
    told = volume(operator)
    assert told["resource"]["id"] == made
    assert not told["changed"]


def test_a_token_that_is_spent_for_what_is_gone_is_replaced(operator: Officer) -> None:
    operator.fault(operation="create_volume", status=409, code="InvalidatedRetryToken", times=1)
    second = kill(operator)
    operator.fault(operation="create_volume", status=409, code="InvalidatedRetryToken", times=1)
    operator.fault(operation="list_volumes", stale=True)
    assert volume(operator)["resource"]["id"] == second
    assert len(there(operator)) == 1


def test_a_service_that_gives_another_name_is_asked_once(operator: Officer) -> None:
    """What it creates is not what was asked for: an error that names it, and no second volume."""
    operator.cloud.tenancy.store.watch("volume", lambda made: made.data.update(displayName="other"))
    failure = refused(operator)
    assert failure.kind == "Conflict"
    assert operator.writes() == ["create_volume"]
    (made,) = operator.named("volume", "other")
    assert failure.results == {"changed": True, "resource": {"id": made.id}}
    assert names(failure, made.id)


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
def test_reads_that_never_show_the_volume_make_no_second_one(operator: Officer, way: Way, wait: bool) -> None:
    """Neither in the same run nor in the next, and none after a day whose list is unreadable."""
    sources_read = int(way.source is not None and way.source[0] == f"{way.kind}s")
    operator.fault(operation=f"get_{way.kind}", status=404, code="NotAuthorizedOrNotFound", skip=sources_read)
    operator.fault(operation=f"list_{way.kind}s", stale=True)
    began = operator.cloud.clock.now()
    failure = refused(operator, way, wait=wait, wait_timeout=120)
    (made,) = there(operator, way)
    assert failure.results == {"changed": True, "resource": {"id": made.id}}
    assert operator.cloud.clock.now() - began <= 130
    assert not refused(operator, way, wait=wait, wait_timeout=120).results.get("changed")
    operator.cloud.gateway.faults.clear()
    operator.cloud.clock.advance(25 * 3600)
    operator.fault(operation=f"list_{way.kind}s", truncated=True)
    mark = operator.now
    assert not refused(operator, way, wait=wait).results.get("changed")
    assert operator.writes(after=mark) == []
    assert [each.id for each in there(operator, way)] == [made.id]


def test_two_of_a_name_are_an_error_that_lists_both(operator: Officer) -> None:
    first = volume(operator)["resource"]["id"]
    operator.cloud.tenancy.store.change(operator.stored(first), {"displayName": "other"})
    second = volume(operator, size_in_gbs=60)["resource"]["id"]
    operator.cloud.tenancy.store.change(operator.stored(first), {"displayName": NEW})
    failure = refused(operator)
    assert failure.kind == "BadOption"
    assert names(failure, first, second)


def test_a_volume_with_other_data_is_not_taken_for_the_restored_one(operator: Officer) -> None:
    volume(operator)
    mark = operator.now
    failure = refused(operator, WAYS[1])
    assert failure.kind == "CannotDo"
    assert names(failure, there(operator)[0].id)
    assert operator.writes(after=mark) == []


def test_a_boot_volume_with_other_data_is_to_be_given_by_its_ocid(operator: Officer) -> None:
    """The way out that the message names must not lead to an empty block volume."""
    boot = volume(operator, WAYS[3])["resource"]["id"]
    mark = operator.now
    failure = refused(
        operator, WAYS[3], source_id=operator.cloud.catalogue["boot_volume_backups"]["boot-backup-wrong-key"]
    )
    assert failure.kind == "CannotDo"
    assert names(failure, boot, "volume_id", "source_id")
    assert operator.writes(after=mark) == []
    assert not volume(operator, volume_id=boot)["changed"]


@pytest.mark.parametrize("check", [True, False])
def test_no_empty_block_volume_is_made_beside_a_boot_volume_of_the_name(operator: Officer, check: bool) -> None:
    boot = volume(operator, WAYS[3])["resource"]["id"]
    mark = operator.now
    for options in ({}, {"availability_domain": None}):
        failure = refused(operator, check=check, **options)
        assert failure.kind == "CannotDo"
        assert names(failure, boot, "volume_id")
    assert operator.writes(after=mark) == []
    delete = Officer(operator.cloud, "admin").session.client("core", "BlockstorageClient").delete_boot_volume
    delete(boot)
    assert volume(operator, check=check)["changed"]


def test_what_is_otherwise_and_stays_so_is_said(operator: Officer) -> None:
    volume(operator, size_in_gbs=60)
    told = volume(operator, size_in_gbs=80)
    assert not told["changed"]
    assert told["resource"]["size_in_gbs"] == 60
    assert codes(told) == ["OptionNotApplied"]
    assert noted(told, "OptionNotApplied") == [told["resource"]["id"]]


def test_a_volume_that_does_not_come_up_is_reported_and_not_made_again(operator: Officer) -> None:
    operator.fault(operation="create_volume", ends_in="FAULTY", times=1)
    failure = refused(operator)
    assert failure.results["changed"] is True
    assert failure.results["resource"]["id"] == there(operator)[0].id
    assert failure.opc_request_id
    assert len(there(operator)) == 1
    for each in (failure, refused(operator), refused(operator, check=True)):
        assert each.kind == "ResourceFailed"
        assert names(each, "FAULTY")
        assert advises(each, "display_name")
    delete(operator, there(operator)[0].id)
    assert volume(operator)["verified"]


@pytest.mark.parametrize("state", ["FAULTY", "TERMINATED"])
@pytest.mark.parametrize("check", [True, False])
def test_a_volume_of_an_ocid_that_is_lost(operator: Officer, state: str, check: bool) -> None:
    made = volume(operator)["resource"]["id"]
    operator.cloud.tenancy.store.change(operator.stored(made), {"lifecycleState": state})
    failure = refused(operator, volume_id=made, check=check)
    assert failure.kind == "ResourceFailed"
    assert names(failure, state)
    assert advises(failure, "volume_id")


# -- wrong input and bad days ----------------------------------------------------------------------------------------


def wrong_input() -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """Options, and what the failure has to name."""
    yield {"display_name": None}, ("display_name", "compartment_id", "volume_id")
    yield {"compartment_id": None}, ("display_name", "compartment_id", "volume_id")
    yield {"compartment_id": "projx"}, ("compartment_id", "projx")
    yield {"display_name": " "}, ("display_name",)
    yield {"source_id": "ocid1.volumegroup.oc1.iad.x"}, ("source_id", "ocid1.volumegroup.oc1.iad.x")
    yield {"source_id": "ocid1.image.oc1.iad.x"}, ("source_id", "ocid1.image.oc1.iad.x")
    yield {"volume_id": "ocid1.volumebackup.oc1.iad.x"}, ("volume_id", "source_id", "ocid1.volumebackup.oc1.iad.x")
    yield {"availability_domain": None}, ("availability_domain",)
    yield {"size_in_gbs": 0}, ("size_in_gbs", "50", "32768", "0")
    yield {"size_in_gbs": 99999999}, ("size_in_gbs", "50", "32768", "99999999")
    yield {"vpus_per_gb": 7}, ("vpus_per_gb", "0", "10", "20", "30", "120", "7")
    yield {"vpus_per_gb": 121}, ("vpus_per_gb", "30", "120", "121")
    yield {"vpus_per_gb": 0, "source_id": "ocid1.bootvolume.oc1.iad.x"}, ("vpus_per_gb", "10", "20", "30", "0")
    yield {"wait": False, "wait_for_hydration": True}, ("wait_for_hydration=true", "wait=false")
    yield {"kms_key_id": "cmk"}, ("kms_key_id", "'cmk'")
    yield {"kms_key_ids": {"iad": "ocid1.key.oc1.iad.v.x", "us-ashburn-1": MANAGED}}, ("kms_key_ids", "us-ashburn-1")
    yield {"kms_key_ids": {"us ashburn": MANAGED}}, ("kms_key_ids", "us ashburn")
    yield {"kms_key_ids": {"iad": 5}}, ("kms_key_ids.iad",)
    yield {"kms_key_ids": {"iad": MANAGED}, "kms_key_id": MANAGED}, ("kms_key_ids", "kms_key_id")
    yield {"kms_key_name": "cmk"}, ("kms_key_name", "vault_id")
    yield {"freeform_tags": {"a": True}}, ("freeform_tags.a",)


@pytest.mark.parametrize(("options", "named"), list(wrong_input()), ids=[str(index) for index in range(21)])
def test_wrong_input_is_refused_before_anything_is_asked(
    operator: Officer, options: dict[str, Any], named: tuple[str, ...]
) -> None:
    failure = refused(operator, **options)
    assert failure.kind == "BadOption"
    assert names(failure, *named)
    assert operator.writes() == []


@pytest.mark.parametrize("key", ["cmk-disabled", "cmk-pending-deletion", "cmk-rsa", "cmk-two-versions", "cmk-phx"])
@pytest.mark.parametrize("check", [True, False])
def test_a_key_that_will_not_do_makes_no_volume(operator: Officer, key: str, check: bool) -> None:
    failure = refused(operator, kms_key_id=operator.key_id(key), check=check)
    assert failure.kind == "KeyUnusable"
    assert operator.writes() == []


def test_a_key_that_could_not_be_read_is_told_first(operator: Officer, way: Way) -> None:
    missing = operator.key_id("cmk")[:-6] + "absent"
    failure = refused(operator, way, kms_key_id=missing)
    assert str(failure).index(missing) < str(failure).index(f"{failure.status} {failure.code}")
    assert advises(failure, "GetKey")
    left = refused(operator, way, kms_key_id=missing, validate_key=False)
    assert not names(left, "GetKey")


def test_without_the_services_grant_the_statement_is_named(operator: Officer, way: Way) -> None:
    operator.revoke("services-use-keys", "blockstorage")
    failure = refused(operator, way)
    assert lacks(failure, "Allow service blockstorage to use keys")
    assert failure.opc_request_id
    assert there(operator, way) == []


def test_without_ones_own_right_the_statement_is_named(cloud: Cloud) -> None:
    newcomer = Officer(cloud, "newcomer")
    failure = refused(newcomer)
    assert lacks(failure, "to manage volumes in compartment id")


def test_a_source_that_is_not_there_or_has_ended(operator: Officer) -> None:
    backup = source_id(operator, WAYS[1])
    missing = refused(operator, source_id="ocid1.volumebackup.oc1.iad.missing")
    assert missing.code == "NotAuthorizedOrNotFound"
    operator.cloud.tenancy.store.change(operator.stored(str(backup)), {"lifecycleState": "TERMINATED"})
    ended = refused(operator, WAYS[1])
    assert ended.kind == "ResourceFailed"
    assert names(ended, backup, "TERMINATED")
    assert operator.writes() == []


def test_a_size_below_that_of_the_source(operator: Officer) -> None:
    source = operator.stored(str(source_id(operator, WAYS[1])))
    operator.cloud.tenancy.store.change(source, {"sizeInGBs": 100})
    failure = refused(operator, WAYS[1], size_in_gbs=50, check=True)
    assert failure.kind == "BadOption"
    assert names(failure, "size_in_gbs", "50", "100")


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("wrong", ["AD-1", "Uocm:PHX-AD-1", "uocm:us-ashburn-ad-1"])
def test_a_domain_that_is_not_there(operator: Officer, wrong: str, check: bool) -> None:
    failure = refused(operator, availability_domain=wrong, check=check)
    assert failure.kind == "BadOption"
    assert names(failure, "us-ashburn-1", f"'{wrong}'", domain(operator))
    assert operator.writes() == []


@pytest.mark.parametrize("check", [True, False])
def test_a_clone_is_where_its_source_is(operator: Officer, check: bool) -> None:
    other = operator.cloud.catalogue["availability_domains"][operator.region][1]
    failure = refused(operator, WAYS[2], availability_domain=other, check=check)
    assert failure.kind == "BadOption"
    assert names(failure, "availability_domain", other, source_id(operator, WAYS[2]))
    assert operator.writes() == []


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("state", ["DISABLED", "PENDING_DELETION", "DELETED"])
def test_a_source_under_a_key_that_is_not_enabled(operator: Officer, way: Way, state: str, check: bool) -> None:
    key = operator.stored(operator.key_id("cmk"))
    operator.cloud.tenancy.store.change(key, {"lifecycleState": state})
    if way.source is None:
        assert volume(operator, way, kms_key_id=MANAGED, check=check)["changed"]
        return
    failure = refused(operator, way, kms_key_id=MANAGED, check=check)
    assert failure.kind == "KeyUnusable"
    assert names(failure, source_id(operator, way), "cmk", key.id, state)
    assert operator.writes() == []
    if not check:
        left = refused(operator, way, kms_key_id=MANAGED, validate_key=False)
        assert left.status == 400


def test_throttling_and_failures_of_the_service_are_survived(operator: Officer, way: Way) -> None:
    operator.fault(operation="create_*volume", status=429, code="TooManyRequests", times=2)
    operator.fault(operation="list_*volumes", status=500, times=1)
    assert volume(operator, way)["verified"]
    assert len(there(operator, way)) == 1


def test_the_volume_is_not_found_at_first(operator: Officer) -> None:
    operator.fault(operation="get_volume", status=404, code="NotAuthorizedOrNotFound", times=2)
    assert volume(operator)["verified"]


def test_no_second_volume_however_long_the_first_is_not_seen(operator: Officer) -> None:
    operator.fault(operation="get_volume", status=404, code="NotAuthorizedOrNotFound", times=100)
    operator.fault(operation="list_volumes", stale=True)
    assert volume(operator)["verified"]
    assert operator.writes().count("create_volume") == 1


def test_a_policy_written_a_moment_ago_is_waited_for(operator: Officer, way: Way) -> None:
    work_after(operator.cloud, 10)
    assert volume(operator, way)["verified"]


def test_a_denial_names_what_is_missing_and_no_more(operator: Officer) -> None:
    assert_only_the_service_is_missing(operator, refused)


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "run"])
@pytest.mark.parametrize("state", ["DELETING", "DELETED"])
def test_a_compartment_that_is_deleted_is_refused(operator: Officer, state: str, check: bool) -> None:
    compartment = operator.cloud.tenancy.store.find(operator.compartment("projx"))
    assert compartment is not None
    operator.cloud.tenancy.store.change(compartment, {"lifecycleState": state})
    failure = refused(operator, check=check)
    if state == "DELETING":
        assert failure.kind == "BadOption"
        assert names(failure, state)
    else:
        assert failure.code == "NotAuthorizedOrNotFound", "nobody sees what was in it"
    assert operator.writes() == []


def test_a_compartment_that_cannot_be_read_is_left_to_the_service(operator: Officer) -> None:
    operator.fault(operation="get_compartment", status=404, code="NotAuthorizedOrNotFound")
    assert volume(operator)["changed"]


@pytest.mark.parametrize("check", [True, False], ids=["check mode", "run"])
def test_a_source_that_may_not_be_read_is_foreseen(operator: Officer, way: Way, check: bool) -> None:
    if way.source is None:
        return
    seeded = operator.stored(str(source_id(operator, way)))
    operator.cloud.tenancy.store.change(seeded, {"compartmentId": operator.compartment("projy")})
    failure = refused(operator, way, check=check)
    assert failure.code == "NotAuthorizedOrNotFound"
    assert failure.resource == source_id(operator, way)
    assert operator.writes() == []

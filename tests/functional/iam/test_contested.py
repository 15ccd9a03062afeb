# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A write that is rejected since the same is already there may be the task's own, sent twice by a proxy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from simulator.cloud import Cloud
from simulator.protocol.messages import Request, Response
from tests.functional.iam.test_lost_answers import WRITES, Scene, Write
from tests.officer import Officer
from tests.results import codes, noted

UPDATES = [each for each in WRITES if each.operation.startswith("update")]
CREATIONS = [each for each in WRITES if each.operation.startswith("create")]


def name(write: Write) -> str:
    return write.operation


@pytest.fixture(params=WRITES, ids=name)
def scene(cloud: Cloud, request: pytest.FixtureRequest) -> Scene:
    return Scene(cloud, request.param)


@pytest.fixture(params=UPDATES, ids=name)
def update(cloud: Cloud, request: pytest.FixtureRequest) -> Scene:
    return Scene(cloud, request.param)


def repeat_writes(scene: Scene) -> list[int]:
    """Have a proxy send each write twice, and return the second answer only. Returns the status of all."""
    handle, answers = scene.cloud.gateway.handle, []

    def repeat(request: Request) -> Response:
        if request.verb == scene.write.verb:
            answers.append(handle(request).status)
            response = handle(request)
            answers.append(response.status)
            return response
        return handle(request)

    scene.cloud.gateway.handle = repeat  # type: ignore[method-assign]  # intercepted
    return answers


@pytest.mark.parametrize("wait", [True, False], ids=["waiting", "not waiting"])
def test_a_write_that_a_proxy_repeats_is_a_change(scene: Scene, wait: bool) -> None:
    before = scene.held()
    answers = repeat_writes(scene)
    result = scene.run(wait=wait)
    is_same = answers[0] == answers[1] == 200
    assert is_same == (scene.write in CREATIONS), "a creation has a token that lets the service recognize it"
    assert scene.held() != before
    assert result["changed"] is True
    assert result["diff"]["before"] != result["diff"]["after"]
    assert codes(result) == ([] if is_same else ["WrittenMeanwhile"])
    if not is_same:
        assert noted(result, "WrittenMeanwhile") == [(result["resource"] or result["diff"]["before"])["id"]]
        assert "repeated request" in result["notices"][0]["text"]
    scene.officer.behave()
    again = scene.run()
    assert (again["changed"], codes(again)) == (False, [])


def rival(scene: Scene, act: Callable[[], Any]) -> None:
    """Have another client act right before the write of the task."""
    scene.officer.before(scene.write.verb, "", act)


def test_another_client_that_writes_the_same_cannot_be_distinguished_from_a_proxy(scene: Scene) -> None:
    other = Officer(scene.cloud, "admin")
    rival(scene, lambda: other.run(scene.write.task, **scene.options, **scene.write.then))
    result = scene.run()
    assert (result["changed"], codes(result)) == (True, ["WrittenMeanwhile"])


def test_other_words_are_those_of_another_client(update: Scene) -> None:
    """It is as the task requests it, and not by the task."""
    is_policy = update.write.kind == "policy"
    field, store = "statements" if is_policy else "matchingRule", update.cloud.tenancy.store
    name = next(iter(update.write.named.values()))
    (stored,) = (each for each in store.listing(update.write.kind) if each.data["name"] == name)
    changed: Any = "any {{ANY {{resource.id='{0}b', resource.id='{0}a'}}}}".format("ocid1.filesystem.oc1.iad.")
    if is_policy:
        changed = [*stored.data["statements"], "Allow service objectstorage-us-ashburn-1 to manage keys in tenancy"]
    rival(update, lambda: store.change(stored, {field: changed}))
    result = update.run()
    assert (result["changed"], codes(result)) == (False, ["WrittenMeanwhile"])
    assert "repeated request" not in result["notices"][0]["text"]
    assert update.held()[0][0 if is_policy else 1] == changed


@pytest.mark.parametrize("write", CREATIONS, ids=name)
def test_another_description_is_that_of_another_client(cloud: Cloud, write: Write) -> None:
    scene, other = Scene(cloud, write), Officer(cloud, "admin")
    rival(scene, lambda: other.run(write.task, **scene.options, **write.then, description="theirs"))
    result = scene.run()
    assert (result["changed"], codes(result)) == (False, ["WrittenMeanwhile"])
    assert result["resource"]["description"] == "theirs"


def test_what_others_have_added_since_does_not_matter(update: Scene) -> None:
    """The write of the task, then one of another client, then the repeated write of the task."""
    handle = update.cloud.gateway.handle
    other = Officer(update.cloud, "admin")
    theirs: dict[str, Any] = (
        {"services": ["file_storage"]} if update.write.kind == "policy" else {"resource_ids": ["ocid1.x.oc1.iad.c"]}
    )

    def repeat(request: Request) -> Response:
        if request.verb != "PUT":
            return handle(request)
        update.officer.behave()
        handle(request)
        other.run(update.write.task, **update.options, **theirs)
        return handle(request)

    update.cloud.gateway.handle = repeat  # type: ignore[method-assign]  # intercepted
    result = update.run()
    assert (result["changed"], codes(result)) == (True, ["WrittenMeanwhile"])

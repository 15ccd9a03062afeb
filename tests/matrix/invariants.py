# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every run, whatever was wrong with the answers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.matrix.effects import Effect
from tests.matrix.running import Observed, Stage, in_time
from tests.matrix.scenario import CHANGED, OK, REFUSED
from tests.matrix.tenancy import Difference, Holding, Place, customer_managed, taken_out_of_use, users_of

Complaints = Iterator[str]
Invariant = Callable[[Stage, Observed, Effect | None], Complaints]

LONGEST_MESSAGE = 1300
"""OCIDs included; a message about an unused key lists what could not be read."""

_OF_PYTHON = re.compile(
    r"object has no attribute|NoneType|Traceback|object is not (iterable|callable)|not subscriptable|unhashable"
    r"|unexpected keyword"
    r"|Expecting value|JSONDecodeError|[A-Z]\w+Error\(|KeyError|TypeError|ValueError|AttributeError|IndexError"
    r"|list index|string indices|<class '|<\w+(\.\w+)* object| object at 0x|ConnectionPool|codec can't",
)
_OF_HTML = re.compile(
    r"<\s*(!doctype|html|head|title|body|h1|p|script|meta)\b|&nbsp;|Sign in to continue|Your session has expired",
    re.IGNORECASE,
)
_SECRET = re.compile(r"-----BEGIN|Signature version=|PRIVATE KEY")
_MEMBERS = frozenset({"volume_backup", "boot_volume_backup", "block_volume_replica", "boot_volume_replica"})
"""What comes with a group that is backed up or replicated."""
_FAITHFUL = ("kmsKeyId", "xrcKmsKeyId", "lifecycleState", "statements", "matchingRule", "policyId", "freeformTags")
"""Fields of which the same must come out of every run that says it is done."""


def no_defect(_stage: Stage, seen: Observed, _effect: Effect | None) -> Complaints:
    """Whatever is answered, a run succeeds or fails in words."""
    if seen.ended == "defect":
        yield seen.message


def ends(_stage: Stage, seen: Observed, _effect: Effect | None) -> Complaints:
    """A run ends with its wait_timeout, or little later."""
    if seen.ended == "endless":
        yield seen.message
    elif not in_time(seen.seconds):
        yield f"it took {seen.seconds:.0f} s"


def claims_no_change(stage: Stage, seen: Observed, _effect: Effect | None) -> Complaints:
    """Nothing is called changed that was not changed."""
    if not seen.changed or stage.scenario.check:
        return
    if not seen.wrote:
        yield "changed=true, and no change was asked for"
    elif seen.at_once.touched:
        return
    elif seen.ended == "failure" and not seen.is_in_doubt:
        yield "a failure with changed=true, and nothing was changed"
    elif seen.ended == "success" and seen.result.get("verified") is not False:
        yield "changed=true, and nothing was changed"


def _is_unknowable(stage: Stage, effect: Effect | None) -> bool:
    """Whether OCI could have answered just so, and no second witness contradicts it."""
    return bool(effect and effect.is_plausible and (effect.is_alone or not stage.scenario.two_witnesses))


def hides_no_change(stage: Stage, seen: Observed, effect: Effect | None) -> Complaints:
    """A change is called one, or it is said that there may be one."""
    if _is_unknowable(stage, effect):
        return
    if seen.ended not in ("success", "failure") or seen.changed or stage.scenario.check:
        return
    if seen.lasting.is_change and not seen.is_in_doubt:
        yield f"{seen.ended} without changed=true, and changed are {_briefly(seen.lasting)}"


def check_mode_writes_nothing(stage: Stage, seen: Observed, _effect: Effect | None) -> Complaints:
    """Check mode only looks."""
    if stage.scenario.check and (seen.at_once.touched or seen.wrote):
        yield f"check mode, and changed are {_briefly(seen.lasting)}"


def previous_key(stage: Stage, seen: Observed, effect: Effect | None) -> Complaints:
    """Whoever is told of a change is told what the key was before, and rightly."""
    if not seen.changed or _is_unknowable(stage, effect):
        return
    for result in (seen.result, *_members(seen.result)):
        target = stage.target if result is seen.result else result.get("id")
        if target is None or not result.get("changed"):
            continue
        if "previous_kms_key_id" not in result:
            yield "changed=true without previous_kms_key_id"
        elif result["previous_kms_key_id"] != _key_before(seen, target):
            yield f"previous_kms_key_id={result['previous_kms_key_id']}, and it was {_key_before(seen, target)}"


def _members(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    members = [*(result.get("resources") or ()), *(result.get("backups") or ())]
    return [each for each in members if isinstance(each, dict)]


def _key_before(seen: Observed, resource_id: str) -> str | None:
    for (_kind, id, _region), holding in seen.before.items():
        if id == resource_id:
            return customer_managed(holding.data.get("kmsKeyId"))
    return None


def never_twice(stage: Stage, seen: Observed, effect: Effect | None) -> Complaints:
    """A run creates what it is to create once, and nothing else."""
    usual = Counter(kind for kind, _id, _region in stage.usual.lasting.added)
    created = Counter(kind for kind, _id, _region in {*seen.at_once.added, *seen.lasting.added})
    members = _MEMBERS if any("group" in kind for kind in created) else frozenset()
    for kind, count in created.items():
        if kind in members and not usual[kind]:
            continue
        # A list that leaves out what is there lets it be created, once.
        allowed = max(usual[kind], 1 if effect and effect.is_plausible else 0)
        if count > allowed:
            yield f"{count} of {kind} created instead of {allowed}"


def stays_in_use(stage: Stage, seen: Observed, _effect: Effect | None) -> Complaints:
    """No key or vault is taken out of use while anything is under it."""
    for look in (seen.after, seen.settled):
        for (kind, id, _region), key_ids in taken_out_of_use(seen.before, look):
            users = users_of(seen.before, key_ids)
            if users:
                yield f"the {kind} {id} was taken out of use, and under it is the {users[0][0]} {users[0][1]}"
                return


def loses_nothing(stage: Stage, seen: Observed, effect: Effect | None) -> Complaints:
    """Nothing ends, and nothing changes, but what the task is about."""
    usual = stage.usual.lasting
    for place in seen.lasting.removed - usual.removed:
        yield f"the {place[0]} {place[1]} is gone"
    if effect and "ends_in" in effect.rule:
        # The service itself has let it end so.
        return
    for place in seen.lasting.changed.keys() - usual.changed.keys():
        # What failed may have begun: a resource that is usually left alone was at least asked to be left so.
        yield f"the {place[0]} {place[1]} was changed: {', '.join(sorted(seen.lasting.changed[place]))}"


def is_true(stage: Stage, seen: Observed, effect: Effect | None) -> Complaints:
    """What is called done is done, and what is shown is so."""
    if seen.complaint:
        yield seen.complaint
    if seen.ended != "success" or stage.usual.ended != "success":
        return
    if _is_unknowable(stage, effect):
        return
    if "verified" not in seen.result:
        if stage.scenario.module.endswith("_info") or stage.scenario.name.startswith("check"):
            yield from _shows_the_same(stage, seen)
    elif seen.result["verified"] is True and not stage.scenario.check:
        yield from _is_done(stage, seen)


def _shows_the_same(stage: Stage, seen: Observed) -> Complaints:
    expected, shown = stage.usual.result, seen.result
    said = any(shown.get(name) for name in ("unreadable", "unread", "uncertain_statements"))
    said = said or _unknown(shown) > _unknown(expected)
    warned = said or len(shown.get("warnings") or ()) > len(expected.get("warnings") or ())
    for name in expected:
        # `run` has the name and the time of one run.
        if name not in ("warnings", "notices", "run") and shown.get(name) != expected[name] and not warned:
            yield f"it shows other {name} than there are, without a warning"


def _unknown(result: Mapping[str, Any]) -> int:
    """How many findings of an audit are unknown."""
    return int(result.get("summary", {}).get("by_status", {}).get("unknown", 0))


def _is_done(stage: Stage, seen: Observed) -> Complaints:
    """The resources that usually change are as they usually come out."""
    for place, fields in stage.usual.lasting.changed.items():
        for field in (fields | {"lifecycleState"}) & set(_FAITHFUL):
            expected, found = stage.usual.settled[place], seen.settled.get(place)
            if found is None or found.data.get(field) != expected.data.get(field):
                yield f"verified=true, and {field} of the {place[0]} is {found and found.data.get(field)}"
    if _new(stage.usual) - _new(seen):
        yield f"verified=true, and missing are {sorted(_new(stage.usual) - _new(seen))}"


def _new(seen: Observed) -> set[tuple[str, str, str]]:
    def key_of(holding: Holding) -> str:
        return str(customer_managed(holding.data.get("kmsKeyId")))

    return {(place[0], key_of(seen.settled[place]), seen.settled[place].state) for place in seen.lasting.added}


def one_clear_message(_stage: Stage, seen: Observed, _effect: Effect | None) -> Complaints:
    """A failure is one sentence or a few, for people: no page, no Python, no secret."""
    if seen.ended == "failure":
        yield from _unclear(seen.message, "message")
        if not re.search(r"\w", seen.message):
            yield "the message is empty"
    for notice in seen.result.get("notices") or ():
        yield from _unclear(notice["text"], "notice")


def is_short(_stage: Stage, seen: Observed, _effect: Effect | None) -> Complaints:
    """Nobody reads more."""
    if seen.ended == "failure" and len(seen.message) > LONGEST_MESSAGE:
        yield f"the message has {len(seen.message)} characters"


def _unclear(text: str, what: str) -> Complaints:
    for pattern, of in ((_OF_HTML, "HTML"), (_OF_PYTHON, "Python"), (_SECRET, "secrets")):
        found = pattern.search(text)
        if found:
            yield f"the {what} holds {of}: {text[max(0, found.start() - 30) : found.end() + 30]!r}"
    if "\n" in text:
        yield f"the {what} has more than one line"


def is_json(_stage: Stage, seen: Observed, _effect: Effect | None) -> Complaints:
    """Ansible can return it, and it holds neither a page nor a secret."""
    try:
        text = json.dumps(seen.result)
    except (TypeError, ValueError) as error:
        yield f"the result is no JSON: {error}"
        return
    if _OF_HTML.search(text):
        yield "the result holds HTML"
    if _SECRET.search(text):
        yield "the result holds secrets"


INVARIANTS: Mapping[str, Invariant] = {
    "defect": no_defect,
    "endless": ends,
    "claims-change": claims_no_change,
    "hides-change": hides_no_change,
    "check-mode": check_mode_writes_nothing,
    "previous-key": previous_key,
    "twice": never_twice,
    "in-use": stays_in_use,
    "loses": loses_nothing,
    "untrue": is_true,
    "message": one_clear_message,
    "length": is_short,
    "no-json": is_json,
}


def broken(stage: Stage, seen: Observed, effect: Effect | None) -> dict[str, str]:
    """The invariants that do not hold, each with the first thing that is wrong."""
    found = {name: next(invariant(stage, seen, effect), "") for name, invariant in INVARIANTS.items()}
    return {name: complaint for name, complaint in found.items() if complaint}


def broken_without_fault(stage: Stage) -> dict[str, str]:
    """The same for the run in which nothing is wrong, which must end as the scenario expects."""
    usual, expects = stage.usual, stage.scenario.expects
    ended = REFUSED if usual.ended == "failure" else usual.ended
    if usual.ended == "success":
        ended = CHANGED if usual.changed else OK
    unusual = {} if ended == expects else {"usual": f"{ended} instead of {expects}: {usual.message}"}
    return {**unusual, **broken(stage, usual, None)}


def _briefly(difference: Difference) -> str:
    places: list[Place] = [*difference.added, *difference.removed, *difference.changed]
    kinds = Counter(kind for kind, _id, _region in places)
    return ", ".join(f"{count} of {kind}" for kind, count in kinds.items()) or "only traces"

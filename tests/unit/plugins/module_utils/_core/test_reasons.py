# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every failure that the collection raises keeps why it failed apart from what to do, and names its option."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core import errors

PLUGINS = Path(inspect.getfile(errors)).parents[1]
# Where the reason stands in a call.
REASON = {"superfluous": 1}
KINDS = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, errors.Failure)}

# What begins a sentence, or a part of one, that says what to do.
IMPERATIVE = re.compile(
    r"(?:^|[:;.,] |, (?:or|so|and) )(?:add|ask|assign|cancel|change|check|correct|create|delete|disconnect|enable|give|"
    r"increase|keep|leave out|let|look|make|omit|put|raise|remove|replicate|run|say|set|specify|start|to go back|"
    r"upgrade|use|wait|write)\b",
    re.IGNORECASE,
)


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Where a failure is created: the place, and the call."""
    for path in sorted(PLUGINS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in (*KINDS, *REASON):
                yield f"{path.relative_to(PLUGINS)}:{node.lineno}", node


CALLS = dict(calls())
VOLUME, KEY = "ocid1.volume.oc1.iad.unique", "ocid1.key.oc1.iad.unique"


def words(node: ast.expr) -> str:
    """A text as far as it is written there; what is inserted is one word."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "x" for each in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


@pytest.mark.parametrize("place", CALLS)
def test_a_reason_holds_no_advice(place: str) -> None:
    called = CALLS[place]
    reason = words(called.args[REASON.get(getattr(called.func, "id", ""), 0)])
    assert IMPERATIVE.search(reason) is None, reason


@pytest.mark.parametrize("place", CALLS)
def test_advice_is_whole_sentences(place: str) -> None:
    given = [each.value for each in CALLS[place].keywords if each.arg == "advice"]
    texts = [words(text) for each in given if isinstance(each, ast.Tuple) for text in each.elts]
    assert [text for text in texts if text and not re.fullmatch(r"[A-Z].*[.]", text)] == []


@pytest.mark.parametrize(
    "place", [place for place, call in CALLS.items() if getattr(call.func, "id", "") == "BadOption"]
)
def test_a_wrong_option_is_named(place: str) -> None:
    (option,) = (each.value for each in CALLS[place].keywords if each.arg == "option")
    is_known = not isinstance(option, ast.Constant) or option.value
    assert is_known or place.startswith("_ansible/"), "only where Ansible itself does not name it"


def test_the_option_is_data() -> None:
    failure = errors.BadOption("It is empty", option="resources[2]")
    assert failure.as_result()["option"] == "resources[2]"
    assert errors.Refused("x").as_result()["option"] is None


def test_an_ocid_is_written_out_once() -> None:
    failure = errors.Refused(f"{VOLUME} is busy: {VOLUME}", action=f"change {VOLUME}", advice=(f"Check {KEY}.",))
    end = f"…{VOLUME[-6:]}"
    assert str(failure) == f"Could not change {VOLUME}: {end} is busy: {end}. Check {KEY}."
    assert failure.reason.count(VOLUME) == 2

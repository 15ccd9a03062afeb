# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would become part of a statement or rule and be more than it should is refused before it is used."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.task import Task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_dynamic_group, oci_kms_policy

PLACE = "ocid1.compartment.oc1..aaaaaaaaplace"
GOOD: dict[ModuleType, dict[str, Any]] = {
    oci_kms_policy: {
        "policy_name": "cmk",
        "compartment_id": "ocid1.tenancy.oc1..aaaaaaaaroot",
        "key_compartment_id": PLACE,
        "vault_compartment_id": PLACE,
        "kms_key_ids": ["ocid1.key.oc1.iad.vault.aaaaaaaakey"],
        "services": ["object_storage"],
        "regions": ["us-ashburn-1"],
        "groups": ["operators"],
        "dynamic_groups": ["databases"],
    },
    oci_dynamic_group: {
        "name": "databases",
        "resource_types": ["autonomous_database"],
        "compartment_ids": [PLACE],
        "resource_ids": ["ocid1.autonomousdatabase.oc1.iad.aaaaaaaadb"],
    },
}
OPTIONS = [
    (task, option)
    for task, options in GOOD.items()
    for option in options
    if option not in ("services", "resource_types")
]

# What could end a name and begin something else.
MARKS = st.sampled_from(["'", '"', ",", "{", "}", "=", "\n", "\r", "\u2028", "\x00", ";", ":", "(", "' where ", "\t"])


def accepts(task: ModuleType, **options: Any) -> bool:
    """Whether the task would go on to log in."""

    class LoggedIn(Exception):
        pass

    def log_in() -> Session:
        raise LoggedIn

    defaults = {option: facts.get("default") for option, facts in task.ARGUMENT_SPEC.items()}
    try:
        task.run(Task({**defaults, **GOOD[task], **options}, log_in, check_mode=True))
    except LoggedIn:
        return True
    except BadOption:
        return False
    raise AssertionError("it did not log in")


@pytest.mark.parametrize("task", GOOD, ids=lambda task: task.__name__.rpartition(".")[2])
def test_what_is_good_is_accepted(task: ModuleType) -> None:
    assert accepts(task)


@pytest.mark.parametrize(("task", "option"), OPTIONS, ids=[option for _task, option in OPTIONS])
@given(data=st.data())
def test_a_value_with_a_mark_in_it_is_refused(task: ModuleType, option: str, data: st.DataObject) -> None:
    good = GOOD[task][option]
    text = good[0] if isinstance(good, list) else good
    at = data.draw(st.integers(1, len(text) - 1))
    hostile = text[:at] + data.draw(MARKS) + data.draw(st.text(max_size=5)) + text[at:]
    assert not accepts(task, **{option: [hostile] if isinstance(good, list) else hostile})

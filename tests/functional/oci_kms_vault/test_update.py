# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_kms_vault changes tags and names of a vault, and never its type or compartment."""

from __future__ import annotations

import pytest

from tests.failures import names
from tests.functional.oci_kms_vault.vaults import (
    NEW,
    refused,
    vault,
)
from tests.officer import Officer
from tests.results import noted


def test_tags_are_changed_and_never_make_a_second_vault(officer: Officer) -> None:
    made = vault(officer, freeform_tags={"owner": "a", "level": 1})
    assert made["resource"]["freeform_tags"] == {"owner": "a", "level": "1"}
    assert not vault(officer, freeform_tags={"owner": "a", "level": 1})["changed"]
    assert not vault(officer)["changed"], "tags that are not named are left alone"
    so_far = officer.now
    predicted = vault(officer, check=True, freeform_tags={"owner": "b"})
    changed = vault(officer, freeform_tags={"owner": "b"})
    assert predicted == changed
    assert changed["diff"]["before"]["freeform_tags"] == {"owner": "a", "level": "1"}
    assert officer.writes(after=so_far) == ["update_vault"]
    assert vault(officer, freeform_tags={})["resource"]["freeform_tags"] == {}
    assert len(officer.named("vault", NEW)) == 1


def test_tags_that_the_tenancy_adds_stay(officer: Officer) -> None:
    made = vault(officer, defined_tags={"Ours": {"cost": "1"}})["resource"]
    resource = officer.stored(made["id"])
    theirs = {"Oracle-Tags": {"CreatedBy": "somebody"}}
    officer.cloud.tenancy.store.change(resource, {"definedTags": {**resource.data["definedTags"], **theirs}})
    assert not vault(officer, defined_tags={"Ours": {"cost": "1"}})["changed"]
    changed = vault(officer, defined_tags={"Ours": {"cost": "2"}})
    assert changed["resource"]["defined_tags"] == {"Ours": {"cost": "2"}, **theirs}
    assert vault(officer, defined_tags={"Ours": {}})["resource"]["defined_tags"] == theirs
    assert not vault(officer, defined_tags={"Ours": {}})["changed"]


def test_a_vault_is_renamed_by_its_id(officer: Officer) -> None:
    vault_id = vault(officer)["resource"]["id"]
    predicted = vault(officer, vault_id=vault_id, display_name="renamed", check=True)
    assert vault(officer, vault_id=vault_id, display_name="renamed") == predicted
    assert not vault(officer, vault_id=vault_id, display_name="renamed")["changed"]
    assert not vault(officer, vault_id=vault_id)["changed"]


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_another_type_is_an_error(officer: Officer, check: bool) -> None:
    failure = refused(officer, name="security-vault", vault_type="VIRTUAL_PRIVATE", check=check)
    assert failure.kind == "CannotDo"
    assert names(failure, "DEFAULT")
    assert officer.writes() == []


def test_a_vault_stays_in_its_compartment(officer: Officer) -> None:
    done = vault(officer, vault_id=officer.vault_id(), compartment_id=officer.compartment("projx"))
    assert not done["changed"]
    assert noted(done, "OptionNotApplied") == [officer.vault_id()]

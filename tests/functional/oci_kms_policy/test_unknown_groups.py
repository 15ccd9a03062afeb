# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups that do not exist fail a task or are reported, as far as it can be known."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from tests.failures import advises
from tests.functional.oci_kms_policy.author import Author
from tests.results import codes

NO_GROUP = "ocid1.group.oc1..aaaanosuch"


def without_dynamic_groups(author: Author) -> Author:
    store = author.cloud.tenancy.store
    for each in store.listing("dynamic_group"):
        store.remove(each)
    return author


def test_no_dynamic_group_at_all(author: Author) -> None:
    options: dict[str, Any] = {"dynamic_groups": ["nosuch"]}
    assert codes(without_dynamic_groups(author).run(check=True, **options)) == ["DynamicGroupNotFound"]
    with pytest.raises(Failure) as caught:
        author.run(**options)
    assert (caught.value.kind, caught.value.option) == ("BadOption", "dynamic_groups[0]")
    assert author.writes() == []


def test_a_group_of_another_domain_cannot_be_checked(author: Author) -> None:
    options: dict[str, Any] = {"groups": ["projx-admin-group", "NoSuch/newcomers"]}
    predicted = author.run(check=True, **options)
    assert codes(predicted) == ["GroupNotChecked"]
    assert "groups[1]" in predicted["notices"][0]["text"]
    with pytest.raises(Failure) as caught:
        author.run(**options)
    assert (caught.value.kind, caught.value.option) == ("Refused", "groups[1]")
    assert advises(caught.value, "'NoSuch'/'newcomers'")


def test_groups_that_cannot_be_listed_are_not_checked(author: Author) -> None:
    author.operator.fault(operation="list_groups", status=404, code="NotAuthorizedOrNotFound")
    predicted = author.run(check=True, groups=["nosuch"])
    assert codes(predicted) == ["GroupNotChecked"]
    assert "groups[0]" in predicted["notices"][0]["text"]


def test_an_ocid_that_the_default_domain_does_not_have(author: Author) -> None:
    for check in (True, False):
        result = author.run(check=check, groups=[NO_GROUP])
        assert codes(result) == ["GroupNotChecked"]
        assert result["notices"][0]["resource"] == NO_GROUP
    assert author.run(groups=[NO_GROUP])["notices"] == []


def test_an_ocid_that_exists_is_not_reported(author: Author) -> None:
    (group,) = (
        each for each in author.cloud.tenancy.store.listing("group") if each.data["name"] == "projx-admin-group"
    )
    assert author.run(groups=[group.id])["notices"] == []

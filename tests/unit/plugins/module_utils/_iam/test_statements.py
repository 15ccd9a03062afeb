# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Statements are compared by meaning, and no name becomes more than a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._iam.language import Unreadable, meaning, parse
from ansible_collections.cmk.oci.plugins.module_utils._iam.needs import (
    Lineage,
    Need,
    Party,
    of_intent,
    party,
)
from ansible_collections.cmk.oci.plugins.module_utils._iam.verdicts import covers
from ansible_collections.cmk.oci.plugins.module_utils._resources.registry import principals
from simulator.iam import statements as judge

KEY = "ocid1.key.oc1.iad.vault.unique"
OTHER = "ocid1.key.oc1.iad.vault.other"
TENANCY, SECURITY, KEYS = "ocid1.tenancy.oc1..t", "ocid1.compartment.oc1..security", "ocid1.compartment.oc1..keys"
LINEAGE = Lineage(ids=(TENANCY, SECURITY, KEYS), names=("example", "Security", "Keys"))
BLOCK = Party("service", "blockstorage")
GROUP = Party("group", "projx admins")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Allow service a to use keys in tenancy", "allow  service a\n to USE keys in Tenancy"),
        ("Allow service a, b to use keys in tenancy", "Allow service b,a to use keys in tenancy"),
        ("Allow group 'a' to use keys in tenancy", "Allow group A to use keys in tenancy"),
        ("Allow group 'Default'/'a' to use keys in tenancy", "Allow group a to use keys in tenancy"),
        (
            f"Allow service a to use keys in compartment id {KEYS}",
            f"Allow service a to use keys in compartment id '{KEYS}'",
        ),
        (
            f"Allow service a to use keys in tenancy where target.key.id = '{KEY}'",
            f"Allow service a to use keys in tenancy where target.key.id={KEY}",
        ),
        (
            f"Allow service a to use keys in tenancy where any {{target.key.id='{KEY}', target.key.id='{OTHER}'}}",
            f"Allow service a to use keys in tenancy where ANY{{target.key.id='{OTHER}',target.key.id='{KEY}'}}",
        ),
        (
            f"Allow service a to use keys in tenancy where all {{target.key.id = '{KEY}'}}",
            f"Allow service a to use keys in tenancy where target.key.id = '{KEY}'",
        ),
        (
            "Allow service a to {KEY_ENCRYPT, KEY_DECRYPT} in tenancy",
            "Allow service a to { key_decrypt,KEY_ENCRYPT } in tenancy",
        ),
        (
            "Deny any-user to use keys in tenancy where request.utc-timestamp.day-of-week in ('monday','sunday')",
            "deny any-user to use keys in tenancy where request.utc-timestamp.day-of-week IN ( 'Monday', 'sunday' )",
        ),
        ("Define tenancy a as ocid1.tenancy.oc1..a", "define tenancy a  as ocid1.tenancy.oc1..a"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize(
    "other",
    [
        "Allow service b to use keys in tenancy",
        "Allow service a to manage keys in tenancy",
        "Allow service a to use vaults in tenancy",
        "Allow service a to use keys in compartment x",
        "Allow group a to use keys in tenancy",
        f"Allow service a to use keys in tenancy where target.key.id = '{KEY}'",
        "Deny service a to use keys in tenancy",
        "Allow service a to {KEY_ENCRYPT} in tenancy",
        "Allow service a to use keys in tenancy where request.utc-timestamp before '2030-01-01T00:00Z'",
    ],
)
def test_what_is_not_the_same(other: str) -> None:
    assert meaning("Allow service a to use keys in tenancy") != meaning(other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Allow",
        "Allow service a to use keys in",
        "Allow service a to use keys in tenancy where",
        "Endorse group a to b",
        "Allow service a to { } keys in tenancy",
        "Allow 'a' to use keys in tenancy",
        "Allow service a to use keys in tenancy Allow service b to use keys in tenancy",
        "Allow group ' to use",
    ],
)
def test_what_cannot_be_read_is_compared_by_its_words(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text)
    assert meaning(text) == meaning("  ".join(text.split(" ")))


@pytest.mark.parametrize(
    ("statement", "need", "covered"),
    [
        ("Allow service blockstorage to use keys in tenancy", Need(BLOCK, "use", "keys", KEYS, KEY), True),
        ("Allow service blockstorage to manage key-family in tenancy", Need(BLOCK, "use", "keys", KEYS, KEY), True),
        ("Allow service blockstorage to read keys in tenancy", Need(BLOCK, "use", "keys", KEYS, KEY), False),
        ("Allow service blockstorage to use vaults in tenancy", Need(BLOCK, "use", "keys", KEYS, KEY), False),
        (
            f"Allow service blockstorage to use keys in compartment id {SECURITY}",
            Need(BLOCK, "use", "keys", KEYS),
            True,
        ),
        (f"Allow service blockstorage to use keys in compartment id {KEYS}x", Need(BLOCK, "use", "keys", KEYS), False),
        ("Allow service blockstorage to use keys in compartment security", Need(BLOCK, "use", "keys", KEYS), True),
        ("Allow service blockstorage to use keys in compartment Security:Keys", Need(BLOCK, "use", "keys", KEYS), True),
        ("Allow service blockstorage to use keys in compartment Keys", Need(BLOCK, "use", "keys", KEYS), False),
        (
            f"Allow service blockstorage to use keys in tenancy where target.key.id='{KEY}'",
            Need(BLOCK, "use", "keys", KEYS, KEY),
            True,
        ),
        (
            f"Allow service blockstorage to use keys in tenancy where target.key.id='{KEY}'",
            Need(BLOCK, "use", "keys", KEYS, OTHER),
            False,
        ),
        (
            f"Allow service blockstorage to use keys in tenancy where target.key.id='{KEY}'",
            Need(BLOCK, "use", "keys", KEYS),
            False,
        ),
        (
            f"Allow service blockstorage to use keys in tenancy where target.key.id!='{KEY}'",
            Need(BLOCK, "use", "keys", KEYS, OTHER),
            True,
        ),
        (
            f"Allow service blockstorage to use keys in tenancy where any {{target.key.id='{KEY}', a.b='c'}}",
            Need(BLOCK, "use", "keys", KEYS, KEY),
            True,
        ),
        (
            f"Allow service blockstorage to use keys in tenancy where all {{target.key.id='{KEY}', a.b='c'}}",
            Need(BLOCK, "use", "keys", KEYS, KEY),
            False,
        ),
        ("Allow any-user to use keys in tenancy", Need(BLOCK, "use", "keys", KEYS, KEY), True),
        ("Allow any-group to use keys in tenancy", Need(BLOCK, "use", "keys", KEYS, KEY), False),
        ("Allow group 'ProjX Admins' to use key-delegate in tenancy", Need(GROUP, "use", "key-delegate", KEYS), True),
        (
            "Allow group 'dev'/'projx admins' to use key-delegate in tenancy",
            Need(GROUP, "use", "key-delegate", KEYS),
            False,
        ),
        (
            "Allow dynamic-group 'projx admins' to use key-delegate in tenancy",
            Need(GROUP, "use", "key-delegate", KEYS),
            False,
        ),
    ],
)
def test_what_a_statement_covers(statement: str, need: Need, covered: bool) -> None:
    assert covers(parse(statement), need, LINEAGE, policy_compartment_id=TENANCY) is covered


def test_paths_begin_at_the_policys_own_compartment() -> None:
    need = Need(BLOCK, "use", "keys", KEYS)
    statement = parse("Allow service blockstorage to use keys in compartment Keys")
    assert covers(statement, need, LINEAGE, policy_compartment_id=SECURITY)
    assert covers(statement, need, LINEAGE, policy_compartment_id=KEYS)
    assert not covers(statement, need, LINEAGE, policy_compartment_id="ocid1.compartment.oc1..elsewhere")


def test_every_need_covers_itself_and_is_a_statement_of_the_language() -> None:
    needs = of_intent(
        services=[
            name
            for each in principals().values()
            for name in each.principals(regions=("us-ashburn-1", "uk-london-1"), realm="oc1")
        ],
        groups=[party("groups", "group", "projx admins"), party("groups", "group", "dev/ops")],
        dynamic_groups=[party("dynamic_groups", "dynamic-group", "ocid1.dynamicgroup.oc1..databases")],
        compartment_id=KEYS,
        vault_compartment_id=KEYS,
        kms_key_ids=[KEY, OTHER],
    )
    assert [need.statement for need in needs][:3] == [
        f"Allow service blockstorage to use keys in compartment id {KEYS} where target.key.id = '{KEY}'",
        f"Allow service objectstorage-us-ashburn-1 to use keys in compartment id {KEYS} where target.key.id = '{KEY}'",
        f"Allow service objectstorage-uk-london-1 to use keys in compartment id {KEYS} where target.key.id = '{KEY}'",
    ]
    assert f"Allow service FssOc1Prod to use keys in compartment id {KEYS} where target.key.id = '{KEY}'" in [
        need.statement for need in needs
    ]
    assert needs[-1].statement == (
        f"Allow dynamic-group id ocid1.dynamicgroup.oc1..databases to use vaults in compartment id {KEYS}"
    )
    for need in needs:
        judged = judge.parse(need.statement)
        assert (judged.verb, judged.resource_type) == (need.verb, need.resource_type)
        assert covers(parse(need.statement), need, LINEAGE, policy_compartment_id=KEYS)


HOSTILE = st.one_of(
    st.text(max_size=120),
    st.text(alphabet=" '\"/,:{}=!()\n\r\tabAB1._-@+", max_size=40),
    st.sampled_from(
        ["to", "in", "where", "id", "tenancy", "any-user", "a' to manage all-resources in tenancy", "a\nAllow"]
    ),
)


@given(HOSTILE, st.sampled_from(["group", "dynamic-group"]), st.sampled_from(["keys", "key-delegate"]))
def test_no_name_becomes_a_second_statement(name: str, kind: str, resource_type: str) -> None:
    """Whatever a name holds: it is refused, or the statement is about exactly that name and nothing else."""
    try:
        named = party("groups", kind, name)
    except BadOption:
        return
    need = Need(named, "use", resource_type, KEYS, KEY)
    judged = judge.parse(need.statement)
    assert judged.kind == "allow"
    assert len(judged.subjects) == 1
    (subject,) = judged.subjects
    assert subject.kind == kind
    if named.by_ocid:
        assert subject.id == named.name
    else:
        assert (subject.name, subject.domain or "") == (named.name, named.domain)
    assert (judged.verb, judged.resource_type) == ("use", resource_type)
    assert judged.location is not None
    assert judged.location.id == KEYS
    assert meaning(need.statement) == parse(need.statement)
    assert covers(parse(need.statement), need, LINEAGE, policy_compartment_id=TENANCY)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "'",
        "a'b",
        'a"b',
        "a\nb",
        "a/b/c",
        "a,b",
        "a{b}",
        "-a",
        "a" * 101,
        "ocid1.group.oc1..",
        "ocid1.user.oc1..a",
    ],
)
def test_names_that_cannot_be_are_refused(name: str) -> None:
    with pytest.raises(BadOption, match="groups must name a group"):
        party("groups", "group", name)

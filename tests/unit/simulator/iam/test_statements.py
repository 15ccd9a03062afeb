# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policy language: which text is parsed, the result, and which text is rejected."""

from __future__ import annotations

import pytest

from simulator.iam.conditions import AllOf, AnyOf, Comparison, Pattern, Text, Variable
from simulator.iam.statements import InvalidStatement, Location, Statement, Subject, parse

GROUP = "ocid1.group.oc1..aaa"
KEY = "ocid1.key.oc1.iad.bexample.abuw"


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("any-user", (Subject("any-user"),)),
        ("any-group", (Subject("any-group"),)),
        ("group A-Admins", (Subject("group", "A-Admins"),)),
        ("group A-Admins, B-Admins", (Subject("group", "A-Admins"), Subject("group", "B-Admins"))),
        ("group A-Admins,B-Admins", (Subject("group", "A-Admins"), Subject("group", "B-Admins"))),
        (f"group id {GROUP}", (Subject("group", id=GROUP),)),
        (f"group id {GROUP}, id {GROUP}b", (Subject("group", id=GROUP), Subject("group", id=f"{GROUP}b"))),
        (f"group Admins, id {GROUP}", (Subject("group", "Admins"), Subject("group", id=GROUP))),
        ("group 'Domain B'/'Dev Team'", (Subject("group", "Dev Team", "Domain B"),)),
        ("group Domain-B/Admins", (Subject("group", "Admins", "Domain-B"),)),
        ("group 'Default'/'Admins'", (Subject("group", "Admins"),)),
        ("dynamic-group databases", (Subject("dynamic-group", "databases"),)),
        ("dynamic-group 'Default' / 'databases'", (Subject("dynamic-group", "databases"),)),
        ("service blockstorage", (Subject("service", "blockstorage"),)),
        (
            "service blockstorage, objectstorage-us-ashburn-1, 'FssOc1Prod'",
            (
                Subject("service", "blockstorage"),
                Subject("service", "objectstorage-us-ashburn-1"),
                Subject("service", "FssOc1Prod"),
            ),
        ),
        ("group to", (Subject("group", "to"),)),
        ("group 'id'", (Subject("group", "id"),)),
        (
            "group 'x to manage all-resources in tenancy\nAllow group y'",
            (Subject("group", "x to manage all-resources in tenancy\nAllow group y"),),
        ),
        ('group "it\'s"', (Subject("group", "it's"),)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_subjects(subject: str, expected: tuple[Subject, ...]) -> None:
    assert parse(f"Allow {subject} to use keys in tenancy").subjects == expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("tenancy", Location("tenancy")),
        ("compartment A", Location("compartment", ("A",))),
        ("compartment A:B:C", Location("compartment", ("A", "B", "C"))),
        ("compartment A : B", Location("compartment", ("A", "B"))),
        ("compartment 'A':'B'", Location("compartment", ("A", "B"))),
        ("compartment id ocid1.compartment.oc1..a", Location("compartment", id="ocid1.compartment.oc1..a")),
        ("compartment tenancy", Location("compartment", ("tenancy",))),
        ("compartment where", Location("compartment", ("where",))),
        ("compartment ocid1.compartment.oc1..a", Location("compartment", ("ocid1.compartment.oc1..a",))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_locations(location: str, expected: Location) -> None:
    assert parse(f"Allow any-user to use keys in {location}").location == expected


@pytest.mark.parametrize(
    ("action", "verb", "permissions", "resource_type"),
    [
        ("inspect volumes", "inspect", (), "volumes"),
        ("MANAGE All-Resources", "manage", (), "all-resources"),
        ("use key-delegate", "use", (), "key-delegate"),
        ("{KEY_READ}", None, ("KEY_READ",), None),
        ("{ key_read , KEY_ENCRYPT }", None, ("KEY_READ", "KEY_ENCRYPT"), None),
        ("{VOLUME_CREATE} volume-family", None, ("VOLUME_CREATE",), "volume-family"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_actions(action: str, verb: str | None, permissions: tuple[str, ...], resource_type: str | None) -> None:
    statement = parse(f"allow any-user to {action} in tenancy")
    assert (statement.verb, statement.permissions, statement.resource_type) == (verb, permissions, resource_type)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"target.key.id = '{KEY}'", Comparison("target.key.id", "=", (Text(KEY),))),
        (f"target.key.id={KEY}", Comparison("target.key.id", "=", (Text(KEY),))),
        ('target.bucket.name="BucketA"', Comparison("target.bucket.name", "=", (Text("bucketa"),))),
        ("Target.Bucket.Name != ''", Comparison("target.bucket.name", "!=", (Text(""),))),
        ("target.group.name = /A-*/", Comparison("target.group.name", "=", (Pattern(("a-", "")),))),
        (
            "request.user.id = target.user.id",
            Comparison("request.user.id", "=", (Variable("target.user.id"),)),
        ),
        (
            "request.permission in ('KEY_READ', 'KEY_ENCRYPT')",
            Comparison("request.permission", "in", (Text("key_read"), Text("key_encrypt"))),
        ),
        (
            "request.utc-timestamp before '2027-01-01T00:00Z'",
            Comparison("request.utc-timestamp", "before", (Text("2027-01-01t00:00z"),)),
        ),
        (
            "request.utc-timestamp.time-of-day between '17:00:00Z' and '01:00:00Z'",
            Comparison("request.utc-timestamp.time-of-day", "between", (Text("17:00:00z"), Text("01:00:00z"))),
        ),
        (
            "all {a = 'x', ANY{b='y',c!='z'}}",
            AllOf(
                (
                    Comparison("a", "=", (Text("x"),)),
                    AnyOf((Comparison("b", "=", (Text("y"),)), Comparison("c", "!=", (Text("z"),)))),
                )
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_conditions(text: str, expected: object) -> None:
    assert parse(f"Allow any-user to use keys in tenancy where {text}").condition == expected


@pytest.mark.parametrize(
    "text",
    [
        "Allow service blockstorage to use keys in compartment security-compartment where target.key.id = " + KEY,
        "Allow group projx-admin-group to use key-delegate in compartment security-compartment where target.key.id = "
        + KEY,
        "Allow service blockstorage, objectstorage-us-ashburn-1, oke, streaming to use keys in compartment ABC "
        f"where target.key.id = '{KEY}'",
        "allow dynamic-group dg to use keys in compartment ABC",
        "Allow group Administrators to manage all-resources in tenancy",
    ],
    ids=["D-BVK service", "D-BVK group", "D-COMP services", "D-COMP file systems", "bootstrap"],
)
def test_documented_statements_parse(text: str) -> None:
    assert parse(text).kind == "allow"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "define tenancy Keys as ocid1.tenancy.oc1..k",
            Statement("define", (Subject("tenancy", "Keys", id="ocid1.tenancy.oc1..k"),)),
        ),
        (
            "Define dynamic-group dg as 'ocid1.dynamicgroup.oc1..d'",
            Statement("define", (Subject("dynamic-group", "dg", id="ocid1.dynamicgroup.oc1..d"),)),
        ),
        (
            "Endorse dynamic-group dg to use vaults in tenancy Keys",
            Statement("endorse", (Subject("dynamic-group", "dg"),), detail="to use vaults in tenancy Keys"),
        ),
        (
            "admit dynamic-group dg of tenancy T to use keys in compartment X",
            Statement("admit", (Subject("dynamic-group", "dg"),), detail="of tenancy T to use keys in compartment X"),
        ),
        (
            "deny endorse group A to use keys in any-tenancy",
            Statement("deny", (Subject("group", "A"),), detail="endorse to use keys in any-tenancy"),
        ),
        (
            "Allow any-user to associate keys in tenancy with volumes in compartment A:B",
            Statement(
                "allow",
                (Subject("any-user"),),
                "associate",
                resource_type="keys",
                location=Location("tenancy"),
                detail="with volumes in A:B",
            ),
        ),
    ],
    ids=["define tenancy", "define dynamic-group", "endorse", "admit", "deny endorse", "associate"],
)
def test_statements_across_tenancies_are_kept_as_text(text: str, expected: Statement) -> None:
    assert parse(text) == expected


def test_spaces_line_breaks_and_case_of_keywords_have_no_effect() -> None:
    plain = parse("Allow group A, B to use keys in compartment X:Y where all {target.key.id = 'k', a != /b*/}")
    spaced = parse(
        "\n  ALLOW\tGroup A ,B  TO  Use\n keys IN Compartment X : Y\nWHERE ALL{target.key.id='k',a!=/b*/\n}  "
    )
    assert spaced == plain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Allow",
        "Permit group A to use keys in tenancy",
        "Allow group A use keys in tenancy",
        "Allow group to use keys in tenancy",
        "Allow group A B to use keys in tenancy",
        "Allow group A, to use keys in tenancy",
        "Allow group '' to use keys in tenancy",
        "Allow group 'A to use keys in tenancy",
        "Allow group id A to use keys in tenancy",
        "Allow group A, service blockstorage to use keys in tenancy",
        "Allow user bob to use keys in tenancy",
        "Allow group A to have keys in tenancy",
        "Allow group A to use keys, vaults in tenancy",
        "Allow group A to use 'keys' in tenancy",
        "Allow group A to {} in tenancy",
        "Allow group A to {KEY READ} in tenancy",
        "Allow group A to {KEY-READ} in tenancy",
        "Allow group A to use keys",
        "Allow group A to use keys in region iad",
        "Allow group A to associate keys in tenancy",
        "Allow group A to associate keys in tenancy with volumes",
        "Allow group A to use keys in compartment",
        "Allow group A to use keys in compartment X:",
        "Allow group A to use keys in compartment id X",
        "Allow group A to use keys in tenancy where",
        "Allow group A to use keys in tenancy where target.key.id",
        "Allow group A to use keys in tenancy where target.key.id == 'k'",
        "Allow group A to use keys in tenancy where target.key.id = ",
        "Allow group A to use keys in tenancy where target.key.id = 'k",
        "Allow group A to use keys in tenancy where target.key.id = /k",
        "Allow group A to use keys in tenancy where target.key.id in 'k'",
        "Allow group A to use keys in tenancy where any {}",
        "Allow group A to use keys in tenancy where any {a = 'b'",
        "Allow group A to use keys in tenancy where a = 'b', c = 'd'",
        "Allow group A to use keys in tenancy where a = 'b' and c = 'd'",
        "Allow group A to use keys in tenancy\nAllow group B to manage all-resources in tenancy",
        "Allow group A to use keys in tenancy; Allow group B to manage keys in tenancy",
        "Allow group A to use keys in tenancy where a = 'b' Allow group B to manage keys in tenancy",
        "define tenancy X",
        "endorse group A to",
        "Allow group A to use keys in tenancy where " + "any {" * 500 + "a = 'b'" + "}" * 500,
    ],
    ids=lambda text: text[:70].replace("\n", "|") or "empty",
)
def test_malformed_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidStatement, match=r"^Invalid policy statement: "):
        parse(text)

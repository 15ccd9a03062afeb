# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random or malicious text: the parsers reject it or read exactly one statement, and never fail otherwise."""

from __future__ import annotations

import contextlib
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.iam import matching_rules
from simulator.iam.statements import InvalidStatement, Subject, parse

KEYWORDS = """
    Allow deny define endorse admit group dynamic-group service any-user any-group id to use manage keys in tenancy
    compartment where any all of as not before between and associate ocid1.key.oc1..x target.key.id request.user.id
    { } ( ) , : / = != /a*/ /*b*/ tag.a.b.value resource.id KEY_READ A B Default
"""
WORDS = (*KEYWORDS.split(), "'", '"', "''", "'x y'")

soup = st.lists(st.sampled_from(WORDS)).flatmap(
    lambda words: st.sampled_from(["", " ", "\n", "\t "]).map(lambda gap: gap.join(words))
)
names = st.text(st.characters(exclude_characters="'"), min_size=1).filter(str.strip)
gaps = st.text(" \t\n", min_size=1, max_size=4)


@settings(deadline=None)
@given(st.one_of(st.text(), soup))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for parser in (parse, matching_rules.parse):
        with contextlib.suppress(InvalidStatement):
            parser(text)


@settings(deadline=None)
@given(name=names, domain=names)
def test_a_quoted_name_is_only_ever_a_name(name: str, domain: str) -> None:
    statement = parse(f"Allow group '{domain}'/'{name}' to read keys in compartment '{name}' where a = '{name}'")
    expected = None if domain.casefold() == "default" else domain
    assert statement.subjects == (Subject("group", name, expected),)
    assert (statement.verb, statement.resource_type) == ("read", "keys")
    assert statement.location is not None
    assert statement.location.path == (name,)


@settings(deadline=None)
@given(name=st.one_of(st.text(min_size=1), soup.filter(str.strip)))
def test_an_unquoted_name_cannot_add_to_the_statement(name: str) -> None:
    """Whatever replaces the name of a group, the verb and location after it are effective, or it is rejected."""
    try:
        statement = parse(f"Allow group {name} to inspect keys in compartment X")
    except InvalidStatement:
        return
    assert (statement.verb, statement.resource_type) == ("inspect", "keys")


STATEMENTS = (
    "Allow group A , 'B C' to use keys in compartment X : Y where all { target.key.id = 'k  k' , a != /b*/ }",
    "Allow service blockstorage , objectstorage-us-ashburn-1 to { KEY_READ , KEY_ENCRYPT } in tenancy",
    "admit dynamic-group 'D' / dg of tenancy T to use keys in compartment X",
    "define group G as ocid1.group.oc1..g",
)


@settings(deadline=None)
@given(text=st.sampled_from(STATEMENTS), data=st.data())
def test_spacing_outside_quotes_changes_nothing(text: str, data: st.DataObject) -> None:
    parts = re.split(r"('[^']*')", text)
    spaced = "".join(part if part.startswith("'") else re.sub(" ", lambda _: data.draw(gaps), part) for part in parts)
    assert parse(spaced) == parse(text)

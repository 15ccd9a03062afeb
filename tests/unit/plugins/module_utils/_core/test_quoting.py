# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values in messages: readable in any script, and nothing in them passes unseen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cmk.oci.plugins.module_utils._core.quoting import LONGEST, brief, quoted


@pytest.mark.parametrize(
    "name", ["ключ", "鍵-東京", "clé d'été", "Größe", "مفتاح", "κλειδί 1", "nøkkel", "e\u0301te", "\U0001f511"]
)
def test_names_in_any_script_are_readable(name: str) -> None:
    assert name in quoted(name)
    assert brief(name) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u200bb", "'a\\u200bb'"),
        ("a\u202eb", "'a\\u202eb'"),
        ("a\u00a0b", "'a\\xa0b'"),
        ("a\u3164b", "'a\\u3164b'"),
        ("a\u2800b", "'a\\u2800b'"),
        ("a\ufe0fb", "'a\\ufe0fb'"),
        ("a\tb", "'a\\tb'"),
        ("a\x00b", "'a\\x00b'"),
        ("us-\u0430shburn-1", "'us-\\u0430shburn-1'"),
        ("a\nb", "'a\\n'…"),
    ],
    ids=["zero width", "bidi", "no-break", "filler", "braille", "selector", "tab", "NUL", "Cyrillic a", "two lines"],
)
def test_what_cannot_be_seen_is_escaped(text: str, shown: str) -> None:
    assert quoted(text) == shown


@given(st.text(max_size=200))
def test_everything_quoted_can_be_seen(text: str) -> None:
    shown = quoted(text)
    assert len(shown) < 10 * LONGEST
    assert all(unicodedata.category(each)[0] != "C" and (each == " " or not each.isspace()) for each in shown)


def test_secrets_are_not_quoted(pem: str) -> None:
    assert quoted(pem) == "the text of a private key (not shown)"


@pytest.mark.parametrize("text", ["x" * 10_000, "word " * 2_000, "0110" * 426, "a\n" * 5_000, "\u00e9" * 1_704])
def test_long_texts_are_described(text: str) -> None:
    """They may be anything, in any encoding."""
    assert quoted(text) == f"a text of {len(text):,} characters"
    assert quoted(text[:50], longest=40) == "a text of 50 characters"

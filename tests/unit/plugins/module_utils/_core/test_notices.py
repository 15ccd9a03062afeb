# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notices are data, each once, and fold to one warning for each code."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure, NotFoundOrDenied
from ansible_collections.cmk.oci.plugins.module_utils._core.notices import Notice, as_results, brief, fold

NOTICES = st.lists(
    st.builds(Notice, st.sampled_from("ABC"), st.sampled_from(["One.", "Two."]), st.sampled_from([None, "a", "b"]))
)


@given(NOTICES)
def test_there_is_one_warning_for_each_code(notices: list[Notice]) -> None:
    codes = list(dict.fromkeys(each.code for each in notices))
    warnings = fold(notices)
    assert len(warnings) == len(codes)
    for code, warning in zip(codes, warnings, strict=True):
        first, *more = dict.fromkeys(each for each in notices if each.code == code)
        assert warning == (f"{first.text} {len(more)} more: see notices." if more else first.text)


@given(NOTICES)
def test_results_hold_each_notice_once(notices: list[Notice]) -> None:
    shown = as_results(notices)
    assert [(each["code"], each["text"], each["resource"]) for each in shown] == list(
        dict.fromkeys((each.code, each.text, each.resource) for each in notices)
    )


def test_a_notice_that_two_requests_caused_is_one() -> None:
    twice = [Notice("A", "One.", "a", Failure(why)) for why in ("first", "second")]
    assert len(as_results(twice)) == 1
    assert fold(twice) == ["One."]


def test_the_failure_behind_a_notice_is_data() -> None:
    denial = NotFoundOrDenied("", operation="GetKey", status=404, code="NotAuthorizedOrNotFound", opc_request_id="r")
    (shown,) = as_results([Notice("A", "One.", failure=denial)])
    assert shown["failure"] == denial.as_result()
    assert brief(denial) == "GetKey answered 404 NotAuthorizedOrNotFound"


def test_a_failure_without_an_answer_is_brief_too() -> None:
    assert brief(NotFoundOrDenied("", operation="GetKey")) == "GetKey: NotFoundOrDenied"
    assert brief(NotFoundOrDenied("")) == "NotFoundOrDenied"

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page as a text: what it shows, in what order, how large it is, and that no name becomes markup."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._audit.reports import as_html
from ansible_collections.cmk.oci.plugins.module_utils._audit.reports.html_text import escaped
from tests.unit.audit_reports.samples import EXCEPTION, HOSTILE, findings, outcome, run, scope, text_of

NAMES = tuple(HOSTILE.values())

ELEMENTS = frozenset(
    (
        *("html", "head", "meta", "title", "style", "body", "header", "div", "h1", "h2", "p", "span", "bdi", "code"),
        *("select", "option", "main", "strong", "ul", "li", "b", "svg", "rect", "table", "thead", "tbody", "tr", "th"),
        *("td", "small", "details", "summary", "a", "script", "label", "input", "button", "footer"),
    )
)


class Page(HTMLParser):
    """The elements of a page, with what is in scripts, styles and cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inner: dict[str, list[str]] = {"script": [], "style": []}
        self._within = ""
        self.text = text
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within in self.inner:
            self.inner[self._within].append(data)

    def rows(self) -> list[str]:
        """The uids of the rows, in their order."""
        return [str(attrs["id"]) for tag, attrs in self.elements if tag == "tr" and "id" in attrs]


def page(found: Any, **options: Any) -> Page:
    return Page(text_of("report.html", found, **options))


def one(**changed: Any) -> dict[str, Any]:
    found = next(each for each in findings(50) if each["reason"] == "oracle_managed")
    return {**found, "exception": None, "expired_exception": None, **changed}


@pytest.fixture(scope="module")
def hostile() -> Page:
    end = outcome(
        coverage=[scope("denied", compartment_path=each, message=each, missing_statements=[each]) for each in NAMES],
        exceptions=[
            {**EXCEPTION, "id": each, "reason": each, "owner": each, "rules": ["all"], "state": "active", "matched": 1}
            for each in NAMES
        ],
        gate={"passed": False, "reasons": [{"code": "x", "value": 1, "text": each} for each in NAMES]},
    )
    return page(
        findings(900, NAMES), outcome=end, run=run(tenancy_name=HOSTILE["attribute"], environment="<rehearsal>")
    )


def test_no_name_is_markup(hostile: Page) -> None:
    assert {tag for tag, _attributes in hostile.elements} <= ELEMENTS
    for _tag, attributes in hostile.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("src", "srcset", "action", "formaction", "data", "poster", "background"):
            assert name not in attributes
        assert re.match(r"#cmk-oci:[0-9a-f]{32}$|https://", attributes.get("href") or "#cmk-oci:" + "0" * 32)
    assert len(hostile.inner["style"]) == 1
    assert [attributes.get("type") for tag, attributes in hostile.elements if tag == "script"] == [
        "application/json",
        None,
    ]


def test_no_name_is_invisible(hostile: Page) -> None:
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]", hostile.text
    )
    assert r"invoice\u202egpj.exe\u200f\u2066x\u2069" in hostile.text


@pytest.mark.parametrize("name", NAMES, ids=list(HOSTILE))
def test_an_escaped_name_is_a_text(name: str) -> None:
    shown = escaped(name)
    assert not set(shown) & set("<>\"'")
    if name.isprintable():
        assert (
            shown.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", '"')
            .replace("&#x27;", "'")
            .replace("&amp;", "&")
            == name
        )


def test_the_policy_allows_this_script_and_no_request(hostile: Page) -> None:
    policies = [
        attributes["content"]
        for tag, attributes in hostile.elements
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    directives = dict(each.strip().split(" ", 1) for each in str(policies[0]).split(";"))
    script = hostile.inner["script"][-1]
    assert directives == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest(hostile.inner['style'][0])}'",
        "script-src": f"'sha256-{digest(script)}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    tags = [tag for tag, _attributes in hostile.elements]
    assert tags.index("meta") < tags.index("style") < tags.index("script")


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_rows_are_what_needs_attention() -> None:
    found = list(findings(600))
    expected = {each["uid"] for each in found if each["status"] in ("noncompliant", "unknown")}
    assert set(page(found).rows()) == expected


def test_excepted_rows_are_last() -> None:
    found = {each["uid"]: each for each in findings(600)}
    is_excepted = [found[uid]["exception"] is not None for uid in page(found.values()).rows()]
    assert is_excepted == sorted(is_excepted)
    assert {True, False} == set(is_excepted)


def test_the_most_severe_are_kept_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_html, "MOST_ROWS", 3)
    severities = ("low", "critical", "low", "high", "medium", "high")
    found = [one(severity="critical", exception=EXCEPTION, uid="cmk-oci:x")]
    found += [one(severity=each, uid=f"cmk-oci:{number}") for number, each in enumerate(severities)]
    small = page(found)
    assert sorted(small.rows()) == ["cmk-oci:1", "cmk-oci:3", "cmk-oci:5"]
    assert "These are the 3 most severe. 4 more are in findings.csv." in small.text


def test_the_size_of_the_page_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_html, "MOST_BYTES", 20_000)
    large = page([one(uid=f"cmk-oci:{number}", message="<" * 255) for number in range(100)])
    shown = len(large.rows())
    assert 5 < shown < 20
    assert f"{100 - shown} more are in findings.csv" in large.text


def test_5000_rows_take_5_mb() -> None:
    found = [each for each in findings(2000) if each["status"] in ("noncompliant", "unknown")]
    many = [{**found[number % len(found)], "uid": f"cmk-oci:{number:032x}"} for number in range(5000)]
    text = page(many).text
    assert len(page(many).rows()) == 5000
    assert len(text.encode()) < 5_000_000


def test_nothing_to_show_is_said() -> None:
    assert "There are none." in page([]).text
    assert "There are none." not in page([one()]).text


@pytest.mark.parametrize(("passed", "words"), [(True, "Passed"), (False, "Not passed")])
def test_the_verdict_is_on_top(passed: bool, words: str) -> None:
    reasons = [] if passed else outcome()["gate"]["reasons"]
    text = page([], outcome=outcome(gate={"passed": passed, "reasons": reasons})).text
    assert f"<strong>{words}</strong>" in text
    assert passed or "3 findings are noncompliant" in text


def test_what_could_not_be_read_is_named_and_limited() -> None:
    places = [scope("denied", compartment_path=f"place-{number}") for number in range(250)]
    text = page([], outcome=outcome(coverage=[scope(), *places])).text
    assert "What could not be read (250)" in text
    assert "50 more are in coverage.csv." in text
    assert "Allow group &lt;your group&gt; to inspect volumes" in text


def test_a_run_that_is_no_audit_of_a_tenancy_says_so() -> None:
    text = page([], run=run(environment="rehearsal", redacted=True)).text
    assert '<span class="badge">rehearsal</span>' in text
    assert '<span class="badge">redacted</span>' in text

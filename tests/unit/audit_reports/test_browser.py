# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in a browser: its script works, no name does harm, and nothing is requested from anywhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.audit_reports import browser
from tests.unit.audit_reports.samples import HOSTILE, findings, text_of

NAMES = tuple(HOSTILE.values())

FOUND = list(findings(240, NAMES))

SHOWN = [each for each in FOUND if each["status"] in ("noncompliant", "unknown")]

ROWS = "document.querySelectorAll('#findings tbody tr[id]')"

IDS = f"Array.from({ROWS}, (each) => each.id)"


@pytest.fixture(scope="module")
def program() -> str:
    found = browser.program()
    if found is None and os.environ.get("BROWSER_REQUIRED"):
        pytest.fail("continuous integration has no browser: install the Debian package chromium")
    if found is None:
        pytest.skip("this machine has no Chromium: install the Debian package chromium")
    return found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(text_of("report.html", FOUND), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def opened(program: str) -> Iterator[browser.Page]:
    with browser.page(program) as found:
        yield found


@pytest.fixture
def page(opened: browser.Page, address: str) -> browser.Page:
    """The page, opened again for each test."""
    opened.open("about:blank")
    opened.requested.clear()
    opened.refused.clear()
    opened.complaints.clear()
    opened.open(address)
    return opened


def choose(page: browser.Page, name: str, value: str) -> None:
    page.evaluate(f"(() => {{ const it = document.getElementById({name!r}); it.value = {value!r}; it.onchange(); }})()")


def search(page: browser.Page, words: str, count: int) -> None:
    page.evaluate(f"(() => {{ const it = document.getElementById('search'); it.value = {words!r}; it.oninput(); }})()")
    page.wait(f"{ROWS}.length === {count}")


def shown(page: browser.Page) -> list[dict[str, Any]]:
    """The findings whose rows the page has."""
    found = {each["uid"]: each for each in FOUND}
    return [found[uid] for uid in page.evaluate(IDS)]


def test_every_row_is_there(page: browser.Page) -> None:
    assert {each["uid"] for each in shown(page)} == {each["uid"] for each in SHOWN}
    assert page.evaluate("document.getElementById('shown').textContent") == f"{len(SHOWN)} of {len(SHOWN)} shown"
    assert page.evaluate("document.getElementById('tools').hidden") is False


def test_nothing_is_requested_and_nothing_is_refused(page: browser.Page, address: str) -> None:
    """No name has become an image or a script: the policy would refuse it, and say so."""
    search(page, "", len(SHOWN))
    assert page.requested == [address]
    assert page.complaints == []
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed, link, base, form').length") == 0


def test_the_policy_is_in_force(page: browser.Page, address: str) -> None:
    added = "const it = document.createElement('{}'); it.{} = {!r}; document.body.append(it);"
    page.evaluate(f"(() => {{ {added.format('img', 'src', 'http://localhost:9/x.png')} }})()")
    page.evaluate(f"(() => {{ {added.format('script', 'textContent', 'window.harm = 1')} }})()")
    page.evaluate("new Promise((done) => setTimeout(done, 100))")
    assert page.evaluate("window.harm") is None
    assert page.requested == [address, "http://localhost:9/x.png"]
    assert page.refused == ["csp"]
    assert len([each for each in page.complaints if "Content Security Policy" in each]) == 2


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("severity", {"medium", "high", "critical"}),
        ("status", {"noncompliant", "unknown", "excepted"}),
        ("region", {"us-ashburn-1", "eu-frankfurt-1"}),
    ],
)
def test_filters(page: browser.Page, name: str, values: set[str]) -> None:
    options = page.evaluate(f"Array.from(document.getElementById('by-{name}').options, (each) => each.value)")
    assert set(options) == {"", *values}
    total = 0
    for each in values:
        choose(page, f"by-{name}", each)
        column = {"severity": 1, "status": 2, "region": 5}[name]
        cells = page.evaluate(f"Array.from({ROWS}, (row) => row.cells[{column - 1}].textContent)")
        assert set(cells) == {each}
        total += len(cells)
    assert total == len(SHOWN)
    page.evaluate("document.getElementById('reset').onclick()")
    assert len(shown(page)) == len(SHOWN)


def test_search_takes_every_word(page: browser.Page) -> None:
    name = HOSTILE["script"]
    found = [
        each
        for each in SHOWN
        if name in (each["resource"]["name"], each["resource"]["compartment_path"])
        and each["resource"]["region"] == "eu-frankfurt-1"
    ]
    assert 0 < len(found) < len(SHOWN) / 5
    search(page, f"{name.upper()} eu-Frankfurt", len(found))
    search(page, "no such words", 0)
    search(page, "", len(SHOWN))


def test_sort(page: browser.Page) -> None:
    click = "document.querySelectorAll('#findings thead button')[{}].click()"
    ranks = ["critical", "high", "medium", "low", "informational"]
    groups = (
        "Array.from(document.querySelectorAll('#findings tbody'), "
        "(body) => Array.from(body.querySelectorAll('tr[id]'), (row) => row.cells[{}].textContent))"
    )
    page.evaluate(click.format(0))
    for group in page.evaluate(groups.format(0)):
        assert group == sorted(group, key=ranks.index)
    page.evaluate(click.format(0))
    assert page.evaluate("document.querySelector('th[aria-sort]').getAttribute('aria-sort')") == "descending"
    for group in page.evaluate(groups.format(0)):
        assert group == sorted(group, key=ranks.index, reverse=True)
    page.evaluate(click.format(4))
    for group in page.evaluate(groups.format(4)):
        assert group == sorted(group)


def test_group_by_the_controls_of_a_standard(page: browser.Page) -> None:
    headers = "Array.from(document.querySelectorAll('#findings .g bdi'), (each) => each.textContent)"
    assert HOSTILE["script"] in page.evaluate(headers)
    choose(page, "group", "NIST SP 800-53 r5")
    assert set(page.evaluate(headers)) == {"NIST SP 800-53 r5: SC-28", "NIST SP 800-53 r5: SC-12"}
    choose(page, "group", "CIS OCI 3.1")
    found = page.evaluate(headers)
    assert {"CIS OCI 3.1: 4.16", "No control of this standard"} <= set(found)
    assert len(shown(page)) == len(SHOWN)
    choose(page, "group", "")
    assert HOSTILE["script"] in page.evaluate(headers)


def test_permalinks(page: browser.Page, address: str) -> None:
    uid = SHOWN[len(SHOWN) // 2]["uid"]
    page.open("about:blank")
    page.open(f"{address}#{uid}")
    page.wait("document.querySelectorAll('#findings tr.target').length === 1")
    assert page.evaluate("document.querySelector('#findings tr.target').id") == uid
    place = page.evaluate("document.querySelector('tr.target').getBoundingClientRect().top")
    assert 0 <= place < page.evaluate("window.innerHeight")
    # A link to a finding that is filtered away shows it nevertheless.
    search(page, "no such words", 0)
    page.evaluate(f"location.hash = '#{SHOWN[0]['uid']}'")
    page.wait(f"document.querySelector('#findings tr.target')?.id === '{SHOWN[0]['uid']}'")
    page.evaluate(f"location.hash = '#cmk-oci:{'0' * 32}'")
    page.wait("document.getElementById('absent').hidden === false")


def test_colors(page: browser.Page) -> None:
    background = "getComputedStyle(document.body).backgroundColor"

    def looks(media: str, scheme: str) -> str:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        page.call("Emulation.setEmulatedMedia", media=media, features=features)
        return str(page.evaluate(background))

    light, dark = looks("screen", "light"), looks("screen", "dark")
    assert light != dark
    choose(page, "theme", "light")
    assert page.evaluate(background) == light
    choose(page, "theme", "dark")
    assert looks("screen", "light") == dark
    assert looks("print", "dark") not in (dark, "")
    tools = "getComputedStyle(document.getElementById('tools')).display"
    assert page.evaluate(tools) == "none"
    looks("screen", "light")
    assert page.evaluate(tools) != "none"


def test_a_narrow_page_does_not_scroll_sideways(page: browser.Page) -> None:
    page.call("Emulation.setDeviceMetricsOverride", width=380, height=800, deviceScaleFactor=1, mobile=False)
    try:
        assert page.evaluate("document.documentElement.scrollWidth") <= 380
    finally:
        page.call("Emulation.clearDeviceMetricsOverride")


def test_5000_rows_open_soon(opened: browser.Page, tmp_path: Path) -> None:
    """Measured in the time of the page's own thread, since other work of the machine is none of its own."""
    usual = [each for each in findings(900, ("data", "billing-db", "logs")) if each["status"] == "noncompliant"]
    many = [{**usual[number % len(usual)], "uid": f"cmk-oci:{number:032x}"} for number in range(5000)]
    path = tmp_path / "large.html"
    path.write_text(text_of("report.html", many), encoding="utf-8")
    opened.call("Performance.enable", timeDomain="threadTicks")
    opened.open("about:blank")
    opened.open(path.as_uri())
    opened.wait(f"{ROWS}.length === 5000")
    metrics = {each["name"]: each["value"] for each in opened.call("Performance.getMetrics")["metrics"]}
    print(f"5,000 rows: {path.stat().st_size / 1e6:.1f} MB, {metrics['TaskDuration']:.1f} s of the page's thread")
    assert metrics["TaskDuration"] < 10
    assert metrics["ScriptDuration"] < 2

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Style and script of the page. They are constant, so that its policy can name their digests and no others."""

from __future__ import annotations

import base64
import hashlib

STYLE = """
:root{--bg:#f6f7f9;--card:#fff;--text:#1c2430;--soft:#5b6676;--line:#dfe3e9;--head:#eef1f5;--link:#0b57a4;
--ok:#1f7a43;--bad:#b3261e;--warn:#8a5a00;--off:#5b6676;--keep:#5a3fa0;--okb:#3fa066;--badb:#d9483f;--warnb:#e0a52e;
--offb:#b4bcc8;--keepb:#9a83d6;--critical:#8c1010;--high:#b3261e;--medium:#8a5a00;--low:#0b57a4;--mark:#fff3c4}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){--bg:#12161c;--card:#1a2029;--text:#e5e9f0;
--soft:#9aa6b6;--line:#2e3744;--head:#212935;--link:#7db8f5;--ok:#6fd396;--bad:#ff8a80;--warn:#f2c14e;--off:#9aa6b6;
--keep:#bfa8ff;--okb:#3c8f5d;--badb:#c94a42;--warnb:#b9861f;--offb:#4a5565;--keepb:#7a63b8;--critical:#ff7b72;
--high:#ff8a80;--medium:#f2c14e;--low:#7db8f5;--mark:#3d3413}}
@media screen{:root[data-theme=dark]{--bg:#12161c;--card:#1a2029;--text:#e5e9f0;
--soft:#9aa6b6;--line:#2e3744;--head:#212935;--link:#7db8f5;--ok:#6fd396;--bad:#ff8a80;--warn:#f2c14e;--off:#9aa6b6;
--keep:#bfa8ff;--okb:#3c8f5d;--badb:#c94a42;--warnb:#b9861f;--offb:#4a5565;--keepb:#7a63b8;--critical:#ff7b72;
--high:#ff8a80;--medium:#f2c14e;--low:#7db8f5;--mark:#3d3413}}
*{box-sizing:border-box}[hidden]{display:none!important}
html{color-scheme:light dark;scroll-padding-top:4rem}
html[data-theme=light]{color-scheme:light}html[data-theme=dark]{color-scheme:dark}
body{margin:0;background:var(--bg);color:var(--text);font:14px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif}
main,header,footer{max-width:1500px;margin:0 auto;padding:0 1.5rem}
header{padding-top:1.5rem;display:flex;gap:1rem;align-items:start;justify-content:space-between;flex-wrap:wrap}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .75rem}
p{margin:.25rem 0}small,.soft,footer{color:var(--soft)}small{display:block;font-size:.8em}
a{color:var(--link)}
.badge{display:inline-block;border:1px solid var(--warn);color:var(--warn);border-radius:4px;padding:0 .4rem}
.verdict{background:var(--card);border:1px solid var(--line);border-left:6px solid var(--badb);border-radius:8px;
padding:1rem 1.25rem;margin:1rem 0}
.verdict.passed{border-left-color:var(--okb)}.verdict strong{font-size:1.2rem;color:var(--bad)}
.verdict.passed strong{color:var(--ok)}.verdict ul{margin:.4rem 0 0;padding-left:1.2rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem}
.tile{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.75rem 1rem}
.tile b{display:block;font-size:1.6rem;line-height:1.2;font-variant-numeric:tabular-nums}
.bars{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:.75rem;margin-top:.75rem}
.bar{display:block;width:100%;height:14px;border-radius:7px;background:var(--head)}
.key{margin:.5rem 0 0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:.15rem .9rem;font-size:.9em}
.key li::before{content:"";display:inline-block;width:.7em;height:.7em;border-radius:2px;margin-right:.35em;
background:var(--offb)}
.f-compliant,.f-read{fill:var(--okb)}.f-noncompliant,.f-denied{fill:var(--badb)}.f-failed{fill:var(--critical)}.f-excepted{fill:var(--keepb)}
.f-unknown,.f-throttled{fill:var(--warnb)}.f-not_applicable,.f-filtered{fill:var(--offb)}
.key .k-compliant::before,.key .k-read::before{background:var(--okb)}
.key .k-noncompliant::before,.key .k-denied::before{background:var(--badb)}
.key .k-failed::before{background:var(--critical)}
.key .k-excepted::before{background:var(--keepb)}
.key .k-unknown::before,.key .k-throttled::before{background:var(--warnb)}
.c-compliant{color:var(--ok)}.c-noncompliant{color:var(--bad)}.c-excepted{color:var(--keep)}.c-unknown{color:var(--warn)}
.c-not_applicable{color:var(--off)}
.critical{color:var(--critical);font-weight:700}.high{color:var(--high);font-weight:600}.medium{color:var(--medium)}
.low{color:var(--low)}.informational{color:var(--soft)}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
td{overflow-wrap:anywhere;unicode-bidi:isolate}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal}
thead th{background:var(--head);font-weight:600;white-space:nowrap}
#findings{font-size:.93em}
/* Fixed widths are laid out in a fraction of the time that widths by content take. */
#findings{table-layout:fixed;min-width:1150px}
#findings th:nth-child(1){width:5.6rem}#findings th:nth-child(2){width:7rem}#findings th:nth-child(4){width:11.5rem}
#findings th:nth-child(5){width:8rem}#findings th:nth-child(7){width:9rem}#findings th:nth-child(8){width:9rem}
#findings th:nth-child(9){width:6.5rem}#findings th:nth-child(10){width:2rem}
#findings thead th{position:sticky;top:0}
#findings button{all:unset;cursor:pointer}#findings button:focus-visible{outline:2px solid var(--link)}
th[aria-sort=ascending] button::after{content:" \\25b2"}th[aria-sort=descending] button::after{content:" \\25bc"}
.g th{background:var(--bg);font-weight:600;padding-top:.9rem}.g span{font-weight:400;color:var(--soft)}
tr.target td,tr:target td{background:var(--mark)}
.tools{display:flex;flex-wrap:wrap;gap:.5rem;margin-bottom:.75rem;align-items:end}
.tools label{display:flex;flex-direction:column;font-size:.8em;color:var(--soft)}
input,select,.tools button{font:inherit;color:var(--text);background:var(--card);border:1px solid var(--line);
border-radius:6px;padding:.35rem .5rem;max-width:16rem}
input{width:16rem}
.note{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.6rem 1rem;margin:.75rem 0}
summary{cursor:pointer}details>summary{margin:2rem 0 .75rem;font-size:1.1rem;font-weight:700}
td details>summary{margin:0;font-size:.85em;font-weight:400;color:var(--link)}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.link{text-decoration:none}
footer{padding-top:1.5rem;padding-bottom:2rem}
@media (max-width:760px){
main,header,footer{padding-left:.75rem;padding-right:.75rem}
#findings,#findings tbody,#findings tr,#findings td,#findings th{display:block}#findings thead{display:none}
#findings tr{border-bottom:2px solid var(--line);padding:.4rem 0}
#findings td{border:0;padding:.1rem .75rem}
#findings{min-width:0}#findings td:empty{display:none}
#findings td:nth-child(-n+2){display:inline-block}
.tools{display:grid;grid-template-columns:1fr 1fr}.tools label:first-of-type{grid-column:1/3}
input,select{width:100%;max-width:none}#theme{width:auto}}
@media print{
html{color-scheme:light!important}
@page{size:A4 landscape;margin:12mm}
body{font-size:9pt;background:#fff}main,header,footer{max-width:none;padding:0}
.tools,.link,#theme{display:none}.scroll{overflow:visible;border:0}
#findings{font-size:7.5pt}#findings thead th{position:static}
#findings{min-width:0}#findings th:nth-child(1){width:6%}#findings th:nth-child(2){width:9%}
#findings th:nth-child(4){width:13%}#findings th:nth-child(5){width:8.5%}#findings th:nth-child(7){width:11%}
#findings th:nth-child(8){width:9%}#findings th:nth-child(9){width:7.5%}#findings th:nth-child(10){width:0}
tr,.tile,.verdict{break-inside:avoid}.g{break-after:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""

SCRIPT = """
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const theme = byId("theme");
  theme.hidden = false;
  theme.onchange = () => { document.documentElement.dataset.theme = theme.value; };
  const table = byId("findings");
  if (!table) return;
  const rules = JSON.parse(byId("rules").textContent);
  const severities = ["critical", "high", "medium", "low", "informational"];
  const collator = new Intl.Collator("en", {numeric: true});
  const findings = [];
  for (const body of table.tBodies) {
    for (const row of body.rows) {
      if (row.classList.contains("g")) continue;
      const cells = Array.from(row.cells, (cell) => cell.textContent);
      const [severity, status, , type, region] = cells;
      const {place, rule} = body.dataset;
      const text = [...cells, place, rule, row.id].join(" ").toLowerCase();
      findings.push({row, cells, text, place, values: {severity, status, type, region, rule}});
    }
  }
  let target = null;
  const order = {column: null, descending: false};
  const search = byId("search");
  const group = byId("group");
  const filters = ["severity", "status", "type", "region", "rule"].map((name) => {
    const select = byId(`by-${name}`);
    const values = [...new Set(findings.map((each) => each.values[name]))];
    values.sort(name === "severity" ? (a, b) => severities.indexOf(a) - severities.indexOf(b) : collator.compare);
    for (const value of values) select.add(new Option(value, value));
    return {name, select};
  });

  function groupOf(finding) {
    const rule = rules[finding.values.rule];
    if (!group.value) return finding.place;
    return (rule && rule.controls[group.value]) || "No control of this standard";
  }

  function compare(a, b) {
    const [x, y] = [a.cells[order.column], b.cells[order.column]];
    const result = order.column === 0 ? severities.indexOf(x) - severities.indexOf(y) : collator.compare(x, y);
    return order.descending ? -result : result;
  }

  function header(place, rule, count) {
    const row = document.createElement("tr");
    const cell = document.createElement("th");
    const more = document.createElement("span");
    const name = document.createElement("bdi");
    row.className = "g";
    cell.colSpan = 10;
    cell.scope = "rowgroup";
    name.textContent = place;
    more.textContent = ` \\u00b7 ${rules[rule] ? rules[rule].title : rule} \\u00b7 ${count}`;
    cell.append(name, more);
    row.append(cell);
    return row;
  }

  function show() {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const shown = findings.filter((each) => words.every((word) => each.text.includes(word))
      && filters.every(({name, select}) => !select.value || each.values[name] === select.value));
    const groups = new Map();
    for (const each of shown) {
      const place = groupOf(each);
      const key = JSON.stringify([each.values.status === "excepted", place, each.values.rule]);
      if (!groups.has(key)) groups.set(key, {place, rule: each.values.rule, members: []});
      groups.get(key).members.push(each);
    }
    const listed = [...groups.entries()];
    if (group.value) listed.sort(([a], [b]) => collator.compare(a, b));
    const bodies = listed.map(([, {place, rule, members}]) => {
      if (order.column !== null) members.sort(compare);
      const body = document.createElement("tbody");
      body.append(header(place, rule, members.length), ...members.map((each) => each.row));
      return body;
    });
    for (const body of [...table.tBodies]) body.remove();
    table.append(...bodies);
    count(shown.length);
  }

  function count(number) {
    byId("shown").textContent = `${number} of ${findings.length} shown`;
  }

  function follow() {
    const uid = decodeURIComponent(location.hash.slice(1));
    if (target) target.classList.remove("target");
    const found = findings.find((each) => each.row.id === uid);
    byId("absent").hidden = Boolean(found) || !uid.startsWith("cmk-oci:");
    if (!found) return;
    if (!found.row.isConnected) reset();
    target = found.row;
    target.classList.add("target");
    target.scrollIntoView({block: "center"});
  }

  function reset() {
    search.value = group.value = "";
    for (const {select} of filters) select.value = "";
    show();
  }

  Array.from(table.tHead.rows[0].cells).forEach((cell, column) => {
    const button = cell.querySelector("button");
    if (!button) return;
    button.onclick = () => {
      order.descending = order.column === column && !order.descending;
      order.column = column;
      for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", order.descending ? "descending" : "ascending");
      show();
    };
  });
  let waiting = 0;
  search.oninput = () => { clearTimeout(waiting); waiting = setTimeout(show, 120); };
  for (const select of [group, ...filters.map((each) => each.select)]) select.onchange = show;
  byId("reset").onclick = reset;
  byId("tools").hidden = false;
  count(findings.length);
  window.onhashchange = follow;
  follow();
})();
"""


def _source(text: str) -> str:
    """What a policy names a style or a script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


POLICY = (
    f"default-src 'none'; style-src {_source(STYLE)}; script-src {_source(SCRIPT)}; base-uri 'none'; form-action 'none'"
)
"""Lets the page request nothing, and run nothing but its own script."""

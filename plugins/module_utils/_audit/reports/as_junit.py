# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The findings as test cases of JUnit: what is noncompliant has failed, what is unknown is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TextIO
from xml.sax.saxutils import quoteattr

from ..judging import NONCOMPLIANT, NOT_APPLICABLE, UNKNOWN
from .report import Data, Writer
from .wording import EXCEPTED, milliseconds, remedy, status_of

# What no document in XML 1.0 may hold, escaped or not.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ELEMENTS: Mapping[str, str] = {
    NONCOMPLIANT: "failure",
    UNKNOWN: "error",
    EXCEPTED: "skipped",
    NOT_APPLICABLE: "skipped",
}

COUNTED = ("tests", "failures", "errors")

# Of each number in the first line, which is written again when the numbers are known.
WIDTH = 9

OPEN, CLOSE = '<?xml version="1.0" encoding="UTF-8"?>\n', "</testsuite>\n</testsuites>\n"


class JunitSuite(Writer):
    """One test suite, whose cases are the findings. The file must be one in which positions can be set."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self._counts = dict.fromkeys((*COUNTED, "skipped"), 0)
        self._run: Data = {}

    def begin(self, run: Data) -> None:
        """Leave room for the numbers, which are known at the end."""
        self._run = run
        self._write_head(seconds=0)

    def add(self, finding: Data) -> None:
        """Write a test case."""
        resource, status = finding["resource"], status_of(finding)
        place = resource["compartment_path"] or resource["compartment_id"]
        name = attribute(f"{place}/{resource['name']} ({resource['identity']})")
        group = attribute(f"{finding['rule_id']}.{resource['region']}")
        case = f"<testcase classname={group} name={name}"
        self._counts["tests"] += 1
        element = ELEMENTS.get(status)
        if element is None:
            self.out.write(f"{case}/>\n")
            return
        self._counts["skipped" if element == "skipped" else f"{element}s"] += 1
        message = attribute(_message(finding, status))
        if element == "skipped":
            self.out.write(f"{case}><skipped message={message}/></testcase>\n")
            return
        kind = attribute(f"{finding['severity']}.{finding['reason']}")
        self.out.write(f"{case}><{element} message={message} type={kind}>{_details(finding)}</{element}></testcase>\n")

    def end(self, outcome: Data) -> None:
        """End the suite, and write its numbers to the place that was left for them."""
        self.out.write(CLOSE)
        self.out.flush()
        self.out.seek(0)
        duration = milliseconds(outcome["finished_at"]) - milliseconds(self._run["started_at"])
        self._write_head(seconds=duration // 1000)

    def _write_head(self, seconds: int) -> None:
        # Schemas know no skipped tests of all suites.
        skipped = f'skipped="{self._counts["skipped"]:0{WIDTH}d}"'
        numbers = " ".join(f'{name}="{self._counts[name]:0{WIDTH}d}"' for name in COUNTED)
        time = f'time="{seconds:0{WIDTH}d}"'
        started = self._run["started_at"].partition("+")[0].rstrip("Z")
        suite = f'<testsuite name="cmk.oci.audit" {numbers} {skipped} {time} timestamp={attribute(started)}>'
        self.out.write(f'{OPEN}<testsuites name="cmk.oci" {numbers} {time}>\n{suite}\n')


def text(value: str) -> str:
    """A text as XML holds it."""
    return FORBIDDEN.sub("\ufffd", value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(value: str) -> str:
    """A text as the value of an attribute, in quotes."""
    if value.isalnum():
        return f'"{value}"'
    return quoteattr(FORBIDDEN.sub("\ufffd", value), {"\x85": "&#133;", "\u2028": "&#8232;"})


def _message(finding: Data, status: str) -> str:
    exception = finding["exception"]
    if status == EXCEPTED and exception is not None:
        return f"{finding['message']}; exception {exception['id']} until {exception['expires']}: {exception['reason']}"
    return str(finding["message"])


def _details(finding: Data) -> str:
    resource = finding["resource"]
    lines = (
        ("uid", finding["uid"]),
        ("resource", resource["identity"]),
        ("owner", resource["owner"]),
        ("first seen", finding["first_seen"]),
        ("remediation", remedy(finding)),
    )
    return text("\n".join(f"{name}: {value}" for name, value in lines if value))

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Tables in CSV (RFC 4180) that no spreadsheet takes for formulas: the findings, the coverage and the exceptions."""

from __future__ import annotations

import csv
import re
import string
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from .report import Data, Writer

FINDINGS = (
    "uid",
    "rule_id",
    "status",
    "is_excepted",
    "reason",
    "severity",
    "message",
    "resource_type",
    "resource_name",
    "resource_ocid",
    "resource_identity",
    "region",
    "availability_domain",
    "compartment_path",
    "compartment_id",
    "owner",
    "lifecycle_state",
    "time_created",
    "key_ocid",
    "key_name",
    "key_vault_id",
    "key_lifecycle_state",
    "key_protection_mode",
    "key_enabled_versions",
    "key_age_days",
    "key_provider",
    "expected_key",
    "source_of_expectation",
    "exception_id",
    "exception_reason",
    "exception_owner",
    "exception_expires",
    "expired_exception_id",
    "delta",
    "first_seen",
    "last_seen",
    "observed_at",
    "missing_statements",
    "controls",
)

COVERAGE = (
    "region",
    "compartment_path",
    "compartment_id",
    "type",
    "operation",
    "outcome",
    "count",
    "seconds",
    "opc_request_id",
    "message",
    "missing_statements",
    "is_scope",
)

EXCEPTIONS = (
    "id",
    "state",
    "matched",
    "rules",
    "reason",
    "owner",
    "expires",
    "category",
    "ticket",
)

# With which spreadsheets begin a formula, in the width of Latin and of Japanese, after anything that they skip
# (CWE-1236, https://owasp.org/www-community/attacks/CSV_Injection).
FORMULA = re.compile(
    "[\\s\x00-\x20\x7f-\xa0\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+@\uff1d\uff0b\uff0d\uff20-]|[\t\r\n]"
)

# What readers of CSV stop at, or programs take for commands of a terminal.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

# With which no formula begins.
PLAIN = string.ascii_letters + string.digits + "/"


class Table(Writer):
    """A table with a header that does not change."""

    columns: Sequence[str] = ()

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self._row = csv.writer(out, lineterminator="\r\n").writerow

    def begin(self, run: Data) -> None:
        """Write the header."""
        self._row(self.columns)

    def write(self, cells: Iterable[Any]) -> None:
        """Write a row."""
        self._row(
            [
                each if not isinstance(each, str) or (each[:1] in PLAIN and each.isprintable()) else safe(each)
                for each in cells
            ]
        )


class FindingsTable(Table):
    """The findings."""

    columns = FINDINGS

    def add(self, finding: Data) -> None:
        """Write a finding as a row."""
        resource, key = finding["resource"], finding["key"]
        current, expected = key["current"] or {}, key["expected"] or {}
        exception, expired = finding["exception"] or {}, finding["expired_exception"] or {}
        self.write(
            (
                finding["uid"],
                finding["rule_id"],
                finding["status"],
                "yes" if exception else "no",
                finding["reason"],
                finding["severity"],
                finding["message"],
                resource["type"],
                resource["name"],
                resource["ocid"],
                resource["identity"],
                resource["region"],
                resource["availability_domain"],
                resource["compartment_path"],
                resource["compartment_id"],
                resource["owner"],
                resource["lifecycle_state"],
                resource["time_created"],
                current.get("ocid"),
                current.get("name"),
                current.get("vault_id"),
                current.get("lifecycle_state"),
                current.get("protection_mode"),
                current.get("enabled_versions"),
                current.get("age_days"),
                key["provider"],
                expected.get("ocid") or expected.get("name") or expected.get("key"),
                key["source_of_expectation"],
                exception.get("id"),
                exception.get("reason"),
                exception.get("owner"),
                exception.get("expires"),
                expired.get("id"),
                finding["delta"],
                finding["first_seen"],
                finding["last_seen"],
                finding["observed_at"],
                "; ".join((finding["remediation"] or {}).get("missing_statements", ())),
                "; ".join([f"{each['standard']} {each['control']}" for each in finding["references"]]),
            )
        )


class CoverageTable(Table):
    """What was read and what was not."""

    columns = COVERAGE

    def end(self, outcome: Data) -> None:
        """Write one row for each operation in each place."""
        for each in outcome["coverage"]:
            row = {
                **each,
                "missing_statements": "; ".join(each["missing_statements"]),
                "is_scope": "yes" if each["is_scope"] else "no",
            }
            self.write([row[name] for name in COVERAGE])


class ExceptionsTable(Table):
    """The exceptions, those included that are about nothing."""

    columns = EXCEPTIONS

    def end(self, outcome: Data) -> None:
        """Write one row for each exception."""
        for each in outcome["exceptions"]:
            row = {**each, "rules": "; ".join(each["rules"])}
            self.write([row[name] for name in EXCEPTIONS])


def safe(text: str) -> str:
    """The text with an apostrophe before what would be a formula, and without control characters."""
    mark = "'" if FORMULA.match(text) else ""
    return mark + CONTROL.sub("\ufffd", text)

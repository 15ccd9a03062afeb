# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What all formats say alike of a finding: its status as people read it, its rule, its remedy and its times."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from typing import Any, Optional

from ..judging import NONCOMPLIANT
from ..rules import RULES, references
from .as_json import encode

Data = Mapping[str, Any]

EXCEPTED = "excepted"

# What became of a finding of an earlier report that this run knows to be closed.
CLOSED = ("fixed", "gone")


def status_of(finding: Data) -> str:
    """The status as people read it: a noncompliant finding with an exception is excepted."""
    status = str(finding["status"])
    return EXCEPTED if status == NONCOMPLIANT and finding["exception"] is not None else status


@functools.lru_cache(maxsize=4096)
def milliseconds(text: str) -> int:
    """A time of a report as OCSF counts it."""
    return round(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def title_of(rule_id: str) -> str:
    """The title of a rule; its id where an earlier report has a rule that no longer exists."""
    return RULES[rule_id].title if rule_id in RULES else rule_id


def remedy(finding: Data) -> Optional[str]:
    """What ends a finding, in a sentence; `None` where there is nothing to do."""
    found = finding["remediation"]
    if found is None:
        return None
    sentences = []
    if found["module"] is not None:
        options = ", ".join(f"{name}: {_shown(value)}" for name, value in found["arguments"].items())
        sentences.append(f"Run {found['module']} with {options}.")
    if found["missing_statements"]:
        sentences.append(f"Add the policy statements: {'; '.join(found['missing_statements'])}.")
    return " ".join(sentences) or None


def _shown(value: object) -> str:
    return encode(value) if isinstance(value, (list, dict)) else str(value)


def closed(gone: Data, observed_at: str) -> Data:
    """A finding of an earlier report of which there is none now, with the fields of any other."""
    rule = RULES.get(gone["rule_id"])
    resource = gone["resource"]
    return {
        "severity": "informational" if rule is None else rule.severity,
        "message": "The resource is no longer there",
        "key": {"current": None, "provider": None, "expected": None, "source_of_expectation": None},
        "exception": None,
        "expired_exception": None,
        "remediation": None,
        "references": [] if rule is None else references(rule.controls),
        "last_seen": observed_at,
        "observed_at": observed_at,
        **gone,
        "resource": {"compartment_path": None, "availability_domain": None, "owner": None, **resource},
    }

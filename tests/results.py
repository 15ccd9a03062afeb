# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of module bodies as playbooks get them."""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._core.notices import Notice, as_results, fold

OCID = re.compile(r"ocid1\.[\w.-]*\w")
STATEMENT = re.compile(r'"[^"]*"')
LONGEST_TEXT = 200


def rendered(result: dict[str, Any]) -> dict[str, Any]:
    """The result with its notices as data, and as the warnings that people see. Each text must be fit to be read."""
    notices = result.get("notices", [])
    for each in notices:
        assert_readable(each)
    return {**result, "notices": as_results(notices), "warnings": fold(notices)}


def assert_readable(notice: Notice) -> None:
    """One line of at most 200 characters besides OCIDs and policy statements, with each OCID once."""
    prose = STATEMENT.sub("", notice.text)
    assert len(OCID.sub("", prose)) <= LONGEST_TEXT, notice.text
    assert len(OCID.findall(prose)) == len(set(OCID.findall(prose))), notice.text
    assert notice.text.endswith("."), notice.text
    assert "\n" not in notice.text, notice.text
    assert re.fullmatch(r"([A-Z][a-z]+)+", notice.code), notice.code


def codes(result: dict[str, Any]) -> list[str]:
    """The codes of a result's notices."""
    return [each["code"] for each in result["notices"]]


def noted(result: dict[str, Any], code: str) -> list[str | None]:
    """What the notices of one code are about."""
    return [each["resource"] for each in result["notices"] if each["code"] == code]

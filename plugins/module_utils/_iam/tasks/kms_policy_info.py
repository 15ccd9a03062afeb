# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_policy_info: which of the statements that let keys be used policies hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..._core.clients import Session
from ..checking import Check
from ..intent import INTENT_SPEC, Intent, intent
from ..needs import Need
from ..policies import Policies

ARGUMENT_SPEC: Mapping[str, Any] = {**INTENT_SPEC}


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    asked = intent(params)
    session = login()
    home = asked.home(session)
    policies = Policies(session, home)
    for option, compartment_id in (
        ("key_compartment_id", asked.key_compartment_id),
        ("vault_compartment_id", asked.vault_compartment_id),
    ):
        if compartment_id is not None:
            policies.require_usable(option, compartment_id)
    check = Check(session, policies, home)
    needed = needed_by(asked, session)
    missing, unknown = judged(check, needed)
    return {
        "changed": False,
        "needed_statements": [need.statement for need in needed],
        "missing_statements": missing,
        "unknown_statements": unknown,
        "unread": list(check.unread),
    }


def needed_by(asked: Intent, session: Session) -> list[Need]:
    """What has to be allowed."""
    return asked.needs(session.region, tenancy_id=session.tenancy)


def judged(check: Check, needed: Sequence[Need]) -> tuple[list[str], list[str]]:
    """The statements that no policy holds, and those of which it cannot be known. Raises Failure."""
    absent = [need.statement for need in check.missing(needed)]
    return ([], absent) if check.unread else (absent, [])

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long backups must be kept (SDK docstrings of the retention fields; the resulting errors are assumed)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ...protocol.problems import conflict, invalid
from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource

_DAYS = {"DAYS": 1, "YEARS": 365}
# Assumed.
_MOST_DAYS = 100 * 365
_FIELDS = ("retentionPeriod", "isPreventDeletionEnabled", "isRetentionLockEnabled", "isIndefiniteRetentionEnabled")


def retention_fields(body: Mapping[str, Any], *, created: str) -> dict[str, Any]:
    """The retention fields of a request, and the end of the period, counted from the backup's `timeCreated`."""
    fields = {name: body[name] for name in _FIELDS if name in body}
    if fields.get("isRetentionLockEnabled") and "retentionPeriod" not in fields:
        raise invalid("isRetentionLockEnabled needs a retentionPeriod.")
    period = fields.get("retentionPeriod")
    if period is not None:
        amount, unit = period["retentionTimeAmount"], period["retentionTimeUnit"]
        if unit not in _DAYS or not 0 < amount <= _MOST_DAYS // _DAYS[unit]:
            raise invalid("retentionPeriod must be a positive number of DAYS or YEARS that ends within 100 years.")
        kept = timedelta(days=amount * _DAYS[unit])
        ends = datetime.fromisoformat(created.replace("Z", "+00:00")) + kept
        fields["timeRetentionExpiresAt"] = timestamp(ends.timestamp())
    return fields


def check_deletable(backup: Resource, *, now: float) -> None:
    """Raise 409 while retention forbids the deletion of the backup."""
    data = backup.data
    kept = data.get("isPreventDeletionEnabled") or data.get("isRetentionLockEnabled")
    if data.get("isIndefiniteRetentionEnabled") or (kept and data.get("timeRetentionExpiresAt", "") > timestamp(now)):
        raise conflict(f"{backup.kind.model} {backup.id} is under retention and cannot be deleted.")


def check_changeable(backup: Resource, changes: Mapping[str, Any]) -> None:
    """Raise 409 if a locked retention would be unlocked or shortened."""
    if not backup.data.get("isRetentionLockEnabled"):
        return
    ends = changes.get("timeRetentionExpiresAt")
    if changes.get("isRetentionLockEnabled") is False or (ends and ends < backup.data["timeRetentionExpiresAt"]):
        raise conflict(f"The retention of {backup.kind.model} {backup.id} is locked.")

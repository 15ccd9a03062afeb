# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates and times in queries ("Date and Time Values" of querysyntax.htm)."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_SHIFTED = re.compile(r"(?P<time>.+?)\s*(?P<sign>[+-])\s*(?P<count>\d{1,9})(?P<unit>[smhdw])", re.IGNORECASE)
_DASHED = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:[T ](?P<time>\d{2}:\d{2}:\d{2})(?:\.(?P<fraction>\d+))?)?\s*(?P<zone>\S.*)?",
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse_time(text: str, *, now: float) -> float | None:
    """The time in seconds since the epoch; `None` for text that is not a time."""
    stripped = text.strip()
    shifted = _SHIFTED.fullmatch(stripped)
    if shifted is not None:
        base = _fixed(shifted["time"], now)
        seconds = int(f"{shifted['sign']}{shifted['count']}") * _SECONDS[shifted["unit"].lower()]
        if base is not None:
            return base + seconds
    return _fixed(stripped, now)


def _fixed(text: str, now: float) -> float | None:
    if text.lower() == "now":
        return float(int(now))
    dashed = _DASHED.fullmatch(text)
    if dashed is not None:
        year, month, day = dashed["date"].split("-")
        if not 1 <= int(month) <= len(_MONTHS):
            return None
        text = f"{day} {_MONTHS[int(month) - 1]} {year} {dashed['time'] or '00:00:00'} {_zone(dashed['zone'])}"
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    fraction = float(f"0.{dashed['fraction']}") if dashed is not None and dashed["fraction"] else 0.0
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() + fraction


def _zone(written: str | None) -> str:
    """A name, `GMT-08:00`, `-08`, `-0800` or `-08:00`, as in mail; UTC by default."""
    if written is None or written == "Z":
        return "+0000"
    offset = re.fullmatch(r"(?:GMT|UTC)?([+-]\d{2}):?(\d{2})?", written, re.IGNORECASE)
    return f"{offset[1]}{offset[2] or '00'}" if offset else written


def is_time(value: str) -> bool:
    """Whether an indexed value is a time."""
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}T.*", value))

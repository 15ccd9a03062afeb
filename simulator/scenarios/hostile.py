# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and tags that break careless reports, queries and tables."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

_NAMES = (
    'say "hello"',
    "it's; DROP TABLE findings--",
    "first line\nsecond line",
    "carriage\r\nreturn\tand tab",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]></system-out><x>",
    "</script><b>bold",
    "{{ 7 * 7 }}",
    "%s %d {0} ${HOME} $(id)",
    "evil\u202egpj.exe",
    "\u200fright to left",
    "zero\u200bwidth\u2028line\u2029paragraph",
    "comma,semicolon;pipe|",
    "..\\..\\etc/passwd",
    "null",
    "\U0001f511 \u30ad\u30fc \u043a\u043b\u044e\u0447",
    "   leading and trailing   ",
    "n" * 255,
)
TAGS = {"=cmd|' /C calc'!A0": "<script>alert(1)</script>", "owner": 'a "quoted",\nname'}
"""Freeform tags; their keys and values have no restrictions of characters that the SDK's models know."""
# What OCI allows in the names of buckets and compartments: letters, digits, hyphens, periods and underscores.
_PLAIN_NAMES = ("-leading", "..dots..", "__init__", "true", "1e5", "0x10", "NaN", "CON", "a" * 60)


def display_names() -> Iterator[str]:
    """An endless series of names for resources whose names need not be unique."""
    return itertools.cycle(_NAMES)


def plain_names() -> Iterator[str]:
    """An endless series of beginnings of names that must be unique and of few characters."""
    return itertools.cycle(_PLAIN_NAMES)

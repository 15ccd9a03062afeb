# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How property tests run: no example fails because the machine is busy."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("no_deadline", parent=settings.get_profile("default"), deadline=None)
settings.load_profile("no_deadline")

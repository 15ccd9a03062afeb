# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: permissions for every operation of the Work Requests client (package `work_requests`).

Source: D-COREP: reading one work request takes the permission of the operation that began it, which only the work
request itself can tell, so none is listed here.
"""

from __future__ import annotations

from collections.abc import Mapping

REQUIRED: Mapping[str, str] = {
    "list_work_requests": "WORKREQUEST_INSPECT",
    "get_work_request": "",
    "list_work_request_errors": "",
    "list_work_request_logs": "",
}

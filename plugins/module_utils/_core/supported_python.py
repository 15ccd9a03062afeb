# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Ends a module on a Python that is too old, before it imports anything that such a Python cannot read.

Importing this file does it. This file, `entry.py` and the modules are written so that Python 3.6 can read them, the
oldest Python 3 on which a supported ansible-core (2.16) runs modules.
"""

import json
import sys

OLDEST = (3, 9)
KIND = "PythonTooOld"
ADVICE = "Set ansible_python_interpreter to a newer one that has the package oci."
EMPTY = (
    "action",
    "status",
    "operation",
    "opc_request_id",
    "resource",
    "option",
    "service",
    "region",
    "endpoint",
    "service_message",
    "key",
    "policies",
    "accepted",
    "in_doubt",
)


def failure(reason: str) -> "dict[str, object]":
    """As `Failure.as_result`, which this Python cannot import."""
    return dict(
        dict.fromkeys(EMPTY),
        kind=KIND,
        code=KIND,
        reason=reason,
        advice=[ADVICE],
        missing_statements=[],
        in_doubt=False,
    )


def problem(version: "tuple[int, ...]") -> "str | None":
    """Why a version of Python is not supported, `None` if it is."""
    if version[:2] >= OLDEST:
        return None
    return "The modules of cmk.oci require Python {}.{} or newer, and {} is Python {}.{}".format(
        *OLDEST, sys.executable, *version[:2]
    )


PROBLEM = problem(tuple(sys.version_info[:3]))
if PROBLEM is not None:
    # pylint: disable=ansible-bad-function
    # No AnsibleModule: it would need the options of the module, and they are in files this Python cannot read.
    print(json.dumps({"failed": True, "msg": PROBLEM + ". " + ADVICE, "failure": failure(PROBLEM)}))
    sys.exit(1)

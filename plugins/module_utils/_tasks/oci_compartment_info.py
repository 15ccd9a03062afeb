# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_compartment_info: the OCIDs of compartments by their names, or of all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.task import Task
from .._core.tenancy import SEPARATOR, Compartment, directory, find_compartment, parsed

ARGUMENT_SPEC: Mapping[str, Any] = {
    "paths": {"type": "list", "elements": "str", "default": [], "no_log": False},
}


def run(task: Task) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before any request is sent."""
    paths = [parsed(f"paths[{at}]", each) for at, each in enumerate(task.parameters["paths"] or ())]
    session = task.log_in()
    session.begin(None)
    known = directory(session)
    found = [find_compartment(f"paths[{at}]", path, known) for at, path in enumerate(paths)] or known.compartments
    return {"changed": False, "resources": [_described(each) for each in found]}


def _described(compartment: Compartment) -> dict[str, Any]:
    return {
        "id": compartment.id,
        "name": compartment.name,
        "path": SEPARATOR.join(compartment.path) or None,
        "compartment_id": compartment.compartment_id,
        "description": compartment.description,
    }

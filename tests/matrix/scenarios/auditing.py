# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit: whatever is answered, what was not read is reported, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_encryption_info
from tests.matrix.scenario import HOME, OK, Options, Person, Scenario
from tests.parameters import defaults


def scenarios() -> Iterator[Scenario]:
    """One type whose lists show the key, and one of which each resource is read."""
    for name in ("volume", "file_system"):
        yield Scenario("oci_encryption_info", name, oci_encryption_info, _of(name), user="admin", expects=OK)


def _of(name: str) -> Callable[[Person], Options]:
    # Findings have the time at which they were seen, counts have not.
    gate = defaults(oci_encryption_info.ARGUMENT_SPEC["gate"]["options"])
    options = {"regions": [HOME], "compartments": ["projx"], "types": [name], "max_returned": 0, "gate": gate}
    return lambda _person: options

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One audit by the body of oci_encryption_info, in a process of its own; the arguments are its types."""

from __future__ import annotations

import json
import os
import resource
import sys
import time

BEGAN = time.monotonic()

from ansible_collections.cmk.oci.plugins.module_utils._core.options import auth_argument_spec  # noqa: E402
from ansible_collections.cmk.oci.plugins.module_utils._core.task import task_in  # noqa: E402
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_encryption_info  # noqa: E402
from tests.parameters import defaults  # noqa: E402


def main() -> None:
    """Print seconds, mebibytes and resources as JSON."""
    options = {**defaults({**auth_argument_spec(), **oci_encryption_info.ARGUMENT_SPEC}), "types": sys.argv[1:]}
    result = oci_encryption_info.run(task_in(dict(os.environ), options))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = result["summary"]["resources"]
    print(json.dumps({"seconds": time.monotonic() - BEGAN, "memory": memory, "resources": found}))


if __name__ == "__main__":
    main()

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the variables of the integration targets for the simulated tenancy in a directory.

C(simulator_environment) is what `env` in that directory exports; C(tenancy) is its `tenancy.json`. Modules are run by
the interpreter that tests.preloaded_sdk offers.
"""

from __future__ import annotations

import json
import os
import pathlib
import shlex
import sys


def exports(script: str) -> dict[str, str]:
    """The variables a shell script of `export NAME=value` lines sets, without running it."""
    exported = [line for line in script.splitlines() if line.startswith("export ")]
    return dict(word.split("=", 1) for line in exported for word in shlex.split(line)[1:])


def integration_config(directory: pathlib.Path) -> str:
    """The variables as JSON, which is YAML too."""
    variables = {
        "simulator_environment": exports((directory / "env").read_text(encoding="utf-8")),
        "ansible_python_interpreter": os.environ["PRELOADED_PYTHON"],
        "tenancy": json.loads((directory / "tenancy.json").read_text(encoding="utf-8")),
    }
    return json.dumps(variables, indent=2)


if __name__ == "__main__":
    print(integration_config(pathlib.Path(sys.argv[1])))

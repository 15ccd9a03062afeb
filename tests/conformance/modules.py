# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module of the collection without Ansible around it, as its developers' guide shows.

https://docs.ansible.com/ansible/latest/dev_guide/developing_modules_general.html
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

_COMMAND = Path(__file__).with_name("module_command.py")


def run_module(name: str, *, check: bool = False, **options: Any) -> dict[str, Any]:
    """The result of a module, in check mode or for real. It must not fail."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"ANSIBLE_MODULE_ARGS": {**options, "_ansible_check_mode": check}}, file)
        file.flush()
        done = subprocess.run(
            [os.environ["PRELOADED_PYTHON"], str(_COMMAND), name, file.name],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads(done.stdout))

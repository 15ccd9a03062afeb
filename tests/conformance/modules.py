# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module of the collection the way Ansible runs it."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any


def run_module(name: str, *, check: bool = False, **options: Any) -> dict[str, Any]:
    """The result of a module on localhost, in check mode or for real. It must not fail."""
    python = f"ansible_python_interpreter={os.environ['PRELOADED_PYTHON']}"
    command = ["ansible", "localhost", "-e", python, "-m", f"cmk.oci.{name}", "-a", json.dumps(options)]
    done = subprocess.run(
        [*command, "--check"] if check else command, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads(done.stdout.partition("=>")[2]))

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the bytecode of what is imported from archives.

Ansible sends each module with all it imports in an archive without bytecode, and Python compiles each source in it
twice: as it looks for the module, and as it executes it. That is half of what a module costs once the SDK is there.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import zipimport
from pathlib import Path
from types import CodeType


def keep_in(directory: str) -> None:
    """Compile each source once in this process and those that it forks; bytecode is kept in the directory."""
    compile_source = zipimport._compile_source  # type: ignore[attr-defined]  # private, without another way

    def compile_once(pathname: str, source: bytes) -> CodeType:
        kept = Path(directory, hashlib.sha256(source).hexdigest())
        try:
            code: CodeType = marshal.loads(kept.read_bytes())
        except FileNotFoundError:
            code = compile_source(pathname, source)
            written = kept.with_suffix(f".{os.getpid()}")
            written.write_bytes(marshal.dumps(code))
            written.replace(kept)
        return code

    zipimport._compile_source = compile_once  # type: ignore[attr-defined]  # private, without another way

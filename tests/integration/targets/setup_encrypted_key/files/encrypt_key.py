# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a private key again, protected by a pass phrase: encrypt_key.py FROM TO PASS_PHRASE."""

from __future__ import annotations

import sys
from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)


def main() -> None:
    """Read, encrypt, write."""
    source, target, pass_phrase = sys.argv[1:]
    key = load_pem_private_key(Path(source).read_bytes(), None)
    protection = BestAvailableEncryption(pass_phrase.encode())
    Path(target).touch(mode=0o600)
    Path(target).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection))


if __name__ == "__main__":
    main()

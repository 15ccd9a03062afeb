# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Checks the bundle of CA certificates before the first request, which would fail without saying why."""

from __future__ import annotations

import os
import re
import ssl
from typing import Optional

# How "openssl rehash" names certificates in a folder; the HTTP library takes such a folder in place of a file.
HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")


def problem(path: str) -> Optional[str]:
    """Why no certificate can be taken from there, as the end of a sentence; V(None) if some can."""
    try:
        if os.path.isdir(path):
            hashed = any(HASHED.fullmatch(name) for name in os.listdir(path))
            return None if hashed else "is a directory; name a file with certificates in PEM form"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=path)
        empty = not context.cert_store_stats()["x509"]
    except ssl.SSLError:
        empty = True
    except FileNotFoundError:
        return "does not exist"
    except (OSError, ValueError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or error}"
    return "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)" if empty else None

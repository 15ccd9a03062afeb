# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority, which issues a certificate for each host name of OCI at its first use."""

from __future__ import annotations

import ssl
from pathlib import Path

import trustme


class Certificates:
    """Issues one leaf per host name: several of them have more labels than a wildcard covers (toolchain.md, 10)."""

    def __init__(self) -> None:
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}

    def write_bundle(self, path: Path) -> None:
        """The certificate that clients must trust."""
        self._authority.cert_pem.write_to_path(path)

    def server_context(self) -> ssl.SSLContext:
        """A TLS context that presents the certificate of the host that the client requests."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert("localhost").configure_cert(context)

        def choose(connection: ssl.SSLObject, host: str | None, _context: ssl.SSLContext) -> None:
            if host:
                connection.context = self._context_of(host)

        context.sni_callback = choose
        return context

    def _context_of(self, host: str) -> ssl.SSLContext:
        if host not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._authority.issue_cert(host).configure_cert(context)
            self._contexts[host] = context
        return self._contexts[host]

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions that a user opens with an API key: `oci session authenticate --no-browser`."""

from __future__ import annotations

from ...principals.public_keys import public_key_in
from ...principals.sessions import open_session
from ...protocol.call import Call
from ...protocol.problems import invalid, not_authenticated
from ..service import Service

# "The duration in minutes": 5 to 60 by `oci_cli/cli_session.py`, which also has the default.
_SHORTEST, _LONGEST, _DEFAULT = 5, 60, 60


class UserSessions(Service):
    """Tokens for users."""

    package = "identity_data_plane"
    client = "DataplaneClient"

    def generate_user_security_token(self, call: Call) -> dict[str, str]:
        """A token for the caller and the specified public key."""
        if call.principal.kind != "user":
            raise not_authenticated()
        minutes = int(call.body.get("sessionExpirationInMinutes", _DEFAULT))
        if not _SHORTEST <= minutes <= _LONGEST:
            raise invalid(f"sessionExpirationInMinutes must be between {_SHORTEST} and {_LONGEST}.")
        try:
            key = public_key_in(call.body["publicKey"])
        except ValueError:
            raise invalid("publicKey must be an RSA public key.") from None
        return {"token": open_session(self.tenancy, call.principal.id, key, lifetime_seconds=60 * minutes)}

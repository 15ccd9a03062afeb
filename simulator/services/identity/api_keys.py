# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API signing keys of users."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from ...principals.credentials import SHORTEST_BITS, fingerprint
from ...protocol.call import Call
from ...protocol.problems import ServiceProblem, invalid
from ...tenancy.resource import Resource
from .credentials import Credentials


class ApiKeys(Credentials):
    """Public keys; an uploaded one is valid at once (assumed: in OCI it may take seconds)."""

    kind = "api_key"
    path_parameter = "fingerprint"
    most = 3

    def upload_api_key(self, call: Call) -> Resource:
        """Upload a key, identified by its fingerprint; the codes of the errors are assumed."""
        user = call.the_target()
        text = str(call.body["key"]).strip()
        print_ = fingerprint(_public_key(text))
        if any(each.data["fingerprint"] == print_ for each in self.of(user)):
            raise ServiceProblem(409, "ApiKeyAlreadyExists", f"The user has the API key {print_} already.")
        names = {"keyId": f"{self.tenancy.id}/{user.id}/{print_}", "fingerprint": print_}
        return self.issue(call, {**names, "keyValue": f"{text}\n"})

    def list_api_keys(self, call: Call) -> list[Resource]:
        """The keys of a user."""
        return self.of(call.the_target())

    def delete_api_key(self, call: Call) -> None:
        """Requests signed with the key are rejected at once."""
        self.store.remove(call.the_target())


def _public_key(text: str) -> RSAPublicKey:
    try:
        key = load_pem_public_key(text.encode("ascii"))
    except ValueError:
        raise invalid("The key is not a public key in PEM form.") from None
    if not isinstance(key, RSAPublicKey) or key.key_size < SHORTEST_BITS:
        raise invalid(f"The key must be an RSA key of at least {SHORTEST_BITS} bits.")
    return key

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of what this tenancy never has, so that those who read everything (scanners, audits) can go on."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from .identity_service import IdentityService

_Nothing = list[Any]


class OfTheTenancy(IdentityService):
    """Nothing in any compartment: none of it can be made here."""

    def list_identity_providers(self, call: Call) -> _Nothing:
        """No federation."""
        return self._nothing_in(call)

    def list_network_sources(self, call: Call) -> _Nothing:
        """No network sources."""
        return self._nothing_in(call)

    def list_tag_defaults(self, call: Call) -> _Nothing:
        """No tag is set by default."""
        return []

    def assemble_effective_tag_set(self, call: Call) -> _Nothing:
        """No tag is set by default."""
        return self._nothing_in(call)

    def list_standard_tag_namespaces(self, call: Call) -> _Nothing:
        """No templates of tags."""
        return self._nothing_in(call)

    def list_tagging_work_requests(self, call: Call) -> _Nothing:
        """Nothing about tags takes time here."""
        return self._nothing_in(call)

    def list_iam_work_requests(self, call: Call) -> _Nothing:
        """Nothing about domains takes time here."""
        return self._nothing_in(call)

    def _nothing_in(self, call: Call) -> _Nothing:
        self.compartment(call)
        return []


class OfUsers(IdentityService):
    """Nothing of any user; the path must name a user all the same."""

    def list_mfa_totp_devices(self, call: Call) -> _Nothing:
        """No second factors."""
        return []

    def list_db_credentials(self, call: Call) -> _Nothing:
        """No database passwords."""
        return []

    def list_swift_passwords(self, call: Call) -> _Nothing:
        """Auth tokens have replaced them [sdk]."""
        return []

    def list_o_auth_client_credentials(self, call: Call) -> _Nothing:
        """No OAuth clients."""
        return []

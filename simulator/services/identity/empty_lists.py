# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that are always empty, so that clients that read everything (scanners, audits) can continue."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Call
from .identity_service import IdentityService

_Empty = list[Any]


class EmptyTenancyLists(IdentityService):
    """Lists of compartments: none of these resources can be created here."""

    def list_identity_providers(self, call: Call) -> _Empty:
        """There is no federation."""
        return self._empty(call)

    def list_network_sources(self, call: Call) -> _Empty:
        """There are no network sources."""
        return self._empty(call)

    def list_tag_defaults(self, call: Call) -> _Empty:
        """There are no tag defaults."""
        return []

    def assemble_effective_tag_set(self, call: Call) -> _Empty:
        """There are no tag defaults."""
        return self._empty(call)

    def list_standard_tag_namespaces(self, call: Call) -> _Empty:
        """There are no standard tags."""
        return self._empty(call)

    def list_tagging_work_requests(self, call: Call) -> _Empty:
        """Operations on tags are synchronous."""
        return self._empty(call)

    def list_iam_work_requests(self, call: Call) -> _Empty:
        """Operations on domains are not simulated."""
        return self._empty(call)

    def _empty(self, call: Call) -> _Empty:
        self.compartment(call)
        return []


class EmptyUserLists(IdentityService):
    """Lists of users; the path must name an existing user."""

    def list_mfa_totp_devices(self, call: Call) -> _Empty:
        """There are no second factors."""
        return []

    def list_db_credentials(self, call: Call) -> _Empty:
        """There are no database passwords."""
        return []

    def list_swift_passwords(self, call: Call) -> _Empty:
        """Replaced by auth tokens [sdk]."""
        return []

    def list_o_auth_client_credentials(self, call: Call) -> _Empty:
        """There are no OAuth clients."""
        return []

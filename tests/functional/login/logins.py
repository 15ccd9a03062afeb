# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs in to a tenancy that serves on real sockets, as each kind of principal.

What each principal may read is a policy's decision: one statement lets users, instances, functions and pods read the
volumes of `projx`, and nobody but the administrator those of `projy`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import certifi

from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session

FUNCTION = "ocid1.fnfunc.oc1.iad.function"
# Trusts everybody but the tenancy.
PUBLIC_BUNDLE = Path(certifi.where())

Login = Callable[..., Session]


def names(session: Session, compartment_id: str) -> list[str]:
    """The names of the volumes there."""
    with session.doing("list the volumes", service="Block Volume", operation="ListVolumes"):
        client = session.client("core", "BlockstorageClient")
        return [volume.display_name for volume in client.list_volumes(compartment_id=compartment_id).data]

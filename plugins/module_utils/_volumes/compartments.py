# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Whether something can be created in a compartment, as far as the compartment can be read."""

from __future__ import annotations

from .._core.clients import Session
from .._core.errors import CannotDo, Failure

ENDED = ("DELETING", "DELETED")


def require_usable(session: Session, compartment_id: str, what: str) -> None:
    """Raises CannotDo for a compartment that is deleted; where it cannot be read, the service decides."""
    try:
        with session.doing(
            f"read the compartment {compartment_id}",
            service="identity",
            operation="GetCompartment",
            resource=compartment_id,
        ):
            compartment = session.client("identity", "IdentityClient").get_compartment(compartment_id).data
    except Failure:
        return
    if compartment.lifecycle_state in ENDED:
        raise CannotDo(
            f"No {what} can be created in the compartment {compartment_id}, which is {compartment.lifecycle_state}: "
            "correct compartment_id.",
            resource=compartment_id,
        )

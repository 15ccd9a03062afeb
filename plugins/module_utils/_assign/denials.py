# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Makes a refusal name those policy statements only that are really missing, as far as policies can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .._core.errors import Failure
from .._core.translating import listed
from .access import KeyAccess
from .grants import GROUP


@contextmanager
def explained(access: KeyAccess, statements: Sequence[str]) -> Iterator[None]:
    """Narrows the statements in the message of a denial of what is done in its body. It reads, and only then."""
    try:
        yield
    except Failure as refusal:
        if isinstance(refusal, access.denials):
            _narrow(refusal, access, [access.session.addressed(each) for each in statements])
        raise


def _narrow(refusal: Failure, access: KeyAccess, statements: Sequence[str]) -> None:
    named = listed(statements)
    if named not in str(refusal):
        return
    # Imported here, since it takes a twentieth of a task's time and is needed when a task fails only.
    from .._iam.stated import look_up

    try:
        stated = look_up(access.session, statements, caller=f"group {GROUP}")
    except Exception:
        # Whatever stands in the way of explaining it: the refusal is what has to be told.
        return
    if not stated.missing:
        told = f"{named}, which those that can be read do"
    elif stated.is_certain:
        told = f"{listed(stated.missing)}, which none of them does"
    else:
        told = listed(stated.missing)
    refusal.args = (str(refusal).replace(named, told),)

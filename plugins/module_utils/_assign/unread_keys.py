# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Tells with a refusal that the key could not be read: OCI answers about the volume or backup, in another region."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional

from .._core.errors import Conflict, NotFoundOrDenied, Refused
from .._core.notices import brief
from .checks import KEY_NOT_CHECKED, Preflight


@contextmanager
def told(preflight: Optional[Preflight], kms_key_id: Optional[str], region: str) -> Iterator[None]:
    """What is done in its body asks for something under a key of a region. Raises what it raises, with that said."""
    try:
        yield
    except (NotFoundOrDenied, Refused, Conflict) as failure:
        unread = [each for each in preflight.notices if each.code == KEY_NOT_CHECKED] if preflight else []
        if unread and preflight and kms_key_id and preflight.compartment_id(kms_key_id) is None:
            failure.within(f"The key {kms_key_id} could not be read in {region}.")
            denial = unread[0].failure
            failure.advise("Check the key first." if denial is None else f"Check the key first: {brief(denial)}.")
        raise

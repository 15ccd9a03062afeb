# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Retry tokens that are made of the request, so that whoever asks for the same again is answered with the same.

That is a run which was killed after its request and begins again, or one that runs at the same time, while lists do not
show yet what was made. OCI keeps tokens for 24 hours (https://docs.oracle.com/iaas/Content/API/Concepts/usingapi.htm).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

# The service still knows the token, and not any more what it was for.
SPENT_TOKEN = "InvalidatedRetryToken"


def retry_token(operation: str, request: Mapping[str, Any], ended: Iterable[str]) -> str:
    """The same for the same request; C(ended) are the OCIDs of what it made before and is gone by now."""
    told = json.dumps([operation, request, sorted(ended)], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()

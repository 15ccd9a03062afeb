# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OCIDs, etags and request ids, all from one seeded source so that runs are reproducible."""

from __future__ import annotations

import base64
import random

# https://docs.oracle.com/en-us/iaas/Content/General/Concepts/identifiers.htm: lower-case base-32 letters, 60 of them.
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


class Identifiers:
    """Creates identifiers in the form of OCI's."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def ocid(self, kind: str, region_part: str, realm: str = "oc1") -> str:
        """`ocid1.<kind>.<realm>.<region part>.<60 letters>`; the region part of global resources is empty."""
        return f"ocid1.{kind}.{realm}.{region_part}.aaaaaaaa{self.letters(52)}"

    def letters(self, count: int) -> str:
        """A number of base-32 letters."""
        bits = self._random.getrandbits(5 * count)
        return "".join(_LETTERS[(bits >> (5 * place)) & 31] for place in range(count))

    def hexadecimal(self, count: int) -> str:
        """A number of upper-case hexadecimal digits, as in request ids."""
        return f"{self._random.getrandbits(4 * count):0{count}X}"

    def url_safe(self, count: int) -> str:
        """A number of characters of URL-safe base64; a multiple of 4."""
        drawn = self._random.getrandbits(6 * count).to_bytes(6 * count // 8, "big")
        return base64.urlsafe_b64encode(drawn).decode("ascii")

    def etag(self) -> str:
        """A value that is unique to one state of a resource."""
        return f"{self._random.getrandbits(128):032x}"

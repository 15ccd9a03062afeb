# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces of known secrets are hidden; what every key contains is no secret."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.known_secrets import PIECE, Secrets
from ansible_collections.cmk.oci.plugins.module_utils._core.random_texts import HIDDEN

# As a certificate contains it whose serial number has one byte.
IN_CERTIFICATE = "MIICkTCCAXmgAwIBAgIBATANBgkqhkiG9w0BAQsFADAMMQowCAYDVQQDDAF4MB4X"


@pytest.fixture
def secrets(pem: str) -> Secrets:
    known = Secrets()
    known.add(pem)
    return known


def test_the_algorithm_of_a_key_is_public(secrets: Secrets) -> None:
    assert secrets.hide(IN_CERTIFICATE) == IN_CERTIFICATE


def test_a_key_is_hidden_with_its_algorithm(secrets: Secrets, pem: str) -> None:
    body = "".join(pem.splitlines()[1:2])
    assert secrets.hide(f"key: {body}.") == f"key: {HIDDEN}."


@pytest.mark.parametrize("start", [0, 24, 40])
def test_a_piece_is_hidden(secrets: Secrets, pem: str, start: int) -> None:
    piece = pem.splitlines()[1][start : start + PIECE + 8]
    assert secrets.hide(f"({piece})") == f"({HIDDEN})"

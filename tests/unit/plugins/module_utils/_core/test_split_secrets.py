# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lists and mappings are a secret together, and which only look unusual."""

from __future__ import annotations

import base64
import hashlib
import os
import random
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core import redacting
from ansible_collections.cmk.oci.plugins.module_utils._core.split_secrets import split_kind, without_split
from tests.public_texts import ordinary_text, public_text
from tests.secrets import key_secret, keys, split_secret
from tests.unit.plugins.module_utils._core.test_redacting import HARMLESS

SEED = int(os.environ.get("SECRETS_SEED") or random.SystemRandom().randrange(10**9))


def digests(algorithm: str) -> list[str]:
    return [base64.b64encode(hashlib.new(algorithm, bytes([each])).digest()).decode() for each in range(9)]


ORDINARY: list[Any] = [
    HARMLESS,
    dict.fromkeys(HARMLESS, HARMLESS),
    [f"Vol{number}" for number in range(200)],
    [f"ProdDB{number}Data{number}Volume" for number in range(50)],
    [f"ocid1.volume.oc1.iad.{hashlib.sha256(bytes([each])).hexdigest()}" for each in range(100)],
    [hashlib.sha512(bytes([each])).hexdigest() for each in range(10)],
    digests("sha256"),
    digests("sha512"),
    {f"checksum{number}": digest for number, digest in enumerate(digests("md5"))},
    list("the quick brown fox jumps over the lazy dog"),
    ["BEGIN", "END", "KEY", "PRIVATE"],
    ["Allow group A to use keys in tenancy"] * 60,
    [],
    {},
    [None, True, 3],
]


@pytest.mark.parametrize("value", ORDINARY, ids=lambda value: str(value)[:30])
def test_ordinary(value: Any) -> None:
    assert split_kind(value) is None
    assert without_split({"resource": [value]}) == {"resource": [value]}


def test_what_is_public_may_be_split() -> None:
    chance = random.Random(SEED)
    for _round in range(200):
        for what, text in (public_text(chance), ordinary_text(chance)):
            for value in (text.splitlines(), dict(enumerate(text.splitlines())), [[text], ["x"]]):
                assert split_kind(value) is None, f"SECRETS_SEED={SEED} {what}: {value}"


def test_split_secrets_are_recognised_and_taken_out_of_results() -> None:
    chance = random.Random(SEED)
    for _round in range(400):
        secret, pieces = split_secret(chance)
        # What has no more than one piece is found by its own shape.
        assert split_kind(pieces) in (None, *secret.kinds), f"SECRETS_SEED={SEED} {secret.shape}"
        shown = without_split({"resource": {"id": "x", "inner": pieces}, "other": ["y"]})
        assert shown["other"] == ["y"]
        text = str(redacting.cleaned(shown, redacting.redacted))
        assert secret.found_in(text) is None, f"SECRETS_SEED={SEED} {secret.shape}: {text}"


def test_a_whole_secret_is_reported_by_its_own_place() -> None:
    """Entries beside it need not be hidden."""
    chance = random.Random(SEED)
    for name in keys():
        assert split_kind({"key": keys()[name], "name": "x", "id": "y"}) is None
    for _round in range(20):
        assert split_kind([key_secret(chance).text]) is None

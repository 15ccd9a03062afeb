# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is a secret, and what only looks unusual."""

from __future__ import annotations

import base64
import hashlib
import os
import random
import string
import threading

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core import redacting
from ansible_collections.cmk.oci.plugins.module_utils._core.known_secrets import Secrets
from tests.public_texts import ordinary_text, public_text, public_texts
from tests.secrets import any_secret, keys

SEED = int(os.environ.get("SECRETS_SEED") or random.SystemRandom().randrange(10**9))
UNIQUE = "abuwcljrxxh2oyxvkq4oykc2d7jxbqxz3sg6snsuvbkkwb4wqxwvezz2wjya"

# What options, results and messages hold every day.
HARMLESS = [
    f"ocid1.volume.oc1.iad.{UNIQUE}",
    f"ocid1.key.oc1.us-ashburn-1.bfqfhkltaaeuk.{UNIQUE}",
    "Allow service objectstorage-us-ashburn-1 to use keys in compartment id "
    f"ocid1.compartment.oc1..{UNIQUE} where target.key.id = 'ocid1.key.oc1.iad.bfqfhkltaaeuk.{UNIQUE}'",
    "https://bfqfhkltaaeuk-management.kms.us-ashburn-1.oraclecloud.com",
    "The private key is protected by a pass phrase: give it as api_user_key_pass_phrase.",
    "3B9E1D0C5F2A4E6B8C7D9E0F1A2B3C4D/3B9E1D0C5F2A4E6B8C7D9E0F1A2B3C4D/3B9E1D0C5F2A4E6B8C7D9E0F1A2B3C4D",
    "20:3b:97:13:55:1c:aa:66:20:3b:97:13:55:1c:aa:66",
    "NotAuthorizedOrNotFound RelatedResourceNotAuthorizedOrNotFound InsufficientServicePermissions",
    "/home/Administrator/Projects/Oracle2026/OCI/Ansible/Playbooks/Inventory/Production/Group_Vars/All",
    "examples.of.names",
    "e.g. a.b.c",
    "host.example.com",
    "extra.large.shape",
    "2026-03-01T12:00:00.123456+00:00",
    "eu-frankfurt-1",
    "AES-256 HSM ENABLED",
    "any {instance.compartment.id = 'x', all {resource.type = 'fnfunc'}}",
    "password policy of the tenancy",
    "security_token_file=/home/x/.oci/sessions/DEFAULT/token",
    "7f3e5a9c-1234-4bcd-9f00-aa55aa55aa55",
    "Operations.CostCenter",
    "KeyJanuaryProjectVolumes",
    "MoneyJar-of-the-whole-project",
]


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    redacting.KNOWN.clear()


@pytest.mark.parametrize("text", HARMLESS, ids=lambda text: text[:30])
def test_harmless(text: str) -> None:
    assert redacting.kind(text) is None
    assert redacting.redacted(text) == text


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_checksums_are_data(algorithm: str) -> None:
    """A tag may hold one."""
    for number in range(200):
        digest = hashlib.new(algorithm, str(number).encode()).digest()
        for text in (base64.b64encode(digest).decode(), digest.hex()):
            assert redacting.kind(text) is None
            assert redacting.redacted(text, prose=False) == text


def test_what_is_public_or_ordinary_is_data() -> None:
    """It may stand in a tag, a name or a description, is accepted there, and returned as it is."""
    chance = random.Random(SEED)
    for _round in range(300):
        for what, text in (public_text(chance), ordinary_text(chance)):
            assert redacting.secret_kind(text) is None, f"SECRETS_SEED={SEED} {what}: {text}"
            assert redacting.redacted(text, prose=False) == text, f"SECRETS_SEED={SEED} {what}"


def test_what_is_public_is_reported() -> None:
    """It is no path and no private key."""
    for what, text in public_texts().items():
        wanted = redacting.CERTIFICATE if what.endswith(("certificate", "request")) else redacting.PUBLIC_KEY
        assert redacting.kind(text) == wanted, what


def test_private_keys_beside_public_ones_are_secrets() -> None:
    chance = random.Random(SEED)
    for _round in range(100):
        secret, (what, text) = any_secret(chance), public_text(chance)
        both = chance.choice([f"{text}\n{secret.text}", f"{secret.text}\n{text}"])
        assert redacting.secret_kind(both), f"SECRETS_SEED={SEED} {secret.shape} beside {what}"


def test_secrets_are_recognised() -> None:
    chance = random.Random(SEED)
    for _round in range(300):
        secret = any_secret(chance)
        assert redacting.secret_kind(secret.text) in secret.kinds, f"SECRETS_SEED={SEED} {secret.shape}"
        for prose in (True, False):
            shown = redacting.redacted(f"The service says: {secret.text} is no OCID", prose=prose)
            assert secret.found_in(shown) is None, f"SECRETS_SEED={SEED} {secret.shape}: {shown}"


def test_every_piece_of_a_known_secret_is_hidden() -> None:
    chance = random.Random(SEED)
    for _round in range(300):
        secret = "".join(
            chance.choices(string.ascii_letters + string.digits + " -_", k=chance.randrange(16, 400))
        ).strip()
        redacting.KNOWN.clear()
        redacting.KNOWN.add(secret)
        begin = chance.randrange(max(1, len(secret) - 24))
        piece = secret[begin : begin + chance.randrange(24, 300)]
        text = chance.choice(["", "x", "some words "]) + piece + chance.choice(["", ".", " and more"])
        shown = redacting.redacted(text)
        if len(piece) >= 24:
            assert all(piece[at : at + 24] not in shown for at in range(len(piece) - 23))


def test_known_secrets_leave_the_rest_alone() -> None:
    redacting.KNOWN.add("correct horse battery staple")
    assert redacting.redacted("a horse of another colour") == "a horse of another colour"
    assert redacting.redacted("it is correct horse battery st.") == f"it is {redacting.HIDDEN}."


def test_messages_may_name_the_form_of_a_key() -> None:
    for message in (
        "is not a private key in PEM form (-----BEGIN PRIVATE KEY-----).",
        "lacks -----END PRIVATE KEY-----",
    ):
        assert redacting.redacted(message) == message


def test_long_words_are_cut() -> None:
    assert redacting.shortened("see " + "x" * 10_000) == "see (a text of 10,000 characters)"
    assert redacting.shortened(HARMLESS[0]) == HARMLESS[0]


def test_request_ids_of_object_storage_are_shown() -> None:
    """They look random, and Oracle's support asks for them."""
    request_id = "iad-1:xHMcRtkllJbNDftL13JtAHvs4Tq0Zk9pYc2WmE7uVbXo5GaSdKfQhLiRnCtUeAyB"
    text = f"GetBucket answered 404 BucketNotFound. opc-request-id: {request_id}."
    assert redacting.redacted(text) == text
    assert request_id[6:] not in redacting.redacted(f"the key {request_id[6:]}")


def test_a_piece_that_is_known_does_not_hide_the_shape_of_another_key(pem: str) -> None:
    """All keys of PKCS#8 begin alike, so that the beginning of one that is known is in every other one."""
    body = "".join(pem.splitlines()[1:-1])
    redacting.KNOWN.add(body[6:32])
    try:
        shown = redacting.redacted(body[:56], prose=False)
    finally:
        redacting.KNOWN.clear()
    assert shown == redacting.HIDDEN


@pytest.mark.parametrize("between", [" ", "\n", "\t", "  "])
@pytest.mark.parametrize("width", [4, 5, 8, 10, 20, 32])
def test_a_body_in_groups_of_one_length_is_a_key(width: int, between: str) -> None:
    """Without its frame, and with blanks where none belong."""
    for name, pem in keys().items():
        body = "".join(line for line in pem.splitlines() if "-----" not in line and ":" not in line)
        text = between.join(body[at : at + width] for at in range(0, len(body), width))
        assert redacting.kind(text) is not None, name
        assert redacting.redacted(text, prose=False) != text, name


@pytest.mark.parametrize(
    "text", ["0a1b 2c3d 4e5f 6071 8293", "east west prod test core", "2026 2027 2028 2029 2030 2031"]
)
def test_words_and_numbers_of_one_length_are_none(text: str) -> None:
    assert redacting.kind(text) is None
    assert redacting.redacted(text, prose=False) == text


def test_a_thread_may_add_a_secret_while_another_one_hides_them() -> None:
    known = Secrets()
    known.add("first-secret")
    failures: list[BaseException] = []
    is_done = threading.Event()

    def hide() -> None:
        try:
            while not is_done.is_set():
                assert known.hide("a first-secret here") == f"a {redacting.HIDDEN} here"
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=hide) for dummy in range(2)]
    for thread in threads:
        thread.start()
    for number in range(2000):
        known.add(f"secret-{number}")
    is_done.set()
    for thread in threads:
        thread.join()
    assert failures == []

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that are no secrets, drawn at random: what is public by its shape, and what people name and tag things with."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import random
import string
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import PublicFormat

from tests.secrets import BARE_FORMS, FORMS, in_lines


@functools.cache
def public_texts() -> Mapping[str, str]:
    """Public keys and certificates in every format, made once."""
    pem, ssh = serialization.Encoding.PEM, serialization.Encoding.OpenSSH
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    found: dict[str, bytes] = {}
    pairs: dict[str, Any] = {
        "RSA": rsa.generate_private_key(public_exponent=65537, key_size=2048),
        "EC": ec.generate_private_key(ec.SECP256R1()),
        "EC 521": ec.generate_private_key(ec.SECP521R1()),
        "Ed25519": ed25519.Ed25519PrivateKey.generate(),
        "DSA": dsa.generate_private_key(1024),
    }
    for kind, key in pairs.items():
        public = key.public_key()
        found[f"{kind} PEM"] = public.public_bytes(pem, PublicFormat.SubjectPublicKeyInfo)
        if kind == "DSA":
            continue
        found[f"{kind} SSH"] = public.public_bytes(ssh, PublicFormat.OpenSSH) + b" user@host.example.com"
        digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
        since = datetime(2026, 1, 1)
        builder = x509.CertificateBuilder(name, name, public, 1, since, since.replace(year=2030))
        found[f"{kind} certificate"] = builder.sign(key, digest).public_bytes(pem)
        found[f"{kind} request"] = x509.CertificateSigningRequestBuilder(name).sign(key, digest).public_bytes(pem)
        if isinstance(public, rsa.RSAPublicKey):
            found["PKCS #1"] = public.public_bytes(pem, PublicFormat.PKCS1)
    texts = {name: text.decode() for name, text in found.items()}
    blob = texts["RSA SSH"].split()[1]
    texts["RFC 4716 of SSH"] = _framed("---- {} SSH2 PUBLIC KEY ----", "Comment: x", in_lines(blob, 70))
    # An old and a new packet with a public key of version 4, RFC 9580.
    for number, packet in enumerate((b"\x99\x01\x0d\x04", b"\xc6\xc0\x4d\x04")):
        body = base64.b64encode(packet + random.Random(number).randbytes(268)).decode()
        texts[f"PGP {number}"] = _framed("-----{} PGP PUBLIC KEY BLOCK-----", "", in_lines(body, 64), "=abcd")
    return texts


def _framed(frame: str, *lines: str) -> str:
    return "\n".join([frame.format("BEGIN"), *lines, frame.format("END"), ""])


# What happens to them on their way; as for private keys.
PUBLIC_FORMS: Mapping[str, Callable[[str], str]] = {
    **{name: form for name, form in FORMS.items() if name not in ("of a config file", "no BEGIN", "no END")},
    **{name: BARE_FORMS[name] for name in ("body", "body in one line", "base64", "base64 in lines")},
    "JSON": json.dumps,
    "twice": lambda text: f"{text.strip()}\n{text}",
    "cut": lambda text: text[:256],
}


def public_text(chance: random.Random) -> tuple[str, str]:
    """What a public key or certificate is, and its text."""
    name = chance.choice(sorted(public_texts()))
    text = public_texts()[name]
    forms = ["as it is", "in a sentence", "twice", "CRLF"] if "SSH" in name or "PGP" in name else sorted(PUBLIC_FORMS)
    # Where a cut block of PGP ends cannot be told.
    form = chance.choice(forms if "PGP" in name else [*forms, "cut"])
    return f"{name} {form}", PUBLIC_FORMS[form](text)


WORDS = [
    "volume",
    "Backup",
    "Data",
    "prod",
    "Key",
    "oracle",
    "Cloud",
    "Team",
    "Frankfurt",
    "region",
    "Daily",
    "the",
    "encrypted",
    "2026",
    "db01",
    "App",
    "Web",
    "Größe",
    "ключ",
]


def ordinary_text(chance: random.Random) -> tuple[str, str]:
    """A name, checksum, address or statement that is as long as a field may hold, and looks like no word."""
    words = chance.choices(WORDS, k=40)
    unique = base64.b32encode(chance.randbytes(38)).decode().lower()[:60]
    algorithm = chance.choice(["md5", "sha1", "sha256", "sha384", "sha512"])
    digest = hashlib.new(algorithm, chance.randbytes(8))
    encoded = base64.b64encode(digest.digest()).decode()
    pairs = digest.digest().hex(":")
    found = {
        "one letter": chance.choice(string.ascii_letters + string.digits) * chance.choice([64, 255, 400]),
        "a pattern": chance.choice(["ab", "0123456789abcdef", "Word", "a1B2"]) * 15,
        "words": chance.choice("-_./:,;|=+ ").join(words)[:255],
        # Longer runs of short words with digits look like random text, and are hidden at times.
        "capitalised": "".join(each.capitalize() for each in words)[:39],
        "upper case": "_".join(words).upper()[:255],
        "path": "/" + "/".join(each.capitalize() for each in words)[:254],
        "checksum": chance.choice([f"{algorithm}:{digest.hexdigest()}", digest.hexdigest(), pairs, pairs.upper()]),
        "image": f"registry.example.com/team/app@{algorithm}:{digest.hexdigest()}",
        "checksum in base64": chance.choice([f"{algorithm}-{encoded}", f"{algorithm.upper()}:{encoded.rstrip('=')}"]),
        "checksums": chance.choice([" ", "\n", ", "]).join([digest.hexdigest()] * 3),
        "UUIDs": chance.choice(",-").join(str(uuid.UUID(bytes=chance.randbytes(16))) for _each in range(6)),
        "OCIDs": ", ".join([f"ocid1.key.oc1.eu-frankfurt-1.bfqfhkltaaeuk.{unique}"] * 3),
        "URL": f"https://console.us-ashburn-1.oraclecloud.com/block-storage/volumes/ocid1.volume.oc1.iad.{unique}"
        f"?region=us-ashburn-1&tenancy=ocid1.tenancy.oc1..{unique}&q=a%20b%2Fc#top",
        "statement": f"Allow group 'Default'/'Admins' to use keys in compartment id ocid1.compartment.oc1..{unique} "
        f"where all {{target.key.id='ocid1.key.oc1.iad.v.{unique}', request.permission='KEY_ENCRYPT'}}",
        "rule": f"ALL{{instance.compartment.id='ocid1.compartment.oc1..{unique}',tag.Ops.Cost.value='X1'}}",
        "data": json.dumps({"Env": "Prod1", "Owner": {"Name": "Bob", "Mail": "bob@example.com"}, "Tags": ["a", "B2"]}),
        "script": chance.choice(["鍵", "ключ", "مفتاح ", "Größenänderung", "e\u0301", "\U0001f511"]) * 50,
    }
    kind = chance.choice(sorted(found))
    return kind, found[kind]

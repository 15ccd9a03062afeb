# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Creates the signer that authenticates requests, one small function for each kind of authentication.

A session creates one signer: reading the private key costs 28 ms (toolchain.md section 10).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any, Optional

from . import faults, key_text, redacting
from .errors import BadOption, NotAuthenticated, Problem
from .quoting import brief, quotes_of
from .retrying import Retrying
from .sdk import sdk
from .settings import SESSION_HINT, Settings
from .waiting import Clock

# Where each principal can be used at all: the usual reason why one fails.
HABITATS: Mapping[str, str] = {
    "instance_principal": "works only on an OCI compute instance",
    "instance_obo_user": "works only on an OCI compute instance",
    "resource_principal": "works only where OCI sets OCI_RESOURCE_PRINCIPAL_VERSION and its companions",
    "workload_identity": "works only in a pod of an enhanced OKE cluster",
}

# What to do when OCI does not accept requests that are signed so.
REMEDIES: Mapping[str, str] = {
    "api_key": "Check the user's public keys and this host's clock.",
    "security_token": "Log in again with 'oci session authenticate', and check that this host's clock is right.",
    "instance_obo_user": "Renew the delegation token, and check that this host's clock is right.",
    "instance_principal": "Check that this host's clock is right.",
    "resource_principal": "Renew OCI_RESOURCE_PRINCIPAL_RPST and its private key, which belong together.",
    "workload_identity": "Check that this host's clock is right.",
}

# Seconds, and attempts without an answer, until a principal counts as absent. Short, since every task begins with it.
PATIENCE, ATTEMPTS = 15.0, 3

# Bytes: more than any key or token has, and less than what a device such as /dev/zero offers.
LARGEST_FILE = 1_000_000

PASS_PHRASE = "api_user_key_pass_phrase"


def signer(settings: Settings) -> Any:
    """A signer of the SDK. Raises BadOption or NotAuthenticated; neither holds a secret."""
    return SIGNERS[settings.auth_type](settings)


def _api_key(settings: Settings) -> Any:
    # Given as text, since the file may not be read by the SDK, which would word what is wrong with it in its own way.
    signer = _opened(
        settings,
        lambda text, pass_phrase: sdk().signer.Signer(
            tenancy=settings.get("tenancy"),
            user=settings.get("api_user"),
            fingerprint=settings.get("api_user_fingerprint"),
            private_key_file_location=None,
            pass_phrase=pass_phrase,
            private_key_content=text,
        ),
    )
    given, actual = settings.get("api_user_fingerprint"), _fingerprint(signer.private_key)
    if actual not in (None, given):
        raise BadOption(
            f"{settings.named('api_user_fingerprint')} is {given}, and the private key of "
            f"{_named_key(settings)} has the fingerprint {actual}",
            advice=("Specify the key and the fingerprint of the same API key.",),
            option="api_user_fingerprint",
        )
    return signer


def _fingerprint(key: Any) -> Optional[str]:
    """The fingerprint that OCI assigns to a key: the MD5 of its public half. `None` where this host forbids MD5."""
    serialization = sdk().signer.serialization
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = key.public_key().public_bytes(serialization.Encoding.DER, form)
    try:
        digest = hashlib.md5(public, usedforsecurity=False).hexdigest()
    except ValueError:
        return None
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _security_token(settings: Settings) -> Any:
    token = _token_text(settings, "security_token_file")
    key = _opened(settings, sdk().signer.load_private_key)
    problem = token_problem(token, key, wall=Clock().wall())
    if problem:
        raise NotAuthenticated(
            f"The token in the file of {settings.named('security_token_file')} {problem}",
            advice=("Log in again with 'oci session authenticate'.",),
        )
    return sdk().auth.signers.SecurityTokenSigner(token, key)


def _instance_principal(settings: Settings) -> Any:
    purpose = {"purpose": settings.get("auth_purpose")} if settings.get("auth_purpose") else {}
    return _federated(
        settings,
        lambda signers: signers.InstancePrincipalsSecurityTokenSigner(**purpose, **_federation(settings)),
    )


def _instance_obo_user(settings: Settings) -> Any:
    token = _token_text(settings, "delegation_token_file")
    return _federated(
        settings,
        lambda signers: signers.InstancePrincipalsDelegationTokenSigner(
            delegation_token=token, **_federation(settings)
        ),
    )


def _resource_principal(settings: Settings) -> Any:
    return _federated(settings, lambda signers: signers.get_resource_principals_signer())


def _workload_identity(settings: Settings) -> Any:
    # The variable is the one that the OCI CLI looks at; without it the SDK takes the place where Kubernetes puts it.
    path = settings.environment.get("OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH") or None
    return _federated(
        settings,
        lambda signers: signers.get_oke_workload_identity_resource_principal_signer(
            service_account_token_path=path, retry_strategy=_patience()
        ),
    )


def remedy(settings: Settings) -> str:
    """What to do when OCI does not accept the credentials."""
    return SESSION_HINT if settings.ignores_session else REMEDIES[settings.auth_type]


def _federated(settings: Settings, build: Callable[[Any], Any]) -> Any:
    """A signer whose constructor already fetches a token over the network."""
    try:
        return build(sdk().auth.signers)
    except Exception as error:  # the SDK lets through whatever its HTTP, JSON and X.509 code raises
        problem = _why_no_token(error, settings.auth_type)
        raise NotAuthenticated(
            f"auth_type {settings.auth_type} (from {settings.values['auth_type'].place}) returned no token: "
            f"{problem.reason}",
            advice=problem.advice,
        ) from None


def _why_no_token(error: Exception, auth_type: str) -> Problem:
    if faults.is_untrusted(error):
        trust = "cert_bundle or REQUESTS_CA_BUNDLE"
        if auth_type == "workload_identity":
            trust = "OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH"
        host = faults.host_of(error) or "the other side"
        return Problem(f"the certificate of {host} is not trusted", (f"Set {trust} to a file that holds its CA.",))
    if faults.is_service_answer(error):
        message = " ".join(redacting.redacted(str(getattr(error, "message", "") or "")).split())[:200]
        return Problem(f"it {HABITATS[auth_type]} (answer {error.status}: {message})")  # type: ignore[attr-defined]  # of the SDK
    reason = f"{type(error).__name__}: {' '.join(redacting.redacted(str(error)).split())[:200]}"
    if faults.is_unreachable(error):
        reason = f"no answer from {faults.host_of(error) or 'the other side'}, {faults.innermost(error)}"
    return Problem(f"it {HABITATS[auth_type]} ({reason})")


def _federation(settings: Settings) -> dict[str, Any]:
    """How to ask the metadata service and the authentication service."""
    bundle = settings.get("cert_bundle")
    trust = {"federation_client_cert_bundle_verify": bundle} if bundle else {}
    return {"retry_strategy": _patience(), "federation_client_retry_strategy": _patience(), **trust}


def _patience() -> Retrying:
    """Instead of the SDK's own, which waits a minute and a half for a metadata service that is not there."""
    return Retrying(Clock(), total_time=PATIENCE, attempts_without_answer=ATTEMPTS)


def _opened(settings: Settings, load: Callable[[str, Any], Any]) -> Any:
    """What `load` returns for the private key and its pass phrase: the key, or a signer that has it. Raises BadOption.

    The key is opened once, since that takes 30 ms.
    """
    text, pass_phrase = _private_key_text(settings), settings.get("api_user_key_pass_phrase")
    option, problem = _key_option(settings), None
    named = settings.named(option)
    try:
        # As bytes: the SDK takes texts in ASCII only.
        loaded = load(text, pass_phrase.encode() if pass_phrase else None)
    except sdk().exceptions.MissingPrivateKeyPassphrase:
        option, problem = PASS_PHRASE, Problem("is protected by a pass phrase", (f"Specify it as {PASS_PHRASE}.",))
    except Exception:  # unreadable keys make the parser raise many things, and some of them quote the text
        problem = Problem("is damaged")
        if pass_phrase and "ENCRYPTED" in text:
            option, problem = PASS_PHRASE, _wrong_pass_phrase(settings, pass_phrase)
    else:
        if "RSA" not in type(getattr(loaded, "private_key", loaded)).__name__:
            problem = Problem("is not an RSA key, and OCI signs requests with RSA only")
    if problem:
        raise BadOption(f"The private key of {named} {problem.reason}", advice=problem.advice, option=option)
    return loaded


def _private_key_text(settings: Settings) -> str:
    """The private key in the form the SDK reads, however it was given. Raises BadOption."""
    content = settings.get("api_user_key_content")
    text = _file_text(settings, "api_user_key_file") if content is None else content
    redacting.KNOWN.add(text)
    try:
        return key_text.pem(text)
    except key_text.NoKey as error:
        problem = error.problem
        raise BadOption(
            f"The private key of {_named_key(settings)} {problem.reason}",
            advice=problem.advice,
            option=_key_option(settings),
        ) from None


def _named_key(settings: Settings) -> str:
    return settings.named(_key_option(settings))


def _key_option(settings: Settings) -> str:
    return "api_user_key_content" if settings.get("api_user_key_content") else "api_user_key_file"


def _wrong_pass_phrase(settings: Settings, pass_phrase: str) -> Problem:
    reason, quotes = f"cannot be opened with the pass phrase of {settings.named(PASS_PHRASE)}", quotes_of(pass_phrase)
    if quotes is None:
        return Problem(reason)
    return Problem(f"{reason}, which {quotes}", ("Remove the quotes, unless they belong to it.",))


def _token_text(settings: Settings, option: str) -> str:
    token = _file_text(settings, option).strip().strip("\"'")
    redacting.KNOWN.add(token)
    if not token:
        raise BadOption(
            f"The file of {settings.named(option)} is empty",
            advice=("Specify a file that holds a token.",),
            option=option,
        )
    kind = redacting.kind(token)
    if kind not in (None, redacting.TOKEN, redacting.LOOKS_SECRET) and "." not in token:
        raise BadOption(
            f"The file of {settings.named(option)} holds {kind}, not a token",
            advice=("Specify a file that holds a token.",),
            option=option,
        )
    if len(token.split()) > 1:
        raise BadOption(
            f"The file of {settings.named(option)} holds more than a token",
            advice=("Specify a file that holds a token only.",),
            option=option,
        )
    return token


def _file_text(settings: Settings, option: str) -> str:
    path = os.path.abspath(settings.get(option) or "")
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST_FILE)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is no path"
        raise BadOption(
            f"The file {brief(path)} of {settings.named(option)} cannot be read: {reason}.", option=option
        ) from None
    try:
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except ValueError:
        problem = key_text.binary_problem(data) or Problem("cannot be read: it is not text")
        reason = f"The file {brief(path)} of {settings.named(option)} {problem.reason}"
        raise BadOption(reason, advice=problem.advice, option=option) from None


def token_problem(token: str, private_key: Any, *, wall: float) -> Optional[str]:
    """Why the token cannot work with this RSA key at this Unix time, as the end of a sentence; `None` if it may.

    A token that cannot be read is left to the service, since nothing but its own form is known here.
    """
    claims = _claims(token)
    ends = claims.get("exp")
    if isinstance(ends, (int, float)) and ends <= wall:
        when = datetime.fromtimestamp(ends, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
        return f"expired at {when}"
    modulus = _modulus(claims.get("jwk"))
    if modulus is not None and modulus != private_key.public_key().public_numbers().n:
        return "was issued for another private key than the one given"
    return None


def _claims(token: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(_decode(parts[1]))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}


def _modulus(jwk: Any) -> Optional[int]:
    try:
        key = json.loads(jwk) if isinstance(jwk, str) else jwk
        return int.from_bytes(_decode(key["n"]), "big")
    except (ValueError, TypeError, KeyError):
        return None


def _decode(text: str) -> bytes:
    """Base64 for URLs, without padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


SIGNERS: Mapping[str, Callable[[Settings], Any]] = {
    "api_key": _api_key,
    "security_token": _security_token,
    "instance_principal": _instance_principal,
    "instance_obo_user": _instance_obo_user,
    "resource_principal": _resource_principal,
    "workload_identity": _workload_identity,
}

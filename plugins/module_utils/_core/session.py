# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Creates SDK clients that all behave alike, and names each request for its errors."""

from __future__ import annotations

import os
import re
import ssl
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Optional

from . import auth, regions
from .answers import Proof
from .deadline import Clock, Deadline
from .errors import BadOption
from .retrying import ATTEMPTS_WITHOUT_ANSWER, Retrying
from .sdk import sdk, service_package
from .settings import ENVIRONMENT, Settings, Value
from .translating import Call, doing
from .waiting import Patience

USER_AGENT = "Ansible cmk.oci"

# Where a region comes from that nobody has given for the whole task.
REGION_OF_THE_WORK = "the resources that the task is about"

# Seconds after which a task that does not wait repeats no request any more.
TIME_WITHOUT_WAITING = 120.0

# Seconds to connect and to read, as the SDK has them; given so that no release changes them behind our back.
TIMEOUTS = (10.0, 60.0)

# How "openssl rehash" names certificates in a folder; the HTTP library takes such a folder in place of a file.
HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")


class Session:
    """One login: a signer for the process, and a client for each service, endpoint and thread.

    Clients are not documented as thread-safe, signers are (https://github.com/oracle/oci-python-sdk/issues/751).
    Every client gets the same retries and no circuit breaker: the SDK's default one is shared by all clients of the
    process, so that trouble in one service would stop the others (oci-facts.md section 3).

    C(prepare) is called with each new client before its first use. Raises BadOption when the bundle of CA certificates
    is of no use.
    """

    def __init__(
        self, settings: Settings, *, clock: Optional[Clock] = None, prepare: Optional[Callable[[Any], None]] = None
    ) -> None:
        trusted = settings.get("cert_bundle")
        problem = bundle_problem(trusted) if trusted else None
        if problem:
            raise BadOption(
                f"The CA bundle {trusted} of {settings.named('cert_bundle')} {problem}.", option="cert_bundle"
            )
        self.settings = settings
        self.clock = clock or Clock()
        self.deadline = Deadline()
        self._prepare = prepare
        self._lock = threading.Lock()
        self._signer: Any = None
        # Threads that find it empty at the same time compute the same value.
        self._region: Optional[str] = None
        self._clients = threading.local()

    @property
    def signer(self) -> Any:
        """The signer, made on first use. Raises BadOption or NotAuthenticated."""
        with self._lock:
            if self._signer is None:
                self._signer = auth.signer(self.settings)
            return self._signer

    @property
    def region(self) -> str:
        """The full name of the region requests go to: the requested one, else the one the principal lives in."""
        if self._region is None:
            self._region = self._required_region()
        return self._region

    def _required_region(self) -> str:
        region = self.settings.get("region") or getattr(self.signer, "region", None)
        if not region:
            raise BadOption(
                f"auth_type {self.settings.auth_type} does not determine a region",
                advice=("Specify region or OCI_REGION.",),
                option="region",
            )
        given = "region" in self.settings.values
        return regions.required_region(
            self.settings.named("region") if given else f"The region of the {self.settings.auth_type} token",
            region,
            path="region",
        )

    @property
    def tenancy(self) -> str:
        """The OCID of the tenancy, which is also its root compartment. Raises BadOption when nothing tells it."""
        tenancy = self.settings.get("tenancy") or getattr(self.signer, "tenancy_id", None)
        if not tenancy:
            raise BadOption(
                f"auth_type {self.settings.auth_type} does not determine the tenancy",
                advice=("Specify tenancy or OCI_TENANCY.",),
                option="tenancy",
            )
        return str(tenancy)

    def in_region(self, region: str, *, source: str = REGION_OF_THE_WORK) -> Session:
        """The same login for work in another region, which C(source) names; it shares the signer."""
        if region == self.region:
            return self
        values = {**self.settings.values, "region": Value(region, source, ENVIRONMENT)}
        other = Session(Settings(values), clock=self.clock, prepare=self._prepare)
        other._signer = self.signer
        other.deadline = self.deadline
        return other

    def begin(self, patience: Optional[Patience]) -> None:
        """Begin a task, which ends with its patience; without any, it repeats requests for a short time only."""
        self.deadline = patience.deadline if patience else Deadline()
        seconds = patience.timeout if patience else TIME_WITHOUT_WAITING
        self.deadline.start(self.clock.now(), seconds, ends_requests=patience is not None)

    def client(
        self,
        service: str,
        name: str,
        *,
        region: Optional[str] = None,
        endpoint: Optional[str] = None,
        attempts_without_answer: int = ATTEMPTS_WITHOUT_ANSWER,
        repeats_conflicts: bool = True,
    ) -> Any:
        """The client C(oci.<service>.<name>) of this thread, in this session's region unless told otherwise.

        With C(repeats_conflicts) false, a conflict that may pass is left to the caller, who knows the resource.
        """
        made = self._clients.__dict__.setdefault("made", {})
        key = (service, name, region or self.region, endpoint, attempts_without_answer, repeats_conflicts)
        if key not in made:
            made[key] = self._make(*key)
        return made[key]

    def doing(
        self,
        action: str,
        *,
        service: str,
        operation: str,
        resource: Optional[str] = None,
        region: Optional[str] = None,
        statements: tuple[str, ...] = (),
        denials: tuple[str, ...] = (),
    ) -> AbstractContextManager[None]:
        """Names the request in the body of a C(with): whatever it raises becomes a Failure that says so.

        C(denials) are codes with which this operation denies, besides those that all services use.
        """

        def describe() -> Call:
            return Call(
                action=action,
                service=service,
                operation=operation,
                region=region or self.region,
                credentials=self.settings.describe(),
                remedy=auth.remedy(self.settings),
                region_source=self._region_source(region),
                resource=resource,
                statements=tuple(self.addressed(statement) for statement in statements),
                denials=denials,
            )

        return doing(describe, wall=self.clock.wall)

    def _region_source(self, region: Optional[str]) -> str:
        if region is not None and region != self.region:
            return REGION_OF_THE_WORK
        given = self.settings.values.get("region")
        return f"the {self.settings.auth_type} token" if given is None else given.source

    def addressed(self, statement: str) -> str:
        """A policy statement for whoever this session is: instances and resources get rights by dynamic groups."""
        if self.settings.auth_type in ("instance_principal", "resource_principal"):
            return statement.replace("Allow group <your group>", "Allow dynamic-group <your dynamic group>")
        return statement

    def _make(
        self,
        service: str,
        name: str,
        region: str,
        endpoint: Optional[str],
        attempts_without_answer: int,
        repeats_conflicts: bool,
    ) -> Any:
        arguments: dict[str, Any] = {
            "signer": self.signer,
            "retry_strategy": Retrying(
                self.clock,
                attempts_without_answer=attempts_without_answer,
                repeats_conflicts=repeats_conflicts,
                deadline=lambda: self.deadline,
            ),
            "circuit_breaker_strategy": sdk().circuit_breaker.NoCircuitBreakerStrategy(),
            "timeout": TIMEOUTS,
        }
        if self.settings.realm_specific_endpoints is not None:
            arguments["client_level_realm_specific_endpoint_template_enabled"] = self.settings.realm_specific_endpoints
        if endpoint is not None:
            arguments["service_endpoint"] = endpoint.rstrip("/")
        client = getattr(service_package(service), name)(self._config(region), **arguments)
        trusted = self.settings.get("cert_bundle")
        if trusted:
            trust(client.base_client.session, trusted)
        if self._prepare is not None:
            self._prepare(client)
        Proof(client, lambda: self.deadline.shortened(self.clock.now(), TIMEOUTS))
        return client

    def _config(self, region: str) -> dict[str, Any]:
        """The configuration clients ask for. It holds no secret, since the signer does the signing.

        The SDK checks that a key is named even when it is given a signer, hence the placeholder.
        """
        settings = self.settings
        return {
            "region": region,
            "tenancy": settings.get("tenancy"),
            "user": settings.get("api_user"),
            "fingerprint": settings.get("api_user_fingerprint"),
            "key_file": "",
            "additional_user_agent": USER_AGENT,
            "log_requests": False,
        }


def trust(http_session: Any, path: str) -> None:
    """Makes an HTTP session trust exactly the certificates of a bundle.

    The HTTP library lets REQUESTS_CA_BUNDLE win over the session's own setting, and the option must win over the
    environment: so the transport is told for every request.
    """
    transport = http_session.get_adapter("https://")
    send = transport.send

    def send_trusting(request: Any, **arguments: Any) -> Any:
        return send(request, **{**arguments, "verify": path})

    transport.send = send_trusting


def bundle_problem(path: str) -> Optional[str]:
    """Why no certificate can be taken from there, as the end of a sentence; V(None) if some can."""
    try:
        if os.path.isdir(path):
            hashed = any(HASHED.fullmatch(name) for name in os.listdir(path))
            return None if hashed else "is a directory; name a file with certificates in PEM form"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=path)
        empty = not context.cert_store_stats()["x509"]
    except ssl.SSLError:
        empty = True
    except FileNotFoundError:
        return "does not exist"
    except (OSError, ValueError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or error}"
    return "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)" if empty else None

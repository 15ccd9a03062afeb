# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Creates SDK clients that all behave alike, and names each request for its errors."""

from __future__ import annotations

import copy
import os
import re
import ssl
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Optional, Union

from . import auth, regions
from .answers import Proof
from .errors import BadOption
from .retrying import ATTEMPTS_WITHOUT_ANSWER, Retrying
from .sdk import sdk, service_package
from .settings import ENVIRONMENT, Settings, Value
from .translating import Attempt, Call
from .waiting import Clock, Deadline, Patience

USER_AGENT = "Ansible cmk.oci"

# Where a region comes from that is not specified for the whole task.
REGION_OF_THE_WORK = "the resources that the task is about"

# Seconds after which a task that does not wait no longer repeats requests.
TIME_WITHOUT_WAITING = 120.0

# Seconds to connect and to read, as the SDK has them; specified so that no release of it changes them.
TIMEOUTS = (10.0, 60.0)

# How "openssl rehash" names certificates in a folder; the HTTP library takes such a folder in place of a file.
HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")


class Session:
    """One login: a signer, a region, and a client for each service, endpoint and thread.

    All that threads share is there when the session is: they fill nothing in. Clients are not documented as
    thread-safe, signers are (https://github.com/oracle/oci-python-sdk/issues/751).
    Every client gets the same retries and no circuit breaker: the SDK's default one is shared by all clients of the
    process, so that trouble in one service would stop the others (oci-facts.md section 3).

    `prepare` is called with each new client before its first use. Raises BadOption or NotAuthenticated.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Optional[Clock] = None,
        prepare: Optional[Callable[[Any], None]] = None,
        signer: Optional[Any] = None,
    ) -> None:
        self._bundle = settings.get("cert_bundle")
        problem = bundle_problem(self._bundle) if self._bundle else None
        if problem:
            raise BadOption(
                f"The CA bundle {self._bundle} of {settings.named('cert_bundle')} {problem}.", option="cert_bundle"
            )
        self.settings = settings
        self.clock = clock or Clock()
        self.deadline = Deadline()
        # Of every request, unless a client has its own.
        self.attempts_without_answer = ATTEMPTS_WITHOUT_ANSWER
        # Whether the entries of lists are views, for what reads very many of them.
        self.with_views = False
        self._prepare = prepare
        self._auth_type = settings.auth_type
        # The full name of the region requests go to: the requested one, else the one the principal lives in.
        requested = settings.get("region")
        if requested is not None:
            self.region = regions.required_region(settings.named("region"), requested, path="region")
        self.signer: Any = auth.signer(settings) if signer is None else signer
        if requested is None:
            self.region = self._region_of_signer()
        self._tenancy = settings.get("tenancy") or getattr(self.signer, "tenancy_id", None)
        # No secret is in it, since the signer does the signing. The SDK checks that a key is named even when it is
        # given a signer, hence the placeholder.
        self._config = {
            "tenancy": settings.get("tenancy"),
            "user": settings.get("api_user"),
            "fingerprint": settings.get("api_user_fingerprint"),
            "key_file": "",
            "additional_user_agent": USER_AGENT,
            "log_requests": False,
        }
        self._options: dict[str, Any] = {"signer": self.signer, "timeout": TIMEOUTS}
        if settings.realm_specific_endpoints is not None:
            self._options["client_level_realm_specific_endpoint_template_enabled"] = settings.realm_specific_endpoints
        self._of_thread = _Clients()

    def _region_of_signer(self) -> str:
        region = getattr(self.signer, "region", None)
        if not region:
            raise BadOption(
                f"auth_type {self._auth_type} does not determine a region",
                advice=("Specify region or OCI_REGION.",),
                option="region",
            )
        return regions.required_region(f"The region of the {self._auth_type} token", region, path="region")

    @property
    def tenancy(self) -> str:
        """The OCID of the tenancy, which is also its root compartment. Raises BadOption if it is not known."""
        if not self._tenancy:
            raise BadOption(
                f"auth_type {self._auth_type} does not determine the tenancy",
                advice=("Specify tenancy or OCI_TENANCY.",),
                option="tenancy",
            )
        return str(self._tenancy)

    @property
    def realm(self) -> Optional[str]:
        """The realm of the tenancy, `None` if it is not known; never sends a request."""
        parts = str(self._tenancy or "").split(".")
        return parts[2] if len(parts) > 2 else None

    def in_region(self, region: str, *, source: str = REGION_OF_THE_WORK) -> Session:
        """The session for work in another region, which `source` names; it shares the signer and the deadline."""
        if region == self.region:
            return self
        other = copy.copy(self)
        other.settings = replace(
            self.settings, values={**self.settings.values, "region": Value(region, source, ENVIRONMENT)}
        )
        other.region = regions.required_region(other.settings.named("region"), region)
        other._of_thread = _Clients()
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
        attempts_without_answer: Optional[int] = None,
        repeats_conflicts: bool = True,
    ) -> Any:
        """The client `oci.<service>.<name>` of this thread, by default in this session's region.

        With `repeats_conflicts` false, a conflict that may pass is left to the caller, who knows the resource.
        """
        clients = self._of_thread.clients
        attempts = attempts_without_answer or self.attempts_without_answer
        key = (service, name, region or self.region, endpoint, attempts, repeats_conflicts)
        if key not in clients:
            clients[key] = self._new_client(*key)
        return clients[key]

    def doing(
        self,
        action: str,
        *,
        service: str,
        operation: str,
        resource: Optional[str] = None,
        region: Optional[str] = None,
        statements: Union[tuple[str, ...], Callable[[], tuple[str, ...]]] = (),
        denials: tuple[str, ...] = (),
    ) -> AbstractContextManager[None]:
        """Names the request in the body of a `with`: whatever it raises becomes a Failure that describes it.

        `statements` are the policy statements that the request requires, or what returns them, for a failure only;
        `denials` are codes with which this operation denies, besides those that all services use.
        """

        def describe() -> Call:
            return Call(
                action=action,
                service=service,
                operation=operation,
                region=region or self.region,
                credentials=self.settings.describe,
                remedy=lambda: auth.remedy(self.settings),
                region_source=self._region_source(region),
                resource=resource,
                statements=tuple(map(self.addressed, statements() if callable(statements) else statements)),
                denials=denials,
            )

        return Attempt(describe, self.clock.wall)

    def _region_source(self, region: Optional[str]) -> str:
        if region is not None and region != self.region:
            return REGION_OF_THE_WORK
        specified = self.settings.values.get("region")
        return f"the {self._auth_type} token" if specified is None else specified.source

    def addressed(self, statement: str) -> str:
        """A policy statement for the caller of this session: instances and resources are in dynamic groups."""
        if self._auth_type in ("instance_principal", "resource_principal"):
            return statement.replace("Allow group <your group>", "Allow dynamic-group <your dynamic group>")
        return statement

    def _new_client(
        self,
        service: str,
        name: str,
        region: str,
        endpoint: Optional[str],
        attempts_without_answer: int,
        repeats_conflicts: bool,
    ) -> Any:
        options = {
            **self._options,
            "retry_strategy": Retrying(
                self.clock,
                attempts_without_answer=attempts_without_answer,
                repeats_conflicts=repeats_conflicts,
                deadline=lambda: self.deadline,
            ),
            "circuit_breaker_strategy": sdk().circuit_breaker.NoCircuitBreakerStrategy(),
        }
        if endpoint is not None:
            options["service_endpoint"] = endpoint.rstrip("/")
        client = getattr(service_package(service), name)({**self._config, "region": region}, **options)
        read_environment_once(client.base_client.session, client.base_client.endpoint)
        if self._bundle:
            trust(client.base_client.session, self._bundle)
        if self._prepare is not None:
            self._prepare(client)
        Proof(
            client,
            lambda is_read: self.deadline.timeouts(self.clock.now(), TIMEOUTS, is_read=is_read),
            with_views=self.with_views,
        )
        return client


class _Clients(threading.local):
    """The clients of the thread that looks at it."""

    def __init__(self) -> None:
        self.clients: dict[Any, Any] = {}


def read_environment_once(http_session: Any, endpoint: str) -> None:
    """Let an HTTP session keep the proxy and the CA bundle that the environment has for its host.

    All requests of a client go to one host, and to look for both is a tenth of what a request costs.
    """
    found = http_session.merge_environment_settings(endpoint, {}, None, None, None)
    http_session.proxies, http_session.verify = found["proxies"], found["verify"]
    http_session.trust_env = False


def trust(http_session: Any, path: str) -> None:
    """Let an HTTP session trust exactly the certificates of a bundle.

    In the HTTP library REQUESTS_CA_BUNDLE takes precedence over the session's own setting, and the option must take
    precedence over the environment: so it is passed to the transport with every request.
    """
    transport = http_session.get_adapter("https://")
    send = transport.send

    def send_trusting(request: Any, **arguments: Any) -> Any:
        return send(request, **{**arguments, "verify": path})

    transport.send = send_trusting


def bundle_problem(path: str) -> Optional[str]:
    """Why no certificate can be taken from there, as the end of a sentence; `None` if some can."""
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

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files through which clients find a running cloud: environment, OCI configuration, keys, CA and `tenancy.json`."""

from __future__ import annotations

import json
import os
import secrets
import shlex
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from . import processes
from .cloud import Cloud
from .network.metadata_service import PATH as METADATA_PATH
from .network.server import Ports
from .principals.credentials import fingerprint as fingerprint_of
from .principals.credentials import pem_of
from .principals.sessions import open_session

# How long a response of the control interface is waited for.
_PATIENCE_SECONDS = 5
# A reset builds a tenancy, which may be large.
_RESET_SECONDS = 300

_HEADING = """# Point any OCI client at the simulated tenancy: . <this file>
# Variables for another tenancy are unset.
for variable in $(env | cut -d= -f1 | grep '^OCI_'); do unset "$variable"; done
"""


class StateDirectory:
    """The directory of one running cloud. Only its owner can read it, because it contains private keys."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bundle = root / "ca.pem"
        self.config = root / "oci" / "config"
        self._cli_settings = root / "oci" / "oci_cli_rc"
        self.environment = root / "env"
        self.tenancy = root / "tenancy.json"
        self.log = root / "log"
        self._process_id = root / "pid"
        self.secret = secrets.token_urlsafe(24)
        """The secret part of the control interface's address."""

    def prepare(self) -> None:
        """Create the directory."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root.chmod(0o700)
        (self.root / "oci").mkdir(exist_ok=True, mode=0o700)

    def publish(self, cloud: Cloud, ports: Ports) -> None:
        """Write all files. `tenancy.json` is the last one: clients may rely on the others once it exists."""
        self._write_config(cloud)
        _write(self._cli_settings, _cli_settings(ports))
        lines = [f"export {name}={shlex.quote(value)}" for name, value in self.variables(ports).items()]
        _write(self.environment, _HEADING + _lines(lines))
        described = json.dumps({**cloud.catalogue, "control_url": self._control(ports)}, indent=2)
        unfinished = self.tenancy.with_suffix(".new")
        _write(unfinished, described + "\n")
        unfinished.rename(self.tenancy)

    def record_process(self) -> None:
        """Record that this process serves the directory."""
        _write(self._process_id, f"{os.getpid()}\n")

    def variables(self, ports: Ports) -> dict[str, str]:
        """The environment variables that direct unmodified clients to the cloud (toolchain.md, section 10).

        Python's clients trust REQUESTS_CA_BUNDLE, curl CURL_CA_BUNDLE, the `oci` CLI OCI_CLI_CERT_BUNDLE, and Go, Ruby
        and .NET SSL_CERT_FILE. Node.js trusts NODE_EXTRA_CA_CERTS and reads HTTPS_PROXY if NODE_USE_ENV_PROXY is 1
        (https://nodejs.org/blog/release/v22.21.0); the package global-agent reads its own variable.
        """
        proxy = _url(ports.proxy)
        return {
            "HTTPS_PROXY": proxy,
            "https_proxy": proxy,
            "NO_PROXY": "localhost,127.0.0.1",
            "no_proxy": "localhost,127.0.0.1",
            "REQUESTS_CA_BUNDLE": str(self.bundle),
            "CURL_CA_BUNDLE": str(self.bundle),
            "SSL_CERT_FILE": str(self.bundle),
            "NODE_EXTRA_CA_CERTS": str(self.bundle),
            "NODE_USE_ENV_PROXY": "1",
            "GLOBAL_AGENT_HTTPS_PROXY": proxy,
            "OCI_CLI_CERT_BUNDLE": str(self.bundle),
            "OCI_CONFIG_FILE": str(self.config),
            "OCI_CONFIG_PROFILE": "DEFAULT",
            "OCI_CLI_CONFIG_FILE": str(self.config),
            "OCI_CLI_RC_FILE": str(self._cli_settings),
            "SUPPRESS_LABEL_WARNING": "True",
            "OCI_METADATA_BASE_URL": self._control(ports) + METADATA_PATH,
            "OCI_SIMULATOR_CONTROL": self._control(ports),
            "OCI_SIMULATOR_TENANCY": str(self.tenancy),
        }

    def _control(self, ports: Ports) -> str:
        return f"{_url(ports.control)}/{self.secret}"

    def _write_config(self, cloud: Cloud) -> None:
        """One profile per user, named like the user. DEFAULT is the first user, `session` a session of that user."""
        sections = []
        for name, user_id in cloud.catalogue["users"].items():
            private_key, fingerprint = cloud.credentials.private_key(user_id)
            profile = {
                "user": user_id,
                "fingerprint": fingerprint,
                "tenancy": cloud.tenancy.id,
                "region": cloud.tenancy.home_region,
                "key_file": self._write_secret(f"{name}.pem", private_key),
            }
            sections.append(_section(name, profile))
            if len(sections) == 1:
                sections = [_section("DEFAULT", profile), *sections, self._session(cloud, user_id)]
        self._write_secret(self.config.name, "\n".join(sections))

    def _session(self, cloud: Cloud, user_id: str) -> str:
        """A profile as `oci session authenticate` writes it. As in OCI, the session expires after an hour."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        token = open_session(cloud.tenancy, user_id, key.public_key())
        profile = {
            "fingerprint": fingerprint_of(key.public_key()),
            "tenancy": cloud.tenancy.id,
            "region": cloud.tenancy.home_region,
            "key_file": self._write_secret("session.pem", pem_of(key)),
            "security_token_file": self._write_secret("session.token", token),
        }
        return _section("session", profile)

    def _write_secret(self, name: str, text: str) -> str:
        file = self.root / "oci" / name
        _write(file, text)
        return str(file)

    def is_published(self) -> bool:
        """Whether a cloud has published its files."""
        return self.tenancy.exists()

    def is_served(self) -> bool:
        """Whether a cloud responds: files may outlive the process that wrote them."""
        return bool(self._answering())

    def _answering(self) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self.ask("GET", "/")
        except (OSError, ValueError, KeyError):
            return {}
        return answer

    def ask(self, verb: str, path: str, body: Any = None) -> Any:
        """Send a request to the control interface. Raises ValueError with its reason, OSError if nothing responds."""
        address = json.loads(self.tenancy.read_text())["control_url"] + path
        data = None if body is None else json.dumps(body).encode("utf-8")
        request = urllib.request.Request(address, data=data, method=verb)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            patience = _RESET_SECONDS if path == "/reset" else _PATIENCE_SECONDS
            with direct.open(request, timeout=patience) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise ValueError(_reason(refused)) from None

    def summary(self) -> str:
        """Two lines for the user who started it."""
        described = json.loads(self.tenancy.read_text())
        return (
            f"A simulated tenancy is running ({described['home_region']} and {len(described['regions']) - 1} more).\n"
            f"Use it with any OCI client:  . {os.path.relpath(self.environment)}   (resources: "
            f"{os.path.relpath(self.tenancy)})"
        )

    def process_id(self) -> int | None:
        """The process that serves this directory, whether or not it responds.

        Raises UnknownProcess if a process with the recorded number runs and cannot be identified.
        """
        written = self._written_process_id()
        if written is None or not processes.is_alive(written):
            answering = self._answering().get("process_id")
            return answering if isinstance(answering, int) else processes.serving(self.root)
        if processes.serves(written, self.root) or self._answering().get("process_id") == written:
            return written
        if processes.started_after(written, self._process_id.stat().st_mtime):
            return processes.serving(self.root)
        raise UnknownProcess(
            f"Process {written}, recorded in {self._process_id}, does not respond as a simulated tenancy. "
            f"End it if it is one; otherwise delete that file."
        )

    def _written_process_id(self) -> int | None:
        try:
            written = int(self._process_id.read_text())
        except (OSError, ValueError):
            return None
        return written if written > 0 else None

    def clear(self) -> None:
        """Remove the files of a cloud that ended; the log is kept."""
        for file in (self.tenancy, self.environment, self._process_id, self.bundle):
            file.unlink(missing_ok=True)


class UnknownProcess(Exception):
    """A running process may or may not be the simulated tenancy of the directory."""


def _write(file: Path, text: str) -> None:
    """Write a file that only its owner can read, even if it exists with other permissions."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(text)


def _reason(refused: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(refused)["error"])
    except (ValueError, KeyError, TypeError):
        return f"the control interface answered {refused.code}"


def _cli_settings(ports: Ports) -> str:
    """The settings of the `oci` CLI, whose raw-request reads the proxy from here only (oci-cli 3.95)."""
    return _section("OCI_CLI_SETTINGS", {"proxy": _url(ports.proxy)})


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _section(name: str, profile: Mapping[str, str]) -> str:
    return _lines([f"[{name}]", *(f"{option}={value}" for option, value in profile.items())])


def _lines(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)

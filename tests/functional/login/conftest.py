# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A served tenancy, and what its principals log in with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import resolve
from tests.functional.login.logins import FUNCTION, Login
from tests.served import Served, serving


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A tenancy with one volume in `projx` and the policy that lets principals see it."""
    with serving(tmp_path_factory.mktemp("served")) as one:
        places, domain = one.tenancy["compartments"], one.tenancy["availability_domains"]["us-ashburn-1"][0]
        one.cli(
            f"bv volume create --compartment-id {places['projx']} --availability-domain {domain} --size-in-gbs 50"
            " --display-name witness"
        )
        one.control("/principals/instance", {"compartment_id": places["projx"]}, verb="PUT")
        root = one.tenancy["tenancy_id"]
        rule = f"ANY {{instance.compartment.id = '{places['projx']}', resource.id = '{FUNCTION}'}}"
        one.cli(
            f'iam dynamic-group create --compartment-id {root} --name keepers --description d --matching-rule "{rule}"'
        )
        allowed = (
            '["Allow dynamic-group keepers to inspect volumes in compartment projx",'
            ' "Allow any-user to inspect volumes in compartment projx where ALL {'
            "request.principal.type = 'workload', request.principal.namespace = 'awx'}\"]"
        )
        words = allowed.replace('"', '\\"')
        one.cli(f'iam policy create --compartment-id {root} --name keepers --description d --statements "{words}"')
        one.control("/clock/advance", {"seconds": 60})
        yield one


@pytest.fixture
def login(served: Served, monkeypatch: pytest.MonkeyPatch) -> Login:
    """Logs in as a task with these options and more variables would; the SDK's signers read the real environment."""

    def log_in(environment: dict[str, str] | None = None, **options: Any) -> Session:
        wanted = {**served.environment(), **(environment or {})}
        for name in os.environ.keys() - wanted.keys():
            monkeypatch.delenv(name)
        for name, value in wanted.items():
            monkeypatch.setenv(name, value)
        return Session(resolve(options, os.environ, lambda path: Path(path).read_text()))

    return log_in


@pytest.fixture
def resource(served: Served) -> dict[str, str]:
    """The environment of a function."""
    return dict(served.control("/principals/resource", {"id": FUNCTION, "type": "fnfunc"})["environment"])


@pytest.fixture
def pod(served: Served, tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Makes the environment of a pod."""

    def make(**body: Any) -> dict[str, str]:
        found = served.control("/principals/workload", {"namespace": "awx", "service_account": "runner", **body})
        token = tmp_path / "service-account-token"
        token.write_text(found["token"])
        return {
            **found["environment"],
            "OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH": str(token),
            "OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH": str(served.bundle),
        }

    return make


@pytest.fixture
def delegation(served: Served, tmp_path: Path) -> Callable[..., str]:
    """Makes a file with a delegation token of the administrator; its path."""

    def make(**body: Any) -> str:
        path = tmp_path / "delegation-token"
        path.write_text(served.control("/principals/delegation", {"user": "admin", **body})["token"])
        return str(path)

    return make

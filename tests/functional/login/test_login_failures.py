# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a login is reported in one sentence, without a secret in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from tests.failures import names as tells
from tests.functional.login.logins import FUNCTION, PUBLIC_BUNDLE, Login, names
from tests.served import Served


def failure(served: Served, log_in: Callable[[], Session]) -> Failure:
    """A failure whose message is one line, comes soon and shows no secret."""
    began = time.monotonic()
    with pytest.raises(Failure) as raised:
        names(log_in(), served.tenancy["compartments"]["projx"])
    message = str(raised.value)
    assert time.monotonic() - began < 15
    assert "\n" not in message
    assert "Traceback" not in message
    assert "eyJ" not in message
    assert "PRIVATE KEY" not in message
    return raised.value


@pytest.mark.parametrize(
    ("what", "named"),
    [
        ("expired", "oci session authenticate"),
        ("of another key", "another private key"),
        ("nonsense", "oci session authenticate"),
        ("empty", "empty"),
        ("absent", "No such file or directory"),
    ],
)
def test_session_that_does_not_work(served: Served, login: Login, tmp_path: Path, what: str, named: str) -> None:
    good = served.control("/principals/session", {"user": "admin"})
    ended = served.control("/principals/session", {"user": "admin", "lifetime_seconds": -1})
    token = tmp_path / "token"
    text = {"expired": ended["token"], "of another key": good["token"], "nonsense": "abc"}.get(what, "")
    if what != "absent":
        token.write_text(text)
    key = (
        ended["private_key"]
        if what == "expired"
        else served.control("/principals/session", {"user": "admin"})["private_key"]
    )
    reported = failure(
        served,
        lambda: login(
            auth_type="security_token",
            security_token_file=str(token),
            api_user_key_content=key,
            region="us-ashburn-1",
        ),
    )
    assert reported.kind in ("BadOption", "NotAuthenticated")
    assert tells(reported, "security_token_file", named)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"OCI_METADATA_BASE_URL": "http://127.0.0.1:9/opc/v2"}, ("127.0.0.1",)),
        ({"OCI_METADATA_BASE_URL": "{control}/nothing"}, ("404",)),
        ({"REQUESTS_CA_BUNDLE": str(PUBLIC_BUNDLE)}, ("auth.us-ashburn-1.oraclecloud.com", "certificate")),
        (
            {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"},
            ("auth.us-ashburn-1.oraclecloud.com", "ConnectionRefusedError"),
        ),
    ],
    ids=["no metadata service", "another service in its place", "wrong CA", "no way to the authentication service"],
)
def test_instance_principal_that_does_not_work(
    served: Served, login: Login, variables: dict[str, str], named: tuple[str, ...]
) -> None:
    control = served.variables["OCI_SIMULATOR_CONTROL"]
    wanted = {name: value.replace("{control}", control) for name, value in variables.items()}
    assert tells(failure(served, lambda: login(wanted, auth_type="instance_principal")), *named)


def test_purpose_of_a_service(served: Served, login: Login) -> None:
    reported = failure(served, lambda: login(auth_type="instance_principal", auth_purpose="service_principal"))
    assert tells(reported, "401")


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"OCI_RESOURCE_PRINCIPAL_VERSION": ""}, "OCI_RESOURCE_PRINCIPAL_VERSION"),
        ({"OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM": "/nowhere/key.pem"}, "'/nowhere/key.pem'"),
        ({"OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM": "nonsense"}, "private key"),
        ({"OCI_RESOURCE_PRINCIPAL_RPST": "nonsense"}, "Not enough segments"),
        ({"OCI_RESOURCE_PRINCIPAL_RPST": "{expired}"}, "OCI_RESOURCE_PRINCIPAL_RPST"),
        ({"OCI_RESOURCE_PRINCIPAL_RPST": "{other}"}, "OCI_RESOURCE_PRINCIPAL_RPST"),
    ],
    ids=["no version", "no key file", "no key", "no token", "expired", "token of another key"],
)
def test_resource_principal_that_does_not_work(
    served: Served, login: Login, resource: dict[str, str], variables: dict[str, str], named: str
) -> None:
    function = {"id": FUNCTION, "type": "fnfunc"}
    tokens = {
        "{expired}": served.control("/principals/resource", {**function, "lifetime_seconds": -1}),
        "{other}": served.control("/principals/resource", function),
    }
    wanted = {
        name: tokens[value]["environment"][name] if value in tokens else value for name, value in variables.items()
    }
    assert tells(failure(served, lambda: login({**resource, **wanted}, auth_type="resource_principal")), named)


@pytest.mark.parametrize(
    ("body", "variables", "named"),
    [
        ({"lifetime_seconds": -1}, {}, ("expired",)),
        ({"is_enhanced": False}, {}, ("403", "Please ensure the cluster type is enhanced")),
        ({}, {"KUBERNETES_SERVICE_HOST": ""}, ("OKE",)),
        ({}, {"OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH": "/nowhere/token"}, ("No such file or directory",)),
        (
            {},
            {"OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH": str(PUBLIC_BUNDLE)},
            ("kubernetes.default.svc", "OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH"),
        ),
    ],
    ids=["expired", "basic cluster", "no cluster", "no token file", "wrong CA"],
)
def test_workload_identity_that_does_not_work(
    served: Served,
    login: Login,
    pod: Callable[..., dict[str, str]],
    body: dict[str, Any],
    variables: dict[str, str],
    named: tuple[str, ...],
) -> None:
    assert tells(failure(served, lambda: login({**pod(**body), **variables}, auth_type="workload_identity")), *named)


@pytest.mark.parametrize("what", ["expired", "nonsense", "empty"])
def test_delegation_that_does_not_work(served: Served, login: Login, delegation: Callable[..., str], what: str) -> None:
    path = delegation(lifetime_seconds=-1)
    if what != "expired":
        Path(path).write_text({"nonsense": "abc", "empty": "\n"}[what])
    reported = failure(served, lambda: login(auth_type="instance_obo_user", delegation_token_file=path))
    assert reported.kind == ("BadOption" if what == "empty" else "NotAuthenticated")
    assert tells(reported, "delegation_token_file" if what == "empty" else "delegation token")

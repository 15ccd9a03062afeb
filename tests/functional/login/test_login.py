# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way to log in, against a tenancy that serves on real sockets, and the OCI CLI as second witness.

What each principal may read is a policy's decision: one statement lets users, instances, functions and pods read the
volumes of `projx`, and nobody but the administrator those of `projy`.
"""

from __future__ import annotations

import configparser
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import certifi
import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure, NotFoundOrDenied
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import resolve
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume import VolumeKeys
from tests.failures import lacks
from tests.failures import names as tells
from tests.served import Served, serving

FUNCTION = "ocid1.fnfunc.oc1.iad.function"
# Trusts everybody but the tenancy.
PUBLIC_BUNDLE = Path(certifi.where())

Login = Callable[..., Session]


@pytest.fixture(scope="module")
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


def names(session: Session, compartment_id: str) -> list[str]:
    """The names of the volumes there."""
    with session.doing("list the volumes", service="Block Volume", operation="ListVolumes"):
        client = session.client("core", "BlockstorageClient")
        return [volume.display_name for volume in client.list_volumes(compartment_id=compartment_id).data]


def profile(served: Served, name: str) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(served.variables["OCI_CONFIG_FILE"])
    return dict(parser[name])


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


# -- users ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["file", "text", "environment", "default profile", "named profile"])
def test_api_key(served: Served, login: Login, way: str) -> None:
    admin = profile(served, "admin")
    key = Path(admin["key_file"]).read_text()
    nowhere = {"OCI_CONFIG_FILE": "/nowhere/config"}
    given = {
        "tenancy": admin["tenancy"],
        "api_user": admin["user"],
        "api_user_fingerprint": admin["fingerprint"],
        "region": admin["region"],
    }
    variables = {
        "OCI_TENANCY": admin["tenancy"],
        "OCI_USER_ID": admin["user"],
        "OCI_USER_FINGERPRINT": admin["fingerprint"],
        "OCI_REGION": admin["region"],
        "OCI_USER_KEY_CONTENT": key,
    }
    session = {
        "file": lambda: login(nowhere, **given, api_user_key_file=admin["key_file"]),
        "text": lambda: login(nowhere, **given, api_user_key_content=key),
        "environment": lambda: login({**nowhere, **variables}),
        "default profile": login,
        "named profile": lambda: login(config_profile_name="admin"),
    }[way]()
    assert names(session, served.tenancy["compartments"]["projx"]) == ["witness"]


@pytest.mark.parametrize("auth_type", ["security_token", "session_token"])
def test_session(served: Served, login: Login, auth_type: str) -> None:
    session = login(auth_type=auth_type, config_profile_name="session")
    assert names(session, served.tenancy["compartments"]["projx"]) == ["witness"]


def test_user_who_delegated_to_the_instance(served: Served, login: Login, delegation: Callable[..., str]) -> None:
    session = login(auth_type="instance_obo_user", delegation_token_file=delegation())
    # What only the user may read: the instance itself is denied this compartment.
    assert names(session, served.tenancy["compartments"]["projy"]) == []


# -- principals -------------------------------------------------------------------------------------------------------


def assert_reads_only_what_its_policy_says(session: Session, served: Served) -> None:
    places = served.tenancy["compartments"]
    assert session.region == "us-ashburn-1"
    assert names(session, places["projx"]) == ["witness"]
    with pytest.raises(NotFoundOrDenied):
        names(session, places["projy"])


def test_instance_principal(served: Served, login: Login) -> None:
    assert_reads_only_what_its_policy_says(login(auth_type="instance_principal"), served)


def test_a_denied_instance_is_told_of_dynamic_groups(served: Served, login: Login) -> None:
    access = VolumeKeys(login(auth_type="instance_principal"))
    with pytest.raises(NotFoundOrDenied) as caught:
        access.read("ocid1.volume.oc1.iad.nosuchvolume")
    assert lacks(caught.value, "Allow dynamic-group <your dynamic group> to inspect volumes")
    assert not lacks(caught.value, "Allow group")


def test_resource_principal(served: Served, login: Login, resource: dict[str, str]) -> None:
    assert_reads_only_what_its_policy_says(login(resource, auth_type="resource_principal"), served)


@pytest.mark.parametrize("auth_type", ["workload_identity", "oke_workload_identity"])
def test_workload_identity(served: Served, login: Login, pod: Callable[..., dict[str, str]], auth_type: str) -> None:
    assert_reads_only_what_its_policy_says(login(pod(), auth_type=auth_type), served)


def test_no_config_file_is_needed(served: Served, login: Login, resource: dict[str, str]) -> None:
    nowhere = {"OCI_CONFIG_FILE": "/nowhere/config"}
    assert_reads_only_what_its_policy_says(login(nowhere, auth_type="instance_principal"), served)
    assert_reads_only_what_its_policy_says(login({**nowhere, **resource}, auth_type="resource_principal"), served)


def test_bundle_given_as_option(served: Served, login: Login) -> None:
    """The option reaches the request for the token as well, where REQUESTS_CA_BUNDLE names another one."""
    elsewhere = {"REQUESTS_CA_BUNDLE": str(PUBLIC_BUNDLE)}
    session = login(elsewhere, auth_type="instance_principal", cert_bundle=str(served.bundle))
    assert names(session, served.tenancy["compartments"]["projx"]) == ["witness"]


# -- the second witness -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "auth_type",
    [
        "api_key",
        "security_token",
        "instance_principal",
        "instance_obo_user",
        "resource_principal",
        "oke_workload_identity",
    ],
)
def test_cli(
    served: Served,
    tmp_path: Path,
    resource: dict[str, str],
    pod: Callable[..., dict[str, str]],
    delegation: Callable[..., str],
    auth_type: str,
) -> None:
    obo = tmp_path / "config"
    obo.touch(mode=0o600)
    admin = profile(served, "admin")
    obo.write_text("".join(f"{line}\n" for line in ["[DEFAULT]", *(f"{name}={text}" for name, text in admin.items())]))
    obo.write_text(obo.read_text() + f"delegation_token_file={delegation()}\n")
    more, where = {
        "security_token": ({}, "--profile session"),
        "instance_obo_user": ({}, f"--config-file {obo}"),
        "resource_principal": (resource, ""),
        "oke_workload_identity": (pod(), ""),
    }.get(auth_type, ({}, ""))
    place = served.tenancy["compartments"]["projx"]
    answer = served.cli(f"bv volume list --compartment-id {place} --auth {auth_type} {where}", **more)
    assert [volume["display-name"] for volume in answer] == ["witness"]


def test_cli_opens_and_prolongs_a_session(served: Served, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.touch(mode=0o600)
    config.write_text(Path(served.variables["OCI_CONFIG_FILE"]).read_text())
    place, own = served.tenancy["compartments"]["projx"], f"--config-file {config}"
    served.cli(
        f"session authenticate --no-browser --region us-ashburn-1 --profile-name mine --config-location {config}"
        f" --token-location {tmp_path / 'sessions'} {own}"
    )
    token = tmp_path / "sessions" / "mine" / "token"
    first = token.read_text()
    served.cli(f"session refresh --profile mine {own}")
    assert token.read_text() != first
    answer = served.cli(f"bv volume list --compartment-id {place} --auth security_token --profile mine {own}")
    assert [volume["display-name"] for volume in answer] == ["witness"]


# -- what is wrong is said in one sentence ----------------------------------------------------------------------------


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
    told = failure(
        served,
        lambda: login(
            auth_type="security_token",
            security_token_file=str(token),
            api_user_key_content=key,
            region="us-ashburn-1",
        ),
    )
    assert told.kind in ("BadOption", "NotAuthenticated")
    assert tells(told, "security_token_file", named)


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
    told = failure(served, lambda: login(auth_type="instance_principal", auth_purpose="service_principal"))
    assert tells(told, "401")


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
    told = failure(served, lambda: login(auth_type="instance_obo_user", delegation_token_file=path))
    assert told.kind == ("BadOption" if what == "empty" else "NotAuthenticated")
    assert tells(told, "delegation_token_file" if what == "empty" else "delegation token")

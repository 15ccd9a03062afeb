# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way to log in works, with the OCI CLI as a second witness."""

from __future__ import annotations

import configparser
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import NotFoundOrDenied
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume import VolumeKeys
from tests.failures import lacks
from tests.functional.login.logins import PUBLIC_BUNDLE, Login, names
from tests.served import Served


def profile(served: Served, name: str) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(served.variables["OCI_CONFIG_FILE"])
    return dict(parser[name])


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
    ways: dict[str, Callable[[], Session]] = {
        "file": lambda: login(nowhere, **given, api_user_key_file=admin["key_file"]),
        "text": lambda: login(nowhere, **given, api_user_key_content=key),
        "environment": lambda: login({**nowhere, **variables}),
        "default profile": login,
        "named profile": lambda: login(config_profile_name="admin"),
    }
    assert names(ways[way](), served.tenancy["compartments"]["projx"]) == ["witness"]


@pytest.mark.parametrize("auth_type", ["security_token", "session_token"])
def test_session(served: Served, login: Login, auth_type: str) -> None:
    session = login(auth_type=auth_type, config_profile_name="session")
    assert names(session, served.tenancy["compartments"]["projx"]) == ["witness"]


def test_user_who_delegated_to_the_instance(served: Served, login: Login, delegation: Callable[..., str]) -> None:
    session = login(auth_type="instance_obo_user", delegation_token_file=delegation())
    # What only the user may read: the instance itself is denied this compartment.
    assert names(session, served.tenancy["compartments"]["projy"]) == []


def assert_reads_only_what_its_policy_says(session: Session, served: Served) -> None:
    places = served.tenancy["compartments"]
    assert session.region == "us-ashburn-1"
    assert names(session, places["projx"]) == ["witness"]
    with pytest.raises(NotFoundOrDenied):
        names(session, places["projy"])


# -- principals -------------------------------------------------------------------------------------------------------


def test_instance_principal(served: Served, login: Login) -> None:
    assert_reads_only_what_its_policy_says(login(auth_type="instance_principal"), served)


def test_a_denied_instance_is_advised_on_dynamic_groups(served: Served, login: Login) -> None:
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

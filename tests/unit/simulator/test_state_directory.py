# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files through which clients find a running cloud."""

from __future__ import annotations

import configparser
import json
from pathlib import Path

import oci
import pytest

from simulator.cloud import Cloud
from simulator.network.server import Ports
from simulator.state_directory import StateDirectory

PORTS = Ports(proxy=4001, control=4002)


@pytest.fixture
def directory(cloud: Cloud, tmp_path: Path) -> StateDirectory:
    created = StateDirectory(tmp_path / "place")
    created.prepare()
    created.publish(cloud, PORTS)
    return created


def test_the_cli_uses_the_proxy_even_where_it_ignores_the_environment(directory: StateDirectory) -> None:
    """`oci raw-request` reads its proxy from the CLI's own settings only."""
    settings = configparser.ConfigParser()
    settings.read(directory.variables(PORTS)["OCI_CLI_RC_FILE"])
    assert settings["OCI_CLI_SETTINGS"]["proxy"] == "http://127.0.0.1:4001" == directory.variables(PORTS)["HTTPS_PROXY"]


def test_every_user_and_a_session_has_a_profile_that_the_sdk_reads(cloud: Cloud, directory: StateDirectory) -> None:
    for profile in ("DEFAULT", *cloud.catalogue["users"]):
        oci.config.validate_config(oci.config.from_file(str(directory.config), profile))
    assert Path(oci.config.from_file(str(directory.config), "session")["security_token_file"]).read_text()


def test_only_the_owner_can_read_the_private_keys(directory: StateDirectory) -> None:
    secrets = [file for file in (directory.root / "oci").iterdir() if file.suffix in (".pem", ".token")]
    assert secrets
    assert {file.stat().st_mode & 0o077 for file in secrets} == {0}


def test_clients_of_every_language_find_proxy_and_authority(directory: StateDirectory) -> None:
    variables = directory.variables(PORTS)
    trusting = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "OCI_CLI_CERT_BUNDLE", "NODE_EXTRA_CA_CERTS")
    assert {variables[name] for name in trusting} == {str(directory.bundle)}
    for name in ("HTTPS_PROXY", "https_proxy", "GLOBAL_AGENT_HTTPS_PROXY"):
        assert variables[name] == "http://127.0.0.1:4001"
    assert variables["NODE_USE_ENV_PROXY"] == "1"
    environment = directory.environment.read_text()
    assert all(f"export {name}=" in environment for name in variables)


def test_the_control_interface_is_found_with_its_secret_by_the_owner_alone(directory: StateDirectory) -> None:
    address = f"http://127.0.0.1:4002/{directory.secret}"
    assert len(directory.secret) >= 32
    assert directory.variables(PORTS)["OCI_SIMULATOR_CONTROL"] == address
    assert directory.variables(PORTS)["OCI_METADATA_BASE_URL"] == f"{address}/opc/v2"
    assert json.loads(directory.tenancy.read_text())["control_url"] == address
    assert StateDirectory(directory.root).secret != directory.secret
    holding = [file for file in directory.root.rglob("*") if file.is_file() and directory.secret in file.read_text()]
    assert {file.name for file in holding} == {"env", "tenancy.json"}
    assert {file.stat().st_mode & 0o077 for file in (directory.root, *holding)} == {0}


def test_a_file_that_others_could_read_is_replaced(cloud: Cloud, directory: StateDirectory) -> None:
    directory.environment.chmod(0o644)
    directory.publish(cloud, PORTS)
    assert directory.environment.stat().st_mode & 0o077 == 0

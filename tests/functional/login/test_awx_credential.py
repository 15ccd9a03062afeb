# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The AWX credential type in extensions/awx: rendered as AWX does it, and used to log in to a tenancy."""

from __future__ import annotations

import configparser
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import oci
import pytest
import yaml
from cryptography.hazmat.primitives import serialization
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ansible_collections.cmk.oci.plugins.module_utils._core.options import AUTH_OPTIONS
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import NEEDS, resolve
from tests.served import ROOT, Served, serving

AWX = ROOT / "extensions/awx"
INPUTS: dict[str, Any] = yaml.safe_load((AWX / "credential_type_inputs.yml").read_text())
INJECTORS: dict[str, Any] = yaml.safe_load((AWX / "credential_type_injectors.yml").read_text())
FIELDS = {field["id"]: field for field in INPUTS["fields"]}
PASS_PHRASE = "correct horse battery staple"

# What AWX 24 accepts (awx/main/fields.py, awx/main/models/credential.py).
FIELD_KEYS = {
    "id",
    "type",
    "label",
    "help_text",
    "secret",
    "multiline",
    "choices",
    "default",
    "format",
    "ask_at_runtime",
}
FILE_LABEL = re.compile(r"template(\.[a-zA-Z_][a-zA-Z0-9_]*)?")
VARIABLE = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def render(values: dict[str, str], directory: Path) -> dict[str, str]:
    """The environment that AWX makes of a credential: what is left empty is undefined, and renders as nothing.

    Files are written in any order, so that no file template may use the path of another one.
    """
    environment = ImmutableSandboxedEnvironment()
    names = {name: value for name, value in values.items() if value}
    paths = SimpleNamespace()
    for label, template in sorted(INJECTORS["file"].items(), reverse=True):
        path = directory / label
        path.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
        path.write_text(environment.from_string(template).render(**names))
        setattr(paths, label.partition(".")[2], str(path))
    namespace = {**names, "tower": SimpleNamespace(filename=paths)}
    return {name: environment.from_string(text).render(**namespace) for name, text in INJECTORS["env"].items()}


# -- AWX accepts it ---------------------------------------------------------------------------------------------------


def test_inputs_are_what_awx_accepts() -> None:
    assert set(INPUTS) <= {"fields", "required"}
    for field in INPUTS["fields"]:
        assert set(field) <= FIELD_KEYS
        assert field["type"] in ("string", "boolean")
        # AWX refuses what follows the last line of a key, such as OCI's own label, where a format is given.
        assert "format" not in field
    assert {name for name, field in FIELDS.items() if field.get("secret")} == {
        "private_key",
        "pass_phrase",
        "security_token",
    }
    assert set(FIELDS["auth_type"]["choices"]) <= set(NEEDS)


def test_injectors_are_what_awx_accepts() -> None:
    assert set(INJECTORS) <= {"file", "env", "extra_vars"}
    assert all(FILE_LABEL.fullmatch(label) for label in INJECTORS["file"])
    strict = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    files = SimpleNamespace(**{label.partition(".")[2]: "EXAMPLE_FILENAME" for label in INJECTORS["file"]})
    example = {**dict.fromkeys(FIELDS, "EXAMPLE"), "tower": SimpleNamespace(filename=files)}
    for name, template in INJECTORS["env"].items():
        assert VARIABLE.fullmatch(name)
        assert not name.startswith("ANSIBLE_")
        assert template.isascii()
        assert "EXAMPLE" in strict.from_string(template).render(**example)
    for template in INJECTORS["file"].values():
        strict.from_string(template).render(**{**example, "tower": None})


def test_variables_are_those_of_the_options() -> None:
    known = {variable for option in AUTH_OPTIONS for variable in option.environment}
    assert set(INJECTORS["env"]) <= known


@pytest.mark.parametrize("path", ["awx/credential_type_inputs.yml", "awx/credential_type_injectors.yml"])
def test_the_guide_shows_the_same_text(path: str) -> None:
    text = (ROOT / "extensions" / path).read_text().removeprefix("---\n")
    guide = (ROOT / "docs/docsite/rst/guide_authentication.rst").read_text()
    assert "".join(f"      {line}" if line.strip() else line for line in text.splitlines(keepends=True)) in guide


# -- and it works -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as one:
        yield one


@pytest.fixture
def admin(served: Served) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(served.variables["OCI_CONFIG_FILE"])
    profile = parser["admin"]
    return {
        "tenancy": profile["tenancy"],
        "region": profile["region"],
        "user": profile["user"],
        "fingerprint": profile["fingerprint"],
        "private_key": Path(profile["key_file"]).read_text(),
    }


@pytest.fixture
def job(served: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[dict[str, str]], dict[str, str]]:
    """The environment of a job with this credential, whose process this becomes."""

    def run(values: dict[str, str]) -> dict[str, str]:
        network = {name: text for name, text in served.environment().items() if not name.startswith("OCI_")}
        environment = {**network, "HOME": str(tmp_path), **render(values, tmp_path)}
        for name in os.environ.keys() - environment.keys():
            monkeypatch.delenv(name)
        for name, text in environment.items():
            monkeypatch.setenv(name, text)
        return environment

    return run


def names(environment: dict[str, str]) -> list[str]:
    """The compartments that a task without any option of its own sees."""
    session = Session(resolve({}, environment, lambda path: Path(path).read_text()))
    tenancy = session.tenancy
    found = session.client("identity", "IdentityClient").list_compartments(compartment_id=tenancy).data
    return [each.name for each in found]


def encrypted(pem: str) -> str:
    key = serialization.load_pem_private_key(pem.encode(), None)
    locked = serialization.BestAvailableEncryption(PASS_PHRASE.encode())
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked).decode()


def pasted(pem: str) -> str:
    return pem.strip().replace("\n", "\\n")


@pytest.mark.parametrize("auth_type", ["", "api_key"])
@pytest.mark.parametrize("form", ["plain", "labelled", "pasted", "encrypted"])
def test_api_key(admin: dict[str, str], job: Callable[..., dict[str, str]], auth_type: str, form: str) -> None:
    key = admin["private_key"]
    forms = {"plain": key, "labelled": key + "OCI_API_KEY\n", "pasted": pasted(key), "encrypted": encrypted(key)}
    more = {"pass_phrase": PASS_PHRASE} if form == "encrypted" else {}
    environment = job({**admin, **more, "auth_type": auth_type, "private_key": forms[form]})
    assert "projx" in names(environment)
    assert environment["OCI_SECURITY_TOKEN_FILE"] == ""


def test_session_token(served: Served, admin: dict[str, str], job: Callable[..., dict[str, str]]) -> None:
    opened = served.control("/principals/session", {"user": "admin"})
    values = {
        "auth_type": "security_token",
        "tenancy": admin["tenancy"],
        "region": admin["region"],
        "private_key": opened["private_key"],
        "security_token": opened["token"] + "\n",
    }
    assert "projx" in names(job(values))


def test_principals_need_no_field_but_the_kind(job: Callable[..., dict[str, str]]) -> None:
    for auth_type in ("instance_principal", "resource_principal", "workload_identity"):
        assert resolve({}, job({"auth_type": auth_type}), lambda path: "").auth_type == auth_type


def test_the_sdk_reads_the_config_file_as_oracle_oci_does(
    admin: dict[str, str], job: Callable[..., dict[str, str]]
) -> None:
    """That collection reads the file with the SDK, and lets these variables win over what is in it."""
    environment = job(admin)
    config = oci.config.from_file(environment["OCI_CONFIG_FILE"])
    config.update(
        key_file=environment["OCI_USER_KEY_FILE"], pass_phrase=environment["OCI_USER_KEY_PASS_PHRASE"] or None
    )
    client = oci.identity.IdentityClient(config)
    assert client.get_tenancy(admin["tenancy"]).data.id == admin["tenancy"]


def test_files_of_the_job_hold_the_secrets_and_variables_do_not(
    admin: dict[str, str], job: Callable[..., dict[str, str]]
) -> None:
    environment = job(admin)
    assert all("PRIVATE KEY" not in text for text in environment.values())
    assert "PRIVATE KEY" not in Path(environment["OCI_CONFIG_FILE"]).read_text()

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing secret leaves a module, wherever it was put: into any option at any depth, the environment, files.

Searched are the result with its invocation, the system log, and what is printed besides.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ansible.module_utils import basic
from ansible.module_utils.testing import patch_module_args

from ansible_collections.cmk.oci.plugins.module_utils._ansible import module as entry
from ansible_collections.cmk.oci.plugins.module_utils._core import task
from ansible_collections.cmk.oci.plugins.module_utils._core.options import AUTH_OPTIONS, auth_argument_spec
from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import Settings
from ansible_collections.cmk.oci.plugins.module_utils._core.waiting import Clock
from tests.public_texts import ordinary_text, public_text
from tests.secrets import Secret, any_secret, key_secret, split_secret, token_secret

SEED = int(os.environ.get("SECRETS_SEED") or random.SystemRandom().randrange(10**9))
ROUNDS = 12

ROOT = Path(__file__).parents[4]
NAMES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("*.py"))
MODULES = [importlib.import_module(f"ansible_collections.cmk.oci.plugins.modules.{name}") for name in NAMES]
NAMED = dict(zip(NAMES, MODULES, strict=True))
VARIABLES = sorted(
    {variable for option in AUTH_OPTIONS for variable in option.environment}
    | {
        "OCI_RESOURCE_PRINCIPAL_VERSION",
        "OCI_RESOURCE_PRINCIPAL_RPST",
        "OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM",
        "OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH",
    }
)
UNKNOWN = ("private_key", "kms_key", "api_key", "token", "no_such_option", "Secret")

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Draws what a test tries; SECRETS_SEED draws the same again."""
    print(f"SECRETS_SEED={SEED}")
    return random.Random(f"{SEED} {request.node.name}")


@pytest.fixture
def run(no_credentials: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a module as Ansible would; everything that leaves it, the system log included, as one text."""
    logged: list[str] = []
    monkeypatch.setattr(basic, "has_journal", False)
    monkeypatch.setattr(basic.syslog, "syslog", lambda level, text: logged.append(text))

    def one(module: ModuleType, params: dict[str, Any], *, loud: bool = False) -> str:
        logged.clear()
        arguments = {**params, "_ansible_diff": True, "_ansible_verbosity": 4}
        if loud:  # with the traceback that Ansible takes on request, which costs more than all the rest
            arguments["_ansible_tracebacks_for"] = ["error"]
        with patch_module_args(arguments), pytest.raises(SystemExit):
            module.main()
        printed = capsys.readouterr()
        result = json.loads(printed.out)
        assert result["msg"]
        assert "A defect" not in result["msg"], result["msg"]
        return "\n".join([*texts_of(result), *logged, printed.err])

    return one


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a result, as it is before it is escaped."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from texts_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(each)
    else:
        yield str(value)


def spec_of(module: ModuleType) -> dict[str, dict[str, Any]]:
    tasks = [each for each in vars(module).values() if hasattr(each, "ARGUMENT_SPEC")]
    return {**auth_argument_spec(), **tasks[0].ARGUMENT_SPEC}


def good(spec: dict[str, Any]) -> Any:
    """A value of the type that an option wants."""
    if spec.get("choices"):
        return spec["choices"][0]
    return {"bool": True, "int": 7, "list": ["x"], "dict": {"a": "b"}}.get(spec["type"], "ocid1.key.oc1.iad.v.x")


def names_of(spec: dict[str, dict[str, Any]]) -> list[str]:
    return sorted({name for option, facts in spec.items() for name in (option, *facts.get("aliases", ()))})


def nested(value: Any, chance: random.Random) -> Any:
    """The value somewhere in a structure of lists and mappings, as deep as five of them."""
    for _level in range(chance.choice([0, 0, 1, 1, 2, 3, 5])):
        value = chance.choice(
            [
                [value],
                ["x", value, 3],
                {"name": value},
                {"a": None, "kms_key_id": value, "b": ["c"]},
                {value: "value"} if isinstance(value, str) else {"values": value},
            ]
        )
    return value


def assert_hidden(secret: Secret, output: str, where: object) -> None:
    piece = secret.found_in(output)
    assert piece is None, f"SECRETS_SEED={SEED}: {secret.shape} in {where} gave away {piece!r}:\n{output}"


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_options(run: Run, module: ModuleType, chance: random.Random) -> None:
    spec = spec_of(module)
    names = names_of(spec)
    # Every option once, and then some at random.
    for option in [*names, *chance.choices([*names, *UNKNOWN], k=ROUNDS)]:
        secret = any_secret(chance)
        base = {name: good(facts) for name, facts in spec.items() if facts.get("required")}
        output = run(module, {**base, option: nested(secret.text, chance)}, loud=chance.random() < 0.05)
        assert_hidden(secret, output, option)


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_secrets_that_are_split_over_entries(run: Run, module: ModuleType, chance: random.Random) -> None:
    spec = spec_of(module)
    base = {name: good(facts) for name, facts in spec.items() if facts.get("required")}
    for option in chance.choices([*names_of(spec), *UNKNOWN], k=ROUNDS):
        secret, pieces = split_secret(chance)
        output = run(module, {**base, option: nested(pieces, chance)})
        assert_hidden(secret, output, option)
        assert_hidden(secret, output.replace("\n", ""), option)


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_names_of_options(run: Run, module: ModuleType, chance: random.Random) -> None:
    for _round in range(5):
        secret = any_secret(chance)
        assert_hidden(secret, run(module, {secret.text: chance.choice(["x", None, ["y"]])}), "a name")


@pytest.mark.parametrize("name", ["password", "pass_phrase", "api_user_key_passphrase", "auth_token", "client_secret"])
def test_names_of_secrets(run: Run, name: str) -> None:
    secret = "-hunter2" * 2  # not written out, since tracebacks quote this file
    for value in (secret, [secret], {"x": secret}):
        assert secret not in run(MODULES[0], {name: value})
        assert secret not in run(NAMED["oci_volume"], {"freeform_tags": {name: value}})


def session_that_does_not_wait(settings: Settings, **given: Any) -> Session:
    return Session(settings, **{**given, "clock": Clock(sleep=lambda seconds: None)})


@pytest.mark.parametrize("variable", VARIABLES)
def test_environment(
    run: Run, variable: str, chance: random.Random, monkeypatch: pytest.MonkeyPatch, pem: str, fingerprint: str
) -> None:
    auth_types = ["api_key", "security_token", "instance_obo_user", "resource_principal", "workload_identity"]
    for auth_type in auth_types:
        secret = any_secret(chance)
        everything = {
            "OCI_TENANCY": "ocid1.tenancy.oc1..t",
            "OCI_REGION": "us-ashburn-1",
            "OCI_USER_ID": "ocid1.user.oc1..u",
            "OCI_USER_FINGERPRINT": fingerprint,
            "OCI_AUTH_TYPE": auth_type,
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "OCI_METADATA_BASE_URL": "http://127.0.0.1:9/opc/v2",
            **({} if "KEY" in variable else {"OCI_USER_KEY_CONTENT": pem}),
            **({} if chance.random() < 0.5 else {"OCI_RESOURCE_PRINCIPAL_VERSION": "2.2"}),
            # No variable can hold it.
            variable: secret.text.replace("\0", ""),
        }
        with monkeypatch.context() as patch:
            for name, text in everything.items():
                patch.setenv(name, text)
            patch.setattr(task, "Session", session_that_does_not_wait)
            output = run(NAMED["oci_kms_key_info"], {"key_id": "ocid1.key.oc1.iad.vault.key", "region": None})
        assert_hidden(secret, output, variable)


PROFILE = [
    "user",
    "tenancy",
    "fingerprint",
    "key_file",
    "pass_phrase",
    "region",
    "security_token_file",
    "key_content",
    "x",
]


@pytest.mark.parametrize("option", PROFILE)
def test_profile(run: Run, option: str, chance: random.Random, no_credentials: Path) -> None:
    config = no_credentials / "config"
    values = {"user": "ocid1.user.oc1..u", "tenancy": "ocid1.tenancy.oc1..t", "fingerprint": ":".join(["ab"] * 16)}
    for _round in range(6):
        secret = any_secret(chance)
        given = {**values, "region": "us-ashburn-1", "key_file": "/nowhere/key.pem", option: secret.text}
        if option == "key_content":
            del given["key_file"]
        lines = [f"{name}={text}" for name, text in given.items()]
        config.write_text("\n".join([chance.choice(["[DEFAULT]", "[A]", f"[{secret.text}]", ""]), *lines]))
        for profile in ("DEFAULT", "A", secret.text):
            params = {"config_file_location": str(config), "config_profile_name": profile, "key_id": "x"}
            assert_hidden(secret, run(NAMED["oci_kms_key_info"], params), option)


@pytest.mark.parametrize("option", ["api_user_key_file", "security_token_file", "config_file_location", "cert_bundle"])
def test_files(run: Run, option: str, chance: random.Random, no_credentials: Path, fingerprint: str) -> None:
    path = no_credentials / "file"
    for _round in range(10):
        secret = any_secret(chance)
        path.write_text(secret.text)
        params = {
            "auth_type": "security_token" if option == "security_token_file" else "api_key",
            "tenancy": "ocid1.tenancy.oc1..t",
            "api_user": "ocid1.user.oc1..u",
            "api_user_fingerprint": fingerprint,
            "region": "us-ashburn-1" if option != "config_file_location" else None,
            "api_user_key_file": "/nowhere/key.pem",
            "key_id": "ocid1.key.oc1.iad.vault.key",
            option: str(path),
        }
        assert_hidden(secret, run(NAMED["oci_kms_key_info"], params), option)


def test_texts_in_wrong_places_are_named(run: Run, chance: random.Random) -> None:
    """By what they are, also when they are split."""
    module = NAMED["oci_kms_key_info"]
    for option, place in (("api_user_key_file", None), ("key_id", None), ("replicas", "replicas[0].a")):
        key, token = key_secret(chance), token_secret(chance)
        said = run(module, {option: key.text if place is None else [{"a": key.text}]})
        # The rest of a key without its beginning or end may stand beside it: then the option is named, which is hidden.
        wanted = [f"{named} holds {kind}. " for named in (place or option, option) for kind in key.kinds]
        assert any(each in said for each in wanted), f"SECRETS_SEED={SEED} {key.shape}: {said}"
        assert "as api_user_key_content (OCI_USER_KEY_CONTENT)." in said
        assert f"{option} holds a token. Write it to a file" in run(module, {option: token.text})
    for _round in range(10):
        secret, pieces = split_secret(chance)
        assert_named(secret, run(module, {"no_such_option": pieces}))


def assert_named(secret: Secret, output: str) -> None:
    said = [line for line in output.splitlines() if " holds " in line]
    assert said, f"SECRETS_SEED={SEED} {secret.shape}: {output}"
    assert any(f" holds {kind}" in line for line in said for kind in secret.kinds), f"{SEED} {secret.shape}: {said}"


@pytest.mark.parametrize("name", [name for name in NAMES if "freeform_tags" in spec_of(NAMED[name])])
def test_what_is_public_or_ordinary_is_accepted(run: Run, name: str, chance: random.Random) -> None:
    """In every field that holds a text of the user: only a login is missing."""
    spec = spec_of(NAMED[name])
    base = {option: good(facts) for option, facts in spec.items() if facts.get("required")}
    public = [public_text(chance)[1] for _round in range(10)]
    texts = [*public, *(ordinary_text(chance)[1] for _round in range(10))]
    output = run(NAMED[name], {**base, "freeform_tags": dict(enumerate(texts)), "display_name": texts[-1]})
    assert not re.search(r"(freeform_tags|display_name)\S* holds ", output), f"SECRETS_SEED={SEED}: {output}"
    for text in public:
        assert len(text) > entry.LONGEST_SHOWN or text in output, f"SECRETS_SEED={SEED}: {text}"


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_long_inputs_are_not_repeated(run: Run, module: ModuleType, chance: random.Random) -> None:
    spec = spec_of(module)
    base = {name: good(facts) for name, facts in spec.items() if facts.get("required")}
    for option in [*names_of(spec), "no_such_option", ""]:
        text = chance.choice(["x" * 10_000, "word " * 2_000, "é" * 10_000, "a.b/" * 2_500])
        value = chance.choice([text, text, [text], {"a": text}, {text: "a"}, [{"name": text}]])
        output = run(module, {**base, option or text: value})
        assert text[:60] not in output, f"SECRETS_SEED={SEED} {option}"


@pytest.mark.parametrize("option", ["region", "replica_region", "state", "wait", "wait_timeout", "auth_type"])
def test_options_of_few_values_are_not_repeated(run: Run, option: str, chance: random.Random) -> None:
    """Whatever is in a text that can be none of them."""
    text = "".join(chance.choices("xy", k=256))
    assert text[:30] not in run(NAMED["oci_kms_key"], {"key_id": "ocid1.key.oc1.iad.vault.key", option: text})


@pytest.mark.parametrize("depth", [39, 41, 300])
def test_deep_inputs_are_refused(run: Run, depth: int, chance: random.Random) -> None:
    secret = key_secret(chance)
    value: Any = secret.text
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    output = run(NAMED["oci_kms_key_info"], {"replicas": value})
    assert_hidden(secret, output, depth)
    assert ("more than 40 levels" if depth > 40 else " holds ") in output

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files in extensions/ee work, as far as they can without a network: what they install, and what they build."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess

import pytest
import yaml

ROOT = pathlib.Path(__file__).parents[2]
EE = ROOT / "extensions/ee"
GUIDE = ROOT / "docs/docsite/rst/guide_authentication.rst"


def run(*command: str, **variables: str) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, **variables}, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Where the collections of requirements.yml are installed, with an artifact of this checkout for its name."""
    place = tmp_path_factory.mktemp("ee")
    run("ansible-galaxy", "collection", "build", "--output-path", str(place), ".")
    wanted = yaml.safe_load((EE / "requirements.yml").read_text())
    artifact = next(place.glob("cmk-oci-*.tar.gz"))
    for collection in wanted["collections"]:
        assert collection == {"name": "cmk.oci"}
        collection.update(name=str(artifact), type="file")
    requirements = place / "requirements.yml"
    requirements.write_text(yaml.safe_dump(wanted))
    run(
        *("ansible-galaxy", "collection", "install", "--offline", "--force", "-r", str(requirements)),
        *("--collections-path", str(place / "collections")),
        ANSIBLE_COLLECTIONS_PATH=str(place / "collections"),
    )
    return place / "collections"


def test_requirements_install_the_collection(installed: pathlib.Path) -> None:
    collection = installed / "ansible_collections/cmk/oci"
    assert (collection / "plugins/modules/oci_kms_key.py").is_file()
    for path in ("awx/credential_type_inputs.yml", "awx/credential_type_injectors.yml", "ee/execution-environment.yml"):
        assert (collection / "extensions" / path).read_text() == (ROOT / "extensions" / path).read_text()


def test_the_sdk_comes_with_the_collection(installed: pathlib.Path) -> None:
    found = yaml.safe_load(run("ansible-builder", "introspect", str(installed)).partition("---")[2])
    assert [line.split()[0] for line in found["python"]] == (ROOT / "requirements.txt").read_text().split()


def test_build_context(tmp_path: pathlib.Path) -> None:
    for name in ("execution-environment.yml", "requirements.yml"):
        shutil.copy(EE / name, tmp_path)
    context = tmp_path / "context"
    run(
        *("ansible-builder", "create", "--output-filename", "Containerfile", "--context", str(context)),
        *("--file", str(tmp_path / "execution-environment.yml")),
    )
    assert (context / "_build/requirements.yml").read_text() == (EE / "requirements.yml").read_text()
    recipe = (context / "Containerfile").read_text()
    assert "ansible-galaxy collection install" in recipe
    assert "ansible-core>=2.16" in recipe


@pytest.mark.parametrize("name", ["execution-environment.yml", "requirements.yml"])
def test_the_guide_shows_the_same_text(name: str) -> None:
    text = (EE / name).read_text().removeprefix("---\n")
    lines = text.splitlines(keepends=True)
    assert "".join(f"   {line}" if line.strip() else line for line in lines) in GUIDE.read_text()


def test_ansible_core_is_the_one_the_collection_needs() -> None:
    runtime = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())
    definition = yaml.safe_load((EE / "execution-environment.yml").read_text())
    wanted = definition["dependencies"]["ansible_core"]["package_pip"]
    assert runtime["requires_ansible"].startswith(wanted.removeprefix("ansible-core"))

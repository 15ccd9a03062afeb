# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guard around the SDK."""

from __future__ import annotations

import gc
import importlib
import sys
from typing import Any

import oci
import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import SdkMissing
from ansible_collections.cmk.oci.plugins.module_utils._core.sdk import (
    MINIMUM_VERSION,
    sdk,
    service_package,
    version_key,
)


def test_it_is_there() -> None:
    assert sdk() is oci
    assert service_package("core").__name__ == "oci.core"


@pytest.fixture(autouse=True)
def nothing_imported() -> None:
    """As in a process that has not used the SDK yet."""
    sdk.cache_clear()


def test_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oci", None)
    with pytest.raises(SdkMissing):
        sdk()


@pytest.mark.parametrize("is_enabled", [True, False])
@pytest.mark.parametrize("is_missing", [True, False])
def test_the_import_is_not_collected(monkeypatch: pytest.MonkeyPatch, is_enabled: bool, is_missing: bool) -> None:
    """The collector is as it was afterwards."""
    during: list[bool] = []
    import_module = importlib.import_module

    def noting(name: str) -> Any:
        during.append(gc.isenabled())
        if is_missing:
            raise ImportError(name)
        return import_module(name)

    monkeypatch.setattr(importlib, "import_module", noting)
    was_enabled = gc.isenabled()
    try:
        (gc.enable if is_enabled else gc.disable)()
        if is_missing:
            with pytest.raises(SdkMissing):
                sdk()
        else:
            service_package.cache_clear()
            service_package("core")
        assert gc.isenabled() is is_enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()
    assert set(during) == {False}


def test_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oci.version, "__version__", "2.9.0")
    with pytest.raises(SdkMissing) as caught:
        sdk()
    assert [each for each in ("2.9.0", MINIMUM_VERSION, sys.executable) if each not in caught.value.reason] == []


@pytest.mark.parametrize(
    ("older", "newer"), [("2.9.0", "2.10.0"), ("2.126.0", "2.126.1"), ("2.126.0", "3.0.0")], ids=str
)
def test_versions_compare_as_numbers(older: str, newer: str) -> None:
    assert version_key(older) < version_key(newer)

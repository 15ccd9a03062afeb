# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The one place that imports the OCI SDK for Python."""

from __future__ import annotations

import functools
import gc
import importlib
import sys
from types import ModuleType
from typing import Any

from .errors import SdkMissing

MINIMUM_VERSION = "2.111.0"


@functools.cache  # a failure is not kept
def sdk() -> Any:
    """The package `oci`.

    Raises SdkMissing when it is absent, broken or older than MINIMUM_VERSION. Imported on first use, because the
    import costs a quarter of a second and bad options should be reported without it.
    """
    try:
        package: Any = _imported("oci")
        version = str(package.version.__version__)
    except Exception as error:  # a damaged installation raises anything, and hiding it would send people astray
        raise SdkMissing(
            f"The OCI SDK for Python (package oci, {MINIMUM_VERSION} or newer) cannot be imported by "
            f"{sys.executable} ({error})",
            advice=("Install it there, or set ansible_python_interpreter to a Python that has it.",),
        ) from None
    if version_key(version) < version_key(MINIMUM_VERSION):
        raise SdkMissing(
            f"The OCI SDK for Python is too old: {sys.executable} has oci {version}, and "
            f"{MINIMUM_VERSION} or newer is required",
            advice=("Upgrade the package oci there.",),
        )
    return package


@functools.cache
def service_package(name: str) -> ModuleType:
    """The package of one service, such as `core`: each costs 0.15 s, so only what is used is imported."""
    sdk()
    return _imported(f"oci.{name}")


def _imported(name: str) -> ModuleType:
    """Imports without garbage collection: all that the SDK creates stays, and a tenth of the time is saved."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        if was_enabled:
            gc.enable()


@functools.cache
def sdk_is_before(version: str) -> bool:
    """Whether the SDK is older than a release."""
    return version_key(str(sdk().version.__version__)) < version_key(version)


def version_key(version: str) -> tuple[int, ...]:
    """Numbers that compare as versions do; a suffix such as `rc1` is left out."""
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())

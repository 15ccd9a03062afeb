# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services are assembled by one convention: a package exports them, and the registry lists the package."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from types import ModuleType

import pytest

from simulator import services
from simulator.catalog.routing import known_operations
from simulator.cloud import Cloud
from simulator.services.handlers import Handlers
from simulator.services.registry import PACKAGES, SERVICES, VARIANTS
from simulator.services.service import Service
from simulator.tenancy.variants import Variant

OPERATIONS = {(each.package, each.client, each.name) for each in known_operations()}


def modules() -> Iterator[ModuleType]:
    """Every file below simulator/services."""
    for found in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        yield importlib.import_module(found.name)


def operations_of(service: type[Service]) -> set[str]:
    """The operations that the methods of a class are named like; none for what several classes have in common."""
    client = (getattr(service, "package", ""), getattr(service, "client", ""))
    return {name for name in vars(service) if (*client, name) in OPERATIONS}


def test_every_class_that_handles_operations_is_registered_once() -> None:
    written = {
        each
        for module in modules()
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Service) and operations_of(each)
    }
    assert Counter(SERVICES) == Counter(written)


def test_every_unsettled_behavior_is_registered_once() -> None:
    written = {
        variant.name
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, tuple)
        for variant in value
        if isinstance(variant, Variant)
    }
    assert Counter(variant.name for variant in VARIANTS) == Counter(written)


def test_every_package_is_listed() -> None:
    found = {each.name for each in pkgutil.iter_modules(services.__path__) if each.ispkg}
    assert found <= {getattr(package, "__name__", "").rpartition(".")[2] for package in PACKAGES}


def test_an_operation_has_one_handler(cloud: Cloud) -> None:
    with pytest.raises(ValueError, match="more than one handler"):
        Handlers((*SERVICES, SERVICES[0]), cloud.tenancy)

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control interface: reset, scenario, clock, faults, variants, journal, and access to every resource."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from ..catalog.routing import known_operations
from ..cloud import Cloud
from ..gateway.faults import describe, rule_from
from ..gateway.journal import as_dict
from ..scenarios import scenario_of
from ..tenancy.clock import LONGEST_SECONDS, timestamp
from ..tenancy.resource import Resource
from . import validation
from .endpoint import endpoint
from .principals import PrincipalControl
from .resources import change_by_hand, seen

LONGEST_LATENCY_MS = 600_000.0

_SETTINGS: Mapping[str, Callable[[Mapping[str, Any], str], Any]] = {
    "throttling": validation.flag,
    "empty_pages": validation.flag,
    "iam_propagation_seconds": validation.seconds,
    "clock_skew_seconds": validation.number,
    "latency_ms": partial(validation.number, least=0, most=LONGEST_LATENCY_MS),
}
# The ranges of a fault rule's numbers; their types are validated with the rule.
_BOUNDS = {
    "status": (0, 599),
    "retry_after": (0, LONGEST_SECONDS),
    "delay": (0, LONGEST_SECONDS),
    "skip": (0, 2**53),
    "times": (0, 2**53),
    "probability": (0, 1),
    "share": (0, 1),
}


class Control:
    """The actions on a running cloud. Results are JSON; invalid input is a 400 with a reason."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def show(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """The current settings."""
        cloud = self._cloud
        return {
            "scenario": cloud.scenario,
            "seed": cloud.seed,
            "shape": cloud.shape,
            "time": timestamp(cloud.clock.now()),
            "resources": len(cloud.tenancy.store),
            "variants": cloud.tenancy.variants.chosen(),
            "throttling": cloud.gateway.throttling,
            "empty_pages": cloud.gateway.empty_pages,
            "iam_propagation_seconds": cloud.tenancy.iam_propagation_seconds,
            "clock_skew_seconds": cloud.clock.skew,
            "latency_ms": cloud.gateway.latency_ms,
            "requests": cloud.gateway.journal.last_number,
            "process_id": os.getpid(),
        }

    def settings(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Set the settings that the body names; all of them or none."""
        unknown = [name for name in body if name not in _SETTINGS]
        if unknown:
            raise ValueError(
                f"there is no setting '{validation.shortened(unknown[0])}'; there are {', '.join(_SETTINGS)}"
            )
        read = {name: _SETTINGS[name](body, name) for name in body}
        gateway, tenancy, clock = self._cloud.gateway, self._cloud.tenancy, self._cloud.clock
        gateway.throttling = read.get("throttling", gateway.throttling)
        gateway.empty_pages = read.get("empty_pages", gateway.empty_pages)
        tenancy.iam_propagation_seconds = read.get("iam_propagation_seconds", tenancy.iam_propagation_seconds)
        gateway.latency_ms = read.get("latency_ms", gateway.latency_ms)
        clock.skew = read.get("clock_skew_seconds", clock.skew)
        return self.show({}, {})

    def tenancy(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """The seeded resources by kind and name."""
        return self._cloud.catalogue

    def reset(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Return to the start of the scenario: resources, time, faults, journal. API keys stay valid."""
        validation.only(body, "scenario", "seed", "variants", "shape")
        scenario = validation.text(body, "scenario", self._cloud.scenario)
        shape = validation.mapping(body, "shape")
        scenario_of(scenario, shape)
        seed, variants = validation.whole_number(body, "seed", 1, least=0), validation.texts(body, "variants")
        self._cloud.tenancy.variants.check(variants)
        self._cloud.reset(scenario=scenario, seed=seed, variants=variants, shape=shape)
        return self.tenancy({}, {})

    def advance(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Advance the clock by `seconds`."""
        validation.only(body, "seconds")
        self._cloud.clock.advance(validation.seconds(body, "seconds"))
        self._cloud.tenancy.store.catch_up()
        return {"time": timestamp(self._cloud.clock.now())}

    def variants(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Every unsettled behavior, its choices and what is known about it."""
        chosen = self._cloud.tenancy.variants.chosen()
        return {
            variant.name: {"chosen": chosen[variant.name], "choices": variant.choices, "known": variant.known}
            for variant in self._cloud.tenancy.variants.known()
        }

    def choose(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Select other choices, by name of the variant."""
        # Some choices are numbers.
        choices = {name: str(body[name]) if type(body[name]) is int else validation.text(body, name) for name in body}
        self._cloud.tenancy.variants.check(choices)
        for name, choice in choices.items():
            self._cloud.tenancy.variants.choose(name, choice)
        return self._cloud.tenancy.variants.chosen()

    def faults(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """The fault rules in force, and how often each was applied."""
        return [describe(rule) for rule in self._cloud.gateway.faults.rules]

    def add_fault(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Add a fault rule. A rule that can never apply is rejected."""
        for name, (least, most) in _BOUNDS.items():
            if type(body.get(name)) in (int, float):
                validation.number(body, name, least=least, most=most)
        rule = rule_from(body)
        if not any(rule.concerns(operation) for operation in known_operations()):
            raise ValueError(f"there is no operation '{rule.operation}'; an example is update_volume_kms_key")
        return describe(self._cloud.gateway.faults.add(rule))

    def clear_faults(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Remove all fault rules."""
        self._cloud.gateway.faults.clear()
        return []

    def journal(self, _body: dict[str, Any], query: dict[str, str]) -> Any:
        """The requests: `after` a number, of one `operation`, only `writes` (true or false)."""
        validation.only(query, "after", "operation", "writes")
        entries = self._cloud.gateway.journal.entries(
            after=validation.whole_number(query, "after", 0, least=0),
            operation=query.get("operation"),
            writes=validation.flag(query, "writes") if "writes" in query else None,
        )
        return [as_dict(entry) for entry in entries]

    def clear_journal(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Clear the journal."""
        self._cloud.gateway.journal.clear()
        return []

    def counts(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """The number of requests by operation and status."""
        return self._cloud.gateway.journal.counts()

    def reset_counts(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Count from zero again."""
        self._cloud.gateway.journal.reset_counts()
        return {}

    def resource(self, _body: dict[str, Any], query: dict[str, str]) -> Any:
        """A resource by `id` (and `region`): its fields, and the internal state of the service."""
        return seen(self._find(query))

    def change(self, body: dict[str, Any], query: dict[str, str]) -> Any:
        """Change fields of a resource as if the service had done so: `id` (and `region`), `set` and `hidden`."""
        validation.only(body, "id", "region", "set", "hidden")
        return change_by_hand(self._cloud.tenancy.store, self._find({**query, **body}), body)

    def _find(self, named: Mapping[str, Any]) -> Resource:
        validation.only(named, "id", "region", "set", "hidden")
        self._cloud.tenancy.store.catch_up()
        id, region = validation.text(named, "id"), validation.text(named, "region", "")
        resource = self._cloud.tenancy.store.find(id, region=region or None)
        if resource is None:
            where = f" in {validation.shortened(region)}" if region else ""
            raise ValueError(f"there is no resource {validation.shortened(id)}{where}")
        return resource


def control_application(cloud: Cloud) -> Starlette:
    """The interface as an ASGI application."""
    control, principals = Control(cloud), PrincipalControl(cloud)
    return Starlette(
        routes=[
            Route("/", endpoint(control.show), methods=["GET"]),
            Route("/settings", endpoint(control.settings), methods=["PUT"]),
            Route("/tenancy", endpoint(control.tenancy), methods=["GET"]),
            Route("/reset", endpoint(control.reset), methods=["POST"]),
            Route("/clock/advance", endpoint(control.advance), methods=["POST"]),
            Route("/variants", endpoint(control.variants), methods=["GET"]),
            Route("/variants", endpoint(control.choose), methods=["PUT"]),
            Route("/faults", endpoint(control.faults), methods=["GET"]),
            Route("/faults", endpoint(control.add_fault), methods=["POST"]),
            Route("/faults", endpoint(control.clear_faults), methods=["DELETE"]),
            Route("/journal", endpoint(control.journal), methods=["GET"]),
            Route("/journal", endpoint(control.clear_journal), methods=["DELETE"]),
            Route("/journal/counts", endpoint(control.counts), methods=["GET"]),
            Route("/journal/counts", endpoint(control.reset_counts), methods=["DELETE"]),
            Route("/resources", endpoint(control.resource), methods=["GET"]),
            Route("/resources", endpoint(control.change), methods=["PATCH"]),
            Route("/tokens", endpoint(principals.token), methods=["POST"]),
            Route("/principals/instance", endpoint(principals.instance), methods=["GET"]),
            Route("/principals/instance", endpoint(principals.become_instance), methods=["PUT"]),
            Route("/principals/resource", endpoint(principals.resource), methods=["POST"]),
            Route("/principals/workload", endpoint(principals.workload), methods=["POST"]),
            Route("/principals/session", endpoint(principals.session), methods=["POST"]),
            Route("/principals/delegation", endpoint(principals.delegation), methods=["POST"]),
        ]
    )

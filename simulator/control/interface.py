# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control interface: reset, scenario, clock, faults, variants, journal and a hand on every resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.routing import Route

from ..catalog.routing import known_operations
from ..gateway.faults import describe, rule_from
from ..gateway.journal import as_dict
from ..scenarios.registry import SCENARIOS
from ..tenancy.clock import timestamp
from ..tenancy.resource import Resource
from . import given
from .endpoint import endpoint
from .principals import PrincipalControl

if TYPE_CHECKING:
    from ..cloud import Cloud


class Control:
    """What tests and people may do to a running cloud. Answers are JSON; what is wrong answers 400 with a reason."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def show(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """What is running."""
        cloud = self._cloud
        return {
            "scenario": cloud.scenario,
            "seed": cloud.seed,
            "time": timestamp(cloud.clock.now()),
            "resources": len(cloud.tenancy.store),
            "variants": cloud.tenancy.variants.chosen(),
            "throttling": cloud.gateway.throttling,
            "empty_pages": cloud.gateway.empty_pages,
            "iam_propagation_seconds": cloud.tenancy.iam_propagation_seconds,
            "requests": cloud.gateway.journal.last_number,
        }

    def settings(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Switch `throttling`, `empty_pages` or `iam_propagation_seconds`."""
        for name in body:
            if name in ("throttling", "empty_pages"):
                setattr(self._cloud.gateway, name, given.flag(body, name))
            elif name == "iam_propagation_seconds":
                self._cloud.tenancy.iam_propagation_seconds = given.number(body, name)
            else:
                raise ValueError(f"there is no setting '{name}'")
        return self.show({}, {})

    def tenancy(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """The seeded resources by kind and name."""
        return self._cloud.catalogue

    def reset(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Everything as the scenario began: resources, time, faults, journal. API keys stay valid."""
        scenario = given.text(body, "scenario", self._cloud.scenario)
        if scenario not in SCENARIOS:
            raise ValueError(f"there is no scenario '{scenario}'; there are {', '.join(sorted(SCENARIOS))}")
        self._cloud.reset(
            scenario=scenario, seed=given.whole_number(body, "seed", 1), variants=given.mapping(body, "variants")
        )
        return self.tenancy({}, {})

    def advance(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Let so many `seconds` pass at once."""
        self._cloud.clock.advance(given.number(body, "seconds"))
        self._cloud.tenancy.store.catch_up()
        return {"time": timestamp(self._cloud.clock.now())}

    def variants(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Every unsettled behaviour, its choices and what is known of it."""
        chosen = self._cloud.tenancy.variants.chosen()
        return {
            variant.name: {"chosen": chosen[variant.name], "choices": variant.choices, "known": variant.known}
            for variant in self._cloud.tenancy.variants.known()
        }

    def choose(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Play other variants: name to choice."""
        for name, choice in body.items():
            self._cloud.tenancy.variants.choose(name, str(choice))
        return self._cloud.tenancy.variants.chosen()

    def faults(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """The fault rules in force, with how often they struck."""
        return [describe(rule) for rule in self._cloud.gateway.faults.rules]

    def add_fault(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Put a fault rule in force; one that could never strike is refused."""
        rule = rule_from(body)
        if not any(rule.concerns(operation) for operation in known_operations()):
            raise ValueError(f"no operation is called '{rule.operation}'; say for example update_volume_kms_key")
        return describe(self._cloud.gateway.faults.add(rule))

    def clear_faults(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Behave again."""
        self._cloud.gateway.faults.clear()
        return []

    def journal(self, _body: dict[str, Any], query: dict[str, str]) -> Any:
        """The requests: `after` a number, of one `operation`, only `writes` (true or false)."""
        entries = self._cloud.gateway.journal.entries(
            after=given.whole_number(query, "after", 0),
            operation=query.get("operation"),
            writes=given.flag(query, "writes") if "writes" in query else None,
        )
        return [as_dict(entry) for entry in entries]

    def clear_journal(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Forget the requests so far."""
        self._cloud.gateway.journal.clear()
        return []

    def resource(self, _body: dict[str, Any], query: dict[str, str]) -> Any:
        """A resource by `id` (and `region`): what answers show, and what the service knows beyond that."""
        resource = self._find(given.text(query, "id"), query.get("region"))
        known = {name: value for name, value in resource.hidden.items() if isinstance(value, str | int | float | bool)}
        return {"data": resource.data, "hidden": known, "etag": resource.etag, "region": resource.region}

    def change(self, body: dict[str, Any], query: dict[str, str]) -> Any:
        """Set fields of a resource by hand, as if the service had done it: `id`, and `set` with wire names."""
        resource = self._find(given.text(body, "id"), query.get("region"))
        self._cloud.tenancy.store.change(resource, given.mapping(body, "set"), **given.mapping(body, "hidden"))
        return resource.data

    def _find(self, id: str, region: str | None) -> Resource:
        self._cloud.tenancy.store.catch_up()
        resource = self._cloud.tenancy.store.find(id, region=region)
        if resource is None:
            raise ValueError(f"there is no resource {id}")
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

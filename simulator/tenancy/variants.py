# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Behaviors of OCI that no source settles: each has variants, of which one is selected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """One unsettled behavior: its choices (the first is the default), and what is known about it, with the source."""

    name: str
    choices: tuple[str, ...]
    known: str


class Variants:
    """The selected choices."""

    def __init__(self, known: Iterable[Variant], chosen: Mapping[str, str] | None = None) -> None:
        self._known = {variant.name: variant for variant in known}
        self._chosen = {name: variant.choices[0] for name, variant in self._known.items()}
        for name, choice in (chosen or {}).items():
            self.choose(name, choice)

    def __getitem__(self, name: str) -> str:
        return self._chosen[name]

    def choose(self, name: str, choice: str) -> None:
        """Select another choice; raises ValueError for a name or choice that does not exist."""
        self.check({name: choice})
        self._chosen[name] = choice

    def check(self, chosen: Mapping[str, str]) -> None:
        """Raise ValueError for a name or choice that does not exist."""
        for name, choice in chosen.items():
            variant = self._known.get(name)
            if variant is None:
                raise ValueError(f"there is no variant '{name[:60]}'; there are {', '.join(sorted(self._known))}")
            if choice not in variant.choices:
                raise ValueError(f"variant '{name}' has no choice '{choice[:60]}'; it has {', '.join(variant.choices)}")

    def chosen(self) -> dict[str, str]:
        """Every name and its choice."""
        return dict(self._chosen)

    def known(self) -> list[Variant]:
        """Every unsettled behavior."""
        return list(self._known.values())

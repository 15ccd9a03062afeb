# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenario `large`: many resources in many compartments, in a shape that its user selects."""

from __future__ import annotations

from functools import partial

from .access import security_policies
from .builder import Builder
from .founded import found
from .scenario import Scenario
from .shape import Shape
from .shaped_access import shaped_access
from .shaped_compartments import shaped_compartments
from .shaped_keys import OLD_SECONDS, ShapedKeys
from .shaped_resources import ShapedResources

# The first is the home region; the first two are always subscribed.
_REGIONS = ("us-ashburn-1", "us-phoenix-1", "eu-frankfurt-1", "uk-london-1", "ca-toronto-1", "ap-tokyo-1")
# Databases look at their keys every fifteen minutes, so they are created late.
_DATABASES_SECONDS = 2 * 3600.0
# The databases under a disabled key notice it within this time.
_DISABLED_SECONDS = 1800.0
# What is to stay as it is during the lifetime of the tenancy happens last.
_LAST_SECONDS = 300.0


def large(shape: Shape) -> Scenario:
    """The scenario in a shape."""
    return Scenario(
        name="large",
        tenancy_name="large",
        namespace="axlarge",
        region_names=_REGIONS[: max(2, shape.regions)],
        build=partial(_build, shape=shape),
        history_seconds=OLD_SECONDS,
    )


def _build(builder: Builder, *, shape: Shape) -> None:
    found(builder)
    regions = list(builder.tenancy.regions)[: shape.regions]
    keys = ShapedKeys(builder, shape, regions)
    keys.create_old()
    keys.create()
    security_policies(builder)
    compartments = shaped_compartments(builder, shape)
    shaped_access(builder)
    resources = ShapedResources(builder, shape, keys, compartments, regions)
    resources.create_storage()
    keys.delete()
    builder.reach_present(before=_DATABASES_SECONDS)
    resources.create_databases()
    resources.make_foreign()
    builder.reach_present(before=_DISABLED_SECONDS)
    keys.disable()
    builder.reach_present(before=_LAST_SECONDS)
    keys.schedule_deletion()
    builder.reach_present()
    keys.start_dying()

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links between files lead to files, in the repository and in the artifact that is built from it."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LEFT_OUT = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["build_ignore"]
PAGES = sorted(
    page for pattern in ("*.md", "docs/**/*.md", "roles/**/*.md", "simulator/*.md") for page in ROOT.glob(pattern)
)
OWN = "https://github.com/cmk-oci/cmk.oci/"


def links(page: Path) -> list[str]:
    """What a page links to, without the anchor."""
    text = page.read_text(encoding="utf-8")
    return [link for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) if not link.startswith("mailto:")]


def is_shipped(path: Path) -> bool:
    """Whether a file is in the artifact."""
    parts = path.relative_to(ROOT).parts
    return not any(fnmatch("/".join(parts[:end]), pattern) for end in range(1, len(parts) + 1) for pattern in LEFT_OUT)


def test_there_are_links() -> None:
    assert sum(len(links(page)) for page in PAGES) > 20
    assert is_shipped(ROOT / "README.md")
    assert not is_shipped(ROOT / "docs/dev/architecture.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    found = [link for link in links(page) if "://" not in link]
    targets = {link: (page.parent / link).resolve() for link in found}
    assert [link for link, target in targets.items() if not target.exists()] == []
    if is_shipped(page):
        assert [link for link, target in targets.items() if not is_shipped(target)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_the_repository_lead_to_files(page: Path) -> None:
    paths = [re.sub(rf"^{re.escape(OWN)}(tree|blob)/main/", "", link) for link in links(page) if link.startswith(OWN)]
    assert [path for path in paths if "://" not in path and not (ROOT / path).exists()] == []

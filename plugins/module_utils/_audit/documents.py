# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Key maps and exceptions as options have them: in the task, or in a file of YAML or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Optional

from .._core.errors import BadOption
from .._core.quoting import brief

try:
    import yaml
except ImportError:  # a managed host need not have it
    yaml = None  # type: ignore[assignment]  # of the import above

# More than anyone writes by hand; a whole disk in the wrong place must not be read into memory.
LARGEST = 16 * 1024 * 1024


def load(option: str, given: Any) -> Optional[Any]:
    """The list or mapping of an option, which may be the path of a file. Raises BadOption; `None` without any."""
    if given is None:
        return None
    if isinstance(given, (list, Mapping)):
        return given
    if not isinstance(given, str) or not given.strip():
        raise BadOption(f"{option} must be a list, a mapping or the path of a file", option=option)
    return _parsed(option, given.strip())


def entries(option: str, given: Any, name: str) -> tuple[Any, Mapping[str, Any]]:
    """The list in a document, and what else a mapping has; the list is under `name` there. Raises BadOption."""
    found = load(option, given)
    if found is None:
        return [], {}
    if not isinstance(found, Mapping):
        return found, {}
    if name not in found:
        raise BadOption(f"{option} has no {name}", advice=(f"Put the list under {name}.",), option=option)
    return found[name] or [], {key: value for key, value in found.items() if key != name}


def _parsed(option: str, path: str) -> Any:
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "is no text in UTF-8"
        raise BadOption(
            f"The file {brief(path)} of {option} cannot be read: {why}", advice=("Correct the path.",), option=option
        ) from None
    if len(text) > LARGEST:
        raise BadOption(f"The file {brief(path)} of {option} is larger than 16 MiB", option=option)
    try:
        found = json.loads(text) if yaml is None else yaml.safe_load(text)
    except (ValueError, RecursionError) as error:
        raise BadOption(_unparsable(option, path, error), option=option) from None
    except Exception as error:  # the errors of the YAML library, which may be missing
        raise BadOption(_unparsable(option, path, error), option=option) from None
    if not isinstance(found, (list, dict)):
        raise BadOption(f"The file {brief(path)} of {option} holds neither a list nor a mapping", option=option)
    return found


def _unparsable(option: str, path: str, error: Exception) -> str:
    language = "JSON" if yaml is None else "YAML"
    mark = getattr(error, "problem_mark", None)
    line = getattr(error, "lineno", None) if mark is None else mark.line + 1
    where = "" if line is None else f", line {line}"
    return f"The file {brief(path)} of {option} is no {language} document{where}"

# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads a profile of an OCI config file, and describes what is wrong with the file without quoting it."""

from __future__ import annotations

import configparser
from collections.abc import Callable, Mapping
from typing import Optional

from . import redacting
from .errors import BadOption
from .quoting import brief, quoted

# Profiles named in a message at most.
NAMED = 10

LOCATION = "config_file_location"


def profile(
    path: str, *, source: str, name: str, name_source: str, read_text: Callable[[str], str]
) -> Mapping[str, str]:
    """The values of the profile `name`. `read_text` returns the text of a file or raises OSError. Raises BadOption."""
    file = f"The config file {brief(path)} (from {source})"
    try:
        text = read_text(path).lstrip("\ufeff")
    except FileNotFoundError:
        raise BadOption(f"{file} does not exist.", option=LOCATION) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise BadOption(f"{file} cannot be read: {reason}.", option=LOCATION) from None
    parser = configparser.ConfigParser(interpolation=None)
    problem = None
    try:
        parser.read_string(text)
    except configparser.Error as error:
        problem = _problem(error, text)
    if problem:
        raise BadOption(f"{file} {problem}.", option=LOCATION)
    if name not in parser or (name == "DEFAULT" and not parser.defaults()):
        known = [*(["DEFAULT"] if parser.defaults() else []), *parser.sections()]
        others = [brief(each) for each in known[:NAMED]] + (["others"] if len(known) > NAMED else [])
        raise BadOption(
            f"The profile {quoted(name)} (from {name_source}) is not in the config file {brief(path)}, "
            f"which has {', '.join(others) or 'no profile'}.",
            option="config_profile_name",
        )
    for option in ("pass_phrase", "key_content"):
        redacting.KNOWN.add(parser[name].get(option) or "")
    return parser[name]


def _problem(error: configparser.Error, text: str) -> Optional[str]:
    """What is wrong, as the end of a sentence. The parser's own words quote the line, which may hold a pass phrase."""
    kind = redacting.kind(text)
    if isinstance(error, configparser.MissingSectionHeaderError):
        if kind not in (None, redacting.PASS_PHRASE):
            return f"holds {kind}; specify the file that holds the profiles"
        return f"is malformed: it has no line such as [DEFAULT] before line {error.lineno}"
    if isinstance(error, configparser.DuplicateSectionError):
        return f"is malformed: it has the profile {quoted(error.section)} twice, again at line {error.lineno}: keep one"
    if isinstance(error, configparser.DuplicateOptionError):
        return (
            f"is malformed: it has the option {quoted(error.option)} twice in the profile {quoted(error.section)}, "
            f"again at line {error.lineno}: keep one"
        )
    lines = getattr(error, "errors", None)
    return f"is malformed at line {lines[0][0]}" if lines else "is malformed"

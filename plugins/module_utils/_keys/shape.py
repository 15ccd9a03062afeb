# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The shape of a key: algorithm and length, in the units of options and of OCI. Pure.

OCI counts the length of a key in bytes and people in bits, and `256` for an AES key is a common mistake
(oci-facts.md section 8). For each algorithm the lengths in bits and in bytes are different numbers, so both can be
taken and neither can be mistaken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._core.errors import BadOption

BITS_A_BYTE = 8

# Lengths in bits.
LENGTHS: Mapping[str, tuple[int, ...]] = {"AES": (128, 192, 256), "RSA": (2048, 3072, 4096), "ECDSA": (256, 384, 521)}
CURVES: Mapping[str, int] = {"NIST_P256": 256, "NIST_P384": 384, "NIST_P521": 521}
DEFAULT_ALGORITHM = "AES"
DEFAULT_AES_BITS = 256


def in_bytes(bits: int) -> int:
    """The length that OCI knows a key of so many bits by: 66 bytes for 521 bits."""
    return -(-bits // BITS_A_BYTE)


@dataclass(frozen=True)
class Shape:
    """The shape of a key, its length in bits."""

    algorithm: str
    bits: int
    curve_id: Optional[str] = None

    @property
    def words(self) -> str:
        """The shape as people write it, such as AES-256 or ECDSA with NIST_P384."""
        return f"{self.algorithm} with {self.curve_id}" if self.curve_id else f"{self.algorithm}-{self.bits}"


@dataclass(frozen=True)
class RequestedShape:
    """The requested shape of a key. `None` leaves it open for an existing key."""

    algorithm: Optional[str] = None
    bits: Optional[int] = None

    def differs_from(self, shape: Shape) -> bool:
        """Whether a key of that shape is not the requested one."""
        return (self.algorithm or shape.algorithm) != shape.algorithm or (self.bits or shape.bits) != shape.bits

    @property
    def words(self) -> str:
        """The requested shape, as people write it."""
        if self.algorithm is None or self.bits is None:
            return self.algorithm or "any shape"
        return shape_of(self.algorithm, in_bytes(self.bits)).words

    def to_create(self) -> Shape:
        """The shape of a new key: AES-256 where nothing else is requested. Raises BadOption when it stays open."""
        algorithm = self.algorithm or DEFAULT_ALGORITHM
        bits = self.bits or (DEFAULT_AES_BITS if algorithm == "AES" else None)
        if bits is None:
            what = "curve_id" if algorithm == "ECDSA" else f"length, {_either(LENGTHS[algorithm])} bits"
            raise BadOption(
                f"A new {algorithm} key requires {what}", option="curve_id" if algorithm == "ECDSA" else "length"
            )
        return shape_of(algorithm, in_bytes(bits))


def shape_of(algorithm: str, length: int) -> Shape:
    """The shape that OCI returns as an algorithm and a length in bytes."""
    bits = {in_bytes(each): each for each in LENGTHS.get(algorithm, ())}.get(length, length * BITS_A_BYTE)
    curves = {of_curve: curve_id for curve_id, of_curve in CURVES.items()} if algorithm == "ECDSA" else {}
    return Shape(algorithm, bits, curves.get(bits))


def parse_shape(algorithm: Optional[str], length: Optional[int], curve_id: Optional[str]) -> RequestedShape:
    """The shape in the options: `length` in bits, or in bytes as OCI counts. Raises BadOption."""
    if curve_id is not None:
        if (algorithm or "ECDSA") != "ECDSA":
            raise BadOption(f"curve_id is for ECDSA keys, and algorithm is {algorithm}.", option="curve_id")
        bits = CURVES[curve_id]
        if length is not None and _bits("ECDSA", length) != bits:
            raise BadOption(
                f"A key on the curve {curve_id} has {bits} bits, not the {length} of length",
                advice=("Specify one of them.",),
                option="length",
            )
        return RequestedShape("ECDSA", bits)
    if length is None:
        return RequestedShape(algorithm)
    algorithm = algorithm or DEFAULT_ALGORITHM
    return RequestedShape(algorithm, _bits(algorithm, length))


def model(shape: Shape, models: Any) -> Any:
    """The shape as the SDK takes it; `models` are those of the package `key_management`."""
    curve = {"curve_id": shape.curve_id} if shape.curve_id else {}
    return models.KeyShape(algorithm=shape.algorithm, length=in_bytes(shape.bits), **curve)


def _bits(algorithm: str, length: int) -> int:
    lengths = {**{in_bytes(bits): bits for bits in LENGTHS[algorithm]}, **{bits: bits for bits in LENGTHS[algorithm]}}
    if length not in lengths:
        raise BadOption(
            f"length {length} is no length of an {algorithm} key",
            advice=(
                (
                    f"Specify {_either(LENGTHS[algorithm])} bits (or, as OCI counts, "
                    f"{_either([in_bytes(bits) for bits in LENGTHS[algorithm]])} bytes)."
                ),
            ),
            option="length",
        )
    return lengths[length]


def _either(numbers: Any) -> str:
    *most, last = (str(number) for number in numbers)
    return f"{', '.join(most)} or {last}"

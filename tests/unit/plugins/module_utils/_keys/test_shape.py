# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A length means one thing only, in bits and in bytes."""

from __future__ import annotations

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import BadOption
from ansible_collections.cmk.oci.plugins.module_utils._keys.key import misfit, requires_single_version
from ansible_collections.cmk.oci.plugins.module_utils._keys.shape import (
    CURVES,
    LENGTHS,
    RequestedShape,
    Shape,
    in_bytes,
    parse_shape,
    shape_of,
)
from ansible_collections.cmk.oci.plugins.module_utils._resources.registry import services
from ansible_collections.cmk.oci.plugins.module_utils._resources.resource_type import ResourceType

EVERY_LENGTH = [(algorithm, bits) for algorithm, lengths in LENGTHS.items() for bits in lengths]


@pytest.mark.parametrize(("algorithm", "bits"), EVERY_LENGTH)
def test_bits_and_bytes_are_the_same_key(algorithm: str, bits: int) -> None:
    assert parse_shape(algorithm, bits, None) == parse_shape(algorithm, in_bytes(bits), None)
    assert parse_shape(algorithm, bits, None).bits == bits


@pytest.mark.parametrize("algorithm", LENGTHS)
def test_no_number_can_be_mistaken(algorithm: str) -> None:
    assert not set(LENGTHS[algorithm]) & {in_bytes(bits) for bits in LENGTHS[algorithm]}


@pytest.mark.parametrize(("algorithm", "bits"), EVERY_LENGTH)
def test_what_oci_shows_is_what_was_requested(algorithm: str, bits: int) -> None:
    assert not parse_shape(algorithm, bits, None).differs_from(shape_of(algorithm, in_bytes(bits)))


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shape_of("AES", 32), "AES-256"),
        (shape_of("RSA", 256), "RSA-2048"),
        (shape_of("ECDSA", 66), "ECDSA with NIST_P521"),
        (shape_of("NEW", 100), "NEW-800"),
    ],
)
def test_words(shape: Shape, words: str) -> None:
    assert shape.words == words


@pytest.mark.parametrize("length", [0, -1, 1, 64, 255, 257, 2048])
def test_lengths_of_no_aes_key(length: int) -> None:
    with pytest.raises(BadOption, match="128, 192 or 256 bits"):
        parse_shape(None, length, None)


def test_what_is_not_requested_is_open() -> None:
    assert parse_shape(None, None, None) == RequestedShape()
    assert not RequestedShape().differs_from(shape_of("RSA", 256))
    assert not RequestedShape("RSA").differs_from(shape_of("RSA", 512))
    assert RequestedShape("RSA").differs_from(shape_of("AES", 32))


def test_a_new_key_is_an_aes_256_one() -> None:
    assert RequestedShape().to_create() == shape_of("AES", 32)
    assert RequestedShape("AES").to_create() == shape_of("AES", 32)
    for algorithm in ("RSA", "ECDSA"):
        with pytest.raises(BadOption, match=f"A new {algorithm} key requires"):
            RequestedShape(algorithm).to_create()


@pytest.mark.parametrize("curve_id", CURVES)
def test_a_curve_says_it_all(curve_id: str) -> None:
    assert parse_shape(None, None, curve_id) == parse_shape("ECDSA", CURVES[curve_id], None)
    assert parse_shape(None, None, curve_id).to_create().curve_id == curve_id


def of(*names: str) -> list[ResourceType]:
    return [services()[each] for each in names]


@pytest.mark.parametrize("service", services())
def test_every_service_takes_aes_256_and_no_rsa(service: str) -> None:
    assert misfit("AES", 32, of(service), enabled_versions=1) is None
    assert "only AES keys can" in str(misfit("RSA", 256, of(service)))


def test_single_versions() -> None:
    assert requires_single_version(of("object_storage", "block_volume"))
    assert not requires_single_version(of("object_storage", "file_storage", "autonomous_database"))
    assert "2 enabled versions" in str(misfit("AES", 32, of("block_volume"), enabled_versions=2))
    assert misfit("AES", 32, of("object_storage"), enabled_versions=2) is None

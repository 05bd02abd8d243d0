"""Identifiers that tell nothing and survive the telephone."""

from __future__ import annotations

import re

import pytest

from kernel.ids import ALPHABET, new_public_id, new_schema_name, new_tracking_code, normalise_code

pytestmark = pytest.mark.unit


def test_tracking_code_has_a_hundred_random_bits_in_five_groups() -> None:
    codes = {new_tracking_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(re.fullmatch(rf"([{ALPHABET}]{{4}}-){{4}}[{ALPHABET}]{{4}}", code) for code in codes)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7K2M-Q9XD-0000-1111-ABCD", "7K2M-Q9XD-0000-1111-ABCD"),
        ("7k2mq9xd00001111abcd", "7K2M-Q9XD-0000-1111-ABCD"),  # without groups, small
        (" 7K2M Q9XD OOOO IlIl ABCD ", "7K2M-Q9XD-0000-1111-ABCD"),  # O for 0, I and l for 1
        ("７Ｋ２Ｍ-Q9XD-0000-1111-ABCD", None),  # full-width letters are none of the alphabet
        ("7K2M-Q9XD-0000-1111-ABC", None),  # one short
        ("7K2M-Q9XD-0000-1111-ABCDE", None),  # one too many
        ("7K2M-Q9XD-0000-1111-ABCU", None),  # U is not in the alphabet
        ("", None),
    ],
)
def test_code_is_read_as_people_type_it(typed, code) -> None:
    assert normalise_code(typed) == code


def test_issued_code_reads_as_itself() -> None:
    code = new_tracking_code()

    assert normalise_code(code.lower().replace("-", " ")) == code


def test_public_ids_and_schema_names_do_not_repeat() -> None:
    assert len({new_public_id() for _ in range(100)} | {new_schema_name() for _ in range(100)}) == 200


def test_schema_name_fits_postgresql() -> None:
    assert re.fullmatch(r"t_[0-9a-f]{16}", new_schema_name())

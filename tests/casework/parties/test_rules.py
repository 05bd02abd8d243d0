"""How particulars are compared and masked. Pure."""

from __future__ import annotations

import pytest

from casework.parties.rules import mask, mask_name, mask_number, normalise_phone


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("13800000001", "13800000001"),
        ("138 0000-0001", "13800000001"),
        ("+86 138 0000 0001", "13800000001"),
        ("008613800000001", "13800000001"),
        ("１３８０００００００１", "13800000001"),
        ("0319-8169123", "03198169123"),
        ("86123", "86123"),
        ("8612345678901234", "8612345678901234"),
        ("无", ""),
        ("", ""),
    ],
)
def test_phone_is_compared_by_its_digits(written, normal):
    assert normalise_phone(written) == normal


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("钱多多", "钱**"),
        ("欧阳修远", "欧***"),
        ("钱", "钱*"),
        ("  钱多多 ", "钱**"),
        ("", ""),
        ("Ann", "A**"),
    ],
)
def test_name_shows_its_first_sign(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800000001", "138****0001"),
        ("130534199001011234", "130****1234"),
        ("12345678", "********"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_number_shows_its_ends_and_short_ones_vanish(number, masked):
    assert mask_number(number) == masked


def test_everything_else_vanishes_and_nothing_stays_nothing():
    particulars = {
        "name": "钱多多",
        "phone": "13800000001",
        "address": "长江路1号",
        "email": "",
        "sex": "female",
    }

    assert mask(particulars) == {"name": "钱**", "phone": "138****0001", "address": "****", "sex": "****"}

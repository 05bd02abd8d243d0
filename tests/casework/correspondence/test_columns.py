"""Columns of the tables on a paper."""

from __future__ import annotations

import pytest

from casework.correspondence.columns import shares

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("reason", "columns", "rows", "expected"),
    [
        ("equal texts get equal parts", ("甲", "乙"), (("一二三", "一二三"),), (50, 50)),
        ("a heading counts like a cell", ("一二三", "乙"), (("一", "一二三"),), (50, 50)),
        ("letters are narrower than Chinese characters", ("甲", "乙"), (("abcde", "一二三四五"),), (39, 60)),
        ("an empty column is written by hand", ("物", "签名"), (("一二三", ""),), (33, 66)),
        ("a short column keeps what it needs beside a long one", ("甲", "乙"), (("一二三", "长" * 90),), (10, 90)),
        ("two long columns share what is left", ("甲", "乙"), (("长" * 90, "长" * 60),), (50, 50)),
        ("a table without rows has its headings", ("一二三", "四五六"), (), (50, 50)),
    ],
)  # fmt: skip
def test_column_is_as_wide_as_its_longest_text(reason, columns, rows, expected):
    found = shares(columns=columns, rows=rows, room=40.0)

    assert found == expected, reason


def test_columns_never_exceed_the_table():
    rows = (("长" * 200, "b" * 300, "", "x"),)

    found = shares(columns=("甲", "乙", "丙", "丁"), rows=rows, room=34.0)

    assert sum(found) <= 100
    assert min(found) >= 1

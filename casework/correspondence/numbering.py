"""Gapless numbers: the counter's row is locked last, and given back where its transaction fails."""

from __future__ import annotations

from django.db import connection

from casework.correspondence.models import LetterSeries


def take_number(*, series: str, year: int) -> int:
    """The next number of a series. A failed transaction gives it back; a committed one keeps it, void or not.

    Call it after every other lock of the transaction (the case first, then the counter), and render nothing
    while it is held: whoever issues in the same series waits for the commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {LetterSeries._meta.db_table} AS s (series, year, last_number) VALUES (%s, %s, 1) "  # noqa: S608 -- our table
            "ON CONFLICT (series, year) DO UPDATE SET last_number = s.last_number + 1 RETURNING last_number",
            [series, year],
        )
        (number,) = cursor.fetchone()
    return int(number)

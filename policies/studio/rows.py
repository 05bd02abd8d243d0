"""Moving the rows of a form about: adding, dropping, lifting and lowering, on the names of what was typed."""

from __future__ import annotations

import re

from django.utils.datastructures import MultiValueDict

from policies.studio.controls import JOIN

COUNT = "rows"
LONGEST = 200
"""No form has more rows than this, whatever a request says."""

Typed = MultiValueDict[str, str]


def count_of(data: Typed, name: str, otherwise: int) -> int:
    """How many rows were sent."""
    sent = data.get(f"{name}{JOIN}{COUNT}", "")
    return min(int(sent), LONGEST) if sent.isdecimal() else otherwise


def rearranged(data: Typed, wish: str) -> Typed:
    """What was typed, after ``add:name``, ``drop:name:2``, ``up:name:2`` or ``down:name:2``."""
    act, name, place = (*wish.split(":"), "", "")[:3]
    rows = _rows(data, name)
    number = int(place) if place.isdecimal() else -1
    if act == "add" and len(rows) < LONGEST:
        rows.append({})
    elif act == "drop" and 0 <= number < len(rows):
        del rows[number]
    elif act in ("up", "down"):
        other = number + (1 if act == "down" else -1)
        if 0 <= number < len(rows) and 0 <= other < len(rows):
            rows[number], rows[other] = rows[other], rows[number]
    return _written(data, name, rows)


def _rows(data: Typed, name: str) -> list[dict[str, list[str]]]:
    """The answers of each row, by what stands after its number."""
    rows: list[dict[str, list[str]]] = [{} for _ in range(count_of(data, name, 0))]
    pattern = re.compile(rf"{re.escape(name + JOIN)}(\d+)(.*)")
    for key, values in data.lists():
        found = pattern.fullmatch(key)
        if found and int(found[1]) < len(rows):
            rows[int(found[1])][found[2]] = values
    return rows


def _written(data: Typed, name: str, rows: list[dict[str, list[str]]]) -> Typed:
    pattern = re.compile(rf"{re.escape(name + JOIN)}\d+.*")
    kept: Typed = MultiValueDict({key: values for key, values in data.lists() if not pattern.fullmatch(key)})
    for number, row in enumerate(rows):
        for rest, values in row.items():
            kept.setlist(f"{name}{JOIN}{number}{rest}", values)
    kept[f"{name}{JOIN}{COUNT}"] = str(len(rows))
    return kept

"""The course of every rulebook: each step of each line of business taken once, against the record in tests/golden.

The tests of single clauses say what a clause means. These see to it that nothing else of a pack changes unnoticed:
`dengwen policy coverage --mutate` tells how many parameters each of the two notices.
"""

from __future__ import annotations

from itertools import zip_longest

import pytest

from policies.loading import load_pack
from tests.policies.clauses.courses import RECORDS, WHOLE, record_of, ways

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("pack_id", WHOLE)
def test_course_of_the_rulebook_is_the_recorded_one(pack_id: str) -> None:
    recorded = (RECORDS / f"{pack_id}.txt").read_text(encoding="utf-8").splitlines()

    differing = (
        (number, was, now)
        for number, (was, now) in enumerate(zip_longest(recorded, record_of(pack_id)), start=1)
        if was != now
    )

    assert next(differing, None) is None, (
        "read the difference; where it is meant: python -m tests.policies.clauses.courses"
    )


def test_every_pack_has_one_record() -> None:
    assert sorted(path.stem for path in RECORDS.glob("*.txt")) == sorted(WHOLE)


@pytest.mark.parametrize("pack_id", WHOLE)
def test_way_through_the_pack_takes_every_step(pack_id: str) -> None:
    pack = load_pack(pack_id)
    flow = {line: spec.workflow for line, spec in pack.business_types.items()}

    taken = {(flow[way.line], leg.step) for way in ways(pack_id) for leg in way.legs}

    steps = {(name, step) for name, one in pack.workflows.items() for step in one.transitions}
    assert steps - taken == set()

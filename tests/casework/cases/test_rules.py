"""Whose turn it is, from the rulebook alone."""

from __future__ import annotations

import pytest

from casework.cases.rules import desk_of
from policies.loading import load_pack, shipped_packs


@pytest.mark.parametrize("pack_id", [summary.id for summary in shipped_packs() if not summary.fragment])
def test_every_state_that_is_not_final_waits_for_somebody(pack_id: str) -> None:
    pack = load_pack(pack_id)

    waits_for_nobody = [
        (code, state)
        for code, spec in pack.business_types.items()
        for state, what in pack.workflows[spec.workflow].states.items()
        if not what.final and not desk_of(pack, code, state)
    ]

    assert waits_for_nobody == []


@pytest.mark.parametrize(
    ("pack_id", "business_type", "state", "role", "why"),
    [
        ("company-tiers", "customer-complaint", "received", "receiver", "classifying is the first main step"),
        ("bank-2020", "consumer-complaint", "handling", "handler", "beside it: extension, pause, withdrawal"),
        ("bank-2020", "consumer-complaint", "mediating", "handler", "who ends the pause"),
        ("quality-12365", "fraud-report", "dispatched", "unit-head", "who signs for it"),
        ("quality-12365", "fraud-report", "finished", "", "nothing is left to do"),
    ],
)
def test_turn_is_of_who_takes_the_first_main_step(
    pack_id: str, business_type: str, state: str, role: str, why: str
) -> None:
    assert desk_of(load_pack(pack_id), business_type, state) == role, why

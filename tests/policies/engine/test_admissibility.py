"""Acceptance, limitation, repeats, abuse (P13 to P16)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from policies.engine.admissibility import admissibility, limitation
from policies.engine.pack import AbuseConsequence, AcceptanceOutcome
from policies.engine.repeats import abuse_consequences, abuse_signs, repeat
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import case, small_pack

pytestmark = pytest.mark.unit
LABEL = {"zh-hans": "词", "en": "Word"}
LIMIT = {
    "fields/known-on": {"label": LABEL, "kind": "date"},
    "reasons/too-late": {"label": LABEL, "cites": ["art-1"]},
    "business_types/complaint/reasons": ["not-ours", "no-facts", "too-late"],
    "limitation": {"span": {"amount": 3, "unit": "year"}, "since": "known-on", "reason": "too-late"},
}


def test_admissibility_lists_what_is_not_met() -> None:
    found = admissibility(pack=small_pack(), facts=case(), calendar=CHINA, ticked={"own-duty"})

    assert [ground.code for ground in found.unmet] == ["has-respondent"]
    assert (found.is_admissible, found.needs_decision, found.tell_reason) == (False, True, True)


def test_admissibility_of_a_good_filing() -> None:
    facts = case(values={"against": "某公司"})

    found = admissibility(pack=small_pack(), facts=facts, calendar=CHINA, ticked={"own-duty"})

    assert (found.is_admissible, found.last_day) == (True, None)
    assert found.outcomes == tuple(AcceptanceOutcome)


def test_admissibility_where_receipt_is_acceptance() -> None:
    pack = small_pack({"acceptance": {"decision": False}})

    found = admissibility(pack=pack, facts=case(), calendar=CHINA)

    assert (found.needs_decision, found.outcomes, found.unmet, found.is_admissible) == (
        False,
        (AcceptanceOutcome.ACCEPT,),
        (),
        True,
    )


def test_admissibility_suggests_the_grounds_that_show() -> None:
    pack = small_pack(
        {
            "reasons/no-facts/expression": "values.story == null",
            "acceptance": {"outcomes": ["accept", "refer"], "tell_reason": False},
        }
    )

    found = admissibility(pack=pack, facts=case(), calendar=CHINA)

    assert [ground.code for ground in found.grounds] == ["no-facts"]
    assert (found.outcomes, found.tell_reason) == ((AcceptanceOutcome.ACCEPT, AcceptanceOutcome.REFER), False)


@pytest.mark.parametrize(
    ("known_on", "last", "grounds", "reason"),
    [
        ("2023-05-06", "2026-05-06 23:59:59", [], "the last day is in time"),
        ("2023-05-05", "2026-05-05 23:59:59", ["too-late"], "a day too late"),
        (date(2023, 5, 5), "2026-05-05 23:59:59", ["too-late"], "a date value"),
        (datetime(2023, 5, 5, 10, 0), "2026-05-05 23:59:59", ["too-late"], "a moment without zone is ours"),  # noqa: DTZ001 -- that is the case
        (at("2023-05-05 10:00"), "2026-05-05 23:59:59", ["too-late"], "a moment"),
        ("long ago", None, [], "no date"),
        (None, None, [], "blank"),
        (7, None, [], "a number"),
    ],
)
def test_limitation(known_on: Any, last: str | None, grounds: list[str], reason: str) -> None:
    facts = case("received@2026-05-06 10:00", values={"known-on": known_on})

    found = admissibility(pack=small_pack(LIMIT), facts=facts, calendar=CHINA)

    assert (found.last_day and found.last_day.due_at) == (at(last) if last else None), reason
    assert [ground.code for ground in found.grounds] == grounds, reason


def test_limitation_yields_to_another_law() -> None:
    pack = small_pack({**LIMIT, "limitation": {**LIMIT["limitation"], "unless": "values.amount != null"}})

    assert (
        limitation(pack=pack, facts=case(values={"known-on": "2001-01-01", "amount": 5}), calendar=CHINA)
        is None
    )


RESTART = {"same_fact": "not-handled", "new_fact": "merge-restart", "joint_from": 2, "reason": "no-facts"}


@pytest.mark.parametrize(
    ("rule", "same_filer", "new_facts", "filers", "expected", "reason"),
    [
        (None, True, False, 1, (True, True, None, False, None), "no rule: a case of its own"),
        (RESTART, True, False, 1, (False, False, None, False, "no-facts"), "nothing new"),
        (
            RESTART,
            True,
            True,
            1,
            (False, True, "repeat-received", False, None),
            "new facts start the clocks anew",
        ),
        (RESTART, False, False, 2, (True, True, None, True, None), "two filers may join"),
        (RESTART, False, False, 1, (True, True, None, False, None), "another filer alone"),
        ({}, True, True, 1, (False, True, None, False, None), "merged without a restart"),
        ({"new_fact": "new-case"}, True, True, 1, (True, True, None, False, None), "new facts, new case"),
        ({}, True, False, 1, (False, False, None, False, None), "added to the file"),
        ({"same_fact": "new-case"}, True, False, 1, (True, True, None, False, None), "handled again"),
        ({}, False, True, 9, (True, True, None, False, None), "no joint filings offered"),
    ],
)
def test_repeat(
    rule: dict[str, Any] | None,
    same_filer: bool,
    new_facts: bool,
    filers: int,
    expected: tuple[Any, ...],
    reason: str,
) -> None:
    pack = small_pack({} if rule is None else {"duplicates": rule})

    found = repeat(
        pack=pack, business_type="complaint", same_filer=same_filer, new_facts=new_facts, filers=filers
    )

    assert (
        found.is_new_case,
        found.is_handled,
        found.restart,
        found.offers_joint,
        found.reason,
    ) == expected, reason


ABUSE = {
    "warning": LABEL,
    "factors": {
        "dear": {"label": LABEL, "expression": "values.amount != null && values.amount > 100", "weight": 2},
        "collusion": {"label": LABEL},
    },
    "suspect_from": 3,
    "consequences": ["declined", "police"],
    "decided_by": "leader",
    "police": "on-crime",
}


@pytest.mark.parametrize(
    ("amount", "ticked", "factors", "weight", "suspect"),
    [
        (500, {"collusion"}, ("dear", "collusion"), 3, True),
        (500, set(), ("dear",), 2, False),
        (5, set(), (), 0, False),
    ],
)
def test_abuse_signs(
    amount: int, ticked: set[str], factors: tuple[str, ...], weight: int, suspect: bool
) -> None:
    found = abuse_signs(
        pack=small_pack({"abuse": ABUSE}), facts=case(values={"amount": amount}), ticked=ticked
    )

    assert found is not None
    assert (found.factors, found.weight, found.is_suspect) == (factors, weight, suspect)


def test_abuse_signs_without_a_rule() -> None:
    assert abuse_signs(pack=small_pack(), facts=case()) is None


@pytest.mark.parametrize(
    ("changes", "roles", "is_crime", "expected", "reason"),
    [
        ({}, {"leader"}, False, (), "no rule"),
        ({"abuse": ABUSE}, {"clerk"}, True, (), "only the leader"),
        ({"abuse": ABUSE}, {"leader"}, False, (AbuseConsequence.DECLINED,), "no police without a crime"),
        ({"abuse": ABUSE}, {"leader"}, True, (AbuseConsequence.DECLINED, AbuseConsequence.POLICE), "a crime"),
        ({"abuse": {**ABUSE, "police": "never"}}, {"leader"}, True, (AbuseConsequence.DECLINED,), "never"),
        ({"abuse": {"warning": LABEL}}, {"clerk"}, False, (AbuseConsequence.NOTED,), "anybody notes it"),
    ],
)
def test_abuse_consequences(
    changes: dict[str, Any],
    roles: set[str],
    is_crime: bool,
    expected: tuple[AbuseConsequence, ...],
    reason: str,
) -> None:
    found = abuse_consequences(
        pack=small_pack(changes), business_type="complaint", roles=frozenset(roles), is_crime=is_crime
    )

    assert found == expected, reason

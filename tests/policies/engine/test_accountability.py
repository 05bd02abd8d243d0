"""Rewards, appraisal, statistics, improvement (P38 to P41)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from policies.engine.appraisal import (
    accountable,
    is_recurrence,
    measure_is_due,
    measures,
    score,
    verification_due,
)
from policies.engine.clocks import clock_states
from policies.engine.pack import Indicator, Label, Period
from policies.engine.periods import is_published, period_of, periods_between, report_due, shown_figure
from policies.engine.rewards import Claimant, claim_window, reward, reward_refusals
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import NOW, case, small_pack

pytestmark = pytest.mark.unit
LABEL = {"zh-hans": "词", "en": "Word"}
REWARD = {
    "levels": {
        "first": {"label": LABEL, "percent": 5, "floor": 5000},
        "third": {"label": LABEL, "percent": 1, "floor": 1000},
    },
    "cap": 1000000,
    "joint_from": 500000,
    "joint_role": "clerk",
    "approver": "leader",
    "when": "values.amount != null",
    "claim_window": {"amount": 6, "unit": "month"},
    "excluded": {"official": LABEL},
}


@pytest.mark.parametrize(
    ("changes", "level", "base", "expected", "reason"),
    [
        ({}, "first", "200000", ("10000.00", False, False, ("leader",)), "5 per cent"),
        ({}, "first", "1000", ("5000", True, False, ("leader",)), "the floor"),
        ({}, "third", None, ("1000", True, False, ("leader",)), "no penalty: the floor"),
        ({}, "first", "30000000", ("1000000", False, True, ("leader", "clerk")), "the cap"),
        (
            {},
            "first",
            "10000000",
            ("500000.00", False, False, ("leader", "clerk")),
            "from 500,000 with finance",
        ),
        (
            {"joint_role": None},
            "first",
            "10000000",
            ("500000.00", False, False, ("leader",)),
            "who are not ours",
        ),
        (
            {"cap": None, "joint_from": None},
            "first",
            "30000000",
            ("1500000.00", False, False, ("leader",)),
            "no cap",
        ),
        ({}, "third", "100000.50", ("1000.01", False, False, ("leader",)), "rounded half up"),
    ],
)
def test_reward(
    changes: dict[str, Any], level: str, base: str | None, expected: tuple[str, bool, bool, Any], reason: str
) -> None:
    rule = {key: value for key, value in {**REWARD, **changes}.items() if value is not None}

    found = reward(
        pack=small_pack({"reward": rule}),
        business_type="complaint",
        level=level,
        base=Decimal(base) if base else None,
    )

    assert found is not None
    assert (found.amount, found.is_floored, found.is_capped, found.signers, found.currency) == (
        Decimal(expected[0]),
        *expected[1:],
        "CNY",
    ), reason
    assert found.is_joint is (rule.get("joint_from") is not None and found.amount >= 500000)


def test_reward_without_a_rule() -> None:
    assert reward(pack=small_pack(), business_type="complaint", level="first", base=Decimal(1)) is None


CLOSED = ("closed@2026-05-06 10:00",)
PAID = {"amount": 5}


@pytest.mark.parametrize(
    ("changes", "values", "claimant", "now", "expected", "reason"),
    [
        (None, PAID, Claimant(), "2026-06-01 10:00", ["no-reward"], "no rule"),
        ({}, PAID, Claimant(), "2026-06-01 10:00", [], "in time"),
        ({}, {}, Claimant(), "2026-06-01 10:00", ["not-eligible"], "the condition does not hold"),
        ({}, PAID, Claimant(is_natural_person=False), "2026-06-01 10:00", ["natural-persons"], "a company"),
        (
            {"natural_persons_only": False},
            PAID,
            Claimant(is_natural_person=False),
            "2026-06-01 10:00",
            [],
            "allowed",
        ),
        ({}, PAID, Claimant(named=False), "2026-06-01 10:00", [], "unnamed, no rule"),
        ({}, PAID, Claimant(), "2026-11-07 10:00", ["too-late"], "after six months"),
        (
            {},
            PAID,
            Claimant(exclusions=("official", "unheard")),
            "2026-06-01 10:00",
            ["excluded-official"],
            "excluded",
        ),
    ],
)
def test_reward_refusals(
    changes: dict[str, Any] | None,
    values: dict[str, Any],
    claimant: Claimant,
    now: str,
    expected: list[str],
    reason: str,
) -> None:
    pack = small_pack({} if changes is None else {"reward": {**REWARD, **changes}})

    found = reward_refusals(
        pack=pack, facts=case(*CLOSED, values=values), claimant=claimant, calendar=CHINA, now=at(now)
    )

    assert [one.code for one in found] == expected, reason


@pytest.mark.parametrize(("reward_too", "expected"), [(False, ["unnamed"]), (True, [])])
def test_reward_of_an_unnamed_filing(reward_too: bool, expected: list[str]) -> None:
    pack = small_pack({"reward": REWARD, "unnamed": {"reward": reward_too}})

    found = reward_refusals(
        pack=pack, facts=case(*CLOSED, values=PAID), claimant=Claimant(named=False), calendar=CHINA, now=NOW
    )

    assert [one.code for one in found] == expected


def test_claim_window_is_without_end_where_none_is_set_or_nothing_closed() -> None:
    endless = {key: value for key, value in REWARD.items() if key != "claim_window"}

    assert claim_window(pack=small_pack({"reward": endless}), facts=case(*CLOSED), calendar=CHINA) is None
    assert claim_window(pack=small_pack({"reward": REWARD}), facts=case(), calendar=CHINA) is None


APPRAISAL = {
    "period": "quarter",
    "indicators": {
        "on-time": {"label": LABEL, "weight": 3, "target": 100, "worst": 60},
        "errors": {"label": LABEL, "weight": 1, "target": 0, "worst": 10},
    },
    "commend_from": 90,
    "signed_by": "leader",
}


@pytest.mark.parametrize(
    ("figures", "total", "commended", "reason"),
    [
        ({"on-time": "100", "errors": "0"}, "100.0", True, "all targets"),
        ({"on-time": "80", "errors": "5"}, "50.0", False, "half way"),
        ({"on-time": "50", "errors": "99"}, "0.0", False, "worse than the worst"),
        ({"on-time": "120"}, "100.0", True, "what is not measured does not count"),
        ({}, None, False, "nothing measured"),
        ({"unheard": "5"}, None, False, "an unknown figure"),
    ],
)
def test_score(figures: dict[str, str], total: str | None, commended: bool, reason: str) -> None:
    found = score(
        pack=small_pack({"appraisal": APPRAISAL}),
        business_type="complaint",
        figures={code: Decimal(figure) for code, figure in figures.items()},
    )

    assert found is not None
    assert (found.total, found.commended, found.signed_by) == (
        Decimal(total) if total else None,
        commended,
        "leader",
    ), reason


def test_score_without_rule_or_commendation() -> None:
    bare = {key: value for key, value in APPRAISAL.items() if key != "commend_from"}

    found = score(
        pack=small_pack({"appraisal": bare}), business_type="complaint", figures={"on-time": Decimal(100)}
    )

    assert found is not None
    assert found.commended is False
    assert score(pack=small_pack(), business_type="complaint", figures={}) is None


def test_indicator_needs_a_scale() -> None:
    with pytest.raises(ValidationError) as caught:
        Indicator(label=Label.model_validate(LABEL), target=Decimal(5), worst=Decimal(5))

    assert "target and worst must differ" in str(caught.value)


@pytest.mark.parametrize(
    ("trigger", "milestones", "now", "expected", "reason"),
    [
        ({"clocks": ["decide"]}, ("received@2026-05-06 10:00",), "2026-05-14 10:00", None, "in time"),
        (
            {"clocks": ["decide"]},
            ("received@2026-05-06 10:00",),
            "2026-05-15 10:00",
            ("2026-05-14 23:59:59", None),
            "late",
        ),
        (
            {"clocks": ["decide"], "overdue_by": {"amount": 5, "unit": "working-day"}},
            ("received@2026-05-06 10:00",),
            "2026-05-15 10:00",
            None,
            "not late enough",
        ),
        (
            {"clocks": ["decide"], "overdue_by": {"amount": 5, "unit": "working-day"}},
            ("received@2026-05-06 10:00",),
            "2026-05-22 10:00",
            ("2026-05-21 23:59:59", None),
            "久拖不决",
        ),
        (
            {"clocks": ["decide"]},
            ("received@2026-05-06 10:00", "accepted@2026-05-07 10:00"),
            "2026-06-15 10:00",
            None,
            "stopped in time",
        ),
        (
            {"milestones": ["leaked"], "right_of_reply": {"amount": 3, "unit": "working-day"}},
            ("leaked@2026-05-06 10:00",),
            "2026-05-06 12:00",
            ("2026-05-06 10:00:00", "2026-05-09 23:59:59"),
            "something that was recorded",
        ),
        (
            {"milestones": ["pressed"], "times": 2},
            ("pressed@2026-05-06 10:00",),
            "2026-05-06 12:00",
            None,
            "once",
        ),
        (
            {"milestones": ["pressed"], "times": 2},
            ("pressed@2026-05-06 10:00", "pressed@2026-05-07 10:00"),
            "2026-05-08 12:00",
            ("2026-05-07 10:00:00", None),
            "twice",
        ),
    ],
)
def test_accountable(
    trigger: dict[str, Any], milestones: tuple[str, ...], now: str, expected: Any, reason: str
) -> None:
    rule = {**APPRAISAL, "accountability": {"late": {"label": LABEL, **trigger}}}
    pack, facts = small_pack({"appraisal": rule}), case(*milestones)
    states = clock_states(pack=pack, facts=facts, calendar=CHINA, now=at(now))

    found = accountable(pack=pack, facts=facts, states=states, calendar=CHINA, now=at(now))

    assert [(one.at, one.reply_due and one.reply_due.due_at) for one in found] == (
        [(at(expected[0]), at(expected[1]) if expected[1] else None)] if expected else []
    ), reason


def test_accountable_without_a_rule() -> None:
    assert accountable(pack=small_pack(), facts=case(), states=(), calendar=CHINA, now=NOW) == ()


IMPROVEMENT = {
    "owner": "handler",
    "verifier": "leader",
    "required_on": ["closed"],
    "threshold": 3,
    "verify_after": {"amount": 3, "unit": "month"},
    "recurrence": {"amount": 1, "unit": "year"},
}
CAUSES = {"causes": {"staff": {"label": LABEL}, "system": {"label": LABEL}}}


@pytest.mark.parametrize(
    ("own", "milestones", "cause", "needs", "causes"),
    [
        ((), CLOSED, None, True, ("staff", "system")),
        ((), CLOSED, "staff", False, ("staff", "system")),
        (("staff",), (), None, False, ("staff",)),
    ],
    ids=["closed without a cause", "coded", "not closed; own causes"],
)
def test_measures(
    own: tuple[str, ...], milestones: tuple[str, ...], cause: str | None, needs: bool, causes: tuple[str, ...]
) -> None:
    pack = small_pack({**CAUSES, "improvement": {**IMPROVEMENT, "causes": list(own)}})

    found = measures(pack=pack, facts=case(*milestones), cause=cause)

    assert found is not None
    assert (found.needs_cause, found.causes, found.owner, found.verifier) == (
        needs,
        causes,
        "handler",
        "leader",
    )


def test_improvement_without_a_rule() -> None:
    pack, moment = small_pack(), at("2026-05-06 10:00")
    terms: dict[str, Any] = {"pack": pack, "business_type": "complaint"}

    assert measures(pack=pack, facts=case(), cause=None) is None
    assert measure_is_due(cases=99, **terms) is False
    assert verification_due(done_at=moment, calendar=CHINA, **terms) is None
    assert is_recurrence(done_at=moment, received_at=at("2026-05-07 10:00"), calendar=CHINA, **terms) is False


@pytest.mark.parametrize(("cases", "expected"), [(2, False), (3, True)])
def test_measure_is_due(cases: int, expected: bool) -> None:
    pack = small_pack({"improvement": IMPROVEMENT})

    assert measure_is_due(pack=pack, business_type="complaint", cases=cases) is expected


def test_verification_due() -> None:
    found = verification_due(
        pack=small_pack({"improvement": IMPROVEMENT}),
        business_type="complaint",
        done_at=at("2026-05-06 10:00"),
        calendar=CHINA,
    )

    assert found is not None
    assert found.due_at == at("2026-08-06 23:59:59")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-05-06 09:00", False),
        ("2026-05-07 10:00", True),
        ("2027-05-06 10:00", True),
        ("2027-05-07 10:00", False),
    ],
)
def test_is_recurrence(received: str, expected: bool) -> None:
    found = is_recurrence(
        pack=small_pack({"improvement": IMPROVEMENT}),
        business_type="complaint",
        done_at=at("2026-05-06 10:00"),
        received_at=at(received),
        calendar=CHINA,
    )

    assert found is expected


@pytest.mark.parametrize(
    ("cadence", "code", "first", "last"),
    [
        (Period.MONTH, "2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        (Period.QUARTER, "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (Period.HALF_YEAR, "2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        (Period.YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_period_of(cadence: Period, code: str, first: date, last: date) -> None:
    found = period_of(cadence=cadence, day=date(2026, 2, 10))

    assert (found.code, found.first, found.last) == (code, first, last)


def test_periods_between_are_those_that_ended() -> None:
    found = periods_between(cadence=Period.QUARTER, since=date(2025, 11, 1), until=date(2026, 6, 30))

    assert [stretch.code for stretch in found] == ["2025-Q4", "2026-Q1", "2026-Q2"]


REPORT = {
    "label": LABEL,
    "cadence": "quarter",
    "indicators": ["received"],
    "due": {"amount": 10, "unit": "working-day"},
}


@pytest.mark.parametrize(("due", "expected"), [(REPORT["due"], "2026-04-15 23:59:59"), (None, None)])
def test_report_due(due: Any, expected: str | None) -> None:
    pack = small_pack({"reports": {"analysis": {**REPORT, "due": due}}})
    stretch = period_of(cadence=Period.QUARTER, day=date(2026, 2, 10))

    found = report_due(pack=pack, report="analysis", stretch=stretch, calendar=CHINA)

    assert (found and found.due_at) == (at(expected) if expected else None)


@pytest.mark.parametrize(
    ("changes", "cases", "expected"),
    [
        ({}, 10_000, False),
        ({"publicity": ["public"]}, 0, True),
        ({"publicity": ["public"], "publish_from": 500}, 499, False),
        ({"publicity": ["public"], "publish_from": 500}, 500, True),
    ],
)
def test_is_published(changes: dict[str, Any], cases: int, expected: bool) -> None:
    pack = small_pack({"reports": {"analysis": {**REPORT, **changes}}})

    assert is_published(pack=pack, report="analysis", cases=cases) is expected


@pytest.mark.parametrize(("figure", "expected"), [(0, 0), (4, None), (5, 5)])
def test_shown_figure(figure: int, expected: int | None) -> None:
    pack = small_pack({"reports": {"analysis": {**REPORT, "smallest_cell": 5}}})

    assert shown_figure(pack=pack, report="analysis", figure=figure) == expected

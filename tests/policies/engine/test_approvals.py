"""Approvals, steps of another person, reasons for extensions (P19, T3, T31, R13, R16)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policies.engine.approvals import acting_roles, approval_states, may_approve
from policies.engine.clocks import clock_states
from policies.engine.facts import Accepted, Command, GrantedExtension, Refused, Taken
from policies.engine.pack import Audience, Span, Unit
from policies.engine.transitions import available, decide
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import NOW, case, granted, small_pack

pytestmark = pytest.mark.unit
LABEL = {"zh-hans": "分管领导批示", "en": "Sign-off"}
SIGN_OFF = {
    "label": LABEL,
    "step": "accept",
    "role": "leader",
    "delegates": ["clerk"],
    "asked": ["proposed"],
    "given": ["signed-off"],
    "limit": {"amount": 1, "unit": "working-day"},
    "cites": ["art-3"],
}
ACCEPT = Command("accept", frozenset({"clerk"}), {"checks": ["own-duty"], "unit": "u1"})
GOOD = {"values": {"against": "某公司"}}


def pack_with(changes: dict[str, Any] | None = None) -> Any:
    return small_pack({"approvals": {"dispatch": {**SIGN_OFF, **(changes or {})}}})


@pytest.mark.parametrize(
    ("changes", "milestones", "tier", "expected", "reason"),
    [
        ({}, (), None, ["Still to come: Sign-off"], "dispatched before the sign-off: a breach of order"),
        ({}, ("signed-off@2026-05-06 11:00",), None, [], "signed off"),
        ({"position": "after"}, (), None, [], "it comes afterwards"),
        ({"tiers": ["grave"]}, (), "common", [], "only grave cases need it"),
        ({"tiers": ["grave"]}, (), "grave", ["Still to come: Sign-off"], "this is one"),
        ({"when": "!named"}, (), None, [], "not in this case"),
        ({"when": "values.amount > 5"}, (), None, ["Still to come: Sign-off"], "undecided: it is needed"),
        ({"business_types": ["other"]}, (), None, [], "another line"),
        ({"step": "close"}, (), None, [], "another step"),
    ],
)
def test_missing_approval_is_a_breach_of_order(
    changes: dict[str, Any], milestones: tuple[str, ...], tier: str | None, expected: list[str], reason: str
) -> None:
    facts = case(*milestones, tier=tier, **GOOD)

    verdict = decide(pack=pack_with(changes), facts=facts, command=ACCEPT, now=NOW)

    assert isinstance(verdict, Accepted)
    assert [breach.en for breach in verdict.breaches] == expected, reason


def test_missing_approval_that_is_enforced_refuses_the_step() -> None:
    verdict = decide(pack=pack_with({"enforced": True}), facts=case(**GOOD), command=ACCEPT, now=NOW)

    assert isinstance(verdict, Refused)
    assert [(one.code, one.text.en, one.cites) for one in verdict.reasons] == [
        ("approval-missing", "Still to come: Sign-off", ("art-3",))
    ]


def test_both_breaches_of_order_are_recorded() -> None:
    command = Command("dispatch-early", frozenset({"clerk"}), {"unit": "u1"})

    verdict = decide(pack=pack_with({"step": "dispatch-early"}), facts=case(), command=command, now=NOW)

    assert isinstance(verdict, Accepted)
    assert [one.en for one in verdict.breaches] == ["Dispatched before sign-off", "Still to come: Sign-off"]


@pytest.mark.parametrize(
    ("milestones", "due", "given", "overdue", "reason"),
    [
        (("received@2026-05-06 10:00",), None, None, False, "not asked yet"),
        (("proposed@2026-05-06 10:00",), "2026-05-07 23:59:59", None, True, "asked, and over"),
        (
            ("proposed@2026-05-06 10:00", "signed-off@2026-05-07 12:00"),
            "2026-05-07 23:59:59",
            "2026-05-07 12:00",
            False,
            "in time",
        ),
    ],
)
def test_approval_states(
    milestones: tuple[str, ...], due: str | None, given: str | None, overdue: bool, reason: str
) -> None:
    (found,) = approval_states(pack=pack_with(), facts=case(*milestones), calendar=CHINA)

    assert (found.due and found.due.due_at) == (at(due) if due else None), reason
    assert found.given_at == (at(given) if given else None), reason
    assert found.is_overdue(at("2026-05-08 10:00")) is overdue, reason


def test_approval_without_a_time_limit_is_never_overdue() -> None:
    pack = small_pack({"approvals": {"d": {k: v for k, v in SIGN_OFF.items() if k != "limit"}}})

    (found,) = approval_states(pack=pack, facts=case("proposed@2026-05-06 10:00"), calendar=CHINA)

    assert (found.asked_at, found.is_overdue(at("2027-05-06 10:00"))) == (at("2026-05-06 10:00"), False)


@pytest.mark.parametrize(
    ("roles", "delegated", "expected"),
    [
        ({"leader"}, False, True),
        ({"clerk"}, False, False),
        ({"clerk"}, True, True),
        ({"handler"}, True, False),
    ],
)
def test_may_approve(roles: set[str], delegated: bool, expected: bool) -> None:
    found = may_approve(pack=pack_with(), code="dispatch", roles=frozenset(roles), is_delegated=delegated)

    assert found is expected


@pytest.mark.parametrize(
    ("holders", "expected"),
    [({"leader", "clerk"}, ("leader",)), ({"clerk"}, ("clerk",)), ({"handler"}, ())],
    ids=["held", "a deputy", "nobody"],
)
def test_acting_roles(holders: set[str], expected: tuple[str, ...]) -> None:
    pack = small_pack({"roles/leader/deputies": ["clerk"]})

    assert acting_roles(pack=pack, role="leader", holders=frozenset(holders)) == expected


OTHERS = {"workflows/complaint/transitions/close/other_than": ["classify", "gone"]}
CLOSE = Command("close", frozenset({"handler"}), {"result": "rejected"}, actor="7")
TAKEN = (Taken("classify", "7", at("2026-05-06 11:00")), Taken("accept", "8", at("2026-05-06 11:10")))


@pytest.mark.parametrize(
    ("actor", "taken", "is_open", "reason"),
    [
        ("7", TAKEN, False, "who classified may not close"),
        ("8", TAKEN, True, "who accepted may"),
        ("7", (), True, "took nothing"),
        (None, TAKEN, True, "an unknown person is not judged"),
    ],
)
def test_step_for_another_person(
    actor: str | None, taken: tuple[Taken, ...], is_open: bool, reason: str
) -> None:
    pack, facts = small_pack(OTHERS), case(state="handling", taken=taken)
    roles = frozenset({"handler"})

    verdict = decide(pack=pack, facts=facts, command=replace(CLOSE, actor=actor), now=NOW)
    offered = {action.id for action in available(pack=pack, facts=facts, roles=roles, actor=actor)}

    assert isinstance(verdict, Accepted) is is_open, reason
    assert ("close" in offered) is is_open, reason


def test_step_for_another_person_says_which_step_stands_in_the_way() -> None:
    verdict = decide(
        pack=small_pack(OTHERS), facts=case(state="handling", taken=TAKEN), command=CLOSE, now=NOW
    )

    assert isinstance(verdict, Refused)
    assert [(one.code, one.text.en) for one in verdict.reasons] == [
        ("other-person", "“Close” is for somebody who did not take: Classify")
    ]


EXTEND = {"clocks/handle/extension/reason": True, "workflows/complaint/transitions/extend/inputs": ["note"]}
RUNNING = ("received@2026-05-06 10:00", "accepted@2026-05-06 11:00")


@pytest.mark.parametrize(
    ("changes", "values", "refused"),
    [(EXTEND, {}, ["extension-reason"]), (EXTEND, {"note": "检验"}, []), ({}, {}, [])],
    ids=["no reason", "a reason", "none needed"],
)
def test_extension_reason(changes: dict[str, Any], values: dict[str, Any], refused: list[str]) -> None:
    command = Command("extend", frozenset({"leader"}), values)

    verdict = decide(
        pack=small_pack(changes), facts=case(*RUNNING, state="handling"), command=command, now=NOW
    )

    assert [one.code for one in getattr(verdict, "reasons", ())] == refused


@pytest.mark.parametrize(
    ("changes", "informs"),
    [
        ({}, ()),
        ({"clocks/handle/extension/notify_filer": True}, (Audience.FILER,)),
        (
            {
                "clocks/handle/extension/notify": ["superior", "filer"],
                "clocks/handle/extension/notify_filer": True,
            },
            (Audience.SUPERIOR, Audience.FILER),
        ),
    ],
)
def test_extension_says_who_is_told(changes: dict[str, Any], informs: tuple[Audience, ...]) -> None:
    command = Command("extend", frozenset({"leader"}), {})

    verdict = decide(
        pack=small_pack(changes), facts=case(*RUNNING, state="handling"), command=command, now=NOW
    )

    assert isinstance(verdict, Accepted)
    assert verdict.informs == informs


def handled_by(changes: dict[str, Any], *extensions: GrantedExtension) -> str:
    facts = case(*RUNNING, state="handling", extensions=extensions)
    states = clock_states(pack=small_pack(changes), facts=facts, calendar=CHINA, now=at("2026-05-20 10:00"))
    return next(f"{s.due.due_at:%Y-%m-%d}" for s in states if s.id == "handle")


DAYS = Unit.CALENDAR_DAY
OPEN = {"clocks/handle/extension/open_ended": True}


@pytest.mark.parametrize(
    ("changes", "span", "expected", "reason"),
    [
        ({}, Span(amount=5, unit=DAYS), "2026-08-04", "the rule says how long"),
        (OPEN, Span(amount=5, unit=DAYS), "2026-07-10", "as was granted"),
        (OPEN, Span(amount=90, unit=DAYS), "2026-08-04", "never more than the rule's most"),
        (OPEN, Span(amount=5, unit=Unit.WORKING_DAY), "2026-08-04", "units are never compared"),
        (OPEN, None, "2026-08-04", "nothing said: the rule's own"),
        (
            {"clocks/handle/extension/total": {"amount": 75, "unit": "calendar-day"}},
            None,
            "2026-07-20",
            "the total",
        ),
        (
            {"clocks/handle/extension/total": {"amount": 120, "unit": "calendar-day"}},
            None,
            "2026-08-04",
            "within it",
        ),
    ],
)
def test_extension_lengths(changes: dict[str, Any], span: Span | None, expected: str, reason: str) -> None:
    grant = GrantedExtension("handle", at("2026-05-19 10:00"), span)

    assert handled_by(changes, grant) == expected, reason


def test_extensions_without_a_total_add_up() -> None:
    assert handled_by({}, *granted("handle", "2026-05-10 10:00", "2026-05-11 10:00")) == "2026-09-03"


@pytest.mark.parametrize(
    ("rule", "named", "expected"),
    [
        (None, False, ["decide", "target"]),
        ({"clocks": False}, False, []),
        ({"clocks": False}, True, ["decide", "target"]),
        ({"silent_clocks": ["decide"]}, False, ["target"]),
    ],
    ids=["no rule", "no clock runs", "named", "one is silent"],
)
def test_clocks_of_an_unnamed_filing(rule: dict[str, Any] | None, named: bool, expected: list[str]) -> None:
    pack = small_pack({} if rule is None else {"unnamed": rule})
    facts = case("received@2026-05-06 10:00", named=named)

    states = clock_states(pack=pack, facts=facts, calendar=CHINA, now=NOW)

    assert [state.id for state in states] == expected


@pytest.mark.parametrize(
    ("changes", "due", "first"),
    [
        ({"clocks/decide/first_day_counts": True}, "2026-05-13 23:59:59", "The first day counts"),
        (
            {"clocks/decide/ends": "office-closes"},
            "2026-05-14 17:00:00",
            "The first day is not counted; the next working day is day 1",
        ),
        ({}, "2026-05-14 23:59:59", "The first day is not counted; the next working day is day 1"),
        (
            {
                "clocks/decide/span": {"amount": 4, "unit": "calendar-day"},
                "clocks/decide/roll": "non-working-day",
                "clocks/decide/ends": "office-closes",
            },
            "2026-05-11 17:00:00",
            "The first day is not counted; the next is day 1",
        ),
        (
            {
                "clocks/decide/span": {"amount": 0, "unit": "calendar-day"},
                "clocks/decide/first_day_counts": True,
            },
            "2026-05-06 23:59:59",
            "The day on which it starts",
        ),
    ],
)
def test_first_and_last_day_of_a_clock(changes: dict[str, Any], due: str, first: str) -> None:
    facts = case("received@2026-05-06 10:00")

    states = clock_states(pack=small_pack(changes), facts=facts, calendar=CHINA, now=NOW)

    state = next(one for one in states if one.id == "decide")
    assert (state.due.due_at, state.due.explanation[0].why.en) == (at(due), first)
    assert state.due.explanation[-1].on == at(due).isoformat()

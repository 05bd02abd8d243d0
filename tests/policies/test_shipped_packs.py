"""Every pack that comes with the product, held against its rulebook and walked from receipt to the end."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from policies.calendars import shipped_calendar
from policies.engine.clocks import clock_states
from policies.engine.facts import Accepted, Action, CaseFacts, Command, GrantedExtension, Milestone
from policies.engine.inputs import is_asked
from policies.engine.lint import lint
from policies.engine.pack import FieldKind, FieldSpec, Label, Nature, Pack, Requirement, Roll, Unit, Verb
from policies.engine.transitions import available, decide
from policies.loading import load_pack, shipped_packs

WHOLE = [summary.id for summary in shipped_packs() if not summary.fragment]
LINES = [(pack, code) for pack in WHOLE for code in load_pack(pack).business_types]
BEGIN = datetime.fromisoformat("2026-06-01T10:00:00+08:00")
SLOTS = {
    "title", "narrative", "remedy", "amount", "category", "happened_on", "tier", "unit", "handler", "outcome",
    "reason", "destination", "conditions",
}  # fmt: skip
OUTCOMES = {"substantiated", "partly", "unsubstantiated", "unverifiable"}


@pytest.mark.parametrize("pack_id", WHOLE)
def test_shipped_pack_has_no_findings(pack_id: str) -> None:
    found = [f for f in lint(load_pack(pack_id)) if not f.path.endswith("archive.retention")]

    assert [f"{f.path}: {f.message.en}" for f in found] == []


def test_shipped_pack_without_a_verified_term_asks_the_organisation_for_one() -> None:
    """R7: no number could be verified for a Chinese authority; nothing is disposed of until one is entered."""
    asking = [f.message.en for f in lint(load_pack("market-121")) if f.path.endswith("archive.retention")]

    assert asking == [
        "The term and its source are still to be entered; nothing is disposed of until then (R7)"
    ]


@pytest.mark.parametrize("pack_id", WHOLE)
def test_every_rule_cites_a_clause_with_its_words(pack_id: str) -> None:
    pack = load_pack(pack_id)

    uncited = [
        path
        for path, cites in _cites(pack)
        if not cites
        or any(not pack.citations[cite].text or not pack.citations[cite].locator for cite in cites)
    ]

    assert uncited == []


def _cites(pack: Pack) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from ((f"clocks.{code}", rule.cites) for code, rule in pack.clocks.items())
    yield from ((f"letters.{code}", letter.cites) for code, letter in pack.letters.items())
    yield from ((f"reasons.{code}", reason.cites) for code, reason in pack.reasons.items())
    yield from ((f"tiers.{code}", tier.cites) for code, tier in pack.tiers.items())
    yield from ((f"business_types.{code}", spec.cites) for code, spec in pack.business_types.items())
    for name, workflow in pack.workflows.items():
        yield from ((f"workflows.{name}.{code}", t.cites) for code, t in workflow.transitions.items())


@pytest.mark.parametrize("pack_id", WHOLE)
def test_every_text_is_there_in_both_languages_with_proper_punctuation(pack_id: str) -> None:
    labels = list(_labels(load_pack(pack_id).model_dump()))

    half_width = [
        zh for zh, _ in labels if re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", zh)
    ]
    chinese_in_english = [en for _, en in labels if re.search(r"[\u4e00-\u9fff，。；：]", en)]
    assert len(labels) > 100
    assert (half_width, chinese_in_english) == ([], [])


def _labels(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if set(value) == {"zh_hans", "en"}:
            yield value["zh_hans"], value["en"]
        for child in value.values():
            yield from _labels(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from _labels(child)


@pytest.mark.parametrize("pack_id", WHOLE)
def test_fields_fill_known_slots_and_seal_who_filed(pack_id: str) -> None:
    pack = load_pack(pack_id)
    case_slots = {
        f.binds.split(".")[1] for f in pack.fields.values() if f.binds and f.binds.startswith("case.")
    }
    in_the_clear = [
        key
        for key, field in pack.fields.items()
        if (field.binds or "").startswith("filer.")
        and field.binds != "filer.wants_reply"
        and field.field_class.value != "identifying"
    ]
    outcomes = {code for f in pack.fields.values() if f.binds == "case.outcome" for code in f.choices}

    assert case_slots - SLOTS == set()
    assert in_the_clear == []
    assert outcomes == OUTCOMES


def test_reports_and_conduct_never_open_a_door_to_the_respondent() -> None:
    open_doors = [
        f"{pack_id}.{code}"
        for pack_id, code in LINES
        if (pack := load_pack(pack_id)).business_types[code].nature in (Nature.REPORT, Nature.CONDUCT)
        and pack.profiles[pack.business_types[code].profile].respondent_door
    ]

    assert open_doors == []


def test_vague_words_are_internal_targets_and_never_promised() -> None:
    promised = [
        f"{pack_id}.{code}"
        for pack_id in WHOLE
        for code, rule in load_pack(pack_id).clocks.items()
        if not rule.legal and rule.promise is not None
    ]
    unmarked = [
        f"{pack_id}.{code}"
        for pack_id in WHOLE
        for code, rule in load_pack(pack_id).clocks.items()
        if rule.legal == ("内部目标" in rule.label.zh_hans)
    ]

    assert (promised, unmarked) == ([], [])


# The rulebooks' own numbers: pack, clock, span, unit, from, to, reason.
WD, CD, H = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.HOUR
WEEK, MONTH = Unit.WEEK, Unit.MONTH
RULEBOOK = [
    ("quality-12365", "s12a-c1", 2, WD, "accepted", "proposed", "S12a 3: 2日内提出建议 (T1: working days)"),
    ("quality-12365", "s12a-c3", 3, WD, "task-received", "investigation-started", "S12a 5 (T11: to begin)"),
    ("quality-12365", "s12a-c5", 2, WD, "closed", "reported-back", "S12a 7"),
    (
        "quality-12365",
        "s12a-c6",
        2,
        WD,
        "result-received",
        "replied",
        "S12a 8 (T18: from the result's arrival)",
    ),
    ("quality-12365", "s12b-c1", 2, WD, "accepted", "proposed", "S12b 3"),
    (
        "quality-12365",
        "s12b-c2",
        7,
        WD,
        "received",
        "triage-notified",
        "S12b 3 (T9: from receipt; R11: to dispatch)",
    ),
    ("quality-12365", "s12b-c4", 30, CD, "task-received", "mediation-ended", "S12b 5 (T1: calendar days)"),
    ("quality-12365", "s12c-c2", 2, WD, "received", "replied", "S12c 2 (T10: from the enquiry)"),
    ("company-service", "s1-c1", 24, H, "received", "screened", "S1 第七条: 24小时 (T4: from receipt)"),
    ("company-service", "s1-c2", 48, H, "received", "preliminary-reply-sent", "S1 第七条: 48小时 (T4)"),
    ("report-centre-96315", "s3-c1", 24, H, "received", "dispatched", "S3 5: 24小时 (T3: 批示 within it)"),
    (
        "report-centre-96315",
        "s3-c2",
        3,
        WD,
        "task-received",
        "verified",
        "S3 5: 3日 (T1, T2: from its arrival)",
    ),
    ("inspection-team", "s9-c2", 1, WD, "closed", "filer-told", "S9 第六条"),
    ("inspection-team", "s9-c2-others", 1, WD, "closed", "others-told", "S9 第六条 (T40)"),
    ("inspection-team", "s9-c3", 3, WD, "closed", "replied", "S9 第七条 (T20)"),
    ("bank-2020", "decide", 15, CD, "received", "replied", "R13"),
    ("company-tiers", "s2-reply", 24, H, "received", "replied", "S2 第十条 (T6: strictest until classified)"),
    ("market-121", "acceptance", 7, WD, "received", "decision-notified", "art. 15"),
    ("market-121", "mediation", 60, CD, "accepted", "mediation-ended", "art. 23(5)"),
    ("market-121", "termination-notice", 7, WD, "terminated", "termination-notified", "art. 23"),
    ("market-121", "lead-check", 15, WD, "lead-found", "lead-checked", "art. 27"),
    ("market-121", "authority-dispute", 7, WD, "power-disputed", "power-settled", "art. 33"),
    ("market-121", "check", 15, WD, "received", "check-ended", "penalty procedure art. 18"),
    ("market-121", "case-decision", 90, CD, "case-opened", "case-decided", "penalty procedure art. 64"),
    ("market-121", "case-closing", 15, WD, "case-decided", "closed", "penalty procedure art. 77"),
    ("market-20", "acceptance", 7, WD, "received", "decision-notified", "order 20, art. 14"),
    ("market-20", "mediation", 45, WD, "accepted", "mediation-ended", "order 20, art. 21(5)"),
    ("market-20", "termination-notice", 7, WD, "terminated", "termination-notified", "order 20, art. 21"),
    ("market-20", "lead-check", 15, WD, "lead-found", "lead-checked", "order 20, art. 23"),
    ("market-20", "authority-dispute", 7, WD, "power-disputed", "power-settled", "order 20, art. 30"),
    ("market-20", "filing-told", 5, WD, "filing-decided", "filing-told", "order 20, art. 31"),
    ("market-20", "check", 15, WD, "received", "check-ended", "order 20: penalty procedure art. 18"),
    ("market-20", "case-decision", 90, CD, "case-opened", "case-decided", "order 20: art. 64"),
    ("market-20", "case-closing", 15, WD, "case-decided", "closed", "order 20: art. 77"),
    ("bank-report-2019", "accept", 15, CD, "received", "decision-notified", "order 8 of 2019: 15日"),
    ("bank-report-2019", "opinion", 60, CD, "accepted", "replied", "order 8 of 2019: 60日"),
    ("petition-2022", "sort", 15, CD, "received", "sorted", "art. 22"),
    ("petition-2022", "receipt-told", 15, CD, "received", "receipt-told", "art. 23"),
    ("petition-2022", "objection", 5, WD, "dispatched", "objected", "art. 23: 5个工作日"),
    ("petition-2022", "handling", 60, CD, "accepted", "opinion-told", "art. 34"),
    ("petition-2022", "review-asked", 30, CD, "opinion-told", "review-asked", "art. 35: to ask"),
    ("petition-2022", "review", 30, CD, "review-asked", "review-told", "art. 35"),
    ("petition-2022", "final-asked", 30, CD, "review-told", "final-asked", "art. 36: to ask"),
    ("petition-2022", "final-review", 30, CD, "final-asked", "final-told", "art. 36"),
    ("petition-2022", "accusation-sort", 15, CD, "received", "sorted", "art. 22 (accusation)"),
    ("petition-2022", "accusation-told", 15, CD, "received", "receipt-told", "art. 23 (accusation)"),
    ("eu-whistleblowing", "acknowledge", 7, CD, "received", "acknowledged", "art. 9(1)(b)"),
    ("eu-whistleblowing", "feedback", 3, MONTH, "acknowledged", "feedback-sent", "art. 9(1)(f)"),
    ("eu-whistleblowing", "external-feedback", 3, MONTH, "acknowledged", "feedback-sent", "art. 11(2)(d)"),
    ("fca-disp", "final-response", 8, WEEK, "received", "final-sent", "DISP 1.6.2"),
    ("fca-disp", "payment-response", 15, WD, "received", "final-sent", "DISP 1.6.2A"),
    ("fca-disp", "payment-final", 35, WD, "received", "final-sent", "DISP 1.6.2A: exceptional"),
    ("fca-disp", "ombudsman", 6, MONTH, "final-sent", "ombudsman-referred", "DISP 1.6.2: six months"),
    ("cfpb", "response", 15, CD, "received", "responded", "CFPB: 15 days"),
    ("cfpb", "final-response", 60, CD, "received", "responded", "CFPB: 60 days"),
    ("cfpb", "feedback", 60, CD, "responded", "feedback-given", "CFPB: consumer review"),
]


@pytest.mark.parametrize(
    ("pack_id", "clock", "amount", "unit", "start", "stop"),
    [row[:6] for row in RULEBOOK],
    ids=[row[6] for row in RULEBOOK],
)
def test_legal_clock_is_the_rulebooks(
    pack_id: str, clock: str, amount: int, unit: Unit, start: str, stop: str
) -> None:
    rule = load_pack(pack_id).clocks[clock]

    assert (rule.legal, rule.span.amount, rule.span.unit) == (True, amount, unit)
    assert (rule.start[0], rule.stop[0]) == (start, stop)


def test_few_clocks_start_at_the_first_of_several_events() -> None:
    several = {
        (pack_id, clock): rule.start
        for pack_id in WHOLE
        for clock, rule in load_pack(pack_id).clocks.items()
        if len(rule.start) > 1
    }

    assert several == {
        ("eu-whistleblowing", "feedback"): ("acknowledged", "acknowledgement-lapsed"),
        ("eu-whistleblowing", "external-feedback"): (
            "acknowledged",
            "acknowledgement-lapsed",
            "acknowledgement-waived",
        ),
        ("fca-disp", "ombudsman"): ("final-sent", "resolved"),
    }


def test_every_legal_clock_stands_in_the_table_above() -> None:
    listed = {(pack_id, clock) for pack_id, clock, *_ in RULEBOOK}

    shipped = {
        (pack_id, clock)
        for pack_id in WHOLE
        if "quality-12365" not in load_pack(pack_id).extends
        for clock, rule in load_pack(pack_id).clocks.items()
        if rule.legal
    }
    assert shipped == listed


def test_company_tiers_are_as_written_and_not_sorted_by_name() -> None:
    tiers = load_pack("company-tiers").clocks["s2-reply"].tiers

    assert {code: (span.amount, span.unit) for code, span in tiers.items()} == {
        "major": (24, H),
        "general": (3, WD),
        "minor": (5, WD),
    }


def test_bank_limit_is_15_30_and_60_days_from_receipt() -> None:
    rule = load_pack("bank-2020").clocks["decide"]

    assert {code: span.amount for code, span in rule.tiers.items()} == {"simple": 15, "complex": 30}
    assert rule.extension is not None
    assert (rule.extension.span.amount, rule.extension.times) == (30, 1)
    assert (rule.extension.approver, rule.extension.tiers, rule.extension.notify_filer) == (
        "leader",
        ("complex",),
        True,
    )
    assert rule.roll is Roll.NONE


def test_market_mediation_rolls_over_statutory_holidays_and_pauses_for_tests_and_recusal() -> None:
    rule = load_pack("market-121").clocks["mediation"]

    assert rule.roll is Roll.STATUTORY_HOLIDAY
    assert [(p.start, p.stop) for p in rule.pauses] == [
        ("test-started", "test-ended"),
        ("recusal-asked", "recusal-decided"),
    ]


def test_market_has_seven_grounds_to_decline_and_eight_to_end_mediation() -> None:
    pack = load_pack("market-121")

    assert len(pack.business_types["complaint"].reasons) == 7
    assert len(pack.fields["termination-ground"].choices) == 8


def test_mixed_filings_follow_each_pack() -> None:
    assert {pack_id: load_pack(pack_id).mixed.mode.value for pack_id in WHOLE} == {
        "bank-2020": "single",
        "bank-report-2019": "separate",
        "cfpb": "single",
        "quality-12365-first-contact": "separate",
        "company-service": "single",
        "company-tiers": "single",
        "demo-county-12365": "separate",
        "eu-whistleblowing": "single",
        "fca-disp": "single",
        "inspection-team": "separate",
        "market-121": "split-linked",
        "market-20": "split-linked",
        "petition-2022": "separate",
        "quality-12365": "separate",
        "report-centre-96315": "separate",
    }


def test_s12_as_written_has_no_first_contact_and_no_intake_record() -> None:
    plain, county = load_pack("quality-12365"), load_pack("demo-county-12365")

    assert (plain.first_contact, county.first_contact) == (False, True)
    assert "intake-record" not in plain.letters
    assert county.letters["intake-record"].label.zh_hans == "12365投诉举报接处单"
    assert county.letters["report-record"].label.zh_hans == "举报信息记录表"
    assert county.business_types["fraud-report"].on_receipt == ("intake-record", "report-record")


def test_county_takes_the_clocks_of_s12_unchanged() -> None:
    plain, county = load_pack("quality-12365"), load_pack("demo-county-12365")

    changed = {
        code
        for code, rule in plain.clocks.items()
        if (rule.span, rule.start, rule.legal) != (c := county.clocks[code], (c.span, c.start, c.legal))[1]
    }
    assert changed == set()


@pytest.mark.parametrize(("pack_id", "code"), LINES)
def test_first_contact_guides_what_is_not_ours_instead_of_declining(pack_id: str, code: str) -> None:
    pack = load_pack(pack_id)
    spec = pack.business_types[code]
    guides = [t for t in pack.workflows[spec.workflow].transitions.values() if t.verb is Verb.GUIDE]

    expected = 1 if pack.first_contact and spec.nature is not Nature.CONDUCT else 0
    assert len(guides) == expected
    assert all("case.destination" in {pack.fields[key].binds for key in t.inputs} for t in guides)


# ---- walking

SHORT_CUTS = frozenset({Verb.WITHDRAW, Verb.DECLINE, Verb.GUIDE, Verb.REFER})
"""Steps that end a case early; seldom, or a walk would hardly get to the rest."""


def walk(pack: Pack, code: str, dice: random.Random) -> tuple[CaseFacts, datetime, list[str]]:
    """One case at random from receipt to the end, through the engine, by somebody with every role."""
    spec = pack.business_types[code]
    roles = frozenset(pack.roles)
    now = BEGIN
    facts = CaseFacts(
        business_type=code,
        state=pack.workflows[spec.workflow].initial,
        received_at=now,
        named=spec.identity.value == "named" or dice.random() < 0.5,
        channel=dice.choice(spec.channels),
        milestones=tuple(Milestone(kind, now) for kind in spec.receipt_milestones),
    )
    way: list[str] = []
    for _ in range(400):
        if pack.workflows[spec.workflow].states[facts.state].final:
            return facts, now, way
        actions = available(pack=pack, facts=facts, roles=roles)
        assert actions, f"stranded at {facts.state} after {way}"
        action = dice.choices(actions, [0.2 if a.verb in SHORT_CUTS else 1.0 for a in actions])[0]
        now += timedelta(hours=1)
        facts = step(pack, facts, action, roles, now, dice)
        way.append(action.id)
    raise AssertionError(f"no end after {way}")


def step(
    pack: Pack, facts: CaseFacts, action: Action, roles: frozenset[str], now: datetime, dice: random.Random
) -> CaseFacts:
    values: dict[str, Any] = {}
    for key, spec in action.inputs.items():
        if spec.required is Requirement.HARD and is_asked(pack, spec, facts, values):
            values[key] = answer(spec, dice)
    verdict = decide(pack=pack, facts=facts, command=Command(action.id, roles, values), now=now)
    assert isinstance(verdict, Accepted), (action.id, verdict)
    extended = _transition(pack, facts, action.id).clock if verdict.verb is Verb.EXTEND else None
    return replace(
        facts,
        state=verdict.to_state,
        tier=verdict.changes.get("case.tier", facts.tier),
        milestones=(*facts.milestones, *(Milestone(kind, now) for kind in verdict.milestones)),
        extensions=(*facts.extensions, GrantedExtension(extended, now)) if extended else facts.extensions,
    )


def _transition(pack: Pack, facts: CaseFacts, code: str) -> Any:
    return pack.workflows[pack.business_types[facts.business_type].workflow].transitions[code]


def answer(spec: FieldSpec, dice: random.Random) -> Any:
    if spec.kind in (FieldKind.CHECKLIST, FieldKind.MULTI_CHOICE):
        return list(spec.choices)
    if spec.choices:
        return dice.choice(sorted(spec.choices))
    return "123"


@pytest.mark.parametrize(("pack_id", "code"), LINES)
def test_every_case_comes_to_its_end_with_no_clock_running(pack_id: str, code: str) -> None:
    pack = load_pack(pack_id)
    calendar = shipped_calendar(pack.calendar)
    seen: set[str] = set()

    steps = pack.workflows[pack.business_types[code].workflow].transitions
    wanted = {step for step in steps if step not in _of_another_line(pack, code)}
    for seed in range(400):
        if seed >= 60 and wanted <= seen:
            break
        facts, now, way = walk(pack, code, random.Random(f"{pack_id}.{code}.{seed}"))  # noqa: S311 -- a walk, no secret
        states = clock_states(pack=pack, facts=facts, calendar=calendar, now=now, explain=False)
        assert [s.id for s in states if s.is_running] == [], way
        assert facts.first("closed") is not None, way
        seen |= set(way)

    assert wanted - seen == set()


def _of_another_line(pack: Pack, code: str) -> set[str]:
    """Steps of a shared workflow that are for another line of business alone."""
    spec = pack.business_types[code]
    others = {
        other
        for other, that in pack.business_types.items()
        if that.workflow == spec.workflow and other != code
    }
    return {
        step
        for step, transition in pack.workflows[spec.workflow].transitions.items()
        if any(f"facts.business_type == '{other}'" in (transition.when or "") for other in others)
        and f"facts.business_type == '{code}'" not in (transition.when or "")
    }


@pytest.mark.parametrize(("pack_id", "code"), LINES)
def test_state_offers_its_main_step_first(pack_id: str, code: str) -> None:
    """The desk of a state is the role of its first step; one out of order or aside must not come first."""
    pack = load_pack(pack_id)
    workflow = pack.workflows[pack.business_types[code].workflow]
    aside = {
        Verb.SUPERVISE,
        Verb.WITHDRAW,
        Verb.CLASSIFY,
        Verb.ASK_EXTENSION,
        Verb.EXTEND,
        Verb.REFUSE_EXTENSION,
    }

    wrong = [
        name
        for name, state in workflow.states.items()
        if not state.final
        and (first := next(t for t in workflow.transitions.values() if name in t.from_states))
        and (first.breach_of_order or first.to is None or (first.verb in aside and first.to == name))
    ]

    assert wrong == []


def test_labels_speak_the_language_that_is_asked_for() -> None:
    label: Label = load_pack("bank-2020").title

    assert (label.in_language("zh-hans"), label.in_language("en-gb")) == (
        "银行业消费投诉处理办法",
        "Bank consumer complaints",
    )

"""Which steps are lawful, what follows from them, and in which words the others are refused."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.facts import Accepted, CaseFacts, Command, Refused
from policies.engine.pack import Pack, Stage, Verb
from policies.engine.transitions import available, decide
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import NOW, case, granted, small_pack

pytestmark = pytest.mark.unit

RECEIVED, ACCEPTED = "received@2026-05-06 10:00", "accepted@2026-05-06 11:00"
NEW = case(RECEIVED, values={"against": "某店"})
HANDLING = case(RECEIVED, ACCEPTED, state="handling")
CLERK, HANDLER, LEADER = frozenset({"clerk"}), frozenset({"handler"}), frozenset({"leader"})
GOOD: dict[str, Any] = {"checks": ["own-duty"], "unit": "u-1"}


def attempt(
    transition: str,
    roles: frozenset[str],
    values: dict[str, Any] | None = None,
    facts: CaseFacts = NEW,
    pack: Pack | None = None,
) -> Accepted | Refused:
    command = Command(transition, roles, values or {})
    return decide(pack=pack or small_pack(), facts=facts, command=command, now=NOW)


def reasons(verdict: Accepted | Refused) -> list[tuple[str, str | None]]:
    assert isinstance(verdict, Refused)
    return [(reason.code, reason.field) for reason in verdict.reasons]


def accepted(verdict: Accepted | Refused) -> Accepted:
    assert isinstance(verdict, Accepted)
    return verdict


def test_decide_says_all_that_follows_from_accepting() -> None:
    verdict = accepted(attempt("accept", CLERK, {**GOOD, "note": "尽快办"}))

    assert verdict == Accepted(
        verb=Verb.ACCEPT,
        to_state="handling",
        stage=Stage.HANDLING,
        is_final=False,
        milestones=("accepted",),
        changes={"case.unit": "u-1", "note": "尽快办"},
        letters=("notice", "receipt"),
        breaches=(),
        cites=("art-2",),
    )


def test_decide_cites_the_ground_of_a_refusal_beside_the_rule() -> None:
    verdict = accepted(
        attempt(
            "decline",
            CLERK,
            {"ground": "not-ours"},
            pack=small_pack({"reasons/not-ours/cites": ["art-3", "art-2"]}),
        )
    )

    assert (verdict.is_final, verdict.changes, verdict.cites) == (
        True,
        {"case.reason": "not-ours"},
        ("art-2", "art-3"),
    )


def test_decide_keeps_the_state_of_a_step_that_goes_nowhere() -> None:
    verdict = accepted(attempt("classify", HANDLER, {"grade": "grave"}, HANDLING))

    assert (verdict.to_state, verdict.stage, verdict.changes) == (
        "handling",
        Stage.HANDLING,
        {"case.tier": "grave"},
    )


def test_decide_records_a_step_out_of_order_as_a_breach() -> None:
    verdict = accepted(attempt("dispatch-early", CLERK, {"unit": "u-1"}))

    assert [breach.zh_hans for breach in verdict.breaches] == ["未经批示先行交办"]


@pytest.mark.parametrize(
    ("facts", "letters", "reason"),
    [
        (NEW, ("notice", "receipt"), "a reply is wanted"),
        (case(RECEIVED, wants_reply=False, values={"against": "某店"}), ("receipt",), "none is wanted"),
    ],
)
def test_decide_leaves_out_letters_whose_condition_is_not_met(
    facts: CaseFacts, letters: tuple[str, ...], reason: str
) -> None:
    assert accepted(attempt("accept", CLERK, GOOD, facts)).letters == letters, reason


@pytest.mark.parametrize(
    ("when", "letters"),
    [
        ("facts.tier == 'grave' && 'classified' in facts.milestones", ("notice",)),
        ("values.grade == 'grave'", ("notice",)),
        ("facts.state == 'finished'", ()),
        ("values.amount > 3", ()),
    ],
)
def test_decide_judges_letters_by_what_the_step_changed(when: str, letters: tuple[str, ...]) -> None:
    pack = small_pack(
        {"letters/notice/when": when, "workflows/complaint/transitions/classify/letters": ["notice"]}
    )

    assert accepted(attempt("classify", CLERK, {"grade": "grave"}, pack=pack)).letters == letters


@pytest.mark.parametrize(
    ("transition", "roles", "values", "facts", "expected", "reason"),
    [
        ("fly", CLERK, {}, NEW, [("unknown-transition", None)], "no such step"),
        ("accept", HANDLER, GOOD, NEW, [("no-duty", None)], "not this officer's duty"),
        ("accept", frozenset(), GOOD, NEW, [("no-duty", None)], "nor anybody's without a role"),
        ("accept", CLERK, GOOD, HANDLING, [("wrong-state", None)], "already accepted"),
        ("resume", HANDLER, {}, HANDLING, [("condition-not-met", None)], "nothing was paused"),
        ("accept", CLERK, {"checks": ["own-duty"]}, NEW, [("required", "unit")], "a hard field is blank"),
        ("accept", CLERK, {**GOOD, "unit": "  "}, NEW, [("required", "unit")], "so is one of spaces"),
        (
            "accept",
            CLERK,
            {**GOOD, "checks": []},
            NEW,
            [("acceptance-condition", "checks")],
            "an unticked condition",
        ),
        (
            "accept",
            CLERK,
            {**GOOD, "checks": "own-duty"},
            NEW,
            [("no-such-choice", "checks"), ("acceptance-condition", "checks")],
            "a tick that is no list",
        ),
        (
            "accept",
            CLERK,
            {**GOOD, "checks": ["own-duty", "x"]},
            NEW,
            [("no-such-choice", "checks")],
            "a tick for nothing",
        ),
        (
            "accept",
            CLERK,
            GOOD,
            case(RECEIVED),
            [("acceptance-condition", "checks")],
            "a condition that the filing does not meet",
        ),
        (
            "accept",
            CLERK,
            {**GOOD, "note": "字" * 11},
            NEW,
            [("too-long", "note")],
            "eleven of ten characters",
        ),
        (
            "accept",
            CLERK,
            {},
            case(RECEIVED),
            [("required", "unit"), ("acceptance-condition", "checks"), ("acceptance-condition", "checks")],
            "all that is lacking at once",
        ),
        (
            "classify",
            CLERK,
            {"grade": "enormous"},
            NEW,
            [("no-such-choice", "grade")],
            "no tier of this business",
        ),
        ("classify", CLERK, {"grade": ["grave"]}, NEW, [("no-such-choice", "grade")], "a list is no tier"),
        ("classify", CLERK, {}, NEW, [("required", "grade")], "no tier at all"),
        (
            "decline",
            CLERK,
            {"ground": "no-mood"},
            NEW,
            [("no-such-choice", "ground")],
            "no ground of this business",
        ),
        (
            "close",
            HANDLER,
            {"result": "maybe"},
            HANDLING,
            [("no-such-choice", "result")],
            "no choice of the field",
        ),
        (
            "close",
            HANDLER,
            {"result": "upheld"},
            HANDLING,
            [("required", "measures")],
            "asked for only when upheld",
        ),
        (
            "close",
            HANDLER,
            {"result": "upheld", "measures": ["refund", "x"]},
            HANDLING,
            [("no-such-choice", "measures")],
            "one of several choices is none",
        ),
        (
            "close",
            HANDLER,
            {"result": "upheld", "measures": "refund"},
            HANDLING,
            [("no-such-choice", "measures")],
            "several choices are a list",
        ),
    ],
)
def test_decide_refuses(
    transition: str,
    roles: frozenset[str],
    values: dict[str, Any],
    facts: CaseFacts,
    expected: list[tuple[str, str | None]],
    reason: str,
) -> None:
    assert reasons(attempt(transition, roles, values, facts)) == expected, reason


@pytest.mark.parametrize(
    ("values", "changes"),
    [
        ({"result": "rejected"}, {"case.outcome": "rejected"}),
        ({"result": "rejected", "measures": ["x"]}, {"case.outcome": "rejected"}),
        ({"result": "upheld", "measures": {"refund"}}, {"case.outcome": "upheld"}),
        ({"result": "rejected", "unknown": 1, "note": ""}, {"case.outcome": "rejected"}),
    ],
)
def test_decide_takes_only_answers_to_what_was_asked(values: dict[str, Any], changes: dict[str, str]) -> None:
    assert accepted(attempt("close", HANDLER, values, HANDLING)).changes == changes


def test_decide_asks_a_field_whose_condition_cannot_be_decided() -> None:
    pack = small_pack({"fields/measures/when": "values.amount > 3"})

    assert reasons(attempt("close", HANDLER, {"result": "rejected"}, HANDLING, pack)) == [
        ("required", "measures")
    ]


def test_decide_holds_false_and_zero_for_answers() -> None:
    pack = small_pack(
        {
            "fields/unit/kind": "boolean",
            "fields/note/kind": "number",
            "fields/note/required": "hard",
        }
    )

    verdict = accepted(attempt("accept", CLERK, {**GOOD, "unit": False, "note": 0}, pack=pack))

    assert verdict.changes == {"case.unit": False, "note": 0}


def test_decide_needs_a_tick_even_where_no_checklist_is_asked() -> None:
    pack = small_pack({"workflows/complaint/transitions/accept/inputs": ["unit"]})

    assert reasons(attempt("accept", CLERK, GOOD, pack=pack)) == [("acceptance-condition", None)]


@pytest.mark.parametrize(
    ("transition", "roles", "facts", "zh_hans", "en"),
    [
        (
            "accept",
            CLERK,
            HANDLING,
            "案件现处于“办理中”，不能“受理”。现在没有您可以办理的步骤。",
            "The case is at “In hand”; “Accept” is not possible. There is nothing for you to do now.",
        ),
        (
            "reply",
            HANDLER,
            HANDLING,
            "案件现处于“办理中”，不能“答复”。现在可以：分级、送检、结案。",
            "The case is at “In hand”; “Reply” is not possible. "
            "Possible now: Classify, Send for testing, Close.",
        ),
        (
            "decline",
            HANDLER,
            NEW,
            "“不予受理”由登记人、分管领导办理",
            "“Decline” is for: Clerk, Leader",
        ),
    ],
)
def test_decide_says_what_is_possible_or_whose_duty_it_is(
    transition: str, roles: frozenset[str], facts: CaseFacts, zh_hans: str, en: str
) -> None:
    pack = small_pack({"workflows/complaint/transitions/classify/roles": ["handler"]})
    verdict = attempt(transition, roles, {}, facts, pack)

    assert isinstance(verdict, Refused)
    assert [(reason.text.zh_hans, reason.text.en) for reason in verdict.reasons] == [(zh_hans, en)]


def test_decide_words_field_refusals_in_both_languages() -> None:
    verdict = attempt("accept", CLERK, {"checks": ["x"], "note": "字" * 11}, case(RECEIVED))

    assert isinstance(verdict, Refused)
    assert [(reason.text.zh_hans, reason.text.en, reason.cites) for reason in verdict.reasons] == [
        (
            "“受理条件”的选项不适用于“投诉”",
            "This is not one of the choices of “Conditions” for “Complaint”",
            (),
        ),
        ("请填写“承办单位”", "Please fill in “Unit”", ()),
        ("“说明”最多 10 字", "“Note” holds 10 characters at most", ()),
        ("条件未满足：属于本局职责", "This condition is not met: Within our duty", ("art-2",)),
        ("条件未满足：有明确的被投诉人", "This condition is not met: A clear respondent", ("art-3",)),
    ]


EXTENSION = "workflows/complaint/transitions/extend"


@pytest.mark.parametrize(
    ("changes", "roles", "facts", "expected", "reason"),
    [
        ({}, LEADER, HANDLING, None, "the clock runs and was never extended"),
        (
            {},
            LEADER,
            case(RECEIVED, ACCEPTED, state="handling", extensions=granted("handle", "2026-05-06 11:30")),
            None,
            "once of twice",
        ),
        (
            {},
            LEADER,
            case(
                RECEIVED,
                ACCEPTED,
                state="handling",
                extensions=granted("handle", "2026-05-06 11:30", "2026-05-06 11:40"),
            ),
            "no-extension",
            "twice of twice",
        ),
        (
            {},
            LEADER,
            case(
                RECEIVED,
                ACCEPTED,
                state="handling",
                extensions=granted("decide", "2026-05-06 11:30", "2026-05-06 11:40"),
            ),
            None,
            "of another clock",
        ),
        ({}, LEADER, case(RECEIVED, state="handling"), "no-extension", "the clock never began"),
        (
            {},
            LEADER,
            case(RECEIVED, ACCEPTED, "closed@2026-05-06 11:30", state="handling"),
            "no-extension",
            "the clock stopped",
        ),
        ({f"{EXTENSION}/clock": None}, LEADER, HANDLING, "no-extension", "no clock named"),
        ({f"{EXTENSION}/clock": "decide"}, LEADER, HANDLING, "no-extension", "a clock without extension"),
        ({"clocks/handle/extension/tiers": ["grave"]}, LEADER, HANDLING, "no-extension", "not in this tier"),
        (
            {"clocks/handle/extension/tiers": ["grave"]},
            LEADER,
            case(RECEIVED, ACCEPTED, state="handling", tier="grave"),
            None,
            "in this tier",
        ),
        (
            {f"{EXTENSION}/roles": ["handler", "leader"]},
            HANDLER,
            HANDLING,
            "no-extension",
            "not the approver",
        ),
        (
            {f"{EXTENSION}/roles": ["handler"], f"{EXTENSION}/verb": "ask-extension"},
            HANDLER,
            HANDLING,
            None,
            "asking is for others",
        ),
    ],
)
def test_decide_extends_a_running_clock_within_its_rule(
    changes: dict[str, Any], roles: frozenset[str], facts: CaseFacts, expected: str | None, reason: str
) -> None:
    verdict = attempt("extend", roles, {}, facts, small_pack(changes))

    if expected is None:
        assert accepted(verdict).milestones == ("extended",), reason
    else:
        assert reasons(verdict) == [(expected, None)], reason


@pytest.mark.parametrize(
    ("transition", "roles", "values", "now", "expected"),
    [
        ("extend", LEADER, {}, "2026-07-05 23:59:59", None),
        ("extend", LEADER, {}, "2026-07-06 00:00:00", "时限已于 2026-07-05 23:59 届满，不能再延长"),
        ("close", HANDLER, {"result": "rejected"}, "2026-07-06 00:00:00", None),
    ],
)
def test_decide_with_a_calendar_refuses_to_extend_what_is_over(
    transition: str, roles: frozenset[str], values: dict[str, Any], now: str, expected: str | None
) -> None:
    command = Command(transition, roles, values)

    verdict = decide(pack=small_pack(), facts=HANDLING, command=command, now=at(now), calendar=CHINA)

    if expected is None:
        accepted(verdict)
    else:
        assert isinstance(verdict, Refused)
        assert [(reason.code, reason.text.zh_hans) for reason in verdict.reasons] == [("too-late", expected)]


@pytest.mark.parametrize(
    ("facts", "roles", "expected", "reason"),
    [
        (NEW, CLERK, ["classify", "accept", "decline", "dispatch-early"], "a new case"),
        (NEW, LEADER, ["decline"], "the leader may decline"),
        (NEW, frozenset(), [], "nobody"),
        (HANDLING, HANDLER, ["classify", "pause", "close"], "nothing to resume yet"),
        (
            case(RECEIVED, ACCEPTED, "testing-began@2026-05-06 11:30", state="handling"),
            HANDLER,
            ["classify", "pause", "resume", "close"],
            "something to resume",
        ),
        (HANDLING, LEADER, ["extend"], "an extension is open"),
        (
            HANDLING,
            HANDLER | LEADER,
            ["classify", "pause", "extend", "close"],
            "two duties, in the pack's order",
        ),
        (case(RECEIVED, state="finished"), CLERK | HANDLER | LEADER, [], "finished is finished"),
    ],
)
def test_available_lists_the_open_steps(
    facts: CaseFacts, roles: frozenset[str], expected: list[str], reason: str
) -> None:
    actions = available(pack=small_pack(), facts=facts, roles=roles)

    assert [action.id for action in actions] == expected, reason


def test_available_carries_what_a_page_needs() -> None:
    classify, accept, decline, _ = available(pack=small_pack(), facts=NEW, roles=CLERK)

    assert (accept.verb, accept.label.en, accept.hint and accept.hint.en, accept.cites) == (
        Verb.ACCEPT,
        "Accept",
        "A notice goes out",
        ("art-2",),
    )
    assert list(accept.inputs) == ["checks", "unit", "note"]
    assert list(accept.inputs["checks"].choices) == ["own-duty"]
    assert list(classify.inputs["grade"].choices) == ["grave", "common", "slight"]
    assert {code: label.en for code, label in decline.inputs["ground"].choices.items()} == {
        "not-ours": "Not our duty",
        "no-facts": "No facts",
    }


def test_available_and_decide_agree_on_every_step() -> None:
    pack = small_pack()
    for state in pack.workflows["complaint"].states:
        facts = case(RECEIVED, ACCEPTED, state=state)
        for roles in (CLERK, HANDLER, LEADER, CLERK | LEADER):
            open_now = {action.id for action in available(pack=pack, facts=facts, roles=roles)}
            for transition in pack.workflows["complaint"].transitions:
                verdict = attempt(transition, roles, {}, facts)
                codes = (
                    set() if isinstance(verdict, Accepted) else {reason.code for reason in verdict.reasons}
                )
                is_closed = not codes.isdisjoint(
                    {"no-duty", "wrong-state", "condition-not-met", "no-extension"}
                )
                assert is_closed is (transition not in open_now), (state, sorted(roles), transition)

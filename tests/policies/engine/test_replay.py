"""What would have become of a past case under another rulebook: tables by what the draft changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from policies.engine.pack import Pack
from policies.engine.past import CaseHistory, PastStep
from policies.engine.paths import Objected, Objection
from policies.engine.replay import Outcome, Replay, Route, Side
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import small_pack
from tests.policies.engine.pasts import (
    ACCEPTED,
    CLOSED,
    NOW,
    REPLIED,
    WHOLE,
    WITH_APPROVAL,
    granted,
    past,
)

pytestmark = pytest.mark.unit

CLERK = Route("clerk", "clerk")


def under(
    changes: Mapping[str, Any] | Pack, history: CaseHistory, *, then: Pack | None = None, now: Any = NOW
) -> Outcome:
    """One case of the small pack under the small pack with ``changes``."""
    after = changes if isinstance(changes, Pack) else small_pack(changes)
    replay = Replay(before=Side(then or small_pack(), CHINA), after=Side(after, CHINA))
    first = replay.outcome(history, now=now)
    assert replay.outcome(history, now=now) == first, "what is remembered says the same"
    return first


def test_replay_of_a_rulebook_against_itself_changes_nothing() -> None:
    outcome = under({}, past(*WHOLE))

    assert outcome == Outcome((), (), CLERK, CLERK)
    assert not outcome.is_changed


LATE = [
    ({"clocks/decide/span/amount": 1}, past(*WHOLE), (), ("decide",), "one working day; accepted on the second"),
    ({"clocks/decide/span/amount": 2}, past(*WHOLE), (), (), "two working days; accepted on the second"),
    ({"clocks/handle/span/amount": 20}, past(*WHOLE), (), ("handle",), "closed on the 28th day"),
    ({"clocks/decide/span/unit": "hour"}, past(*WHOLE), (), ("decide",), "7 hours; accepted after 48"),
    ({"clocks/target/legal": True}, past(*WHOLE), (), ("target",), "an internal target that becomes a duty"),
    (
        {"clocks/decide/legal": False},
        past("clerk accept@2026-05-04 10:00", "handler close@2026-05-06 10:00"),
        ("decide",),
        (),
        "a duty that becomes an internal target",
    ),
    (
        {"clocks/decide/span/amount": 60},
        past("clerk accept@2026-05-04 10:00", "handler close@2026-05-06 10:00"),
        ("decide",),
        (),
        "more time for a late one",
    ),
    (
        {"clocks/handle/span/amount": 10},
        past("clerk accept@2026-05-04 10:00", "handler close@2026-06-06 10:00"),
        ("decide",),
        ("decide", "handle"),
        "late twice now, in the order of the clocks",
    ),
    ({"clocks/decide/span/amount": 300}, past(), ("decide",), (), "open since March: late by December"),
    ({"clocks/handle/when": "facts.channel == 'post'"}, past(ACCEPTED), ("handle",), (), "no such clock for the web"),
    ({"business_types/complaint/clocks": ["handle"]}, past(ACCEPTED), ("handle",), ("handle",), "a dropped clock"),
    ({"hours/cut_off": "09:30"}, past("clerk accept@2026-03-11 20:00"), ("handle",), ("handle",), "hours differ"),
    ({"zone": "Asia/Tokyo"}, past(ACCEPTED), ("handle",), ("handle",), "another zone: all clocks anew"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "history", "before", "after", "why"), LATE, ids=[row[-1] for row in LATE]
)
def test_replay_tells_which_clocks_would_have_been_breached(
    changes: Mapping[str, Any],
    history: CaseHistory,
    before: tuple[str, ...],
    after: tuple[str, ...],
    why: str,
) -> None:
    outcome = under(changes, history)

    assert (outcome.late_before, outcome.late_after) == (before, after), why
    assert outcome.became_late == (not before and bool(after))
    assert outcome.came_on_time == (bool(before) and not after)


def test_extension_that_was_granted_counts_under_the_draft_as_far_as_it_allows() -> None:
    long = past(
        ACCEPTED,
        "leader extend@2026-04-20 10:00",
        "handler close@2026-05-20 10:00",
        extensions=granted("handle", "2026-04-20 10:00"),
    )

    outcome = under({"clocks/handle/extension": None}, long)

    assert (outcome.late_before, outcome.late_after) == ((), ("handle",))


MILESTONES = [
    (
        {"workflows/complaint/transitions/close/milestones": []},
        past(ACCEPTED, CLOSED),
        ("handle",),
        "a step that does not stop the clock any more",
    ),
    (
        {"workflows/complaint/transitions/accept/milestones": ["accepted", "closed"],
         "clocks/handle/span/amount": 1},
        past(*WHOLE),
        (),
        "a step that stops it earlier",
    ),
    (
        {"business_types/complaint/receipt_milestones": ["received", "accepted"],
         "clocks/handle/span/amount": 28},
        past(*WHOLE),
        ("handle",),
        "receipt is acceptance: the time for handling runs two days longer",
    ),
    ({"workflows/complaint/transitions/classify/milestones": ["seen"]}, past(*WHOLE), (), "a step not taken"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "history", "after", "why"), MILESTONES, ids=[r[-1] for r in MILESTONES])
def test_milestones_of_a_step_come_and_go_with_the_draft(
    changes: Mapping[str, Any], history: CaseHistory, after: tuple[str, ...], why: str
) -> None:
    outcome = under(changes, history)

    assert (outcome.late_before, outcome.late_after) == ((), after), why


ROUTES = [
    ({"business_types/complaint/first_role": "leader"}, Route("leader", "clerk"), "another role sees it first"),
    ({"workflows/complaint/transitions/accept/roles": ["leader"]}, Route("clerk", "leader"), "another desk"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "route", "why"), ROUTES, ids=[row[-1] for row in ROUTES])
def test_new_case_would_have_gone_elsewhere(changes: Mapping[str, Any], route: Route, why: str) -> None:
    outcome = under(changes, past(*WHOLE))

    assert (outcome.route_before, outcome.route_after, outcome.is_rerouted) == (CLERK, route, True), why


AWAY = [
    ({"business_types/complaint": None, "business_types/other": "complaint"}, {}, "line"),
    ({"business_types/complaint/channels": []}, {}, "channel"),
    ({}, {"channel": "telex"}, ""),
    ({}, {"named": False}, ""),
]


@pytest.mark.parametrize(
    ("changes", "facts", "why"), AWAY, ids=["no line", "no channel", "never had it", "was so"]
)
def test_filing_would_not_have_been_taken_in(
    changes: Mapping[str, Any], facts: Mapping[str, Any], why: str
) -> None:
    if "business_types/other" in changes:
        body = small_pack().model_dump(mode="json", by_alias=True, exclude_none=True)
        body["business_types"] = {"other": body["business_types"]["complaint"]}
        after = Pack.model_validate(body)
    else:
        after = small_pack(changes)

    outcome = under(after, past(ACCEPTED, **facts))

    assert outcome.turned_away == why
    assert outcome.late_before == ("handle",)
    assert (outcome.late_after, outcome.route_after) == (((), None) if why else (("handle",), CLERK))
    assert (outcome.is_rerouted, outcome.came_on_time, outcome.is_changed) == (False, False, bool(why))


def test_unnamed_filing_is_turned_away_only_where_names_are_new() -> None:
    open_to_all = small_pack({"business_types/complaint/identity": "optional"})

    outcome = under({}, past(*WHOLE, named=False), then=open_to_all)

    assert outcome.turned_away == "unnamed"


DECIDERS = [
    (
        {"workflows/complaint/transitions/accept/roles": ["leader"]},
        WHOLE,
        (Objected("accept", Objection.ANOTHER, ("leader",)),),
        "another role accepts",
    ),
    (
        {"workflows/complaint/transitions/accept/roles": ["leader"]},
        ("clerk+leader accept@2026-03-04 10:00", CLOSED, REPLIED),
        (),
        "somebody who is both",
    ),
    (
        WITH_APPROVAL,
        WHOLE,
        (Objected("accept", Objection.APPROVAL, ("leader",), "sign-off"),),
        "an approval first",
    ),
    (
        {"workflows/complaint/transitions/accept": None},
        WHOLE,
        (Objected("accept", Objection.IMPOSSIBLE),),
        "a step that is gone; what came after it is reached by the other way",
    ),
    (
        {"workflows/complaint/transitions/reply/from": ["received"]},
        WHOLE,
        (Objected("reply", Objection.IMPOSSIBLE),),
        "a state from which nothing leads back",
    ),
    (
        {"clocks/handle/extension/approver": "handler"},
        (ACCEPTED, "leader extend@2026-03-20 10:00", CLOSED, REPLIED),
        (Objected("extend", Objection.ANOTHER, ("handler",)),),
        "another approver of the extension",
    ),
    (
        {"workflows/complaint/transitions/accept/when": "values.amount != null"},
        WHOLE,
        (Objected("accept", Objection.CONDITION),),
        "a condition that the case did not meet",
    ),
    (
        {
            "workflows/complaint/transitions/close/when": "'accepted' in facts.milestones && facts.state == 'handling'"
        },
        WHOLE,
        (),
        "a condition that it met at that moment",
    ),
    (
        {"workflows/complaint/transitions/close/when": "values.nothing.like.this"},
        WHOLE,
        (Objected("close", Objection.CONDITION),),
        "a condition that cannot be decided",
    ),
]


@pytest.mark.parametrize(("changes", "steps", "objected", "why"), DECIDERS, ids=[row[-1] for row in DECIDERS])
def test_steps_would_have_been_somebody_else_s(
    changes: Mapping[str, Any], steps: tuple[str, ...], objected: tuple[Objected, ...], why: str
) -> None:
    outcome = under(changes, past(*steps))

    assert outcome.objected == objected, why
    assert outcome.is_changed == (bool(objected) or outcome.is_rerouted)


APPROVAL = {
    "label": {"zh-hans": "领导审批", "en": "Approval"}, "step": "close", "role": "leader", "asked": ["accepted"],
    "given": ["extended"],
}  # fmt: skip
APPROVED = ("clerk accept@2026-03-04 10:00", "leader extend@2026-03-20 10:00", CLOSED, REPLIED)

APPROVALS = [
    ({"approvals/word": APPROVAL}, {}, WHOLE, True, "somebody's word, which was not given"),
    ({"approvals/word": APPROVAL}, {}, APPROVED, False, "it was given"),
    ({"approvals/word": APPROVAL}, {"approvals/word": APPROVAL}, WHOLE, False, "it was missing already"),
    (
        {"approvals/word": {**APPROVAL, "tiers": ["grave"]}},
        {"approvals/word": {**APPROVAL, "tiers": ["slight"]}},
        WHOLE,
        False,
        "for grave cases, and this is none",
    ),
    (
        {"approvals/word": {**APPROVAL, "role": "clerk"}},
        {"approvals/word": APPROVAL},
        WHOLE,
        False,
        "asked of another, and missing on both sides",
    ),
    (
        {"approvals/word": {**APPROVAL, "given": ["seen"]},
         "workflows/complaint/transitions/accept/milestones": ["accepted", "seen"]},
        {}, WHOLE, False, "given by a milestone that the draft's own step records",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "then", "steps", "missing", "why"), APPROVALS, ids=[row[-1] for row in APPROVALS]
)
def test_approvals_that_the_draft_wants(
    changes: Mapping[str, Any], then: Mapping[str, Any], steps: tuple[str, ...], missing: bool, why: str
) -> None:
    outcome = under(changes, past(*steps), then=small_pack(then))

    objected = (Objected("close", Objection.APPROVAL, ("leader",), "word"),) if missing else ()
    assert outcome.objected == objected, why


PERSONS = [
    ("7", "7", (Objected("close", Objection.PERSON),), "the same person"),
    ("7", "8", (), "two persons"),
    ("", "", (), "nobody is not the same person"),
]


@pytest.mark.parametrize(("first", "second", "objected", "why"), PERSONS, ids=[row[-1] for row in PERSONS])
def test_step_that_another_person_has_to_take(
    first: str, second: str, objected: tuple[Objected, ...], why: str
) -> None:
    history = past(*WHOLE)
    accepted, closed, replied = history.steps
    by = (accepted._replace(actor=first), closed._replace(actor=second), replied)

    outcome = under(
        {"workflows/complaint/transitions/close/other_than": ["accept"]}, history._replace(steps=by)
    )

    assert outcome.objected == objected, why


BY_ROUTE = {
    "unit_kinds/squad": {"label": {"zh-hans": "稽查队", "en": "Squad"}},
    "categories/fake": {"label": {"zh-hans": "假货", "en": "Fakes"}},
    "fields/kind": {
        "label": {"zh-hans": "类别", "en": "Kind"}, "kind": "choice", "choices_from": "categories",
        "choices": {"fake": {"zh-hans": "假货", "en": "Fakes"}},
    },
    "routing/fakes": {
        "label": {"zh-hans": "假货", "en": "Fakes"}, "categories": ["fake"], "unit_kind": "squad", "role": "leader",
    },
}  # fmt: skip

BY_FACTS = [
    (
        {},
        {"values": {"kind": "fake"}},
        CLERK,
        Route("clerk", "clerk", "squad", "leader"),
        "a route of its own",
    ),
    ({}, {"values": {"kind": "other"}}, CLERK, CLERK, "another category"),
    (BY_ROUTE, {"values": {"kind": "fake"}}, CLERK, CLERK, "the same routes on both sides are not told"),
    (
        {**BY_ROUTE, "routing/fakes": {"label": {"zh-hans": "皆", "en": "All"}, "role": "handler"}},
        {"values": {"kind": "other"}},
        Route("clerk", "clerk", "", "handler"),
        CLERK,
        "a route that is gone",
    ),
]


@pytest.mark.parametrize(
    ("then", "facts", "before", "after", "why"), BY_FACTS, ids=[row[-1] for row in BY_FACTS]
)
def test_routes_of_the_rulebook_lead_elsewhere(
    then: Mapping[str, Any], facts: Mapping[str, Any], before: Route, after: Route, why: str
) -> None:
    outcome = under(BY_ROUTE, past(*WHOLE, **facts), then=small_pack(then))

    assert (outcome.route_before, outcome.route_after) == (before, after), why
    assert outcome.is_rerouted == (before != after)


def test_what_was_amiss_already_is_not_blamed_on_the_draft() -> None:
    by_a_stranger = past("handler accept@2026-03-04 10:00", CLOSED, REPLIED)

    outcome = under({"clocks/decide/span/amount": 6}, by_a_stranger)

    assert outcome.objected == ()


def test_line_of_history_that_is_no_step_is_passed_over() -> None:
    history = past(*WHOLE)
    warned = history._replace(
        steps=(PastStep("clock-warned", at("2026-03-03 10:00"), frozenset()), *history.steps)
    )

    assert under({}, warned) == under({}, history)


LETTERS = [
    ({"workflows/complaint/transitions/accept/letters": ["notice"]}, {}, ("receipt",), (), "one less"),
    ({"business_types/complaint/on_receipt": ["receipt"]}, {}, (), ("receipt",), "one more at receipt"),
    (
        {"workflows/complaint/transitions/accept/letters": ["notice"],
         "workflows/complaint/transitions/close/letters": ["receipt"]},
        {}, (), (), "one that goes out later is not lost",
    ),
    ({"letters/receipt/when": "values.amount != null"}, {}, ("receipt",), (), "a condition that is not met"),
    ({"letters/receipt/when": "values.amount != null"}, {"values": {"amount": 5}}, (), (), "one that is met"),
    ({"letters/notice/when": None}, {}, (), (), "a condition dropped that was met"),
    ({"letters/notice/when": None}, {"wants_reply": False}, (), ("notice", "notice"), "dropped, and was not met"),
    ({"letters/receipt/when": "facts.state == 'handling'"}, {}, (), (), "the state after the step"),
    ({"letters/receipt/when": "values.x.y"}, {}, ("receipt",), (), "undecided: it does not go out"),
    (
        {"business_types/complaint/on_receipt": ["notice"],
         "letters/notice/when": "size(facts.milestones) == 1"},
        {}, ("notice",), (), "at receipt only, where it went out twice later",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "facts", "lost", "gained", "why"), LETTERS, ids=[row[-1] for row in LETTERS]
)
def test_letters_that_would_have_gone_out_or_not(
    changes: Mapping[str, Any],
    facts: Mapping[str, Any],
    lost: tuple[str, ...],
    gained: tuple[str, ...],
    why: str,
) -> None:
    outcome = under(changes, past(*WHOLE, **facts))

    assert (outcome.letters_lost, outcome.letters_gained) == (lost, gained), why


def test_ways_beyond_the_limit_are_worked_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policies.engine.replay.MOST_WAYS", 0)

    assert under(WITH_APPROVAL, past(*WHOLE)).objected != ()

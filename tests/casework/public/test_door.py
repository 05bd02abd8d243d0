"""The front door for the portal: what is promised at filing, and what the code shows later."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.cases.models import Case
from casework.correspondence.models import Delivery
from casework.public.filing import file_submission, promises_of
from casework.public.tracking import track
from kernel import tenancy
from policies.engine.pack import Stage
from policies.engine.promises import PromisedDate
from tests.factories.filings import NOTIFIED, NOW, PERSON, TO_INVESTIGATION, VALUES, Journey, case_of, take
from tests.work import deliver_events

pytestmark = pytest.mark.db

CHINA = ZoneInfo("Asia/Shanghai")


def _promised(business_type: str, now: datetime = NOW, **options) -> list[tuple[str, str]]:
    case = case_of(business_type, now=now, **options)
    return [
        (
            p.label.zh_hans,
            p.due_at.astimezone(CHINA).strftime("%Y-%m-%d") if isinstance(p, PromisedDate) else "规则",
        )
        for p in promises_of(case, now=now)
    ]


# R14: a date for a legal clock that runs, the rule in words for what comes later, targets never.


@pytest.mark.clause("T32", parameter="P24", shown="service")
@pytest.mark.parametrize(
    ("business_type", "dates", "reason"),
    [
        ("quality-complaint", {"2026-03-11"}, "the notice within 7 working days; mediation comes later"),
        ("enquiry", {"2026-03-04"}, "2 working days from the question"),
        ("fraud-report", set(), "the filer experiences only the reply, whose clock starts later"),
        ("conduct", set(), "S12d has vague words only: targets are no promises"),
        ("consumer-complaint", {"2026-03-17"}, "15 days from receipt"),
        ("customer-complaint", {"2026-03-03"}, "the strictest tier until classified"),
        ("complaint", {"2026-03-11"}, "7 working days to decide on acceptance"),
    ],
)
def test_only_running_legal_clocks_are_promised_with_a_date(rulebooks, business_type, dates, reason):
    promised = _promised(business_type)

    assert {date for _, date in promised if date != "规则"} == dates, reason


def test_later_steps_are_promised_as_rules_in_words(alpha):
    case = case_of("fraud-report")

    (promise,) = promises_of(case, now=NOW)

    assert "2 个工作日" in promise.rule.zh_hans
    assert "2 working days" in promise.rule.en


def test_anonymous_reporter_is_not_promised_a_reply_that_cannot_come(alpha):
    assert _promised("fraud-report", is_named=False) == []


def test_date_in_a_year_that_is_not_published_is_promised_as_provisional(alpha):
    case = case_of("enquiry", now=datetime(2026, 12, 31, 2, 0, tzinfo=ZoneInfo("UTC")))

    (promise,) = promises_of(case, now=case.received_at)

    assert promise.provisional is True


def test_receipt_names_every_case_of_the_filing(rulebooks):
    receipt = file_submission(
        business_type="complaint",
        values={**VALUES["complaint"], **VALUES["report"], **PERSON},
        channel="web",
        is_named=True,
        now=NOW,
        also="report",
    )

    assert [case.business_type for case in receipt.cases] == ["complaint", "report"]
    assert {case.number for case in receipt.cases} == set(Case.objects.values_list("number", flat=True))
    assert receipt.received_at == NOW


# The code.


def test_code_shows_every_case_of_the_filing_in_plain_words(rulebooks):
    taken = take("complaint", also="report")

    filing = track(code=taken.tracking_code, now=NOW)

    assert filing.received_at == NOW
    assert [(c.number, c.stage, c.is_final) for c in filing.cases] == [
        (case.number, Stage.RECEIVED, False) for case in taken.cases
    ]
    assert all(c.state.zh_hans and c.state.en for c in filing.cases)


@pytest.mark.parametrize(
    "write",
    [str.lower, lambda c: c.replace("-", ""), lambda c: c.replace("-", " "), lambda c: f"  {c} ",
     lambda c: c.replace("0", "O").replace("1", "l")],
    ids=["small", "no dashes", "blanks", "blanks around", "as misread"],
)  # fmt: skip
def test_code_is_understood_however_it_is_typed(alpha, write):
    taken = take("enquiry")

    assert track(code=write(taken.tracking_code), now=NOW) is not None


@pytest.mark.parametrize("code", ["", "x", "AAAA-BBBB-CCCC-DDDD-EEEE", "案件编号", "\0" * 20])
def test_code_that_leads_nowhere_leads_nowhere_however_it_is_wrong(alpha, code):
    take("enquiry")

    assert track(code=code, now=NOW) is None


def test_code_of_one_organisation_leads_nowhere_in_another(organisations, alpha):
    code = take("enquiry").tracking_code

    with tenancy.in_schema(organisations.beta.schema):
        assert track(code=code, now=NOW) is None


def test_reply_is_read_with_the_code_once_it_is_sent_and_the_first_reading_is_recorded(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.steps(
        *TO_INVESTIGATION,
        ("handler", "find", {"outcome": "substantiated", "finding": "属实。"}),
        ("unit-head", "close", {}),
        ("unit-head", "report-back", {}),
        ("receiver", "reply", {"reply-body": "您举报的情况属实。"}),
    )
    deliver_events()
    before = [reply for c in track(code=journey.code, now=journey.now).cases for reply in c.replies]
    journey.step("receiver", "send-reply", **{k.replace("-", "_"): v for k, v in NOTIFIED.items()})
    deliver_events()

    later = journey.now + timedelta(hours=1)
    replies = [track(code=journey.code, now=later + timedelta(hours=h)).cases[0].replies for h in (0, 5)]

    opened = list(Delivery.objects.filter(channel="opened").values_list("at", flat=True))
    assert before == []
    assert [[r.body.count("您举报的情况属实。") for r in rs] for rs in replies] == [[1], [1]]
    assert opened == [later]


def test_finished_case_promises_nothing_more(alpha, team):
    journey = Journey(team, "enquiry")
    journey.step("receiver", "answer-now", answer_body="一年。", delivery_channel="phone")

    (case,) = track(code=journey.code, now=journey.now).cases

    assert (case.is_final, case.stage, list(case.promises)) == (True, Stage.FINISHED, [])


def test_tracking_shows_nothing_of_who_handles_it_or_where(alpha, team):
    journey = Journey(team, "fraud-report")
    journey.steps(*TO_INVESTIGATION)

    shown = repr(track(code=journey.code, now=journey.now))

    assert [name for name in ("程主办", "韩队长", "稽查队", "建议核查", "到场检查") if name in shown] == []

"""Due dates of real rulebooks on real dates of 2026, as the case stores them. Times are China's."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from casework.cases.models import CaseClock
from casework.cases.selectors import case_view
from tests.factories.filings import ASSIGN, SIGN_FOR, TO_INVESTIGATION, Journey

pytestmark = pytest.mark.db

CHINA = ZoneInfo("Asia/Shanghai")
WAY = {transition: (role, values) for role, transition, values in TO_INVESTIGATION}
WAY |= {
    "classify-major": ("receiver", {"tier": "major"}),
    "classify-general": ("receiver", {"tier": "general"}),
    "classify-minor": ("receiver", {"tier": "minor"}),
    "pass-on": ("receiver", ASSIGN),
    "accept-complaint": (
        "receiver",
        {"acceptance-checklist": ["own-power", "living-consumption", "material", "in-time"]},
    ),
    "assign-early": ("receiver", ASSIGN),
    "sign-for": ("unit-head", SIGN_FOR),
}
REAL = {"classify-major": "classify", "classify-general": "classify", "classify-minor": "classify",
        "accept-complaint": "accept"}  # fmt: skip

NOTHING: tuple[tuple[str, str], ...] = ()

ROWS = (
    # business type, received, steps (step, at), clock, due, provisional, why
    ("fraud-report", "2026-03-02 09:30", NOTHING, "s12a-c1", "2026-03-04 23:59", False,
     "T1: 2日 are working days; the day of receipt does not count"),
    ("fraud-report", "2026-03-06 17:00", NOTHING, "s12a-c1", "2026-03-10 23:59", False,
     "T1: a weekend lies between Friday and the 2nd working day"),
    ("fraud-report", "2026-09-29 17:00", NOTHING, "s12a-c1", "2026-10-08 23:59", False,
     "T1: 30 September counts, 1 to 7 October are holidays and their days off"),
    ("fraud-report", "2026-02-13 09:00", NOTHING, "s12a-c1", "2026-02-24 23:59", False,
     "调休: Saturday 14 February is worked, then Spring Festival until the 23rd"),
    ("fraud-report", "2026-12-30 09:00", NOTHING, "s12a-c1", "2027-01-04 23:59", True,
     "R15: 2027 is not published: New Year's Day is known, the rest is not, so the date is provisional"),
    ("fraud-report", "2026-03-02 09:30",
     (("propose", "2026-03-04 10:00"), ("sign-off", "2026-03-20 10:00"), ("assign", "2026-03-20 11:00"),
      ("sign-for", "2026-03-23 09:00")),
     "s12a-c3", "2026-03-26 23:59", False,
     "T8: the 3日 begin when the unit has the case, however long the sign-off took"),
    ("fraud-report", "2026-03-02 09:30", (("propose", "2026-03-04 10:00"),),
     "s12a-approval", "2026-03-05 23:59", False,
     "T8: the sign-off has an internal target, so that it cannot stall unseen"),
    ("quality-complaint", "2026-03-02 09:30", NOTHING, "s12b-c2", "2026-03-11 23:59", False,
     "T9: the 7日 run from receipt, as working days"),
    ("quality-complaint", "2026-09-29 17:00", NOTHING, "s12b-c2", "2026-10-14 23:59", False,
     "T9: Saturday 10 October is a make-up working day and counts"),
    ("quality-complaint", "2026-03-02 09:30",
     (("propose", "2026-03-03 10:00"), ("sign-off", "2026-03-10 10:00")),
     "s12b-c2", "2026-03-11 23:59", False,
     "T9, R13: plan and sign-off run inside the 7日, they do not begin it anew"),
    ("quality-complaint", "2026-03-02 09:30",
     (("assign-early", "2026-03-03 10:00"), ("sign-for", "2026-03-04 10:00")),
     "s12b-c4", "2026-04-03 23:59", False,
     "T1: 30日 are calendar days from when the unit has it; no roll in S12"),
    ("enquiry", "2026-03-05 16:00", NOTHING, "s12c-c2", "2026-03-09 23:59", False,
     "T10: 2日 run from the enquiry"),
    ("enquiry", "2026-03-05 16:00", (("pass-on", "2026-03-09 10:00"),),
     "s12c-c2", "2026-03-09 23:59", False,
     "T10, R16: passing on to specialists begins nothing anew"),
    ("enquiry", "2026-03-05 16:00", NOTHING, "s12c-c1", "2026-03-06 11:00", False,
     "R10: 4 office hours: 1.5 left until 17:30, and 2.5 from 8:30 the next day"),
    ("consumer-complaint", "2026-02-10 10:00", NOTHING, "decide", "2026-02-25 23:59", False,
     "R13: 15 calendar days from receipt, Spring Festival or not"),
    ("consumer-complaint", "2026-02-28 23:50", NOTHING, "decide", "2026-03-15 23:59", False,
     "R13: received ten minutes before midnight, the first day is 1 March; a Sunday end stays a Sunday"),
    ("customer-complaint", "2026-03-06 16:20", NOTHING, "s2-reply", "2026-03-07 16:20", False,
     "until classified the strictest tier runs: 24 hours, weekend or not"),
    ("customer-complaint", "2026-03-06 16:20", (("classify-major", "2026-03-06 17:00"),),
     "s2-reply", "2026-03-07 16:20", False, "major: 24 hours from receipt"),
    ("customer-complaint", "2026-03-06 16:20", (("classify-general", "2026-03-06 17:00"),),
     "s2-reply", "2026-03-11 23:59", False, "general: 3 working days from receipt"),
    ("customer-complaint", "2026-03-06 16:20", (("classify-minor", "2026-03-06 17:00"),),
     "s2-reply", "2026-03-13 23:59", False, "minor: 5 working days from receipt"),
    ("complaint", "2026-04-30 10:00", NOTHING, "acceptance", "2026-05-13 23:59", False,
     "令121 art. 14: 7 working days over Labour Day; Saturday 9 May is worked"),
    ("complaint", "2026-08-02 09:00", (("accept-complaint", "2026-08-02 10:00"),),
     "mediation", "2026-10-04 23:59", False,
     "the 60th day is 1 October: it rolls over the statutory days only, to Sunday the 4th (R10)"),
    ("report", "2026-03-02 09:30", NOTHING, "check", "2026-03-23 23:59", False,
     "令121 art. 31: 15 working days to check"),
)  # fmt: skip


def _china(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


@pytest.mark.clause(
    "S2-C2",
    "S2-C3",
    "S2-C4",
    "S12a-C1",
    "S12a-C3",
    "S12b-C2",
    "S12b-C4",
    "S12c-C1",
    "S12c-C2",
    "T1",
    "T5",
    "T6",
    "T7",
    "T8",
    "T9",
    "T10",
    parameter="P23",
    shown="service",
)
@pytest.mark.parametrize(
    ("business_type", "received", "steps", "clock", "due", "provisional", "why"),
    ROWS,
    ids=[r[-1] for r in ROWS],
)
def test_due_date(rulebooks, team, business_type, received, steps, clock, due, provisional, why):
    journey = Journey(team, business_type, now=_china(received))
    for step, at in steps:
        role, values = WAY[step]
        typed = {key.replace("-", "_"): value for key, value in values.items()}
        if step == "assign-early" and business_type == "quality-complaint":
            typed["notice_body"] = "决定处理。"
        journey.step(role, REAL.get(step, step), at=_china(at), **typed)

    stored = CaseClock.objects.get(case=journey.case, clock=clock)

    told = stored.due_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    assert (told, stored.is_provisional) == (due, provisional), why


def test_literal_end_stands_beside_a_rolled_one(rulebooks, team):
    journey = Journey(team, "complaint", now=_china("2026-08-02 09:00"))
    role, values = WAY["accept-complaint"]

    journey.step(
        role, "accept", at=_china("2026-08-02 10:00"), acceptance_checklist=values["acceptance-checklist"]
    )

    stored = CaseClock.objects.get(case=journey.case, clock="mediation")
    assert stored.literal_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") == "2026-10-01 23:59"


@pytest.mark.clause("T6", parameter="P17", shown="service")
def test_tiers_that_a_case_was_in_keep_their_due_times(rulebooks, team):
    """P17: another tier counts anew from receipt, and how the time limit stood before stays to be seen."""
    journey = Journey(team, "customer-complaint", now=_china("2026-03-06 16:20"))
    before = case_view(
        officer=team.officer("receiver", now=journey.now), public_id=journey.case.public_id, now=journey.now
    )
    journey.step("receiver", "classify", at=_china("2026-03-06 17:00"), tier="minor")
    journey.step(
        "intake-manager",
        "reclassify",
        at=_china("2026-03-09 09:00"),
        tier="general",
        tier_reason="人数增加。",
    )

    view = case_view(
        officer=team.officer("receiver", now=journey.now), public_id=journey.case.public_id, now=journey.now
    )

    assert before.tiers == ()
    assert [
        (one.tier, one.due_at.astimezone(CHINA).strftime("%m-%d %H:%M"))
        for one in view.tiers
        if one.clock == "s2-reply"
    ] == [(None, "03-07 16:20"), ("minor", "03-13 23:59"), ("general", "03-11 23:59")]

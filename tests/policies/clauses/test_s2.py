"""S2 客户投诉管理规定, clause by clause (pack company-tiers)."""

from __future__ import annotations

import pytest

from policies.engine.pack import FieldKind, Mixed, Verb
from policies.loading import load_pack
from tests.policies.clauses.story import Story, asked, channels

pytestmark = pytest.mark.unit
PACK, LINE = "company-tiers", "customer-complaint"


def received(moment: str) -> Story:
    return Story(PACK, LINE, moment)


def classified(tier: str, moment: str = "2026-04-30 16:00") -> Story:
    return received(moment).do("classify", "2026-04-30 16:30", {"tier": tier})


@pytest.mark.clause("S2-C1", parameter="P23", shown="engine")
def test_s2_c1_receipt_is_recorded_and_confirmed_at_once() -> None:
    case = received("2026-05-06 10:00")

    assert case.facts.first("confirmed") == case.at("2026-05-06 10:00")
    assert "s2-7" in case.line.cites


@pytest.mark.clause("S2-C2", parameter="P17", shown="engine")
def test_s2_c2_major_is_replied_to_within_24_hours() -> None:
    assert classified("major").due("s2-reply") == "2026-05-01 16:00"


@pytest.mark.clause("S2-C3", parameter="P17", shown="engine")
def test_s2_c3_general_is_replied_to_within_3_working_days() -> None:
    assert classified("general").due("s2-reply") == "2026-05-08 23:59"


@pytest.mark.clause("S2-C4", parameter="P17", shown="engine")
def test_s2_c4_minor_is_replied_to_within_5_working_days() -> None:
    assert classified("minor").due("s2-reply") == "2026-05-11 23:59", "Saturday 9 May is a make-up day"


@pytest.mark.clause("S2-C2", "S2-C3", "S2-C4", parameter="P23", shown="engine")
@pytest.mark.parametrize(
    ("tier", "replied", "kept"),
    [
        ("general", "2026-05-08 23:00", True),
        ("general", "2026-05-09 09:00", False),
        ("minor", "2026-05-11 18:00", True),
    ],
)
def test_s2_reply_counts_when_it_is_sent(tier: str, replied: str, kept: bool) -> None:
    case = classified(tier).walk(
        ("assign", "2026-04-30 17:00"),
        ("sign-for", "2026-05-06 09:00"),
        ("find", "2026-05-07 09:00"),
        ("approve", "2026-05-07 10:00"),
        ("reply", "2026-05-07 11:00"),
    )

    state = case.clock("s2-reply", "2026-05-07 12:00")
    case.do("send-reply", replied)

    assert state is not None
    assert state.is_running, "a written reply is not a reply (R11)"
    assert case.is_kept("s2-reply") is kept


@pytest.mark.clause("S2-C5", parameter="P24", shown="engine")
def test_s2_c5_emergency_plan_of_a_major_complaint_is_an_internal_target() -> None:
    case = classified("major")

    assert case.due("s2-plan") == "2026-04-30 17:30"
    assert classified("general").due("s2-plan") is None
    assert case.pack.clocks["s2-plan"].legal is False
    case.walk(("start-plan", "2026-04-30 16:45"), ("report-leaders", "2026-04-30 17:00"))
    assert case.is_kept("s2-plan")


@pytest.mark.clause("S2-channels", parameter="P6", shown="engine")
def test_s2_channels_have_e_mail_where_s1_has_letters() -> None:
    assert channels(PACK, LINE) == {
        "hotline": "voice",
        "e-mail": "e-mail",
        "counter": "counter",
        "web": "web",
        "social": "messaging",
    }


@pytest.mark.clause("S2-severity", parameter="P17", shown="engine")
def test_s2_severity_has_three_tiers_with_criteria_of_the_company() -> None:
    pack = load_pack(PACK)

    assert pack.business_types[LINE].tiers == ("major", "general", "minor")
    assert all(pack.tiers[tier].criteria for tier in pack.tiers)


@pytest.mark.clause("S2-workflow", parameter="P3", shown="engine")
def test_s2_workflow_ends_with_a_follow_up() -> None:
    case = classified("general").walk(
        ("assign", "2026-04-30 17:00"),
        ("sign-for", "2026-05-06 09:00"),
        ("find", "2026-05-07 09:00"),
        ("approve", "2026-05-07 10:00"),
        ("reply", "2026-05-07 11:00"),
        ("send-reply", "2026-05-07 12:00"),
    )

    assert (case.facts.state, case.due("s2-follow-up")) == ("closed", "2026-05-13 23:59")
    assert case.do("follow-up", "2026-05-09 10:00").facts.state == "finished"


@pytest.mark.clause("S2-tier-actions", parameter="P17", shown="engine")
def test_s2_tier_decides_what_is_open() -> None:
    assert classified("major").refused("assign", "2026-04-30 17:00") == ["condition-not-met"]
    assert classified("general").refused("start-plan", "2026-04-30 17:00") == ["condition-not-met"]
    minor = load_pack(PACK).fields["improvement"]
    assert (minor.when, minor.required.value) == ("facts.tier == 'minor'", "hard")


@pytest.mark.clause("S2-approvals", parameter="P19", shown="engine")
def test_s2_major_raised_later_still_has_to_be_reported() -> None:
    case = classified("general").walk(
        ("assign", "2026-04-30 17:00"),
    )
    case.do("reclassify", "2026-05-06 09:00", {"tier": "major"})

    assert "report-leaders-late" in case.open_to("intake-manager")
    assert case.due("s2-plan") == "2026-05-06 10:00"


@pytest.mark.clause("S2-intake-fields", parameter="P8", shown="engine")
def test_s2_intake_records_the_content_of_the_complaint() -> None:
    assert [key for key, spec in asked(PACK, LINE).items() if "s2-7" in spec.cites] == ["narrative"]


@pytest.mark.clause("S2-feedback", parameter="P30", shown="engine")
def test_s2_promises_a_reply_from_receipt() -> None:
    assert received("2026-04-30 16:00").promised() == {"s2-reply": "2026-05-01"}
    assert classified("minor").promised() == {"s2-reply": "2026-05-11"}


@pytest.mark.clause("S2-statistics", parameter="P41", shown="engine")
def test_s2_follow_up_asks_whether_the_result_held_and_reopens_if_not() -> None:
    pack = load_pack(PACK)
    steps = pack.workflows[LINE].transitions

    assert steps["reopen"].to == "handling"
    assert pack.fields["resolved"].kind is FieldKind.CHOICE
    assert steps["follow-up"].verb is Verb.ARCHIVE


@pytest.mark.clause("S2-business-types", parameter="P4", shown="engine")
def test_s2_several_problems_stay_one_case() -> None:
    assert load_pack(PACK).mixed.mode is Mixed.SINGLE

"""S10 市场监督管理投诉举报处理暂行办法(令第20号): its first nine articles, and the clocks of its full text."""

from __future__ import annotations

from datetime import date

import pytest

from policies.engine.admissibility import admissibility
from policies.engine.appeals import routes_after
from policies.engine.mediation import Consents, delegation_refusal, laboratory_is_designated, mediation_due
from policies.engine.pack import Identity, Mixed, Nature, PackStatus
from policies.engine.routing import route
from policies.loading import load_pack
from tests.policies.clauses.story import Story, asked, channels

pytestmark = pytest.mark.unit
PACK = "market-20"


def complaint(moment: str = "2026-01-05 10:00") -> Story:
    return Story(PACK, "complaint", moment)


def mediating(moment: str = "2026-01-05 10:00") -> Story:
    return complaint(moment).walk(
        ("accept", "2026-01-06 10:00"),
        ("notify-acceptance", "2026-01-06 11:00"),
        ("assign", "2026-01-06 12:00"),
        ("sign-for", "2026-01-07 09:00"),
        ("start-mediation", "2026-01-08 09:00"),
    )


def checked(**facts: object) -> Story:
    return Story(PACK, "report", "2026-01-05 10:00", **facts).walk(
        ("assign", "2026-01-05 11:00"), ("sign-for", "2026-01-06 09:00"), ("propose", "2026-01-12 09:00")
    )


@pytest.mark.clause("S10-status", parameter="P1", shown="engine")
def test_s10_is_repealed_since_order_121_and_governs_what_came_before() -> None:
    old, new = load_pack(PACK), load_pack("market-121")

    assert (old.status, new.status) == (PackStatus.REPEALED, PackStatus.CURRENT)
    assert (old.effective_from, old.effective_to, new.effective_from) == (
        date(2020, 1, 1),
        date(2026, 4, 14),
        date(2026, 4, 15),
    )
    assert old.version_pin == "at-receipt"


@pytest.mark.clause("S10-complaint", parameter="P3", shown="engine")
def test_s10_complaint_is_a_consumers_dispute() -> None:
    pack = load_pack(PACK)

    assert pack.business_types["complaint"].nature is Nature.COMPLAINT
    assert "living-consumption" in pack.business_types["complaint"].conditions
    assert "请求市场监督管理部门解决该争议" in pack.citations["art-3"].text


@pytest.mark.clause("S10-report", parameter="P3", shown="engine")
def test_s10_report_is_a_lead_that_anybody_may_give() -> None:
    line = load_pack(PACK).business_types["report"]

    assert (line.nature, line.identity) == (Nature.REPORT, Identity.OPTIONAL)


@pytest.mark.clause("S10-mixed-filing", parameter="P4", shown="engine")
def test_s10_mixed_filing_is_handled_separately() -> None:
    mixed = load_pack(PACK).mixed

    assert (mixed.mode, mixed.cites) == (Mixed.SPLIT_LINKED, ("art-7",))


@pytest.mark.clause("S10-channels", parameter="P6", shown="engine")
def test_s10_channels_are_the_published_ones() -> None:
    assert channels(PACK, "complaint") == {
        "web": "web",
        "hotline": "voice",
        "fax": "fax",
        "post": "post",
        "counter": "counter",
    }


@pytest.mark.clause("S10-intake-fields", parameter="P8", shown="engine")
def test_s10_complaint_must_name_both_sides_the_request_and_the_facts() -> None:
    fields = {
        key: spec.required.value for key, spec in asked(PACK, "complaint").items() if "art-9" in spec.cites
    }

    assert fields == {
        "narrative": "hard",
        "remedy": "hard",
        "respondent-name": "hard",
        "respondent-address": "hard",
        "filer-name": "hard",
        "filer-phone": "hard",
        "filer-address": "hard",
    }


@pytest.mark.clause("S10-clocks", parameter="P23", shown="engine")
def test_s10_acceptance_is_told_within_7_working_days() -> None:
    case = complaint().do("accept", "2026-01-14 10:00")

    assert case.due("acceptance") == "2026-01-14 23:59"
    assert case.is_kept("acceptance") is False, "deciding is not telling"
    assert case.do("notify-acceptance", "2026-01-15 09:00").is_late("acceptance")


@pytest.mark.clause("S10-clocks", parameter="P23", shown="engine")
def test_s10_mediation_has_45_working_days_without_the_time_of_tests() -> None:
    case = mediating()

    assert case.due("mediation") == "2026-03-16 23:59", "over Spring Festival and its make-up days"
    case.walk(("start-test", "2026-01-12 09:00"), ("end-test", "2026-01-16 09:00"))
    assert case.due("mediation") == "2026-03-20 23:59", "four working days in the laboratory"


@pytest.mark.clause("S10-clocks", parameter="P23", shown="engine")
def test_s10_both_sides_are_told_within_7_working_days_that_mediation_ended() -> None:
    case = mediating().do("terminate", "2026-01-20 10:00")

    assert case.due("termination-notice") == "2026-01-29 23:59"
    assert case.do("notify-termination", "2026-01-29 10:00").is_kept("termination-notice")


@pytest.mark.clause("S10-clocks", parameter="P23", shown="engine")
def test_s10_lead_found_in_mediation_is_checked_within_15_working_days_and_15_more() -> None:
    case = mediating().do("record-lead", "2026-01-12 10:00")

    assert case.due("lead-check") == "2026-02-02 23:59"
    assert case.do("extend-lead", "2026-01-30 10:00").due("lead-check") == "2026-02-28 23:59"


@pytest.mark.clause("S10-clocks", parameter="P23", shown="engine")
def test_s10_dispute_over_powers_is_settled_within_7_working_days() -> None:
    case = complaint().do("dispute-power", "2026-01-06 10:00")

    assert case.due("authority-dispute") == "2026-01-15 23:59"


@pytest.mark.clause("S10-clocks", parameter="P23", shown="engine")
@pytest.mark.parametrize("decision", ["open-case", "not-open"])
def test_s10_named_reporter_is_told_within_5_working_days_whether_a_case_is_opened(decision: str) -> None:
    case = checked().do(decision, "2026-01-13 10:00")

    assert case.due("filing-told") == "2026-01-20 23:59"
    assert case.do("tell-filing", "2026-01-19 10:00").is_kept("filing-told")
    assert checked(named=False).do(decision, "2026-01-13 10:00").due("filing-told") is None
    assert "filing-told" not in load_pack("market-121").clocks, "the duty is gone since order 121"


@pytest.mark.clause("S10-clocks", parameter="P23", shown="engine")
def test_s10_check_of_a_report_takes_15_working_days_and_15_more() -> None:
    case = Story(PACK, "report", "2026-01-05 10:00").walk(
        ("assign", "2026-01-05 11:00"), ("sign-for", "2026-01-06 09:00")
    )

    assert case.due("check") == "2026-01-26 23:59"
    case.walk(("ask-extension", "2026-01-20 09:00"), ("extend", "2026-01-21 09:00"))
    assert case.due("check") == "2026-02-14 23:59", "the make-up Saturday before Spring Festival"


@pytest.mark.clause("S10-clocks", parameter="P13", shown="engine")
def test_s10_has_six_grounds_to_decline_and_seven_to_end_mediation() -> None:
    pack = load_pack(PACK)

    assert len(pack.business_types["complaint"].reasons) == 6
    assert len(pack.fields["termination-ground"].choices) == 7


@pytest.mark.clause("S10-levels", parameter="P20", shown="engine")
@pytest.mark.parametrize("pack_id", ["market-20", "market-121"])
def test_s10_levels_the_county_handles_and_gives_a_case_to_its_unit(pack_id: str) -> None:
    case = Story(pack_id, "complaint", "2026-05-06 10:00")

    goes = route(pack=case.pack, facts=case.facts)

    assert goes is not None
    assert (goes.role, case.pack.kinds[0].value) == ("unit-head", "authority")


@pytest.mark.clause("S10-principles", parameter="P13", shown="engine")
@pytest.mark.parametrize("pack_id", ["market-20", "market-121"])
def test_s10_principles_a_refusal_says_why_and_where_else_to_turn(pack_id: str) -> None:
    case = Story(pack_id, "complaint", "2026-05-06 10:00")

    found = admissibility(pack=case.pack, facts=case.facts, calendar=case.calendar)

    assert (found.needs_decision, found.tell_reason, found.routes is not None) == (True, True, True)
    assert [code for code, reason in case.pack.reasons.items() if not reason.cites] == []


@pytest.mark.clause("S10-clocks", parameter="P14", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "known_on", "grounds"),
    [
        ("market-20", "2023-05-06", []),
        ("market-20", "2023-05-05", ["art-15-4"]),
        ("market-121", "2023-05-06", []),
        ("market-121", "2023-05-05", ["art-16-4"]),
    ],
)
def test_s10_clocks_three_years_since_the_harm_was_known(
    pack_id: str, known_on: str, grounds: list[str]
) -> None:
    case = Story(pack_id, "complaint", "2026-05-06 10:00", values={"happened-on": known_on})

    found = admissibility(pack=case.pack, facts=case.facts, calendar=case.calendar)

    assert [one.code for one in found.grounds] == grounds


@pytest.mark.clause("S10-prior-routes", parameter="P33", shown="engine")
def test_s10_prior_routes_are_pointed_out() -> None:
    routes = routes_after(pack=load_pack("market-20"), business_type="complaint")

    assert routes is not None
    named = ["在线消费纠纷解决", "消费维权服务站", "绿色通道", "第三方争议解决"]
    assert [way for way in named if way not in routes.zh_hans] == []


@pytest.mark.clause("S10-clocks", parameter="P28", shown="engine")
@pytest.mark.parametrize(
    ("pack_id", "due", "refused", "designated"),
    [("market-20", "2026-07-08", None, False), ("market-121", "2026-07-05", "consent", True)],
)
def test_s10_clocks_mediation_by_the_old_and_the_new_order(
    pack_id: str, due: str, refused: str | None, designated: bool
) -> None:
    case = Story(pack_id, "complaint", "2026-05-06 10:00").do("accept", "2026-05-06 11:00")
    silent = Consents(filer=True, respondent=None)

    end = mediation_due(pack=case.pack, facts=case.facts, calendar=case.calendar, now=case.now)
    other = delegation_refusal(pack=case.pack, business_type="complaint", consents=silent)

    assert end is not None
    assert f"{end.due_at.astimezone(case.now.tzinfo):%F}" == due
    assert case.due("mediation") == f"{due} 23:59", "the rule and the clock give one date"
    assert ((other.code if other else None) is None) is (refused is None)
    assert laboratory_is_designated(pack=case.pack, business_type="complaint") is designated

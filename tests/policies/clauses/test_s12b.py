"""S12b 受理质量申诉业务, item by item (pack quality-12365)."""

from __future__ import annotations

import pytest

from policies.engine.filers import evidence_refusal
from policies.engine.mediation import agreement_paper, mediation_due
from policies.engine.pack import EvidenceKind, Identity
from policies.loading import load_pack
from tests.policies.clauses.story import Story, asked

pytestmark = pytest.mark.unit
PACK, LINE = "quality-12365", "quality-complaint"


def received(moment: str = "2026-04-29 10:00") -> Story:
    return Story(PACK, LINE, moment)


def approved() -> Story:
    return received().walk(("propose", "2026-04-30 10:00"), ("sign-off", "2026-05-06 09:00"))


def signed_for() -> Story:
    return approved().walk(
        ("accept", "2026-05-06 10:00"), ("assign", "2026-05-06 11:00"), ("sign-for", "2026-05-07 09:00")
    )


def failed() -> Story:
    return signed_for().walk(
        ("notify-acceptance", "2026-05-07 10:00"),
        ("begin", "2026-05-08 09:00"),
        ("find", "2026-05-20 09:00"),
        ("fail", "2026-05-25 09:00"),
    )


def closed() -> Story:
    return failed().walk(("notify-failure", "2026-05-25 10:00"), ("close", "2026-05-26 09:00"))


@pytest.mark.clause("S12b-C1", parameter="P23", shown="engine")
def test_s12b_c1_plan_within_2_working_days_of_acceptance() -> None:
    case = received()

    assert case.due("s12b-c1") == "2026-05-06 23:59"
    assert case.do("propose", "2026-04-30 10:00").is_kept("s12b-c1")


@pytest.mark.clause("S12b-C2", parameter="P23", shown="engine")
def test_s12b_c2_complainant_is_told_within_7_working_days_of_receipt() -> None:
    case = received("2026-04-30 10:00")

    assert case.due("s12b-c2") == "2026-05-13 23:59"
    assert case.promised()["s12b-c2"] == "2026-05-13"


@pytest.mark.clause("S12b-C2", parameter="P30", shown="engine")
@pytest.mark.parametrize(
    ("decision", "notify"),
    [("accept", "notify-acceptance"), ("refer", "notify-outcome"), ("decline", "notify-outcome")],
)
def test_s12b_c2_stops_when_the_notice_goes_out_whatever_it_says(decision: str, notify: str) -> None:
    case = approved().do(decision, "2026-05-07 09:00")

    assert case.is_kept("s12b-c2") is False
    assert case.do(notify, "2026-05-12 17:00").is_kept("s12b-c2")


@pytest.mark.clause("S12b-C3", parameter="P24", shown="engine")
def test_s12b_c3_dispatch_soon_after_the_sign_off() -> None:
    case = approved()

    assert (case.due("s12b-c3"), case.pack.clocks["s12b-c3"].legal) == ("2026-05-07 23:59", False)


@pytest.mark.clause("S12b-C4", parameter="P23", shown="engine")
def test_s12b_c4_investigation_test_and_mediation_take_30_days_from_arrival() -> None:
    case = signed_for()

    assert case.due("s12b-c4") == "2026-06-06 23:59", "a Saturday; calendar days, and nothing rolls"
    assert case.pack.clocks["s12b-c4"].pauses == ()
    assert failed().is_kept("s12b-c4")


@pytest.mark.clause("S12b-C5", parameter="P24", shown="engine")
def test_s12b_c5_failed_mediation_is_told_soon_and_before_closing() -> None:
    case = failed()

    assert (case.due("s12b-c5"), case.pack.clocks["s12b-c5"].legal) == ("2026-05-26 23:59", False)
    assert case.refused("close", "2026-05-25 12:00") == ["condition-not-met"]
    assert case.do("notify-failure", "2026-05-26 09:00").is_kept("s12b-c5")
    assert case.refused("close", "2026-05-26 10:00") == []


@pytest.mark.clause("S12b-C6", parameter="P24", shown="engine")
def test_s12b_c6_result_goes_back_to_the_centre() -> None:
    case = closed()

    assert (case.due("s12b-c6"), case.pack.clocks["s12b-c6"].legal) == ("2026-05-28 23:59", False)


@pytest.mark.clause("S12b-C7", parameter="P24", shown="engine")
def test_s12b_c7_complainant_is_told_the_result_soon() -> None:
    case = closed().do("report-back", "2026-05-27 09:00")

    assert (case.due("s12b-c7"), case.pack.clocks["s12b-c7"].legal) == ("2026-05-29 23:59", False)
    case.walk(("reply", "2026-05-28 09:00"), ("send-reply", "2026-05-28 10:00"))
    assert case.is_kept("s12b-c7")


@pytest.mark.clause("S12b-materials", parameter="P8", shown="engine")
def test_s12b_materials_are_those_of_item_1() -> None:
    fields = asked(PACK, LINE)

    assert list(fields["materials"].choices) == ["contract", "invoice", "warranty", "product", "test-report"]
    product = [key for key, spec in fields.items() if (spec.binds or "").startswith("product.")]
    assert product == ["product-name", "product-quantity", "product-price", "bought-on", "bought-at"]


@pytest.mark.clause("S12b-rule", parameter="P12", shown="engine")
def test_s12b_dispute_over_quality_without_written_material_may_be_declined() -> None:
    case = approved()

    assert case.refused("decline", "2026-05-07 09:00", {"reason": "no-written-material"}) == []
    assert case.pack.reasons["no-written-material"].cites == ("s12b-2",)


@pytest.mark.clause("S12b-workflow", parameter="P3", shown="engine")
def test_s12b_workflow_closes_only_after_the_notice_and_the_sign_off() -> None:
    early = received().walk(
        ("assign-early", "2026-04-29 11:00"),
        ("sign-for", "2026-04-29 14:00"),
        ("begin", "2026-04-29 15:00"),
        ("find", "2026-04-30 09:00"),
        ("settle", "2026-04-30 10:00"),
    )

    assert early.refused("close", "2026-04-30 11:00") == ["condition-not-met"]
    early.walk(("notify-acceptance", "2026-04-30 12:00"), ("sign-off-late", "2026-04-30 13:00"))
    assert early.refused("close", "2026-04-30 14:00") == []


@pytest.mark.clause("S12b-triage-outcomes", parameter="P13", shown="engine")
def test_s12b_triage_takes_up_refers_or_declines() -> None:
    case = approved()

    assert case.open_to("intake-manager") == ["accept", "refer", "decline"]
    assert case.refused("refer", "2026-05-07 09:00", {"destination": ""}) == ["required"]
    assert case.refused("decline", "2026-05-07 09:00", {"reason": ""}) == ["required"]


@pytest.mark.clause("S12b-branches", parameter="P27", shown="engine")
def test_s12b_settlement_makes_the_mediation_paper() -> None:
    case = signed_for().walk(
        ("notify-acceptance", "2026-05-07 10:00"), ("begin", "2026-05-08 09:00"), ("find", "2026-05-20 09:00")
    )

    case.do("settle", "2026-05-25 09:00", {"agreement": "退一赔三"})

    assert case.accepted is not None
    assert case.accepted.letters == ("mediation-agreement",)
    assert case.pack.letters["mediation-agreement"].label.zh_hans == "产品质量争议调解书"


@pytest.mark.clause("S12b-branches", parameter="P27", shown="engine")
def test_s12b_correction_of_unmet_warranty_duties_is_recorded_with_the_reply() -> None:
    pack = load_pack(PACK)

    assert "corrective-order" in pack.workflows[LINE].transitions["reply"].inputs
    assert pack.fields["corrective-order"].cites == ("s12b-9",)


@pytest.mark.clause("S12b-documents", parameter="P36", shown="engine")
def test_s12b_notice_and_reply_are_letters_to_the_complainant() -> None:
    letters = load_pack(PACK).letters

    assert {code: letters[code].audience for code in ("triage-notice", "reply", "mediation-agreement")} == {
        "triage-notice": "filer",
        "reply": "filer",
        "mediation-agreement": "filer",
    }


@pytest.mark.clause("S12b-feedback", parameter="P30", shown="engine")
def test_s12b_promises_the_notice_and_the_end_of_mediation() -> None:
    assert received().promised() == {"s12b-c2": "2026-05-12", "s12b-c4": "rule"}
    assert signed_for().promised() == {"s12b-c2": "2026-05-12", "s12b-c4": "2026-06-06"}


@pytest.mark.clause("S12b-supervision", parameter="P22", shown="engine")
def test_s12b_case_without_a_result_is_pressed() -> None:
    case = signed_for()

    assert case.due("s12b-supervise") == "2026-06-10 23:59"
    assert case.do("supervise", "2026-06-10 09:00").is_kept("s12b-supervise")


@pytest.mark.clause("S12b-business-types", parameter="P9", shown="engine")
def test_s12b_complaint_needs_a_name() -> None:
    assert load_pack(PACK).business_types[LINE].identity is Identity.NAMED


@pytest.mark.clause("S12b-C4", parameter="P28", shown="engine")
def test_s12b_c4_thirty_days_of_the_rule_and_of_the_clock_are_one_date() -> None:
    case = Story("quality-12365", "quality-complaint", "2026-05-06 10:00").walk(
        ("propose", "2026-05-06 11:00"),
        ("sign-off", "2026-05-06 12:00"),
        ("accept", "2026-05-06 13:00"),
        ("notify-acceptance", "2026-05-06 14:00"),
        ("assign", "2026-05-06 15:00"),
        ("sign-for", "2026-05-07 10:00"),
    )

    end = mediation_due(pack=case.pack, facts=case.facts, calendar=case.calendar, now=case.now)

    assert end is not None
    assert f"{end.due_at.astimezone(case.now.tzinfo):%F %H:%M}" == case.due("s12b-c4") == "2026-06-06 23:59"


@pytest.mark.clause("S12b-documents", parameter="P28", shown="engine")
def test_s12b_documents_settlement_is_signed_by_both_sides_and_the_handler() -> None:
    paper, signed = agreement_paper(pack=load_pack("quality-12365"), business_type="quality-complaint")

    assert (paper, [label.zh_hans for label in signed]) == (
        "mediation-agreement",
        ["申诉人", "被申诉人", "主办人"],
    )


@pytest.mark.clause("S12b-materials", parameter="P11", shown="engine")
def test_s12b_materials_the_faulty_product_may_be_brought() -> None:
    refused = evidence_refusal(
        pack=load_pack("quality-12365"), business_type="quality-complaint", kind=EvidenceKind.OBJECT
    )

    assert refused is None

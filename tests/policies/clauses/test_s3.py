"""S3 “96315”举报中心案件受理制度, clause by clause (pack report-centre)."""

from __future__ import annotations

import pytest

from policies.engine.admissibility import admissibility
from policies.engine.appeals import appeal_windows
from policies.engine.appraisal import score
from policies.engine.approvals import approval_states, may_approve
from policies.engine.archives import archive_plan
from policies.engine.audiences import audiences, may_tell
from policies.engine.pack import Audience, Identity, Nature
from policies.engine.routing import may_pass_on, route
from policies.loading import load_pack
from tests.policies.clauses.story import Story, asked, channels

pytestmark = pytest.mark.unit
PACK, LINE = "report-centre-96315", "report"


def received(moment: str = "2026-05-06 10:00", **facts: object) -> Story:
    return Story(PACK, LINE, moment, **facts)


def dispatched() -> Story:
    return received().walk(
        ("propose", "2026-05-06 11:00"), ("sign-off", "2026-05-06 15:00"), ("assign", "2026-05-07 09:00")
    )


def verified(outcome: str) -> Story:
    case = dispatched().do("sign-for", "2026-05-08 10:00")
    return case.do("verify", "2026-05-13 10:00", {"outcome": outcome})


@pytest.mark.clause("S3-C1", parameter="P23", shown="engine")
@pytest.mark.parametrize(
    ("start", "due"),
    [("2026-05-06 10:00", "2026-05-07 10:00"), ("2026-09-30 17:00", "2026-10-01 17:00")],
)
def test_s3_c1_dispatch_within_24_hours_of_the_report(start: str, due: str) -> None:
    assert received(start).due("s3-c1") == due


@pytest.mark.clause("S3-C1", parameter="P25", shown="engine")
def test_s3_c1_goes_on_while_the_leader_decides() -> None:
    case = received().do("propose", "2026-05-06 11:00")

    waiting = case.clock("s3-c1", "2026-05-07 10:30")

    assert waiting is not None
    assert (waiting.paused_since, case.is_late("s3-c1", "2026-05-07 10:30")) == (None, True)
    assert dispatched().is_kept("s3-c1")


@pytest.mark.clause("S3-C2", parameter="P23", shown="engine")
def test_s3_c2_verification_within_3_working_days_of_arrival_at_the_section() -> None:
    case = dispatched()

    assert case.due("s3-c2") is None, "it does not run before the section has it"
    assert case.do("sign-for", "2026-05-08 10:00").due("s3-c2") == "2026-05-12 23:59"
    assert case.do("verify", "2026-05-12 18:00").is_kept("s3-c2")


@pytest.mark.clause("S3-C3", parameter="P24", shown="engine")
@pytest.mark.parametrize("outcome", ["substantiated", "unsubstantiated"])
def test_s3_c3_both_outcomes_go_back_to_the_centre_soon(outcome: str) -> None:
    case = verified(outcome)
    if outcome == "substantiated":
        case.walk(("open-case", "2026-05-13 11:00"), ("close", "2026-05-20 10:00"))
    else:
        case.do("close-unfounded", "2026-05-20 10:00")

    assert case.due("s3-c3") == "2026-05-21 23:59"
    assert case.pack.clocks["s3-c3"].legal is False
    assert case.do("report-back", "2026-05-21 09:00").is_kept("s3-c3")


@pytest.mark.clause("S3-channels", parameter="P6", shown="engine")
def test_s3_channels_are_letter_visit_telephone_and_transfer() -> None:
    assert channels(PACK, LINE) == {
        "hotline": "voice",
        "post": "post",
        "counter": "counter",
        "web": "web",
        "superior": "transfer-in",
        "department": "transfer-in",
    }


@pytest.mark.clause("S3-identity", parameter="P9", shown="engine")
def test_s3_identity_named_and_unnamed_reports_are_both_taken() -> None:
    line = load_pack(PACK).business_types[LINE]

    assert line.identity is Identity.OPTIONAL
    assert received(named=False).due("s3-c1") == "2026-05-07 10:00", "an unnamed one has the same clock"


@pytest.mark.clause("S3-intake-fields", parameter="P8", shown="engine")
def test_s3_intake_checks_who_where_which_product_how_much_and_what() -> None:
    fields = {key: spec.required.value for key, spec in asked(PACK, LINE).items() if "s3-2" in spec.cites}

    assert fields == {
        "narrative": "hard",
        "report-product": "soft",
        "report-quantity": "soft",
        "respondent-name": "hard",
        "respondent-address": "hard",
    }


@pytest.mark.clause("S3-workflow", parameter="P3", shown="engine")
def test_s3_workflow_ends_when_the_result_is_on_record() -> None:
    case = verified("unsubstantiated").walk(
        ("close-unfounded", "2026-05-13 12:00"), ("report-back", "2026-05-13 13:00")
    )

    assert case.facts.state == "reported-back"
    assert case.do("enter-result", "2026-05-14 09:00").facts.state == "finished"


@pytest.mark.clause("S3-approvals", parameter="P19", shown="engine")
def test_s3_leader_signs_off_before_dispatch() -> None:
    case = received().do("propose", "2026-05-06 11:00")

    assert case.refused("assign", "2026-05-06 12:00") == ["wrong-state"]
    assert case.refused("sign-off", "2026-05-06 12:00", role="receiver") == ["no-duty"]
    assert case.do("sign-off", "2026-05-06 12:00").refused("assign", "2026-05-06 13:00") == []


@pytest.mark.clause("S3-branches", parameter="P27", shown="engine")
def test_s3_substantiated_opens_a_case_and_unfounded_gives_reasons() -> None:
    assert verified("substantiated").do("open-case", "2026-05-14 09:00").facts.state == "enforcing"
    unfounded = verified("unsubstantiated").do("close-unfounded", "2026-05-14 09:00")
    assert unfounded.facts.state == "closed"
    assert unfounded.pack.fields["finding"].label.zh_hans == "核实情况；失实的说明理由"


@pytest.mark.clause("S3-documents", parameter="P36", shown="engine")
def test_s3_report_record_is_printed_at_receipt() -> None:
    pack = load_pack(PACK)

    assert pack.business_types[LINE].on_receipt == ("report-record",)
    letter = pack.letters["report-record"]
    assert (letter.label.zh_hans, letter.audience) == ("举报信息记录表", "file")
    assert [sign.zh_hans for sign in letter.signatures] == ["记录人", "领导批示", "承办科室"]


@pytest.mark.clause("S3-confidentiality", parameter="P34", shown="engine")
def test_s3_reporter_is_protected() -> None:
    profile = load_pack(PACK).profiles["reporter"]

    assert (profile.respondent_door, "unit-head" in profile.need_to_know) == (False, False)


@pytest.mark.clause("S3-feedback", parameter="P30", shown="engine")
def test_s3_feedback_is_owed_to_the_centre_alone() -> None:
    case = verified("unsubstantiated").walk(
        ("close-unfounded", "2026-05-13 12:00"), ("report-back", "2026-05-13 13:00")
    )

    assert received().promised() == {}
    assert [code for code, rule in case.pack.clocks.items() if "reporter-told" in rule.stop] == []
    assert "tell-reporter" in case.open_to("receiver"), "possible, never owed"
    case.do("tell-reporter", "2026-05-13 14:00")
    assert case.do("enter-result", "2026-05-14 09:00").facts.state == "finished"


@pytest.mark.clause("S3-archive", parameter="P42", shown="engine")
def test_s3_result_is_entered_into_the_system() -> None:
    case = verified("unsubstantiated").walk(
        ("close-unfounded", "2026-05-13 12:00"), ("report-back", "2026-05-13 13:00")
    )

    assert case.refused("enter-result", "2026-05-14 09:00", {"centre-entry": ""}) == ["required"]


@pytest.mark.clause("S3-business-types", parameter="P3", shown="engine")
def test_s3_business_types_is_the_report_of_fakes() -> None:
    line = Story(PACK, LINE, "2026-05-06 10:00").line

    assert (line.nature, line.subject, line.label.zh_hans) == (Nature.REPORT, "product", "打假举报")


@pytest.mark.clause("S3-acceptance", parameter="P13", shown="engine")
def test_s3_acceptance_is_receipt() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00")

    found = admissibility(pack=case.pack, facts=case.facts, calendar=case.calendar)

    assert (found.needs_decision, found.unmet, found.grounds) == (False, (), ())
    assert case.facts.first("accepted") == case.at("2026-05-06 10:00")


@pytest.mark.clause("S3-severity", parameter="P17", shown="engine")
def test_s3_severity_does_not_exist() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00")

    assert (case.pack.tiers, case.line.tiers) == ({}, ())
    assert {spec.kind.value for spec in case.pack.fields.values()} & {"tier"} == set()


@pytest.mark.clause("S3-appeal", parameter="P33", shown="engine")
def test_s3_appeal_does_not_exist() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00")

    assert appeal_windows(pack=case.pack, facts=case.facts, calendar=case.calendar, now=case.now) == ()


@pytest.mark.clause("S3-appraisal", parameter="P39", shown="engine")
def test_s3_appraisal_does_not_exist() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00")

    assert score(pack=case.pack, business_type=LINE, figures={}) is None


@pytest.mark.clause("S3-approvals", parameter="P19", shown="engine")
def test_s3_approvals_only_the_branch_head_instructs_and_the_24_hours_go_on() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00").do("propose", "2026-05-06 11:00")

    states = approval_states(pack=case.pack, facts=case.facts, calendar=case.calendar)
    may = [
        role
        for role in case.pack.roles
        if may_approve(pack=case.pack, code="instruction", roles=frozenset({role}))
    ]

    assert [(one.code, one.step, one.given_at, one.enforced) for one in states] == [
        ("instruction", "assign", None, False)
    ]
    assert (may, case.due("s3-c1")) == (["leader"], "2026-05-07 10:00")


@pytest.mark.clause("S3-workflow", parameter="P20", shown="engine")
def test_s3_workflow_goes_to_a_section_that_may_not_pass_it_on() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00")

    goes = route(pack=case.pack, facts=case.facts)

    assert goes is not None
    assert (goes.unit_kind, goes.role, goes.told) == ("section", "unit-head", ("leader",))
    assert may_pass_on(pack=case.pack, unit_kind="section") is False


@pytest.mark.clause("S3-feedback", parameter="P30", shown="engine")
def test_s3_feedback_is_owed_to_the_centre_and_the_reporter_is_an_option() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00")

    told = audiences(pack=case.pack, facts=case.facts, event="closed")

    assert [(one.audience, one.hop, one.optional) for one in told] == [
        (Audience.INTAKE_UNIT, 1, False),
        (Audience.FILER, 2, True),
    ]
    assert may_tell(pack=case.pack, business_type=LINE, audience=Audience.RESPONDENT) is False


@pytest.mark.clause("S3-archive", parameter="P42", shown="engine")
def test_s3_archive_is_the_centres_file_with_the_report_record() -> None:
    case = Story(PACK, LINE, "2026-05-06 10:00")

    plan = archive_plan(pack=case.pack, facts=case.facts, calendar=case.calendar, issued=["report-record"])

    assert plan is not None
    assert [(one.owner, one.missing, len(one.contents)) for one in plan.volumes] == [("intake-unit", (), 3)]

"""S12d 受理行风监督业务, item by item (pack quality-12365)."""

from __future__ import annotations

import pytest

from policies.engine.conflicts import Standing, exclusion, rerouted
from policies.engine.pack import Nature
from policies.engine.routing import route
from policies.loading import load_pack
from tests.policies.clauses.story import Story, asked

pytestmark = pytest.mark.unit
PACK, LINE = "quality-12365", "conduct"


def filed(moment: str = "2026-05-06 10:00") -> Story:
    return Story(PACK, LINE, moment)


def closed() -> Story:
    return filed().walk(
        ("take-over", "2026-05-06 11:00"), ("find", "2026-05-20 10:00"), ("close", "2026-05-21 10:00")
    )


@pytest.mark.clause("S12d-C1", parameter="P24", shown="engine")
def test_s12d_c1_goes_to_discipline_inspection_soon() -> None:
    case = filed()

    assert (case.due("s12d-c1"), case.pack.clocks["s12d-c1"].legal) == ("2026-05-07 23:59", False)
    assert case.do("take-over", "2026-05-06 11:00").is_kept("s12d-c1")


@pytest.mark.clause("S12d-C2", parameter="P24", shown="engine")
def test_s12d_c2_filer_hears_of_the_result_soon() -> None:
    case = closed()

    assert (case.due("s12d-c2"), case.pack.clocks["s12d-c2"].legal) == ("2026-05-26 23:59", False)
    case.walk(("reply", "2026-05-22 09:00"), ("send-reply", "2026-05-22 10:00"))
    assert (case.is_kept("s12d-c2"), case.facts.state) == (True, "finished")


@pytest.mark.clause("S12d-subject", parameter="P3", shown="engine")
def test_s12d_subject_is_the_authoritys_own_staff() -> None:
    line = load_pack(PACK).business_types[LINE]

    assert line.nature is Nature.CONDUCT
    assert "本局工作人员" in line.summary.zh_hans


@pytest.mark.clause("S12d-intake-fields", parameter="P8", shown="engine")
def test_s12d_intake_asks_name_unit_and_sex_of_the_staff_member_and_seals_them() -> None:
    fields = {key: spec for key, spec in asked(PACK, LINE).items() if "s12d-1" in spec.cites}

    assert {key: spec.field_class.value for key, spec in fields.items()} == {
        "conduct-category": "open",
        "staff-name": "identifying",
        "staff-unit": "identifying",
        "staff-sex": "identifying",
    }


@pytest.mark.clause("S12d-workflow", parameter="P20", shown="engine")
def test_s12d_is_discipline_inspections_alone_from_the_first_moment() -> None:
    pack = load_pack(PACK)
    case = filed()

    assert pack.business_types[LINE].first_role == "discipline"
    assert case.open_to(*(set(pack.roles) - {"discipline"})) == []
    assert {role for step in case.steps.values() for role in step.roles} == {"discipline"}


@pytest.mark.clause("S12d-confidentiality", parameter="P34", shown="engine")
def test_s12d_profile_is_sealed_and_has_no_door() -> None:
    profile = load_pack(PACK).profiles["conduct"]

    assert (profile.sealed, profile.need_to_know, profile.respondent_door) == (True, ("discipline",), False)


@pytest.mark.clause("S12d-feedback", parameter="P30", shown="engine")
def test_s12d_promises_no_date_since_the_rule_has_no_number() -> None:
    assert filed().promised() == {}
    assert closed().promised() == {}


@pytest.mark.clause("S12d-superior", parameter="P21", shown="engine")
def test_s12d_matter_about_inspectors_or_the_head_goes_up() -> None:
    case = filed().do("refer-up", "2026-05-06 11:00", {"destination": "市纪检组"})

    assert (case.facts.state, case.is_kept("s12d-c1")) == ("referred", True)


@pytest.mark.clause("S12d-superior", parameter="P21", shown="engine")
@pytest.mark.parametrize(
    ("roles", "unit", "superior", "reason"),
    [
        ({"handler"}, "handling", False, "to discipline inspection, as every conduct matter"),
        ({"discipline"}, "discipline", True, "discipline inspection itself"),
        ({"leader"}, None, True, "the head of the bureau"),
    ],
)
def test_s12d_superior_takes_what_is_about_inspectors_or_the_head(
    roles: set[str], unit: str | None, superior: bool | None, reason: str
) -> None:
    found = rerouted(
        pack=load_pack("quality-12365"),
        business_type="conduct",
        subject_roles=frozenset(roles),
        subject_unit_kind=unit,
    )

    assert (found.to_superior if found else None) == superior, reason


@pytest.mark.clause("S12d-subject", parameter="P21", shown="engine")
@pytest.mark.parametrize(
    ("standing", "sight", "tasks"),
    [
        (Standing(is_subject=True), True, True),
        (Standing(is_relative=True), False, True),
        (Standing(is_in_subjects_unit=True), False, True),
        (Standing(), False, False),
    ],
)
def test_s12d_subject_sees_nothing_and_those_close_have_no_task(
    standing: Standing, sight: bool, tasks: bool
) -> None:
    found = exclusion(pack=load_pack("quality-12365"), business_type="conduct", standing=standing)

    assert (found.sight, found.tasks) == (sight, tasks)


@pytest.mark.clause("S12d-workflow", parameter="P20", shown="engine")
def test_s12d_workflow_goes_straight_to_discipline_inspection() -> None:
    case = Story("quality-12365", "conduct", "2026-05-06 10:00")

    goes = route(pack=case.pack, facts=case.facts)

    assert goes is not None
    assert (goes.unit_kind, goes.role) == ("discipline", "discipline")

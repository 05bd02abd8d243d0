"""Who may see which field, leaks, the end of personal data, files and numbers (P34 to P37, P42, P43)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from policies.engine.archives import archive_plan
from policies.engine.numbering import case_number, counter, letter_number
from policies.engine.pack import DataEnd, FileOwner, LeakConsequence, Numbering
from policies.engine.secrecy import (
    Onlooker,
    bound_to_silence,
    data_end,
    data_notice,
    leak_incident,
    reveal_refusal,
    reveal_until,
    visible_fields,
)
from tests.policies.engine.china import CHINA, at
from tests.policies.engine.packs import case, small_pack

pytestmark = pytest.mark.unit
LABEL = {"zh-hans": "词", "en": "Word"}
EVERYTHING = ("name", "story", "amount", "against")


@pytest.mark.parametrize(
    ("changes", "onlooker", "roles", "expected", "reason"),
    [
        ({}, Onlooker.OFFICER, {"handler"}, EVERYTHING, "need to know"),
        ({}, Onlooker.OFFICER, {"clerk"}, ("story", "amount", "against"), "no identity"),
        (
            {"profiles/open/sealed": True},
            Onlooker.OFFICER,
            {"clerk"},
            ("amount", "against"),
            "nor a sealed story",
        ),
        (
            {"profiles/open/hidden": ["amount"]},
            Onlooker.OFFICER,
            {"clerk"},
            ("story", "against"),
            "nor what is hidden",
        ),
        ({}, Onlooker.RESPONDENT, set(), (), "the respondent sees what is listed"),
        ({"profiles/open/respondent_sees": ["story"]}, Onlooker.RESPONDENT, set(), ("story",), "this"),
        (
            {"profiles/open/respondent_sees": ["story"], "profiles/open/respondent_door": False},
            Onlooker.RESPONDENT,
            set(),
            (),
            "no door",
        ),
        (
            {"profiles/open/respondent_sees": ["story"], "business_types/complaint/nature": "report"},
            Onlooker.RESPONDENT,
            set(),
            (),
            "never of a report",
        ),
        ({}, Onlooker.EXPORT, set(), ("story", "amount", "against"), "masked"),
        ({"profiles/open/export": "plain"}, Onlooker.EXPORT, set(), EVERYTHING, "plain"),
        ({"profiles/open/export": "none"}, Onlooker.EXPORT, set(), (), "none"),
    ],
)
def test_visible_fields(
    changes: dict[str, Any], onlooker: Onlooker, roles: set[str], expected: tuple[str, ...], reason: str
) -> None:
    found = visible_fields(
        pack=small_pack(changes), business_type="complaint", onlooker=onlooker, roles=frozenset(roles)
    )

    assert found == expected, reason


@pytest.mark.parametrize(
    ("reveal", "roles", "why", "approved", "expected"),
    [
        ({}, {"clerk"}, "核实", False, "no-need-to-know"),
        ({}, {"handler"}, " ", False, "reveal-reason"),
        ({}, {"handler"}, "核实", False, None),
        ({"reason": False}, {"handler"}, "", False, None),
        ({"approver": "leader"}, {"handler"}, "核实", False, "reveal-approval"),
        ({"approver": "leader"}, {"handler"}, "核实", True, None),
    ],
)
def test_reveal_refusal(
    reveal: dict[str, Any], roles: set[str], why: str, approved: bool, expected: str | None
) -> None:
    found = reveal_refusal(
        pack=small_pack({"profiles/open/reveal": reveal}),
        business_type="complaint",
        roles=frozenset(roles),
        reason=why,
        approved=approved,
    )

    assert (found and found.code) == expected


def test_reveal_until() -> None:
    opened_at, hour = at("2026-05-06 10:00"), {"open_for": {"amount": 1, "unit": "hour"}}

    found = reveal_until(
        pack=small_pack({"profiles/open/reveal": hour}),
        business_type="complaint",
        opened_at=opened_at,
        calendar=CHINA,
    )

    assert found is not None
    assert found.due_at == at("2026-05-06 11:00")
    assert (
        reveal_until(pack=small_pack(), business_type="complaint", opened_at=opened_at, calendar=CHINA)
        is None
    )


LEAK = {
    "text": LABEL,
    "consequences": ["compensation"],
    "bound": ["clerk"],
    "told": ["leader"],
    "report_within": {"amount": 24, "unit": "hour"},
    "steps": {"stop": LABEL, "tell": LABEL},
}


@pytest.mark.parametrize(
    ("rule", "due"),
    [(LEAK, "2026-05-07 10:00"), ({key: LEAK[key] for key in LEAK if key != "report_within"}, None)],
)
def test_leak_incident(rule: dict[str, Any], due: str | None) -> None:
    found = leak_incident(
        pack=small_pack({"leak": rule}),
        business_type="complaint",
        found_at=at("2026-05-06 10:00"),
        calendar=CHINA,
    )

    assert found is not None
    assert (found.consequences, found.steps, found.told) == (
        (LeakConsequence.COMPENSATION,),
        ("stop", "tell"),
        ("leader",),
    )
    assert (found.report_due and found.report_due.due_at) == (at(due) if due else None)


def test_leak_without_a_rule() -> None:
    pack = small_pack()

    assert (
        leak_incident(pack=pack, business_type="complaint", found_at=at("2026-05-06 10:00"), calendar=CHINA)
        is None
    )
    assert bound_to_silence(pack=pack, business_type="complaint") == {"handler"}


def test_everybody_who_can_open_an_identity_is_bound() -> None:
    assert bound_to_silence(pack=small_pack({"leak": LEAK}), business_type="complaint") == {
        "clerk",
        "handler",
    }


DATA = {"purpose": LABEL, "ground": "legal-duty", "notice": LABEL}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (None, None),
        (DATA, None),
        ({**DATA, "retention": {"amount": 3, "unit": "year"}}, (DataEnd.ANONYMISE, "2029-05-06 23:59:59")),
        (
            {**DATA, "retention": {"amount": 1, "unit": "year"}, "at_end": "delete"},
            (DataEnd.DELETE, "2027-05-06 23:59:59"),
        ),
    ],
    ids=["no rule", "no term, nothing happens", "kept three years", "then deleted"],
)
def test_data_end(rule: dict[str, Any] | None, expected: tuple[DataEnd, str] | None) -> None:
    pack = small_pack({} if rule is None else {"personal_data": rule})

    found = data_end(pack=pack, facts=case(), finished_at=at("2026-05-06 10:00"), calendar=CHINA)

    assert (found and (found[0], found[1].due_at)) == (expected and (expected[0], at(expected[1])))


@pytest.mark.parametrize(
    ("rule", "has_notice"), [(None, False), (DATA, True), ({**DATA, "notice_withheld": True}, False)]
)
def test_data_notice(rule: dict[str, Any] | None, has_notice: bool) -> None:
    pack = small_pack({} if rule is None else {"personal_data": rule})

    assert (data_notice(pack=pack, business_type="complaint") is not None) is has_notice


ARCHIVE = {
    "volumes": {
        "main": {"label": LABEL, "owner": "handling-unit", "letters": ["notice", "receipt"]},
        "second": {"label": LABEL, "owner": "handling-unit", "part": "secondary"},
        "intake": {"label": LABEL, "owner": "intake-unit"},
    },
    "within": {"amount": 5, "unit": "working-day"},
    "retention": {"span": {"amount": 3, "unit": "year"}, "since": ["received"]},
}
CLOSED = ("received@2026-05-06 10:00", "closed@2026-05-08 10:00")


def test_archive_plan_has_a_volume_per_owner_and_says_what_is_missing() -> None:
    found = archive_plan(
        pack=small_pack({"archive": ARCHIVE}), facts=case(*CLOSED), calendar=CHINA, issued={"notice"}
    )

    assert found is not None
    assert [(one.code, one.owner, one.missing, one.see_also) for one in found.volumes] == [
        ("main", FileOwner.HANDLING_UNIT, ("receipt",), ("intake",)),
        ("second", FileOwner.HANDLING_UNIT, (), ("intake",)),
        ("intake", FileOwner.INTAKE_UNIT, (), ("main", "second")),
    ]
    assert found.due is not None
    assert (found.due.due_at, found.filed_at) == (at("2026-05-14 23:59:59"), None)


@pytest.mark.parametrize(
    ("retention", "milestones", "dispose", "reason"),
    [
        (ARCHIVE["retention"], CLOSED, "2029-05-06 23:59:59", "three years from receipt"),
        ({}, CLOSED, None, "no term was entered"),
        ({"permanent": True}, CLOSED, None, "for ever"),
        (
            {"span": {"amount": 5, "unit": "year"}},
            CLOSED,
            "2031-05-08 23:59:59",
            "five calendar years from the close",
        ),
        ({"span": {"amount": 5, "unit": "year"}}, CLOSED[:1], None, "not closed yet"),
    ],
)
def test_archive_retention(
    retention: Any, milestones: tuple[str, ...], dispose: str | None, reason: str
) -> None:
    pack = small_pack({"archive": {**ARCHIVE, "retention": retention}})

    found = archive_plan(pack=pack, facts=case(*milestones), calendar=CHINA)

    assert found is not None
    assert (found.dispose_after and found.dispose_after.due_at) == (at(dispose) if dispose else None), reason


@pytest.mark.parametrize(
    ("changes", "now", "on_hold", "expected"),
    [
        ({}, "2029-05-07 00:00", False, True),
        ({}, "2029-05-06 10:00", False, False),
        ({}, "2029-05-07 00:00", True, False),
        ({"legal_hold": False}, "2029-05-07 00:00", True, True),
        ({"retention": {}}, "2099-01-01 00:00", False, False),
    ],
    ids=["over", "not yet", "held back", "cannot be held", "no term"],
)
def test_disposal(changes: dict[str, Any], now: str, on_hold: bool, expected: bool) -> None:
    pack = small_pack({"archive": {**ARCHIVE, **changes}})
    plan = archive_plan(pack=pack, facts=case(*CLOSED), calendar=CHINA)

    assert plan is not None
    assert plan.may_dispose(now=at(now), on_hold=on_hold) is expected


def test_archive_plan_without_a_rule_or_a_time() -> None:
    bare = archive_plan(pack=small_pack({"archive": {}}), facts=case(*CLOSED), calendar=CHINA)

    assert archive_plan(pack=small_pack(), facts=case(*CLOSED), calendar=CHINA) is None
    assert bare is not None
    assert (bare.due, bare.volumes) == (None, ())


NUMBERS: list[tuple[dict[str, Any] | None, str, str, str]] = [
    (None, "TS2026000007", "通知〔2026〕7号", "ours"),
    (
        {"case": "{prefix}-{year}{month}-{sequence}", "case_digits": 4},
        "TS-202605-0007",
        "通知〔2026〕7号",
        "by month",
    ),
    (
        {"letter": "{unit}{series}（{year}）{sequence}号", "letter_digits": 3},
        "TS2026000007",
        "东市监通知（2026）007号",
        "by unit",
    ),
]


@pytest.mark.parametrize(
    ("rule", "of_case", "of_letter", "reason"), NUMBERS, ids=[row[-1] for row in NUMBERS]
)
def test_numbers(rule: dict[str, Any] | None, of_case: str, of_letter: str, reason: str) -> None:
    pack = small_pack({} if rule is None else {"numbering": rule})
    terms: dict[str, Any] = {
        "business_type": "complaint",
        "at": at("2026-05-31 23:30"),
        "sequence": 7,
        "unit": "东市监",
    }

    assert case_number(pack=pack, **terms) == of_case, reason
    assert letter_number(pack=pack, letter="notice", **terms) == of_letter, reason


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, ("TS", "", "2026")),
        ({"restart": "monthly", "per_unit": True}, ("TS", "u1", "2026-05")),
        ({"restart": "never"}, ("TS", "", "")),
    ],
)
def test_counter(rule: dict[str, Any], expected: tuple[str, str, str]) -> None:
    found = counter(
        pack=small_pack({"numbering": rule}),
        business_type="complaint",
        series="TS",
        at=at("2026-05-31 23:30"),
        unit="u1",
    )

    assert (found.series, found.unit, found.period) == expected


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("{prefix}{serial}", "there is no {serial}"),
        ("{prefix}", "must hold {sequence} once"),
        ("{sequence}{sequence}", "must hold {sequence} once"),
        ("{sequence}}", "a brace is left over"),
        ("{sequence}{", "a brace is left over"),
    ],
)
def test_numbering_refuses_patterns_that_cannot_be_filled(pattern: str, reason: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Numbering(case=pattern)

    assert reason in str(caught.value)

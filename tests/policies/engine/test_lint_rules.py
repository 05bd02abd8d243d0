"""Seeded defects in the rules beside workflows and clocks: each is found where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policies.engine.lint import Severity, lint
from policies.engine.lint_rules import topology_of
from policies.engine.pack import Topology
from tests.policies.engine.china import CHINA
from tests.policies.engine.packs import small_pack

pytestmark = pytest.mark.unit
LABEL = {"zh-hans": "词", "en": "Word"}
FEEDBACK = {"label": LABEL, "on": ["closed"], "audience": "filer"}
APPROVAL = {
    "label": LABEL,
    "step": "accept",
    "role": "leader",
    "asked": ["received"],
    "given": ["classified"],
}
LEVEL = {
    "label": LABEL,
    "on": ["replied"],
    "reviewer": "leader",
    "lodged": ["accepted"],
    "decided": ["declined"],
}
REWARD = {"levels": {"first": {"label": LABEL, "percent": 5, "floor": 50}}, "approver": "leader", "cap": 100}
OVERDUE = {"label": LABEL, "trigger": "overdue", "issuers": ["leader"]}
PRINTED = {"label": LABEL, "template": "notice", "audience": "respondent", "series": "x", "prints": ["name"]}
RISING = {
    "initial": "start",
    "states": {
        "start": {"label": LABEL, "stage": "received", "public": LABEL},
        "end": {"label": LABEL, "stage": "finished", "final": True, "public": LABEL},
    },
    "transitions": {
        "rise": {
            "verb": "close",
            "label": LABEL,
            "from": ["start"],
            "to": "end",
            "roles": ["clerk"],
            "milestones": ["moon-rises"],
        }
    },
}
OTHER = {
    "label": LABEL,
    "nature": "complaint",
    "summary": LABEL,
    "workflow": "other",
    "form": "complaint",
    "profile": "ajar",
    "number_prefix": "QT",
    "identity": "named",
    "channels": ["web"],
    "first_role": "clerk",
}
CLOSE = "workflows/complaint/transitions/close"

ROWS: list[tuple[dict[str, Any], Severity, str, str]] = [
    (
        {"approvals": {"a": {**APPROVAL, "step": "acept"}}},
        Severity.ERROR,
        "approvals.a.step",
        "There is no step “acept”; did you mean “accept”?",
    ),
    (
        {"approvals": {"a": {**APPROVAL, "role": "leder"}}},
        Severity.ERROR,
        "approvals.a.role",
        "There is no role “leder”; did you mean “leader”?",
    ),
    (
        {"approvals": {"a": {**APPROVAL, "given": ["moon"]}}},
        Severity.WARNING,
        "approvals.a.given",
        "No step records the milestone “moon”",
    ),
    (
        {"approvals": {"a": {**APPROVAL, "cites": ["art-9"]}}},
        Severity.ERROR,
        "approvals.a.cites",
        "There is no citation “art-9”; did you mean “art-3”?",
    ),
    (
        {"branches": {"b": {"label": LABEL, "kind": "referral", "steps": ["gone"]}}},
        Severity.ERROR,
        "branches.b.steps",
        "There is no step “gone”",
    ),
    (
        {"branches": {"b": {"label": LABEL, "kind": "linked-case"}}},
        Severity.ERROR,
        "branches.b.leads_to",
        "It does not say what the new case is",
    ),
    (
        {"case_filing": {"approver": "leader", "step": "gone"}},
        Severity.ERROR,
        "case_filing.step",
        "There is no step “gone”",
    ),
    (
        {"business_types/complaint/case_filing": {"approver": "leader", "step": "gone"}},
        Severity.ERROR,
        "business_types.complaint.case_filing.step",
        "There is no step “gone”",
    ),
    (
        {f"{CLOSE}/other_than": ["gone"]},
        Severity.ERROR,
        "workflows.complaint.transitions.close.other_than",
        "There is no step “gone”",
    ),
    (
        {"categories": {"a": {"label": LABEL, "parent": "gone"}}},
        Severity.ERROR,
        "categories.a.parent",
        "There is no “gone”",
    ),
    (
        {"causes": {"a": {"label": LABEL, "parent": "b"}, "b": {"label": LABEL, "parent": "a"}}},
        Severity.ERROR,
        "causes.a.parent",
        "Its parents lead back to itself",
    ),
    (
        {
            "routing": {
                "all": {"label": LABEL, "role": "clerk"},
                "grave": {"label": LABEL, "tiers": ["grave"], "role": "leader"},
            }
        },
        Severity.WARNING,
        "routing.grave",
        "“all” before it takes every case already",
    ),
    (
        {"appeal": {"levels": {"r": {key: LEVEL[key] for key in LEVEL if key != "reviewer"}}}},
        Severity.ERROR,
        "appeal.levels.r.reviewer",
        "It does not say who decides",
    ),
    (
        {
            "appeal": {"levels": {"r": {**LEVEL, "term": "in-time"}}},
            "vague_terms": {"in-time": {"label": LABEL, "span": {"amount": 5, "unit": "working-day"}}},
        },
        Severity.ERROR,
        "appeal.levels.r.legal",
        "The number for a vague word is an internal target (T32)",
    ),
    (
        {"appeal": {"levels": {"r": LEVEL}}},
        Severity.WARNING,
        "workflows.complaint.transitions.decline.other_than",
        "“r” is for another person, but nothing keeps the handler from this step",
    ),
    (
        {"appeal": {"levels": {"r": {**LEVEL, "lodged": ["moon"]}}}},
        Severity.WARNING,
        "appeal.levels.r.lodged",
        "No step records the milestone “moon”",
    ),
    (
        {"appeal": {"levels": {"r": {**LEVEL, "body": "outside", "on": ["moon"]}}}},
        Severity.WARNING,
        "appeal.levels.r.on",
        "No step records the milestone “moon”",
    ),
    (
        {"completeness": {"asked": "accept"}},
        Severity.WARNING,
        "completeness.asked",
        "No step records the milestone “accept”; did you mean “accepted”?",
    ),
    (
        {"reward": {**REWARD, "cap": 10}},
        Severity.ERROR,
        "reward.levels.first.floor",
        "The floor is above the cap",
    ),
    (
        {"supervision": {"s": {**OVERDUE, "trigger": "no-result", "since": ["accepted"]}}},
        Severity.ERROR,
        "supervision.s.awaited",
        "“No result” must say since when, and what is awaited",
    ),
    (
        {"satisfaction": {"scale": 5, "low": 5}},
        Severity.ERROR,
        "satisfaction.low",
        "Every rating would count as a low one",
    ),
    (
        {"reports": {"r": {"label": LABEL, "cadence": "year"}}},
        Severity.WARNING,
        "reports.r.indicators",
        "This report shows no figures",
    ),
    (
        {"archive": {"filed": ["closed"]}},
        Severity.WARNING,
        "archive.retention",
        "The term and its source are still to be entered; nothing is disposed of until then (R7)",
    ),
    (
        {"archive": {"filed": ["closed"], "retention": {"span": {"amount": 5, "unit": "year"}}}},
        Severity.WARNING,
        "archive.retention.source",
        "The term does not say where it comes from (R7)",
    ),
    (
        {
            "archive": {
                "filed": ["closed"],
                "retention": {"span": {"amount": 5, "unit": "year"}, "permanent": True, "source": "art-1"},
            }
        },
        Severity.ERROR,
        "archive.retention.span",
        "What is kept for ever has no term",
    ),
    (
        {"topology": "parallel"},
        Severity.ERROR,
        "business_types.complaint.topology",
        "It says parallel, but the clocks are chained",
    ),
    (
        {"business_types/complaint/nature": "conduct", "profiles/open/respondent_door": False},
        Severity.WARNING,
        "business_types.complaint.conflict",
        "Nothing keeps the person concerned out of a conduct case (T27)",
    ),
    (
        {"feedback": {"f": {**FEEDBACK, "audience": "respondent"}}, "profiles/open/respondent_door": False},
        Severity.ERROR,
        "feedback.f.audience",
        "respondent must not be told of “Complaint” (R21, R22)",
    ),
    (
        {"feedback": {"f": {**FEEDBACK, "audience": "public"}}, "forbidden": ["public"]},
        Severity.ERROR,
        "feedback.f.audience",
        "public must not be told of “Complaint” (R21, R22)",
    ),
    (
        {"letters/extra": PRINTED, f"{CLOSE}/letters": ["extra"]},
        Severity.ERROR,
        "letters.extra.prints",
        "“Word” prints the secret field “name”",
    ),
    (
        {
            "letters/extra": {**PRINTED, "audience": "file"},
            f"{CLOSE}/letters": ["extra"],
            "profiles/open/sealed": True,
        },
        Severity.ERROR,
        "letters.extra.prints",
        "“Word” prints the secret field “name”",
    ),
    (
        {
            "letters/extra": {**PRINTED, "prints": []},
            "business_types/complaint/on_receipt": ["extra"],
            "profiles/open/respondent_door": False,
        },
        Severity.ERROR,
        "letters.extra.audience",
        "No paper of “Complaint” goes to respondent (R22)",
    ),
    (
        {
            "letters/extra": {**PRINTED, "from_file_only": True, "prints": ["story"]},
            "feedback": {"f": {**FEEDBACK, "letter": "extra"}},
        },
        Severity.ERROR,
        "letters.extra.prints",
        "An enforcement paper prints nothing of the filing (R22)",
    ),
    (
        {"profiles/open/respondent_sees": ["story"], "profiles/open/respondent_door": False},
        Severity.ERROR,
        "profiles.open.respondent_sees",
        "The respondent has no page here (R21)",
    ),
    (
        {
            "profiles/open/respondent_sees": ["phone"],
            "fields/phone": {"label": LABEL, "kind": "phone", "class": "identifying", "binds": "filer.phone"},
            "forms/complaint/steps/who/fields": ["name", "phone"],
        },
        Severity.WARNING,
        "profiles.open.respondent_sees",
        "The respondent will see “phone”; make sure that mediation needs it",
    ),
    (
        {
            "clocks/decide/term": "soon",
            "vague_terms": {"soon": {"label": LABEL, "span": {"amount": 1, "unit": "working-day"}}},
        },
        Severity.ERROR,
        "clocks.decide.legal",
        "The number for a vague word is an internal target (T32)",
    ),
    (
        {
            "clocks/target/term": "son",
            "vague_terms": {"soon": {"label": LABEL, "span": {"amount": 1, "unit": "working-day"}}},
        },
        Severity.ERROR,
        "clocks.target.term",
        "There is no vague term “son”; did you mean “soon”?",
    ),
    ({"roles/leader/deputies": ["gone"]}, Severity.ERROR, "roles.leader.deputies", "There is no role “gone”"),
    ({"tiers/grave/told": ["gone"]}, Severity.ERROR, "tiers.grave.told", "There is no role “gone”"),
    ({"legal_basis": ["gone"]}, Severity.ERROR, "legal_basis", "There is no citation “gone”"),
    (
        {"clocks/target/when": "values.amount == 'x'"},
        Severity.ERROR,
        "clocks.target.when",
        "Values of different kinds are compared: “values.amount” is a number",
    ),
    (
        {"clocks/target/when": "facts.tier == 'gravee'"},
        Severity.ERROR,
        "clocks.target.when",
        "“facts.tier” is never “gravee”; did you mean “grave”?",
    ),
    (
        {"clocks/target/when": "'gravee' == facts.tier"},
        Severity.ERROR,
        "clocks.target.when",
        "“facts.tier” is never “gravee”; did you mean “grave”?",
    ),
    (
        {"clocks/target/when": "values.result in ['upheld', 'rejeted']"},
        Severity.ERROR,
        "clocks.target.when",
        "“values.result” is never “rejeted”; did you mean “rejected”?",
    ),
    (
        {"clocks/target/when": "'acepted' in facts.milestones"},
        Severity.WARNING,
        "clocks.target.when",
        "“facts.milestones” is never “acepted”; did you mean “accepted”?",
    ),
    (
        {"clocks/target/when": "values.name > 3"},
        Severity.ERROR,
        "clocks.target.when",
        "Values of different kinds are compared: “values.name” is a text",
    ),
    (
        {"clocks/target/when": "[1].all(a, [1].all(b, [1].all(c, true)))"},
        Severity.ERROR,
        "clocks.target.when",
        "The condition takes too much work. ",
    ),
    (
        {"clocks/target/when": "values.name.part == 'x'"},
        Severity.ERROR,
        "clocks.target.when",
        "The condition cannot be decided. 1:3: expression of type 'string' cannot be the operand of a select operation",
    ),
    (
        {"tiers/grave/when": "values.amont != null"},
        Severity.ERROR,
        "tiers.grave.when",
        "There is no “values.amont”; did you mean “amount”?",
    ),
    (
        {"reasons/no-facts/expression": "nothing"},
        Severity.ERROR,
        "reasons.no-facts.expression",
        "An unknown name is used. 1:1: undeclared reference to 'nothing' (in container '')",
    ),
]


@pytest.mark.parametrize(
    ("changes", "severity", "path", "message"), ROWS, ids=[f"{row[2]}-{n}" for n, row in enumerate(ROWS)]
)
def test_lint_finds_the_seeded_defect(
    changes: dict[str, Any], severity: Severity, path: str, message: str
) -> None:
    found = [(one.severity, one.message.en) for one in lint(small_pack(changes)) if one.path == path]

    assert (severity, message) in found


SOUND: list[tuple[dict[str, Any], str]] = [
    ({}, "the small pack"),
    ({"approvals": {"a": APPROVAL}}, "an approval"),
    ({"feedback": {"f": FEEDBACK}}, "feedback to the filer"),
    ({"reward": REWARD}, "a reward"),
    ({"supervision": {"s": OVERDUE}}, "a ladder"),
    (
        {
            "supervision": {
                "s": {**OVERDUE, "trigger": "no-result", "since": ["accepted"], "awaited": ["closed"]}
            }
        },
        "no result",
    ),
    ({"topology": "mixed"}, "mixed is never wrong"),
    ({"topology": "chained"}, "chained, as it is"),
    ({"appeal": {"levels": {"r": {**LEVEL, "other_person": False}}}}, "an appeal to the same person"),
    (
        {"appeal": {"levels": {"r": {**LEVEL, "body": "outside", "decided": ["moon"]}}}},
        "what a court decides",
    ),
    (
        {"letters/extra": {**PRINTED, "audience": "file"}, f"{CLOSE}/letters": ["extra"]},
        "the file of a complaint",
    ),
    ({"letters/extra": {**PRINTED, "audience": "filer"}, f"{CLOSE}/letters": ["extra"]}, "their own name"),
    (
        {"letters/extra": {**PRINTED, "prints": ["story"]}, f"{CLOSE}/letters": ["extra"]},
        "a story that is no secret",
    ),
    (
        {"letters/extra": PRINTED, f"{CLOSE}/letters": ["extra"], "profiles/open/respondent_sees": ["name"]},
        "mediation needs the name",
    ),
    (
        {
            "letters/extra": {**PRINTED, "prints": [], "from_file_only": True},
            f"{CLOSE}/letters": ["extra"],
            "profiles/open/respondent_door": False,
        },
        "a paper of the enforcement",
    ),
    ({"archive": {"filed": ["closed"], "retention": {"permanent": True}}}, "kept for ever"),
    (
        {
            "archive": {
                "filed": ["closed"],
                "retention": {"span": {"amount": 5, "unit": "year"}, "source": "art-1"},
            }
        },
        "a term with its source",
    ),
    (
        {
            "feedback": {"f": {**FEEDBACK, "on": ["moon-rises"], "audience": "respondent"}},
            "profiles/open/respondent_door": False,
            "business_types/other": OTHER,
            "profiles/ajar": {"label": LABEL, "respondent_door": True, "need_to_know": ["handler"]},
            "workflows/complaint/transitions/classify/milestones": ["classified"],
            "workflows/other": RISING,
        },
        "a line in which it never happens",
    ),
    (
        {"categories": {"a": {"label": LABEL}, "b": {"label": LABEL, "parent": "a"}}},
        "a category below another",
    ),
    (
        {
            "business_types/complaint/nature": "conduct",
            "profiles/open/respondent_door": False,
            "conflict": {},
        },
        "conduct with its rule",
    ),
    (
        {
            "business_types/complaint/tiers": ["grave", "common", "slight"],
            "tiers/grave/milestones": ["plan"],
            "feedback": {"f": {**FEEDBACK, "on": ["plan"]}},
        },
        "a milestone of a tier",
    ),
    (
        {"duplicates": {"restart": "again"}, "feedback": {"f": {**FEEDBACK, "on": ["again"]}}},
        "a milestone of a repeat",
    ),
    ({"case_filing": {"approver": "leader"}}, "a case filing without a step"),
    (
        {
            "clocks/target/when": "values.amount != null && values.amount + 1.5 > 3.0 && size(values.story) > 1 || true"
        },
        "a fraction beside a size",
    ),
    ({"clocks/target/when": "has(values.amount) || named"}, "whether there is a value"),
    ({"clocks/target/when": "'x' in values || named"}, "the whole map"),
    ({"clocks/target/when": "null != values.story && values.note == 'anything'"}, "a free text"),
    ({"clocks/target/when": "values.against in [values.note, 'a']"}, "a list of words and fields"),
    ({"clocks/target/when": "'a' == 'b' || 'c' in ['d'] || named"}, "words alone"),
]


@pytest.mark.parametrize(("changes", "reason"), SOUND, ids=[row[1] for row in SOUND])
def test_lint_finds_nothing_in_what_is_sound(changes: dict[str, Any], reason: str) -> None:
    assert [f"{one.path}: {one.message.en}" for one in lint(small_pack(changes))] == [], reason


def test_lint_spares_fragments_the_questions_for_whole_packs() -> None:
    pack = small_pack(
        {"fragment": True, "feedback": {"f": {**FEEDBACK, "on": ["moon"]}}, "topology": "parallel"}
    )

    assert lint(pack) == ()


def test_lint_skips_what_is_told_of_elsewhere() -> None:
    """An unknown workflow, profile, letter or field is one finding, not many."""
    pack = small_pack(
        {
            "business_types/complaint/workflow": "gone",
            "business_types/complaint/on_receipt": ["gone"],
            "profiles/open/respondent_sees": ["gone"],
            "letters/notice/prints": ["gone"],
            "feedback": {"f": {**FEEDBACK, "letter": "notice"}},
        }
    )

    paths = {one.path for one in lint(pack) if one.severity is Severity.ERROR}

    assert paths == {
        "business_types.complaint.workflow",
        "business_types.complaint.on_receipt",
        "profiles.open.respondent_sees",
        "letters.notice.prints",
    }


@pytest.mark.parametrize(
    ("holders", "expected"),
    [
        ({"clerk", "handler", "leader"}, []),
        ({"clerk", "handler"}, ["roles.leader"]),
        ({"handler", "leader"}, []),
    ],
    ids=["all held", "nobody leads", "a deputy stands in for the clerk"],
)
def test_lint_finds_roles_that_nobody_holds(holders: set[str], expected: list[str]) -> None:
    pack = small_pack({"roles/clerk/deputies": ["handler"]})

    assert [one.path for one in lint(pack, holders=holders)] == expected


@pytest.mark.parametrize(
    ("changes", "day", "expected", "reason"),
    [
        ({}, date(2026, 5, 6), [], "all within 2026"),
        (
            {},
            date(2026, 12, 25),
            ["The calendar CN lacks 2027; clocks that start on 2026-12-25 are provisional: decide, handle"],
            "a working day and a roll in 2027",
        ),
        (
            {"clocks/decide/tiers": {"slight": {"amount": 300, "unit": "working-day"}}},
            date(2026, 5, 6),
            ["The calendar CN lacks 2027; clocks that start on 2026-05-06 are provisional: decide"],
            "one tier is long",
        ),
        (
            {
                f"clocks/{n}": {
                    "label": LABEL,
                    "legal": False,
                    "start": ["received"],
                    "stop": ["accepted", "declined"],
                    "span": {"amount": 300, "unit": "working-day"},
                    "actor": "clerk",
                }
                for n in "abcd"
            }
            | {"business_types/complaint/clocks": ["decide", "handle", "target", *"abcd"]},
            date(2026, 5, 6),
            ["The calendar CN lacks 2027; clocks that start on 2026-05-06 are provisional: a, b, c …"],
            "many clocks",
        ),
    ],
)
def test_lint_finds_years_without_a_calendar(
    changes: dict[str, Any], day: date, expected: list[str], reason: str
) -> None:
    found = lint(small_pack(changes), calendar=CHINA, day=day)

    assert [one.message.en for one in found if one.path == "calendar"] == expected, reason


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Topology.CHAINED),
        ({"clocks/handle/start": ["received"]}, Topology.PARALLEL),
        (
            {
                "clocks/handle/start": ["received"],
                "clocks/target/legal": True,
                "clocks/target/start": ["accepted"],
            },
            Topology.MIXED,
        ),
        ({"clocks/handle/legal": False, "clocks/decide/legal": False}, None),
    ],
)
def test_topology_of(changes: dict[str, Any], expected: Topology | None) -> None:
    assert topology_of(pack=small_pack(changes), business_type="complaint") is expected

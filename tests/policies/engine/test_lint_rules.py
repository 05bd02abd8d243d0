"""Seeded defects in the rules beside workflows and clocks: each is found where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.lint import Severity, lint
from tests.policies.engine.packs import small_pack
from tests.policies.engine.rule_entries import (
    APPROVAL,
    CLOSE,
    FEEDBACK,
    LABEL,
    LEVEL,
    OVERDUE,
    PRINTED,
    REWARD,
)

pytestmark = pytest.mark.unit

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

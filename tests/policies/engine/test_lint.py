"""A sound pack has no findings; every seeded defect has exactly the finding it deserves."""

# ruff: noqa: E501 -- a row per defect is read across

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.flow import Run, edges_of, path_to_running, reached_from, run_after
from policies.engine.lint import Finding, Severity, lint
from tests.policies.engine.packs import small_pack

pytestmark = pytest.mark.unit

LABEL = {"zh-hans": "某", "en": "Some"}
BUSINESS, FLOW = "business_types/complaint", "workflows/complaint"
STEP = f"{FLOW}/transitions"
WORDS = {"label": LABEL, "kind": "text"}


def state(**more: Any) -> dict[str, Any]:
    return {"label": LABEL, "stage": "handling", "public": LABEL, **more}


def step(**more: Any) -> dict[str, Any]:
    return {"verb": "refer", "label": LABEL, "from": ["received"], "roles": ["clerk"], **more}


def found(changes: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one.severity.value, one.path, one.message.en) for one in lint(small_pack(changes))]


def test_lint_finds_nothing_in_a_sound_pack() -> None:
    assert found({}) == []


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        # Codes without a definition, at every place where a pack uses one.
        ({f"{BUSINESS}/workflow": "complain"}, "business_types.complaint.workflow", "There is no workflow “complain”; did you mean “complaint”?"),
        ({f"{BUSINESS}/form": "zzz"}, "business_types.complaint.form", "There is no form “zzz”"),
        ({f"{BUSINESS}/profile": "opn"}, "business_types.complaint.profile", "There is no confidentiality profile “opn”; did you mean “open”?"),
        ({f"{BUSINESS}/first_role": "clrk"}, "business_types.complaint.first_role", "There is no role “clrk”; did you mean “clerk”?"),
        ({f"{BUSINESS}/channels": ["web", "fax"]}, "business_types.complaint.channels", "There is no channel “fax”"),
        ({f"{BUSINESS}/tiers": ["grave", "common", "slight", "dire"]}, "business_types.complaint.tiers", "There is no tier “dire”"),
        ({f"{BUSINESS}/conditions": ["own-duty", "has-respondent", "x"]}, "business_types.complaint.conditions", "There is no acceptance condition “x”"),
        ({f"{BUSINESS}/reasons": ["not-ours", "no-facts", "x"]}, "business_types.complaint.reasons", "There is no reason “x”"),
        ({f"{BUSINESS}/clocks": ["decide", "handle", "target", "x"]}, "business_types.complaint.clocks", "There is no clock “x”"),
        ({f"{BUSINESS}/on_receipt": ["receit"]}, "business_types.complaint.on_receipt", "There is no letter “receit”; did you mean “receipt”?"),
        ({f"{BUSINESS}/cites": ["art-9"]}, "business_types.complaint.cites", "There is no citation “art-9”; did you mean “art-3”?"),
        ({f"{STEP}/accept/roles": ["clerk", "boss"]}, "workflows.complaint.transitions.accept.roles", "There is no role “boss”"),
        ({f"{STEP}/accept/inputs": ["checks", "unit", "notes"]}, "workflows.complaint.transitions.accept.inputs", "There is no field “notes”; did you mean “note”?"),
        ({f"{STEP}/accept/letters": ["notice", "receipt", "x"]}, "workflows.complaint.transitions.accept.letters", "There is no letter “x”"),
        ({f"{STEP}/accept/cites": ["x"]}, "workflows.complaint.transitions.accept.cites", "There is no citation “x”"),
        ({f"{STEP}/accept/clock": "decid"}, "workflows.complaint.transitions.accept.clock", "There is no clock “decid”; did you mean “decide”?"),
        ({"clocks/decide/tiers": {"dire": {"amount": 1, "unit": "hour"}}}, "clocks.decide.tiers", "There is no tier “dire”"),
        ({"clocks/decide/cites": ["x"]}, "clocks.decide.cites", "There is no citation “x”"),
        ({"clocks/handle/extension/tiers": ["dire"]}, "clocks.handle.extension.tiers", "There is no tier “dire”"),
        ({"clocks/handle/extension/cites": ["x"]}, "clocks.handle.extension.cites", "There is no citation “x”"),
        ({"clocks/handle/pauses": [{"start": "testing-began", "stop": "testing-ended", "label": LABEL, "cites": ["x"]}]}, "clocks.handle.pauses.0.cites", "There is no citation “x”"),
        ({"forms/complaint/steps/what/fields": ["story", "amount", "against", "x"]}, "forms.complaint.steps.what.fields", "There is no field “x”"),
        ({"profiles/open/need_to_know": ["x"]}, "profiles.open.need_to_know", "There is no role “x”"),
        ({"mixed/cites": ["x"]}, "mixed.cites", "There is no citation “x”"),
        ({"fields/note/cites": ["x"]}, "fields.note.cites", "There is no citation “x”"),
        ({"tiers/grave/cites": ["x"]}, "tiers.grave.cites", "There is no citation “x”"),
        ({"conditions/own-duty/cites": ["x"]}, "conditions.own-duty.cites", "There is no citation “x”"),
        ({"reasons/not-ours/cites": ["x"]}, "reasons.not-ours.cites", "There is no citation “x”"),
        ({"letters/notice/cites": ["x"]}, "letters.notice.cites", "There is no citation “x”"),
        # Workflows.
        ({f"{FLOW}/states/limbo": state(final=True)}, "workflows.complaint.states.limbo", "No step leads to this state"),
        ({f"{FLOW}/states/pit": state(), f"{STEP}/fall": step(to="pit")}, "workflows.complaint.states.pit", "A case cannot leave this state, and it is not final"),
        ({f"{STEP}/note-it": step(to="recieved", verb="screen")}, "workflows.complaint.transitions.note-it.to", "There is no state “recieved”; did you mean “received”?"),
        ({f"{STEP}/accept/from": ["received", "handled"]}, "workflows.complaint.transitions.accept.from", "There is no state “handled”; did you mean “handling”?"),
        ({f"{BUSINESS}/first_role": "handler", f"{STEP}/classify/roles": ["clerk"]}, "business_types.complaint.first_role", "A new case comes to this role first, which has no step to take"),
        ({f"{STEP}/extend/clock": "decide"}, "workflows.complaint.transitions.extend.clock", "The clock “Decision to accept” allows no extension"),
        # Clocks.
        ({"clocks/decide/start": []}, "clocks.decide.start", "Nothing starts this clock"),
        ({"clocks/decide/stop": []}, "clocks.decide.stop", "Nothing stops this clock"),
        ({"clocks/target/promise": {"label": LABEL, "rule": LABEL}}, "clocks.target.promise", "An internal target is never promised to the public"),
        ({"clocks/decide/warn_at": [0.5, 1.0]}, "clocks.decide.warn_at", "Shares for warnings lie between 0 and 1"),
        ({"clocks/decide/start": ["begun"]}, "business_types.complaint.clocks", "The clock “decide” never starts"),
        ({"clocks/decide/stop": ["ended"]}, "business_types.complaint.clocks", "The clock “decide” never stops"),
        ({"clocks/decide/stop": ["declined"]}, "business_types.complaint.clocks", "The clock “decide” still runs when the case is finished: accept → close → reply"),
        ({f"{STEP}/resume": None}, "business_types.complaint.clocks", "The clock “handle” is paused and never resumed"),
        # Conditions.
        ({"clocks/decide/when": "facts.tier = 'grave'"}, "clocks.decide.when", "The condition is not well formed. 1:12: Syntax error: token recognition error at: '= '"),
        ({"letters/notice/when": "facts.wants_replies"}, "letters.notice.when", "There is no “facts.wants_replies”; did you mean “wants_reply”?"),
        ({"fields/measures/when": "values['results'] == 'upheld'"}, "fields.measures.when", "There is no “values.results”; did you mean “result”?"),
        ({"conditions/has-respondent/expression": "values.again != null"}, "conditions.has-respondent.expression", "There is no “values.again”; did you mean “against”?"),
        ({f"{STEP}/resume/when": "size('x')"}, "workflows.complaint.transitions.resume.when", "A condition must be true or false. INT"),
        # Forms and secrecy.
        ({"fields/result/choices": {}}, "fields.result.choices", "There is nothing to choose from"),
        ({"fields/name/class": "open"}, "fields.name.class", "What identifies the filer must be of class identifying"),
        ({"forms/complaint/steps/what/fields": ["story", "amount", "against", "name"]}, "forms.complaint.steps", "The field “name” is asked 2 times"),
        ({"forms/complaint/steps/what/fields": ["story", "amount", "against", "unit"]}, "forms.complaint.steps", "The field “unit” is for officers only"),
        ({"forms/complaint/steps/more": {"title": LABEL, "fields": []}}, "forms.complaint.steps.more.fields", "This step asks nothing"),
        ({f"{BUSINESS}/nature": "report"}, "business_types.complaint.profile", "The respondent of a report must never learn of it (R21, R22)"),
        ({f"{BUSINESS}/nature": "conduct"}, "business_types.complaint.profile", "The respondent of a report must never learn of it (R21, R22)"),
        ({"fields/name/binds": None}, "business_types.complaint.form", "Named filings only, but the form asks for no name"),
        ({f"{STEP}/accept/inputs": ["unit", "note"], f"{STEP}/close/inputs": ["result", "measures", "note", "checks"]}, "workflows.complaint.transitions.accept.inputs", "Acceptance conditions are needed, but no checklist is asked for"),
        # The pack as a whole.
        ({"effective_from": "2026-05-01", "effective_to": "2026-04-01"}, "effective_to", "It ends before it begins"),
        ({"zone": "Asia/Changge"}, "zone", "There is no time zone “Asia/Changge”"),
        ({"zone": "../etc"}, "zone", "There is no time zone “../etc”"),
    ],
)  # fmt: skip
def test_lint_finds_an_error(changes: dict[str, Any], path: str, message: str) -> None:
    assert ("error", path, message) in found(changes)


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"fields/extra": WORDS}, "fields.extra", "Nothing uses this field"),
        ({"letters/extra": {"label": LABEL, "template": "notice", "audience": "file", "series": "x"}}, "letters.extra", "Nothing uses this letter"),
        ({"tiers/extra": {"label": LABEL}}, "tiers.extra", "Nothing uses this tier"),
        ({"roles/idle": {"label": LABEL}}, "roles.idle", "This role has no step to take"),
        ({"clocks/decide/span": {"amount": 0, "unit": "working-day"}}, "clocks.decide.span", "No length: write 0 calendar-day for the same day, or immediate"),
        ({"clocks/decide/tiers": {"grave": {"amount": 0, "unit": "immediate"}}}, "clocks.decide.tiers.grave", "“At once” is no number: an internal target at most"),
        ({"clocks/decide/cites": []}, "clocks.decide.cites", "A legal clock without its source"),
        ({"clocks/decide/start": ["received", "recieved"]}, "clocks.decide.start", "No step records the milestone “recieved”; did you mean “received”?"),
        ({"clocks/decide/stop": ["accepted", "declined", "droped"]}, "clocks.decide.stop", "No step records the milestone “droped”; did you mean “replied”?"),
        ({"clocks/decide/restart": ["repeated"]}, "clocks.decide.restart", "No step records the milestone “repeated”; did you mean “replied”?"),
        ({"clocks/decide/pauses": [{"start": "moon", "stop": "accepted", "label": LABEL}]}, "clocks.decide.pauses", "No step records the milestone “moon”"),
        ({"clocks/decide/stop": ["declined"], "clocks/decide/when": "named"}, "business_types.complaint.clocks", "The clock “decide” still runs when the case is finished: accept → close → reply"),
        ({"clocks/decide/stop": ["declined"], f"{STEP}/close/when": "named"}, "business_types.complaint.clocks", "The clock “decide” still runs when the case is finished: accept → close → reply"),
        ({"clocks/decide/actor": "handler"}, "business_types.complaint.clocks", "“handler” answers for the clock “decide” and has no step that stops it"),
        ({f"{STEP}/extend": None}, "business_types.complaint.clocks", "The clock “handle” may be extended, but no step does it"),
        ({"fields/measures/when": "values.amount > 100.0"}, "fields.measures.when", "Undecided while a field is blank; begin with “… != null &&”: UNKNOWN: No matching overloads found : _>_(null_type, double)"),
        ({"channels/web/kind": "post"}, "business_types.complaint.channels", "Open to the public without a web channel"),
    ],
)  # fmt: skip
def test_lint_warns(changes: dict[str, Any], path: str, message: str) -> None:
    assert found(changes) == [("warning", path, message)]


@pytest.mark.parametrize(
    ("changes", "expected", "reason"),
    [
        (
            {f"{FLOW}/states/finished": state()},
            [
                "error workflows.complaint.states No state is final: a case can never finish",
                "error workflows.complaint.states.finished A case cannot leave this state, and it is not final",
            ],
            "no final state",
        ),
        (
            {
                f"{FLOW}/states/left": state(),
                f"{FLOW}/states/right": state(),
                f"{STEP}/go": step(to="left", milestones=["declined"]),
                f"{STEP}/there": step(**{"from": ["left"]}, to="right"),
                f"{STEP}/back": step(**{"from": ["right"]}, to="left"),
            },
            [
                "error workflows.complaint.states.left No path leads from here to a final state",
                "error workflows.complaint.states.right No path leads from here to a final state",
            ],
            "two states that lead to each other only",
        ),
        (
            {f"{STEP}/extend/clock": None},
            [
                "error workflows.complaint.transitions.extend.clock An extension must name its clock",
                "warning business_types.complaint.clocks The clock “handle” may be extended, but no step does it",
            ],
            "an extension of nothing",
        ),
        (
            {f"{STEP}/extend/clock": "handl"},
            [
                "error workflows.complaint.transitions.extend.clock There is no clock “handl”; did you mean “handle”?",
                "warning business_types.complaint.clocks The clock “handle” may be extended, but no step does it",
            ],
            "an extension of a clock that is not there",
        ),
        (
            {f"{STEP}/extend/roles": ["handler"]},
            [
                "error workflows.complaint.transitions.extend.roles The extension is for “leader” to approve",
            ],
            "an extension by somebody else",
        ),
        (
            {f"{FLOW}/initial": "start"},
            [
                "error workflows.complaint.initial There is no state “start”",
            ],
            "a workflow that begins nowhere",
        ),
        (
            {f"{BUSINESS}/tiers": [], f"{BUSINESS}/reasons": []},
            [
                "error business_types.complaint.reasons The step “decline” asks for “ground”, but there is none to choose",
                "error business_types.complaint.tiers The step “classify” asks for “grade”, but there is none to choose",
                "warning reasons.no-facts Nothing uses this reason",
                "warning reasons.not-ours Nothing uses this reason",
                "warning tiers.common Nothing uses this tier",
                "warning tiers.grave Nothing uses this tier",
                "warning tiers.slight Nothing uses this tier",
            ],
            "steps that ask for what the business type does not have",
        ),
        (
            {"fields/wants-reply": {"label": LABEL, "kind": "boolean", "binds": "filer.wants-reply"}},
            ["warning fields.wants-reply Nothing uses this field"],
            "a yes or no identifies nobody",
        ),
        (
            {"letters/notice/when": "values.note != 'values.nothing' && values.note != \"facts.nothing\""},
            [],
            "names inside a text are no names",
        ),
        (
            {"clocks/spare": {"label": LABEL, "legal": False, "start": ["moon"], "stop": ["sun"], "span": {"amount": 1, "unit": "hour"}, "actor": "clerk"}},
            ["warning clocks.spare Nothing uses this clock"],
            "milestones of a clock that nobody has are nobody's concern",
        ),
    ],
)  # fmt: skip
def test_lint_tells_all_that_follows_from_a_defect(
    changes: dict[str, Any], expected: list[str], reason: str
) -> None:
    assert [" ".join(one) for one in found(changes)] == expected, reason


def test_lint_spares_a_fragment_what_only_a_whole_pack_can_answer() -> None:
    parts = {"fragment": True, "business_types": {}, "fields/extra": WORDS, "roles/idle": {"label": LABEL}}

    assert found(parts) == []
    assert ("error", "business_types", "There is no line of business") in found({"business_types": {}})


def test_lint_warns_of_a_number_prefix_that_two_lines_share() -> None:
    pack = small_pack()
    twin = pack.business_types["complaint"].model_dump(mode="json", by_alias=True)

    findings = found({"business_types/twin": twin})

    assert findings == [
        ("warning", f"business_types.{code}.number_prefix", "The number prefix “TS” is shared with another line of business")
        for code in ("complaint", "twin")
    ]  # fmt: skip


def test_lint_puts_errors_first_and_speaks_chinese() -> None:
    findings = lint(small_pack({"roles/idle": {"label": LABEL}, "zone": "x", "mixed/cites": ["x"]}))

    assert [(one.severity, one.path, one.message.zh_hans) for one in findings] == [
        (Severity.ERROR, "mixed.cites", "没有定义条文“x”"),
        (Severity.ERROR, "zone", "没有时区“x”"),
        (Severity.WARNING, "roles.idle", "这个角色没有任何可办的步骤"),
    ]
    assert isinstance(findings[0], Finding)


def test_lint_survives_a_pack_whose_references_are_all_broken() -> None:
    broken = {
        f"{BUSINESS}/workflow": "x",
        f"{BUSINESS}/form": "x",
        f"{BUSINESS}/profile": "x",
        f"{BUSINESS}/channels": ["x"],
        f"{BUSINESS}/conditions": ["x"],
        f"{BUSINESS}/clocks": ["x"],
        f"{BUSINESS}/first_role": "x",
        f"{STEP}/accept/inputs": ["x"],
    }

    errors = {one[1] for one in found(broken) if one[0] == "error"}

    assert errors == {
        "business_types.complaint.workflow",
        "business_types.complaint.form",
        "business_types.complaint.profile",
        "business_types.complaint.channels",
        "business_types.complaint.conditions",
        "business_types.complaint.clocks",
        "business_types.complaint.first_role",
        "workflows.complaint.transitions.accept.inputs",
    }


def test_reached_from_walks_both_ways() -> None:
    edges = edges_of(small_pack().workflows["complaint"])

    assert reached_from({"handling"}, edges) == {"handling", "replying", "finished"}
    assert reached_from({"handling"}, edges, backwards=True) == {"handling", "received"}


@pytest.mark.parametrize(
    ("run", "milestones", "expected", "reason"),
    [
        (Run.IDLE, ["accepted"], Run.RUNNING, "started"),
        (Run.IDLE, ["closed"], Run.IDLE, "a stop before the start"),
        (Run.IDLE, ["accepted", "closed"], Run.STOPPED, "started and stopped at once"),
        (Run.IDLE, ["repeated"], Run.IDLE, "nothing to start anew"),
        (Run.RUNNING, ["closed"], Run.STOPPED, "stopped"),
        (Run.STOPPED, ["accepted"], Run.STOPPED, "a second start"),
        (Run.STOPPED, ["repeated"], Run.RUNNING, "started anew"),
    ],
)
def test_run_after_reads_milestones_as_the_timeline_does(
    run: Run, milestones: list[str], expected: Run, reason: str
) -> None:
    rule = small_pack({"clocks/handle/restart": ["repeated"]}).clocks["handle"]

    assert run_after(run, rule, milestones) is expected, reason


def test_path_to_running_is_none_where_every_path_stops_the_clock() -> None:
    pack = small_pack()

    assert path_to_running(pack.workflows["complaint"], pack.clocks["decide"], ("received",)) is None

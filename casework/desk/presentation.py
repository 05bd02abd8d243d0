"""Rows and lines of the desk as plain values for its templates: no query is made from a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.cases.models import Case
from casework.cases.selectors import CaseView, TimelineEntry
from casework.cases.worklists import SOON
from casework.correspondence.selectors import LetterView, letters_of
from casework.desk.moved import moved_lines
from casework.evidence.selectors import evidence_of
from policies import selectors as policies
from policies.engine.facts import ClockState
from policies.engine.pack import Citation, FieldKind, FieldSpec, Label, Pack, Stage
from policies.engine.retiers import TieredDue
from ui import dates, pieces, words

STAGE_LABELS = {
    Stage.RECEIVED: Label(zh_hans="已收到", en="Received"),
    Stage.DECIDING: Label(zh_hans="研究受理", en="Deciding"),
    Stage.HANDLING: Label(zh_hans="调查办理", en="Handling"),
    Stage.REPLYING: Label(zh_hans="答复", en="Reply"),
    Stage.FINISHED: Label(zh_hans="办结", en="Closed"),
}

ICONS = {
    "received": "inbox", "clock-warned": "clock", "clock-breached": "flame", "clock-moved": "calendar-days",
    "identity-opened": "eye", "evidence-added": "paperclip", "letter-issued": "file-text",
}  # fmt: skip
TONES = {"clock-warned": "amber", "clock-breached": "red", "identity-opened": "amber"}


@dataclass(frozen=True, slots=True)
class Row:
    """A case as a line of a worklist."""

    number: str
    url: str
    title: str
    business: str
    state: str
    tier: str
    is_named: bool
    unit: str
    handler: str
    received_at: datetime
    due_at: datetime | None
    due_label: str
    is_provisional: bool
    is_burning: bool
    is_soon: bool
    waits_for: str
    """Whose turn it is, where it is not the reader's: a case in one's hands may wait for somebody else."""
    urgency: str
    """The heading under which the line stands in a list that is sorted by due time."""


def row(case: Case, *, now: datetime, duties: frozenset[str] | None = None) -> Row:
    """A worklist's line; a sealed case shows its line of business where others show a title.

    ``duties`` are the reader's: given them, the line says whom else the case waits for.
    """
    pack = policies.policy_version(case.policy_id).pack
    spec = pack.business_types[case.business_type]
    due = case.due_at
    burning = due is not None and due <= now and not case.is_final
    soon = due is not None and now < due <= now + SOON and not case.is_final
    return Row(
        number=case.number,
        url=reverse("desk-case", args=[case.public_id]),
        title=case.title or _sealed_title(case, pack),
        business=words.say(spec.label),
        state=words.say(pack.workflows[spec.workflow].states[case.state].label),
        tier=words.say(pack.tiers[case.tier].label) if case.tier else "",
        is_named=case.is_named,
        unit=case.unit.name if case.unit else "",
        handler=case.handler.name if case.handler else "",
        received_at=case.received_at,
        due_at=due,
        due_label=due_label(case, pack),
        is_provisional=case.due_is_provisional,
        waits_for=_other_duty(case, pack, duties),
        is_burning=burning,
        is_soon=soon,
        urgency=_("已超期")
        if burning
        else _("三天内到期")
        if soon
        else _("以后到期")
        if due
        else _("没有在走的时限"),
    )


def _other_duty(case: Case, pack: Pack, duties: frozenset[str] | None) -> str:
    if duties is None or case.desk in duties or case.desk not in pack.roles:
        return ""
    return _("等%(role)s") % {"role": words.say(pack.roles[case.desk].label)}


def due_label(case: Case, pack: Pack) -> str:
    """The name of the clock that is due first."""
    return words.say(pack.clocks[case.due_clock].label) if case.due_clock else ""


def _sealed_title(case: Case, pack: Pack) -> str:
    spec = pack.business_types[case.business_type]
    shown = [
        words.say(pack.fields[key].choices[value])
        for key, value in case.open_values.items()
        if key in pack.fields and isinstance(value, str) and value in pack.fields[key].choices
    ]
    return " · ".join([words.say(spec.label), *shown[:2]])


def title_of(view: CaseView) -> str:
    """The heading of a case page; a sealed title is shown to those who may open the page."""
    told = next((str(v.value) for v in view.values if v.field.binds == "case.title"), "")
    return view.case.title or told or _sealed_title(view.case, view.pack)


def caption_of(view: CaseView) -> str:
    """What stands above the heading: line of business, state, tier, and whether the filer is unnamed."""
    tier = words.say(view.pack.tiers[view.case.tier].label) if view.case.tier else ""
    told = (
        words.say(view.spec.label),
        words.say(view.state.label),
        tier,
        "" if view.case.is_named else _("匿名"),
    )
    return " · ".join(filter(None, told))


def stage_steps(view: CaseView) -> tuple[pieces.Step, ...]:
    """The five plain steps and where the case stands."""
    order = list(Stage)
    here = len(order) if view.case.is_final else order.index(Stage(view.case.stage))
    return pieces.steps([words.say(STAGE_LABELS[stage]) for stage in order], current=here)


def value_sections(view: CaseView) -> list[tuple[str, list[pieces.SummaryRow]]]:
    """What was filed, page by page of the form."""
    rows = {
        v.key: pieces.SummaryRow(label=words.say(v.field.label), value=shown_value(v.field, v.value))
        for v in view.values
        if v.field.binds != "case.title"
    }
    pages = view.pack.forms[view.spec.form].steps.values()
    found = [(words.say(page.title), [rows.pop(key) for key in page.fields if key in rows]) for page in pages]
    return [(title, shown) for title, shown in found if shown]


def shown_value(field: FieldSpec, value: Any) -> str:
    """A value in words: the labels of choices, yes and no, text as it is."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(shown_value(field, one) for one in value)
    if value in field.choices:
        return str(words.say(field.choices[value]))
    if field.kind in (FieldKind.DATE, FieldKind.DATETIME):
        return _shown_date(str(value), has_time=field.kind is FieldKind.DATETIME)
    return str(value)


def _shown_date(value: str, *, has_time: bool) -> str:
    """A kept date or moment as people read it, with its weekday."""
    at = datetime.fromisoformat(value)
    zone = get_current_timezone_name() if has_time else "UTC"
    return dates.weekday_date(
        at if has_time else at.replace(tzinfo=UTC),
        zone=zone,
        language=get_language() or "zh-hans",
        clock=has_time,
    )


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock on the case page, with its reckoning."""

    label: str
    kind: str
    started_at: datetime
    due_at: datetime
    literal_at: datetime | None
    stopped_at: datetime | None
    is_paused: bool
    is_provisional: bool
    is_breached: bool
    cites: Sequence[Citation]
    steps: Sequence[pieces.ReckoningStep]
    tiers: Sequence[TierLine]


@dataclass(frozen=True, slots=True)
class TierLine:
    """When a clock would have ended under a tier that the case was in, counted from the same start."""

    label: str
    since: datetime
    due_at: datetime


def clock_line(state: ClockState, *, pack: Pack, now: datetime, tiers: Sequence[TieredDue] = ()) -> ClockLine:
    """A clock in words."""
    due = state.due
    return ClockLine(
        label=words.say(state.label),
        kind=_("法定时限") if state.legal else "",
        started_at=state.started_at,
        due_at=due.due_at,
        literal_at=due.literal_at if due.literal_at != due.due_at else None,
        stopped_at=state.stopped_at,
        is_paused=state.paused_since is not None,
        is_provisional=due.provisional,
        is_breached=state.is_breached(now),
        cites=cited(pack, state.cites),
        steps=[
            pieces.ReckoningStep(on=s.on, why=words.say(s.why), counted=s.counted) for s in due.explanation
        ],
        tiers=[
            TierLine(label=_tier(one.tier, pack), since=one.since, due_at=one.due_at)
            for one in tiers
            if one.clock == state.id
        ],
    )


def _tier(code: str | None, pack: Pack) -> str:
    return words.say(pack.tiers[code].label) if code in pack.tiers else _("未分级，按最严的计")


def cited(pack: Pack, cites: Sequence[str]) -> list[Citation]:
    """The citations that the codes name. Clause and wording are the law's, in no other language than its own."""
    return [pack.citations[code] for code in cites if code in pack.citations]


def timeline_entries(view: CaseView) -> list[pieces.TimelineEntry]:
    """The case's story, the newest first."""
    return [
        pieces.TimelineEntry(
            at=entry.at,
            title=words.say(entry.label),
            who=entry.actor,
            text=_told(entry, view.pack),
            tone=TONES.get(entry.kind, "green" if "closed" in entry.kind else ""),
            icon=ICONS.get(entry.kind, "dot"),
        )
        for entry in sorted(view.timeline, key=lambda e: (e.at, e.seq), reverse=True)
    ]


def fact_rows(view: CaseView, *, turn: str, now: datetime) -> list[pieces.SummaryRow]:
    """What the case is, in a few words."""
    case, pack = view.case, view.pack
    told = (
        (_("业务"), words.say(view.spec.label)),
        (_("渠道"), words.say(pack.channels[case.channel].label)),
        (_("收到"), words.when(case.received_at, now)),
        (_("等级"), words.say(pack.tiers[case.tier].label) if case.tier else ""),
        (_("现在轮到"), turn),
        (_("承办单位"), case.unit.name if case.unit else ""),
        (_("承办人"), case.handler.name if case.handler else ""),
        (_("适用规则"), f"{words.say(pack.title)} v{pack.version}"),
    )
    return [pieces.SummaryRow(label=label, value=value) for label, value in told if value]


def _told(entry: TimelineEntry, pack: Pack) -> str:
    codes: Mapping[str, Any] = entry.codes
    lines = [
        _("%(label)s：%(value)s")
        % {"label": words.say(pack.fields[key].label), "value": shown_value(pack.fields[key], value)}
        for key, value in codes.items()
        if key in pack.fields and pack.fields[key].choices
    ]
    if codes.get("clock") in pack.clocks:
        lines.append(words.say(pack.clocks[codes["clock"]].label))
    if entry.kind == "clock-moved":
        lines += moved_lines(codes, pack)
    if codes.get("code") in pack.letters:
        lines.append(f"{words.say(pack.letters[codes['code']].label)} {codes.get('number', '')}".strip())
    lines += [_("程序顺序提示：%(breach)s") % {"breach": breach} for breach in codes.get("breaches", [])]
    is_alone = len(entry.texts) == 1
    for key, text in entry.texts.items():
        is_named = key in pack.fields and not is_alone
        label = words.say(pack.fields[key].label) if is_named else ""
        lines.append(_("%(label)s：%(value)s") % {"label": label, "value": text} if label else text)
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file on the case page."""

    url: str
    name: str
    size: int
    added_at: datetime
    added_by: str


def evidence_lines(view: CaseView) -> list[FileLine]:
    """The files of a case."""
    return [
        FileLine(
            url=reverse("desk-evidence", args=[e.public_id]),
            name=e.name,
            size=e.size,
            added_at=e.added_at,
            added_by=e.added_by or _("来件人"),
        )
        for e in evidence_of(view.case)
    ]


def letter_lines(view: CaseView) -> list[LetterView]:
    """The letters of a case."""
    return letters_of(view.case)

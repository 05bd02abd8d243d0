"""What a draft would do: its differences in sentences, its dates, its public form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from policies.engine.clocks import due_at
from policies.engine.diff import Difference, differences
from policies.engine.facts import Due
from policies.engine.pack import BusinessType, ClockRule, Label, Pack, Span
from policies.forms import PackForm, build_form
from policies.selectors import calendar_table, policy_version
from policies.studio.known import milestones
from policies.studio.outline import url_of
from policies.studio.workbench import Workbench

INPUT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class TriedDate:
    """One time limit: when it would end, and when it does under the rulebook in force."""

    label: Label
    rule: ClockRule
    starts: Label
    is_from_receipt: bool
    due: Due
    before: Due | None
    """None where the rulebook in force has no such limit."""

    @property
    def is_changed(self) -> bool:
        return self.before is None or self.before.due_at != self.due.due_at


class DatesForm(forms.Form):
    """A moment, a line of business and a tier."""

    at = forms.DateTimeField(
        label=_("收到的时间"),
        input_formats=[INPUT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=INPUT),
        error_messages={"required": _("请选择收到的时间"), "invalid": _("请填写日期和时间")},
    )
    line = forms.ChoiceField(label=_("业务种类"))
    tier = forms.ChoiceField(label=_("级别"), required=False)

    def __init__(self, data: Any, *, pack: Pack, language: str, now: datetime) -> None:
        self.zone = ZoneInfo(pack.zone)
        super().__init__(data, initial={"at": now.astimezone(self.zone).strftime(INPUT)})
        lines = [(code, one.label.in_language(language)) for code, one in pack.business_types.items()]
        tiers = [(code, one.label.in_language(language)) for code, one in pack.tiers.items()]
        self.fields["line"].choices = lines  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["tier"].choices = [("", _("未分级（按最严的计算）")), *tiers]  # type: ignore[attr-defined]
        if not tiers:
            del self.fields["tier"]

    def clean_at(self) -> datetime:
        """The moment in the zone of the rulebook, whatever the server's is."""
        typed: datetime = self.cleaned_data["at"]
        return typed.replace(tzinfo=self.zone)


def before_of(bench: Workbench) -> Pack | None:
    """What the draft is held against: the rulebook that it follows, else the one that it extends."""
    if bench.draft.base_id is not None:
        return policy_version(bench.draft.base_id).pack
    try:
        return Pack.model_validate({**bench.base, "format": 1, "id": bench.draft.pack_id, "version": 1})
    except ValidationError:
        return None


def changes_of(bench: Workbench) -> dict[str, Any]:
    """The differences in sentences with the way to each, and how many are stricter and looser."""
    before = before_of(bench)
    found = differences(before, bench.pack) if before is not None else ()
    return {
        "differences": [(one, url_of(bench, one.path)) for one in found],
        "before": before,
        **counted(found),
    }


def counted(found: tuple[Difference, ...]) -> dict[str, int]:
    """How many differences are stricter, and how many looser."""
    return {name: sum(one.effect == name for one in found) for name in ("stricter", "looser")}


def dates_of(bench: Workbench, form: DatesForm) -> tuple[TriedDate, ...]:
    """Every time limit of the chosen line of business, begun at the chosen moment."""
    pack, before = bench.pack, before_of(bench)
    business = pack.business_types[form.cleaned_data["line"]]
    at, tier = form.cleaned_data["at"], form.cleaned_data.get("tier") or None
    names = milestones(pack)
    return tuple(
        TriedDate(
            label=rule.label,
            rule=rule,
            starts=names[rule.start[0]],
            is_from_receipt=not set(rule.start).isdisjoint(business.receipt_milestones),
            due=_due(pack, rule, business, at, tier, explain=True),
            before=_due(before, before.clocks[code], business, at, tier, explain=False)
            if before is not None and code in before.clocks
            else None,
        )
        for code in business.clocks
        for rule in [pack.clocks[code]]
    )


def form_pages(pack: Pack, line: str, language: str) -> list[tuple[Label, Label | None, PackForm]]:
    """The pages of a line's public form."""
    form = pack.forms.get(pack.business_types[line].form)
    if form is None:
        return []
    return [
        (
            step.title,
            step.intro,
            build_form(
                fields={key: pack.fields[key] for key in step.fields if key in pack.fields},
                language=language,
                prefix=code,
                with_files=True,
            ),
        )
        for code, step in form.steps.items()
    ]


def _due(
    pack: Pack, rule: ClockRule, business: BusinessType, at: datetime, tier: str | None, *, explain: bool
) -> Due:
    """The strictest span of all tiers where none is chosen, as for a case that is not classified yet."""
    spans = [rule.tiers.get(tier, rule.span)] if tier else _spans(rule, business)
    return min((_one(pack, rule, span, at, explain) for span in spans), key=lambda due: due.due_at)


def _spans(rule: ClockRule, business: BusinessType) -> list[Span]:
    return [rule.tiers.get(tier, rule.span) for tier in business.tiers] if rule.tiers else [rule.span]


def _one(pack: Pack, rule: ClockRule, span: Span, at: datetime, explain: bool) -> Due:
    return due_at(
        span=span,
        roll=rule.roll,
        started_at=at,
        calendar=calendar_table(pack.calendar),
        zone=pack.zone,
        hours=pack.hours,
        first_day_counts=rule.first_day_counts,
        ends=rule.ends,
        explain=explain,
    )

"""What a replay found, in words: the figures at the top, and one line for each case of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.engine.pack import Pack
from policies.engine.replay_summary import Finding
from policies.replays.selectors import FoundCase, ReplayStatus

TITLES: Mapping[Finding, Promise] = {
    Finding.LATE: gettext_lazy("会逾期的"),
    Finding.ON_TIME: gettext_lazy("不再逾期的"),
    Finding.REROUTED: gettext_lazy("会派到别处的"),
    Finding.TURNED_AWAY: gettext_lazy("不会收下的"),
    Finding.DECIDED: gettext_lazy("要由别人决定的"),
    Finding.LETTERS: gettext_lazy("文书不同的"),
}
_WHY = {
    "line": gettext_lazy("没有这种业务"),
    "channel": gettext_lazy("不从这个渠道收"),
    "unnamed": gettext_lazy("不收匿名件"),
}
_YEARS = {"1": 365, "2": 730}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, which opens its list."""

    kind: Finding
    label: Promise
    number: int
    tone: str


def since(years: str, now: datetime) -> datetime | None:
    """From when on cases are looked at; None for all."""
    return now - timedelta(days=_YEARS[years]) if years in _YEARS else None


def figures(job: ReplayStatus) -> tuple[Figure, ...]:
    """How many cases would have gone otherwise, in which way."""
    tones = {Finding.LATE: "red", Finding.TURNED_AWAY: "red", Finding.ON_TIME: "green"}
    return tuple(
        Figure(kind, label, job.summary.found.get(kind.value, 0), tones.get(kind, ""))
        for kind, label in TITLES.items()
    )


def told(case: FoundCase, pack: Pack, language: str) -> str:
    """What would have been otherwise with one case."""
    kept = case.told
    parts = [
        _late(kept, pack, language),
        _ways(kept, pack, language),
        str(_WHY.get(kept.get("turned_away", ""), "")),
        _objected(kept, pack, language),
        _letters(kept, pack, language),
    ]
    return "；".join(part for part in parts if part)


def _late(kept: Mapping[str, Any], pack: Pack, language: str) -> str:
    before, after = kept.get("late_before", ()), kept.get("late_after", ())
    new = [code for code in after if code not in before]
    gone = [code for code in before if code not in after]
    said = []
    if new:
        said.append(_("会逾期：%(clocks)s") % {"clocks": _named(new, pack.clocks, language)})
    if gone:
        said.append(_("不再逾期：%(clocks)s") % {"clocks": _named(gone, pack.clocks, language)})
    return "；".join(said)


def _ways(kept: Mapping[str, Any], pack: Pack, language: str) -> str:
    if not kept.get("route_after"):
        return ""
    names = {**pack.unit_kinds, **pack.roles}
    return _("从“%(before)s”改到“%(after)s”") % {
        "before": _named(dict.fromkeys(p for p in kept.get("route_before", ()) if p), names, language),
        "after": _named(dict.fromkeys(p for p in kept["route_after"] if p), names, language),
    }


def _objected(kept: Mapping[str, Any], pack: Pack, language: str) -> str:
    steps = {code: step for flow in pack.workflows.values() for code, step in flow.transitions.items()}
    named = _named(dict.fromkeys(one["step"] for one in kept.get("objected", ())), steps, language)
    return _("这些步骤不能照当时那样办：%(steps)s") % {"steps": named} if named else ""


def _letters(kept: Mapping[str, Any], pack: Pack, language: str) -> str:
    said = []
    if kept.get("letters_lost"):
        said.append(
            _("不再出具：%(letters)s") % {"letters": _named(kept["letters_lost"], pack.letters, language)}
        )
    if kept.get("letters_gained"):
        said.append(
            _("另外出具：%(letters)s") % {"letters": _named(kept["letters_gained"], pack.letters, language)}
        )
    return "；".join(said)


def _named(codes: Iterable[str], table: Mapping[str, Any], language: str) -> str:
    """Codes in the words of the draft; one that it has no more by its code."""
    return _("、").join(table[code].label.in_language(language) if code in table else code for code in codes)

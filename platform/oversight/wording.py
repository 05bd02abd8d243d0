"""How a released figure is written, so that nobody takes 'not shown' for nothing. Pure but for the
language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from oversight import labels
from oversight.selectors import Released
from oversight.tables import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as people read it. ``value`` is for drawing; None where there is nothing to draw."""

    text: str
    value: float | None = None
    is_shown: bool = True


def hidden() -> Figure:
    return Figure(_("不予显示"), is_shown=False)


def count(value: int | None, *, is_final: bool) -> Figure:
    """A count; in an open month 'at least', in steps of five."""
    if value is None:
        return hidden()
    if is_final:
        return Figure(f"{value:,}", value)
    return Figure(f"≥ {value:,}", value) if value else Figure(_("未满一档"), is_shown=False)


def percent(released: Released) -> Figure:
    value = released.cell.on_time_percent
    return Figure(f"{value}%", value) if value is not None else _without(released)


def days(released: Released) -> Figure:
    value: Decimal | None = released.cell.median_days
    return Figure(_("%s 天") % f"{value:f}", float(value)) if value is not None else _without(released)


def _without(released: Released) -> Figure:
    """Why there is no share or median: nothing was closed, too little was, or the month is open."""
    if not released.is_final:
        is_split = released.table in (Table.BUSINESS_TYPE, Table.TIER)
        return Figure(_("冻结后公布") if is_split else _("未满一档"), is_shown=False)
    return Figure("—", is_shown=False) if released.cell.closed == 0 else hidden()


def figures_of(released: Released) -> tuple[Figure, Figure, Figure, Figure]:
    """Received, closed, on time, median: the order of the tables' columns."""
    return (
        count(released.cell.received, is_final=released.is_final),
        count(released.cell.closed, is_final=released.is_final),
        percent(released),
        days(released),
    )


def split_name(released: Released, *, language: str) -> str:
    """What the pack calls a business type or tier; its code where the pack is the organisation's own."""
    if released.table is Table.TIER and not released.code:
        return _("未分级")
    by_table = {Table.BUSINESS_TYPE: labels.business_type_label, Table.TIER: labels.tier_label}
    label = by_table[released.table](released.pack, released.code)
    return label.in_language(language) if label is not None else released.code


def month_name(month: date) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")

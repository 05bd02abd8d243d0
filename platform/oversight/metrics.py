"""The metric dictionary: each figure that a regulator sees, defined once. Every number links to its entry
here."""

from __future__ import annotations

from dataclasses import dataclass

from policies.engine.pack import Label


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: what it is called, how it is computed, in what unit, since which version, on what it
    rests."""

    code: str
    version: int
    name: Label
    unit: Label
    formula: Label
    source: Label


def _label(zh_hans: str, en: str) -> Label:
    return Label.model_validate({"zh-hans": zh_hans, "en": en})


CASES = _label("件", "cases")
EVENTS = _label(
    "各机构每办一步自动报送的记录（第 1 版）",
    "the record that each organisation sends with every step (version 1)",
)

LIVE_TOTAL = Metric(
    code="live-total",
    version=1,
    name=_label("收件总数", "Cases received in all"),
    unit=CASES,
    formula=_label(
        "该机构接入以来登记的案件数；每登记一件，数秒内更新。机构自身的总数照实显示。",
        "Cases that the organisation has registered since it joined; moves within seconds of each. "
        "An organisation's own total is not suppressed.",
    ),
    source=EVENTS,
)
LIVE_CLOSED = Metric(
    code="live-closed",
    version=1,
    name=_label("其中已办结", "of which closed"),
    unit=CASES,
    formula=_label(
        "收件总数中现处于办结状态的案件数；重开的案件不计入。",
        "Cases among those received that stand closed now; a reopened case does not count.",
    ),
    source=EVENTS,
)
LIVE_STANDING = Metric(
    code="live-standing",
    version=1,
    name=_label("在办", "Open"),
    unit=CASES,
    formula=_label(
        "收件总数减去其中已办结的件数。", "Cases received in all, less those of them that stand closed."
    ),
    source=EVENTS,
)
RECEIVED = Metric(
    code="received",
    version=1,
    name=_label("收件", "Received"),
    unit=CASES,
    formula=_label(
        "接收时间落在该月的案件数，月份按该机构所在时区划分。每月结束 3 日后冻结，此后不变。"
        "未冻结的月份只公布“至少 n 件”，n 为 5 的倍数。",
        "Cases whose time of receipt lies in the month, by the organisation's own time zone. Frozen 3 days "
        "after the month ends. A month that is not frozen says only 'at least n', n being a multiple of 5.",
    ),
    source=EVENTS,
)
CLOSED = Metric(
    code="closed",
    version=1,
    name=_label("办结", "Closed"),
    unit=CASES,
    formula=_label(
        "办结时间落在该月的案件数，不论何时接收。冻结与公布方式同“收件”。",
        "Cases whose time of closing lies in the month, whenever received. Otherwise as 'Received'.",
    ),
    source=EVENTS,
)
ON_TIME = Metric(
    code="on-time",
    version=1,
    name=_label("按时办结率", "Closed on time"),
    unit=_label("%", "%"),
    formula=_label(
        "该月办结的案件中，全部法定时限均未超期的件数 ÷ 已判定是否超期的件数，四舍五入到整数百分点。"
        "时限按各机构自己的规则和工作日历计算。分母少于 5 件不予显示。",
        "Of the cases closed in the month: those that kept every legal time limit, divided by those of "
        "which it is known, rounded to whole per cent. Limits are those of each organisation's own rules and "
        "calendar. Not shown where the base is under 5.",
    ),
    source=EVENTS,
)
MEDIAN_DAYS = Metric(
    code="median-days",
    version=1,
    name=_label("办理时长中位数", "Median handling time"),
    unit=_label("天", "days"),
    formula=_label(
        "该月办结的案件从接收到办结所经时间（每 24 小时为 1 天，含休息日）的中位数，"
        "保留一位小数。少于 5 件不予显示。",
        "The median of the time from receipt to closing of the cases closed in the month, in days of 24 "
        "hours, rest days included, to one decimal. Not shown for fewer than 5 cases.",
    ),
    source=EVENTS,
)

METRICS = (LIVE_TOTAL, LIVE_CLOSED, LIVE_STANDING, RECEIVED, CLOSED, ON_TIME, MEDIAN_DAYS)

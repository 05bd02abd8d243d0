"""The components as template tags: ``{% load ui %}``. What is drawn is described in ``ui.pieces``.

Words
    ``{{ label|say }}``            a pack's Label, a {zh-hans, en} map, or a text, in the reader's language
    ``{% when at [now] %}``        a moment with its weekday; the year only where ``now`` has another
    ``{% due due_at now [met_at=] [paused=] [provisional=] [zone=] %}``  date, time left in words, and colour
    ``{% tag text [tone] %}``  tone: grey red amber green blue violet brand
    ``{% count number [tone] %}``  ``{% masked text %}``  ``{% avatar name %}``
    ``{% person name %}``  ``{% copyable text %}``
    ``{% icon name [size=] %}``    a lucide icon, always beside words
    ``{% org_mark brand %}``       the organisation's logo, or its drawn seal
Page
    ``{% heading title [caption=] [lead=] %}buttons{% endheading %}``   ``{% crumbs crumbs %}``
    ``{% back url [text=] %}``     ``{% tabs tabs label %}``            ``{% pages next_url= first_url= %}``
    ``{% button text [href=] [kind=] [icon=] [name=] [value=] [type=] [key=] %}``
        kind: any of secondary quiet danger large
    ``{% banner tone [title=] [role=] %}…{% endbanner %}``  ``{% message_banner message %}``
    ``{% card [title=] [note=] [id=] [flush=] %}…{% endcard %}``
    ``{% disclosure title [open=] %}…{% enddisclosure %}``  ``{% dialog id= title= %}…{% enddialog %}``
    ``{% empty title [icon=] %}what to do{% endempty %}``
Facts
    ``{% stages steps %}``  ``{% summary rows %}``  ``{% timeline entries now %}``
    ``{% reckoning steps [title=] %}``              'how was this date computed'
    ``{% data_table columns rows [caption=] %}``    columns: labels; rows: sequences of cells
    ``{% bars bars title label value_label [unit=] [full=] %}``  ``{% spark values title %}``
Forms
    ``{% error_summary form [form …] %}``  ``{% render_form form [page=] %}``
    ``{% render_field field [inline=] [page=] %}``
    ``{% title_prefix form %}``    ``错误：`` before the title of a page that came back with errors
    ``<form class="form" method="post" novalidate>``; ``form--grid`` puts short fields side by side.
    A field class may carry ``requirement_note`` (text after the label); without one, optional fields say so.
Classes for what has no tag
    ``stack`` ``flow`` ``row`` ``grid`` ``measure`` lay out; ``muted`` ``small`` ``strong`` ``number`` ``vh``;
    ``with-aside`` (``with-aside--urgent``: the aside stands first on a phone); ``worklist`` with ``data-row`` on its
    lines (``is-burning``, ``is-soon``) for j and k; ``figures``/``figure``; ``table`` with ``table--cards`` and
    ``data-label``; ``hero``, ``door``, ``columns``, ``rich`` (an editor's text), ``done-panel``, ``progress``;
    ``big-code``; ``no-print``, ``print-only``. tests/ui/pages shows each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ui import words
from ui.charts import SPARK_HEIGHT, SPARK_WIDTH, draw_bars, is_numeric, spark_points
from ui.fields import errors_of, kind_of, note_of, problems_of
from ui.pieces import Bar, ReckoningStep

register = template.Library()

BANNER_ICONS = {"green": "circle-check", "amber": "triangle-alert", "red": "octagon-alert", "blue": "info"}
MESSAGE_TONES = {"success": "green", "warning": "amber", "error": "red"}

register.filter("say", words.say)
register.simple_tag(words.icon)
register.simple_tag(words.brand_css_url)
register.simple_tag(words.org_mark)
register.simple_tag(words.when)
register.simple_tag(words.due)
register.simple_tag(words.tag)
register.simple_tag(words.count)
register.simple_tag(words.masked)
register.simple_tag(words.avatar)
register.simple_tag(words.person)
register.simple_tag(words.copyable)


@register.simple_tag
def button(
    text: Any,
    href: str = "",
    kind: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
    type: str = "submit",  # noqa: A002 -- the attribute's name
    key: str = "",
    wide: bool = False,
) -> SafeString:
    kinds = [*kind.split(), *(["wide"] if wide else [])]
    classes = " ".join(["button", *(f"button--{each}" for each in kinds)])
    inner = format_html(
        "{}{}{}",
        words.icon(icon) if icon else words.NOTHING,
        words.say(text),
        format_html('<kbd class="button__key" aria-hidden="true">{}</kbd>', key) if key else words.NOTHING,
    )
    given = {"name": name, "value": value, "data-shortcut": key}
    attributes = format_html_join("", ' {}="{}"', ((name, text) for name, text in given.items() if text))
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, href, attributes, inner)
    return format_html('<button class="{}" type="{}"{}>{}</button>', classes, type, attributes, inner)


@register.simple_tag
def back(url: str, text: Any = "") -> SafeString:
    return format_html(
        '<a class="back" href="{}">{}{}</a>',
        url,
        words.icon("arrow-left"),
        words.say(text) or gettext("返回"),
    )


@register.simple_tag
def rail_link(link: Any) -> SafeString:
    number = getattr(link, "count", None)
    key = getattr(link, "key", "")
    return format_html(
        '<a href="{}"{}{}>{}<span>{}</span>{}</a>',
        link.url,
        SafeString(' aria-current="page"') if getattr(link, "is_here", False) else words.NOTHING,
        format_html(' data-go="{}"', key) if key else words.NOTHING,
        words.icon(link.icon) if link.icon else words.NOTHING,
        words.say(link.label),
        words.count(number, getattr(link, "tone", "")) if number is not None else words.NOTHING,
    )


def _component(name: str, /, **context: Any) -> SafeString:
    return render_to_string(f"ui/components/{name}.html", context)


@register.simple_block_tag
def heading(content: str, title: Any, caption: Any = "", lead: Any = "") -> SafeString:
    body = content if content.strip() else ""
    return _component(
        "heading", title=words.say(title), caption=words.say(caption), lead=words.say(lead), body=body
    )


@register.simple_block_tag
def banner(content: str, tone: str = "blue", title: Any = "", role: str = "") -> SafeString:
    return _component(
        "banner", body=content, tone=tone, title=words.say(title), role=role, name=BANNER_ICONS[tone]
    )


@register.simple_tag
def message_banner(message: Message) -> SafeString:
    tone = MESSAGE_TONES.get(message.level_tag, "blue")
    role = "alert" if tone == "red" else "status"
    is_passing = tone == "green"
    return _component(
        "banner", body=message.message, tone=tone, role=role, name=BANNER_ICONS[tone], passing=is_passing
    )


@register.simple_block_tag
def card(
    content: str,
    title: Any = "",
    note: Any = "",
    id: str = "",  # noqa: A002 -- the attribute's name
    flush: bool = False,
) -> SafeString:
    return _component("card", body=content, title=words.say(title), note=words.say(note), id=id, flush=flush)


@register.simple_block_tag
def disclosure(content: str, title: Any, open: bool = False) -> SafeString:  # noqa: A002 -- the attribute's name
    return _component("disclosure", body=content, title=words.say(title), open=open)


@register.simple_block_tag
def dialog(content: str, id: str, title: Any) -> SafeString:  # noqa: A002 -- the attribute's name
    """Opened by ``data-dialog="<id>"`` on a link to a page of the same, for those without script."""
    return _component("dialog", body=content, id=id, title=words.say(title))


@register.simple_block_tag
def empty(content: str, title: Any, icon: str = "inbox") -> SafeString:
    return _component("empty", body=content if content.strip() else "", title=words.say(title), name=icon)


@register.simple_tag
def crumbs(crumbs: Iterable[Any]) -> SafeString:
    return _component("crumbs", crumbs=crumbs)


@register.simple_tag
def tabs(tabs: Iterable[Any], label: Any) -> SafeString:
    return _component("tabs", tabs=tabs, label=words.say(label))


@register.simple_tag
def pages(next_url: str = "", first_url: str = "") -> SafeString:
    return _component("pages", next_url=next_url, first_url=first_url)


@register.simple_tag
def stages(steps: Iterable[Any]) -> SafeString:
    return _component("stages", steps=steps)


@register.simple_tag
def summary(rows: Iterable[Any]) -> SafeString:
    return _component("summary", rows=rows)


@register.simple_tag
def timeline(entries: Iterable[Any], now: datetime) -> SafeString:
    return _component("timeline", entries=entries, now=now)


@register.simple_tag
def reckoning(steps: Iterable[ReckoningStep], title: Any = "") -> SafeString:
    """'How was this date computed': one line per day or step, what it counted as and why."""
    return _component("reckoning", steps=steps, title=words.say(title) or gettext("这个日期是怎么算出来的"))


@register.simple_tag
def data_table(columns: Sequence[Any], rows: Iterable[Sequence[Any]], caption: Any = "") -> SafeString:
    """A table whose rows become cards on a phone; the first cell of a row names it."""
    kept = [tuple(row) for row in rows]
    numeric = [is_numeric(column) for column in zip(*kept, strict=True)] or [False] * len(columns)
    heads = tuple(zip(columns, numeric, strict=True))
    paired = [tuple(zip(columns, row, numeric, strict=True)) for row in kept]
    return _component("table", heads=heads, rows=paired, caption=words.say(caption))


@register.simple_tag
def bars(
    bars: Sequence[Bar], title: Any, label: Any, value_label: Any, unit: str = "", full: float = 0
) -> SafeString:
    return _component(
        "bars",
        drawn=draw_bars(bars, full=full),
        title=words.say(title),
        label=words.say(label),
        value_label=words.say(value_label),
        unit=unit,
    )


@register.simple_tag
def bar_value(bar: Bar, unit: str = "") -> str:
    if bar.shown:
        return bar.shown
    return "—" if bar.value is None else f"{bar.value:,g}{unit}"


@register.simple_tag
def spark(values: Sequence[float], title: Any) -> SafeString:
    """A line of values, oldest first, with the values in its name for those who do not see it."""
    name = f"{words.say(title)}：" + "、".join(f"{value:g}" for value in values)
    return format_html(
        '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 {} {}"><polyline points="{}"/></svg>',
        name, f"{SPARK_WIDTH:g}", f"{SPARK_HEIGHT:g}", spark_points(values),
    )  # fmt: skip


@register.simple_tag
def error_summary(*forms: BaseForm) -> SafeString:
    """What has to be corrected, each with a link to its field; nothing where nothing is wrong."""
    problems = problems_of(forms)
    return _component("errors", problems=problems) if problems else words.NOTHING


@register.simple_tag
def render_form(form: BaseForm, page: bool = False) -> SafeString:
    """The fields of a form. ``page``: its single question is the page's heading."""
    return _component("form", form=form, page=page)


@register.simple_tag
def render_field(field: BoundField, inline: bool = False, page: bool = False) -> SafeString:
    return _component(
        "field",
        field=field,
        errors=errors_of(field),
        kind=kind_of(field),
        note=note_of(field),
        described_by=field.aria_describedby,
        inline=inline,
        page=page,
    )


@register.simple_tag
def title_prefix(form: BaseForm) -> str:
    return gettext("错误：") if form.is_bound and form.errors else ""

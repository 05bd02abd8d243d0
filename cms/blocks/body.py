"""The blocks of guides and notices.

Text blocks hold Chinese and, where somebody wrote it, English. Quoting blocks hold no text at all: they show
what the rulebook in force says, so that a guide is never out of date.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.quotes import line_choices

RICH = ["bold", "ol", "ul", "link"]


class Heading(blocks.StructBlock):  # type: ignore[misc]  # Wagtail has no types
    zh = blocks.CharBlock(label=_("中文"), max_length=80)
    en = blocks.CharBlock(label=_("英文"), max_length=160, required=False)

    class Meta:
        label = _("小标题")
        icon = "title"
        template = "cms/blocks/heading.html"


class Text(blocks.StructBlock):  # type: ignore[misc]  # Wagtail has no types
    zh = blocks.RichTextBlock(label=_("中文"), features=RICH)
    en = blocks.RichTextBlock(label=_("英文"), features=RICH, required=False)

    class Meta:
        label = _("文字")
        icon = "pilcrow"
        template = "cms/blocks/text.html"


class Question(blocks.StructBlock):  # type: ignore[misc]  # Wagtail has no types
    question_zh = blocks.CharBlock(label=_("问题"), max_length=120)
    question_en = blocks.CharBlock(label=_("问题（英文）"), max_length=240, required=False)
    answer_zh = blocks.RichTextBlock(label=_("回答"), features=RICH)
    answer_en = blocks.RichTextBlock(label=_("回答（英文）"), features=RICH, required=False)

    class Meta:
        label = _("常见问题")
        icon = "help"
        template = "cms/blocks/question.html"


class Quotation(blocks.StructBlock):  # type: ignore[misc]  # Wagtail has no types
    """Quotes one line of business, or every line that is open to the public."""

    business = blocks.ChoiceBlock(label=_("业务"), choices=line_choices, required=False)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        lines = (parent_context or {}).get("lines", ())
        wanted = value.get("business")
        return {**context, "quoted": [line for line in lines if wanted in ("", None, line.code)]}


class Scope(Quotation):
    class Meta:
        label = _("引用：受理范围")
        icon = "list-ul"
        template = "cms/blocks/scope.html"


class Preparation(Quotation):
    class Meta:
        label = _("引用：需要准备什么")
        icon = "clipboard-list"
        template = "cms/blocks/preparation.html"


class Conditions(Quotation):
    class Meta:
        label = _("引用：受理条件和不予受理的情形")
        icon = "tasks"
        template = "cms/blocks/conditions.html"


class TimeLimits(Quotation):
    class Meta:
        label = _("引用：办理时限")
        icon = "time"
        template = "cms/blocks/time_limits.html"


BODY_BLOCKS = [
    ("heading", Heading()),
    ("text", Text()),
    ("question", Question()),
    ("scope", Scope()),
    ("preparation", Preparation()),
    ("conditions", Conditions()),
    ("time_limits", TimeLimits()),
]

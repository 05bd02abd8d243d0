"""Every component on believable pages, rendered without a database, to be looked at and put before axe."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.context_processors import csrf, i18n
from django.test import RequestFactory, override_settings
from django.utils import translation

from ui.branding import as_css, palette
from ui.navigation import NavItem
from ui.pieces import Bar, Crumb, ReckoningStep, SummaryRow, Tab, TimelineEntry, steps
from ui.selectors import CurrentBranding

ORIGIN = "http://gallery.localhost"
PAGES_DIR = Path(__file__).parent / "pages"
NOW = datetime(2026, 6, 24, 2, 30, tzinfo=UTC)
"""A Wednesday, 10:30 in Shanghai."""
BRAND = CurrentBranding(
    name_zh="清河县质量技术监督局 12365 中心",
    name_en="Qinghe County Quality Bureau 12365 Centre",
    short_zh="清质监",
    colour="#9b2c1f",
    phone="12365",
    address_zh="清河县长江东街 18 号",
    address_en="18 Changjiang East Street, Qinghe County",
    postcode="054800",
    hours_zh="周一至周五 8:30—17:30，法定节假日除外",
    hours_en="Monday to Friday 8:30–17:30, except public holidays",
    version="7f3a",
)
STAGES = ("已收到", "审查受理", "调查处理", "答复", "已办结")


class FilingForm(forms.Form):
    """One of everything that a pack can ask for."""

    matter = forms.ChoiceField(
        label="您要反映什么",
        widget=forms.RadioSelect,
        choices=[
            ("report", "举报：有人违法，希望查处"),
            ("complaint", "申诉：我买到了不合格的产品，希望解决"),
            ("conduct", "行风监督：工作人员的态度或纪律问题"),
        ],
        help_text="如果两样都有，我们会分成两件办理，各自告诉您进度。",
    )
    name = forms.CharField(
        label="您的姓名",
        max_length=40,
        help_text="可以不填。不填就是匿名举报，我们仍会办理。",
        required=False,
    )
    phone = forms.CharField(label="联系电话", widget=forms.TextInput(attrs={"type": "tel", "class": "short"}))
    bought_on = forms.DateField(
        label="购买日期", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    kinds = forms.MultipleChoiceField(
        label="涉及的问题",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("fake", "假冒产地或厂名"), ("unfit", "不符合标准"), ("expired", "过期"), ("other", "其他")],
    )
    town = forms.ChoiceField(label="所在乡镇", choices=[("", "请选择"), ("1", "葛仙庄镇"), ("2", "连庄镇")])
    story = forms.CharField(
        label="事情经过",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="时间、地点、经过，尽量写清楚。",
    )
    files = forms.FileField(
        label="照片或票据", required=False, help_text="每个文件不超过 20 MB，图片、PDF 或 Word。"
    )
    consent = forms.BooleanField(label="我保证以上内容属实，愿意承担相应责任")


def pages() -> tuple[str, ...]:
    """The names of all pages of the gallery."""
    return tuple(sorted(path.stem for path in PAGES_DIR.glob("*.html")))


def render(name: str, *, language: str = "zh-hans") -> str:
    """One page as a whole HTML document."""
    request = RequestFactory().get(f"/{name}")
    with translation.override(language), override_settings(ROOT_URLCONF="tests.ui.addresses"):
        template = Template((PAGES_DIR / f"{name}.html").read_text(encoding="utf-8"))
        return template.render(
            Context({"request": request, **csrf(request), **i18n(request), **context(name)})
        )


def answer(path: str, *, language: str = "zh-hans") -> tuple[str, bytes] | None:
    """Media type and content of an address of the gallery, or None where it has none."""
    if path == "/brand.css":
        return "text/css", as_css(palette(BRAND.colour)).encode()
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return None if found is None else (kind, Path(found).read_bytes())
    name = path.strip("/")
    return ("text/html; charset=utf-8", render(name, language=language).encode()) if name in pages() else None


def context(name: str) -> Mapping[str, Any]:
    """What the page's templates use; desk pages are seen by an officer, the others by the public."""
    is_desk = name.startswith("desk")
    shared: dict[str, Any] = {"brand": BRAND, "now": NOW, "form": FilingForm(), "bad_form": _bad_form()}
    shared |= _facts() | {"navigation": _desk_links() if is_desk else _portal_links()}
    if not is_desk:
        return shared
    officer = SimpleNamespace(name="王敏", title="承办人 · 稽查科", is_authenticated=True)
    return shared | {
        "user": officer,
        "worklists": _worklists(),
        "search_url": "/desk/search/",
        "register_url": "/desk/register/",
        "messages": [Message(constants.SUCCESS, "已受理，受理通知书正在生成。")],
        "cases": _cases(),
    }


def _bad_form() -> FilingForm:
    form = FilingForm(
        data={"name": "李", "story": "六月三日在县城东街买的绒线。", "kinds": ["fake"], "matter": "report"}
    )
    form.add_error(None, "这份诉求与您昨天提交的一份完全相同，请核对是否重复提交。")
    return form


def _portal_links() -> tuple[NavItem, ...]:
    return (
        NavItem("首页", "/", "house", is_here=True),
        NavItem("提交诉求", "/file/", "file-pen-line"),
        NavItem("查询进度", "/track/", "search"),
        NavItem("办事指南", "/guides/", "book-open"),
        NavItem("通知公告", "/notices/", "megaphone"),
    )


def _desk_links() -> tuple[NavItem, ...]:
    return (
        NavItem("工作台", "/desk/", "inbox"),
        NavItem("机构管理", "/desk/organisation/", "building-2"),
    )


def _worklists() -> tuple[NavItem, ...]:
    return (
        NavItem("我的案件", "/desk/mine/", "user", is_here=True, count=7, key="m"),
        NavItem("本单位", "/desk/unit/", "users", count=31, key="u"),
        NavItem("待分派", "/desk/unassigned/", "inbox", count=4, key="a"),
        NavItem("即将到期", "/desk/due-soon/", "hourglass", count=3, tone="amber", key="s"),
        NavItem("已逾期", "/desk/overdue/", "flame", count=2, tone="red", key="o"),
    )


def _facts() -> dict[str, Any]:
    return {
        "crumbs": (
            Crumb("工作台", "/desk/"),
            Crumb("我的案件", "/desk/mine/"),
            Crumb("清质监举〔2026〕0142"),
        ),
        "stages": steps(STAGES, current=2, notes=("6月18日", "6月19日", "预计 7月3日 前")),
        "summary": (
            SummaryRow("反映事项", "举报：假冒产地的羊绒线", "/file/1/"),
            SummaryRow("被反映单位", "葛仙庄镇某绒毛加工厂", "/file/2/"),
            SummaryRow(
                "事情经过", "六月三日在县城东街购买，标签写“内蒙古产”，\n票据上的厂名与包装不同。", "/file/3/"
            ),
        ),
        "timeline": (
            TimelineEntry(
                NOW - timedelta(hours=2), "记录调查情况", "王敏", "现场取样 2 份，已送检。", "brand", "pencil"
            ),
            TimelineEntry(
                NOW - timedelta(days=4),
                "发出受理通知书",
                "系统",
                "",
                "green",
                "file-check",
                "/files/1/",
                "受理通知书 清质监受〔2026〕97 号",
            ),
            TimelineEntry(
                NOW - timedelta(days=5),
                "受理",
                "刘建国",
                "符合受理条件，分派稽查科。",
                "green",
                "circle-check",
            ),
            TimelineEntry(NOW - timedelta(days=6), "收到诉求", "12365 热线", "", "", "phone"),
        ),
        "reckoning": (
            ReckoningStep("2026-06-18 周四", "收到诉求，当日不计入"),
            ReckoningStep("2026-06-19 周五", "端午节，放假"),
            ReckoningStep("2026-06-22 周一", "工作日", 1),
            ReckoningStep("2026-06-23 周二", "工作日", 2),
        ),
        "bars": (
            Bar("打假举报", 214),
            Bar("质量申诉", 131, tone="amber"),
            Bar("业务咨询", 402),
            Bar("行风监督", None, "少于 5"),
        ),
        "monthly": (31, 28, 44, 39, 52, 47, 61, 58, 40, 49, 55, 63),
        "tabs": (
            Tab("办理", "#", True),
            Tab("材料", "#", count=4),
            Tab("文书", "#", count=2),
            Tab("当事人", "#"),
        ),
        "columns": ("机构", "受理", "按时", "中位天数"),
        "rows": (("清河县局", 214, "96%", 6), ("甲银行", 96, "88%", 11), ("乙公司", 41, "100%", 3)),
        "dues": {
            "calm": NOW + timedelta(days=6, hours=4),
            "soon": NOW + timedelta(hours=5),
            "late": NOW - timedelta(days=2, hours=3),
            "far": NOW + timedelta(days=220),
        },
    }


def _cases() -> tuple[SimpleNamespace, ...]:
    rows = (
        ("0131", "举报某超市销售过期食用油", "打假举报", "grey", -50, "王敏", "调查处理", "实名"),
        ("0138", "电动车充电器起火，要求退货并赔偿", "质量申诉", "grey", 5, "王敏", "答复", "实名"),
        (
            "0142",
            "举报假冒产地的羊绒线，票据上的厂名与包装不同，附照片三张",
            "打假举报",
            "grey",
            148,
            "王敏",
            "调查处理",
            "匿名",
        ),
        ("0147", "反映窗口工作人员推诿", "行风监督", "violet", 300, "刘建国", "审查受理", "匿名"),
    )
    return tuple(
        SimpleNamespace(
            number=f"清质监举〔2026〕{number}",
            title=title,
            business=business,
            tone=tone,
            due_at=NOW + timedelta(hours=hours),
            handler=handler,
            stage=stage,
            named=named,
            burning=hours < 0,
            soon=0 <= hours < 24,
        )
        for number, title, business, tone, hours, handler, stage, named in rows
    )

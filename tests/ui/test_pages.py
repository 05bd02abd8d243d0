"""Whole pages of the gallery: nothing inline, one heading, and plain pages that name nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

import ui
from tests.ui import gallery

ROOM = Path(ui.__file__).parent
PLAIN = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html")
INLINE = re.compile(r"\son[a-z]+=|\sstyle=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", gallery.pages())
def test_page_obeys_the_content_policy(name: str, language: str) -> None:
    html = gallery.render(name, language=language)

    page = BeautifulSoup(html, "html.parser")
    assert INLINE.findall(html) == []
    assert page("style") == []
    assert [script for script in page("script") if not script.get("src")] == []


@pytest.mark.parametrize("name", gallery.pages())
def test_page_has_one_main_heading_and_ids_of_its_own(name: str) -> None:
    page = BeautifulSoup(gallery.render(name), "html.parser")

    ids = [tag["id"] for tag in page.select("[id]")]
    assert (len(page("h1")), len(page("main"))) == (1, 1)
    assert sorted(ids) == sorted(set(ids))
    assert page.html["lang"] == "zh-Hans"


@pytest.mark.parametrize("name", gallery.pages())
def test_page_asks_only_for_files_that_exist(name: str) -> None:
    page = BeautifulSoup(gallery.render(name), "html.parser")

    asked = [tag.get("href") or tag["src"] for tag in page.select("link[href], script[src]")]
    files = [address for address in asked if not address.startswith("/brand.css?v=")]
    assert [address for address in files if finders.find(address.removeprefix("/static/")) is None] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", PLAIN)
def test_plain_page_needs_no_organisation_and_names_none(name: str, language: str) -> None:
    with translation.override(language):
        alone = render_to_string(name)
        amid = render_to_string(name, {"brand": gallery.BRAND})

    assert alone == amid
    assert gallery.BRAND.name not in amid


def test_outage_page_says_that_nothing_was_stored() -> None:
    with translation.override("zh-hans"):
        page = BeautifulSoup(render_to_string("503.html"), "html.parser")

    assert page.strong.get_text() == "您刚才提交的内容没有保存，也没有产生受理编号。"


def test_desk_shows_whose_eyes_are_on_the_screen() -> None:
    page = BeautifulSoup(gallery.render("desk-mine"), "html.parser")

    assert (
        page.select_one(".viewer summary").get_text("|", strip=True) == "王|当前查看者：|王敏|承办人 · 稽查科"
    )
    printed = page.select_one(".print-only").get_text()
    assert printed == "由 王敏（清河县质量技术监督局 12365 中心）打印 · 2026-06-24 10:30"


def test_portal_carries_the_face_in_both_languages() -> None:
    chinese = (
        BeautifulSoup(gallery.render("portal-home"), "html.parser")
        .select_one(".face")
        .get_text("|", strip=True)
    )
    english = BeautifulSoup(gallery.render("portal-home", language="en"), "html.parser").select_one(".face")

    assert chinese == "清|清河县质量技术监督局 12365 中心|Qinghe County Quality Bureau 12365 Centre"
    assert (
        english.get_text("|", strip=True)
        == "清|Qinghe County Quality Bureau 12365 Centre|清河县质量技术监督局 12365 中心"
    )
    assert english.select_one(".face__other")["lang"] == "zh-Hans"


def test_every_text_of_the_room_has_its_english() -> None:
    catalogue = (ROOM / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    translated = dict(
        re.findall(r'^msgid "(.+)"\n(?:msgid_plural .+\n)?msgstr(?:\[0\])? "(.*)"$', catalogue, re.M)
    )

    assert set(translated) == _texts()
    assert [text for text, english in translated.items() if not english] == []


def test_stylesheets_stay_short_and_layered() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in (ROOM / "static/ui/css").glob("*.css")}

    assert {name: text.count("\n") for name, text in sheets.items() if text.count("\n") > 400} == {}
    assert [name for name, text in sheets.items() if "@layer" not in text] == []


def _texts() -> set[str]:
    found: set[str] = set()
    for path in (*ROOM.rglob("*.html"), *ROOM.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'{% translate "([^"]+)" %}', text))
        found |= set(re.findall(r"{% translate '([^']+)' %}", text))
        found |= set(re.findall(r'\b(?:gettext|ngettext|_)\(\s*"([^"]*[\u4e00-\u9fff][^"]*)"', text))
        for block in re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text):
            found.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", block))
    return found | {"%(days)s %(hours)s"}

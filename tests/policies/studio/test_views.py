"""The studio's pages: who gets in, what they show, what a change does."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock
from policies import selectors
from policies.drafts.rules import Edit
from policies.drafts.services import apply_edits
from policies.studio.records import mark_of
from tests.policies.studio.conftest import Studio, address, again, filled

pytestmark = pytest.mark.db

CLOCK = "edit/clocks/s12b-c1/"


def mark() -> str:
    return mark_of(selectors.adopted_versions()[0].digest)


def pages(draft) -> list[str]:
    """Every page that shows something by itself."""
    rules = f"/desk/policy/rules/{mark()}/"
    return [
        "/desk/policy/", "/desk/policy/history/", rules, f"{rules}?q=受理", f"{rules}flow/", f"{rules}clocks/",
        *(address(draft, rest) for rest in (
            "", "yaml/", "check/", "changes/", "dates/", "preview/", "replay/", "propose/", "edit/clocks/",
            CLOCK, "edit/workflows/enquiry/", "edit/workflows/enquiry/states/", "edit/general/", "edit/hours/",
            "edit/business_types/enquiry/", "edit/forms/enquiry/", "edit/reward/", "new/clocks/",
            "edit/workflows/enquiry/transitions/answer-now/", "edit/fields/title/",
        )),
    ]  # fmt: skip


def words(response) -> str:
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


def test_every_page_is_there_for_an_admin(studio: Studio):
    draft = studio.draft()

    found = {page: studio.first.get(page).status_code for page in pages(draft)}

    assert {page: status for page, status in found.items() if status != 200} == {}


def test_there_is_no_studio_for_anybody_else(studio: Studio, client_for, alpha):
    draft = studio.draft()
    stranger = client_for(alpha)

    answers = {
        (studio.officer.get(page).status_code, stranger.get(page).status_code) for page in pages(draft)
    }

    assert answers == {(404, 302)}


def test_entry_is_changed_by_its_form(studio: Studio):
    draft = studio.draft()
    page = address(draft, CLOCK)
    data = filled(studio.first.get(page)) | {"span--amount": "3"}

    response = studio.first.post(page, data)

    assert (response.status_code, response["Location"]) == (302, page)
    assert "s12b-c1:\n    span:\n      amount: 3\n" in again(draft).text
    assert "改过" in words(studio.first.get(page))


def test_saving_without_a_change_writes_nothing(studio: Studio):
    draft = studio.draft()
    page = address(draft, CLOCK)

    studio.first.post(page, filled(studio.first.get(page)))

    assert again(draft).revision == draft.revision


def test_mistake_keeps_what_was_typed(studio: Studio):
    draft = studio.draft()
    page = address(draft, CLOCK)
    data = filled(studio.first.get(page)) | {"span--amount": "-3", "label--zh-hans": "三日内受理"}

    response = studio.first.post(page, data)

    assert response.status_code == 422
    assert 'value="三日内受理"' in response.content.decode()
    assert again(draft).revision == draft.revision


CONDITIONS = (
    ("values.nosuch == 1", "没有“values.nosuch”", "a field that there is not"),
    ("named ==", "条件", "half a sentence"),
)


@pytest.mark.parametrize(("condition", "told", "why"), CONDITIONS, ids=[row[2] for row in CONDITIONS])
def test_condition_is_judged_when_it_is_written(studio: Studio, condition, told, why):
    draft = studio.draft()
    page = address(draft, CLOCK)
    data = filled(studio.first.get(page)) | {"when": condition}

    response = studio.first.post(page, data)

    assert response.status_code == 422
    assert told in response.context["form"].errors["when"][0]


def test_somebody_else_was_quicker_and_nothing_is_lost(studio: Studio):
    draft = studio.draft()
    page = address(draft, CLOCK)
    data = filled(studio.first.get(page)) | {"span--amount": "3"}
    edits = [Edit(("clocks", "s12b-c2", "span", "amount"), 5)]
    apply_edits(actor_id=studio.second_id, draft=draft, edits=edits, revision=draft.revision, now=clock.now())

    refused = studio.first.post(page, data)
    kept = studio.first.post(page, data | {"revision": again(draft).revision})

    assert (refused.status_code, kept.status_code) == (422, 302)
    assert 'value="3"' in refused.content.decode()


def test_entry_is_added_duplicated_removed_and_given_back(studio: Studio):
    draft = studio.draft()
    new = address(draft, "new/channels/")
    data = filled(studio.first.get(new)) | {
        "label--zh-hans": "微信",
        "label--en": "WeChat",
        "kind": "messaging",
    }

    added = studio.first.post(new, data)

    assert added["Location"] == address(draft, "edit/channels/wechat/")
    act = address(draft, "act/channels/wechat/")
    copied = studio.first.post(act, {"wish": "duplicate", "revision": again(draft).revision})
    assert copied["Location"] == address(draft, "edit/channels/wechat-2/")
    gone = studio.first.post(act, {"wish": "drop", "revision": again(draft).revision})
    assert gone["Location"] == address(draft, "edit/channels/")
    assert studio.first.get(address(draft, "edit/channels/wechat/")).status_code == 404
    page = address(draft, "act/channels/fax/")
    studio.first.post(page, {"wish": "drop", "revision": again(draft).revision})
    assert "已删除" in words(studio.first.get(address(draft, "edit/channels/")))
    studio.first.post(page, {"wish": "inherit", "revision": again(draft).revision})
    assert studio.first.get(address(draft, "edit/channels/fax/")).status_code == 200


def test_undo_and_redo(studio: Studio):
    draft = studio.draft()
    page = address(draft, CLOCK)
    studio.first.post(page, filled(studio.first.get(page)) | {"span--amount": "3"})
    changed = again(draft).text

    studio.first.post(address(draft, "undo/"), {"revision": again(draft).revision})
    undone = again(draft).text
    studio.first.post(address(draft, "redo/"), {"revision": again(draft).revision})

    assert (undone, again(draft).text) == (draft.text, changed)


def test_rows_are_moved_without_saving(studio: Studio):
    draft = studio.draft()
    page = address(draft, "edit/workflows/enquiry/transitions/answer-now/")
    data = filled(studio.first.get(page))
    (before,) = data["inputs--0"]

    response = studio.first.post(page, data | {"row": "down:inputs:0"})

    assert response.status_code == 200
    assert response.context["form"]["inputs--1"].value() == before
    assert again(draft).revision == draft.revision


def test_yaml_with_a_mistake_is_told_with_its_line_and_stays(studio: Studio):
    draft = studio.draft()
    text = f"{draft.text}clocks:\n  s12b-c1:\n    spann: {{amount: 3, unit: working-day}}\n"

    response = studio.first.post(address(draft, "yaml/"), {"text": text, "revision": draft.revision})

    line = text.splitlines().index("    spann: {amount: 3, unit: working-day}") + 1
    assert response.status_code == 422
    assert f"第 {line} 行" in words(response)
    assert "did you mean 'span'?" in words(response)
    assert "spann" in BeautifulSoup(response.content, "html.parser").find("textarea").text
    assert again(draft).text == draft.text


def test_yaml_is_kept(studio: Studio):
    draft = studio.draft()
    text = f"{draft.text}clocks:\n  s12b-c1:\n    span: {{amount: 3, unit: working-day}}  # 更快\n"

    response = studio.first.post(address(draft, "yaml/"), {"text": text, "revision": draft.revision})

    assert response.status_code == 302
    assert again(draft).text == text


def test_dates_are_computed_with_their_explanation(studio: Studio):
    draft = studio.draft()
    page = address(draft, CLOCK)
    studio.first.post(page, filled(studio.first.get(page)) | {"span--amount": "3"})

    response = studio.first.get(
        address(draft, "dates/"), {"at": "2026-04-27T08:05", "line": "quality-complaint"}
    )

    first = next(row for row in response.context["rows"] if row.label.zh_hans)
    assert response.status_code == 200
    assert "这个日期是怎么算出来的" in words(response)
    assert first.due.explanation != ()


def test_two_people_publish(studio: Studio):
    draft = studio.draft()
    page = address(draft, CLOCK)
    studio.first.post(page, filled(studio.first.get(page)) | {"span--amount": "3"})
    today = clock.now().astimezone().date().isoformat()
    sent = {"on": today, "note": "更快受理", "revision": again(draft).revision}

    proposed = studio.first.post(address(draft, "propose/"), sent)

    decide = address(draft, "decide/")
    assert proposed["Location"] == decide
    wish = {"wish": "approve", "read": "on", "revision": again(draft).revision}
    alone = studio.first.post(decide, wish)
    assert (alone.status_code, again(draft).state) == (422, "PROPOSED")
    assert "提请的人不能自己批准" in words(alone)
    assert "更快受理" in words(studio.second.get(decide))
    unread = studio.second.post(decide, wish | {"read": ""})
    assert (unread.status_code, again(draft).state) == (302, "PROPOSED")
    published = studio.second.post(decide, wish)
    assert published.status_code == 302
    assert again(draft).state == "PUBLISHED"
    history = words(studio.first.get("/desk/policy/history/"))
    assert "安晓 提请，卫复核 批准" in history


def test_proposal_is_sent_back_with_a_reason(studio: Studio):
    draft = studio.draft()
    page = address(draft, CLOCK)
    studio.first.post(page, filled(studio.first.get(page)) | {"span--amount": "3"})
    today = clock.now().astimezone().date().isoformat()
    sent = {"on": today, "note": "更快受理", "revision": again(draft).revision}
    studio.first.post(address(draft, "propose/"), sent)

    studio.second.post(
        address(draft, "decide/"), {"wish": "reject", "reason": "先试算", "revision": again(draft).revision}
    )

    assert again(draft).state == "EDITING"
    assert "先试算" in words(studio.first.get(address(draft)))


def test_single_admin_is_told_how_to_appoint_a_second(alpha, client_for):
    alone = client_for(alpha).sign_in_admin()

    shown = alone.get("/desk/policy/")

    assert "还差一位管理员" in words(shown)
    assert '<a href="/desk/organisation/people/invite/">' in shown.content.decode()


def test_going_back_is_a_new_draft(studio: Studio):
    response = studio.first.post(f"/desk/policy/history/{mark()}/back/")

    assert response.status_code == 302
    assert response["Location"].startswith("/desk/policy/draft/")


def test_pages_cost_the_same_however_much_there_is(studio: Studio):
    draft = studio.draft()
    addresses = ["/desk/policy/", "/desk/policy/history/", address(draft), address(draft, "edit/clocks/"),
                 address(draft, CLOCK), address(draft, "check/"), address(draft, "changes/")]  # fmt: skip

    few = [queries(studio.first, page) for page in addresses]
    codes = list(selectors.adopted_versions()[0].pack.clocks)
    for number in range(3):
        edits = [Edit(("clocks", codes[number], "warn_at"), [0.9])]
        current = again(draft)
        apply_edits(
            actor_id=studio.first_id, draft=current, edits=edits, revision=current.revision, now=clock.now()
        )
        studio.draft()

    assert [queries(studio.first, page) for page in addresses] == few
    assert max(few) <= 25


def queries(client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page).status_code == 200
    return len(seen)

"""Where the values of a filing go, by their class in the rulebook (R40). Pure."""

from __future__ import annotations

import pytest

from casework.intake.rules import TITLE_LENGTH, hides_named_staff, sort_values
from policies.loading import load_pack
from tests.factories.filings import PERSON, VALUES

PACK = load_pack("demo-county-12365")


def _sorted(business_type: str, **changed: object):
    values = {**VALUES[business_type], **PERSON, **{k.replace("_", "-"): v for k, v in changed.items()}}
    return sort_values(pack=PACK, business_type=business_type, values=values)


def test_open_line_shows_title_and_respondent_and_seals_story_and_filer():
    filing = _sorted("fraud-report")

    assert filing.title == "销售假冒电热水壶"
    assert filing.open_values == {
        "fraud-category": "counterfeit",
        "respondent-name": "惠民家电商行",
        "respondent-address": "甲县东风路66号",
    }
    assert filing.narrative == {"narrative": "店内销售假冒名牌电热水壶。"}
    assert filing.parties == {"FILER": {"name": "钱多多", "phone": "13800000001"}}
    assert filing.respondent_name == "惠民家电商行"


def test_sealed_line_has_no_title_and_no_open_text():
    filing = _sorted("conduct")

    assert filing.title == ""
    assert filing.open_values == {"conduct-category": "integrity"}
    assert filing.narrative == {"title": "检查人员索要礼品", "narrative": "检查时暗示要送礼品。"}
    assert filing.parties == {
        "RESPONDENT": {"name": "罗不良", "employer": "稽查队"},
        "FILER": {"name": "钱多多", "phone": "13800000001"},
    }
    assert filing.respondent_name == "罗不良"


@pytest.mark.parametrize(
    ("wants_reply", "expected", "reason"),
    [
        (True, True, "asked for"),
        (False, False, "no is an answer and not a blank"),
        (None, True, "nothing said: the filer is told, because silence waives nothing"),
    ],
)
def test_wish_for_a_reply(wants_reply, expected, reason):
    assert _sorted("fraud-report", wants_reply=wants_reply).wants_reply is expected, reason


def test_blanks_and_files_are_kept_nowhere():
    filing = _sorted("fraud-report", remedy="", respondent_phone=None, evidence_files=["x"])

    assert set(filing.narrative) == {"narrative"}
    assert "respondent-phone" not in filing.open_values


def test_values_that_the_form_does_not_ask_are_kept_nowhere():
    filing = _sorted("enquiry", staff_name="罗不良", made_up="x")

    assert filing.parties == {"FILER": {"name": "钱多多", "phone": "13800000001"}}
    assert set(filing.open_values) | set(filing.narrative) == {"enquiry-topic", "question"}


def test_long_title_is_cut_for_lists():
    assert _sorted("enquiry", title="长" * 300).title == "长" * TITLE_LENGTH


@pytest.mark.parametrize(
    ("nature", "hides"),
    [("conduct", True), ("report", False), ("complaint", False), ("enquiry", False)],
)
def test_only_filings_about_our_own_people_shut_out_who_is_named(nature, hides):
    assert hides_named_staff(nature) is hides

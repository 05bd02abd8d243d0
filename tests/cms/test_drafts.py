"""The draft as a value, and the pages that it leads through."""

from __future__ import annotations

import pytest

from cms.filing.rules import (
    CHECK_STEP,
    NAMED_STEP,
    DraftState,
    FileNote,
    asks_identity,
    is_named,
    page_codes,
)
from policies.engine.pack import Identity, Pack
from policies.loading import load_pack


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("demo-county-12365")


def everything(pack: Pack, business: str) -> dict[str, tuple[str, ...]]:
    """Every field of every step asked."""
    steps = pack.forms[pack.business_types[business].form].steps
    return {code: step.fields for code, step in steps.items()}


def test_draft_reads_as_it_was_written() -> None:
    note = FileNote(id="a", field="evidence-files", name="照片.png", media_type="image/png", size=3)
    state = DraftState(business="fraud-report", is_named=False, values={"title": ["一"]}, files=(note,))

    assert DraftState.from_bytes(state.as_bytes()) == state


def test_typing_replaces_a_page_and_leaves_the_others() -> None:
    state = DraftState(business="b", values={"title": ["一"], "remedy": ["二"]})

    assert state.typed({"title": [], "name": ["三"]}).values == {
        "title": [],
        "remedy": ["二"],
        "name": ["三"],
    }


def test_turning_to_another_line_asks_for_the_name_again() -> None:
    state = DraftState(business="fraud-report", is_named=False, values={"title": ["一"]})

    turned = state.for_business("enquiry")

    assert (turned.business, turned.is_named, turned.values) == ("enquiry", None, {"title": ["一"]})
    assert state.for_business("fraud-report") is state


def test_name_is_asked_just_before_the_page_about_the_filer(pack: Pack) -> None:
    pages = page_codes(pack, pack.business_types["fraud-report"], everything(pack, "fraud-report"))

    assert pages == ("matter", "respondent", "evidence", NAMED_STEP, "filer", CHECK_STEP)


def test_page_on_which_nothing_is_asked_is_left_out(pack: Pack) -> None:
    asked = {**everything(pack, "fraud-report"), "filer": ()}

    pages = page_codes(pack, pack.business_types["fraud-report"], asked)

    assert pages == ("matter", "respondent", "evidence", NAMED_STEP, CHECK_STEP)


def test_line_that_needs_a_name_never_asks_whether(pack: Pack) -> None:
    spec = pack.business_types["quality-complaint"]

    assert spec.identity is Identity.NAMED
    assert not asks_identity(spec)
    assert is_named(DraftState(business="quality-complaint", is_named=False), spec)
    assert NAMED_STEP not in page_codes(pack, spec, everything(pack, "quality-complaint"))


def test_no_shipped_pack_has_a_step_that_a_page_of_our_own_would_hide() -> None:
    packs = [load_pack(name) for name in ("demo-county-12365", "bank-2020", "company-tiers", "market-121")]

    taken = {code for each in packs for form in each.forms.values() for code in form.steps}

    assert taken & {NAMED_STEP, CHECK_STEP} == set()

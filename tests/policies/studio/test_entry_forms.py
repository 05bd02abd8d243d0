"""Every entry of every shipped rulebook through its form: what is shown and saved unchanged stays what it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.forms import BooleanField
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from pydantic import BaseModel

from policies.engine.pack import ClockRule, Letter, Pack
from policies.loading import canonical_tree, load_pack
from policies.studio import words
from policies.studio.controls import JOIN, Piece, Surroundings
from policies.studio.entry_forms import EntryForm, new_code
from policies.studio.places import GENERAL, NoSuchPlace, Place, groups, look, paged, place_at, unasked
from policies.studio.shapes import Kind, shapes_of

PACKS = (
    "bank-2020", "bank-report-2019", "cfpb", "company-service", "company-tiers", "demo-county-12365",
    "eu-whistleblowing", "fca-disp", "inspection-team", "market-121", "market-20", "petition-2022",
    "quality-12365", "quality-12365-first-contact", "report-centre-96315",
)  # fmt: skip
CLOCK = ("clocks", "s1-c1")


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def form_of(pack: Pack, place: Place, **options: Any) -> EntryForm:
    values = look(canonical_tree(pack), place.path) or {}
    around = Surroundings(pack, "zh-hans", workflow=place.workflow)
    return EntryForm(model=place.model, values=values, around=around, skip=unasked(place), **options)


def typed(form: EntryForm) -> MultiValueDict[str, str]:
    """What a browser would send back of an untouched form."""
    data: MultiValueDict[str, str] = MultiValueDict()
    for name, field in form.fields.items():
        initial = form.get_initial_for_field(field, name)
        shown = initial if isinstance(field, BooleanField) else field.widget.format_value(initial)
        if shown is None or shown is False or shown == "":
            continue
        if isinstance(shown, list | tuple):
            data.setlist(name, [str(one) for one in shown if one != ""])
        else:
            data[name] = "on" if shown is True else str(shown)
    return data


def retyped(data: MultiValueDict[str, str], answers: dict[str, str]) -> None:
    """Answer some questions anew."""
    for name, answer in answers.items():
        data[name] = answer


def entries(pack: Pack) -> Iterator[Place]:
    """Every entry and rule of a pack that has a form."""
    yield place_at([GENERAL])
    yield from _below(canonical_tree(pack), (), Pack)


def _below(tree: Any, path: tuple[str, ...], model: type[BaseModel]) -> Iterator[Place]:
    for shape in paged(model):
        value = tree.get(shape.key)
        if value is None or shape.model is None:
            continue
        here = (*path, shape.key)
        if shape.kind is Kind.PART:
            yield place_at(here)
            continue
        for code, entry in value.items():
            yield place_at((*here, code))
            yield from _below(entry, (*here, code), shape.model)


@pytest.mark.parametrize("pack_id", PACKS)
def test_untouched_form_changes_nothing(pack_id):
    pack = load_pack(pack_id)
    tree = canonical_tree(pack)
    wrong = {}

    for place in entries(pack):
        form = form_of(pack, place, data=typed(form_of(pack, place)))
        keys = [shape.key for shape in form.shapes]
        was = {key: value for key, value in look(tree, place.path).items() if key in keys}
        if not form.is_valid():
            wrong[place.path] = form.errors
        elif {key: form.value().get(key) for key in was} != was or set(form.value()) - set(was):
            wrong[place.path] = (form.value(), was)

    assert wrong == {}


def test_every_key_and_value_of_the_format_has_words():
    nameless = []
    for model in all_models(Pack, set()):
        for shape in shapes_of(model):
            if not words.has_key(shape.owner, shape.key):
                nameless.append(shape.word_key)
            nameless += [
                f"{shape.word_key}={value}"
                for value in shape.options
                if not words.has_value(shape.owner, shape.key, value, shape.enum)
            ]

    assert nameless == []


def all_models(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    if model not in seen:
        seen.add(model)
        for shape in shapes_of(model):
            if shape.model is not None:
                all_models(shape.model, seen)
    return seen


def test_every_section_of_a_rulebook_has_its_place_in_a_group():
    shown = [section for _zh, _en, sections in groups() for section in sections]

    assert sorted(shown) == sorted([GENERAL, *(shape.key for shape in paged(Pack))])


WRONG = (
    ("span--amount", "-1", "确保该值大于或等于0。", "a negative length"),
    ("span--amount", "", "请填写这一项", "no length at all"),
    ("label--en", "", "必需字段", "a text without English"),
    ("actor", "nobody", "选择一个有效的选项。 nobody 不在可用的选项中。", "a role that there is not"),
    ("warn_at", "fifty", "请填写百分数，用顿号隔开，例如 50、75", "no number"),
    ("warn_at", "150", "百分数要在 0 和 100 之间", "more than the whole time"),
)


@pytest.mark.parametrize(("name", "value", "message", "why"), WRONG, ids=[row[3] for row in WRONG])
def test_mistake_is_told_beside_its_control_and_nothing_is_lost(name, value, message, why):
    pack = load_pack("company-service")
    place = place_at(CLOCK)
    data = typed(form_of(pack, place))
    data[name] = value

    form = form_of(pack, place, data=data)

    assert form.errors == {name: [message]}
    assert form["promise--rule--zh-hans"].value() == "自收到投诉起 24 小时内"


def test_what_the_model_finds_is_told_beside_its_control():
    pack = load_pack("company-service")
    place = place_at(CLOCK)
    data = typed(form_of(pack, place))
    retyped(data, {"promise--label--en": ""})

    form = form_of(pack, place, data=data)

    assert form.errors == {"promise--label--en": ["请填写这一项"]}


def test_switched_off_part_is_gone():
    pack = load_pack("company-service")
    place = place_at(CLOCK)
    data = typed(form_of(pack, place))
    del data["promise--on"]

    form = form_of(pack, place, data=data)

    assert form.is_valid()
    assert "promise" not in form.value()


def test_rows_are_added_and_blank_ones_dropped():
    pack = load_pack("company-service")
    place = place_at(("letters", "opinion"))
    data = typed(form_of(pack, place))
    retyped(
        data,
        {
            "signatures--rows": "3",
            "signatures--1--zh-hans": "总经理",
            "signatures--1--en": "Managing director",
        },
    )

    form = form_of(pack, place, data=data)

    assert form.is_valid()
    assert form.value()["signatures"] == [
        {"zh-hans": "投诉中心", "en": "Complaint centre"},
        {"zh-hans": "总经理", "en": "Managing director"},
    ]


def test_row_of_a_mapping_gets_a_code_from_its_english_name():
    pack = load_pack("company-service")
    place = place_at(("fields", "category"))
    data = typed(form_of(pack, place))
    count = int(data["choices--rows"])
    retyped(
        data,
        {
            "choices--rows": str(count + 1),
            f"choices--{count}--zh-hans": "物流配送",
            f"choices--{count}--en": "Delivery & post",
        },
    )

    form = form_of(pack, place, data=data)

    assert form.is_valid()
    assert form.value()["choices"]["delivery-post"] == {"zh-hans": "物流配送", "en": "Delivery & post"}


CODES = (
    ({"label": {"en": "Send the reply"}}, (), "send-the-reply", "words joined"),
    ({"label": {"en": "Reply"}}, ("reply",), "reply-2", "taken already"),
    ({"label": {"en": "24 hours"}}, (), "x-24-hours", "begins with a number"),
    ({"label": {"en": "！"}}, (), "x", "no letter at all"),
)


@pytest.mark.parametrize(("value", "taken", "code", "why"), CODES, ids=[row[3] for row in CODES])
def test_new_code(value, taken, code, why):
    assert new_code(value, taken) == code


NOWHERE = (("nonsense",), ("clocks", "x", "span"), (), ("hours", "opens"), ("workflows", "x", "initial"))


@pytest.mark.parametrize("path", NOWHERE)
def test_path_that_no_rulebook_has_is_no_place(path):
    with pytest.raises(NoSuchPlace):
        place_at(path)


def test_shapes_of_letters_and_clocks_know_their_tables():
    tables = {
        model.__name__: {shape.key: shape.table for shape in shapes_of(model) if shape.table}
        for model in (Letter, ClockRule)
    }

    assert tables == {
        "Letter": {"prints": "fields", "cites": "citations"},
        "ClockRule": {
            "start": "milestones", "stop": "milestones", "term": "vague_terms", "tiers": "tiers",
            "restart": "milestones", "lapse": "milestones", "actor": "roles", "cites": "citations",
        },
    }  # fmt: skip


def pieces(form: EntryForm) -> Iterator[Piece]:
    waiting = list(form.pieces)
    while waiting:
        piece = waiting.pop()
        yield piece
        waiting += piece.children
        waiting += [inner for row in piece.rows for inner in row.pieces]


def test_form_draws_every_control_it_has():
    pack = load_pack("market-121")

    for place in entries(pack):
        form = form_of(pack, place)
        drawn = {name for piece in pieces(form) for name in piece.fields}
        assert drawn == {name for name in form.fields if not name.endswith(f"{JOIN}rows")}

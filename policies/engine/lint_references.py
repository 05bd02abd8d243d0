"""Codes that a pack uses without defining them, and definitions that nothing uses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from policies.engine.findings import Finding, error, nearest, warning
from policies.engine.lint_links import links
from policies.engine.pack import BusinessType, ClockRule, Pack, Transition, Workflow

_TABLES: Final[dict[str, tuple[str, str]]] = {
    "roles": ("角色", "role"),
    "channels": ("渠道", "channel"),
    "fields": ("字段", "field"),
    "forms": ("表单", "form"),
    "profiles": ("保密方案", "confidentiality profile"),
    "tiers": ("等级", "tier"),
    "conditions": ("受理条件", "acceptance condition"),
    "reasons": ("理由", "reason"),
    "workflows": ("流程", "workflow"),
    "clocks": ("时限", "clock"),
    "letters": ("文书", "letter"),
    "citations": ("条文", "citation"),
    "categories": ("类别", "category"),
    "causes": ("原因", "cause"),
    "products": ("产品", "product"),
    "unit_kinds": ("单位类型", "kind of unit"),
    "vague_terms": ("模糊用语", "vague term"),
    "business_types": ("业务", "line of business"),
}
_MAY_LIE_IDLE = frozenset(
    {
        "roles",
        "citations",
        "categories",
        "causes",
        "products",
        "business_types",
        "unit_kinds",
        "vague_terms",
    }
)
"""A role is judged by what it may do, a rulebook may be quoted further than it is used, code lists and kinds of
unit are there to be chosen from, and a line of business to be filed with."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One use of a code: where it stands, and the table that must define it."""

    path: str
    table: str
    code: str


def lint_references(pack: Pack) -> Iterator[Finding]:
    """Unknown codes as errors; unused definitions as warnings, unless the pack is there to be extended."""
    used: dict[str, set[str]] = {table: set() for table in _TABLES}
    for reference in _references(pack):
        used[reference.table].add(reference.code)
        known = _defined(pack, reference.table)
        if reference.code not in known:
            yield _unknown(reference, known)
    if not pack.fragment:
        for table in _TABLES.keys() - _MAY_LIE_IDLE:
            for code in _defined(pack, table):
                if code not in used[table]:
                    zh_hans, en = _TABLES[table]
                    yield warning(f"{table}.{code}", f"没有用到这个{zh_hans}", f"Nothing uses this {en}")


def _defined(pack: Pack, table: str) -> Collection[str]:
    defined: Collection[str] = getattr(pack, table)
    return defined


def _unknown(reference: Reference, known: Collection[str]) -> Finding:
    zh_hans, en = _TABLES[reference.table]
    hint = nearest(reference.code, known)
    return error(
        reference.path,
        f"没有定义{zh_hans}“{reference.code}”{hint.zh_hans}",
        f"There is no {en} “{reference.code}”{hint.en}",
    )


def _references(pack: Pack) -> Iterator[Reference]:
    for code, business in pack.business_types.items():
        yield from _of_business(f"business_types.{code}", business)
    for code, workflow in pack.workflows.items():
        yield from _of_workflow(f"workflows.{code}.transitions", workflow)
    for code, clock in pack.clocks.items():
        yield from _of_clock(f"clocks.{code}", clock)
    for code, form in pack.forms.items():
        for step, page in form.steps.items():
            yield from _many(f"forms.{code}.steps.{step}.fields", "fields", page.fields)
    for code, profile in pack.profiles.items():
        yield from _many(f"profiles.{code}.need_to_know", "roles", profile.need_to_know)
    for path, table, used in links(pack):
        yield Reference(path, table, used)


def _many(path: str, table: str, codes: tuple[str, ...]) -> Iterator[Reference]:
    return (Reference(path, table, code) for code in codes)


def _of_business(path: str, business: BusinessType) -> Iterator[Reference]:
    yield Reference(f"{path}.workflow", "workflows", business.workflow)
    yield Reference(f"{path}.form", "forms", business.form)
    yield Reference(f"{path}.profile", "profiles", business.profile)
    yield Reference(f"{path}.first_role", "roles", business.first_role)
    yield from _many(f"{path}.channels", "channels", business.channels)
    yield from _many(f"{path}.tiers", "tiers", business.tiers)
    yield from _many(f"{path}.conditions", "conditions", business.conditions)
    yield from _many(f"{path}.reasons", "reasons", business.reasons)
    yield from _many(f"{path}.clocks", "clocks", business.clocks)
    yield from _many(f"{path}.on_receipt", "letters", business.on_receipt)


def _of_workflow(path: str, workflow: Workflow) -> Iterator[Reference]:
    for code, transition in workflow.transitions.items():
        yield from _of_transition(f"{path}.{code}", transition)


def _of_transition(path: str, transition: Transition) -> Iterator[Reference]:
    yield from _many(f"{path}.roles", "roles", transition.roles)
    yield from _many(f"{path}.inputs", "fields", transition.inputs)
    yield from _many(f"{path}.letters", "letters", transition.letters)
    if transition.clock is not None:
        yield Reference(f"{path}.clock", "clocks", transition.clock)


def _of_clock(path: str, clock: ClockRule) -> Iterator[Reference]:
    yield Reference(f"{path}.actor", "roles", clock.actor)
    yield from _many(f"{path}.tiers", "tiers", tuple(clock.tiers))
    if clock.extension is not None:
        yield Reference(f"{path}.extension.approver", "roles", clock.extension.approver)
        yield from _many(f"{path}.extension.tiers", "tiers", clock.extension.tiers)

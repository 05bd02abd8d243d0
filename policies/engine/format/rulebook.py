"""One rulebook, whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from policies.engine.format.acceptance import Condition, Reason
from policies.engine.format.accountability import ReportRule
from policies.engine.format.base import Citation, Code, Label, PackStatus, TenantKind
from policies.engine.format.duties import Approval, Role, Route, SupervisionStep, Tier, UnitKind
from policies.engine.format.flow import Branch, Workflow
from policies.engine.format.intake import Channel, FieldSpec, IntakeForm, Term
from policies.engine.format.lines import BusinessType, LineRules, MixedRule
from policies.engine.format.papers import Letter
from policies.engine.format.replies import Feedback
from policies.engine.format.secrecy import Profile
from policies.engine.format.time import BusinessHours, ClockRule, VagueTerm


class Pack(LineRules):
    """One rulebook, whole (P1 to P43).

    What it takes from ``LineRules`` holds for all of its lines of business that do not set their own.
    """

    format: Literal[1]
    id: Code
    """Its code, which is also the name of its file."""
    version: int = Field(ge=1)
    """Counts up with every version that is published."""
    extends: tuple[Code, ...] = ()
    """The packs of which it only says the differences."""
    fragment: bool = False
    """A fragment is there to be extended and cannot be adopted alone (R1)."""
    title: Label
    """The rulebook's title."""
    issuer: Label
    """Who issued it."""
    status: PackStatus
    """Whether it binds anybody today; a repealed or historic one is never a default."""
    status_note: Label | None = None
    """What readers have to know about its status."""
    legal_basis: tuple[str, ...] = ()
    """P1: the rules on which it rests, as codes of ``citations``."""
    kinds: tuple[TenantKind, ...]
    """The organisations for which it is made."""
    effective_from: date | None = None
    """The first day on which it is in force."""
    effective_to: date | None = None
    """The last day on which it was in force."""
    zone: str = "Asia/Shanghai"
    """The time zone in which days and office hours are counted."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "CNY"
    """ISO 4217: the currency of every sum of money in the pack and its cases."""
    calendar: str = "CN"
    """P26: the table of working days."""
    hours: BusinessHours = BusinessHours()
    version_pin: Literal["at-receipt", "at-acceptance"] = "at-receipt"
    """P2: the version that governs a case is the one in force when it was received, or accepted (R5)."""
    mixed: MixedRule
    first_contact: bool = False
    """First-contact duty: whoever receives a filing answers for it and may not refuse (P7, S5)."""
    citations: dict[str, Citation] = {}
    categories: dict[Code, Term] = {}
    """P5: domains: 质量 标准 计量 特种设备 食品 认证 法律法规."""
    causes: dict[Code, Term] = {}
    """P5, P41: what was the cause."""
    products: dict[Code, Term] = {}
    """P5: products and services."""
    roles: dict[Code, Role]
    unit_kinds: dict[Code, UnitKind] = {}
    """P20: kinds of unit that cases are sent to."""
    routing: dict[Code, Route] = {}
    """P20: where cases go, tried in this order."""
    approvals: dict[Code, Approval] = {}
    """P19: whose word which step needs."""
    supervision: dict[Code, SupervisionStep] = {}
    """P22: the ladder of 督办, in order."""
    vague_terms: dict[Code, VagueTerm] = {}
    """P24: numbers for words."""
    branches: dict[Code, Branch] = {}
    """P27: the ways that a case may take."""
    feedback: dict[Code, Feedback] = {}
    """P30: who is told of what."""
    reports: dict[Code, ReportRule] = {}
    """P40: statistics."""
    channels: dict[Code, Channel]
    fields: dict[str, FieldSpec]
    forms: dict[Code, IntakeForm]
    profiles: dict[Code, Profile]
    tiers: dict[Code, Tier] = {}
    conditions: dict[Code, Condition] = {}
    reasons: dict[Code, Reason] = {}
    workflows: dict[Code, Workflow]
    clocks: dict[Code, ClockRule]
    letters: dict[Code, Letter]
    business_types: dict[Code, BusinessType]

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, values: Any) -> Any:
        """Give clocks the spans of their vague words, and fields the choices of their code list."""
        if not isinstance(values, dict):
            return values
        return {**values, **_clocks_with_spans(values), **_fields_with_choices(values)}


def _clocks_with_spans(values: Mapping[str, Any]) -> dict[str, Any]:
    clocks, terms = _entries(values, "clocks"), _entries(values, "vague_terms")
    waiting = {code: clock for code, clock in clocks.items() if "span" not in clock and clock.get("term")}
    unknown = [code for code, clock in waiting.items() if str(clock["term"]) not in terms]
    if unknown and values.get("fragment") is not True:
        raise _no_such_term(unknown[0], str(waiting[unknown[0]]["term"]), terms)
    filled = {
        code: {**clock, "span": term["span"]}
        for code, clock in waiting.items()
        if "span" in (term := terms.get(str(clock["term"]), {}))
    }
    return {"clocks": {**values["clocks"], **filled}} if filled else {}


def _no_such_term(clock: str, term: str, terms: Mapping[str, Any]) -> ValidationError:
    close = get_close_matches(term, list(terms), n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    kind = PydanticCustomError(
        "no_such_term", "there is no vague term {term}{hint}", {"term": repr(term), "hint": hint}
    )
    detail = InitErrorDetails(type=kind, loc=("clocks", clock, "term"), input=None)
    return ValidationError.from_exception_data("Pack", [detail])


def _fields_with_choices(values: Mapping[str, Any]) -> dict[str, Any]:
    filled = {
        code: {**field, "choices": {term: entry.get("label") for term, entry in listed.items()}}
        for code, field in _entries(values, "fields").items()
        if (listed := _entries(values, str(field.get("choices_from"))))
    }
    return {"fields": {**values["fields"], **filled}} if filled else {}


def _entries(values: Mapping[str, Any], table: str) -> dict[str, dict[str, Any]]:
    """The entries of a table that are mappings; whatever else is there is left to the models to refuse."""
    entries = values.get(table)
    if not isinstance(entries, dict):
        return {}
    return {code: entry for code, entry in entries.items() if isinstance(entry, dict)}

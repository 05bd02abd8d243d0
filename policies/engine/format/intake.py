"""How filings come in: channels, forms and fields, first contact, code lists (P5 to P8)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from policies.engine.format.base import Code, Expression, Label, PackModel


class Term(PackModel):
    """An entry of a code list: a category, a cause or a product (P5)."""

    label: Label
    parent: Code | None = None
    """The entry above it, of the same list."""
    official: str | None = None
    """Its code in an official list, where that list could be verified (R8)."""
    sample: bool = False
    """示例: for demonstration; nothing that is coded with it can be filed with an authority (R8)."""
    cites: tuple[str, ...] = ()


class ChannelKind(StrEnum):
    VOICE = "voice"
    COUNTER = "counter"
    WEB = "web"
    POST = "post"
    EMAIL = "e-mail"
    FAX = "fax"
    MESSAGING = "messaging"
    SOCIAL = "social"
    TRANSFER_IN = "transfer-in"


class Arrival(StrEnum):
    """When a filing counts as received through a channel (P6)."""

    MOMENT = "moment"
    """When it happened, by day or night."""
    REGISTERED = "registered"
    """When it reached the organisation's hands, e.g. a letter when the post room stamped it."""
    OFFICE = "office"
    """At once during office hours on a working day, else when the office opens next (DISP 1.5)."""


class Channel(PackModel):
    """A door through which filings arrive (P6)."""

    label: Label
    kind: ChannelKind
    """What sort of door it is."""
    arrival: Arrival = Arrival.MOMENT
    """Which moment counts as receipt."""
    original: bool = False
    """The paper itself (letter, fax, printed mail) is attached behind the form (S5 三)."""
    staff_records: bool = False
    """Said by mouth: staff record what the form would ask (S10 第九条)."""
    reference: bool = False
    """Passed on by another body, whose reference number and date are kept (S3 1, 上级交办 and 部门转办)."""
    business_types: tuple[Code, ...] = ()
    """Where given, only these lines of business come through it."""
    cites: tuple[str, ...] = ()


class OutOfScopeAction(StrEnum):
    """What happens to a filing that is not the organisation's own duty (P7, T30)."""

    ACCEPT_THEN_GUIDE = "accept-then-guide"
    REFUSE_WITH_ROUTE = "refuse-with-route"
    TRANSFER = "transfer"


class OutOfScope(PackModel):
    """What is done with what is not the organisation's duty (P7)."""

    action: OutOfScopeAction
    """Take it and guide, refuse with the right route, or pass it on."""
    explanation: Label
    """What the filer is told."""
    cites: tuple[str, ...] = ()


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long-text"
    CHOICE = "choice"
    MULTI_CHOICE = "multi-choice"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    MONEY = "money"
    NUMBER = "number"
    PHONE = "phone"
    EMAIL = "e-mail"
    ID_NUMBER = "id-number"
    FILES = "files"
    CHECKLIST = "checklist"
    """The acceptance conditions of the business type, each to be ticked."""
    REASON = "reason"
    """One of the business type's reasons to decline."""
    TIER = "tier"
    UNIT = "unit"
    OFFICER = "officer"


class Requirement(StrEnum):
    """Hard: the form refuses without it. Soft: its lack is shown as a gap in the quality of the record."""

    HARD = "hard"
    SOFT = "soft"
    OPTIONAL = "optional"


class FieldClass(StrEnum):
    """How far a value may travel (R40): identifying ones are always sealed, narrative in sealed profiles."""

    IDENTIFYING = "identifying"
    NARRATIVE = "narrative"
    OPEN = "open"


class FieldSpec(PackModel):
    """One thing that is asked, in an intake form or of an officer who acts (P8)."""

    label: Label
    """The question."""
    kind: FieldKind
    required: Requirement = Requirement.OPTIONAL
    """Whether it must be answered."""
    when: Expression | None = None
    """CEL over the values typed so far (``values``) and ``named``; asked only where it is true."""
    field_class: FieldClass = Field(default=FieldClass.OPEN, alias="class")
    """How far the answer may travel (R40)."""
    binds: str | None = None
    """The slot that the value fills, e.g. ``filer.name``, ``respondent.phone``, ``case.unit``."""
    help: Label | None = None
    """What helps to answer it."""
    choices: dict[Code, Label] = {}
    """What may be chosen."""
    choices_from: Literal["categories", "causes", "products"] | None = None
    """The code list of the pack whose entries are the choices (P5); ``choices`` is then filled from it."""
    max_length: int | None = Field(default=None, ge=1, le=20000)
    """The most characters of an answer."""
    maximum: int | None = Field(default=None, ge=0)
    """The most that a sum or number may be, e.g. the limit of an on-the-spot penalty (R26)."""
    cites: tuple[str, ...] = ()


class FormStep(PackModel):
    """One page of a public form: one matter at a time."""

    title: Label
    """The heading of the page."""
    intro: Label | None = None
    """What is said before the questions."""
    fields: tuple[str, ...]
    """The questions, in order."""


class IntakeForm(PackModel):
    """The fields of a filing in the order in which they are asked."""

    steps: dict[Code, FormStep]


class Identity(StrEnum):
    """Whether a filer may stay unnamed (P9)."""

    NAMED = "named"
    ENCOURAGED = "encouraged"
    OPTIONAL = "optional"


class UnnamedRule(PackModel):
    """What follows from a filing without a name (P9, T20, T29)."""

    reply: bool = True
    """Whether an unnamed filer is answered at all, on the tracking page at least."""
    clocks: bool = True
    """Whether time limits run (银行保险违法行为举报处理办法: none do)."""
    silent_clocks: tuple[Code, ...] = ()
    """The clocks that do not run for an unnamed filing, e.g. the one for the reply."""
    reward: bool = True
    """Whether an unnamed filer may claim a reward, with the access code."""
    cites: tuple[str, ...] = ()

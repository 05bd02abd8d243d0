"""The pack format: a rulebook as data.

A pack is read from YAML, merged with the packs it extends, and validated into these frozen models. Everything
that a rulebook says about channels, forms, conditions, tiers, states, deadlines, letters and secrecy is said
here, never in Python. Collections are mappings keyed by code, so that a pack that extends another overrides
one entry by naming it (and drops it with ``null``).
"""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=48)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class PackModel(BaseModel):
    """Frozen and closed: an unknown key in a pack is an error, not a surprise."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Label(PackModel):
    """A text that people read, in both languages of the product."""

    zh_hans: Annotated[str, StringConstraints(min_length=1)] = Field(alias="zh-hans")
    en: Annotated[str, StringConstraints(min_length=1)]

    def in_language(self, language: str) -> str:
        """The text in ``language`` (a Django language code); Chinese unless English is asked for."""
        return self.en if language.startswith("en") else self.zh_hans


class PackStatus(StrEnum):
    """Whether the rulebook binds anybody today (P1)."""

    CURRENT = "current"
    REPEALED = "repealed"
    HISTORY = "history"
    INTERNAL = "internal"


class TenantKind(StrEnum):
    AUTHORITY = "authority"
    BANK = "bank"
    COMPANY = "company"
    REGULATOR = "regulator"
    OPERATOR = "operator"


class Nature(StrEnum):
    """What the filing asks for; the law treats the four differently, and no title decides it (R4)."""

    COMPLAINT = "complaint"
    REPORT = "report"
    ENQUIRY = "enquiry"
    CONDUCT = "conduct"


class Stage(StrEnum):
    """The five plain steps that a filer sees, whatever the workflow behind them."""

    RECEIVED = "received"
    DECIDING = "deciding"
    HANDLING = "handling"
    REPLYING = "replying"
    FINISHED = "finished"


class Verb(StrEnum):
    """What an officer can do to a case. A pack says who may, when, from which state, and what follows."""

    SCREEN = "screen"
    CLASSIFY = "classify"
    ACCEPT = "accept"
    DECLINE = "decline"
    GUIDE = "guide"
    REFER = "refer"
    PROPOSE = "propose"
    SIGN_OFF = "sign-off"
    SEND_BACK = "send-back"
    ASSIGN = "assign"
    SIGN_FOR = "sign-for"
    BEGIN = "begin"
    FIND = "find"
    MEDIATE = "mediate"
    PAUSE = "pause"
    RESUME = "resume"
    ASK_EXTENSION = "ask-extension"
    EXTEND = "extend"
    REFUSE_EXTENSION = "refuse-extension"
    SUPERVISE = "supervise"
    """督办: press a unit that shows no result."""
    REPORT_BACK = "report-back"
    CLOSE = "close"
    REPLY = "reply"
    NOTIFY = "notify"
    """Record that a notice was sent off to its addressee; this, never the decision, stops a clock (R11)."""
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    ARCHIVE = "archive"


class Citation(PackModel):
    """Where a rule stands: the source's title, the clause, and the words that matter."""

    source: Label
    locator: str
    text: str = ""


class Role(PackModel):
    """A duty in the rulebook (P18); the tenant's admin maps people to it."""

    label: Label
    description: Label | None = None
    scope: Literal["organisation", "unit", "case"] = "organisation"
    """How far the duty reaches: all cases of its business types, those of the person's unit, or those
    assigned to the person."""


class ChannelKind(StrEnum):
    VOICE = "voice"
    COUNTER = "counter"
    WEB = "web"
    POST = "post"
    EMAIL = "e-mail"
    FAX = "fax"
    MESSAGING = "messaging"
    TRANSFER_IN = "transfer-in"


class Channel(PackModel):
    """A door through which filings arrive (P6)."""

    label: Label
    kind: ChannelKind


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
    kind: FieldKind
    required: Requirement = Requirement.OPTIONAL
    when: Expression | None = None
    """CEL over the values typed so far (``values``) and ``named``; asked only where it is true."""
    field_class: FieldClass = Field(default=FieldClass.OPEN, alias="class")
    binds: str | None = None
    """The slot that the value fills, e.g. ``filer.name``, ``respondent.phone``, ``case.unit``."""
    help: Label | None = None
    choices: dict[Code, Label] = {}
    max_length: int | None = Field(default=None, ge=1, le=20000)
    maximum: int | None = Field(default=None, ge=0)
    """The most that a sum or number may be, e.g. the limit of an on-the-spot penalty (R26)."""
    cites: tuple[str, ...] = ()


class FormStep(PackModel):
    """One page of a public form: one matter at a time."""

    title: Label
    intro: Label | None = None
    fields: tuple[str, ...]


class IntakeForm(PackModel):
    """The fields of a filing in the order in which they are asked."""

    steps: dict[Code, FormStep]


class Profile(PackModel):
    """Who may see what of a case (P34). A sealed profile also encrypts the narrative."""

    label: Label
    sealed: bool = False
    need_to_know: tuple[str, ...] = ()
    """Roles that may open the identity of the filer."""
    respondent_door: bool = False
    """Whether the respondent may ever learn of the case (never for reports and conduct, R21 and R22)."""


class Tier(PackModel):
    """A severity tier; its code means something in this pack only (R4)."""

    label: Label
    criteria: Label | None = None
    actions: tuple[Label, ...] = ()
    cites: tuple[str, ...] = ()


class Condition(PackModel):
    """A test for acceptance (P13). Without an expression an officer ticks it."""

    label: Label
    expression: Expression | None = None
    cites: tuple[str, ...] = ()


class Reason(PackModel):
    """A coded ground for declining, referring or returning."""

    label: Label
    cites: tuple[str, ...] = ()


class Unit(StrEnum):
    """Kinds of span that are never converted into each other (R10)."""

    HOUR = "hour"
    BUSINESS_HOUR = "business-hour"
    CALENDAR_DAY = "calendar-day"
    WORKING_DAY = "working-day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    IMMEDIATE = "immediate"


class Roll(StrEnum):
    """What happens when the last day is no working day (regulations.md section 5)."""

    NONE = "none"
    STATUTORY_HOLIDAY = "statutory-holiday"
    NON_WORKING_DAY = "non-working-day"


class Span(PackModel):
    amount: int = Field(ge=0, le=4000)
    unit: Unit


class Pause(PackModel):
    """The time between two milestones that does not count."""

    start: Code
    stop: Code
    label: Label
    cites: tuple[str, ...] = ()


class Extension(PackModel):
    """How much longer, how often, and on whose word (R13)."""

    span: Span
    times: int = Field(default=1, ge=1, le=10)
    approver: str
    tiers: tuple[str, ...] = ()
    """Where given, only cases in these tiers can be extended."""
    notify_filer: bool = False
    cites: tuple[str, ...] = ()


class Promise(PackModel):
    """How the public learns of a clock (R14): a date for what runs already, else the rule in words."""

    label: Label
    rule: Label


class ClockRule(PackModel):
    """A time limit (P23). It is computed from milestones, never counted."""

    label: Label
    legal: bool
    """False for an internal target, e.g. a number given to 及时: never shown to the public (P24)."""
    start: tuple[Code, ...]
    """Milestones; the first that happens starts the clock."""
    stop: tuple[Code, ...]
    span: Span
    tiers: dict[Code, Span] = {}
    """Other spans by tier; until classified the strictest of them runs."""
    roll: Roll = Roll.NONE
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None
    restart: tuple[Code, ...] = ()
    """Milestones that start the clock anew (a repeat report with new facts)."""
    when: Expression | None = None
    """CEL over the facts of the case; the clock exists only where it is true."""
    lapse: Code | None = None
    """A milestone that happens by itself when the time is over and nothing stopped the clock, so that another
    clock may start at the event or at the end of the time for it (R16: three months from the acknowledgement,
    or from the end of the seven days)."""
    actor: str
    """The role that answers for it."""
    warn_at: tuple[float, ...] = (0.5, 0.75)
    promise: Promise | None = None
    cites: tuple[str, ...] = ()


class State(PackModel):
    label: Label
    stage: Stage
    final: bool = False
    public: Label
    """What the filer reads on the tracking page while the case is here."""


class Transition(PackModel):
    """One lawful step: who may take it, from where, what is asked, what follows."""

    verb: Verb
    label: Label
    hint: Label | None = None
    """One sentence on what will happen, shown before the officer confirms."""
    from_states: tuple[Code, ...] = Field(alias="from")
    to: Code | None = None
    """The next state; None keeps the present one (a note, a classification)."""
    roles: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    when: Expression | None = None
    milestones: tuple[Code, ...] = ()
    letters: tuple[Code, ...] = ()
    clock: Code | None = None
    """The clock that an extension is asked for, granted or refused."""
    needs_conditions: bool = False
    """Whether every acceptance condition must be met."""
    breach_of_order: Label | None = None
    """Possible, but out of order: recorded as a breach with both times (R16)."""
    cites: tuple[str, ...] = ()


class Workflow(PackModel):
    initial: Code
    states: dict[Code, State]
    transitions: dict[Code, Transition]


class Letter(PackModel):
    """A paper of the organisation (P36), numbered 简称〔年〕n号 in its series."""

    label: Label
    template: Code
    audience: Literal["filer", "file", "unit"]
    series: str
    """The word before the year in the number, e.g. 投诉受理; letters of one series share one counter."""
    signatures: tuple[Label, ...] = ()
    sealed: bool = True
    """Whether the paper has a place for the organisation's seal."""
    when: Expression | None = None
    cites: tuple[str, ...] = ()


class Identity(StrEnum):
    """Whether a filer may stay unnamed (P9)."""

    NAMED = "named"
    ENCOURAGED = "encouraged"
    OPTIONAL = "optional"


class BusinessType(PackModel):
    """One line of business with its own form, flow, clocks and secrecy (P3)."""

    label: Label
    nature: Nature
    summary: Label
    """What belongs here, for a citizen who has to choose."""
    prepare: tuple[Label, ...] = ()
    """What to have at hand."""
    workflow: Code
    form: Code
    profile: Code
    number_prefix: Annotated[str, StringConstraints(min_length=1, max_length=8)]
    identity: Identity
    channels: tuple[Code, ...]
    public: bool = True
    tiers: tuple[Code, ...] = ()
    conditions: tuple[Code, ...] = ()
    reasons: tuple[Code, ...] = ()
    routes: Label | None = None
    """The other ways open to somebody whose filing is declined."""
    clocks: tuple[Code, ...] = ()
    on_receipt: tuple[Code, ...] = ()
    """Letters that are issued at once, e.g. the intake record."""
    receipt_milestones: tuple[Code, ...] = ("received",)
    """Without a decision to accept, ``accepted`` happens at receipt too (T16)."""
    first_role: str
    """Who sees a new case first: the role whose worklist it enters."""
    cites: tuple[str, ...] = ()


class Mixed(StrEnum):
    """What becomes of one filing that is both a complaint and a report (P4, R3)."""

    REJECT = "reject"
    SINGLE = "single"
    SEPARATE = "separate"
    SPLIT_LINKED = "split-linked"


class MixedRule(PackModel):
    mode: Mixed
    explanation: Label
    """What the filer and the officer are told."""
    cites: tuple[str, ...] = ()


class BusinessHours(PackModel):
    """Office hours for business-hour clocks; after the cut-off an arrival counts as the next day's."""

    opens: time = time(9)
    closes: time = time(17)
    cut_off: time | None = None

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        """Without an hour of office a business-hour clock would never end."""
        if self.closes <= self.opens:
            raise ValueError("offices must close after they open")
        return self


class Pack(PackModel):
    """One rulebook, whole (P1 to P43 as far as the product executes them)."""

    format: Literal[1]
    id: Code
    version: int = Field(ge=1)
    extends: tuple[Code, ...] = ()
    fragment: bool = False
    """A fragment is there to be extended and cannot be adopted alone (R1)."""
    title: Label
    issuer: Label
    status: PackStatus
    status_note: Label | None = None
    kinds: tuple[TenantKind, ...]
    effective_from: date | None = None
    effective_to: date | None = None
    zone: str = "Asia/Shanghai"
    calendar: str = "CN"
    hours: BusinessHours = BusinessHours()
    version_pin: Literal["at-receipt", "at-acceptance"] = "at-receipt"
    mixed: MixedRule
    first_contact: bool = False
    """First-contact duty: whoever receives a filing answers for it and may not refuse (P7, S5)."""
    citations: dict[str, Citation] = {}
    roles: dict[Code, Role]
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

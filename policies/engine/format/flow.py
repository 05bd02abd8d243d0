"""Workflows: states, steps, and the branches that a case may take (P3, P19, P27 to P29)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from policies.engine.format.base import Audience, Code, Expression, Label, PackModel, Stage
from policies.engine.format.time import Roll, Span


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


class State(PackModel):
    """Where a case can be."""

    label: Label
    stage: Stage
    """The plain step that the filer sees."""
    final: bool = False
    """Whether the case is finished here (R12)."""
    public: Label
    """What the filer reads on the tracking page while the case is here."""


class Transition(PackModel):
    """One lawful step: who may take it, from where, what is asked, what follows."""

    verb: Verb
    label: Label
    """What the step is called on its button."""
    hint: Label | None = None
    """One sentence on what will happen, shown before the officer confirms."""
    from_states: tuple[Code, ...] = Field(alias="from")
    """The states in which it may be taken."""
    to: Code | None = None
    """The next state; None keeps the present one (a note, a classification)."""
    roles: tuple[str, ...]
    """Who may take it."""
    other_than: tuple[Code, ...] = ()
    """Steps whose taker may not take this one: who decides an appeal did not handle the case (T31, R24)."""
    inputs: tuple[str, ...] = ()
    """The fields that are asked of the officer."""
    when: Expression | None = None
    milestones: tuple[Code, ...] = ()
    """What is recorded: clocks, feedback and other rules wait for these."""
    letters: tuple[Code, ...] = ()
    """The papers that are made."""
    clock: Code | None = None
    """The clock that an extension is asked for, granted or refused."""
    needs_conditions: bool = False
    """Whether every acceptance condition must be met."""
    breach_of_order: Label | None = None
    """Possible, but out of order: recorded as a breach with both times (R16)."""
    cites: tuple[str, ...] = ()


class Workflow(PackModel):
    """The states of a line of business and the steps between them."""

    initial: Code
    """The state in which a case begins."""
    states: dict[Code, State]
    """Where a case can be."""
    transitions: dict[Code, Transition]
    """The lawful steps between the states."""


class BranchKind(StrEnum):
    """The ways that a case may take besides being handled to its end (P27)."""

    MEDIATION = "mediation"
    CASE_FILING = "case-filing"
    """立案"""
    ON_THE_SPOT_PENALTY = "on-the-spot-penalty"
    """当场处罚"""
    ORDER_TO_CORRECT = "order-to-correct"
    """责令改正"""
    REFERRAL = "referral"
    """移送, 移交"""
    PASSING_ON = "passing-on"
    """转办"""
    JOINDER = "joinder"
    """并案"""
    ANSWER_AT_ONCE = "answer-at-once"
    """即时答复"""
    EMERGENCY_PLAN = "emergency-plan"
    """应急预案"""
    UNFOUNDED = "unfounded"
    """失实"""
    TERMINATION = "termination"
    """终止"""
    LINKED_CASE = "linked-case"
    """A lead found on the way becomes a case of its own (令121 art. 27, R33)."""


class Branch(PackModel):
    """A way that a case may take (P27): which steps lead into it, when it is open, and within which limits."""

    label: Label
    kind: BranchKind
    business_types: tuple[Code, ...] = ()
    steps: tuple[Code, ...] = ()
    """The transitions that take it."""
    when: Expression | None = None
    """CEL over the facts of the case; open where it is true."""
    leads_to: Code | None = None
    """For ``linked-case``: the line of business of the new case."""
    most: dict[Literal["person", "organisation"], int] = {}
    """The highest penalty on the spot, by who is punished (行政处罚法 51: 200 and 3,000元, T22, R26)."""
    letters: tuple[Code, ...] = ()
    cites: tuple[str, ...] = ()


class Consent(StrEnum):
    """Whose consent mediation needs (P28)."""

    NONE = "none"
    FILER = "filer"
    BOTH = "both"


class FeePayer(StrEnum):
    """Who prepays, and who bears, the fee of a test (P28, T25)."""

    FILER = "filer"
    RESPONDENT = "respondent"
    LIABLE = "liable"
    """责任方: whoever is found to be at fault."""
    AGREED = "agreed"
    """As the parties agree; without an agreement mediation ends (令121 art. 23(4))."""
    ORGANISATION = "organisation"


class FeeRule(PackModel):
    """Who pays for a test of quality (P28, S8 一5, 令121 art. 22)."""

    prepaid_by: FeePayer
    """Who pays at first."""
    borne_by: FeePayer
    """Who pays in the end."""
    cites: tuple[str, ...] = ()


class Delegation(StrEnum):
    """Whether another body may mediate for the organisation (P28)."""

    NEVER = "never"
    ORGANISATION_DECIDES = "organisation-decides"
    BOTH_CONSENT = "both-consent"
    """令121 art. 19"""


class MediationRule(PackModel):
    """调解 (P28)."""

    consent: Consent = Consent.NONE
    """Who has to agree before it begins."""
    length: Span | None = None
    """The longest it may take."""
    roll: Roll = Roll.NONE
    """What happens when its last day is no working day."""
    since: tuple[Code, ...] = ("accepted",)
    """Milestones from which the length counts."""
    test_time_counts: bool = True
    """Whether the time of a test counts: yes in S12b, no in 令20 and 令121 (T12)."""
    test: tuple[Code, Code] = ("testing-began", "testing-ended")
    """The milestones between which a test was under way."""
    recusal_pauses: bool = False
    """Whether an application for 回避 suspends it (令121 art. 21)."""
    recusal: tuple[Code, Code] = ("recusal-asked", "recusal-decided")
    """The milestones between which 回避 is decided."""
    fee: FeeRule | None = None
    """Who pays for a test."""
    laboratory: Literal["agreed", "designated"] = "agreed"
    """Who picks the laboratory where the parties do not agree: nobody, or the organisation (令121 art. 22)."""
    delegation: Delegation = Delegation.NEVER
    """Whether another body may mediate."""
    grounds: tuple[Code, ...] = ()
    """Reasons on which it is ended."""
    notice: Span | None = None
    """How soon both sides are told of its end."""
    letter: Code | None = None
    """The agreement, e.g. 《产品质量争议调解书》."""
    signatures: tuple[Label, ...] = ()
    """Who signs the agreement."""
    record_suffices: bool = False
    """Whether a record does where the terms were performed at once or both sides agree (令121 art. 24)."""
    cites: tuple[str, ...] = ()


class CaseFiling(PackModel):
    """立案 (P29): what it needs, who decides, who then investigates."""

    conditions: tuple[Code, ...] = ()
    """Conditions that must all be met (程序规定 19)."""
    waivers: tuple[Code, ...] = ()
    """Reasons for not opening a case although they are met (程序规定 20)."""
    approver: str
    """The role that decides."""
    step: Code | None = None
    """The transition that opens the case."""
    investigators: tuple[str, ...] = ()
    """Roles that investigate afterwards."""
    unit_kind: Code | None = None
    """The kind of unit that investigates."""
    min_investigators: int = Field(default=1, ge=1, le=9)
    """How many persons at least."""
    limit: Span | None = None
    """How soon after the conditions are met it is opened: an internal target for 及时 (S5 七)."""
    told: tuple[Audience, ...] = ()
    """Who is told of the decision (令20 art. 31: reporters who gave their name)."""
    cites: tuple[str, ...] = ()

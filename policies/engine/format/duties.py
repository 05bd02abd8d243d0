"""Who does what: tiers, roles, approvals, routes, conflicts of interest, supervision (P17 to P22)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from policies.engine.format.base import Audience, Code, Expression, Label, PackModel
from policies.engine.format.time import Span


class Tier(PackModel):
    """A severity tier; its code means something in this pack only (P17, R4)."""

    label: Label
    criteria: Label | None = None
    """What belongs here, in words."""
    when: Expression | None = None
    """CEL that is true where the criteria are met; the first tier whose condition holds is suggested."""
    actions: tuple[Label, ...] = ()
    """What is done at once, in words: 启动应急预案, 报告公司高层."""
    told: tuple[str, ...] = ()
    """Roles that are told when a case is put into this tier."""
    audiences: tuple[Audience, ...] = ()
    """Others who are told, e.g. the superior body (S2 第九条(1))."""
    milestones: tuple[Code, ...] = ()
    """What is recorded when a case is put into this tier, e.g. to start the clock of the emergency plan."""
    cites: tuple[str, ...] = ()


class Retier(StrEnum):
    """Whether a case may be put into another tier (P17)."""

    NEVER = "never"
    UNTIL = "until"
    """Until one of the milestones in ``until`` happened."""
    ALWAYS = "always"


class Classification(PackModel):
    """Who puts cases into tiers, and when anew (P17, T6)."""

    setters: tuple[str, ...] = ()
    """Roles that may set a tier; all that have a step for it where empty."""
    retier: Retier = Retier.ALWAYS
    """Whether a tier may be changed."""
    until: tuple[Code, ...] = ()
    """The milestones after which it is settled."""
    reason: bool = False
    """Whether a change has to be explained in a note."""
    retier_by: tuple[str, ...] = ()
    """Roles that may change a tier; the setters where empty."""
    cites: tuple[str, ...] = ()


class Role(PackModel):
    """A duty in the rulebook (P18); the tenant's admin maps people to it."""

    label: Label
    description: Label | None = None
    """What the duty is."""
    scope: Literal["organisation", "unit", "case"] = "organisation"
    """How far the duty reaches: all cases of its business types, those of the person's unit, or those
    assigned to the person."""
    deputies: tuple[str, ...] = ()
    """Roles that act for it while it is held by nobody or its holder is away (P19, delegation)."""


class UnitKind(PackModel):
    """A kind of unit of the organisation: 业务股室, 稽查队, 纪检部门 (P20). The tenant's admin maps units to it."""

    label: Label
    may_pass_on: bool = True
    """Whether such a unit may pass a case on itself; where not, it returns it to intake (令121 art. 41, R28)."""
    cites: tuple[str, ...] = ()


class ApprovalPosition(StrEnum):
    """On which side of its step an approval stands (P19)."""

    BEFORE = "before"
    AFTER = "after"


class Approval(PackModel):
    """Somebody's word that a step needs: 批示, 指示, 签发, 立案, 延期, 结案 (P19)."""

    label: Label
    step: Code
    """The transition that it is about."""
    business_types: tuple[Code, ...] = ()
    """The lines of business that need it; all that have the step where empty."""
    role: str
    """Who gives it."""
    delegates: tuple[str, ...] = ()
    """Who else may give it, when the role delegated it."""
    position: ApprovalPosition = ApprovalPosition.BEFORE
    """Before the step, or within its time after it."""
    asked: tuple[Code, ...]
    """Milestones from which its own time limit runs."""
    given: tuple[Code, ...]
    """Milestones that show that it was given."""
    limit: Span | None = None
    """How long whoever approves has; internal unless a clause says otherwise (T8)."""
    enforced: bool = False
    """True: without it the step is refused. False: the step is possible and recorded as a breach of order (R16)."""
    tiers: tuple[str, ...] = ()
    """Where given, only cases in these tiers need it."""
    when: Expression | None = None
    cites: tuple[str, ...] = ()


class Route(PackModel):
    """Where a case of a kind goes (P20). Routes are tried in their order; the first that fits is taken."""

    label: Label
    business_types: tuple[Code, ...] = ()
    """Lines of business that go here; all where empty."""
    tiers: tuple[str, ...] = ()
    """Tiers that go here; all where empty."""
    categories: tuple[Code, ...] = ()
    """Categories that go here, with everything below them; all where empty."""
    channels: tuple[Code, ...] = ()
    """Channels whose filings go here; all where empty."""
    when: Expression | None = None
    """CEL over the facts of the case. All that is given must hold; a route that gives nothing takes all."""
    unit_kind: Code | None = None
    """The kind of unit that handles it."""
    role: str | None = None
    """The role that handles or decides it."""
    told: tuple[str, ...] = ()
    """Roles that are told, e.g. 局长 of a 重大 case (S9 第五条)."""
    cites: tuple[str, ...] = ()


class RecusalRule(PackModel):
    """回避: how somebody with an interest steps back (P21, 令121 art. 21)."""

    decided_by: str
    """The role that decides."""
    applicants: tuple[Audience, ...] = (Audience.FILER, Audience.RESPONDENT)
    """Who may ask for it; officers always may."""
    window: Span | None = None
    """How long after the notice of who handles the case it may be asked for."""
    grounds: dict[Code, Label] = {}
    """The grounds that count."""
    cites: tuple[str, ...] = ()


class ConflictRule(PackModel):
    """Who may neither see nor handle a case (P21, T27, T31)."""

    subject: bool = True
    """Whether the person complained of is excluded from sight and tasks."""
    relatives: bool = True
    """Whether those close to the person complained of, and to the filer, are excluded from tasks."""
    interest: bool = True
    """Whether anybody with an interest in the outcome is excluded from tasks."""
    unit: bool = False
    """Whether the whole unit of the person complained of is excluded from tasks."""
    reroute: Code | None = None
    """The kind of unit that takes the case when the subject belongs to the one that would handle it (纪检)."""
    superior_for: tuple[str, ...] = ()
    """Roles whose holder, as subject, sends the case up to the superior body (R23)."""
    recusal: RecusalRule | None = None
    cites: tuple[str, ...] = ()


class SupervisionTrigger(StrEnum):
    """What sets off a rung of the ladder (P22)."""

    OVERDUE = "overdue"
    """A clock is over and still runs."""
    NO_RESULT = "no-result"
    """A milestone happened and the awaited one did not (转办 without result, S12a 6)."""


class SupervisionStep(PackModel):
    """One rung of the ladder of 督办 (P22)."""

    label: Label
    trigger: SupervisionTrigger
    business_types: tuple[Code, ...] = ()
    clocks: tuple[Code, ...] = ()
    """For ``overdue``: which clocks; all legal ones where empty."""
    since: tuple[Code, ...] = ()
    """For ``no-result``: the milestones from which the wait is counted; the last of them that happened."""
    awaited: tuple[Code, ...] = ()
    """For ``no-result``: what was to come."""
    after: Span | None = None
    """How long after the trigger the rung is due; at once where not given."""
    issuers: tuple[str, ...]
    """Roles that may issue it."""
    target: str | None = None
    """The role that is pressed."""
    told: tuple[str, ...] = ()
    """Roles that are told of it."""
    answer_within: Span | None = None
    """How long the target has to answer."""
    cites: tuple[str, ...] = ()
    issued: Code | None = None
    """The milestone of its having been issued, after which it is not due again."""

"""Lines of business, and the rules that a whole pack or one of its lines may set (P3, P4, P9 to P43)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from policies.engine.format.acceptance import AbuseRule, Acceptance, DuplicateRule, Limitation
from policies.engine.format.accountability import AppraisalRule, ImprovementRule, RewardRule
from policies.engine.format.base import Audience, Code, Label, Nature, PackModel
from policies.engine.format.duties import Classification, ConflictRule
from policies.engine.format.flow import CaseFiling, MediationRule
from policies.engine.format.intake import Identity, OutOfScope, UnnamedRule
from policies.engine.format.papers import ArchiveRule, Numbering
from policies.engine.format.parties import AgentRule, Completeness, EvidenceRule, JointRule
from policies.engine.format.replies import AppealRule, ProgressRule, SatisfactionRule
from policies.engine.format.secrecy import LeakRule, PersonalData
from policies.engine.format.time import Topology


class LineRules(PackModel):
    """Rules of a whole pack, or of one line of business, whose own rule takes the place of the pack's."""

    out_of_scope: OutOfScope | None = None
    """P7: what happens to what is not the organisation's duty."""
    unnamed: UnnamedRule | None = None
    """P9: what follows from a filing without a name."""
    agent: AgentRule | None = None
    """P10: somebody files for another."""
    joint: JointRule | None = None
    """P10: several file together."""
    evidence: EvidenceRule | None = None
    """P11: which evidence is taken."""
    completeness: Completeness | None = None
    """P12: what a filing must hold, and 补正."""
    acceptance: Acceptance | None = None
    """P13: whether a decision is taken, and which."""
    limitation: Limitation | None = None
    """P14: what comes too late."""
    duplicates: DuplicateRule | None = None
    """P15: repeats."""
    abuse: AbuseRule | None = None
    """P16: false and malicious filings."""
    classification: Classification | None = None
    """P17: who sets tiers."""
    conflict: ConflictRule | None = None
    """P21: who may neither see nor handle a case."""
    topology: Topology | None = None
    """P25: how the legal clocks lie to each other, said so that it can be checked."""
    mediation: MediationRule | None = None
    """P28: 调解."""
    case_filing: CaseFiling | None = None
    """P29: 立案."""
    forbidden: tuple[Audience, ...] = ()
    """P30: who is never told anything of such a case; added to what R21, R22 and R27 forbid anyway."""
    progress: ProgressRule | None = None
    """P31: news on the way."""
    satisfaction: SatisfactionRule | None = None
    """P32: 回访 and rating."""
    appeal: AppealRule | None = None
    """P33: appeal, review, 核查, 复查, 复核."""
    leak: LeakRule | None = None
    """P35: what follows from a leak."""
    numbering: Numbering | None = None
    """P37: numbers of cases and papers."""
    reward: RewardRule | None = None
    """P38: rewards for reporters."""
    appraisal: AppraisalRule | None = None
    """P39: appraisal, commendation, accountability."""
    improvement: ImprovementRule | None = None
    """P41: causes and measures."""
    archive: ArchiveRule | None = None
    """P42: files and how long they are kept."""
    personal_data: PersonalData | None = None
    """P43: personal data."""


class SubjectKind(StrEnum):
    """What a filing is about (P3)."""

    OPERATOR = "operator"
    """经营者"""
    PRODUCT = "product"
    """产品"""
    STAFF = "staff"
    """本机构工作人员"""
    SERVICE = "service"
    """服务"""
    MATTER = "matter"
    """A topic, of an enquiry or a proposal."""


class BusinessType(LineRules):
    """One line of business with its own form, flow, clocks and secrecy (P3)."""

    label: Label
    """What it is called."""
    nature: Nature
    """What the law makes of it; no title decides this (R4)."""
    subject: SubjectKind | None = None
    """What its filings are about."""
    summary: Label
    """What belongs here, for a citizen who has to choose."""
    prepare: tuple[Label, ...] = ()
    """What to have at hand."""
    workflow: Code
    """The states and steps that its cases go through."""
    form: Code
    """What a filer is asked."""
    profile: Code
    """Who may see what of its cases."""
    number_prefix: Annotated[str, StringConstraints(min_length=1, max_length=8)]
    """The letters before the number of a case."""
    identity: Identity
    """P9: whether a filer may stay unnamed."""
    channels: tuple[Code, ...]
    """The doors through which its filings come."""
    public: bool = True
    """Whether anybody may file it; else only officers register it."""
    tiers: tuple[Code, ...] = ()
    """Its tiers, in the order in which they are offered."""
    categories: tuple[Code, ...] = ()
    """P5: the categories that its filings may have; all of the pack's where empty."""
    conditions: tuple[Code, ...] = ()
    """Its conditions for acceptance."""
    reasons: tuple[Code, ...] = ()
    """Its reasons for declining or ending a case."""
    routes: Label | None = None
    """The other ways open to somebody whose filing is declined."""
    clocks: tuple[Code, ...] = ()
    """Its time limits."""
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
    """P4: filings that are two things at once."""

    mode: Mixed
    """One case, two linked ones, two separate filings, or none."""
    explanation: Label
    """What the filer and the officer are told."""
    cites: tuple[str, ...] = ()

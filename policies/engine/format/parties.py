"""Who files and with what: agents, joint filings, evidence, completeness (P10 to P12)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from policies.engine.format.base import Code, Expression, Label, PackModel
from policies.engine.format.time import Span


class AgentRule(PackModel):
    """Somebody files for another (P10, S7 (三)4, 令121 art. 11)."""

    allowed: bool = True
    """Whether anybody may file for another."""
    proofs: dict[Code, Label] = {}
    """What must be handed in, e.g. the original power of attorney and a proof of identity."""
    powers: tuple[Label, ...] = ()
    """What the power of attorney has to say: matters, powers, term."""
    heirs: bool = False
    """Whether heirs may file in the place of somebody who died (银保监会令2020年第3号 art. 14)."""
    cites: tuple[str, ...] = ()


class JointRule(PackModel):
    """Several file together (P10, S7 (三)5, 令121 art. 12, R32)."""

    min_filers: int = Field(default=2, ge=2)
    """From how many filers a filing is joint."""
    consent: bool = True
    """Whether each filer must have agreed before filings are merged (T36)."""
    max_representatives: int | None = Field(default=None, ge=1)
    """How many may speak for all."""
    settle_consent: bool = False
    """Whether giving up or settling needs the consent of those represented."""
    grave_from: int | None = Field(default=None, ge=2)
    """From how many persons face to face the filing is of tier ``grave_tier`` (20 at a bank, R32)."""
    grave_tier: Code | None = None
    """The tier of a filing of ``grave_from`` persons."""
    cites: tuple[str, ...] = ()


class EvidenceKind(StrEnum):
    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    OBJECT = "object"
    """The thing itself, e.g. the faulty product (S12b 1)."""
    TEST_REPORT = "test-report"


class EvidenceRule(PackModel):
    """Which evidence is taken, and how it is kept (P11, S5 三, S8 一4, T24)."""

    kinds: tuple[EvidenceKind, ...] = tuple(EvidenceKind)
    originals: bool = True
    """Whether original documents are taken; the 12365 hotline takes copies only (S8 一4)."""
    objects: bool = False
    """Whether goods are taken into custody."""
    custody_signatures: tuple[Label, ...] = ()
    """Who signs the register for a physical item."""
    cites: tuple[str, ...] = ()


class QualityCheck(PackModel):
    """One question about how well a filing was recorded (R31: 少录, 错录, 漏录; S4: 漏报, 瞒报, 隐报, 虚报)."""

    label: Label
    """The question."""
    expression: Expression | None = None
    """CEL that is true where the record is as it should be; without one, somebody listens or reads."""
    weight: int = Field(default=1, ge=1, le=100)
    """How much it counts."""
    cites: tuple[str, ...] = ()


class Completeness(PackModel):
    """What a filing must hold, and how it may be completed (P12, 令121 art. 10, R20)."""

    fields: tuple[str, ...] = ()
    """Fields without which it is incomplete, besides those that the form asks for as hard."""
    window: Span | None = None
    """How long the filer has to complete it (补正), from when it was asked for."""
    asked: Code = "completion-asked"
    """The milestone of asking for it."""
    completed: Code = "completed"
    """The milestone of the filing being complete; clocks may start there (15 days from complete material)."""
    lapse_reason: Code | None = None
    """The reason for declining when the window passes without an answer."""
    checks: dict[Code, QualityCheck] = {}
    """What a sampled check of the record looks at (R31)."""
    cites: tuple[str, ...] = ()

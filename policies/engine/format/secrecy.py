"""Who may see what: profiles, leaks, personal data (P34, P35, P43)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from policies.engine.format.base import Code, Label, PackModel
from policies.engine.format.time import Span


class RevealRule(PackModel):
    """Opening the identity of a filer (P34, T28). Every opening is logged with its reason."""

    reason: bool = True
    """Whether a reason must be written."""
    approver: str | None = None
    """The role that must agree first, where one must."""
    open_for: Span | None = None
    """How long an approved opening lasts."""
    cites: tuple[str, ...] = ()


class Export(StrEnum):
    """What an export shows of cases under a profile (P34)."""

    PLAIN = "plain"
    MASKED = "masked"
    """Without what identifies anybody."""
    NONE = "none"
    """Not in any export."""


class Profile(PackModel):
    """Who may see what of a case (P34). A sealed profile also encrypts the narrative."""

    label: Label
    sealed: bool = False
    """Whether the narrative is encrypted, too."""
    need_to_know: tuple[str, ...] = ()
    """Roles that may open the identity of the filer."""
    respondent_door: bool = False
    """Whether the respondent may ever learn of the case (never for reports and conduct, R21 and R22)."""
    hidden: tuple[str, ...] = ()
    """Fields that are shown only to need-to-know roles, besides those that identify."""
    respondent_sees: tuple[str, ...] = ()
    """The fields that the respondent's page shows; never one that identifies the filer, unless listed in a
    complaint, where mediation needs it (令121 art. 37)."""
    reveal: RevealRule = RevealRule()
    export: Export = Export.MASKED
    statistics: bool = True
    """Whether its cases are counted in figures that others than its roles read."""
    cites: tuple[str, ...] = ()


class LeakConsequence(StrEnum):
    """What a leak has for whoever caused it (P35, S5 六)."""

    COMPENSATION = "compensation"
    """泄密造成举报人损害的，由泄密人赔偿"""
    DISCIPLINE = "discipline"
    """党纪政纪处分"""
    CRIMINAL = "criminal"


class LeakRule(PackModel):
    """What follows from a breach of confidentiality (P35)."""

    text: Label
    """The duty and its sanction, as everybody with access reads it."""
    consequences: tuple[LeakConsequence, ...] = ()
    bound: tuple[str, ...] = ()
    """Roles that the source names; everybody who can open the identity is bound anyway (T28)."""
    told: tuple[str, ...] = ()
    """Roles that are told of an incident."""
    report_within: Span | None = None
    """How soon the authority and the persons concerned are told (PIPL art. 57)."""
    steps: dict[Code, Label] = {}
    """The workflow of an incident, in order: stop, assess, tell, measures, sanction."""
    cites: tuple[str, ...] = ()


class DataGround(StrEnum):
    """Why personal data may be handled (P43, PIPL art. 13)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_DUTY = "legal-duty"
    STATUTORY_FUNCTION = "statutory-function"


class DataEnd(StrEnum):
    """What happens to personal data when its time is over (P43)."""

    DELETE = "delete"
    ANONYMISE = "anonymise"


class PersonalData(PackModel):
    """What personal data is used for, and how long (P43)."""

    purpose: Label
    """What the data is for."""
    ground: DataGround
    """The legal ground."""
    notice: Label
    """What the filer reads before filing."""
    notice_withheld: bool = False
    """Whether the law lets the organisation leave the notice out (PIPL arts. 18, 35)."""
    sensitive: tuple[str, ...] = ()
    """Fields that hold sensitive data and need their own consent (PIPL arts. 28 to 31)."""
    retention: Span | None = None
    """How long it is kept after the case is finished; None until the organisation entered a term (R7)."""
    retention_source: str | None = None
    """Where the term comes from: a code of ``citations``."""
    at_end: DataEnd = DataEnd.ANONYMISE
    """What happens when the time is over."""
    sub_processors: tuple[Label, ...] = ()
    """Who else handles it for the organisation."""
    abroad: Literal["never", "with-assessment"] = "never"
    """Whether it may leave the country (PIPL art. 36: an authority's stays)."""
    cites: tuple[str, ...] = ()

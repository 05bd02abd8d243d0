"""What every part of the format is made of: codes, texts, citations and the words of several parts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

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


class Citation(PackModel):
    """Where a rule stands: the source's title, the clause, and the words that matter."""

    source: Label
    """The title of the rule that is cited."""
    locator: str
    """The clause, as printed: 第十五条."""
    text: str = ""
    """The words that matter."""


class PackStatus(StrEnum):
    """Whether the rulebook binds anybody today (P1)."""

    CURRENT = "current"
    REPEALED = "repealed"
    HISTORY = "history"
    INTERNAL = "internal"


class TenantKind(StrEnum):
    """The organisations for which a rulebook is made (P1)."""

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


class Audience(StrEnum):
    """Whom something is told (P30). A list of audiences is always explicit (T40)."""

    FILER = "filer"
    RESPONDENT = "respondent"
    OTHER_PARTY = "other-party"
    """其它相对人: whoever else the matter concerns, the respondent of a dispute included (T40)."""
    INTAKE_UNIT = "intake-unit"
    """原受理单位, 举报中心: where the filing came in."""
    HANDLING_UNIT = "handling-unit"
    LEADER = "leader"
    SUPERIOR = "superior"
    """上级部门, 上级机构, the regulator."""
    REFERRER = "referrer"
    """Whoever passed the filing on to us."""
    PUBLIC = "public"
    FILE = "file"
    """Nobody: a paper for the file."""


class Period(StrEnum):
    """How often something recurs (P39, P40)."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"

"""What a paper may be told of a case: plain values in the paper's language, gathered by a selector.

Who filed is in exactly one place, ``Matter.filer``; ``for_audience`` takes it away for everybody who is not
to know, before a composer sees the matter (R22).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from casework.correspondence.papers import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The organisation whose paper it is."""

    name: str
    short: str
    """The 简称 before a paper's number."""
    kind: str = "authority"
    zone: str = "Asia/Shanghai"
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A party, as far as is known; a respondent or a filer, a person or a firm."""

    name: str = ""
    organisation: str = ""
    gender: str = ""
    id_number: str = ""
    phone: str = ""
    contact: str = ""
    """Another way to reach them, or the person to ask for."""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An open field of the filing: its label and what was written, e.g. the goods, the price."""

    code: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A thing handed in as evidence, registered and signed for (S5 三)."""

    item: str
    quantity: str = ""
    condition: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """A proposal or a leader's word (批示, 签发), signed."""

    text: str
    signer: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A coded ground of a decision and where it stands."""

    text: str
    citation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What the public is promised (R14): a date for a clock that runs, else the rule in words."""

    label: str
    due_on: date | None = None
    rule: str = ""
    is_provisional: bool = False
    case_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCase:
    """A case that one filing opened, on its receipt."""

    number: str
    business: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What the paper is about. Everything but the case itself may be unknown."""

    case_number: str
    business: str
    nature: str
    received_at: datetime
    channel: str = ""
    is_confidential: bool = False
    """A report, a conduct filing, or a sealed profile: only papers to the filer say who filed."""
    filer: Person | None = None
    is_withheld: bool = False
    """Who filed is known and not told here."""
    is_named: bool = True
    wants_reply: bool | None = None
    receiver: str = ""
    registrar: str = ""
    respondent: Person = Person()
    title: str = ""
    narrative: str = ""
    request: str = ""
    answers: tuple[Answer, ...] = ()
    attachments: tuple[str, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    is_own_duty: bool | None = None
    guided_to: str = ""
    proposal: Opinion | None = None
    sign_off: Opinion | None = None
    unit: str = ""
    handler: str = ""
    due: str = ""
    outcome: str = ""
    feedback: str = ""
    grounds: tuple[Ground, ...] = ()
    routes: str = ""
    destination: str = ""
    body: str = ""
    bases: tuple[str, ...] = ()
    """Citations that the decision rests on, as they are printed: 《…》第…条."""
    promises: tuple[Promise, ...] = ()
    cases: tuple[OtherCase, ...] = ()
    tracking_code: str = ""
    tracking_address: str = ""

    def for_audience(self, audience: Audience) -> Matter:
        """The matter as this audience may read it."""
        if audience == "filer":
            return self
        bare = replace(self, tracking_code="", tracking_address="")
        if audience == "file" and not self.is_confidential:
            return bare
        count = len(self.attachments)
        return replace(
            bare,
            filer=None,
            is_withheld=self.is_withheld or self.filer is not None,
            attachments=("",) * count,
            exhibits=tuple(replace(exhibit, signer="") for exhibit in self.exhibits),
        )

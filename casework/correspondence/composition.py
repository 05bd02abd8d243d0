"""From a pack's letter and what is known of a case to a finished paper.

One function, and one table from template codes to composers. The audience is applied before any composer
runs: a composer cannot print what it was never given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from casework.correspondence.matter import Issuer, Matter
from casework.correspondence.notices import (
    acceptance_notice,
    decline_notice,
    delay_notice,
    plain_notice,
    reply,
    triage_notice,
)  # fmt: skip
from casework.correspondence.papers import Form, Notice, Paper, Stamp
from casework.correspondence.receipts import receipt
from casework.correspondence.records import (
    assignment_order,
    intake_record,
    mediation_agreement,
    report_record,
)
from casework.correspondence.wording import Speech, printable
from policies.engine.pack import Letter

FORMS: dict[str, Callable[[Matter, Speech, Stamp], Form]] = {
    "intake-record": intake_record,
    "report-record": report_record,
    "assignment-order": assignment_order,
    "mediation-agreement": mediation_agreement,
    "receipt": receipt,
}
NOTICES: dict[str, Callable[[Matter, Issuer, Speech], Notice]] = {
    "acceptance-notice": acceptance_notice,
    "decline-notice": decline_notice,
    "triage-notice": triage_notice,
    "delay-notice": delay_notice,
    "reply": reply,
    "notice": plain_notice,
}
TEMPLATES = frozenset({*FORMS, *NOTICES})
"""The templates that a pack may name."""

_T = TypeVar("_T")


class UnknownTemplate(ValueError):
    """Raised for a letter whose template is none of ``TEMPLATES``."""


def compose(
    *, letter: Letter, matter: Matter, issuer: Issuer, number: str, issued_at: datetime, language: str
) -> Paper:
    """The paper that ``letter`` asks for, with only what its audience may read.

    Raises:
        UnknownTemplate: when the pack names a template that there is not.
    """
    say = Speech(language=language, zone=issuer.zone)
    seen = _clean(matter.for_audience(letter.audience))
    issued_on = say.local_date(issued_at)
    return Paper(
        template=letter.template,
        language=language,
        audience=letter.audience,
        organisation=printable(issuer.name),
        title=letter.label.in_language(language),
        number=number,
        issued_on=issued_on,
        issued_text=say.day(issued_on),
        subject=f"{seen.business} {seen.case_number}",
        content=_content(letter, seen, _clean(issuer), say, Stamp(number=number, issued=say.day(issued_on))),
        seal=say("（印章）", "(Seal)") if letter.sealed else "",
        names_filer=seen.filer is not None,
        page_word=say("续页", "continued"),
    )


def _content(letter: Letter, matter: Matter, issuer: Issuer, say: Speech, stamp: Stamp) -> Form | Notice:
    if form := FORMS.get(letter.template):
        return form(matter, say, stamp)
    if notice := NOTICES.get(letter.template):
        signatures = tuple(label.in_language(say.language) for label in letter.signatures)
        return replace(notice(matter, issuer, say), signatures=signatures)
    raise UnknownTemplate(letter.template)


def _clean(value: _T) -> _T:
    """The same value with every text made printable."""
    cleaned: Any = value
    if isinstance(value, str) and not isinstance(value, StrEnum):
        cleaned = printable(value)
    elif isinstance(value, tuple):
        cleaned = tuple(_clean(entry) for entry in value)
    elif is_dataclass(value) and not isinstance(value, type):
        cleaned = replace(value, **{f.name: _clean(getattr(value, f.name)) for f in fields(value)})
    result: _T = cleaned
    return result

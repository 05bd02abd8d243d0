"""For the filer: papers that are printed on the spot and kept nowhere."""

from __future__ import annotations

from datetime import datetime

from casework.cases.models import Case
from casework.correspondence.composition import compose
from casework.correspondence.dossier import issuer_of
from casework.correspondence.fonts import CannotPrint
from casework.correspondence.matter import Matter, OtherCase, Promise
from casework.correspondence.rendering import render_pdf
from casework.correspondence.wording import Speech
from casework.intake.codes import lookup_of
from casework.intake.models import Submission
from casework.public.filing import promises_of
from kernel import ids
from kernel.tenancy import current
from policies import selectors as policies
from policies.engine.pack import Label, Letter
from policies.engine.promises import PromisedDate

__all__ = ["CannotPrint", "UnknownCode", "receipt_pdf"]

_RECEIPT = Letter(
    label=Label.model_validate({"zh-hans": "来件回执", "en": "Receipt"}),
    template="receipt",
    audience="filer",
    series="回执",
    sealed=False,
)


class UnknownCode(LookupError):
    """Raised for a code that leads nowhere, however it is wrong."""


def receipt_pdf(*, code: str, language: str, tracking_address: str, now: datetime) -> bytes:
    """The receipt of the filing that ``code`` leads to. It bears the code, so it is printed and not stored.

    Raises:
        UnknownCode: for a code that leads nowhere.
        CannotPrint: when this machine lacks fonts or pango; the message says what to install.
    """
    normal = ids.normalise_code(code)
    lookup = lookup_of(code=normal, tenant=current().uuid) if normal else b""
    submission = Submission.objects.filter(code_lookup=lookup).first()
    cases = list(Case.objects.filter(submission=submission).order_by("id")) if submission else []
    if submission is None or not cases:
        raise UnknownCode
    pack = policies.policy_version(cases[0].policy_id).pack
    say = Speech(language=language, zone=pack.zone)
    matter = Matter(
        case_number=cases[0].number,
        business=_business(cases[0], language),
        nature=cases[0].nature,
        received_at=submission.received_at,
        channel=pack.channels[submission.channel].label.in_language(language),
        promises=tuple(promise for case in cases for promise in _promises(case, say, now)),
        cases=tuple(OtherCase(number=case.number, business=_business(case, language)) for case in cases),
        tracking_code=normal or "",
        tracking_address=tracking_address,
    )
    issuer = issuer_of(pack, language)
    return render_pdf(
        compose(letter=_RECEIPT, matter=matter, issuer=issuer, number="", issued_at=now, language=language)
    )


def _business(case: Case, language: str) -> str:
    pack = policies.policy_version(case.policy_id).pack
    return pack.business_types[case.business_type].label.in_language(language)


def _promises(case: Case, say: Speech, now: datetime) -> list[Promise]:
    return [
        Promise(
            label=promise.label.in_language(say.language),
            due_on=say.local_date(promise.due_at) if isinstance(promise, PromisedDate) else None,
            rule=promise.rule.in_language(say.language),
            is_provisional=isinstance(promise, PromisedDate) and promise.provisional,
            case_number=case.number,
        )
        for promise in promises_of(case, now=now)
    ]

"""Issuing, printing, delivering and voiding letters."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from casework.cases import access, facts, history
from casework.cases.keys import data_key_of
from casework.cases.models import Case
from casework.correspondence.composition import compose
from casework.correspondence.dossier import issuer_of, matter_of
from casework.correspondence.models import Delivery, Letter, LetterStatus
from casework.correspondence.numbering import take_number
from casework.correspondence.papers import Paper
from casework.correspondence.rendering import MissingGlyph, render_pdf
from casework.correspondence.sealing import open_paper, seal_paper, seal_proof, seal_reply
from casework.correspondence.wording import Speech, number_text
from casework.organisation.rules import Officer
from kernel import alarms, clock, files
from kernel.crypto import DataKey
from kernel.files import IncomingFile
from policies import selectors as policies
from policies.engine.pack import Letter as LetterSpec
from policies.engine.pack import Pack
from policies.engine.transitions import available

ALARM = "letter"


class LetterNotFound(access.CaseNotFound):
    """Raised for a letter that is not there, or not for this officer: nobody can tell which."""


class LetterNotPrinted(RuntimeError):
    """Raised for a letter that cannot be printed: ``failure`` names the characters that no font has."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(f"{letter.number_text}: {letter.failure}")
        self.failure = letter.failure
        self.case_id = letter.case.public_id


class LetterVoid(ValueError):
    """Raised where a void letter would have to be delivered or printed."""


def issue_letter(
    *,
    case: Case,
    pack: Pack,
    code: str,
    asked_seq: int,
    actor_id: int | None,
    now: datetime,
    language: str = "zh-hans",
) -> Letter:
    """Give a locked case a numbered letter, within the caller's transaction and as its last lock.

    The paper is composed and sealed at once and printed later. A line of the history asks for a letter once:
    asked again, the letter that exists is returned.

    Raises:
        KeyError: when the pack has no letter ``code``.
        composition.UnknownTemplate: when the pack names a template that there is not.
    """
    standing = Letter.objects.filter(case=case, asked_seq=asked_seq, code=code).first()
    if standing is not None:
        return standing
    spec, key = pack.letters[code], data_key_of(case)
    say = Speech(language=language, zone=pack.zone)
    matter = matter_of(case=case, pack=pack, spec=spec, key=key, asked_seq=asked_seq, say=say)
    issuer = issuer_of(pack, language)
    series, year = issuer.short + spec.series, say.local_date(now).year
    number = take_number(series=series, year=year)
    text = number_text(short=issuer.short, series=spec.series, year=year, number=number)
    paper = compose(letter=spec, matter=matter, issuer=issuer, number=text, issued_at=now, language=language)
    letter = Letter(
        case=case,
        asked_seq=asked_seq,
        code=code,
        label=spec.label.model_dump(by_alias=True),
        audience=spec.audience,
        language=language,
        series=series,
        year=year,
        number=number,
        number_text=text,
        issued_at=now,
        issued_by_id=actor_id,
        names_filer=paper.names_filer,
    )
    _keep(letter, paper, spec, case, pack, key)
    codes = {"letter": str(letter.public_id), "code": code, "number": text}
    _record(
        case, pack, key, history.Entry(kind="letter-issued", occurred_at=now, actor_id=actor_id, codes=codes)
    )
    return letter


def _keep(letter: Letter, paper: Paper, spec: LetterSpec, case: Case, pack: Pack, key: DataKey) -> None:
    letter.paper = seal_paper(letter=letter, paper=paper, key=key)
    if spec.audience == "filer":
        letter.reply = seal_reply(letter=letter, paper=paper, reader_key=bytes(case.submission.reporter_key))
        if not awaits_dispatch(pack, case):
            letter.released_at = letter.issued_at
    letter.save()


def _record(case: Case, pack: Pack, key: DataKey, entry: history.Entry) -> None:
    history.append(case=case, entry=entry, key=key, pack=pack.id)
    case.save(update_fields=["last_seq"])


def awaits_dispatch(pack: Pack, case: Case) -> bool:
    """Whether recording a dispatch is among the steps that are open now: until then the filer cannot read a
    letter (R11). Where nobody is asked to record one, a summons or a notice is readable at once."""
    steps = available(pack=pack, facts=facts.facts_of(case), roles=frozenset(pack.roles))
    return any(field.binds == "delivery.channel" for step in steps for field in step.inputs.values())


def ask_for_printing(*, letter: Letter, now: datetime) -> None:
    """Have a worker print the letter, within the caller's transaction."""
    alarms.arm(alarms=[alarms.NewAlarm(kind=ALARM, subject=letter.public_id, key="print", at=now)])


def render_letter(*, letter_id: UUID, now: datetime) -> Letter:
    """Print a letter and file its PDF under the case's data key; a printed or void one stays as it is.

    A character that no font has makes the letter FAILED and says which; it is never printed as a box.

    Raises:
        LetterNotFound: when there is none.
    """
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update(of=("self",))
            .select_related("case")
            .filter(public_id=letter_id)
            .first()
        )
        if letter is None:
            raise LetterNotFound(str(letter_id))
        if letter.status not in (LetterStatus.QUEUED, LetterStatus.FAILED):
            return letter
        key = data_key_of(letter.case)
        try:
            content = render_pdf(open_paper(letter=letter, key=key))
        except MissingGlyph as error:
            points = " ".join(f"U+{ord(character):04X}" for character in error.characters)
            letter.status, letter.failure = LetterStatus.FAILED, points[:200]
        else:
            name = f"{letter.number_text}.pdf"
            file = IncomingFile(name=name, media_type="application/pdf", content=content)
            letter.file = files.store(file=file, key=key, now=now)
            letter.status, letter.failure, letter.rendered_at = LetterStatus.RENDERED, "", now
        letter.save(update_fields=["status", "failure", "file", "rendered_at"])
    return letter


def read_letter(*, officer: Officer, letter_id: UUID | str, now: datetime) -> IncomingFile:
    """A letter's PDF for an officer; one that is not printed yet is printed now.

    A paper that tells who filed needs the right to open the identity, and the history records the opening.

    Raises:
        LetterNotFound: when there is none for this officer.
        LetterNotPrinted: when a character has no glyph.
        CannotPrint: when this machine cannot print.
    """
    with transaction.atomic():
        letter = _letter_for(officer=officer, letter_id=letter_id, lock=False)
        if letter.names_filer:
            _open_naming_letter(letter, officer, now)
        letter = render_letter(letter_id=letter.public_id, now=now)
    if letter.file is None:
        raise LetterNotPrinted(letter)
    return files.read(row=letter.file, key=data_key_of(letter.case))


def _open_naming_letter(letter: Letter, officer: Officer, now: datetime) -> None:
    case = access.case_for(officer=officer, public_id=letter.case.public_id, lock=True)
    pack = policies.policy_version(case.policy_id).pack
    if not access.may_open_identity(officer=officer, case=case, pack=pack):
        raise LetterNotFound(str(letter.public_id))
    codes = {"letter": str(letter.public_id)}
    entry = history.Entry(kind="identity-opened", occurred_at=now, actor_id=officer.user_id, codes=codes)
    _record(case, pack, data_key_of(case), entry)


def _letter_for(*, officer: Officer, letter_id: UUID | str, lock: bool) -> Letter:
    letter = Letter.objects.select_related("case", "file").filter(public_id=letter_id).first()
    if letter is None:
        raise LetterNotFound(str(letter_id))
    try:
        letter.case = access.case_for(officer=officer, public_id=letter.case.public_id, lock=lock)
    except access.CaseNotFound as error:
        raise LetterNotFound(str(letter_id)) from error
    return letter


def record_delivery(
    *,
    letter: Letter,
    channel: str,
    at: datetime,
    actor_id: int | None,
    proof: str = "",
    seq: int | None = None,
) -> Delivery:
    """Record that a letter went out or arrived (R25); from now on its addressee may read it by the code.

    Raises:
        LetterVoid: for a void letter.
    """
    if letter.status == LetterStatus.VOID:
        raise LetterVoid(letter.number_text)
    delivery = Delivery(
        letter=letter, channel=channel, at=at, recorded_at=clock.now(), actor_id=actor_id, seq=seq
    )
    delivery.proof = seal_proof(delivery=delivery, text=proof, key=data_key_of(letter.case))
    delivery.save()
    if letter.released_at is None:
        letter.released_at = at
        letter.save(update_fields=["released_at"])
    return delivery


def record_opening(*, case: Case, now: datetime) -> int:
    """Record that the filer opened the tracking page: the first time is proof for every letter that is out.

    Returns how many letters this is the first opening of. Needs no key: the public portal calls it.
    """
    unopened = (
        Letter.objects.filter(case=case, audience="filer", released_at__lte=now)
        .exclude(status=LetterStatus.VOID)
        .exclude(deliveries__channel="opened")
    )
    rows = [Delivery(letter=letter, channel="opened", at=now, recorded_at=clock.now()) for letter in unopened]
    return len(Delivery.objects.bulk_create(rows, ignore_conflicts=True))


def void_letter(*, officer: Officer, letter_id: UUID | str, reason: str, now: datetime) -> Letter:
    """Make a letter void (作废). It keeps its number, its paper and its file.

    Raises:
        LetterNotFound: when there is none for this officer.
        LetterVoid: when it is void already.
    """
    with transaction.atomic():
        letter = _letter_for(officer=officer, letter_id=letter_id, lock=True)
        if letter.status == LetterStatus.VOID:
            raise LetterVoid(letter.number_text)
        letter.status, letter.voided_at = LetterStatus.VOID, now
        letter.save(update_fields=["status", "voided_at"])
        entry = history.Entry(
            kind="letter-voided",
            occurred_at=now,
            actor_id=officer.user_id,
            codes={"letter": str(letter.public_id), "number": letter.number_text},
            texts={"reason": reason},
        )
        pack = policies.policy_version(letter.case.policy_id).pack
        _record(letter.case, pack, data_key_of(letter.case), entry)
    return letter

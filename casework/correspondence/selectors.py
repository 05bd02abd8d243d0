"""Letters as the case page and the filer's page show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casework.cases.keys import data_key_of
from casework.cases.models import Case
from casework.correspondence.models import Delivery, Letter, LetterStatus
from casework.correspondence.sealing import open_proof, open_reply
from kernel.crypto import Opener
from policies import selectors as policies
from policies.engine.pack import Label, Pack


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One proof of delivery."""

    channel: str
    label: Label
    at: datetime
    actor: str
    proof: str


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter as the case page lists it."""

    public_id: UUID
    code: str
    label: Label
    number: str
    audience: str
    status: str
    failure: str
    issued_at: datetime
    issued_by: str
    names_filer: bool
    has_file: bool
    deliveries: tuple[DeliveryView, ...]

    @property
    def opens(self) -> bool:
        """Whether its PDF can be asked for: one that is not printed yet is printed when it is opened."""
        return self.has_file or not self.is_void

    @property
    def trouble(self) -> Label | None:
        """Why it could not be printed, in words."""
        if self.status != LetterStatus.FAILED:
            return None
        return _label(
            f"字体中没有字符 {self.failure}，无法打印。请系统管理员补充字体后重新打开。",
            f"No font has {self.failure}, so it cannot be printed. Open it again once one is installed.",
        )

    @property
    def is_printed(self) -> bool:
        return self.status == LetterStatus.RENDERED

    @property
    def is_void(self) -> bool:
        return self.status == LetterStatus.VOID


@dataclass(frozen=True, slots=True)
class FilerReply:
    """A letter as its addressee reads it by the code."""

    label: Label
    number: str
    at: datetime
    body: str


_OPENED = {"zh-hans": "来件人已在查询页阅读", "en": "Read on the tracking page"}


def letters_of(case: Case) -> list[LetterView]:
    """The letters of a case that the officer already came to through the access door, the latest first."""
    key = data_key_of(case)
    rows = list(Letter.objects.filter(case=case).select_related("issued_by").order_by("-issued_at", "-id"))
    channels = _delivery_channels(policies.policy_version(case.policy_id).pack)
    proofs: dict[int, list[DeliveryView]] = {}
    for row in Delivery.objects.filter(letter__in=rows).select_related("actor").order_by("at", "id"):
        name = row.actor.name if row.actor else ""
        view = DeliveryView(
            channel=row.channel,
            label=channels.get(row.channel) or _label(row.channel, row.channel),
            at=row.at,
            actor=name,
            proof=open_proof(delivery=row, key=key),
        )
        proofs.setdefault(row.letter_id, []).append(view)
    return [
        LetterView(
            public_id=row.public_id,
            code=row.code,
            label=Label.model_validate(row.label),
            number=row.number_text,
            audience=row.audience,
            status=row.status,
            failure=row.failure,
            issued_at=row.issued_at,
            issued_by=row.issued_by.name if row.issued_by else "",
            names_filer=row.names_filer,
            has_file=row.file_id is not None,
            deliveries=tuple(proofs.get(row.pk, ())),
        )
        for row in rows
    ]


def _delivery_channels(pack: Pack) -> dict[str, Label]:
    """How the pack calls the ways in which a letter reaches the filer."""
    called = {"opened": Label.model_validate(_OPENED)}
    for field in pack.fields.values():
        if field.binds == "delivery.channel":
            called.update(field.choices)
    return called


def _label(zh_hans: str, en: str) -> Label:
    return Label.model_validate({"zh-hans": zh_hans, "en": en})


def replies_for_filer(*, case: Case, reader: Opener) -> Sequence[FilerReply]:
    """What the organisation wrote to the filer and has sent out, opened with the code's own key."""
    rows = Letter.objects.filter(case=case, reply__isnull=False, released_at__isnull=False)
    return [
        FilerReply(
            label=Label.model_validate(row.label),
            number=row.number_text,
            at=row.issued_at,
            body=open_reply(letter=row, reader=reader),
        )
        for row in rows.exclude(status=LetterStatus.VOID).order_by("issued_at", "id")
    ]

"""The parties of a case as plain values for its page, masked or opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.engine.pack import Label
from ui import pieces, words

PARTY_LABELS = {
    "FILER": Label(zh_hans="来件人", en="Filer"),
    "RESPONDENT": Label(zh_hans="被反映的对象", en="Respondent"),
    "AGENT": Label(zh_hans="代理人", en="Agent"),
}
PARTICULARS = {
    "name": Label(zh_hans="姓名或名称", en="Name"),
    "phone": Label(zh_hans="电话", en="Telephone"),
    "email": Label(zh_hans="电子邮箱", en="E-mail"),
    "address": Label(zh_hans="地址", en="Address"),
    "id_number": Label(zh_hans="证件号码", en="ID number"),
    "employer": Label(zh_hans="单位", en="Employer"),
    "sex": Label(zh_hans="性别", en="Sex"),
    "contact": Label(zh_hans="法人代表或联系人", en="Representative or contact"),
}


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party with the particulars that may be shown."""

    label: str
    is_named: bool
    rows: Sequence[pieces.SummaryRow]


def party_line(*, role: str, is_named: bool, particulars: Mapping[str, Any]) -> PartyLine:
    """A party's particulars, masked or opened, in the reader's language."""
    rows = [
        pieces.SummaryRow(label=words.say(PARTICULARS[key]), value=str(value))
        for key, value in particulars.items()
        if key in PARTICULARS
    ]
    return PartyLine(label=words.say(PARTY_LABELS[role]), is_named=is_named, rows=rows)


def identity_lines(opened: Sequence[Mapping[str, Any]]) -> list[PartyLine]:
    """Opened identities."""
    return [party_line(role=party["role"], is_named=True, particulars=party) for party in opened]

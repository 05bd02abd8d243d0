"""Fields that several forms share."""

from __future__ import annotations

from casework.correspondence.matter import Answer, Matter, Opinion, Person
from casework.correspondence.papers import Choice, Field, Shape, Stamp
from casework.correspondence.wording import Speech

Row = tuple[Field, ...]
_SHORT = 14
"""Characters of a value that fits half a row."""


def reference(matter: Matter, say: Speech, stamp: Stamp) -> Row:
    return (
        text("number", say("编号", "No."), stamp.number),
        text("case", say("案件编号", "Case"), matter.case_number),
        text("issued", say("制单日期", "Date"), stamp.issued),
    )


def filer_rows(matter: Matter, say: Speech) -> tuple[Row, ...]:
    """Who filed, or the words that stand in the place of an identity that is not told."""
    person = matter.filer
    if person is None:
        return ((text("filer", say("身份", "Identity"), identity_words(matter, say)),),)
    name, address = party_rows("filer", person, say)
    if len(address) == 1:
        address = (*address, text("filer-contact", say("其他联系方式", "Other contact"), ""))
    return (name, address)


def identity_words(matter: Matter, say: Speech) -> str:
    """What stands where the filer's identity would."""
    if matter.filer is not None or matter.is_withheld:
        return say("身份信息密封保存，凭授权查阅", "Identity kept under seal; opened by authority only")
    return say("匿名", "Anonymous")


def wants_reply(matter: Matter, say: Speech) -> Field:
    return yes_no("wants-reply", say("要求答复", "Wants a reply"), matter.wants_reply, say)


def party_rows(code: str, person: Person, say: Speech) -> tuple[Row, ...]:
    """Name, telephone and address of a party; whom to ask there, where that is known."""
    contact = (text(f"{code}-contact", say("联系人", "Contact"), person.contact),) if person.contact else ()
    return (
        (
            text(f"{code}-name", say("名称/姓名", "Name"), say.joined((person.name, person.organisation))),
            text(f"{code}-phone", say("联系电话", "Telephone"), person.phone),
        ),
        (text(f"{code}-address", say("地址", "Address"), person.address), *contact),
    )


def opinion_of(text: str) -> Opinion | None:
    return Opinion(text=text) if text else None


def attachments(matter: Matter, say: Speech) -> Field:
    names = tuple(name for name in matter.attachments if name)
    count = len(matter.attachments)
    label = say("附件", "Attachments")
    if names or not count:
        return Field(code="attachments", label=label, shape=Shape.LIST, lines=names)
    words = say(f"共 {count} 件，名称密封保存", f"{count} in all; their names are under seal")
    return Field(code="attachments", label=label, value=words)


def exhibits(matter: Matter, say: Speech) -> Field:
    columns = (
        say("证物名称", "Item"),
        say("数量", "Quantity"),
        say("状态", "Condition"),
        say("登记签名", "Signature"),
    )
    rows = tuple((e.item, e.quantity, e.condition, e.signer) for e in matter.exhibits) or (("", "", "", ""),)
    return Field(
        code="exhibits", label=say("证物", "Exhibits"), shape=Shape.TABLE, columns=columns, rows=rows
    )


def answer_rows(answers: tuple[Answer, ...]) -> tuple[Row, ...]:
    """Short answers two to a row, long ones alone."""
    rows: list[Row] = []
    waiting: Field | None = None
    for answer in answers:
        cell = text(answer.code, answer.label, answer.value)
        if len(answer.value) > _SHORT or len(answer.label) > _SHORT:
            rows.extend([(waiting,), (cell,)] if waiting else [(cell,)])
            waiting = None
        elif waiting:
            rows.append((waiting, cell))
            waiting = None
        else:
            waiting = cell
    return (*rows, (waiting,)) if waiting else tuple(rows)


def text(code: str, label: str, value: str) -> Field:
    return Field(code=code, label=label, value=value)


def prose(code: str, label: str, value: str) -> Field:
    return Field(code=code, label=label, value=value, shape=Shape.PROSE)


def yes_no(code: str, label: str, answer: bool | None, say: Speech) -> Field:
    choices = (
        Choice(text=say("是", "Yes"), is_chosen=answer is True),
        Choice(text=say("否", "No"), is_chosen=answer is False),
    )
    return Field(code=code, label=label, shape=Shape.CHOICE, choices=choices)


def signed(code: str, label: str, opinion: Opinion | None, say: Speech) -> Field:
    text = opinion.text if opinion else ""
    when = say.day(say.local_date(opinion.signed_at)) if opinion and opinion.signed_at else ""
    return Field(
        code=code,
        label=label,
        shape=Shape.SIGNED,
        value=text,
        signer=say("签名：", "Signed: ") + (opinion.signer if opinion else ""),
        signed=when or say("年  月  日", "Date:"),
    )

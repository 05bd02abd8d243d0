"""The filer's receipt: the numbers, the code to be read aloud, what is promised and until when (R14).

It is printed for its reader and kept nowhere: the tracking code on it opens everything.
"""

from __future__ import annotations

from casework.correspondence.cells import text
from casework.correspondence.matter import Matter, Promise
from casework.correspondence.papers import Field, Form, Section, Shape, Stamp
from casework.correspondence.wording import Speech


def receipt(matter: Matter, say: Speech, stamp: Stamp) -> Form:
    """The receipt of a filing, with every case that came of it."""
    cases = Field(
        code="cases",
        label=say("已登记的案件", "Registered cases"),
        shape=Shape.TABLE,
        columns=(say("案件编号", "Case number"), say("业务类别", "Business")),
        rows=tuple((case.number, case.business) for case in matter.cases),
        is_wide=True,
    )
    rows = (cases, *_code(matter, say), *_promises(matter, say))
    channel = (text("channel", say("来件方式", "How it arrived"), matter.channel),) if matter.channel else ()
    return Form(
        reference=(
            text("received", say("收到时间", "Received at"), say.moment(matter.received_at)),
            *channel,
            text("issued", say("制单日期", "Printed on"), stamp.issued),
        ),
        sections=(Section(rows=tuple((row,) for row in rows)),),
        note=_note(matter, say),
    )


def _code(matter: Matter, say: Speech) -> tuple[Field, ...]:
    if not matter.tracking_code:
        return ()
    field = Field(
        code="tracking-code",
        label=say("查询码", "Tracking code"),
        shape=Shape.CODE,
        lines=tuple(matter.tracking_code.split("-")),
        value=say(
            "凭查询码可查询办理进度和答复。查询码只交给您本人，本单位不保存，遗失后无法找回。请妥善保管，勿转告他人。",
            "With this code you can follow your case and read the reply. It is given to you alone and kept "
            "nowhere else; a lost code cannot be recovered. Keep it safe and do not pass it on.",
        ),
        is_wide=True,
    )
    return (field,)


def _note(matter: Matter, say: Speech) -> str:
    where = matter.tracking_address
    letters = say(
        "查询码由数字和大写字母组成，不含字母 I、L、O、U。",
        "The code is made of digits and capital letters, without I, L, O and U.",
    )
    return say(f"查询网址：{where} 。", f"Follow your case at {where} . ") + letters if where else letters


def _promises(matter: Matter, say: Speech) -> tuple[Field, ...]:
    if not matter.promises:
        return ()
    several = len(matter.cases) > 1
    head = (say("事项", "Step"), say("最迟日期", "At the latest"), say("规则", "Rule"))
    field = Field(
        code="promises",
        label=say("办理期限承诺", "What we promise"),
        shape=Shape.TABLE,
        columns=(say("案件编号", "Case number"), *head) if several else head,
        rows=tuple(
            (p.case_number, *_promise_row(p, say)) if several else _promise_row(p, say)
            for p in matter.promises
        ),
        is_wide=True,
    )
    return (field,)


def _promise_row(promise: Promise, say: Speech) -> tuple[str, ...]:
    if promise.due_on is None:
        return (promise.label, "—", promise.rule)
    day = say.day(promise.due_on) + (say("（暂定）", " (provisional)") if promise.is_provisional else "")
    rule = promise.rule
    if promise.is_provisional:
        rule += say(
            "（该年度放假安排公布后以重算日期为准）",
            " (to be computed again when that year's holidays are published)",
        )
    return (promise.label, day, rule)


def promise_text(promise: Promise, say: Speech) -> str:
    """A promised date with its provisional mark, or the rule in words, for running text."""
    if promise.due_on is None:
        return promise.rule
    text = say(f"{say.day(promise.due_on)}前（含当日）", f"by {say.day(promise.due_on)}")
    if promise.is_provisional:
        text += say(
            "（暂定，该年度放假安排尚未公布）", " (provisional: that year's holidays are not published yet)"
        )
    return text

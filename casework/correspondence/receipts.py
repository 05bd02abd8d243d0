"""The filer's receipt."""

from __future__ import annotations

from casework.correspondence.cells import attachments, text
from casework.correspondence.matter import Matter, Promise
from casework.correspondence.papers import Field, Form, Section, Shape
from casework.correspondence.wording import Speech


def receipt(matter: Matter, say: Speech, number: str, issued: str) -> Form:
    """The filer's receipt: the numbers, the code to be read aloud, what is promised and until when (R14)."""
    cases = Field(
        code="cases",
        label=say("已登记的案件", "Registered cases"),
        shape=Shape.TABLE,
        columns=(say("案件编号", "Case number"), say("业务类别", "Business")),
        rows=tuple((case.number, case.business) for case in matter.cases),
        is_wide=True,
    )
    code = Field(
        code="tracking-code",
        label=say("查询码", "Tracking code"),
        shape=Shape.CODE,
        lines=tuple(matter.tracking_code.split("-")),
        value=say(
            "凭查询码可查询办理进度、补充材料。查询码只交给您本人，遗失后无法找回，请妥善保管，勿转告他人。",
            "With this code you can follow your case and add material. Only you hold it and it cannot be "
            "recovered: keep it safe and do not pass it on.",
        ),
        is_wide=True,
    )
    return Form(
        reference=(
            text("number", say("编号", "No."), number),
            text("received", say("收到时间", "Received at"), say.moment(matter.received_at)),
            text("channel", say("来件方式", "How it arrived"), matter.channel),
        ),
        sections=(
            Section(rows=((cases,), (code,), (_promises(matter, say),))),
            Section(rows=((attachments(matter, say),),)),
        ),
        note=_receipt_note(matter, say),
    )


def _receipt_note(matter: Matter, say: Speech) -> str:
    where = matter.tracking_address
    if not where:
        return say("查询码不含字母 I、L、O、U。", "The code never contains the letters I, L, O or U.")
    return say(
        f"查询网址：{where}。查询码不含字母 I、L、O、U。",
        f"Follow your case at {where}. The code never contains the letters I, L, O or U.",
    )


def _promises(matter: Matter, say: Speech) -> Field:
    several = len(matter.cases) > 1
    head = (say("事项", "Step"), say("期限", "By when"))
    return Field(
        code="promises",
        label=say("办理期限承诺", "What we promise"),
        shape=Shape.TABLE,
        columns=((say("案件编号", "Case number"), *head) if several else head),
        rows=tuple(
            ((p.case_number, p.label, promise_text(p, say)) if several else (p.label, promise_text(p, say)))
            for p in matter.promises
        ),
        is_wide=True,
    )


def promise_text(promise: Promise, say: Speech) -> str:
    """A promised date with its provisional mark, or the rule in words."""
    if promise.due_on is None:
        return promise.rule
    text = say(f"{say.day(promise.due_on)}前（含当日）", f"by {say.day(promise.due_on)}")
    if promise.is_provisional:
        text += say(
            "（暂定：该年度放假安排尚未公布）", " (provisional: that year's holidays are not published yet)"
        )
    return text

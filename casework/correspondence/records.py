"""The ruled forms of the file: the intake record (F1), the report record (F2), the order to a unit (F9).

The fields are those of the register of forms in the rulebooks; each form prints all of its fields, the empty
ones too, since they are filled by hand as the case goes on.
"""

from __future__ import annotations

from casework.correspondence.cells import (
    Row,
    answer_rows,
    attachments,
    exhibits,
    filer_rows,
    identity_words,
    opinion_of,
    party_rows,
    prose,
    reference,
    signed,
    text,
    wants_reply,
    yes_no,
)  # fmt: skip
from casework.correspondence.matter import Matter, Person
from casework.correspondence.papers import Form, Section, Stamp
from casework.correspondence.wording import Speech


def intake_record(matter: Matter, say: Speech, stamp: Stamp) -> Form:
    """《12365投诉举报接处单》 (S5 三 to 五): filled in by the first-contact officer."""
    return Form(
        reference=reference(matter, say, stamp),
        sections=(
            Section(rows=_arrival(matter, say)),
            Section(title=say("投诉举报人", "Filer"), rows=filer_rows(matter, say)),
            Section(
                title=say("被诉（被举报）对象", "Respondent"),
                rows=party_rows("respondent", matter.respondent, say),
            ),
            Section(rows=_substance(matter, say)),
            Section(rows=_handling(matter, say)),
        ),
        note=say(
            "注：以传真、电子邮件、来函等方式收到的，原件附于本单之后；证物应当登记并签名。承办人、登记人应当严守保密规定。",
            "Note: an original received by fax, e-mail or post is attached behind this form; exhibits are "
            "registered and signed for. Handler and registrar are bound to secrecy.",
        ),
    )


def report_record(matter: Matter, say: Speech, stamp: Stamp) -> Form:
    """举报信息记录表 (S3 3 and 4): what is reported, the proposal, the leader's word, the unit."""
    who = matter.respondent
    known = {answer.code: answer.value for answer in matter.answers}
    product = known.pop("product", "")
    quantity = known.pop("quantity", "")
    others = tuple(answer for answer in matter.answers if answer.code in known)
    return Form(
        reference=reference(matter, say, stamp),
        sections=(
            Section(rows=(
                (
                    text("channel", say("举报方式", "How it arrived"), matter.channel),
                    text("received", say("举报时间", "Received at"), say.moment(matter.received_at)),
                ),
                (
                    text("registrar", say("记录人", "Recorded by"), matter.registrar or matter.receiver),
                    text("reporter", say("举报人", "Reporter"), identity_words(matter, say)),
                ),
            )),
            Section(title=say("被举报人", "Reported party"), rows=(
                (text("respondent-name", say("名称/姓名", "Name"), who.name or who.organisation),),
                (text("respondent-address", say("地址", "Address"), who.address),),
                (
                    text("product", say("产品名称", "Product"), product),
                    text("quantity", say("数量", "Quantity"), quantity),
                ),
            )),
            Section(rows=(
                (prose("facts", say("违法事实", "Facts of the violation"), matter.narrative),),
                *answer_rows(others),
                (attachments(matter, say),),
            )),
            Section(rows=(
                (signed("proposal", say("处理建议", "Proposal"), matter.proposal, say),),
                (signed("sign-off", say("领导批示", "Leader's decision"), matter.sign_off, say),),
                (
                    text("unit", say("承办科室", "Handling unit"), matter.unit),
                    text("handler", say("承办人", "Handler"), matter.handler),
                ),
            )),
        ),
        note=say(
            "注：本表不记载举报人身份信息。知悉举报内容的人员应当严格保密，不得向被举报人泄露。",
            "Note: this record does not hold the reporter's identity. Whoever knows of it keeps it secret.",
        ),
    )  # fmt: skip


def assignment_order(matter: Matter, say: Speech, stamp: Stamp) -> Form:
    """交办单 (F9, S5 五): what a unit is told to do and by when, with nothing of the filer."""
    return Form(
        reference=reference(matter, say, stamp),
        sections=(
            Section(rows=(
                (
                    text("unit", say("承办单位", "Handling unit"), matter.unit),
                    text("handler", say("承办人", "Handler"), matter.handler),
                ),
                (
                    text("business", say("业务类别", "Business"), matter.business),
                    text("due", say("办理时限", "Time limit"), matter.due),
                ),
            )),
            Section(
                title=say("被诉（被举报）对象", "Respondent"),
                rows=party_rows("respondent", matter.respondent, say),
            ),
            Section(rows=(
                (prose("facts", say("事由", "Matter"), matter.narrative),),
                (signed("sign-off", say("主管领导签发", "Signed off by"), matter.sign_off, say),),
                (signed("signed-for", say("承办单位签收", "Received by the unit"), None, say),),
            )),
        ),
        note=say(
            "注：承办单位应当在办理时限内办结并报送结果；不得向被诉（被举报）对象透露来件人的任何信息。",
            "Note: the unit reports its result in time and tells the respondent nothing of the filer.",
        ),
    )  # fmt: skip


def mediation_agreement(matter: Matter, say: Speech, stamp: Stamp) -> Form:
    """《产品质量争议调解书》 (F5, S12b 6): parties, product, dispute, terms, three signatures, seal."""
    return Form(
        reference=reference(matter, say, stamp),
        sections=(
            Section(
                title=say("申诉人", "Complainant"), rows=party_rows("filer", matter.filer or Person(), say)
            ),
            Section(
                title=say("被申诉人", "Respondent"), rows=party_rows("respondent", matter.respondent, say)
            ),
            Section(
                rows=(
                    *answer_rows(matter.answers),
                    (prose("dispute", say("争议事项", "Dispute"), matter.narrative),),
                    (prose("terms", say("协议内容", "Terms agreed"), matter.body),),
                    (signed("filer-signature", say("申诉人签名", "Complainant signs"), None, say),),
                    (signed("respondent-signature", say("被申诉人签名", "Respondent signs"), None, say),),
                    (signed("mediator-signature", say("调解人签名", "Mediator signs"), None, say),),
                )
            ),
        ),
        note=say(
            "注：本调解书自双方当事人签名并加盖调解机关印章后生效。"
            "一式三份，双方当事人各执一份，调解机关存档一份。",
            "Note: it takes effect when both parties have signed and the seal is affixed. "
            "Three copies: one for each party, one for the file.",
        ),
    )


def _arrival(matter: Matter, say: Speech) -> tuple[Row, ...]:
    return (
        (
            text("channel", say("来件方式", "How it arrived"), matter.channel),
            text("received", say("来件时间", "Received at"), say.moment(matter.received_at)),
        ),
        (
            text("receiver", say("首问接待人", "First contact"), matter.receiver),
            text("registrar", say("登记人", "Registered by"), matter.registrar),
        ),
        (text("business", say("业务类别", "Business"), matter.business), wants_reply(matter, say)),
    )


def _substance(matter: Matter, say: Speech) -> tuple[Row, ...]:
    request = ((prose("request", say("诉求", "What is asked"), matter.request),),) if matter.request else ()
    return (
        (prose("facts", say("事由", "Matter"), matter.narrative),),
        *request,
        *answer_rows(matter.answers),
        (attachments(matter, say),),
        (exhibits(matter, say),),
    )


def _handling(matter: Matter, say: Speech) -> tuple[Row, ...]:
    return (
        (
            yes_no("own-duty", say("是否本职", "Our own duty"), matter.is_own_duty, say),
            text("guided-to", say("引导去向", "Guided to"), matter.guided_to),
        ),
        (signed("sign-off", say("主管领导签发", "Signed off by"), matter.sign_off, say),),
        (
            text("handler", say("承办人", "Handler"), say.joined((matter.unit, matter.handler))),
            text("due", say("办理时限", "Time limit"), matter.due),
        ),
        (prose("outcome", say("办理结果", "Result"), matter.outcome),),
        (signed("feedback", say("反馈情况", "Feedback"), opinion_of(matter.feedback), say),),
    )

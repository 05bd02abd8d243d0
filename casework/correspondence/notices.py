"""The letters to the filer: acceptance, decline, triage (F7), delay (F6), reply.

Each says what was received, what was decided and on what ground, what comes next and until when, and whom
to ask.
"""

from __future__ import annotations

from casework.correspondence.matter import Issuer, Matter
from casework.correspondence.papers import Notice
from casework.correspondence.receipts import promise_text
from casework.correspondence.wording import Speech

_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")

_FILERS = {
    "complaint": ("投诉人", "complainant"),
    "report": ("举报人", "reporter"),
    "enquiry": ("咨询人", "enquirer"),
    "conduct": ("来件人", "filer"),
}
_FILINGS = {
    "complaint": ("投诉", "complaint"),
    "report": ("举报", "report"),
    "enquiry": ("咨询", "enquiry"),
    "conduct": ("反映", "filing"),
}


def acceptance_notice(matter: Matter, issuer: Issuer, say: Speech) -> Notice:
    """That the filing is taken up, by whom, and what is promised."""
    us = say.oneself(issuer.kind)
    we = _we(matter, us, say)
    decided = say(
        f"经审查，该事项符合受理条件。{we}决定予以受理。",
        f"It meets the conditions for acceptance. {we} has decided to accept it.",
    )
    unit = say(f"本件由{matter.unit}承办。", f"It is handled by {matter.unit}.") if matter.unit else ""
    return _notice(matter, issuer, say, (_received(matter, us, say), decided, unit, *_next(matter, say)))


def decline_notice(matter: Matter, issuer: Issuer, say: Speech) -> Notice:
    """That the filing is not taken up, why, and which other ways are open."""
    us = say.oneself(issuer.kind)
    we = _we(matter, us, say)
    decided = say(
        f"经审查，该事项存在下列情形：{_grounds(matter, say)}{we}决定不予受理。",
        f"On examination: {_grounds(matter, say)}{we} has decided not to accept it.",
    )
    return _notice(
        matter, issuer, say, (_received(matter, us, say), decided, *_body(matter), *_routes(matter))
    )


def triage_notice(matter: Matter, issuer: Issuer, say: Speech) -> Notice:
    """F7 (S12b 3): 处理, 移送处理 or 不予处理, within the seven days; the decision says which."""
    us = say.oneself(issuer.kind)
    we = _we(matter, us, say)
    if matter.destination:
        decided = say(
            f"经审查，该事项不属于{us}职责范围。{we}已将其移送{matter.destination}处理，请与该单位联系。",
            f"It is not within the duties of {us}. {we} has passed it to {matter.destination}; "
            "please turn to them.",
        )
    elif matter.grounds:
        decided = say(
            f"经审查，该事项存在下列情形：{_grounds(matter, say)}{we}决定不予处理。",
            f"On examination: {_grounds(matter, say)}{we} has decided not to handle it.",
        )
    else:
        unit = say(f"由{matter.unit}承办", f"; it is handled by {matter.unit}") if matter.unit else ""
        decided = say(
            f"经审查，{we}决定予以处理{'，' + unit if unit else ''}。",
            f"{we} has decided to handle it{unit}.",
        )
    tail = _routes(matter) if matter.grounds and not matter.destination else _next(matter, say)
    return _notice(matter, issuer, say, (_received(matter, us, say), decided, *_body(matter), *tail))


def delay_notice(matter: Matter, issuer: Issuer, say: Speech) -> Notice:
    """F6 (S9 第五条): that it cannot be done at once or in time, why, and when it is expected."""
    us = say.oneself(issuer.kind)
    due = (
        say(f"预计于{matter.due}前办结。", f"It is expected to be finished by {matter.due}.")
        if matter.due
        else ""
    )
    reason = matter.body or say(
        "因情况复杂，需要进一步调查核实。", "The matter is complex and needs further inquiry."
    )
    told = say(
        "该事项不能即时办结，现将有关情况告知如下：", "It cannot be finished at once. The reasons are:"
    )
    parts = (_received(matter, us, say), told, *_lines(reason), due, *_next(matter, say))
    return _notice(matter, issuer, say, parts)


def reply(matter: Matter, issuer: Issuer, say: Speech) -> Notice:
    """What was found and done, in the handler's words."""
    us = say.oneself(issuer.kind)
    told = say("现将办理情况答复如下：", "The outcome is as follows:")
    parts = (_received(matter, us, say), told, *_body(matter), *_routes(matter), *_next(matter, say))
    return _notice(matter, issuer, say, parts, closing=say("特此答复。", ""))


def plain_notice(matter: Matter, issuer: Issuer, say: Speech) -> Notice:
    """Any other letter of a pack: what was received, and the officer's words."""
    us = say.oneself(issuer.kind)
    parts = (_received(matter, us, say), *_body(matter), *_grounds_apart(matter, say), *_next(matter, say))
    return _notice(matter, issuer, say, parts)


def _notice(
    matter: Matter, issuer: Issuer, say: Speech, parts: tuple[str, ...], closing: str | None = None
) -> Notice:
    phone = say(f"（联系电话：{issuer.phone}）", f"(Telephone: {issuer.phone})") if issuer.phone else ""
    return Notice(
        addressee=_addressee(matter, say),
        paragraphs=tuple(part for part in parts if part),
        closing=say("特此告知。", "") if closing is None else closing,
        contact=phone,
    )


def _addressee(matter: Matter, say: Speech) -> str:
    person = matter.filer
    name = (person.name or person.organisation) if person else ""
    if say.is_english:
        return f"Dear {name or _capital(_FILERS[matter.nature][1])}," if name else "Dear Sir or Madam,"
    return f"{name or _FILERS[matter.nature][0]}："


def _received(matter: Matter, us: str, say: Speech) -> str:
    day = say.day(say.local_date(matter.received_at))
    filing = say(*_FILINGS[matter.nature])
    about = say(f"关于“{matter.title}”的", f" about “{matter.title}”") if matter.title else ""
    way = say(f"以{matter.channel}方式", "") if matter.channel else ""
    return say(
        f"{us}于{day}收到您{way}提出的{about}{filing}（业务类别：{matter.business}，案件编号：{matter.case_number}）。",
        f"On {day} {us} received your {filing}{about} ({matter.business}, case {matter.case_number}).",
    )


def _we(matter: Matter, us: str, say: Speech) -> str:
    """The beginning of a decision: on what basis, and who decides."""
    bases = tuple(dict.fromkeys(matter.bases))
    if not bases:
        return say(us, _capital(us))
    return say(f"依据{say.joined(bases)}，{us}", f"On the basis of {say.joined(bases)}, {us}")


def _grounds(matter: Matter, say: Speech) -> str:
    grounds = matter.grounds
    if say.is_english:
        return "; ".join(_ground(g.text.rstrip("."), g.citation, say) for g in grounds) + ". "
    if len(grounds) == 1:
        return _ground(grounds[0].text.rstrip("。"), grounds[0].citation, say) + "。"
    return (
        "；".join(
            f"（{numeral}）{_ground(g.text.rstrip('。'), g.citation, say)}"
            for numeral, g in zip(_NUMERALS, grounds, strict=False)
        )
        + "。"
    )


def _ground(text: str, citation: str, say: Speech) -> str:
    return say(f"{text}（{citation}）", f"{text} ({citation})") if citation else text


def _grounds_apart(matter: Matter, say: Speech) -> tuple[str, ...]:
    return (_grounds(matter, say).strip(),) if matter.grounds else ()


def _routes(matter: Matter) -> tuple[str, ...]:
    """The other ways that are open, in the pack's own sentence."""
    return (matter.routes,) if matter.routes else ()


def _next(matter: Matter, say: Speech) -> tuple[str, ...]:
    promised = tuple(f"{p.label}{say('：', ': ')}{promise_text(p, say)}" for p in matter.promises)
    if not promised:
        return ()
    return (say("后续办理期限：" + "；".join(promised) + "。", "What follows: " + "; ".join(promised) + "."),)


def _body(matter: Matter) -> tuple[str, ...]:
    return _lines(matter.body)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

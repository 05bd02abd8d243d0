"""Filings and officers for the tests of letters, made through the services that people use."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from accounts.services import create_person
from casework.cases.models import Case
from casework.cases.services import perform
from casework.organisation.rules import Officer
from casework.public.filing import FilingReceipt, file_submission

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)

ROLES = frozenset({"receiver", "intake-manager", "leader"})

COMPLAINT = {
    "title": "电热水器内胆渗水",
    "narrative": "安装三天后内胆渗水，商家拒绝退换。",
    "remedy": "退还货款。",
    "product-name": "储水式电热水器",
    "respondent-name": "惠民家电商行",
    "respondent-address": "甲县东风路66号",
    "filer-name": "钱多多",
    "filer-phone": "13800000001",
}

REPORT = {
    "title": "销售假冒电热水壶",
    "fraud-category": "counterfeit",
    "narrative": "店内销售假冒名牌电热水壶。",
    "respondent-name": "惠民家电商行",
    "respondent-address": "甲县东风路66号",
    "filer-name": "钱多多",
    "filer-phone": "13800000001",
    "wants-reply": True,
}

ENQUIRY = {
    "title": "三包期限",
    "enquiry-topic": "law",
    "question": "电热水器三包期限多长？",
    "filer-name": "钱多多",
    "filer-phone": "13800000001",
}


def officer(*, name: str = "李登记", roles: frozenset[str] = ROLES, now: datetime = NOW) -> Officer:
    """Somebody at work with these duties."""
    email = f"{uuid4().hex}@alpha.example"
    person = create_person(email=email, name=name, now=now)
    return Officer(user_id=person.pk, name=name, roles=roles, unit_ids=frozenset())


def file(
    business_type: str, values: dict[str, Any], *, now: datetime = NOW, channel: str = "counter"
) -> FilingReceipt:
    """A filing at the counter, by a named person unless no name is among the values."""
    return file_submission(
        business_type=business_type, values=values, channel=channel, is_named="filer-name" in values, now=now
    )


def case_of(receipt: FilingReceipt) -> Case:
    """The (first) case that came of a filing."""
    return Case.objects.get(public_id=receipt.cases[0].public_id)


def do(case: Case, who: Officer, transition: str, *, now: datetime = NOW, **values: Any) -> Case:
    """One step; keyword names are field keys with underscores for hyphens."""
    typed = {key.replace("_", "-"): value for key, value in values.items()}
    return perform(public_id=case.public_id, officer=who, transition=transition, values=typed, now=now)

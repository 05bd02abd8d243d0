"""Filings of every line of business, handed in and moved on through the services that people use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from casework.cases.models import Case
from casework.cases.services import perform
from casework.intake.services import Arrival, TakenIn, take_in
from kernel.files import IncomingFile
from tests.factories.people import Team

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""Monday 2 March 2026, 9:30 in China; no holiday until Qingming on 5 April."""

PERSON = {"filer-name": "钱多多", "filer-phone": "13800000001"}

VALUES: Mapping[str, Mapping[str, Any]] = {
    "fraud-report": {
        "title": "销售假冒电热水壶",
        "fraud-category": "counterfeit",
        "narrative": "店内销售假冒名牌电热水壶。",
        "respondent-name": "惠民家电商行",
        "respondent-address": "甲县东风路66号",
        "wants-reply": True,
    },
    "quality-complaint": {
        "title": "电热水器内胆渗水",
        "narrative": "安装三天后内胆渗水，商家拒绝退换。",
        "remedy": "退还货款。",
        "product-name": "储水式电热水器",
        "respondent-name": "惠民家电商行",
        "respondent-address": "甲县东风路66号",
    },
    "enquiry": {"title": "三包期限", "enquiry-topic": "law", "question": "电热水器三包期限多长？"},
    "conduct": {
        "title": "检查人员索要礼品",
        "conduct-category": "integrity",
        "narrative": "检查时暗示要送礼品。",
        "staff-name": "罗不良",
        "staff-unit": "稽查队",
    },
    "consumer-complaint": {
        "title": "信用卡年费误收",
        "product": "credit-card",
        "narrative": "已销户的信用卡仍扣年费。",
        "remedy": "退还年费。",
        "service-channel": "app",
        "filer-capacity": "self",
    },
    "customer-complaint": {"title": "柜门合页松动", "category": "quality", "narrative": "安装一周合页松动。"},
    "complaint": {
        "title": "网购手表走时不准",
        "category": "goods-quality",
        "narrative": "到货三天走时不准，商家不退。",
        "remedy": "退货退款。",
        "respondent-name": "时光钟表店",
        "respondent-address": "丙市中山路100号",
        "filer-address": "丙市长江路1号",
    },
    "report": {
        "title": "无证销售药品",
        "category": "drug",
        "lead": "店内销售无批准文号的药品。",
        "respondent-name": "康民药店",
        "respondent-address": "丙市中山路102号",
    },
}
"""What a filer says, by business type; who he or she is stands in ``PERSON``."""

CHECKLISTS: Mapping[str, Sequence[str]] = {
    "quality-complaint": ("complaint-target", "complaint-facts", "complaint-jurisdiction"),
    "consumer-complaint": ("entitled", "consumer-dispute", "concrete"),
    "complaint": ("own-power", "living-consumption", "material", "in-time"),
}
"""The acceptance conditions that an officer ticks."""


def take(
    business_type: str,
    *,
    now: datetime = NOW,
    channel: str = "web",
    is_named: bool = True,
    also: str | None = None,
    files: Sequence[IncomingFile] = (),
    receiver: int | None = None,
    registrar: int | None = None,
    **changed: Any,
) -> TakenIn:
    """A filing; keyword names are field keys with underscores for hyphens, and change what is said."""
    values = {**VALUES[business_type], **(VALUES[also] if also else {}), **(PERSON if is_named else {})}
    return take_in(
        Arrival(
            business_type=business_type,
            values=values | {key.replace("_", "-"): value for key, value in changed.items()},
            channel=channel,
            is_named=is_named,
            received_at=now,
            files=files,
            also=also,
            receiver=receiver,
            registrar=registrar,
        )
    )


def case_of(business_type: str, **options: Any) -> Case:
    """The case of a filing."""
    return take(business_type, **options).cases[0]


class Journey:
    """A case on its way: each step is taken by the person with the duty, half an hour after the one before."""

    def __init__(self, team: Team, business_type: str, *, now: datetime = NOW, **options: Any) -> None:
        taken = take(business_type, now=now, **options)
        self.team = team
        self.now = now
        self.case = taken.cases[0]
        self.code = taken.tracking_code

    def step(self, role: str, transition: str, *, at: datetime | None = None, **values: Any) -> Case:
        """One step; keyword names are field keys with underscores for hyphens."""
        self.now = at or self.now + timedelta(minutes=30)
        self.case = perform(
            public_id=self.case.public_id,
            officer=self.team.officer(role, now=self.now),
            transition=transition,
            values={key.replace("_", "-"): self.team.choice(value) for key, value in values.items()},
            now=self.now,
        )
        return self.case

    def steps(self, *table: tuple[str, str, Mapping[str, Any]]) -> Case:
        """Several steps, as rows of role, transition and values by field key."""
        for role, transition, values in table:
            self.step(role, transition, **{key.replace("-", "_"): value for key, value in values.items()})
        return self.case


ASSIGN = {"unit": "@unit"}
SIGN_FOR = {"officer": "@handler"}
NOTIFIED = {"delivery-channel": "phone", "delivery-note": "电话告知。"}

TO_INVESTIGATION = (
    ("intake-manager", "propose", {"proposal": "建议核查。"}),
    ("leader", "sign-off", {"instruction": "同意。"}),
    ("receiver", "assign", ASSIGN),
    ("unit-head", "sign-for", SIGN_FOR),
    ("handler", "begin", {"first-action": "到场检查。"}),
)
"""A report from its receipt to the investigation."""

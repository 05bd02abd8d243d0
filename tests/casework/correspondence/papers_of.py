"""A matter with everything in it that could leak, and papers made of it. No real person or firm."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Literal

from casework.correspondence.composition import compose
from casework.correspondence.matter import (
    Answer,
    Exhibit,
    Ground,
    Issuer,
    Matter,
    Opinion,
    OtherCase,
    Person,
    Promise,
)
from casework.correspondence.papers import Paper
from policies.engine.pack import Label, Letter

ISSUED_AT = datetime(2026, 11, 24, 8, tzinfo=UTC)

ISSUER = Issuer(name="甲县质量技术监督局", short="甲质监", phone="0319-0012365")

FILER = Person(
    name="钱多多",
    organisation="钱记杂货铺",
    gender="男",
    id_number="130534199001010000",
    phone="13800000001",
    contact="qian@filer.example",
    address="甲县解放路18号院501室",
)

SECRETS = (
    "钱多多",
    "钱记杂货铺",
    "130534199001010000",
    "13800000001",
    "qian@filer.example",
    "解放路18号院",
    "7K2M",
    "钱多多的发票.jpg",
)
"""Whatever tells who filed, or opens the case."""

MATTER = Matter(
    case_number="SS2026-000017",
    business="质量申诉",
    nature="complaint",
    received_at=datetime(2026, 11, 24, 1, 30, tzinfo=UTC),
    channel="来访",
    filer=FILER,
    wants_reply=True,
    receiver="王首问",
    registrar="李登记",
    respondent=Person(name="惠民家电商行", phone="03190000002", address="甲县东风路66号", contact="周店长"),
    title="电热水器内胆渗水",
    narrative="安装三天后内胆渗水。\n商家拒绝退换。",
    request="退还货款2680元。",
    answers=(
        Answer(code="product", label="产品名称", value="储水式电热水器"),
        Answer(code="quantity", label="数量", value="1台"),
        Answer(code="bought-on", label="购买日期", value="2026年11月20日"),
    ),
    attachments=("钱多多的发票.jpg", "铭牌.jpg"),
    exhibits=(Exhibit(item="排水阀", quantity="1只", condition="有裂纹", signer="钱多多"),),
    is_own_duty=True,
    guided_to="",
    proposal=Opinion(text="建议受理。", signer="孙负责", signed_at=ISSUED_AT),
    sign_off=Opinion(text="同意，交质量股办理。", signer="吴局长", signed_at=ISSUED_AT),
    unit="质量监督股",
    handler="郑承办",
    due="2026年12月24日",
    outcome="属实",
    feedback="2026年12月3日 电话告知",
    grounds=(Ground(text="没有明确的被申诉人", citation="《制度》二、1"),),
    routes="您还可以向人民法院提起诉讼。",
    body="经查，内胆焊缝存在缺陷。\n商家已退还货款。",
    bases=("《制度》二、3",),
    promises=(
        Promise(
            label="通知您是否处理",
            due_on=date(2026, 12, 3),
            rule="自收到申诉起7个工作日内",
            case_number="SS2026-000017",
        ),
        Promise(
            label="完成调解",
            due_on=date(2027, 1, 4),
            rule="30日内",
            is_provisional=True,
            case_number="SS2026-000017",
        ),
        Promise(label="告知结果", rule="自收到结果起2个工作日内", case_number="DJ2026-000018"),
    ),
    cases=(
        OtherCase(number="SS2026-000017", business="质量申诉"),
        OtherCase(number="DJ2026-000018", business="打假举报"),
    ),
    tracking_code="7K2M-Q9XD-4TBV-0H3N-PR8C",
    tracking_address="https://12365.example/track/",
)  # fmt: skip


def paper(
    template: str,
    *,
    matter: Matter = MATTER,
    audience: Literal["filer", "file", "unit"] = "filer",
    language: str = "zh-hans",
    **spec: Any,
) -> Paper:
    """A paper of this template about ``matter``."""
    letter = Letter(
        label=Label(zh_hans="文书标题", en="Title of the paper"),
        template=template,
        audience=audience,
        series="投诉",
        **spec,
    )
    return compose(
        letter=letter,
        matter=matter,
        issuer=ISSUER,
        number="甲质监投诉〔2026〕17号",
        issued_at=ISSUED_AT,
        language=language,
    )


def text_of(made: Paper) -> str:
    """Everything that stands on a paper."""
    return "\n".join(made.texts())

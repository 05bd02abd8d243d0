"""The organisations of the demo and the people in them. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who signs in. ``account`` is the part of the address before the host."""

    account: str
    name: str
    title: str
    unit: str
    roles: tuple[str, ...]
    is_admin: bool = False
    """The first admin of an organisation comes with it; a second one approves what the first proposes."""
    what_for: str = ""
    """Why a visitor would sign in as this person; the table of sign-ins shows those who have one."""


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An organisation as it is signed up, and how its filings divide over its lines of business."""

    slug: str
    name_zh: str
    name_en: str
    short_zh: str
    kind: str
    packs: tuple[str, ...]
    region: str
    sector: str
    colour: str
    phone: str
    address_zh: str
    address_en: str
    people: tuple[DemoPerson, ...]
    mix: dict[str, int]
    """Business type to weight."""
    open_cases: int = 40
    finished_cases: int = 300


COUNTY = DemoOrganisation(
    slug="12365",
    name_zh="清河县质量技术监督局12365举报申诉中心",
    name_en="Qinghe County Quality Bureau, 12365 Centre",
    short_zh="清质监",
    kind="authority",
    packs=("demo-county-12365",),
    region="130534",
    sector="quality",
    colour="#9b1c1f",
    phone="12365",
    address_zh="清河县长江东街1号",
    address_en="1 East Changjiang Street, Qinghe",
    people=(
        DemoPerson(
            "admin", "孟晓棠", "办公室主任", "办公室", (), is_admin=True, what_for="管理员：机构、人员、职责"
        ),
        DemoPerson(
            "hotline", "苏小满", "话务员", "12365中心", ("receiver",), what_for="话务员：登记来电来访"
        ),
        DemoPerson("hotline2", "裴亦然", "话务员", "12365中心", ("receiver",)),
        DemoPerson(
            "manager",
            "顾明远",
            "12365负责人",
            "12365中心",
            ("intake-manager",),
            what_for="12365管理负责人：提出建议",
        ),
        DemoPerson(
            "leader",
            "陆怀瑾",
            "分管副局长",
            "局领导",
            ("leader",),
            is_admin=True,
            what_for="分管领导：批示、批准规则的改动",
        ),
        DemoPerson("inspector", "程砚秋", "主办人", "稽查队", ("handler",), what_for="承办人：调查核实"),
        DemoPerson("inspector2", "罗一鸣", "主办人", "稽查队", ("handler",)),
        DemoPerson("chief", "韩江雪", "稽查队长", "稽查队", ("unit-head",), what_for="承办单位负责人"),
        DemoPerson("quality", "沈知微", "科员", "质量监督股", ("handler",)),
        DemoPerson("qualitychief", "方维舟", "股长", "质量监督股", ("unit-head",)),
        DemoPerson("discipline", "严守正", "纪检组长", "纪检组", ("discipline",), what_for="纪检：行风监督"),
        DemoPerson("archivist", "何若谷", "档案员", "办公室", ("archivist",)),
    ),
    mix={"fraud-report": 3, "quality-complaint": 4, "enquiry": 4, "conduct": 1},
)

BANK = DemoOrganisation(
    slug="bank",
    name_zh="云岭农村商业银行",
    name_en="Yunling Rural Commercial Bank",
    short_zh="云岭农商",
    kind="bank",
    packs=("bank-2020",),
    region="530100",
    sector="banking",
    colour="#0b5c4a",
    phone="400-000-9621",
    address_zh="昆明市盘龙区北京路延长线88号",
    address_en="88 Beijing Road Extension, Panlong, Kunming",
    people=(
        DemoPerson("admin", "万清和", "消保部经理", "消费者权益保护部", (), is_admin=True, what_for="管理员"),
        DemoPerson(
            "desk", "江采薇", "投诉受理岗", "消费者权益保护部", ("receiver",), what_for="受理岗：登记与受理"
        ),
        DemoPerson(
            "manager",
            "邵文石",
            "投诉管理主管",
            "消费者权益保护部",
            ("intake-manager",),
            what_for="投诉管理：分派、复杂认定",
        ),
        DemoPerson(
            "officer", "季北辰", "消保专员", "个人金融部", ("handler",), what_for="经办人：调查与答复"
        ),
        DemoPerson("card", "姚念真", "消保专员", "信用卡中心", ("handler",)),
        DemoPerson("cardchief", "卓伯言", "总经理", "信用卡中心", ("unit-head",)),
        DemoPerson("retailchief", "阮星遥", "总经理", "个人金融部", ("unit-head",)),
        DemoPerson(
            "senior",
            "贺兰山",
            "分管副行长",
            "行领导",
            ("leader",),
            is_admin=True,
            what_for="高级管理人员：批准延期、批准规则的改动",
        ),
    ),
    mix={},
)

COMPANY = DemoOrganisation(
    slug="company",
    name_zh="栖木家居有限公司",
    name_en="Qimu Home Furnishing Ltd",
    short_zh="栖木客服",
    kind="company",
    packs=("company-tiers",),
    region="330100",
    sector="retail",
    colour="#2f5d8a",
    phone="400-000-8123",
    address_zh="杭州市余杭区文一西路998号",
    address_en="998 West Wenyi Road, Yuhang, Hangzhou",
    people=(
        DemoPerson("admin", "白令仪", "运营总监", "运营部", (), is_admin=True, what_for="管理员"),
        DemoPerson("care", "唐小竹", "客服专员", "客户投诉部", ("receiver",), what_for="客服：登记、分级"),
        DemoPerson(
            "manager", "闻人歌", "投诉经理", "客户投诉部", ("intake-manager",), what_for="投诉经理：分派"
        ),
        DemoPerson("handler", "麦田", "售后专员", "售后服务部", ("handler",), what_for="经办人：调查与回复"),
        DemoPerson("handler2", "夏至诚", "物流专员", "物流部", ("handler",)),
        DemoPerson("servicechief", "景行之", "售后经理", "售后服务部", ("unit-head",)),
        DemoPerson("logchief", "岳小川", "物流经理", "物流部", ("unit-head",)),
        DemoPerson(
            "vp",
            "宁致远",
            "副总经理",
            "公司领导",
            ("leader",),
            is_admin=True,
            what_for="公司高层：重大投诉、批准规则的改动",
        ),
    ),
    mix={},
)

REGULATOR = DemoOrganisation(
    slug="regulator",
    name_zh="东屏省投诉举报监督管理办公室",
    name_en="Dongping Province Complaints Oversight Office",
    short_zh="东投监",
    kind="regulator",
    packs=("market-121",),
    region="130000",
    sector="oversight",
    colour="#3b3a8f",
    phone="0311-0000-1100",
    address_zh="石家庄市中山西路100号",
    address_en="100 West Zhongshan Road, Shijiazhuang",
    people=(
        DemoPerson("admin", "钟离月", "综合处处长", "综合处", (), is_admin=True, what_for="管理员"),
        DemoPerson(
            "analyst",
            "易安然",
            "监测处干部",
            "监测处",
            ("receiver", "intake-manager"),
            what_for="监管者：看总体、登记来件",
        ),
        DemoPerson("handler", "柳随风", "调查处干部", "调查处", ("handler",)),
        DemoPerson("handlerchief", "秦时雨", "调查处处长", "调查处", ("unit-head",)),
        DemoPerson("mediator", "云中鹤", "调解员", "调查处", ("mediator", "handler")),
        DemoPerson(
            "director",
            "商陆",
            "主任",
            "领导",
            ("leader",),
            is_admin=True,
            what_for="负责人：批示、批准规则的改动",
        ),
    ),
    mix={},
)

OPS = DemoOrganisation(
    slug="ops",
    name_zh="登闻运营中心",
    name_en="Dengwen Operations",
    short_zh="登闻",
    kind="operator",
    packs=("company-tiers",),
    region="110000",
    sector="software",
    colour="#444b54",
    phone="400-000-0000",
    address_zh="北京市东城区登闻鼓院胡同",
    address_en="Dengwen Gu Yuan Hutong, Dongcheng, Beijing",
    people=(
        DemoPerson(
            "admin",
            "鲁班七",
            "运维负责人",
            "运营部",
            ("receiver", "intake-manager"),
            is_admin=True,
            what_for="平台运营",
        ),
        DemoPerson("support", "池上秋", "技术支持", "支持部", ("handler",)),
        DemoPerson("supportchief", "温如言", "支持部经理", "支持部", ("unit-head",)),
    ),
    mix={},
    open_cases=0,
    finished_cases=0,
)

ORGANISATIONS = (COUNTY, BANK, COMPANY, REGULATOR, OPS)

JURISDICTION = (COUNTY.slug, BANK.slug, COMPANY.slug)
"""The organisations that the demo's regulator oversees."""

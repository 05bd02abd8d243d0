"""Where each parameter P1 to P43 of the reading of the rulebooks has its place in the format.

Keys are dotted paths in a pack; ``*`` stands for any code. Rules that a line of business may set for itself
(``LineRules``) are given by their place in the pack.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its number, its name in both languages, and its keys."""

    number: int
    zh_hans: str
    en: str
    keys: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"P{self.number}"


_IDENTITY = (
    "id", "version", "extends", "fragment", "title", "issuer", "legal_basis", "status", "status_note", "kinds",
    "effective_from", "effective_to", "currency", "citations",
)  # fmt: skip

PARAMETERS: tuple[Parameter, ...] = (
    Parameter(1, "标识", "Identity", _IDENTITY),
    Parameter(2, "版本固定", "Version pin", ("version_pin",)),
    Parameter(3, "业务类型", "Lines of business", ("business_types", "workflows")),
    Parameter(4, "混合来件", "Mixed filings", ("mixed",)),
    Parameter(5, "分类", "Categories", ("categories", "causes", "products")),
    Parameter(6, "渠道", "Channels", ("channels",)),
    Parameter(7, "首问负责", "First contact", ("first_contact", "out_of_scope")),
    Parameter(8, "字段", "Fields and forms", ("fields", "forms")),
    Parameter(9, "实名与匿名", "Identity of the filer", ("business_types.*.identity", "unnamed")),
    Parameter(10, "代理与共同投诉", "Agents and joint filings", ("agent", "joint")),
    Parameter(11, "证据", "Evidence", ("evidence",)),
    Parameter(12, "完整性与补正", "Completeness", ("completeness",)),
    Parameter(13, "受理", "Acceptance", ("acceptance", "conditions", "reasons", "business_types.*.routes")),
    Parameter(14, "时效", "Limitation", ("limitation",)),
    Parameter(15, "重复", "Repeats", ("duplicates",)),
    Parameter(16, "滥用", "Abuse", ("abuse",)),
    Parameter(17, "等级", "Tiers", ("tiers", "classification", "clocks.*.tiers")),
    Parameter(18, "岗位", "Roles", ("roles",)),
    Parameter(19, "审批", "Approvals", ("approvals", "clocks.*.extension")),
    Parameter(20, "分派", "Routing", ("routing", "unit_kinds")),
    Parameter(21, "回避与排除", "Conflicts", ("conflict", "workflows.*.transitions.*.other_than")),
    Parameter(22, "督办", "Supervision", ("supervision",)),
    Parameter(23, "时限", "Clocks", ("clocks",)),
    Parameter(24, "模糊用语", "Vague terms", ("vague_terms", "clocks.*.term")),
    Parameter(25, "时限关系", "Topology of clocks", ("topology",)),
    Parameter(26, "日历与工作时间", "Calendar", ("calendar", "hours", "zone")),
    Parameter(27, "分支", "Branches", ("branches",)),
    Parameter(28, "调解", "Mediation", ("mediation",)),
    Parameter(29, "立案", "Opening a case", ("case_filing",)),
    Parameter(30, "反馈", "Feedback", ("feedback", "forbidden")),
    Parameter(31, "进度告知", "Progress", ("progress",)),
    Parameter(32, "回访与评价", "Satisfaction", ("satisfaction",)),
    Parameter(33, "复核与救济", "Appeal", ("appeal",)),
    Parameter(34, "保密", "Confidentiality", ("profiles",)),
    Parameter(35, "泄密", "Leaks", ("leak",)),
    Parameter(36, "文书", "Documents", ("letters",)),
    Parameter(37, "编号", "Numbering", ("numbering", "business_types.*.number_prefix", "letters.*.series")),
    Parameter(38, "举报奖励", "Rewards", ("reward",)),
    Parameter(39, "考核", "Appraisal", ("appraisal",)),
    Parameter(40, "统计", "Statistics", ("reports",)),
    Parameter(41, "改进", "Improvement", ("improvement",)),
    Parameter(42, "归档", "Archive", ("archive",)),
    Parameter(43, "个人信息", "Personal data", ("personal_data",)),
)


def parameters_of(path: str) -> tuple[Parameter, ...]:
    """The parameters whose place the dotted path is in, the most exact first; rules of a line as the pack's."""
    found = []
    for parameter in PARAMETERS:
        depths = [len(key.split(".")) for key in parameter.keys for way in _ways(path) if _covers(key, way)]
        if depths:
            found.append((-max(depths), parameter.number, parameter))
    return tuple(parameter for *_, parameter in sorted(found, key=lambda one: one[:2]))


def _ways(path: str) -> tuple[tuple[str, ...], ...]:
    """The path as written, and as the pack's own where it is a rule of a line of business."""
    parts = tuple(path.split("."))
    return (parts, parts[2:]) if parts[0] == "business_types" and len(parts) > 2 else (parts,)


def _covers(key: str, path: tuple[str, ...]) -> bool:
    wanted = key.split(".")
    return len(wanted) <= len(path) and all(
        one in ("*", other) for one, other in zip(wanted, path, strict=False)
    )

"""Plays an organisation's year: filings arrive, and each officer takes the next lawful step, at simulated moments.

Every step goes through the services that people use; only ``now`` is not the present. The log's
``recorded_at`` stays the truth, so the demo's past is no forgery.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from casework.cases import access, facts, services
from casework.cases.models import Case
from casework.intake.services import Arrival, take_in
from casework.organisation import selectors as organisation
from casework.organisation.rules import Officer
from demo.content import Scenario, Teller, scenarios
from policies import selectors as policies
from policies.engine.facts import Action
from policies.engine.pack import FieldKind, FieldSpec, Nature, Pack, Transition, Verb
from policies.engine.transitions import available

WEIGHTS: Mapping[Verb, float] = {
    Verb.DECLINE: 0.08, Verb.GUIDE: 0.05, Verb.REFER: 0.04, Verb.SEND_BACK: 0.06, Verb.WITHDRAW: 0.01,
    Verb.PAUSE: 0.04, Verb.ASK_EXTENSION: 0.03, Verb.REFUSE_EXTENSION: 0.1, Verb.SUPERVISE: 0.02,
}  # fmt: skip
"""How likely a step is beside the others that are open; 1 where nothing is said."""
OUT_OF_ORDER = 0.02
STALLED = 0.12
"""The share of recent cases that somebody let lie."""
MAX_STEPS = 60


@dataclass(frozen=True, slots=True)
class Staff:
    """The officers of an organisation with their colleagues' public ids, read once."""

    officers: Sequence[Officer]
    public_ids: Mapping[int, str]
    units: Mapping[int, str]
    unit_of: Mapping[int, int]

    @classmethod
    def read(cls, *, now: datetime) -> Staff:
        people = organisation.people()
        officers = [organisation.officer_for(p.id, now=now) for p in people]
        return cls(
            officers=officers,
            public_ids={p.id: str(p.public_id) for p in people},
            units={u.pk: str(u.public_id) for u in organisation.active_units()},
            unit_of={o.user_id: next(iter(o.unit_ids)) for o in officers if o.unit_ids},
        )

    def with_role(self, role: str) -> list[Officer]:
        return [o for o in self.officers if role in o.roles]


class Simulation:
    """One organisation's year."""

    def __init__(self, *, mix: Mapping[str, int], seed: int, today: datetime) -> None:
        self._dice = random.Random(seed)  # noqa: S311 -- dice for a demo, no secret
        self._teller = Teller(self._dice)
        self._today = today
        self._staff = Staff.read(now=today)
        lines = [(v.pack, code) for v in policies.adopted_versions() for code in v.pack.business_types]
        self._lines = lines
        self._weights = [mix.get(code, 1) for _, code in lines]

    @staticmethod
    def standing() -> tuple[int, int]:
        """How many cases the organisation has, and how many of them are open."""
        return Case.objects.count(), Case.objects.filter(is_final=False).count()

    def finished(self) -> None:
        """One case that came in during the past year and was brought to its end."""
        self._play(self._working_moment(self._today - timedelta(days=self._dice.randrange(45, 365))))

    def recent(self) -> bool:
        """One case of the past two weeks, wherever it stands by now. Returns whether it is still open."""
        is_stalled = self._dice.random() < STALLED
        age = self._dice.uniform(8, 20) if is_stalled else self._dice.triangular(0, 15, 1)
        received_at = self._working_moment(self._today - timedelta(days=age))
        steps = self._dice.randrange(0, 5) if is_stalled else MAX_STEPS
        return not self._play(min(received_at, self._today - timedelta(minutes=20)), steps=steps).is_final

    def _play(self, received_at: datetime, *, steps: int = MAX_STEPS) -> Case:
        """File a case and let officers take steps until it is finished or the present is reached."""
        pack, business_type = self._dice.choices(self._lines, self._weights)[0]
        scenario = self._dice.choice(scenarios(pack.id)[business_type])
        cast = self._teller.cast()
        with transaction.atomic():
            case = self._file(pack, business_type, scenario, cast, received_at)
            now = received_at
            aside: set[str] = set()
            for _ in range(steps):
                moved = self._step(case, pack, scenario, cast, now, aside)
                if moved is None:
                    break
                case, now = moved
        return case

    def _file(
        self,
        pack: Pack,
        business_type: str,
        scenario: Scenario,
        cast: Mapping[str, str],
        received_at: datetime,
    ) -> Case:
        spec = pack.business_types[business_type]
        is_named = spec.identity.value == "named" or self._dice.random() < 0.7
        channel = self._dice.choice(spec.channels)
        by_phone = pack.channels[channel].kind.value != "web"
        receivers = (
            self._staff.with_role(spec.first_role) if by_phone and spec.nature is not Nature.CONDUCT else []
        )
        receiver = self._dice.choice(receivers).user_id if receivers else None
        values = self._teller.values(
            pack=pack,
            business_type=business_type,
            scenario=scenario,
            cast=cast,
            now=received_at,
            is_named=is_named,
        )
        taken = take_in(
            Arrival(
                business_type=business_type,
                values=values,
                channel=channel,
                is_named=is_named,
                received_at=received_at,
                receiver=receiver,
                registrar=receiver,
            )
        )
        return taken.cases[0]

    def _step(
        self,
        case: Case,
        pack: Pack,
        scenario: Scenario,
        cast: Mapping[str, str],
        now: datetime,
        aside: set[str],
    ) -> tuple[Case, datetime] | None:
        known = facts.with_takers(facts.facts_of(case), case=case, pack=pack)
        choices: list[tuple[Officer, Action]] = []
        for officer in self._staff.officers:
            roles = access.roles_for(officer=officer, case=case, pack=pack)
            actor = facts.person_key(officer.user_id)
            open_now = available(pack=pack, facts=known, roles=roles, actor=actor)
            choices += [(officer, action) for action in open_now]
        choices = [c for c in choices if self._sensible(c[1], case, aside)]
        if not choices:
            return None
        officer, action = self._dice.choices(choices, [self._weight(a, case, pack) for _, a in choices])[0]
        to = self._transition(action, case, pack).to
        if to is None or to == case.state:
            aside.add(action.id)
        at = self._next_moment(case, now)
        if at >= self._today:
            return None
        typed = {k: self._input(action.verb, f, case, pack, scenario, cast) for k, f in action.inputs.items()}
        values = {k: v for k, v in typed.items() if v is not None}
        return (
            services.perform(
                public_id=case.public_id, officer=officer, transition=action.id, values=values, now=at
            ),
            at,
        )

    def _weight(self, action: Action, case: Case, pack: Pack) -> float:
        if self._transition(action, case, pack).breach_of_order is not None:
            return OUT_OF_ORDER
        return WEIGHTS.get(action.verb, 1.0)

    @staticmethod
    def _transition(action: Action, case: Case, pack: Pack) -> Transition:
        return pack.workflows[pack.business_types[case.business_type].workflow].transitions[action.id]

    def _sensible(self, action: Action, case: Case, aside: set[str]) -> bool:
        """Nobody classifies a case twice for no reason, or takes the same step aside again and again."""
        return action.id not in aside and (action.verb is not Verb.CLASSIFY or case.tier is None)

    def _next_moment(self, case: Case, now: datetime) -> datetime:
        """When the next step is taken: mostly in good time before what is due, sometimes late."""
        room = (case.due_at - now) if case.due_at and case.due_at > now else timedelta(hours=30)
        share = (
            self._dice.triangular(0.02, 0.9, 0.25)
            if self._dice.random() < 0.96
            else self._dice.uniform(1.02, 1.5)
        )
        return self._working_moment(
            now + min(room * share, timedelta(days=12)), earliest=now + timedelta(minutes=7)
        )

    def _working_moment(self, at: datetime, earliest: datetime | None = None) -> datetime:
        """A moment in office hours (UTC 01:00 to 09:00 is 9 to 17 in China) near ``at``."""
        moved = at.replace(
            hour=self._dice.randrange(1, 9), minute=self._dice.randrange(60), second=0, microsecond=0
        )
        return max(moved, earliest) if earliest else moved

    def _input(  # noqa: C901 -- one line per kind of field
        self,
        verb: Verb,
        field: FieldSpec,
        case: Case,
        pack: Pack,
        scenario: Scenario,
        cast: Mapping[str, str],
    ) -> Any:
        spec = pack.business_types[case.business_type]
        match field.kind:
            case FieldKind.CHECKLIST:
                return list(spec.conditions)
            case FieldKind.REASON:
                return self._dice.choice(spec.reasons) if spec.reasons else None
            case FieldKind.TIER:
                return self._dice.choices(spec.tiers, [1 / (i + 1) for i in range(len(spec.tiers))])[0]
            case FieldKind.UNIT:
                return self._staff.units[self._dice.choice(self._handling_units())]
            case FieldKind.OFFICER:
                return self._officer(case)
            case FieldKind.CHOICE:
                return (
                    scenario.outcome
                    if scenario.outcome in field.choices
                    else self._dice.choice(sorted(field.choices))
                )
            case FieldKind.DATE:
                return (case.received_at + timedelta(days=self._dice.randrange(1, 9))).date().isoformat()
            case FieldKind.NUMBER if field.maximum is not None:
                return self._dice.randint(1, field.maximum)
            case FieldKind.MONEY | FieldKind.NUMBER:
                return cast["price"]
            case FieldKind.BOOLEAN:
                return True
            case _:
                return self._words(verb, field, scenario, cast)

    def _handling_units(self) -> list[int]:
        heads = {o.user_id for o in self._staff.with_role("unit-head")}
        handlers = {o.user_id for o in self._staff.with_role("handler")}
        return sorted({u for user, u in self._staff.unit_of.items() if user in heads | handlers})

    def _officer(self, case: Case) -> str | None:
        handlers = self._staff.with_role("handler")
        own = [o for o in handlers if case.unit_id in o.unit_ids] or handlers
        return self._staff.public_ids[self._dice.choice(own).user_id] if own else None

    def _words(self, verb: Verb, field: FieldSpec, scenario: Scenario, cast: Mapping[str, str]) -> str:
        if field.binds == "letter.body" and verb not in UNMERITED:
            return scenario.reply.format_map(cast)
        if field.binds == "opinion":
            return self._dice.choice(_OPINIONS)
        if field.binds == "case.destination":
            return "当地人民法院或仲裁机构"
        if field.binds == "delivery.note":
            return self._dice.choice(_DELIVERIES)
        if verb in NOTES:
            return self._dice.choice(NOTES[verb])
        return scenario.finding.format_map(cast)


_OPINIONS = (
    "同意。请按规定时限办理，结果及时回复。",
    "同意所提意见，请承办单位抓紧核实。",
    "拟同意。注意保护举报人信息，依法依规办理。",
    "请承办单位主要负责人阅办，限期反馈。",
    "同意。涉及群众切身利益，务必查清事实、做好解释。",
)

_DELIVERIES = (
    "电话告知，对方表示知悉。",
    "当面交付，已签字。",
    "挂号信寄出，有回执。",
    "短信和电话均已告知。",
)

UNMERITED = frozenset({Verb.DECLINE, Verb.GUIDE, Verb.REFER, Verb.WITHDRAW})
"""Steps that end a case without its merits: their letters do not tell the story's end."""

NOTES: Mapping[Verb, Sequence[str]] = {
    Verb.PROPOSE: ("建议由承办单位核查处理。", "线索具体，建议尽快安排核查。", "材料较全，建议受理并核实。"),
    Verb.ASSIGN: ("请于时限内办结并反馈。", "请指定专人办理。"),
    Verb.SIGN_FOR: ("收到，已安排。", "已签收。"),
    Verb.BEGIN: (
        "已安排两名工作人员到场核查。",
        "已联系当事人，约定现场查看时间。",
        "已调取相关票据和记录。",
    ),
    Verb.SEND_BACK: ("请补充对方的联系方式后再报。", "请先核清管辖再提建议。"),
    Verb.PAUSE: ("送检，等待检验结论。",),
    Verb.RESUME: ("检验结论已经收到。",),
    Verb.ASK_EXTENSION: ("当事人外出，需要补充取证，申请延长。",),
    Verb.EXTEND: ("理由充分，同意延长。",),
    Verb.REFUSE_EXTENSION: ("理由不充分，请按期办结。",),
    Verb.SUPERVISE: ("请抓紧办理并说明进展。",),
    Verb.DECLINE: ("经审查不符合受理条件，已说明其他途径。",),
    Verb.GUIDE: ("不属于本单位职责，已告知对口部门和电话。",),
    Verb.REFER: ("依职责移送对口部门处理。",),
    Verb.WITHDRAW: ("来件人表示问题已经解决，要求撤回。",),
    Verb.CLOSE: ("事实清楚，结果已经落实，同意结案。",),
    Verb.ARCHIVE: ("材料齐全，整理归档。",),
    Verb.CLASSIFY: ("按规则认定等级。",),
}
"""What officers write at a step; where nothing is said, the story's finding."""

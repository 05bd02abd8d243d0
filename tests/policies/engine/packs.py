"""A small sound pack, and packs that differ from it in what a test is about."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any

import yaml

from policies.engine.facts import CaseFacts, GrantedExtension, Milestone
from policies.engine.pack import Pack
from tests.policies.engine.china import at

_BODY = """
format: 1
id: small
version: 1
title: {zh-hans: 小规则包, en: Small pack}
issuer: {zh-hans: 某局, en: A bureau}
status: internal
kinds: [authority]
hours: {opens: "09:00", closes: "17:00"}
mixed: {mode: single, explanation: {zh-hans: 一并办理, en: Handled together}, cites: [art-1]}
citations:
  art-1: {source: {zh-hans: 办法, en: Rules}, locator: 第一条}
  art-2: {source: {zh-hans: 办法, en: Rules}, locator: 第二条}
  art-3: {source: {zh-hans: 办法, en: Rules}, locator: 第三条}
roles:
  clerk: {label: {zh-hans: 登记人, en: Clerk}}
  handler: {label: {zh-hans: 承办人, en: Handler}}
  leader: {label: {zh-hans: 分管领导, en: Leader}}
channels:
  web: {label: {zh-hans: 网上, en: Web}, kind: web}
fields:
  name: {label: {zh-hans: 姓名, en: Name}, kind: text, required: hard, class: identifying, binds: filer.name}
  story: {label: {zh-hans: 经过, en: What happened}, kind: long-text, required: hard, class: narrative}
  amount: {label: {zh-hans: 金额, en: Sum}, kind: money}
  against: {label: {zh-hans: 被投诉人, en: Respondent}, kind: text, binds: respondent.name}
  checks: {label: {zh-hans: 受理条件, en: Conditions}, kind: checklist}
  ground: {label: {zh-hans: 不予受理理由, en: Ground}, kind: reason, required: hard, binds: case.reason}
  grade: {label: {zh-hans: 等级, en: Tier}, kind: tier, required: hard, binds: case.tier}
  unit: {label: {zh-hans: 承办单位, en: Unit}, kind: unit, required: hard, binds: case.unit}
  result:
    label: {zh-hans: 结论, en: Result}
    kind: choice
    required: hard
    binds: case.outcome
    choices:
      upheld: {zh-hans: 属实, en: Upheld}
      rejected: {zh-hans: 不属实, en: Rejected}
  measures:
    label: {zh-hans: 措施, en: Measures}
    kind: multi-choice
    when: values.result == 'upheld'
    required: hard
    choices:
      refund: {zh-hans: 退款, en: Refund}
      repair: {zh-hans: 修理, en: Repair}
  note: {label: {zh-hans: 说明, en: Note}, kind: long-text, max_length: 10, binds: note}
forms:
  complaint:
    steps:
      who: {title: {zh-hans: 您是谁, en: Who you are}, fields: [name]}
      what: {title: {zh-hans: 什么事, en: What happened}, fields: [story, amount, against]}
profiles:
  open: {label: {zh-hans: 一般, en: Standard}, need_to_know: [handler], respondent_door: true}
tiers:
  grave: {label: {zh-hans: 重大, en: Grave}, cites: [art-2]}
  common: {label: {zh-hans: 一般, en: Common}}
  slight: {label: {zh-hans: 轻微, en: Slight}}
conditions:
  own-duty: {label: {zh-hans: 属于本局职责, en: Within our duty}, cites: [art-2]}
  has-respondent:
    label: {zh-hans: 有明确的被投诉人, en: A clear respondent}
    expression: values.against != null && values.against != ''
    cites: [art-3]
reasons:
  not-ours: {label: {zh-hans: 不属于本局职责, en: Not our duty}, cites: [art-2]}
  no-facts: {label: {zh-hans: 没有具体事实, en: No facts}}
workflows:
  complaint:
    initial: received
    states:
      received:
        label: {zh-hans: 待受理, en: To be decided}
        stage: received
        public: {zh-hans: 已收到, en: Received}
      handling:
        {label: {zh-hans: 办理中, en: In hand}, stage: handling, public: {zh-hans: 办理中, en: In hand}}
      replying:
        label: {zh-hans: 待答复, en: To be answered}
        stage: replying
        public: {zh-hans: 快好了, en: Nearly done}
      finished:
        label: {zh-hans: 已办结, en: Finished}
        stage: finished
        final: true
        public: {zh-hans: 已办结, en: Done}
    transitions:
      classify:
        verb: classify
        label: {zh-hans: 分级, en: Classify}
        from: [received, handling]
        roles: [clerk, handler]
        inputs: [grade]
        milestones: [classified]
      accept:
        verb: accept
        label: {zh-hans: 受理, en: Accept}
        hint: {zh-hans: 将发受理通知, en: A notice goes out}
        from: [received]
        to: handling
        roles: [clerk]
        inputs: [checks, unit, note]
        needs_conditions: true
        milestones: [accepted]
        letters: [notice, receipt]
        cites: [art-2]
      decline:
        verb: decline
        label: {zh-hans: 不予受理, en: Decline}
        from: [received]
        to: finished
        roles: [clerk, leader]
        inputs: [ground, note]
        milestones: [declined, replied]
        letters: [notice]
        cites: [art-2]
      dispatch-early:
        verb: assign
        label: {zh-hans: 先行交办, en: Dispatch early}
        from: [received]
        to: handling
        roles: [clerk]
        inputs: [unit]
        milestones: [accepted]
        breach_of_order: {zh-hans: 未经批示先行交办, en: Dispatched before sign-off}
        cites: [art-3]
      pause:
        verb: pause
        label: {zh-hans: 送检, en: Send for testing}
        from: [handling]
        roles: [handler]
        milestones: [testing-began]
      resume:
        verb: resume
        label: {zh-hans: 收到检验结果, en: Test result in}
        from: [handling]
        roles: [handler]
        when: "'testing-began' in facts.milestones"
        milestones: [testing-ended]
      extend:
        verb: extend
        label: {zh-hans: 批准延期, en: Extend}
        from: [handling]
        roles: [leader]
        clock: handle
        milestones: [extended]
        cites: [art-3]
      close:
        verb: close
        label: {zh-hans: 结案, en: Close}
        from: [handling]
        to: replying
        roles: [handler]
        inputs: [result, measures, note]
        milestones: [closed]
      reply:
        verb: reply
        label: {zh-hans: 答复, en: Reply}
        from: [replying]
        to: finished
        roles: [handler]
        milestones: [replied]
        letters: [notice]
clocks:
  decide:
    label: {zh-hans: 受理决定, en: Decision to accept}
    legal: true
    start: [received]
    stop: [accepted, declined]
    span: {amount: 7, unit: working-day}
    actor: clerk
    promise:
      label: {zh-hans: 告知是否受理, en: You learn whether we take it up}
      rule: {zh-hans: 自收到之日起 7 个工作日内, en: Within 7 working days of receipt}
    cites: [art-1]
  handle:
    label: {zh-hans: 办理, en: Handling}
    legal: true
    start: [accepted]
    stop: [closed]
    span: {amount: 60, unit: calendar-day}
    roll: statutory-holiday
    pauses:
      - {start: testing-began, stop: testing-ended, label: {zh-hans: 检验, en: Testing}, cites: [art-3]}
    extension: {span: {amount: 30, unit: calendar-day}, times: 2, approver: leader, cites: [art-3]}
    actor: handler
    promise:
      label: {zh-hans: 办结, en: The outcome}
      rule: {zh-hans: 自受理之日起 60 日内, en: Within 60 days of acceptance}
    cites: [art-1]
  target:
    label: {zh-hans: 分级（内部目标）, en: Classification (internal target)}
    legal: false
    start: [received]
    stop: [classified, accepted, declined]
    span: {amount: 4, unit: business-hour}
    actor: clerk
letters:
  notice:
    label: {zh-hans: 通知书, en: Notice}
    template: notice
    audience: filer
    series: 通知
    when: facts.wants_reply
    cites: [art-2]
  receipt: {label: {zh-hans: 接处单, en: Intake record}, template: receipt, audience: file, series: 接处}
business_types:
  complaint:
    label: {zh-hans: 投诉, en: Complaint}
    nature: complaint
    summary: {zh-hans: 消费争议, en: A dispute}
    workflow: complaint
    form: complaint
    profile: open
    number_prefix: TS
    identity: named
    channels: [web]
    tiers: [grave, common, slight]
    conditions: [own-duty, has-respondent]
    reasons: [not-ours, no-facts]
    clocks: [decide, handle, target]
    first_role: clerk
    cites: [art-1]
"""


@cache
def _parsed() -> dict[str, Any]:
    body: dict[str, Any] = yaml.safe_load(_BODY)
    return body


def small_pack(changes: Mapping[str, Any] | None = None) -> Pack:
    """The small pack with ``changes``: paths with slashes to values; None drops the entry."""
    body = deepcopy(_parsed())
    for path, value in (changes or {}).items():
        *parents, last = path.split("/")
        place = body
        for parent in parents:
            place = place.setdefault(parent, {})
        if value is None:
            del place[last]
        else:
            place[last] = deepcopy(value)
    return Pack.model_validate(body)


def case(*milestones: str, **facts: Any) -> CaseFacts:
    """A case by its milestones, ``kind@2026-05-06 10:00``; the first of them is its receipt."""
    happened = tuple(milestone_of(one) for one in milestones)
    settings: dict[str, Any] = {
        "business_type": "complaint",
        "state": "received",
        "received_at": happened[0].at if happened else at("2026-05-06 10:00"),
        "milestones": happened,
    }
    return CaseFacts(**(settings | facts))


def milestone_of(text: str) -> Milestone:
    kind, moment = text.split("@")
    return Milestone(kind, at(moment))


def granted(clock: str, *moments: str) -> tuple[GrantedExtension, ...]:
    return tuple(GrantedExtension(clock, at(moment)) for moment in moments)


NOW: datetime = at("2026-05-06 12:00")

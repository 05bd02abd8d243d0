"""What the keys of the format are called, in both languages, so that any entry can be told in a sentence.

A key without a word here is still told, under its own name; a test asks for a word for every key there is.
"""

from __future__ import annotations

from policies.engine.codewords import CODES, word_table
from policies.engine.pack import Label
from policies.engine.wording import text


def field_word(key: str, model: str = "") -> Label:
    """What a key is called; some keys mean something else in one model than in the others."""
    known = FIELDS.get(f"{model}.{key}") or FIELDS.get(key)
    return known if known is not None else text(key.replace("_", " "), key.replace("_", " "))


def entry_word(table: str) -> Label:
    """What one entry of a table is called; Chinese knows no plural."""
    word = field_word(table)
    return text(word.zh_hans, _ONE.get(table, word.en))


def code_word(kind: str, value: str) -> Label:
    """What a fixed word of the format means; ``kind`` is the name of its enumeration or of its key."""
    known = CODES.get(f"{kind}.{value}")
    return known if known is not None else text(value, value)


FIELDS = word_table("""
abroad|能否出境|whether data may go abroad
abuse|滥用举报投诉权利|abuse
acceptance|受理|acceptance
accountability|问责|accountability
action|处理方式|what is done
actions|措施|measures
actor|责任人|who answers for it
after|间隔|how long after
agent|代理|agents
allowed|是否允许|whether it is allowed
amount|数量|amount
answer_within|答复期限|time to answer
appeal|复核与救济|appeal
applicants|可以申请的人|who may ask for it
appraisal|考核|appraisal
approvals|审批|approvals
approver|批准人|who approves
archive|归档|filing
arrival|收到的时点|which moment counts as receipt
asked|提出的节点|milestones of its being asked for
aspects|评价内容|what is rated
at_end|到期处理|what happens at the end
audience|对象|who gets it
audiences|告知对象|who else is told
awaited|应有的结果|what was to come
binds|对应的项目|the slot that it fills
body|复核机关|the reviewing body
borne_by|最终承担人|who bears the fee
bound|受约束的岗位|roles that are bound
branches|处理分支|branches
breach_of_order|程序瑕疵|breach of order
business_types|业务|lines of business
cadence|周期|how often
calendar|工作日历|calendar
caller|回访人|who calls
cap|封顶数额|the most that is paid
case|案件编号格式|form of case numbers
case_digits|案件序号位数|digits of case numbers
case_filing|立案|opening of a case
categories|类别|categories
causes|原因|causes
channels|渠道|channels
checks|检查项目|checks
choices|选项|choices
choices_from|选项来源|where its choices come from
citations|依据|citations
cites|依据|what it rests on
claim_window|领取期限|time to claim it
classification|分级|classification
clock|时限|time limit
clocks|时限|time limits
closes|下班时间|end of office hours
commend_from|表彰起点分|score for a commendation
commendation|表彰|commendation
completed|补正完成的节点|milestone of completion
completeness|材料齐全与补正|completeness
conditions|条件|conditions
conflict|回避与排除|conflicts of interest
consent|同意|consent
consequences|后果|consequences
contents|卷内目录|contents
copies|份数|copies
criteria|标准|criteria
currency|币种|currency
custody_signatures|保管登记签名|signatures for custody
cut_off|收件截止时间|cut-off
decide_within|决定期限|time to decide
decided|作出决定的节点|milestones of the decision
decided_by|决定人|who decides
decision|是否作受理决定|whether acceptance is decided
delegates|受托审批人|who may approve by delegation
delegation|委托调解|delegation
deputies|代理岗位|deputies
description|说明|description
dimensions|统计维度|dimensions
direction|方向|direction
done|已送达的节点|milestones of its having been sent
due|完成期限|when it is due
duplicates|重复举报投诉|repeats
effective_from|生效日|first day of force
effective_to|失效日|last day of force
en|英文|English
ends|当日截止|when the last day is over
enforced|是否强制|whether it is enforced
every|最长间隔|at the latest every
evidence|证据|evidence
excluded|排除的人|who is excluded
explanation|说明|explanation
export|导出|export
expression|判断条件|condition
extends|所继承的规则|what it extends
extension|延长|extension
factors|迹象|signs
fee|检测费用|fee
feedback|反馈|feedback
field_class|信息类别|class of information
fields|填写项目|fields
filed|归档的节点|milestones of filing
final|是否终结|whether it is final
first_contact|首问负责|first-contact duty
first_day_counts|首日是否计入|whether the first day counts
first_role|首办岗位|who sees it first
floor|最低数额|the least that is paid
forbidden|不得告知的人|who is never told
form|表单|form
format|格式版本|format
forms|表单|forms
fragment|是否片段|whether it is a fragment
from_file_only|只取执法卷内容|drawn from the enforcement file only
from_states|适用状态|states in which it is open
given|已批准的节点|milestones of its being given
grave_from|按重大处理的人数|persons from which it is grave
grave_tier|相应等级|tier of such filings
ground|处理依据|ground
grounds|理由|grounds
heirs|继承人能否提出|whether heirs may file
help|填写提示|help
hidden|隐去的项目|hidden fields
hint|提示|hint
hop|环节|hop
hours|工作时间|office hours
id|代号|id
identity|实名要求|identity of the filer
improvement|改进|improvement
indicators|指标|indicators
initial|起始状态|first state
inputs|办理时填写|what is asked
insider_raise|内部人员能否增奖|whether insiders may get more
interest|利害关系人是否回避|whether those with an interest step back
intro|导语|introduction
investigators|调查人|investigators
issued|已督办的节点|milestone of its being issued
issuer|制定机关|issuer
issuers|督办人|who may issue it
joint|共同投诉|joint filings
joint_from|共同处理起点|from when it is joint
joint_role|会签岗位|who signs too
kind|种类|kind
kinds|适用机构|kinds of organisation
label|名称|name
laboratory|检测机构的确定|choice of the laboratory
lapse|届满时的节点|milestone at its end
lapse_reason|逾期理由|reason when time is over
leads_to|转为的业务|line of the new case
leak|泄密|leaks
legal|是否法定|whether it is a legal time limit
legal_basis|法律依据|legal basis
legal_hold|能否暂缓销毁|whether disposal can be stopped
length|最长期限|the longest it may take
letter|文书|letter
letter_digits|文书序号位数|digits of letter numbers
letters|文书|letters
levels|层级|levels
limit|期限|limit
limitation|时效|limitation
locator|条款|clause
lodged|提出的节点|milestones of its being lodged
low|低分线|low rating
max_length|最多字数|longest text
max_representatives|代表人上限|most representatives
maximum|上限|maximum
may_pass_on|能否再转办|whether it may pass cases on
mediation|调解|mediation
milestones|记录的节点|milestones recorded
min_filers|起算人数|fewest filers
min_investigators|调查人数下限|fewest investigators
mixed|投诉举报并存|mixed filings
mode|方式|mode
most|最高罚款额|highest penalty
natural_persons_only|是否仅限自然人|natural persons only
nature|性质|nature
need_to_know|可以知道来件人身份的岗位|who may know the filer
needs_conditions|是否须全部条件成立|whether all conditions must be met
new_fact|有新事实的重复件|repeats with new facts
notice|告知|notice
notice_withheld|能否不告知|whether the notice may be left out
notify|告知对象|who is told
notify_filer|是否告知来件人|whether the filer is told
number_prefix|编号前缀|prefix of numbers
numbering|编号|numbering
objects|是否收存实物|whether goods are taken
official|官方代码|official code
on|触发节点|milestones that set it off
on_receipt|收到即出具的文书|letters issued on receipt
open_ended|期限是否由批准人定|whether the approver sets its length
open_for|查看有效期|how long it stays open
opens|上班时间|start of office hours
optional|是否选办|whether it is optional
original|是否附原件|whether the original is attached
originals|是否收取原件|whether originals are taken
other_person|是否须换人办理|whether another person decides
other_than|不得由经办人办理的步骤|steps whose taker may not take it
out_of_scope|不属职责的来件|filings outside our duty
outcomes|可作的决定|what may be decided
overdue_by|逾期多久|how long overdue
owner|责任人|owner
parent|上级项目|parent entry
part|卷别|part of the file
pauses|不计时的情形|pauses
per_unit|是否各单位单独编号|whether each unit counts for itself
percent|比例（%）|share in per cent
period|周期|period
permanent|是否永久|whether for ever
personal_data|个人信息|personal data
police|移送公安|handing over to the police
position|批准的先后|before or after the step
powers|授权事项|powers
prepaid_by|预付人|who prepays the fee
prepare|请准备|what to have at hand
prints|载明的项目|fields shown
products|产品与服务|products
profile|保密方案|confidentiality profile
profiles|保密方案|confidentiality profiles
progress|进度告知|progress
promise|对外承诺|promise to the public
proofs|证明材料|proofs
public|对公众显示|shown to the public
publicity|公布对象|who gets it
publish_from|公布起点|published from
purpose|处理目的|purpose
rating|能否评价|whether it can be rated
reason|理由|reason
reasons|不予受理的理由|reasons to decline
receipt_milestones|收到时的节点|milestones of receipt
record_suffices|能否以记录代替|whether a record suffices
recurrence|复发观察期|time of recurrence
recusal|回避|recusal
recusal_pauses|回避期间是否不计时|whether recusal pauses it
reference|是否保留转来文号|whether the reference is kept
relatives|近亲属是否回避|whether relatives step back
reply|是否答复|whether it is answered
report_within|报告期限|time to report
reports|统计报表|reports
required|是否必填|whether it is required
required_on|须填原因的节点|milestones that need a cause
reroute|改由办理的单位|unit that takes it instead
respondent_door|被投诉人能否知情|whether the respondent may learn of it
respondent_sees|被投诉人可见的项目|what the respondent sees
restart|重新起算|restart
retention|保存期限|retention
retention_source|期限依据|source of the term
retier|能否调整等级|whether the tier may change
retier_by|可调整等级的岗位|who may change the tier
reveal|查看身份|opening the identity
reviewer|复核人|reviewer
reward|举报奖励|rewards
right_of_reply|申辩期限|time to answer
role|岗位|role
roles|岗位|roles
roll|末日顺延|when the last day is no working day
routes|其它途径|other routes
routing|分派|routing
rule|对外表述|rule in words
same_fact|无新事实的重复件|repeats without new facts
sample|是否示例|whether it is a sample
sampling|回访比例（%）|share called back
satisfaction|回访与评价|satisfaction
scale|评分档数|steps of the scale
scope|职责范围|scope
sealed|是否密封|whether it is sealed
sensitive|敏感项目|sensitive fields
series|文号|series
setters|定级岗位|who sets tiers
settle_consent|和解须否同意|consent to settle
signatures|签名|signatures
signed_by|签发人|who signs it off
silent_clocks|不适用的时限|time limits that do not run
since|起算节点|counted from
smallest_cell|最小统计单元|smallest figure shown
source|出处|source
span|期限|length
staff_records|是否由工作人员记录|whether staff record it
stage|阶段|stage
start|起算|start
states|状态|states
statistics|是否计入统计|whether it is counted
status|状态|status
status_note|状态说明|note on its status
step|步骤|step
steps|步骤|steps
stop|完成|stop
sub_processors|受托处理人|sub-processors
subject|事项对象|subject
summary|适用范围|what belongs here
superior_for|须报上级的岗位|roles whose cases go up
supervision|督办|supervision
suspect_from|可疑分值|score of suspicion
target|督办对象|who is pressed
tell_reason|是否说明理由|whether the reason is told
template|模板|template
term|模糊用语|vague word
test|检测期间|time of a test
test_time_counts|检测时间是否计入|whether test time counts
text|条文|text
threshold|起点|threshold
tiers|等级|tiers
times|次数|times
title|名称|title
to|转为|next state
told|告知的岗位|who is told
topology|时限关系|how clocks lie to each other
total|最长总期限|the latest end
transitions|步骤|steps
trigger|触发情形|trigger
unit|单位|unit
unit_kind|办理单位|kind of unit
unit_kinds|单位种类|kinds of unit
unless|例外|exception
unnamed|匿名来件|unnamed filings
until|截止节点|until
vague_terms|模糊用语|vague words
verb|动作|act
verifier|核验人|who checks it
verify_after|核验时间|when it is checked
version|版本|version
version_pin|适用版本|which version governs
volumes|卷册|volumes
waivers|可不立案的情形|reasons not to open a case
warn_at|预警点|warnings
warning|事先提醒|warning
weight|权重|weight
when|适用条件|condition
window|期限|window
within|办理期限|time limit
workflow|流程|flow
workflows|流程|flows
worst|零分值|worst value
zh_hans|中文|Chinese
zone|时区|time zone
Indicator.target|满分值|value that earns all
Term.parent|上级类别|entry above it
Feedback.on|触发节点|milestones that set it off
AppealLevel.on|起算节点|milestones from which it runs
Citation.text|原文|words of the source
""")

MILESTONES = word_table("""
received|收到|receipt
accepted|受理|acceptance
declined|不予受理|refusal
closed|办结|closing
replied|答复|reply
withdrawn|撤回|withdrawal
archived|归档|filing
appealed|提出复核|appeal
appeal-decided|作出复核决定|decision on the appeal
completion-asked|要求补正|request for completion
repeat-received|收到有新事实的重复件|receipt of a repeat with new facts
""")

_ONE = {
    "approvals": "approval", "aspects": "aspect", "branches": "branch", "business_types": "line of business",
    "categories": "category", "causes": "cause", "channels": "channel", "choices": "choice", "citations": "citation",
    "clocks": "time limit", "conditions": "condition", "factors": "sign", "fields": "field", "forms": "form",
    "grounds": "ground", "indicators": "indicator", "letters": "letter", "levels": "level", "pauses": "pause",
    "products": "product", "profiles": "confidentiality profile", "reasons": "reason to decline", "reports": "report",
    "roles": "role", "routing": "route", "states": "state", "steps": "page", "supervision": "rung of supervision",
    "tiers": "tier", "transitions": "step", "unit_kinds": "kind of unit", "vague_terms": "vague word",
    "volumes": "volume", "workflows": "flow",
}  # fmt: skip

"""What the fixed words of the format mean: the values of its enumerations, in both languages.

Keys are ``Enumeration.value``, and ``key.value`` where a key of the format takes one of few words.
"""

from __future__ import annotations

from policies.engine.pack import Label
from policies.engine.wording import text


def word_table(lines: str) -> dict[str, Label]:
    """A table of lines ``key|中文|English``."""
    rows = (line.split("|") for line in lines.strip().splitlines())
    return {key: text(zh_hans, en) for key, zh_hans, en in rows}


CODES = word_table("""
Roll.none|不顺延|never moves on
Roll.statutory-holiday|遇法定节假日顺延|moves on from statutory holidays
Roll.non-working-day|遇非工作日顺延|moves on from days that are not worked
Nature.complaint|投诉|complaint
Nature.report|举报|report
Nature.enquiry|咨询|enquiry
Nature.conduct|行风问题|conduct of staff
Identity.named|须实名|a name is required
Identity.encouraged|鼓励实名|a name is welcome
Identity.optional|可以匿名|no name is needed
Requirement.hard|必填|required
Requirement.soft|应填|expected
Requirement.optional|选填|optional
FieldClass.identifying|身份信息|identifying
FieldClass.narrative|叙述内容|narrative
FieldClass.open|一般信息|open
FieldKind.text|短文本|short text
FieldKind.long-text|长文本|long text
FieldKind.choice|单选|one choice
FieldKind.multi-choice|多选|several choices
FieldKind.boolean|是或否|yes or no
FieldKind.date|日期|date
FieldKind.datetime|日期和时间|date and time
FieldKind.money|金额|sum of money
FieldKind.number|数字|number
FieldKind.phone|电话|telephone
FieldKind.e-mail|电子邮箱|e-mail
FieldKind.id-number|证件号码|ID number
FieldKind.files|附件|files
FieldKind.checklist|受理条件核对|checklist of conditions
FieldKind.reason|不予受理理由|reason to decline
FieldKind.tier|等级|tier
FieldKind.unit|单位|unit
FieldKind.officer|工作人员|officer
ChannelKind.voice|电话|telephone
ChannelKind.counter|窗口|counter
ChannelKind.web|网上|web
ChannelKind.post|信函|post
ChannelKind.e-mail|电子邮件|e-mail
ChannelKind.fax|传真|fax
ChannelKind.messaging|即时通信|messaging
ChannelKind.social|社交媒体|social media
ChannelKind.transfer-in|转来|passed on by another body
Arrival.moment|到达之时|the moment of arrival
Arrival.registered|登记之时|when it is registered
Arrival.office|工作时间内到达之时，否则下一上班时间|in office hours at once, else when the office opens next
Stage.received|已收到|received
Stage.deciding|决定是否受理|deciding
Stage.handling|办理中|handling
Stage.replying|答复中|replying
Stage.finished|已办结|finished
Audience.filer|来件人|the filer
Audience.respondent|被投诉（举报）人|the respondent
Audience.other-party|其它相对人|other parties
Audience.intake-unit|受理单位|the intake unit
Audience.handling-unit|承办单位|the handling unit
Audience.leader|领导|the leader
Audience.superior|上级单位|the superior body
Audience.referrer|转来单位|whoever passed it on
Audience.public|公众|the public
Audience.file|存档|the file
audience.filer|来件人|the filer
audience.file|存档|the file
audience.unit|承办单位|the handling unit
audience.respondent|被投诉人|the respondent
audience.other-party|其它相对人|other parties
Mixed.reject|不一并接收|not taken together
Mixed.single|作为一件办理|one case
Mixed.separate|分别另行登记|registered separately
Mixed.split-linked|拆成互相关联的两件|two linked cases
OutOfScopeAction.accept-then-guide|先接下再引导|taken, then guided
OutOfScopeAction.refuse-with-route|不接收并告知途径|refused, with the right route
OutOfScopeAction.transfer|移送|passed on
AcceptanceOutcome.accept|受理|accept
AcceptanceOutcome.decline|不予受理|decline
AcceptanceOutcome.refer|移送|refer
AcceptanceOutcome.guide|引导|guide
SameFact.not-handled|不予处理|not handled
SameFact.merged|并入原件|merged
SameFact.new-case|另立一件|a new case
NewFact.merge-restart|并入原件并重新计时|merged, clocks start anew
NewFact.merge|并入原件|merged
NewFact.new-case|另立一件|a new case
AbuseConsequence.noted|记录|noted
AbuseConsequence.declined|不予受理|declined
AbuseConsequence.ended|终止办理|ended
AbuseConsequence.liable|依法承担法律责任|liable in law
AbuseConsequence.police|移送公安|handed to the police
police.never|不移送|never
police.on-crime|涉嫌犯罪的移送|where a crime shows
Retier.never|不得调整|never
Retier.until|在规定节点前可以调整|until a milestone
Retier.always|随时可以调整|at any time
Topology.parallel|并行|side by side
Topology.chained|前后相接|one after the other
Topology.mixed|部分并行、部分相接|some side by side, some after each other
Consent.none|无须同意|nobody's
Consent.filer|来件人同意|the filer's
Consent.both|双方同意|both sides'
FeePayer.filer|来件人|the filer
FeePayer.respondent|被投诉人|the respondent
FeePayer.liable|责任方|whoever is at fault
FeePayer.agreed|双方约定|as the parties agree
FeePayer.organisation|本单位|the organisation
Delegation.never|不委托|never
Delegation.organisation-decides|由本单位决定|the organisation decides
Delegation.both-consent|须双方同意|with the consent of both
laboratory.agreed|双方约定|agreed by the parties
laboratory.designated|由本单位指定|named by the organisation
ProgressMode.none|不主动告知|none without asking
ProgressMode.on-stage-change|阶段变化时告知|at each new stage
ProgressMode.every|定期告知|regularly
Reviewer.same|本单位|the same unit
Reviewer.higher-unit|上级部门|the higher unit
Reviewer.other-organisation|其它机关|another organisation
Reviewer.outside|法院、仲裁等|a court or another body outside
LeakConsequence.compensation|赔偿|compensation
LeakConsequence.discipline|处分|discipline
LeakConsequence.criminal|追究刑事责任|criminal liability
Restart.yearly|每年重新编号|every year
Restart.monthly|每月重新编号|every month
Restart.never|连续编号|never
Period.month|每月|monthly
Period.quarter|每季度|quarterly
Period.half-year|每半年|half-yearly
Period.year|每年|yearly
Direction.higher-is-better|越高越好|higher is better
Direction.lower-is-better|越低越好|lower is better
FileOwner.intake-unit|受理单位|the intake unit
FileOwner.handling-unit|承办单位|the handling unit
FilePart.main|正卷|main part
FilePart.secondary|副卷|secondary part
DataGround.consent|同意|consent
DataGround.contract|履行合同|contract
DataGround.legal-duty|法定义务|legal duty
DataGround.statutory-function|法定职责|statutory function
DataEnd.delete|删除|deleted
DataEnd.anonymise|匿名化|made anonymous
abroad.never|不出境|never
abroad.with-assessment|经安全评估后可以出境|after an assessment
PackStatus.current|现行有效|in force
PackStatus.repealed|已废止|repealed
PackStatus.history|历史制度|history
PackStatus.internal|内部制度|internal
TenantKind.authority|行政机关|authorities
TenantKind.bank|银行|banks
TenantKind.company|企业|companies
TenantKind.regulator|监管机构|regulators
TenantKind.operator|平台运营方|operators
ApprovalPosition.before|事前|before the step
ApprovalPosition.after|事后|after the step
SupervisionTrigger.overdue|逾期|overdue
SupervisionTrigger.no-result|没有结果|no result
BranchKind.mediation|调解|mediation
BranchKind.case-filing|立案|opening of a case
BranchKind.on-the-spot-penalty|当场处罚|penalty on the spot
BranchKind.order-to-correct|责令改正|order to correct
BranchKind.referral|移送|referral
BranchKind.passing-on|转办|passing on
BranchKind.joinder|并案|joinder
BranchKind.answer-at-once|即时答复|answer at once
BranchKind.emergency-plan|应急预案|emergency plan
BranchKind.unfounded|失实|unfounded
BranchKind.termination|终止|termination
BranchKind.linked-case|另立关联案件|a linked case
Export.plain|原样导出|as it is
Export.masked|隐去身份信息|without what identifies
Export.none|不导出|not at all
DayEnd.midnight|当日二十四时|at midnight
DayEnd.office-closes|当日下班时|when the office closes
SubjectKind.operator|经营者|business
SubjectKind.product|产品|product
SubjectKind.staff|本单位工作人员|member of staff
SubjectKind.service|服务|service
SubjectKind.matter|事项|matter
EvidenceKind.text|书面材料|text
EvidenceKind.image|图片|images
EvidenceKind.audio|录音|sound
EvidenceKind.video|录像|video
EvidenceKind.object|实物|objects
EvidenceKind.test-report|检测报告|test reports
version_pin.at-receipt|收到时的版本|the version at receipt
version_pin.at-acceptance|受理时的版本|the version at acceptance
scope.organisation|全单位|the whole organisation
scope.unit|本部门|the own unit
scope.case|本人经办的案件|the own cases
most.person|个人|person
most.organisation|单位|organisation
choices_from.categories|类别表|the list of categories
choices_from.causes|原因表|the list of causes
choices_from.products|产品与服务表|the list of products
Verb.screen|初审|screen
Verb.classify|分级|classify
Verb.accept|受理|accept
Verb.decline|不予受理|decline
Verb.guide|引导|guide
Verb.refer|移送|refer
Verb.propose|拟办|propose
Verb.sign-off|批示|sign off
Verb.send-back|退回|send back
Verb.assign|分派|assign
Verb.sign-for|签收|sign for
Verb.begin|开始办理|begin
Verb.find|认定|find
Verb.mediate|调解|mediate
Verb.pause|中止计时|pause
Verb.resume|恢复计时|resume
Verb.ask-extension|申请延期|ask for an extension
Verb.extend|批准延期|extend
Verb.refuse-extension|不批准延期|refuse an extension
Verb.supervise|督办|supervise
Verb.report-back|报告结果|report back
Verb.close|办结|close
Verb.reply|答复|reply
Verb.notify|送达|notify
Verb.answer|解答|answer
Verb.withdraw|撤回|withdraw
Verb.archive|归档|archive
""")

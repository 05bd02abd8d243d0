"""From a draft to a rulebook in force: proposing, and a second person's word."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from policies.baselines import services as baselines
from policies.baselines.selectors import violations_of
from policies.drafts import services
from policies.drafts.refusals import DraftRefused, Overtaken, SamePerson
from policies.replays.selectors import jobs
from policies.sources import PackError
from policies.studio import records, trials
from policies.studio.access import PolicyEditor, for_editors, names_of
from policies.studio.draft_views import revision_of
from policies.studio.frame import draft_title, page
from policies.studio.outline import url_of
from policies.studio.refused import why
from policies.studio.workbench import Workbench, open_draft


class ProposalForm(forms.Form):
    """From which day on, and what the second person should know."""

    on = forms.DateField(
        label=gettext_lazy("从哪一天起生效"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "从当天零时起收到的件适用新规则；已经在办的件仍按原来的规则。选今天表示获批后马上生效。"
        ),
        error_messages={"required": gettext_lazy("请选择生效日期"), "invalid": gettext_lazy("请填写日期")},
    )
    note = forms.CharField(
        label=gettext_lazy("给批准人的说明"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("为什么改、改了什么、试算的结果怎么样。"),
        error_messages={"required": gettext_lazy("请写几句说明，批准人要凭它判断")},
    )

    def __init__(self, *args: Any, now: datetime, zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._now, self._zone = now, ZoneInfo(zone)

    def clean_on(self) -> datetime:
        """The beginning of the day; for today, now."""
        day = self.cleaned_data["on"]
        today = self._now.astimezone(self._zone).date()
        if day < today:
            raise forms.ValidationError(_("生效日期不能早于今天"))
        if day > today + timedelta(days=1096):
            raise forms.ValidationError(_("生效日期不能晚于三年以后"))
        return self._now if day == today else datetime.combine(day, time(), tzinfo=self._zone)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def propose(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """Ask a second person to approve the draft as it stands."""
    bench = open_draft(draft, now=now)
    if bench.composed is None:
        raise Http404
    if bench.is_proposed:
        return redirect("studio:decide", draft)
    form = ProposalForm(
        request.POST if request.method == "POST" else None, now=now, zone=bench.pack.zone,
        initial={"on": (now + timedelta(days=1)).astimezone(ZoneInfo(bench.pack.zone)).date()},
    )  # fmt: skip
    is_overtaken = False
    if request.method == "POST" and form.is_valid() and not editor.is_alone:
        try:
            services.propose(
                actor_id=editor.user_id, draft=bench.draft, effective_at=form.cleaned_data["on"],
                revision=revision_of(request), now=now, note=form.cleaned_data["note"],
            )  # fmt: skip
        except (DraftRefused, PackError) as refusal:
            form.add_error(None, why(refusal))
            is_overtaken = isinstance(refusal, Overtaken)
        else:
            messages.success(request, _("已提请批准。另一位管理员批准后，规则才会发布。"))
            return redirect("studio:decide", draft)
    context = _judged(bench) | {"title": draft_title(bench), "form": form, "is_overtaken": is_overtaken}
    return page(request, editor, now, "propose", context, bench=bench, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def decide(request: HttpRequest, editor: PolicyEditor, now: datetime, draft: UUID) -> HttpResponse:
    """What the second person looks at before approving or sending back; whoever proposed may withdraw."""
    bench = open_draft(draft, now=now)
    if not bench.is_proposed or bench.composed is None:
        return redirect("studio:draft", draft)
    told, is_overtaken = "", False
    if request.method == "POST":
        try:
            return _decided(request, editor, now, bench)
        except (DraftRefused, PackError) as refusal:
            told, is_overtaken = why(refusal), isinstance(refusal, Overtaken)
    names = names_of({bench.draft.proposed_by})
    context = _judged(bench) | {
        "title": draft_title(bench),
        "told": told,
        "is_overtaken": is_overtaken,
        "proposer": names.get(bench.draft.proposed_by or 0, ""),
        "is_mine": bench.draft.proposed_by == editor.user_id,
        "schedule": services.schedule_of(bench.draft, bench.pack),
        "starts_at": max(bench.draft.effective_at or now, now),
    }
    return page(request, editor, now, "decide", context, bench=bench, status=422 if told else 200)


@require_POST
@for_editors
def baseline(request: HttpRequest, editor: PolicyEditor, now: datetime, mark: str) -> HttpResponse:
    """A regulator lets a rulebook be the least that its organisations promise."""
    version = records.policy_by_mark(mark)
    try:
        baselines.publish_baseline(actor_id=editor.user_id, policy_id=version.id, now=now)
    except baselines.NotARegulator as error:
        raise Http404 from error
    messages.success(request, _("底线已发布。辖区内的机构再发布规则时，不能承诺得更少。"))
    return redirect("studio:overview")


def _decided(request: HttpRequest, editor: PolicyEditor, now: datetime, bench: Workbench) -> HttpResponse:
    wish, revision = request.POST.get("wish"), revision_of(request)
    if wish == "approve":
        if request.POST.get("read") != "on" and bench.draft.proposed_by != editor.user_id:
            messages.error(request, _("请先确认已经看过改动和检查结果。"))
            return redirect("studio:decide", bench.draft.public_id)
        policy = services.approve_and_publish(
            actor_id=editor.user_id, draft=bench.draft, revision=revision, now=now
        )
        messages.success(request, _("已批准并发布。"))
        return redirect("studio:rules", records.mark_of(policy.digest))
    if wish == "reject":
        reason = request.POST.get("reason", "").strip()[:2000]
        if not reason:
            messages.error(request, _("请写明退回的原因。"))
            return redirect("studio:decide", bench.draft.public_id)
        services.reject(actor_id=editor.user_id, draft=bench.draft, reason=reason, revision=revision, now=now)
        messages.success(request, _("已退回修改。"))
    elif wish == "withdraw":
        if bench.draft.proposed_by != editor.user_id:
            raise SamePerson
        services.withdraw_proposal(actor_id=editor.user_id, draft=bench.draft, revision=revision, now=now)
        messages.success(request, _("已收回，可以继续修改。"))
    else:
        raise Http404
    return redirect("studio:draft", bench.draft.public_id)


def _judged(bench: Workbench) -> dict[str, Any]:
    """All that speaks for and against a draft, on one page."""
    replays = jobs(draft_id=bench.draft.pk)
    return {
        **trials.changes_of(bench),
        "errors": [(finding, url_of(bench, finding.path)) for finding, _place in bench.errors],
        "warnings": len(bench.findings) - len(bench.errors),
        "violations": [(one, url_of(bench, one.path)) for one in violations_of(bench.pack)],
        "replay": next((one for one in replays if one.ended_at is not None), None),
    }

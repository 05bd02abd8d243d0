"""Why a step with a draft was refused, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policies.drafts import refusals
from policies.sources import PackError


def why(refusal: Exception) -> str:
    """The reason, and what to do about it."""
    if isinstance(refusal, PackError):
        return str(_("草稿的文字有错：%(reason)s") % {"reason": refusal.reason})
    return next((str(said) for kind, said in _SAID if isinstance(refusal, kind)), str(_("现在不能这样做。")))


_SAID: tuple[tuple[type[Exception], Promise], ...] = (
    (refusals.SamePerson, _("提请的人不能自己批准，要由另一位管理员批准。")),
    (refusals.BelowBaseline, _("草稿的承诺低于监管机构的底线，不能发布。请看下面“低于底线”的各项。")),
    (refusals.NotSound, _("检查还有错误，改好之后才能继续。")),
    (
        refusals.Overtaken,
        _("在这份草稿开始之后，别人发布了另一个版本。草稿还在；请先并入那个版本的内容。"),
    ),
    (refusals.TooEarly, _("生效时间不能在过去。")),
    (refusals.NothingGoverned, _("草稿没有管任何一种业务。请先选择适用的业务。")),
    (refusals.DraftMoved, _("草稿刚被别人改过，请看过最新的内容再试。")),
    (refusals.WrongState, _("草稿的状态已经变了，请重新打开这一页。")),
)

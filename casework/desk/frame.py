"""What every page of the desk shows around its content: the worklists with their counts, and who looks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.cases.worklists import Worklist, counts
from casework.organisation.rules import Officer
from policies import selectors as policies
from ui import words
from ui.navigation import NavItem

LISTS = (
    (Worklist.MINE, _("待我办理"), "inbox", "m", ""),
    (Worklist.UNIT, _("本单位"), "users", "u", ""),
    (Worklist.UNASSIGNED, _("待分派"), "user-plus", "n", "amber"),
    (Worklist.SOON, _("即将到期"), "clock", "s", "amber"),
    (Worklist.OVERDUE, _("已超期"), "flame", "o", "red"),
    (Worklist.ALL, _("全部在办"), "list", "a", ""),
    (Worklist.FINISHED, _("已办结"), "archive", "f", ""),
)


def frame(*, officer: Officer, now: datetime, here: Worklist | None = None) -> dict[str, Any]:
    """The context of the desk's layout (``ui/desk.html``)."""
    held = counts(officer=officer, now=now)
    return {
        "worklists": [
            NavItem(
                label=label,
                url=reverse("desk-worklist", args=[which.value]),
                icon=icon,
                is_here=which is here,
                count=held[which].number if which in held else None,
                tone=tone,
                key=key,
            )
            for which, label, icon, key, tone in LISTS
        ],
        "viewer_duties": gettext("、").join(duty_labels(officer)),
        "search_url": reverse("desk-search"),
        "register_url": reverse("desk-register") if officer.roles else "",
        "now": now,
    }


def duty_labels(officer: Officer) -> list[str]:
    """The officer's duties in the words of the rulebooks."""
    labels = {
        code: str(words.say(role.label))
        for v in policies.adopted_versions()
        for code, role in v.pack.roles.items()
    }
    return sorted(labels.get(role, role) for role in officer.roles)

"""Entries of rules beside workflows and clocks, to be put into the small pack."""

from __future__ import annotations

LABEL = {"zh-hans": "词", "en": "Word"}
FEEDBACK = {"label": LABEL, "on": ["closed"], "audience": "filer"}
APPROVAL = {
    "label": LABEL,
    "step": "accept",
    "role": "leader",
    "asked": ["received"],
    "given": ["classified"],
}
LEVEL = {
    "label": LABEL,
    "on": ["replied"],
    "reviewer": "leader",
    "lodged": ["accepted"],
    "decided": ["declined"],
}
REWARD = {"levels": {"first": {"label": LABEL, "percent": 5, "floor": 50}}, "approver": "leader", "cap": 100}
OVERDUE = {"label": LABEL, "trigger": "overdue", "issuers": ["leader"]}
PRINTED = {"label": LABEL, "template": "notice", "audience": "respondent", "series": "x", "prints": ["name"]}
RISING = {
    "initial": "start",
    "states": {
        "start": {"label": LABEL, "stage": "received", "public": LABEL},
        "end": {"label": LABEL, "stage": "finished", "final": True, "public": LABEL},
    },
    "transitions": {
        "rise": {
            "verb": "close",
            "label": LABEL,
            "from": ["start"],
            "to": "end",
            "roles": ["clerk"],
            "milestones": ["moon-rises"],
        }
    },
}
OTHER = {
    "label": LABEL,
    "nature": "complaint",
    "summary": LABEL,
    "workflow": "other",
    "form": "complaint",
    "profile": "ajar",
    "number_prefix": "QT",
    "identity": "named",
    "channels": ["web"],
    "first_role": "clerk",
}
CLOSE = "workflows/complaint/transitions/close"

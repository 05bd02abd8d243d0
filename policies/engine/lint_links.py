"""Codes used by the rules beside workflows and clocks: approvals, routes, feedback, appeals and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.engine.pack import (
    AbuseRule,
    AppealLevel,
    AppraisalRule,
    Approval,
    Branch,
    BusinessType,
    CaseFiling,
    Channel,
    Classification,
    Completeness,
    ConflictRule,
    DuplicateRule,
    Feedback,
    ImprovementRule,
    JointRule,
    LeakRule,
    Letter,
    Limitation,
    MediationRule,
    Pack,
    PackModel,
    PersonalData,
    Profile,
    RecusalRule,
    Retention,
    RevealRule,
    RewardRule,
    Role,
    Route,
    SatisfactionRule,
    SupervisionStep,
    Tier,
    UnnamedRule,
    Volume,
)
from policies.engine.pack import AccountabilityTrigger as Trigger
from policies.engine.pack import ClockRule as Clock
from policies.engine.walk import parts

LINKS: Final[dict[type[PackModel], dict[str, str]]] = {
    AbuseRule: {"decided_by": "roles", "reason": "reasons"},
    AppealLevel: {"reviewer": "roles", "term": "vague_terms"},
    AppraisalRule: {"signed_by": "roles"},
    Approval: {"business_types": "business_types", "role": "roles", "delegates": "roles", "tiers": "tiers"},
    Branch: {"business_types": "business_types", "leads_to": "business_types", "letters": "letters"},
    BusinessType: {"categories": "categories"},
    CaseFiling: {
        "conditions": "conditions",
        "waivers": "reasons",
        "approver": "roles",
        "investigators": "roles",
        "unit_kind": "unit_kinds",
    },
    Channel: {"business_types": "business_types"},
    Classification: {"setters": "roles", "retier_by": "roles"},
    Clock: {"term": "vague_terms"},
    Completeness: {"fields": "fields", "lapse_reason": "reasons"},
    ConflictRule: {"reroute": "unit_kinds", "superior_for": "roles"},
    DuplicateRule: {"reason": "reasons"},
    Feedback: {"business_types": "business_types", "clock": "clocks", "letter": "letters"},
    ImprovementRule: {"causes": "causes", "owner": "roles", "verifier": "roles"},
    JointRule: {"grave_tier": "tiers"},
    LeakRule: {"bound": "roles", "told": "roles"},
    Letter: {"prints": "fields"},
    Limitation: {"since": "fields", "reason": "reasons"},
    MediationRule: {"grounds": "reasons", "letter": "letters"},
    Pack: {"legal_basis": "citations"},
    PersonalData: {"sensitive": "fields", "retention_source": "citations"},
    Profile: {"hidden": "fields", "respondent_sees": "fields"},
    RecusalRule: {"decided_by": "roles"},
    Retention: {"source": "citations"},
    RevealRule: {"approver": "roles"},
    RewardRule: {"joint_role": "roles", "approver": "roles"},
    Role: {"deputies": "roles"},
    Route: {
        "business_types": "business_types",
        "tiers": "tiers",
        "categories": "categories",
        "channels": "channels",
        "unit_kind": "unit_kinds",
        "role": "roles",
        "told": "roles",
    },
    SatisfactionRule: {"caller": "roles"},
    SupervisionStep: {
        "business_types": "business_types",
        "clocks": "clocks",
        "issuers": "roles",
        "target": "roles",
        "told": "roles",
    },
    Tier: {"told": "roles"},
    Trigger: {"clocks": "clocks"},
    UnnamedRule: {"silent_clocks": "clocks"},
    Volume: {"letters": "letters"},
}
"""Which table defines the codes under which key of which model."""


def links(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Every code that one of these models uses: its path, the table that must define it, the code.

    What an entry cites is among them, whatever the entry is.
    """
    for path, model in parts(pack):
        for name, table in LINKS.get(type(model), {}).items():
            for code in _codes(getattr(model, name)):
                yield f"{path}.{name}" if path else name, table, code
        for code in _codes(getattr(model, "cites", ())):
            yield f"{path}.cites" if path else "cites", "citations", code


def _codes(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value

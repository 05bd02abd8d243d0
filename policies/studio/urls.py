"""Addresses of the policy studio, included under /desk/policy/."""

from __future__ import annotations

from django.urls import path

from policies.studio import (
    draft_views,
    entry_views,
    history_views,
    merge_views,
    publishing_views,
    replay_views,
    rules_views,
    text_views,
    trial_views,
)

app_name = "studio"

urlpatterns = [
    path("", rules_views.overview, name="overview"),
    path("rules/<slug:mark>/", rules_views.rules, name="rules"),
    path("rules/<slug:mark>/flow/", rules_views.flow, name="flow"),
    path("rules/<slug:mark>/clocks/", rules_views.clocks, name="clocks"),
    path("rules/<slug:mark>/update/", merge_views.update, name="update"),
    path("rules/<slug:mark>/baseline/", publishing_views.baseline, name="baseline"),
    path("start/", draft_views.start, name="start"),
    path("draft/<uuid:draft>/", draft_views.draft, name="draft"),
    path("draft/<uuid:draft>/undo/", draft_views.undo, name="undo"),
    path("draft/<uuid:draft>/redo/", draft_views.redo, name="redo"),
    path("draft/<uuid:draft>/discard/", draft_views.discard, name="discard"),
    path("draft/<uuid:draft>/lines/", draft_views.lines, name="lines"),
    path("draft/<uuid:draft>/edit/<path:entry>/", entry_views.edit, name="edit"),
    path("draft/<uuid:draft>/new/<path:entry>/", entry_views.new, name="new"),
    path("draft/<uuid:draft>/act/<path:entry>/", entry_views.act, name="act"),
    path("draft/<uuid:draft>/yaml/", text_views.text, name="yaml"),
    path("draft/<uuid:draft>/check/", trial_views.check, name="check"),
    path("draft/<uuid:draft>/changes/", trial_views.changes, name="changes"),
    path("draft/<uuid:draft>/dates/", trial_views.dates, name="dates"),
    path("draft/<uuid:draft>/preview/", trial_views.preview, name="preview"),
    path("draft/<uuid:draft>/replay/", replay_views.replay, name="replay"),
    path("draft/<uuid:draft>/propose/", publishing_views.propose, name="propose"),
    path("draft/<uuid:draft>/decide/", publishing_views.decide, name="decide"),
    path("draft/<uuid:draft>/merge/", merge_views.merge, name="merge"),
    path("history/", history_views.history, name="history"),
    path("history/compare/", history_views.compare, name="compare"),
    path("history/<slug:mark>/back/", history_views.back, name="back"),
]

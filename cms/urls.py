"""Addresses of this room; ``dengwen`` includes them before Wagtail's, which takes all the rest."""

from django.urls import path

from cms.filing import steps, views
from cms.tracking import views as tracking

urlpatterns = [
    path("file/", views.ChooseBusiness.as_view(), name="file"),
    path("file/receipt/", views.ShowReceipt.as_view(), name="file_receipt"),
    path("file/receipt.pdf", views.ReceiptPaper.as_view(), name="file_receipt_paper"),
    path("file/receipt/clear/", views.ClearReceipt.as_view(), name="file_receipt_clear"),
    path("file/discard/", views.DiscardDraft.as_view(), name="file_discard"),
    path("file/leave/", views.LeaveFiling.as_view(), name="file_leave"),
    path("file/<slug:business>/", views.StartFiling.as_view(), name="file_start"),
    path("file/<slug:business>/named-or-not/", steps.AskNamed.as_view(), name="file_named"),
    path("file/<slug:business>/check/", views.CheckAnswers.as_view(), name="file_check"),
    path("file/<slug:business>/<slug:step>/", steps.AskStep.as_view(), name="file_step"),
    path("track/", tracking.AskCode.as_view(), name="track"),
    path("track/case/", tracking.ShowCase.as_view(), name="track_case"),
    path("track/end/", tracking.end_visit, name="track_end"),
    path("track/leave/", tracking.leave_tracking, name="track_leave"),
]

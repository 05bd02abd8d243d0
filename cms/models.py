"""All models of the room, by noun."""

from cms.filing.models import DraftFile, FilingDraft
from cms.guides.models import GuideIndexPage, GuidePage
from cms.home.models import HomePage
from cms.notices.models import NoticeIndexPage, NoticePage

__all__ = [
    "DraftFile",
    "FilingDraft",
    "GuideIndexPage",
    "GuidePage",
    "HomePage",
    "NoticeIndexPage",
    "NoticePage",
]

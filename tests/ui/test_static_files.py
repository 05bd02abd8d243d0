"""Addresses of static files are computed once, and are those of the storage behind."""

from __future__ import annotations

from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
from django.templatetags.static import static

from ui.static_files import KeptStaticFiles


def test_the_product_keeps_addresses() -> None:
    static("ui/icon.svg")

    assert type(staticfiles_storage._wrapped) is KeptStaticFiles


def test_kept_address_is_the_one_of_the_storage_behind() -> None:
    kept = KeptStaticFiles()

    addresses = [kept.url("ui/css/base.css") for _ in range(2)]

    assert addresses == [StaticFilesStorage().url("ui/css/base.css")] * 2 == ["/static/ui/css/base.css"] * 2


def test_address_is_computed_once(monkeypatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        StaticFilesStorage, "url", lambda _self, name: asked.append(name) or f"/static/{name}"
    )
    kept = KeptStaticFiles()

    for _ in range(3):
        kept.url("ui/icon.svg")

    assert asked == ["ui/icon.svg"]

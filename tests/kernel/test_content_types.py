"""Ids of content types are hashes of their names: no two models may share one, and the database must agree."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError

from kernel.shared.content_types import stable_id


@pytest.mark.unit
def test_stable_ids_of_all_models_differ_and_fit_the_column() -> None:
    models = [(model._meta.app_label, model._meta.model_name or "") for model in apps.get_models()]

    ids = {stable_id(app_label=label, model=name) for label, name in models}

    assert len(ids) == len(models)
    assert all(0 < number < 2**31 for number in ids)


@pytest.mark.unit
def test_stable_id_never_changes() -> None:
    """Pinned: permissions and revisions of every installation carry these numbers."""
    known = {("casework", "case"): 236_288_659, ("accounts", "user"): 256_965_320}

    found = {key: stable_id(app_label=key[0], model=key[1]) for key in known}

    assert found == known


@pytest.mark.db
def test_inserted_content_type_gets_its_stable_id() -> None:
    row = ContentType.objects.create(app_label="laboratory", model="probe")

    row_again = ContentType.objects.get(app_label="laboratory", model="probe")

    expected = stable_id(app_label="laboratory", model="probe")
    assert (row.pk, row_again.pk) == (expected, expected)


@pytest.mark.db
def test_every_model_has_its_content_type_under_its_stable_id() -> None:
    expected = {
        (model._meta.app_label, model._meta.model_name): stable_id(
            app_label=model._meta.app_label, model=model._meta.model_name or ""
        )
        for model in apps.get_models()
    }

    found = {(row.app_label, row.model): row.pk for row in ContentType.objects.all()}

    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.db
def test_renaming_a_content_type_is_refused() -> None:
    row = ContentType.objects.create(app_label="laboratory", model="probe")

    with pytest.raises(IntegrityError, match="never renamed"):
        ContentType.objects.filter(pk=row.pk).update(model="probe2")


@pytest.mark.db
def test_content_types_of_two_organisations_are_the_same(alpha, beta) -> None:
    """The table lies in public only, so the process-wide cache may never answer for another organisation."""
    model = apps.get_model("auth", "Permission")

    permission = model.objects.select_related("content_type").get(codename="add_alarm")

    assert permission.content_type_id == stable_id(app_label="kernel", model="alarm")

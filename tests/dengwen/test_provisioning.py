"""Creating an organisation: whole, or not at all, and in under a second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from wagtail.models import Site

import dengwen.provisioning
from casework.organisation.models import Duty
from dengwen.provisioning import CannotCreate, Created, create_organisation
from kernel import keys, tenancy
from kernel.models import Alarm
from kernel.shared import directory
from kernel.shared.models import AlarmHint
from policies import selectors as policies
from policies.models import AdoptedPolicy
from tenants.models import Domain, Tenant, TenantStatus
from ui.models import Branding
from ui.services import Face

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ORDER: dict[str, Any] = {
    "name_zh": "丁公司",
    "name_en": "Delta Ltd",
    "host": "delta.example",
    "kind": "bank",
    "pack_ids": ["bank-2020"],
    "admin_email": "Admin@Delta.example",
    "admin_name": "丁一",
    "admin_password": "correct horse battery",
    "now": NOW,
}


@pytest.fixture
def created(organisations, db) -> Created:
    return create_organisation(**ORDER)


def test_created_organisation_is_registered_and_ready(created) -> None:
    tenant = Tenant.objects.get(uuid=created.uuid)

    assert (tenant.name_zh, tenant.kind, tenant.status, tenant.created_at) == (
        "丁公司",
        "bank",
        TenantStatus.READY,
        NOW,
    )
    assert list(Domain.objects.filter(tenant=tenant).values_list("domain", "is_primary", "is_platform")) == [
        ("delta.example", True, True)
    ]
    assert tenant.schema_name == created.schema
    assert "delta" not in tenant.schema_name


def test_created_organisation_has_keys_that_fit(created) -> None:
    tenant = directory.tenant_by_uuid(created.uuid)

    assert keys.opener_for(created.uuid).public_key == tenant.sealing_key


def test_created_organisation_has_its_rulebook_in_force(created) -> None:
    with tenancy.in_schema(created.schema):
        found = list(AdoptedPolicy.objects.values_list("pack_id", "adopted_at"))

    assert found == [("bank-2020", NOW)]


def test_created_organisation_has_a_portal_on_its_host(created) -> None:
    with tenancy.in_schema(created.schema):
        site = Site.objects.get()

        assert (site.hostname, site.is_default_site, site.root_page.title) == (
            "delta.example",
            True,
            "丁公司",
        )


def test_first_admin_arranges_the_organisation_and_holds_every_organisation_wide_role(created) -> None:
    with tenancy.in_schema(created.schema):
        admin = get_user_model().objects.get()
        roles = set(Duty.objects.filter(user=admin, until__isnull=True).values_list("role", flat=True))
        packed = policies.adopted_versions()[0].pack.roles

    assert (admin.email, admin.is_admin, admin.is_superuser, admin.name_key) == (
        "admin@delta.example",
        True,
        False,
        "ding1 yi1",
    )
    assert admin.check_password("correct horse battery")
    assert roles == {code for code, role in packed.items() if role.scope == "organisation"}


def test_first_admin_without_a_password_cannot_sign_in(organisations, db) -> None:
    created = create_organisation(**{**ORDER, "admin_password": None})

    with tenancy.in_schema(created.schema):
        assert not get_user_model().objects.get().has_usable_password()


def test_created_organisation_has_its_periodic_work_armed(created) -> None:
    with tenancy.in_schema(created.schema):
        armed = {alarm.kind: alarm.at for alarm in Alarm.objects.all()}
    hint = AlarmHint.objects.get(schema=created.schema)

    assert set(armed) == {"housekeeping", "clock-audit"}
    assert NOW <= armed["housekeeping"] < NOW + timedelta(hours=1)
    night = armed["clock-audit"].astimezone(ZoneInfo("Asia/Shanghai"))
    assert (night.date().isoformat(), 1 <= night.hour < 5) == ("2026-11-25", True)
    assert hint.at == min(armed.values())


def test_regulator_without_a_rulebook_releases_figures(organisations, db) -> None:
    created = create_organisation(**{**ORDER, "kind": "regulator", "pack_ids": []})

    with tenancy.in_schema(created.schema):
        assert set(Alarm.objects.values_list("kind", flat=True)) == {"housekeeping", "clock-audit", "release"}


def test_face_of_the_organisation_is_kept(organisations, db) -> None:
    face = Face(name_zh="丁公司", name_en="Delta", short_zh="丁", colour="#0b5d4e", phone="400-000-0000")

    created = create_organisation(**{**ORDER, "branding": face})

    with tenancy.in_schema(created.schema):
        assert Branding.objects.values_list("short_zh", "phone").get() == ("丁", "400-000-0000")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"host": "alpha.localhost"}, "host"),  # taken
        ({"host": "ALPHA.localhost."}, "host"),  # taken, written otherwise
        ({"host": "delta"}, "host"),  # one label is no host of ours
        ({"host": "del_ta.example"}, "host"),
        ({"host": "-delta.example"}, "host"),
        ({"host": "http://delta.example"}, "host"),
        ({"host": "delta.example:80"}, "host"),
        ({"host": "10.0.0.1"}, "host"),  # an address
        ({"host": "www.delta.example"}, "host"),  # www. is cut off before looking up
        ({"host": "admin.localhost"}, "host"),  # reserved
        ({"host": f"{'a' * 64}.example"}, "host"),
        ({"kind": "ministry"}, "kind"),
        ({"pack_ids": []}, "pack"),  # a bank needs a rulebook
        ({"pack_ids": ["no-such-pack"]}, "pack"),
        ({"pack_ids": ["demo-county-12365"]}, "pack"),  # for authorities only
        ({"pack_ids": ["bank-2020", "no-such-pack"]}, "pack"),
        ({"name_zh": "  "}, "name_zh"),
        ({"name_en": "x" * 200}, "name_en"),
        ({"admin_email": "nobody"}, "admin_email"),
        ({"admin_password": "short"}, "admin_password"),
        ({"admin_name": ""}, "admin_name"),
        ({"branding": Face(name_zh="丁", name_en="D", short_zh="丁", colour="teal")}, "branding.colour"),
    ],
)
def test_impossible_order_is_refused_and_leaves_nothing(organisations, db, change, field) -> None:
    before = _world()

    with pytest.raises(CannotCreate) as refused:
        create_organisation(**{**ORDER, **change})

    assert refused.value.field == field
    assert _world() == before


STEPS = ("adopt_pack", "save_branding", "build_portal", "create_person", "editors_group")


@pytest.mark.parametrize("step", STEPS)
def test_failure_at_any_step_leaves_nothing(committed, monkeypatch, step) -> None:
    """Committed for real: what stays is what a second connection would see."""
    before = _world()
    monkeypatch.setattr(dengwen.provisioning, step, _breaking(getattr(dengwen.provisioning, step)))

    with pytest.raises(RuntimeError, match="the power went out"):
        create_organisation(**ORDER)

    assert _world() == before


def _breaking(function: Callable[..., Any]) -> Callable[..., Any]:
    """Does its work, and then fails: the worst moment."""

    def broken(*args: Any, **kwargs: Any) -> Any:
        function(*args, **kwargs)
        raise RuntimeError("the power went out")

    return broken


def _world() -> tuple[Any, ...]:
    """Everything that an organisation leaves outside its schema, and the schemas."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%%' ORDER BY 1")
        schemas = cursor.fetchall()
    return (
        schemas,
        sorted(Tenant.objects.values_list("schema_name", flat=True)),
        sorted(Domain.objects.values_list("domain", flat=True)),
        sorted(AlarmHint.objects.values_list("schema", flat=True)),
        sorted(path.name for path in Path(settings.KEY_DIR).glob("*")),
        connection.schema_name,
    )

"""Alpha's admins in the studio, and a draft of its rulebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from kernel import clock
from kernel.tenancy import TenantRef
from policies import selectors
from policies.drafts import services
from policies.drafts.selectors import Draft, draft_by_id
from tests.conftest import TenantClient
from tests.factories.people import colleague


@dataclass(frozen=True, slots=True)
class Studio:
    """Two admins, each with a browser, and somebody who is none."""

    first: TenantClient
    second: TenantClient
    officer: TenantClient
    first_id: int
    second_id: int

    def draft(self) -> Draft:
        """A new draft of what is in force."""
        policy = selectors.adopted_versions()[0]
        return services.start_draft(actor_id=self.first_id, now=clock.now(), from_policy=policy.id)


@pytest.fixture
def studio(alpha: TenantRef, client_for: Callable[[TenantRef], TenantClient]) -> Studio:
    admin = get_user_model().objects.get(is_admin=True)
    other = colleague(name="卫复核", is_admin=True)
    nobody = colleague("receiver", name="苏登记")
    return Studio(
        first=client_for(alpha).sign_in(admin),
        second=client_for(alpha).sign_in(other),
        officer=client_for(alpha).sign_in(nobody),
        first_id=admin.pk,
        second_id=other.pk,
    )


def again(draft: Draft) -> Draft:
    """The draft as it stands now."""
    return draft_by_id(draft.public_id)


def address(draft: Draft, rest: str = "") -> str:
    """A page of a draft."""
    return f"/desk/policy/draft/{draft.public_id}/{rest}"


def filled(response: Any) -> dict[str, Any]:
    """What the form of an entry would send back untouched."""
    form = response.context["form"]
    data: dict[str, Any] = {"revision": response.context["draft"].revision}
    for name, field in form.fields.items():
        shown = form[name].value()
        shown = shown if isinstance(shown, bool) else field.widget.format_value(shown)
        if shown not in (None, False, "", []):
            data[name] = "on" if shown is True else shown
    return data

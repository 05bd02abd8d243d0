"""Something of alpha's that could leak: a named filing with evidence, a letter, a person, an invitation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser

from accounts.invitations import invite
from accounts.services import create_person
from casework.cases import moves
from casework.correspondence.models import Letter
from casework.evidence.models import EvidenceItem
from casework.organisation import services as organisation
from casework.public.filing import FilingReceipt, file_submission
from kernel import clock, files, tenancy
from kernel.tenancy import TenantRef
from policies import selectors as policies
from policies.almanac.own import start_own_draft
from policies.drafts.services import start_draft
from policies.replays.services import start_replay
from tests.work import deliver_events

FILER = "钱多多"
PHONE = "13800000001"
MATTER = "电热水器内胆渗水"
CONTENT = b"%PDF-1.7\n" + FILER.encode()
SECRETS = (FILER, PHONE, MATTER)


@dataclass(frozen=True, slots=True)
class Leak:
    """Alpha's data and how they are addressed."""

    receipt: FilingReceipt
    case: UUID
    number: str
    evidence: UUID
    letter: UUID
    person: UUID
    invitation: str
    replay: UUID
    clock_run: UUID
    draft: UUID


@pytest.fixture
def leak(alpha: TenantRef) -> Leak:
    """Made through the services that people use, inside alpha."""
    now = clock.now()
    receipt = file_submission(
        business_type="quality-complaint",
        values={
            "title": MATTER, "narrative": "安装三天后内胆渗水，商家拒绝退换。", "remedy": "退还货款。",
            "product-name": "储水式电热水器", "respondent-name": "惠民家电商行", "respondent-address": "东风路66号",
            "filer-name": FILER, "filer-phone": PHONE,
        },
        files=[files.inspect(name="发票.pdf", content=CONTENT)], channel="counter", is_named=True, now=now,
    )  # fmt: skip
    deliver_events()
    person = create_person(email="visitor@alpha.example", name="安然", now=now)
    return Leak(
        receipt=receipt,
        case=receipt.cases[0].public_id,
        number=receipt.cases[0].number,
        evidence=EvidenceItem.objects.get().public_id,
        letter=Letter.objects.get().public_id,
        person=person.public_id,
        invitation=invite(user_id=person.pk, now=now),
        replay=start_replay(
            pack=policies.policy_for_business("fraud-report", now).pack, actor_id=None, now=now
        ).public_id,
        clock_run=moves.begin_own(own=start_own_draft(by=person.pk, now=now), now=now).public_id,
        draft=begin_draft(now),
    )


def begin_draft(now: datetime) -> UUID:
    """A draft of alpha's rules by its admin."""
    admin = get_user_model().objects.get(is_admin=True)
    policy = policies.policy_for_business("fraud-report", now)
    return start_draft(actor_id=admin.pk, from_policy=policy.id, now=now).public_id


@pytest.fixture
def almighty(leak: Leak, beta: TenantRef) -> Iterator[AbstractBaseUser]:
    """Somebody of beta who may do everything there: admin, superuser, and every role of its rulebooks."""
    with tenancy.in_schema(beta.schema):
        user = get_user_model().objects.get(is_admin=True)
        user.is_superuser = user.is_staff = True
        user.save()
        roles = {role for version in policies.adopted_versions() for role in version.pack.roles}
        organisation.set_duties(user_id=user.pk, roles=roles, now=clock.now())
        yield user

"""A step that another person has to take than the one who took an earlier step (T31)."""

from __future__ import annotations

from typing import Any

import pytest

from casework.cases.selectors import case_view
from casework.cases.services import ActionRefused, perform
from casework.organisation.selectors import officer_for
from policies.engine.pack import Pack
from policies.loading import load_pack
from policies.services import adopt
from tests.factories.filings import NOW, Journey
from tests.factories.people import colleague

pytestmark = pytest.mark.db
LINE = "fraud-report"


def _four_eyes() -> Pack:
    """The county's rulebook, in which nobody signs off a proposal of their own."""
    pack = load_pack("demo-county-12365")
    body: dict[str, Any] = pack.model_dump(mode="json", by_alias=True, exclude_none=True)
    workflow = pack.business_types[LINE].workflow
    body["workflows"][workflow]["transitions"]["sign-off"]["other_than"] = ["propose"]
    return Pack.model_validate(body)


@pytest.fixture
def both(alpha, team):
    """Somebody with both duties, who proposes."""
    adopt(pack=_four_eyes(), now=NOW, business_types=[LINE])
    person = colleague("intake-manager", "leader", name="双职")
    journey = Journey(team, LINE)
    perform(
        public_id=journey.case.public_id,
        officer=officer_for(person.pk, now=journey.now),
        transition="propose",
        values={"proposal": "建议核查。"},
        now=journey.now,
    )
    return person, journey


def test_who_proposed_may_not_sign_off(both) -> None:
    person, journey = both

    with pytest.raises(ActionRefused) as refused:
        perform(
            public_id=journey.case.public_id,
            officer=officer_for(person.pk, now=journey.now),
            transition="sign-off",
            values={"instruction": "同意。"},
            now=journey.now,
        )

    assert [reason.code for reason in refused.value.reasons] == ["other-person"]


def test_who_proposed_is_not_offered_the_sign_off(both) -> None:
    person, journey = both

    offered = {
        name: "sign-off" in {action.id for action in _view(who, journey).actions}
        for name, who in (("proposer", person), ("leader", journey.team.user("leader")))
    }

    assert offered == {"proposer": False, "leader": True}


def test_somebody_else_signs_off(both) -> None:
    _, journey = both

    before = journey.case.state

    case = journey.step("leader", "sign-off", instruction="同意。")

    assert (before, case.state) == ("received", "approved")


def _view(person, journey):
    return case_view(
        officer=officer_for(person.pk, now=journey.now), public_id=journey.case.public_id, now=journey.now
    )

"""A party's particulars are sealed under the case's key and found again by indexes that open nothing."""

from __future__ import annotations

import pytest

from casework.parties.models import Party
from casework.parties.services import index_of, new_party, open_party
from kernel import keys, tenancy
from kernel.crypto import CannotOpen, DataKey
from tests.factories.filings import case_of

pytestmark = pytest.mark.db


def _party(**particulars) -> tuple[Party, DataKey]:
    key = DataKey.new()
    return (
        new_party(case_id=1, role="FILER", particulars=particulars, is_named=True, wants_reply=True, key=key),
        key,
    )


def test_particulars_open_with_the_key_of_the_case_and_with_no_other(alpha):
    party, key = _party(name="钱多多", phone="13800000001", email="", address=None)

    assert open_party(party=party, key=key) == {"name": "钱多多", "phone": "13800000001"}
    with pytest.raises(CannotOpen):
        open_party(party=party, key=DataKey.new())


def test_sealed_particulars_moved_to_another_party_do_not_open(alpha):
    one, key = _party(name="钱多多")
    two, _ = _party(name="别人")
    two.identity = one.identity

    with pytest.raises(CannotOpen):
        open_party(party=two, key=key)


def test_nothing_said_is_nothing_sealed(alpha):
    party, key = _party(name="", phone=None)

    assert (party.identity, party.name_index, party.phone_index) == (None, None, None)
    assert open_party(party=party, key=key) == {}


def test_equal_names_have_equal_indexes_and_different_envelopes(alpha):
    one, _ = _party(name="钱多多")
    two, _ = _party(name="钱 多多")

    assert one.name_index == two.name_index == index_of("name", "钱多多")
    assert one.identity != two.identity


def test_name_and_phone_that_look_alike_have_different_indexes(alpha):
    assert index_of("name", "13800000001") != index_of("phone", "13800000001")


def test_index_of_one_organisation_finds_nothing_in_another(organisations, alpha):
    ours = index_of("name", "钱多多")

    with tenancy.in_schema(organisations.beta.schema):
        theirs = index_of("name", "钱多多")

    assert ours != theirs
    assert keys.index_key_for(organisations.alpha.uuid) != keys.index_key_for(organisations.beta.uuid)


def test_filer_of_an_anonymous_filing_has_no_row_and_the_respondent_has(alpha):
    case = case_of("conduct", is_named=False)

    assert list(Party.objects.filter(case=case).values_list("role", "is_named")) == [("RESPONDENT", True)]

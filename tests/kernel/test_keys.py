"""The key store: keys are made once, kept wrapped, and gone for ever when destroyed."""

from __future__ import annotations

import stat
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from kernel import keys
from kernel.crypto import Sealer

pytestmark = pytest.mark.unit


def test_created_keys_open_what_was_sealed_to_them() -> None:
    tenant = uuid4()

    sealed = Sealer(keys.create_keys(tenant)).seal(b"secret", info=b"")

    assert keys.opener_for(tenant).open(sealed, info=b"") == b"secret"


def test_keys_lie_wrapped_in_a_file_that_only_the_owner_reads() -> None:
    tenant = uuid4()
    keys.create_keys(tenant)
    file = Path(settings.KEY_DIR) / f"{tenant}.json"

    private = keys.opener_for(tenant).private_key

    assert private.hex() not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_keys_are_never_overwritten() -> None:
    tenant = uuid4()
    keys.create_keys(tenant)

    with pytest.raises(FileExistsError):
        keys.create_keys(tenant)


def test_destroyed_keys_are_gone_from_memory_too() -> None:
    tenant = uuid4()
    keys.create_keys(tenant)
    keys.opener_for(tenant)

    keys.destroy_keys(tenant)

    with pytest.raises(keys.NoKey):
        keys.opener_for(tenant)


def test_keys_of_two_organisations_differ() -> None:
    one, other = uuid4(), uuid4()
    for tenant in (one, other):
        keys.create_keys(tenant)

    assert keys.index_key_for(one) != keys.index_key_for(other)
    assert keys.opener_for(one) != keys.opener_for(other)


def test_file_of_one_organisation_does_not_open_as_another_s() -> None:
    """The wrapping is bound to the organisation: swapping files gives nothing."""
    one, other = uuid4(), uuid4()
    keys.create_keys(one)
    stolen = (Path(settings.KEY_DIR) / f"{one}.json").read_text()
    (Path(settings.KEY_DIR) / f"{other}.json").write_text(stolen)

    with pytest.raises(ValueError, match="does not open here"):
        keys.opener_for(other)

"""Envelopes open where they belong and nowhere else."""

from __future__ import annotations

import pytest

from kernel.crypto import CannotOpen, DataKey, Opener, Sealer, derive, fingerprint

pytestmark = pytest.mark.unit

PLAIN = "实名举报人：张三".encode()


def test_envelope_opens_with_its_key_and_place() -> None:
    key = DataKey.new()

    envelope = key.encrypt(PLAIN, aad=b"here")

    assert key.decrypt(envelope, aad=b"here") == PLAIN
    assert PLAIN not in envelope


def test_two_envelopes_of_one_text_differ() -> None:
    key = DataKey.new()

    assert key.encrypt(PLAIN, aad=b"here") != key.encrypt(PLAIN, aad=b"here")


@pytest.mark.parametrize(
    ("reason", "spoil", "aad"),
    [
        ("another place", lambda e: e, b"there"),
        ("a changed last byte", lambda e: e[:-1] + bytes([e[-1] ^ 1]), b"here"),
        ("a changed nonce", lambda e: e[:5] + bytes([e[5] ^ 1]) + e[6:], b"here"),
        ("another key's id", lambda e: e[:1] + bytes(4) + e[5:], b"here"),
        ("another format", lambda e: b"\x09" + e[1:], b"here"),
        ("cut short", lambda e: e[:16], b"here"),
        ("empty", lambda _: b"", b"here"),
    ],
)
def test_envelope_does_not_open_elsewhere(reason, spoil, aad) -> None:
    key = DataKey(b"k" * 32)
    envelope = key.encrypt(PLAIN, aad=b"here")

    with pytest.raises(CannotOpen):
        key.decrypt(spoil(envelope), aad=aad)


def test_envelope_does_not_open_with_another_key() -> None:
    envelope = DataKey.new().encrypt(PLAIN, aad=b"here")

    with pytest.raises(CannotOpen):
        DataKey.new().decrypt(envelope, aad=b"here")


def test_what_is_sealed_opens_with_the_private_half() -> None:
    opener = Opener.new()

    sealed = Sealer(opener.public_key).seal(PLAIN, info=b"case")

    assert opener.open(sealed, info=b"case") == PLAIN


@pytest.mark.parametrize(
    ("reason", "spoil", "info"),
    [
        ("another purpose", lambda s: s, b"other"),
        ("a changed byte", lambda s: s[:-1] + bytes([s[-1] ^ 1]), b"case"),
        ("cut short", lambda s: s[:20], b"case"),
    ],
)
def test_seal_does_not_open_elsewhere(reason, spoil, info) -> None:
    opener = Opener.new()
    sealed = Sealer(opener.public_key).seal(PLAIN, info=b"case")

    with pytest.raises(CannotOpen):
        opener.open(spoil(sealed), info=info)


def test_seal_does_not_open_for_another() -> None:
    sealed = Sealer(Opener.new().public_key).seal(PLAIN, info=b"case")

    with pytest.raises(CannotOpen):
        Opener.new().open(sealed, info=b"case")


def test_derived_keys_differ_by_purpose_and_are_stable() -> None:
    secret = b"s" * 32

    assert derive(secret, purpose="index") == derive(secret, purpose="index")
    assert derive(secret, purpose="index") != derive(secret, purpose="codes")


def test_fingerprint_depends_on_key_and_text() -> None:
    prints = {fingerprint(key, text) for key in (b"a", b"b") for text in ("13800000000", "13900000000")}

    assert len(prints) == 4


def test_secrets_do_not_show_in_a_traceback() -> None:
    assert "k" * 8 not in repr(DataKey(b"k" * 32)) + repr(Opener(b"k" * 32))

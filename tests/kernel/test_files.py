"""Files are judged by their bytes and lie encrypted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from kernel import files
from kernel.crypto import CannotOpen, DataKey
from kernel.models import StoredFile

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
PDF = b"%PDF-1.7\n" + b"x" * 64


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("photo.png", PNG, "image/png"),
        ("photo.exe", PNG, "image/png"),  # the bytes say what it is
        ("contract.pdf", PDF, "application/pdf"),
        ("说明.txt", "我要举报".encode(), "text/plain"),
    ],
)
def test_file_is_what_its_bytes_say(name, content, media_type) -> None:
    assert files.inspect(name=name, content=content).media_type == media_type


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.png", b"", "empty"),
        ("big.png", PNG + b"\0" * files.MAX_BYTES, "too-large"),
        ("page.html", b"<html><script>alert(1)</script>", "type"),
        ("picture.svg", b"  <svg onload='x'/>", "type"),
        ("photo.png", b"MZ" + b"\0" * 64, "type"),  # a program under a picture's name
        ("archive.zip", b"PK\x03\x04" + b"\0" * 64, "type"),
        ("latin.txt", b"\xe9\xe8", "type"),  # no text in UTF-8
    ],
)
def test_file_that_is_not_taken_says_why(name, content, reason) -> None:
    with pytest.raises(files.FileRefused) as refused:
        files.inspect(name=name, content=content)

    assert (refused.value.name, refused.value.reason) == (name, reason)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\zhang\\photo.png", "photo.png"),
        ("x" * 300 + ".png", "x" * 200),
        ("", "file"),
    ],
)
def test_name_keeps_no_path(name, bare) -> None:
    assert files.inspect(name=name, content=PNG).name == bare


def test_stored_file_reads_back_and_lies_encrypted(alpha) -> None:
    key = DataKey.new()

    row = files.store(file=files.inspect(name="证据.pdf", content=PDF), key=key, now=NOW)

    read = files.read(row=StoredFile.objects.get(), key=key)
    assert (read.name, read.content, read.media_type) == ("证据.pdf", PDF, "application/pdf")
    on_disk = [path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob(row.public_id.hex)]
    assert [PDF[:8] in content for content in on_disk] == [False]


def test_stored_file_does_not_open_with_another_key(alpha) -> None:
    row = files.store(file=files.inspect(name="a.pdf", content=PDF), key=DataKey.new(), now=NOW)

    with pytest.raises(CannotOpen):
        files.read(row=row, key=DataKey.new())


def test_stored_file_does_not_open_as_another_file(alpha) -> None:
    key = DataKey.new()
    one, other = (
        files.store(file=files.inspect(name="a.pdf", content=PDF + n), key=key, now=NOW) for n in (b"1", b"2")
    )
    paths = [next(Path(settings.MEDIA_ROOT).rglob(row.public_id.hex)) for row in (one, other)]

    paths[0].write_bytes(paths[1].read_bytes())

    with pytest.raises(CannotOpen):
        files.read(row=one, key=key)

"""What is refused in a pack file, each with its line and a reason that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.sources import MAX_BYTES, MAX_DEPTH, PackError, merge, read_folder, read_source

REFUSED = [
    ("an alias", "a: &x {b: 1}\nc: *x\n", 1, "anchors and aliases"),
    ("an anchor without alias", "a:\n  b: &x 1\n", 2, "anchors and aliases"),
    ("an alias bomb", "a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]\n", 1, "anchors and aliases"),
    ("a python tag", "a: 1\nb: !!python/object/apply:os.system [id]\n", 2, "tags"),
    ("a plain tag", "a: 1\nb: !!str 2\n", 2, "tags"),
    ("a doubled key", "a: 1\nb: 2\na: 3\n", 3, "given twice"),
    ("a doubled key deep down", "a:\n  b: 1\n  b: 2\n", 3, "given twice"),
    ("broken YAML", "a: [1, 2\nb: 3\n", 2, "not readable as YAML"),
    ("a tab as indentation", "a:\n\tb: 1\n", 2, "not readable as YAML"),
    ("a list at the top", "- 1\n", 1, "no mapping"),
    ("nothing", "", 1, "no mapping"),
    ("a key that is a list", "a:\n  [b]: 1\n", 2, "a key must be one word"),
    ("two documents", "a: 1\n---\nb: 1\n", 2, "not readable as YAML"),
]


@pytest.mark.parametrize(
    ("text", "line", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_source_refuses_with_line_and_reason(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(text)

    with pytest.raises(PackError) as refused:
        read_source(path)

    assert (refused.value.file, refused.value.line) == (str(path), line)
    assert reason in refused.value.reason


def test_source_refuses_what_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_bytes(b"a: " + b"x" * MAX_BYTES)

    with pytest.raises(PackError, match="larger than"):
        read_source(path)


def test_source_refuses_what_is_nested_too_deeply(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text("a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))

    with pytest.raises(PackError, match="nested deeper"):
        read_source(path)


def test_source_refuses_what_is_not_utf8_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_bytes("a: 1\nb: 投诉\n".encode("gb18030"))

    with pytest.raises(PackError) as refused:
        read_source(path)

    assert (refused.value.line, refused.value.reason) == (2, "not UTF-8 text")


def test_source_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot be read"):
        read_source(tmp_path / "none.yaml")


VALUES = [
    ("a whole number", "7", 7),
    ("a number with leading zero stays text: an area code", "0310", "0310"),
    ("a fraction", "0.75", 0.75),
    ("true", "true", True),
    ("yes stays text", "yes", "yes"),
    ("on stays text: no Norway problem", "on", "on"),
    ("a clock time stays text: no base 60", "12:30", "12:30"),
    ("a date stays text", "2026-04-15", "2026-04-15"),
    ("a quoted number is text", '"7"', "7"),
    ("null", "null", None),
    ("nothing", "", None),
]


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES])
def test_source_reads_scalars_as_json_has_them(tmp_path: Path, text: str, value: object) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(f"a: {text}\n")

    assert read_source(path).values == {"a": value}


def test_source_knows_the_line_of_every_entry(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text("a:\n  b:\n    - 1\n    - c: 2\n")

    source = read_source(path)

    assert {key: place.line for key, place in source.places.items()} == {
        (): 1,
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "b", "0"): 3,
        ("a", "b", "1"): 4,
        ("a", "b", "1", "c"): 4,
    }


def test_folder_refuses_an_entry_that_two_files_give(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("roles:\n  receiver: 1\n")
    (tmp_path / "two.yaml").write_text("roles:\n  leader: 1\n  receiver: 2\n")

    with pytest.raises(PackError) as refused:
        read_folder(tmp_path)

    assert (refused.value.file, refused.value.line) == (str(tmp_path / "two.yaml"), 3)
    assert refused.value.path == "roles.receiver"


def test_merge_joins_replaces_and_drops_with_the_line_of_whoever_said_it_last(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("a: {x: 1, y: 2}\nb: [1, 2]\nc: 3\n")
    (tmp_path / "over.yaml").write_text("\n\na: {y: 5, z: 6}\nb: [9]\nc: null\n")
    base, over = read_source(tmp_path / "base.yaml"), read_source(tmp_path / "over.yaml")

    merged = merge(base, over)

    assert merged.values == {"a": {"x": 1, "y": 5, "z": 6}, "b": [9]}
    assert merged.place(("a", "x")) == base.place(("a", "x"))
    assert merged.place(("a", "y")) == over.place(("a", "y"))
    assert merged.place(("b", "0")) == over.place(("b", "0"))

"""Writing pack files: plain values as the part of YAML that ``policies.sources`` reads back unchanged."""

from __future__ import annotations

from typing import Any

import yaml

from policies.sources import plain_value

WIDTH = 110


class _Writer(yaml.CSafeDumper):
    """No aliases, which the reader refuses; and quotes round every text that it would not read as text."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 -- the name of the hook's argument
        return True


def _text(writer: _Writer, value: str) -> yaml.ScalarNode:
    is_long = len(value) >= WIDTH
    is_number = value[:1] in "+-0123456789" if is_long else not isinstance(plain_value(value), str)
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style='"' if is_number else None)


_Writer.add_representer(str, _text)


def yaml_text(values: dict[str, Any]) -> str:
    """The values as a pack file, in the order in which they are given. Comments are not kept in values."""
    written: str = yaml.dump(values, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=WIDTH)
    return written

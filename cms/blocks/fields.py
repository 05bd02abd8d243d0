"""A page's body as a model field."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField

from cms.blocks.body import BODY_BLOCKS


class BodyField(StreamField):  # type: ignore[misc]  # Wagtail has no types
    """The body of a guide or a notice. Its blocks are code, not schema, so no migration speaks of them."""

    def __init__(self, block_types: Any = BODY_BLOCKS, **options: Any) -> None:
        super().__init__(block_types, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, options = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], {**options, "block_lookup": {}}

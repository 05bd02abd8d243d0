"""What a pack calls its codes. Facts carry codes only; the words, and which codes there are, come from the
pack."""

from __future__ import annotations

from functools import lru_cache

from policies.engine.pack import Label, Pack
from policies.loading import load_pack
from policies.sources import PackError


def business_types(pack_id: str) -> tuple[str, ...]:
    """All lines of business of a pack, whether anybody filed there or not; none for a pack that is not
    shipped."""
    pack = _pack(pack_id)
    return tuple(pack.business_types) if pack is not None else ()


def tiers(pack_id: str) -> tuple[str, ...]:
    """All tiers of a pack; none for a pack that is not shipped."""
    pack = _pack(pack_id)
    return tuple(pack.tiers) if pack is not None else ()


def business_type_label(pack_id: str, code: str) -> Label | None:
    pack = _pack(pack_id)
    spec = pack.business_types.get(code) if pack is not None else None
    return spec.label if spec is not None else None


def tier_label(pack_id: str, code: str) -> Label | None:
    pack = _pack(pack_id)
    spec = pack.tiers.get(code) if pack is not None else None
    return spec.label if spec is not None else None


def pack_title(pack_id: str) -> Label | None:
    pack = _pack(pack_id)
    return pack.title if pack is not None else None


@lru_cache(maxsize=64)
def _pack(pack_id: str) -> Pack | None:
    """A shipped pack, or None: an organisation's own pack is known to that organisation only."""
    try:
        return load_pack(pack_id)
    except PackError:
        return None

"""Believable filings: scenarios by business type, with invented people, firms and goods drawn into them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from policies.engine.pack import FieldKind, FieldSpec, Pack

FOLDER = Path(__file__).parent / "content"
_TEXT = (FieldKind.TEXT, FieldKind.LONG_TEXT)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story: slot to text, with ``{name}`` of the word lists in it."""

    slots: Mapping[str, str]
    choices: Mapping[str, str]
    finding: str
    reply: str
    outcome: str


@lru_cache(maxsize=1)
def words() -> dict[str, list[str]]:
    """The word lists: family names, given names, streets, firms …"""
    loaded: dict[str, list[str]] = yaml.safe_load((FOLDER / "words.yaml").read_text())
    return loaded


@lru_cache(maxsize=16)
def scenarios(pack_id: str) -> dict[str, list[Scenario]]:
    """The stories of a pack by business type."""
    loaded = yaml.safe_load((FOLDER / f"{pack_id}.yaml").read_text())
    return {
        business_type: [
            Scenario(
                slots=s["slots"],
                choices=s.get("choices", {}),
                finding=s["finding"],
                reply=s["reply"],
                outcome=s["outcome"],
            )
            for s in stories
        ]
        for business_type, stories in loaded.items()
    }


class Teller:
    """Draws filings from the scenarios with its own dice, so that a demo can be made again alike."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def cast(self) -> dict[str, str]:
        """The people, places and sums of one story."""
        lists = words()
        drawn = {key: self._dice.choice(values) for key, values in lists.items()}
        drawn["person"] = drawn["family"] + drawn["given"]
        drawn["phone"] = f"1900000{self._dice.randrange(10_000):04d}"
        drawn["price"] = str(
            self._dice.choice([49, 89, 128, 199, 268, 359, 480, 699, 1280, 2399, 3880, 5600])
        )
        drawn["count"] = str(self._dice.randrange(1, 6))
        drawn["number"] = str(self._dice.randrange(1, 200))
        return drawn

    def tell(self, scenario: Scenario, cast: Mapping[str, str]) -> dict[str, str]:
        """A scenario's slots with this cast in it."""
        return {slot: text.format_map(cast) for slot, text in scenario.slots.items()}

    def values(
        self,
        *,
        pack: Pack,
        business_type: str,
        scenario: Scenario,
        cast: Mapping[str, str],
        now: datetime,
        is_named: bool,
    ) -> dict[str, Any]:
        """The values of the pack's form for this business type."""
        spec = pack.business_types[business_type]
        told = self.tell(scenario, cast)
        keys = dict.fromkeys(key for step in pack.forms[spec.form].steps.values() for key in step.fields)
        values: dict[str, Any] = {}
        for key in keys:
            field = pack.fields[key]
            if (
                (field.binds or "").startswith("filer.")
                and not is_named
                and field.binds != "filer.wants_reply"
            ):
                continue
            value = self._value(key, field, told, scenario, cast, now)
            if value not in (None, ""):
                values[key] = value
        return values

    def _value(
        self,
        key: str,
        field: FieldSpec,
        told: Mapping[str, str],
        scenario: Scenario,
        cast: Mapping[str, str],
        now: datetime,
    ) -> Any:
        slot = field.binds or key
        if key in scenario.choices:
            return scenario.choices[key]
        if key in told or slot in told:
            return told.get(key, told.get(slot))
        if field.kind is FieldKind.CHOICE:
            return self._fitting(field, " ".join(told.values()))
        if field.kind is FieldKind.MULTI_CHOICE:
            return [self._dice.choice(sorted(field.choices))]
        if field.kind is FieldKind.BOOLEAN:
            return field.binds == "filer.wants_reply" or None
        if field.kind is FieldKind.DATE:
            return (now - timedelta(days=self._dice.randrange(2, 40))).date().isoformat()
        return self._personal(field, cast)

    def _fitting(self, field: FieldSpec, story: str) -> str:
        """The choice whose label shares most with the story; any, where none shares anything."""
        shared = {
            code: sum(label.zh_hans[i : i + 2] in story for i in range(len(label.zh_hans) - 1))
            for code, label in field.choices.items()
        }
        most = max(shared.values())
        return self._dice.choice([code for code, count in sorted(shared.items()) if count == most])

    def _personal(self, field: FieldSpec, cast: Mapping[str, str]) -> str | None:
        known = {
            "filer.name": cast["person"],
            "filer.phone": cast["phone"],
            "filer.address": f"{cast['street']}{cast['number']}号",
            "filer.email": f"{cast['phone']}@example.cn",
            "respondent.name": cast["firm"],
            "respondent.address": f"{cast['street']}{cast['number']}号",
            "respondent.phone": "0000-0000000",
            "product.price": cast["price"],
            "product.quantity": cast["count"],
            "case.amount": cast["price"],
        }
        if field.kind is FieldKind.NUMBER:
            return cast["count"]
        return known.get(field.binds or "")

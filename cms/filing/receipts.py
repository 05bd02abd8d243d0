"""A filing's receipt as data that a draft can hold, and as what the receipt page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.public.filing import FilingReceipt, ReceiptCase
from policies.engine.pack import Label
from policies.engine.promises import PromisedDate, PromisedRule


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """A promised date with its rule, or the rule alone of a step that does not run yet (R14)."""

    label: Label
    rule: Label
    due_at: datetime | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class ShownCase:
    number: str
    label: Label
    promises: tuple[ShownPromise, ...]


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """What the filer is shown, as often as the page is opened."""

    code: str
    received_at: datetime
    cases: tuple[ShownCase, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The code in the groups in which it is read out."""
        return tuple(self.code.split("-"))


def receipt_as_data(receipt: FilingReceipt) -> dict[str, Any]:
    """Plain values, for the draft's envelope."""
    return {
        "code": receipt.tracking_code,
        "received_at": receipt.received_at.isoformat(),
        "cases": [_case_as_data(case) for case in receipt.cases],
    }


def shown_receipt(data: Mapping[str, Any]) -> ShownReceipt:
    """What ``receipt_as_data`` kept."""
    return ShownReceipt(
        code=data["code"],
        received_at=datetime.fromisoformat(data["received_at"]),
        cases=tuple(_shown_case(case) for case in data["cases"]),
    )


def shown_promise(promise: PromisedDate | PromisedRule) -> ShownPromise:
    """A promise as the portal's pages show it."""
    if isinstance(promise, PromisedDate):
        return ShownPromise(promise.label, promise.rule, promise.due_at, promise.provisional)
    return ShownPromise(promise.label, promise.rule)


def _case_as_data(case: ReceiptCase) -> dict[str, Any]:
    return {
        "number": case.number,
        "label": _label_as_data(case.business_label),
        "promises": [_promise_as_data(promise) for promise in case.promises],
    }


def _promise_as_data(promise: PromisedDate | PromisedRule) -> dict[str, Any]:
    shown = shown_promise(promise)
    return {
        "label": _label_as_data(shown.label),
        "due_at": shown.due_at.isoformat() if shown.due_at else None,
        "provisional": shown.provisional,
        "rule": _label_as_data(shown.rule),
    }


def _shown_case(data: Mapping[str, Any]) -> ShownCase:
    kept = tuple(
        ShownPromise(
            label=Label.model_validate(promise["label"]),
            due_at=datetime.fromisoformat(promise["due_at"]) if promise["due_at"] else None,
            provisional=promise["provisional"],
            rule=Label.model_validate(promise["rule"]),
        )
        for promise in data["promises"]
    )
    return ShownCase(number=data["number"], label=Label.model_validate(data["label"]), promises=kept)


def _label_as_data(label: Label) -> dict[str, str]:
    return {"zh-hans": label.zh_hans, "en": label.en}

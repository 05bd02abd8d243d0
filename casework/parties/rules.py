"""How a person's particulars are normalised, masked and told apart. Pure."""

from __future__ import annotations

import unicodedata


def normalise_phone(phone: str) -> str:
    """A telephone number as it is compared: digits only, without the country code of China."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", phone) if c.isdigit())
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) - len(prefix) == 11:
            return digits[len(prefix) :]
    return digits


def mask_name(name: str) -> str:
    """The family name and stars: 张三丰 becomes 张**."""
    bare = name.strip()
    return bare[:1] + "*" * max(len(bare) - 1, 1) if bare else ""


def mask_number(number: str) -> str:
    """The first three and last four signs of a telephone or document number; short ones vanish whole."""
    bare = number.strip()
    return f"{bare[:3]}****{bare[-4:]}" if len(bare) >= 9 else "*" * len(bare)


def mask(particulars: dict[str, str]) -> dict[str, str]:
    """A sealed identity as those see it who may not open it."""
    numbers = ("phone", "id_number")
    return {
        key: mask_name(value) if key == "name" else mask_number(value) if key in numbers else "****"
        for key, value in particulars.items()
        if value
    }

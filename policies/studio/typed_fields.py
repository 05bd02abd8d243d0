"""Fields of Django for what the pack format writes in its own way: shares, coined codes, pieces of YAML."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from policies.sources import PackError, read_text

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_CODE = 48
_BETWEEN = re.compile(r"[,，、;；\s%]+")


class SharesField(forms.CharField):
    """Percentages, as numbers from 0 to 1."""

    def to_python(self, value: Any) -> Any:
        parts = [part for part in _BETWEEN.split(super().to_python(value) or "") if part]
        try:
            shares = [float(part) / 100 for part in parts]
        except ValueError as error:
            raise ValidationError(_("请填写百分数，用顿号隔开，例如 50、75")) from error
        if any(not 0 < share < 1 for share in shares):
            raise ValidationError(_("百分数要在 0 和 100 之间"))
        return shares


class CodesField(forms.CharField):
    """Codes that are coined here."""

    def to_python(self, value: Any) -> Any:
        codes = [part for part in _BETWEEN.split(super().to_python(value) or "") if part]
        wrong = next((code for code in codes if not _CODE.fullmatch(code) or len(code) > _LONGEST_CODE), None)
        if wrong is not None:
            raise ValidationError(_("“%(code)s”只能用小写英文字母、数字和连字符") % {"code": wrong})
        return codes


class YamlField(forms.CharField):
    """A value in the notation of the pack files."""

    def __init__(self, key: str, **options: Any) -> None:
        super().__init__(**options)
        self.key = key

    def to_python(self, value: Any) -> Any:
        written = super().to_python(value)
        if not written:
            return None
        try:
            return read_text(written, "").values.get(self.key)
        except PackError as error:
            told = {"line": error.line, "reason": error.reason}
            raise ValidationError(_("第 %(line)s 行：%(reason)s") % told) from error

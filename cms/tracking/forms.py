from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """Takes a code however it is typed; whether it leads anywhere is not for a form to say."""

    code = forms.CharField(
        label=_("查询码"),
        max_length=200,
        strip=True,
        help_text=_("回执上的 20 位字母和数字。大小写、空格、短横线都没有关系，字母 O 会当作数字 0。"),
        error_messages={"required": _("请填写查询码")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "inputmode": "text",
            }
        ),
    )

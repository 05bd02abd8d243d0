"""What a password must be, in the words of this product: Django's own catalogue lacks the Chinese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """A password of a least length."""

    def get_error_message(self) -> str:
        return _("密码太短，至少要有 %(count)d 个字符。") % {"count": self.min_length}

    def get_help_text(self) -> str:
        return _("密码至少要有 %(count)d 个字符。") % {"count": self.min_length}

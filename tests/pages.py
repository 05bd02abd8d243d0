"""Pages compared without what is made anew for every request."""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def without_token(response: Any) -> str:
    """The body of a response without the tokens of its forms."""
    return _TOKEN.sub("", response.content.decode())

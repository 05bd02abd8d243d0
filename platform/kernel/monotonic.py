"""A clock that only measures how long something took; it knows no date."""

import time


def seconds() -> float:
    return time.monotonic()

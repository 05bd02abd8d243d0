"""A process that does a small step again and again, outlives its services, and stops when asked."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable

import dramatiq
from django.db import DatabaseError, InterfaceError, connection
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.3
AFTER_TROUBLE_SECONDS = 2.0
TROUBLE = (DatabaseError, InterfaceError, RedisError, dramatiq.errors.BrokerConnectionError, OSError)
"""What passes when the database or Valkey is back."""

Step = Callable[[], int]


def run_until_stopped(*, name: str, step: Step) -> int:
    """Repeat ``step`` until SIGTERM or SIGINT; at once while it finds work, else after a short pause."""
    stopped = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stopped.set())
    logger.info("%s: running", name)
    repeat(name=name, step=step, stopped=stopped)
    connection.close()
    logger.info("%s: stopped", name)
    return 0


def repeat(*, name: str, step: Step, stopped: threading.Event) -> None:
    """The loop itself. Trouble is reported once, not at every attempt."""
    was_well = True
    while not stopped.is_set():
        try:
            connection.close_if_unusable_or_obsolete()
            found = step()
        except TROUBLE as error:
            if was_well:
                logger.warning("%s: waiting for its services (%s: %s)", name, type(error).__name__, error)
            was_well = False
            connection.close()
            stopped.wait(AFTER_TROUBLE_SECONDS)
            continue
        if not was_well:
            logger.info("%s: its services are back", name)
        was_well = True
        if not found:
            stopped.wait(PAUSE_SECONDS)

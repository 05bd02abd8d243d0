"""``dengwen sweeper``: alarms that are due."""

from __future__ import annotations

import argparse
from typing import Any

from dengwen.commands.loop import run_until_stopped
from dengwen.subscriptions import ALARM_HANDLERS
from kernel import clock
from kernel.relay import sweep_once


def register(subparsers: Any) -> None:
    subparsers.add_parser("sweeper", help="ring alarms that are due, until stopped").set_defaults(run=run)


def run(_options: argparse.Namespace) -> int:
    def step() -> int:
        return sweep_once(handlers=ALARM_HANDLERS, now=clock.now())

    return run_until_stopped(name="sweeper", step=step)

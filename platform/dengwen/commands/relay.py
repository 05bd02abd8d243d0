"""``dengwen relay``: events to their consumers."""

from __future__ import annotations

import argparse
from typing import Any

from dengwen.commands.loop import run_until_stopped
from dengwen.subscriptions import CONSUMERS
from kernel import clock
from kernel.relay import relay_once


def register(subparsers: Any) -> None:
    subparsers.add_parser("relay", help="send events to their consumers, until stopped").set_defaults(run=run)


def run(_options: argparse.Namespace) -> int:
    return run_until_stopped(name="relay", step=lambda: relay_once(consumers=CONSUMERS, now=clock.now()))

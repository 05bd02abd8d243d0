"""``dengwen check``: can this installation serve? Django's own checks run first."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management import call_command

from dengwen.self_check import findings


def register(subparsers: Any) -> None:
    subparsers.add_parser("check", help="check that this installation can serve").set_defaults(run=run)


def run(_options: argparse.Namespace) -> int:
    """Exit code 1 when something would go wrong in service."""
    call_command("check")
    found = findings()
    for finding in found:
        print(finding)
    print("nothing amiss" if not found else f"{len(found)} findings")
    return 1 if found else 0

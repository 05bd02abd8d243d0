"""The commands of ``./dev``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dengwen.machine import processes, secret_files
from dengwen.machine.debian import NeedsPackage
from dengwen.machine.engines import NoEngine
from dengwen.machine.ports import NoFreePort
from dengwen.machine.postgres import PostgresFailed
from dengwen.machine.running import stop_requests
from dengwen.machine.services import services
from dengwen.machine.valkey import ValkeyFailed

ROOT = Path(__file__).resolve().parents[3]

HELP = """./dev COMMAND

  demo [--reset] [--domain NAME] [--port N]   everything, with four organisations; Ctrl-C stops it
  test [--quick] [pytest arguments]           what CI runs: lint, types, contracts, tests
  lint                                        the part of it before the tests
  bench [arguments]                           measure, each figure beside its floor
  dengwen ARGUMENTS                           our command-line tool (./dev dengwen --help)
  shell                                       a Python shell with the product loaded
  services --profile NAME [-- COMMAND]        PostgreSQL and Valkey for a command, or until Ctrl-C
                     [--env-file FILE]        and where they are, for `. FILE` in a shell
  help                                        this text

State lies in .dengwen/. PG_BIN, DATABASE_URL and REDIS_URL name services of your own."""

KNOWN_FAILURES = (
    NeedsPackage, NoEngine, NoFreePort, PostgresFailed, ValkeyFailed, processes.ProcessDied, TimeoutError,
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    name, rest = (arguments[0], list(arguments[1:])) if arguments else ("help", [])
    command = COMMANDS.get(name)
    if command is None:
        print(f"dev: no command {name!r}\n\n{HELP}", file=sys.stderr)
        return 2
    try:
        return command(rest)
    except KNOWN_FAILURES as failure:
        print(f"dev: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def show_help(_arguments: list[str]) -> int:
    """Say what there is."""
    print(HELP)
    return 0


def run_services(arguments: list[str]) -> int:
    """Services for one command, or until the stop signal."""
    own, command = _split(arguments)
    parser = argparse.ArgumentParser(prog="./dev services")
    parser.add_argument("--profile", default="test")
    parser.add_argument("--env-file", type=Path)
    parser.add_argument(
        "--stay", action="store_true", help="keep them until Ctrl-C (the default without a command)"
    )
    options = parser.parse_args(own)
    with stop_requests() as stop, services(ROOT, profile=options.profile) as environment:
        if options.env_file:
            secret_files.write(options.env_file, shell_lines(environment).encode())
        if command:
            return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode
        print(f"PostgreSQL and Valkey of profile {options.profile} run; Ctrl-C stops them.", flush=True)
        stop.wait()
    return 0


def shell_lines(environment: Mapping[str, str]) -> str:
    """``export`` lines for a shell."""
    quoted = {name: value.replace("'", "'\\''") for name, value in environment.items()}
    return "".join(f"export {name}='{value}'\n" for name, value in quoted.items())


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What stands before and after ``--``."""
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "help": show_help,
    "--help": show_help,
    "-h": show_help,
    "services": run_services,
}

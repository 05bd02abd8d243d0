"""The commands of ``./dev``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dengwen.machine import catalogues, checks, printing, product, running, secret_files, supervisor
from dengwen.machine.catalogues import BadCatalogueError
from dengwen.machine.debian import NeedsPackage
from dengwen.machine.engines import NoEngine
from dengwen.machine.ports import NoFreePort
from dengwen.machine.postgres import PostgresFailed
from dengwen.machine.processes import ProcessDied
from dengwen.machine.services import InUseError, Services, prepare
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
    BadCatalogueError,
    InUseError,
    NeedsPackage,
    NoEngine,
    NoFreePort,
    PostgresFailed,
    ProcessDied,
    TimeoutError,
    ValkeyFailed,
)


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


def run_demo(arguments: list[str]) -> int:
    """Everything, for people."""
    parser = argparse.ArgumentParser(prog="./dev demo")
    parser.add_argument("--reset", action="store_true", help="forget everything and build it again")
    parser.add_argument("--domain", help="organisations live under this domain (localhost)")
    parser.add_argument("--port", type=int, help="the web server's port (8000, or the one used last)")
    found = parser.parse_args(arguments)
    return supervisor.run_demo(
        ROOT, supervisor.DemoOptions(reset=found.reset, domain=found.domain, port=found.port)
    )


def run_test(arguments: list[str]) -> int:
    """What CI runs."""
    return checks.test(ROOT, arguments)


def run_lint(_arguments: list[str]) -> int:
    """The checks that read the source."""
    return checks.lint(ROOT)


def run_bench(arguments: list[str]) -> int:
    """Measurements, on services of their own that keep what they promise to keep."""
    printing.ensure_pango()
    return _in_product(prepare(root=ROOT, profile="bench"), (sys.executable, "-m", "bench", *arguments))


def run_dengwen(arguments: list[str]) -> int:
    """Our command-line tool on the demo's data; what the running demo uses is joined."""
    services = prepare(root=ROOT, profile=supervisor.PROFILE)
    command = product.cli(*arguments)
    if product.needs_services(arguments):
        return _in_product(services, command)
    catalogues.compile_stale(ROOT)
    told = product.environment(services, settings=supervisor.SETTINGS)
    return running.run_foreground(command, environment={**os.environ, **told})


def run_shell(arguments: list[str]) -> int:
    """A Python shell with the product loaded."""
    services = prepare(root=ROOT, profile=supervisor.PROFILE)
    return _in_product(services, product.cli("shell", *arguments))


def run_services(arguments: list[str]) -> int:
    """Services for one command, or until the stop signal."""
    own, command = _split(arguments)
    parser = argparse.ArgumentParser(prog="./dev services")
    parser.add_argument("--profile", default="test")
    parser.add_argument("--env-file", type=Path)
    parser.add_argument("--stay", action="store_true", help="until Ctrl-C, also after the command has ended")
    found = parser.parse_args(own)
    services = prepare(root=ROOT, profile=found.profile)
    status = 0
    with running.stop_requests() as stop, services.being_used():
        services.start()
        told = services.environment()
        if found.env_file:
            secret_files.write(found.env_file, shell_lines(told).encode())
        if command:
            status = running.run_foreground(command, environment={**os.environ, **told})
        if found.stay or not command:
            print(f"PostgreSQL and Valkey of profile {found.profile} run; Ctrl-C stops them.", flush=True)
            stop.wait()
    return status


def shell_lines(environment: Mapping[str, str]) -> str:
    """``export`` lines for a shell."""
    quoted = {name: value.replace("'", "'\\''") for name, value in environment.items()}
    return "".join(f"export {name}='{value}'\n" for name, value in quoted.items())


def _in_product(services: Services, command: Sequence[str]) -> int:
    catalogues.compile_stale(ROOT)
    # A stop signal ends the command first; the services go after it.
    with running.stop_requests(), services.being_used():
        services.start()
        told = product.environment(services, settings=supervisor.SETTINGS)
        return running.run_foreground(command, environment={**os.environ, **told})


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
    "demo": run_demo,
    "test": run_test,
    "lint": run_lint,
    "bench": run_bench,
    "dengwen": run_dengwen,
    "shell": run_shell,
    "services": run_services,
}

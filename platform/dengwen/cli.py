"""``dengwen``: our own commands, and Django's under the same roof.

A command is imported only when it is called, because some need neither a database nor the environment.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

SETTINGS = "dengwen.settings.dev"


@dataclass(frozen=True, slots=True)
class Command:
    """Where a command registers its parser, and what it needs before it runs."""

    module: str
    summary: str
    needs_django: bool = True
    as_owner: bool = False
    with_django: frozenset[str] = frozenset()
    """Its actions that need Django though the others do not; so does each that names an organisation."""

    def asks_database(self, arguments: Sequence[str]) -> bool:
        """Whether this call of it needs Django and a database; ``arguments`` begin with its name."""
        if self.needs_django or not self.with_django:
            return self.needs_django
        names_one = any(word.split("=", 1)[0] == "--host" for word in arguments)
        return names_one or (len(arguments) > 1 and arguments[1] in self.with_django)


COMMANDS = {
    "migrate": Command("dengwen.commands.migrate", "bring the database up to date", as_owner=True),
    "tenant": Command("dengwen.commands.tenant", "create and list organisations", as_owner=True),
    "calendar": Command("dengwen.commands.calendar", "import the published working calendars", as_owner=True),
    "demo": Command("dengwen.demonstration", "fill the demonstration organisations", as_owner=True),
    "policy": Command(
        "dengwen.commands.policy",
        "list, check and try rulebooks",
        needs_django=False,
        with_django=frozenset({"replay", "import"}),
    ),
    "relay": Command("dengwen.commands.relay", "send events to their consumers, until stopped"),
    "sweeper": Command("dengwen.commands.sweeper", "ring alarms that are due, until stopped"),
    "check": Command("dengwen.commands.check", "check that this installation can serve"),
}
"""Each module has ``register(subparsers)``, which adds a parser with ``run`` among its defaults."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. What is not ours is Django's."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        _overview().print_help()
        return 0
    command = COMMANDS.get(arguments[0])
    return _run_django(arguments) if command is None else _run(command, arguments)


def manage(argv: Sequence[str]) -> None:
    """The entry of ``manage.py``; ``argv`` begins with the program's name."""
    sys.exit(main(argv[1:]))


def _run(command: Command, arguments: list[str]) -> int:
    if command.as_owner:
        os.environ["DENGWEN_DB_ROLE"] = "owner"
    if command.asks_database(arguments):
        _set_up_django()
    parser = argparse.ArgumentParser(prog="dengwen")
    import_module(command.module).register(parser.add_subparsers(required=True, metavar="COMMAND"))
    parsed = parser.parse_args(arguments)
    try:
        return int(parsed.run(parsed) or 0)
    except KeyboardInterrupt:
        return 130


def _set_up_django() -> None:
    import django

    django.setup()


def _run_django(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["dengwen", *arguments])
    return 0


def _overview() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dengwen", description="登闻 Dengwen", add_help=True)
    overview = parser.add_subparsers(metavar="COMMAND", title="commands")
    for name, command in COMMANDS.items():
        overview.add_parser(name, help=command.summary)
    parser.epilog = "Anything else is a command of Django: dengwen shell, dengwen makemigrations, …"
    return parser


if __name__ == "__main__":
    sys.exit(main())
